package dev.halfspeed.search.observation;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.graph.Ancestry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The evidence, sorted by what the model asks of it. Never changed once made. */
public final class Observations {
  private static final Revision GOOD_END = new Revision.Good();

  /**
   * One measured boot of an end or a candidate.
   *
   * @param image number of its image
   * @param turn how many boots the machine had measured before
   * @param value mean over its runs, less the mean over all boots
   * @param scatter sum over the runs of the squared distance from {@code value}
   */
  public record Boot(
      Revision revision,
      int image,
      int machine,
      int turn,
      Purpose purpose,
      int runs,
      double value,
      double scatter) {}

  /**
   * One boot of an end or a candidate whose runs passed or failed.
   *
   * @param image number of its image
   */
  public record Verdict(
      Revision revision, int image, int machine, Purpose purpose, int passed, int failed) {}

  /** A measured revert: its mean value, less the mean over all boots. */
  public record Revertion(int machine, int runs, double value) {}

  /**
   * Boots of one image on one machine in an earlier campaign.
   *
   * @param values means over the runs of each boot
   * @param runs how many runs each boot had
   * @param steps that each value is a multiple of; 0 where they are fine
   */
  public record Series(int machine, List<Double> values, List<Integer> runs, List<Double> steps) {}

  private final Ancestry ancestry;
  private final BootedImages images;
  private final List<Boot> boots = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Evidence.Measured> reverts = new ArrayList<>();
  private final List<Evidence.Judged> judgedReverts = new ArrayList<>();
  private final Map<String, Series> earlier = new HashMap<>();
  private final List<Series> earlierInOrder = new ArrayList<>();
  private final Map<Revision, int[]> bootsOf = new HashMap<>();
  private final Map<Revision, Evidence.Cause> untestable = new HashMap<>();
  private final BitSet untestableCandidates = new BitSet();
  private final Set<Revision> marked = new HashSet<>();
  private final BitSet markedGood = new BitSet();
  private final List<Integer> markedBad = new ArrayList<>();
  private final int[] turns;
  private final double centre;
  private double scatter;
  private int freedom;
  private int measured;
  private final double step;
  private final boolean worseIsLess;
  private final BootTable table;

  /**
   * Sorts the evidence, without the runs that something disturbed.
   *
   * @param reproducer what is known of the values beforehand
   * @param knownCulprits boots of their reverts are boots of the bad end without them
   */
  public Observations(
      Ancestry ancestry,
      List<Evidence> reported,
      Reproducer reproducer,
      List<Integer> knownCulprits) {
    this.ancestry = ancestry;
    images = new BootedImages(ancestry);
    Optional<Reproducer.Metric> metric =
        reproducer instanceof Reproducer.Metric known ? Optional.of(known) : Optional.empty();
    worseIsLess =
        metric.map(Reproducer.Metric::sought).orElse(Sought.REGRESSION) == Sought.REGRESSION;
    step = Rounding.of(reported, metric.flatMap(Reproducer.Metric::step));
    List<Evidence> evidence = RunFilter.undisturbed(reported, Rounding.noise(step), worseIsLess);
    turns = new int[machines(evidence)];
    centre =
        metric
            .flatMap(Reproducer.Metric::told)
            .map(Reproducer.Told::level)
            .orElseGet(() -> centre(evidence));
    for (Evidence item : evidence) {
      switch (item) {
        case Evidence.Measured boot -> {
          measured++;
          if (boot.revision() instanceof Revision.Revert(int culprit)) {
            reverts.add(boot);
            if (knownCulprits.contains(culprit)) {
              add(boot, images.ofRevert(culprit, boot.image()));
            }
          } else {
            add(boot, images.of(boot.revision(), boot.image()));
          }
        }
        case Evidence.Judged boot -> {
          measured++;
          if (boot.revision() instanceof Revision.Revert) {
            judgedReverts.add(boot);
          } else {
            int image = images.of(boot.revision(), boot.image());
            verdicts.add(
                new Verdict(
                    boot.revision(),
                    image,
                    boot.machine(),
                    boot.purpose(),
                    boot.passed(),
                    boot.failed()));
            count(boot.revision(), image, boot.machine());
          }
        }
        case Evidence.Earlier boot -> addEarlier(boot);
        case Evidence.Built built -> {
          if (!(built.revision() instanceof Revision.Revert)) {
            images.of(built.revision(), built.image());
          }
        }
        case Evidence.Marked(Revision revision, boolean isBad) -> mark(revision, isBad);
        case Evidence.Untestable skip -> {
          untestable.put(skip.revision(), skip.cause());
          if (skip.revision() instanceof Revision.Candidate(int index)) {
            untestableCandidates.set(index);
          }
        }
      }
    }
    table = new BootTable(boots, images.count(), turns.length, GOOD_END, bad(), step, worseIsLess);
  }

