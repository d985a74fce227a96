package dev.halfspeed.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.Seeds;
import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.lab.VirtualLab;
import dev.halfspeed.benchmark.strategy.Player;
import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.ScenarioBook;
import dev.halfspeed.benchmark.world.ScenarioHistory;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Forecast;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.search.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forecasts of whole bisections against what then happened, in virtual time. */
final class ForecastTest {
  /** Forecasts of one bisection, each with the hour and the boots that were measured by then. */
  private static final class Log implements Player {
    private final Search search;
    private final List<Evidence> earlier;
    private final int machines;
    private final List<Entry> entries = new ArrayList<>();
    private final int firstBoot;
    private final int lastBoot;
    private double hour;

    record Entry(double hour, int boots, Forecast forecast) {}

    /**
     * Forecasts from when so many boots were measured until so many were: it takes longer than the
     * search itself.
     */
    Log(World world, int budget, int firstBoot, int lastBoot) {
      this.firstBoot = firstBoot;
      this.lastBoot = lastBoot;
      Scenario scenario = world.scenario();
      search =
          new BayesianSearch(
              world.ground().dag(),
              world.ground().prior(),
              new Settings(scenario.confidence(), budget, world.seed()));
      earlier = world.earlier();
      machines = scenario.machines().count();
    }

