package dev.halfspeed.search.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.TestDags;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.graph.Partition;
import dev.halfspeed.search.noise.BootNoise;
import dev.halfspeed.search.noise.EarlierFits;
import dev.halfspeed.search.noise.EffectPrior;
import dev.halfspeed.search.noise.Levels;
import dev.halfspeed.search.noise.NoiseGrid;
import dev.halfspeed.search.noise.NoiseModel;
import dev.halfspeed.search.noise.NoiseScale;
import dev.halfspeed.search.noise.NormalEquations;
import dev.halfspeed.search.noise.Regimes;
import dev.halfspeed.search.observation.Observations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The posterior against brute force. */
final class PosteriorTest {

  /** One of each kind, and all together. */
  private static final List<NoiseScale> SCALES =
      List.of(
          scale(0.01, 0, 0, 0.001, 0, 1, 0, NoiseScale.NO_MACHINE),
          scale(0.01, 0.008, 0, 0.02, 0, 1, 0, NoiseScale.NO_MACHINE),
          scale(0.01, 0, 0.005, 0.3, 0.01, 1, 0, NoiseScale.NO_MACHINE),
          scale(0.01, 0.008, 0, 0.02, 0, 2, 0, NoiseScale.NO_MACHINE),
          scale(0.01, 0.005, 0, 0.02, 0, 1, 1, NoiseScale.NO_MACHINE),
          scale(0.01, 0.005, 0.01, 0.05, 0.005, 0.5, 0, 1));

  /** The turns at which the machines change, where a scale has a change of regime. */
  private static final List<Integer> CHANGES = List.of(3, 5);

  private static NoiseScale scale(
      double boot,
      double layout,
      double run,
      double spread,
      double drift,
      double slowSide,
      int regime,
      int lacking) {
    return new NoiseScale(boot, layout, run, 0, spread, drift, slowSide, 0, regime, lacking, 0);
  }

  private static NoiseModel model(Observations observations, NoiseScale scale, Ancestry ancestry) {
    return new NoiseModel(
        observations,
        new EarlierFits(observations),
        scale,
        scale.regime() == 0
            ? Regimes.NONE
            : Regimes.at(CHANGES.stream().mapToInt(Integer::intValue).toArray()),
        List.of(),
        ancestry,
        Levels.VAGUE);
  }

  @Test
  void theEvidenceOfEveryHypothesisIsExactWithoutOutliers() {
    var dags = new ArrayList<CandidateDag>();
    for (int size = 1; size <= 4; size++) {
      dags.addAll(TestDags.all(size));
    }
    for (int seed = 0; seed < 20; seed++) {
      dags.add(TestDags.history(5 + seed % 6, 3, seed));
    }
    for (int index = 0; index < dags.size(); index++) {
      for (NoiseScale scale : SCALES) {
        evidenceIsExact(dags.get(index), scale, index);
      }
    }
  }

  private static void evidenceIsExact(CandidateDag dag, NoiseScale scale, long seed) {
    List<Evidence.Measured> boots = someBoots(dag, seed, 14);
    var observations =
        new Observations(dag.ancestry(), List.copyOf(boots), new Reproducer.Metric(), List.of());
    NoiseModel model = model(observations, scale, dag.ancestry());
    List<Integer> changes = scale.regime() == 0 ? List.of() : CHANGES;
    Partition partition = Partition.whole(dag.ancestry(), Posteriors.uniform(dag.size()));
    for (int image = 0; image < observations.images(); image++) {
      partition = partition.split(observations.standOf(image));
    }
    NormalEquations.Fit[] fits = model.fits(partition, points(observations));
    double nothing =
        ExhaustivePosterior.logEvidence(dag, boots, ExhaustivePosterior.NONE, model, changes, 0);
    assertThat(model.fit(new BitSet()).log()).isCloseTo(nothing, within(1e-5));
    for (int culprit = 0; culprit < dag.size(); culprit++) {
      NormalEquations.Fit fit = fits[partition.cellOf(culprit)];
      assertThat(fit.log() + EffectPrior.broad().logIntegral(fit.s(), fit.t(), 1))
          .as("culprit %d of %d, %s", culprit, dag.size(), scale)
          .isCloseTo(
              ExhaustivePosterior.logEvidence(dag, boots, culprit, model, changes, 0),
              within(1e-5));
    }
  }

  private static int[] points(Observations observations) {
    int[] points = new int[observations.images()];
    for (int image = 0; image < points.length; image++) {
      points[image] = observations.standOf(image) == Ancestry.GOOD ? -1 : image;
    }
    return points;
  }