  private static int machines(List<Evidence> evidence) {
    int machines = 0;
    for (Evidence item : evidence) {
      int machine =
          switch (item) {
            case Evidence.Measured boot -> boot.machine();
            case Evidence.Judged boot -> boot.machine();
            case Evidence.Earlier ignored -> -1;
            case Evidence.Built ignored -> -1;
            case Evidence.Marked ignored -> -1;
            case Evidence.Untestable ignored -> -1;
          };
      machines = Math.max(machines, machine + 1);
    }
    return machines;
  }

  private static double centre(List<Evidence> evidence) {
    double sum = 0;
    int count = 0;
    for (Evidence item : evidence) {
      if (item instanceof Evidence.Measured boot) {
        sum += mean(boot.values());
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private static double mean(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  private void mark(Revision revision, boolean isBad) {
    marked.add(revision);
    if (revision instanceof Revision.Candidate(int index)) {
      if (isBad) {
        markedBad.add(index);
      } else {
        markedGood.or(ancestry.ancestors(index));
      }
    }
  }

  private void add(Evidence.Measured boot, int image) {
    double mean = mean(boot.values());
    double squares = squares(boot.values(), mean);
    boots.add(
        new Boot(
            boot.revision(),
            image,
            boot.machine(),
            turns[boot.machine()],
            boot.purpose(),
            boot.values().size(),
            mean - centre,
            squares));
    turns[boot.machine()]++;
    count(boot.revision(), image, boot.machine());
  }

  private double squares(List<Double> values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    scatter += squares;
    freedom += values.size() - 1;
    return squares;
  }

  private void addEarlier(Evidence.Earlier boot) {
    double mean = mean(boot.values());
    double squares = squares(boot.values(), mean);
    String key = boot.machine() + " " + boot.image();
    Series series = earlier.get(key);
    if (series == null) {
      series = new Series(boot.machine(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      earlier.put(key, series);
      earlierInOrder.add(series);
    }
    series.values().add(mean);
    series.runs().add(boot.values().size());
    series.steps().add(Rounding.stepOfMean(step, squares));
  }

  private void count(Revision revision, int image, int machine) {
    bootsOf.computeIfAbsent(revision, ignored -> new int[turns.length])[machine]++;
    images.booted(image);
  }

  /** Whether an image has a culprit that its stand has, but that was taken back in it. */
  public boolean isTakenBack(int image, int culprit) {
    return images.isTakenBack(image, culprit);
  }

  /** Measured boots of the ends and the candidates, in the order in which they came. */
  public List<Boot> boots() {
    return boots;
  }

  /** The same as columns of numbers. */
  public BootTable table() {
    return table;
  }

  /** Boots of the ends and the candidates that passed or failed, in the order of coming. */
  public List<Verdict> verdicts() {
    return verdicts;
  }

  /** Boots of earlier campaigns. */
  public List<Series> earlier() {
    return earlierInOrder;
  }

  /** Boots that gave numbers or verdicts, those of reverts included. */
  public int measured() {
    return measured;
  }

  /** How many machines are known to have measured. */
  public int machines() {
    return turns.length;
  }

  /** Boots of the ends and the candidates on one machine. */
  public int turns(int machine) {
    return machine < turns.length ? turns[machine] : 0;
  }

  public int images() {
    return images.count();
  }

  /** The candidate that an image was made of, or {@link Ancestry#GOOD}. */
  public int standOf(int image) {
    return images.standOf(image);
  }

  /** Whether an image was made of the bad end, culprits taken back or not. */
  public boolean isOfBadEnd(int image) {
    return images.standOf(image) == ancestry.bad();
  }

  /** The numbers of a revision's images, one for each layout that was made; empty when none. */
  public List<Integer> imagesOf(Revision revision) {
    return images.of(revision);
  }

  /** Whether some revision was built in more than one layout. */
  public boolean severalLayouts() {
    return images.severalLayouts();
  }

  /**
   * Whether the runs of one boot have been told apart, so that {@link #runNoise} means anything.
   */
  public boolean severalRuns() {
    return freedom > 0;
  }

  /**
   * Standard deviation between the runs of a boot, pooled over all boots; 0 where no boot has
   * several, for then it is part of the noise between boots.
   */
  public double runNoise() {
    return freedom == 0 ? 0 : Math.sqrt(scatter / freedom);
  }

  /** The step of the values, on the log scale; 0 where they are fine enough. */
  public double step() {
    return step;
  }

  /** Whether a worse metric is a smaller number on the search's scale. */
  public boolean worseIsLess() {
    return worseIsLess;
  }

  /**
   * Candidates that can't be the culprit: since kernels with and without them are equal, or by
   * somebody's word.
   *
   * @param known culprits that are known already: what has one of those may be bad by that one
   */
  public BitSet excluded(List<Integer> known) {
    BitSet excluded = images.excluded();
    excluded.or(markedGood);
    for (int bad : markedBad) {
      BitSet inside = ancestry.ancestors(bad);
      if (known.stream().noneMatch(inside::get)) {
        var outside = (BitSet) inside.clone();
        outside.flip(0, ancestry.size());
        excluded.or(outside);
      }
    }
    return excluded;
  }

  /** Whether somebody says what any revision is. */
  public boolean isAnyMarked() {
    return !marked.isEmpty();
  }

  /** Whether somebody says what a revision is, so that boots of it count in a proof alone. */
  public boolean isMarked(Revision revision) {
    return marked.contains(revision);
  }

  public boolean isUntestable(Revision revision) {
    return untestable.containsKey(revision);
  }

  /** Why a revision can't be tested, where it can't. */
  public Optional<Evidence.Cause> untestable(Revision revision) {
    return Optional.ofNullable(untestable.get(revision));
  }

  /** Not to be changed. */
  public BitSet untestableCandidates() {
    return untestableCandidates;
  }

  public Revision good() {
    return GOOD_END;
  }

  public Revision bad() {
    return new Revision.Candidate(ancestry.bad());
  }

  /** Boots of a revision. */
  public int bootsOf(Revision revision) {
    int sum = 0;
    for (int count : bootsOf.getOrDefault(revision, new int[0])) {
      sum += count;
    }
    return sum;
  }

  /** Boots of a revision on one machine. */
  public int bootsOf(Revision revision, int machine) {
    int[] counts = bootsOf.get(revision);
    return counts == null || machine >= counts.length ? 0 : counts[machine];
  }

  /** Boots of an image. */
  public int bootsOfImage(int image) {
    return images.boots(image);
  }

  /**
   * Whether all that was measured is the same, so that every judgement of it is. What was built, or
   * can't be tested, may differ: of that a judgement knows nothing.
   */
  public boolean measuredTheSame(Observations other) {
    return Double.compare(centre, other.centre) == 0
        && Double.compare(scatter, other.scatter) == 0
        && freedom == other.freedom
        && Arrays.equals(turns, other.turns)
        && severalLayouts() == other.severalLayouts()
        && boots.equals(other.boots)
        && verdicts.equals(other.verdicts)
        && reverts.equals(other.reverts)
        && judgedReverts.equals(other.judgedReverts)
        && earlierInOrder.equals(other.earlierInOrder)
        && images.hasBootedTheSame(other.images);
  }

  /** Boots of the bad end with this candidate taken back. */
  public List<Revertion> revertsOf(int candidate) {
    return reverts.stream()
        .filter(boot -> boot.revision().equals(new Revision.Revert(candidate)))
        .map(boot ->
            new Revertion(boot.machine(), boot.values().size(), mean(boot.values()) - centre))
        .toList();
  }

  /** Boots of the bad end with this candidate taken back that passed or failed. */
  public List<Evidence.Judged> judgedRevertsOf(int candidate) {
    return judgedReverts.stream()
        .filter(boot -> boot.revision().equals(new Revision.Revert(candidate)))
        .toList();
  }
}