    @Override
    public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
      var all = new ArrayList<>(earlier);
      all.addAll(evidence);
      int boots = (int) evidence.stream().filter(Evidence.Measured.class::isInstance).count();
      if (entries.isEmpty()
          ? boots >= firstBoot
          : entries.getLast().boots() < boots && entries.getLast().boots() < lastBoot) {
        entries.add(new Entry(hour, boots, search.assess(all, machines).forecast()));
      }
      return search.next(all, inFlight, slot);
    }
  }

  /** A budget that is large enough for all of these. */
  private static final int BUDGET = 300;

  /** A bisection that was forecast all along. */
  private record Told(List<Log.Entry> entries, Trial trial, List<Workload.Machine> machines) {
    Log.Entry after(double part) {
      return entries.get((int) (part * (entries.size() - 1)));
    }

    /** The forecast when so many boots were measured. */
    Forecast at(int boots) {
      return entries.stream()
          .filter(entry -> entry.boots() >= boots)
          .findFirst()
          .orElseThrow()
          .forecast();
    }

    /** The hours that were forecast then by those that it took from then on. */
    double ratio(double part) {
      Log.Entry entry = after(part);
      return entry.forecast().work().seconds(machines)
          / 3600
          / (trial.toEnd().hours() - entry.hour());
    }
  }

  private static Told play(Scenario scenario, long seed, int budget) {
    return play(scenario, seed, budget, 0, budget);
  }

  private static Told play(Scenario scenario, long seed, int budget, int firstBoot, int lastBoot) {
    var world = new World(new ScenarioHistory(scenario), seed);
    var log = new Log(world, budget, firstBoot, lastBoot);
    Trial trial = VirtualLab.run(world, () -> log, hour -> log.hour = hour);
    Scenario.Durations durations = scenario.durations();
    return new Told(
        log.entries,
        trial,
        Collections.nCopies(
            scenario.machines().count(),
            new Workload.Machine(durations.build(), durations.test())));
  }

  @ParameterizedTest
  @CsvSource({"d4-w1", "d4-w8", "d2-w1", "d2-w4"})
  void hoursAreWithinAFactorOfTwoOfWhatThenHappens(String name) throws Problem {
    Scenario scenario = ScenarioBook.named(name);
    List<Told> all = Seeds.upTo(2, 4).mapToObj(seed -> play(scenario, seed, BUDGET)).toList();
    for (double part : new double[] {0.2, 0.5}) {
      double[] ratios = all.stream().mapToDouble(told -> told.ratio(part)).toArray();
      double mean = Math.exp(Arrays.stream(ratios).map(Math::log).average().orElseThrow());
      assertThat(mean).as("%s at %s: %s", name, part, Arrays.toString(ratios)).isBetween(0.5, 2.0);
    }
  }

  @Test
  void isSaneAtTheStartInTheMiddleAndAtTheEnd() throws Problem {
    Scenario scenario = ScenarioBook.named("d4-w1");
    // In world 6 a second culprit is suspected after the first: that is another search.
    for (long seed : LongStream.of(1, 2, 3, 4, 5, 7).limit(Seeds.count(3, 6)).toArray()) {
      Told told = play(scenario, seed, BUDGET);
      Forecast start = told.after(0).forecast();
      assertThat(start.work().boots()).isBetween(10.0, 60.0);
      assertThat(start.work().builds()).isBetween(10.0, 40.0);
      // How large the regression is, and whether there is one, nobody knows.
      assertThat(start.success()).isBetween(0.6, 0.95);
      assertThat(start.resolvable()).isEmpty();
      Forecast middle = told.after(0.5).forecast();
      assertThat(middle.work().calibrationBoots()).isZero();
      assertThat(middle.boots().low()).isLessThan(middle.boots().expected());
      assertThat(middle.boots().high()).isGreaterThan(middle.boots().expected());
      assertThat(middle.success()).isBetween(0.97, 1.0);
      // Much less than the effect, which is 4 standard deviations of a boot.
      double sigma = scenario.noise().sigma();
      assertThat(middle.resolvable().orElseThrow()).isBetween(0.3 * sigma, 4 * sigma);
      Forecast last = told.entries().getLast().forecast();
      assertThat(last.work().boots()).isLessThan(4);
      assertThat(last.success()).isGreaterThan(0.98);
      assertThat(told.after(0.8).forecast().work().boots()).isLessThan(middle.work().boots());
    }
  }

  /**
   * World 6 proves its culprit with boot 33, and then looks for another one, which is not there.
   */
  @Test
  void aFurtherCulpritCountsByHowProbableItIs() throws Problem {
    Told told = play(ScenarioBook.named("d4-w1"), 6, BUDGET, 34, BUDGET);
    int end = told.entries().getLast().boots();
    for (int boots = 34; boots < end; boots++) {
      Forecast.Span ahead = told.at(boots).boots();
      assertThat(ahead.expected()).isGreaterThan(ahead.low()).isLessThan(ahead.high());
      // If there is one, which is a matter of two or three hundred boots.
      assertThat(ahead.expected()).as("after %s boots", boots).isLessThan(180);
    }
    assertThat(told.at(34).work().boots()).isLessThan(60);
    assertThat(told.at(34).boots().low()).isLessThan(end - 34);
    assertThat(told.at(34).boots().high()).isGreaterThan(end - 34);
  }

  /** With a budget that is now and then too small, it is so as often as was said. */
  @Test
  void isAsOftenRightAsItSays() throws Problem {
    Scenario scenario = ScenarioBook.named("d2-w1");
    int worlds = Seeds.count(6, 16);
    for (int budget : new int[] {35, 70, 150}) {
      List<Told> all =
          LongStream.rangeClosed(1, worlds)
              .mapToObj(seed -> play(scenario, seed, budget, 12, 12))
              .toList();
      double said = all.stream().mapToDouble(told -> told.at(12).success()).average().orElseThrow();
      double named = all.stream().filter(told -> told.trial().ending().equals("culprit")).count();
      assertThat(said).as("budget of %s boots", budget).isCloseTo(named / worlds, within(0.25));
    }
  }

  @Test
  void theEndIsCertain() {
    var dag = CandidateDag.of(new int[][] {{}});
    var search = new BayesianSearch(dag, Prior.uniform(dag), new Settings(0.99, 4, 1));
    var evidence = new ArrayList<Evidence>();
    assertThat(search.assess(evidence, 1).forecast().success()).isLessThan(0.9);
    for (int boot = 0; boot < 4; boot++) {
      evidence.add(
          new Evidence.Measured(
              new Revision.Good(), 0, "good", Purpose.CALIBRATION, List.of(7 + boot * 1e-4)));
    }
    Forecast spent = search.assess(evidence, 1).forecast();
    assertThat(spent.work().boots()).isZero();
    assertThat(spent.success()).isZero();
  }
}