  @Test
  void outliersMoveTheProbabilitiesByLittleFromTheExactSumOverAllSets() {
    double worst = 0;
    for (int seed = 0; seed < 30; seed++) {
      CandidateDag dag = TestDags.history(4 + seed % 3, 3, seed);
      List<Evidence.Measured> boots = someBoots(dag, seed, 9);
      NoiseScale scale =
          NoiseScale.steady(0.01, seed % 2 == 0 ? 0 : 0.008, 0, seed % 2 == 0 ? 0.001 : 0.02);
      var observations =
          new Observations(dag.ancestry(), List.copyOf(boots), new Reproducer.Metric(), List.of());
      NoiseModel model = model(observations, scale, dag.ancestry());
      double[] exact = new double[dag.size()];
      double[] bound = new double[dag.size()];
      for (int culprit = 0; culprit < dag.size(); culprit++) {
        exact[culprit] =
            ExhaustivePosterior.logEvidence(
                dag, boots, culprit, model, List.of(), BootNoise.OUTLIERS);
        NormalEquations.Fit fit = model.fit(badImages(dag, observations, culprit));
        bound[culprit] = fit.log() + EffectPrior.broad().logIntegral(fit.s(), fit.t(), 1);
      }
      double[] one = normalized(exact);
      double[] other = normalized(bound);
      for (int culprit = 0; culprit < one.length; culprit++) {
        worst = Math.max(worst, Math.abs(one[culprit] - other[culprit]));
      }
    }
    assertThat(worst).isLessThan(0.1);
  }

  private static BitSet badImages(CandidateDag dag, Observations observations, int culprit) {
    var bad = new BitSet();
    for (int image = 0; image < observations.images(); image++) {
      int stand = observations.standOf(image);
      bad.set(image, stand != Ancestry.GOOD && dag.ancestorsOf(stand).get(culprit));
    }
    return bad;
  }

  /** Scales that are together improbable are left out: most of all where a dozen boots are all. */
  @Test
  void theMixtureOverNoiseIsThatOverTheWholeGrid() {
    for (int seed = 0; seed < 12; seed++) {
      CandidateDag dag = TestDags.history(5 + seed % 4, 3, seed);
      List<Evidence.Measured> boots = someBoots(dag, seed, 12);
      var observations =
          new Observations(dag.ancestry(), List.copyOf(boots), new Reproducer.Metric(), List.of());
      var grid =
          new NoiseGrid(
              observations.runNoise(), 0, observations.machines(), false, false, List.of());
      double[][] logs = new double[dag.size() + 1][];
      Arrays.setAll(logs, ignored -> new double[0]);
      for (NoiseGrid.Place place : places(grid, observations.machines())) {
        NoiseModel model = model(observations, grid.at(place), dag.ancestry());
        for (int culprit = 0; culprit <= dag.size(); culprit++) {
          boolean nobody = culprit == dag.size();
          NormalEquations.Fit fit =
              model.fit(nobody ? new BitSet() : badImages(dag, observations, culprit));
          double belief = nobody ? 0.9 * Posteriors.NONE : (1 - Posteriors.NONE) / dag.size();
          double effect = nobody ? 0 : EffectPrior.broad().logIntegral(fit.s(), fit.t(), 1);
          logs[culprit] = Arrays.copyOf(logs[culprit], logs[culprit].length + 1);
          logs[culprit][logs[culprit].length - 1] =
              model.scale().logPrior() + Math.log(belief) + fit.log() + effect;
        }
      }
      double[] expected =
          normalized(Arrays.stream(logs).mapToDouble(ExhaustivePosterior::logSum).toArray());
      Posterior posterior = Posteriors.of(dag, boots, new Reproducer.Metric());
      double[] found = posterior.probabilities();
      for (int culprit = 0; culprit < found.length; culprit++) {
        assertThat(found[culprit])
            .as("seed %d culprit %d", seed, culprit)
            .isCloseTo(expected[culprit], within(0.1));
      }
      assertThat(DoubleStream.of(found).sum() + posterior.none()).isCloseTo(1, within(1e-9));
    }
  }

  private static List<NoiseGrid.Place> places(NoiseGrid grid, int machines) {
    var places = new ArrayList<NoiseGrid.Place>();
    for (int boot = 0; boot < NoiseGrid.STEPS; boot++) {
      for (int layout = 0; layout < 5; layout++) {
        for (int spread = 0; spread < 4; spread++) {
          for (int lacking = NoiseScale.NO_MACHINE; lacking < machines; lacking++) {
            NoiseGrid.Place place =
                NoiseGrid.Place.usual(boot, layout, spread).withLacking(lacking);
            if (grid.contains(place)) {
              places.add(place);
            }
          }
        }
      }
    }
    return places;
  }

  /** Against a sum over a far finer grid of both rates, for beliefs of both kinds. */
  @Test
  void verdictsAreJudgedByAllRatesThatTheyMayHave() {
    for (boolean told : new boolean[] {true, false}) {
      var rates =
          told
              ? new Reproducer.PassFail(new Reproducer.Rate(1, 4), new Reproducer.Rate(3, 2))
              : new Reproducer.PassFail();
      for (CandidateDag dag : TestDags.all(4)) {
        var random = new SplittableRandom(dag.hashCode());
        var boots = new ArrayList<Evidence>();
        for (int boot = 0; boot < 12; boot++) {
          int index = random.nextInt(dag.size() + 1) - 1;
          Revision revision = index < 0 ? new Revision.Good() : new Revision.Candidate(index);
          int failed = random.nextInt(3);
          boots.add(
              new Evidence.Judged(revision, 0, "i" + index, Purpose.SEARCH, 2 - failed, failed));
        }
        double[] logs = new double[dag.size() + 1];
        for (int culprit = 0; culprit <= dag.size(); culprit++) {
          logs[culprit] =
              culprit == dag.size()
                  ? Math.log(Posteriors.NONE * noRegression(dag, boots, told))
                  : Math.log(
                      (1 - Posteriors.NONE)
                          / dag.size()
                          * evidence(dag, boots, culprit, told, false));
        }
        double[] expected = normalized(logs);
        double[] found = Posteriors.of(dag, boots, rates).probabilities();
        for (int culprit = 0; culprit < found.length; culprit++) {
          assertThat(found[culprit]).isCloseTo(expected[culprit], within(0.02));
        }
      }
    }
  }

  /**
   * Each place has a tenth for an improvement where the runs speak for it; the rest is one rate.
   */
  private static double noRegression(CandidateDag dag, List<Evidence> boots, boolean told) {
    double sum = 0;
    double standstill = 1;
    for (int place = 0; place < dag.size(); place++) {
      long[] failed = new long[2];
      long[] runs = new long[2];
      for (Evidence item : boots) {
        var boot = (Evidence.Judged) item;
        int side = ExhaustivePosterior.bad(dag, boot.revision(), place) ? 1 : 0;
        failed[side] += boot.failed();
        runs[side] += boot.failed() + boot.passed();
      }
      if (failed[0] * runs[1] > failed[1] * runs[0]) {
        sum += 0.1 / dag.size() * evidence(dag, boots, place, told, true);
        standstill -= 0.1 / dag.size();
      }
    }
    return sum + standstill * evidence(dag, boots, ExhaustivePosterior.NONE, told, false);
  }

  /**
   * The integral over both angles, as docs/model.md has it.
   *
   * @param improved whether the candidate lessens failures instead
   */
  private static double evidence(
      CandidateDag dag, List<Evidence> boots, int culprit, boolean told, boolean improved) {
    int nodes = 96;
    double gap = 3 * Math.PI / 2 / 48;
    double[][] likelihood = new double[2][nodes];
    double[][] belief = new double[2][nodes];
    for (int node = 0; node < nodes; node++) {
      double rate = Math.pow(Math.sin((node + 0.5) * Math.PI / 2 / nodes), 2);
      for (int side = 0; side < 2; side++) {
        likelihood[side][node] = 1;
        double failed = told ? (side == 0 ? 1 : 3) : 0.5;
        double passed = told ? (side == 0 ? 4 : 2) : (side == 0 ? 2 : 0.5);
        belief[side][node] = Math.pow(rate, failed - 0.5) * Math.pow(1 - rate, passed - 0.5);
      }
      for (Evidence item : boots) {
        var boot = (Evidence.Judged) item;
        int side = ExhaustivePosterior.bad(dag, boot.revision(), culprit) != improved ? 1 : 0;
        likelihood[side][node] *= Math.pow(rate, boot.failed()) * Math.pow(1 - rate, boot.passed());
      }
    }
    double apart = 0;
    double apartBelief = 0;
    double single = 0;
    for (int low = 0; low < nodes; low++) {
      for (int high = low; high < nodes; high++) {
        double distance = (high - low) * Math.PI / 2 / nodes;
        if (distance >= gap - 1e-9) {
          double weight = belief[0][low] * belief[1][high] * (told ? 1 : Math.pow(distance, 3));
          apart += weight * likelihood[0][low] * likelihood[1][high];
          single += weight * (likelihood[0][low] + likelihood[0][high]) / 2;
          apartBelief += weight;
        }
      }
    }
    double alike = 0;
    double alikeSingle = 0;
    double alikeBelief = 0;
    for (int low = 0; low < nodes / 2; low++) {
      double distance = (nodes - 1 - 2 * low) * Math.PI / 2 / nodes;
      // The grid's smallest distance stands for those that are a node smaller or larger.
      if (distance >= gap * 2 / 3 - 1e-9) {
        alike += likelihood[0][low] * likelihood[1][nodes - 1 - low];
        alikeSingle += (likelihood[0][low] + likelihood[0][nodes - 1 - low]) / 2;
        alikeBelief++;
      }
    }
    boolean nobody = culprit == ExhaustivePosterior.NONE;
    double independent = (nobody ? single : apart) / apartBelief;
    return told ? independent : (independent + (nobody ? alikeSingle : alike) / alikeBelief) / 2;
  }

  private static double[] normalized(double[] logs) {
    double total = ExhaustivePosterior.logSum(logs);
    return DoubleStream.of(logs).map(log -> Math.exp(log - total)).toArray();
  }

  /** Boots of the ends and of anything, on two machines, some images in two layouts. */
  private static List<Evidence.Measured> someBoots(CandidateDag dag, long seed, int count) {
    var random = new SplittableRandom(seed * 31 + dag.size());
    double effect = random.nextBoolean() ? -0.1 : -0.03;
    int culprit = random.nextInt(dag.size());
    var boots = new ArrayList<Evidence.Measured>();
    for (int boot = 0; boot < count; boot++) {
      int index = boot < 2 ? boot * dag.size() - 1 : random.nextInt(dag.size() + 1) - 1;
      Revision revision = index < 0 ? new Revision.Good() : new Revision.Candidate(index);
      int machine = random.nextInt(2);
      int layout = random.nextInt(2);
      double level =
          7
              + 0.02 * machine
              + (ExhaustivePosterior.bad(dag, revision, culprit) ? effect : 0)
              + 0.01 * random.nextGaussian();
      var values = new ArrayList<Double>();
      for (int run = 0; run <= boot % 2; run++) {
        values.add(level + 0.005 * random.nextGaussian());
      }
      boots.add(
          new Evidence.Measured(
              revision, machine, "i" + index + "/" + layout, Purpose.SEARCH, values));
    }
    return boots;
  }

  @Test
  void equalKernelsClearWhatLiesBetweenThem() {
    var dag = TestDags.chain(5);
    var posterior =
        Posteriors.of(
            dag,
            List.of(
                new Evidence.Built(new Revision.Good(), "a"),
                new Evidence.Built(new Revision.Candidate(1), "a"),
                new Evidence.Built(new Revision.Candidate(2), "b"),
                new Evidence.Built(new Revision.Candidate(3), "b")),
            new Reproducer.Metric());
    assertThat(posterior.probabilities())
        .containsExactly(new double[] {0, 0, 0.45, 0, 0.45}, within(0.01));
  }

  @Test
  void equalEndsLeaveNothingToFind() {
    var dag = TestDags.chain(3);
    var posterior =
        Posteriors.of(
            dag,
            List.of(
                new Evidence.Built(new Revision.Good(), "a"),
                new Evidence.Built(new Revision.Candidate(2), "a")),
            new Reproducer.Metric());
    assertThat(posterior.none()).isEqualTo(1);
  }

  @Test
  void earlierCampaignsTellTheNoise() {
    var dag = TestDags.chain(8);
    var evidence = new ArrayList<Evidence>();
    var random = new SplittableRandom(5);
    for (int boot = 0; boot < 30; boot++) {
      evidence.add(new Evidence.Earlier(0, "before", List.of(3 + 0.02 * random.nextGaussian())));
    }
    evidence.add(measured(new Revision.Good(), 7));
    evidence.add(measured(new Revision.Candidate(7), 6.9));
    double noise = Posteriors.of(dag, evidence, new Reproducer.Metric()).judgement().noise();
    assertThat(noise).isBetween(0.014, 0.028);
  }

  private static Evidence.Measured measured(Revision revision, double value) {
    return new Evidence.Measured(
        revision, 0, revision.toString(), Purpose.CALIBRATION, List.of(value));
  }
}
