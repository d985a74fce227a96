package dev.halfspeed.benchmark.comparison;

import dev.halfspeed.benchmark.report.Proportion;
import dev.halfspeed.benchmark.report.SampleSummary;
import dev.halfspeed.benchmark.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Compares comparisons: how often rules are wrong about two variants, and what it costs in boots,
 * on the same series of boots. Run by docs/benchmarks/compare; prints Markdown.
 */
final class ComparisonBenchmark {
  private static final double CONFIDENCE = 0.99;
  private static final int BUDGET = 4000;

  private final int series;
  private final boolean ownOnly;
  private final String names;

  private ComparisonBenchmark(int series, boolean ownOnly, String names) {
    this.series = series;
    this.ownOnly = ownOnly;
    this.names = names;
  }

  /** A kind of series, with what is known of it beforehand. */
  private record World(
      String name,
      ComparedSeries.Kind kind,
      double deviation,
      double smallest,
      double noiseOfSecond,
      double afterTheOther) {
    World(String name, ComparedSeries.Kind kind, double deviation) {
      this(name, kind, deviation, 0.01, 1, 0);
    }

    /**
     * The losses that are played, in smallest ones. In a noise far above these only large ones can
     * be found within the budget.
     */
    double[] times() {
      return deviation > 20 * smallest ? new double[] {20, 50} : new double[] {0, 0.5, 1, 2, 5};
    }
  }

  /** What one rule did on all series of a row. */
  private record Played(int wrong, int open, int missed, double boots, double nineTenths) {}

  /**
   * Takes the number of series of each kind; "all", or "own" to play Halfspeed's rule alone; and
   * perhaps a part of the names of the kinds to play.
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    int series = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    boolean ownOnly = arguments.length > 1 && arguments[1].equals("own");
    String names = arguments.length > 2 ? arguments[2] : "";
    new ComparisonBenchmark(series, ownOnly, names).run();
  }

  private static List<World> worlds() {
    var worlds = new ArrayList<World>();
    for (double percent : new double[] {0.5, 1, 3}) {
      double deviation = percent / 100;
      worlds.add(
          new World(
              "noise %.1f %%".formatted(percent), ComparedSeries.normal(deviation), deviation));
    }
    double one = 0.01;
    worlds.add(new World("noise 25 %", ComparedSeries.normal(0.25), 0.25));
    worlds.add(new World("1 %, slow boots", ComparedSeries.slowBoots(one), one));
    worlds.add(new World("1 %, bursts", ComparedSeries.bursts(one), one));
    worlds.add(new World("1 %, drift", ComparedSeries.drift(one), one));
    worlds.add(new World("1 %, walk", ComparedSeries.walk(one), one));
    worlds.add(new World("1 %, step", ComparedSeries.step(one), one));
    worlds.add(new World("1 %, neighbours alike", ComparedSeries.alike(one), one));
    worlds.add(
        new World("0.5 and 1.5 %", ComparedSeries.normal(0.005), Math.sqrt(1.25) * one, one, 3, 0));
    worlds.add(
        new World("1 %, slower after the other", ComparedSeries.normal(one), one, one, 1, 0.02));
    String own = "/dev/halfspeed/comparison/emulated.csv";
    worlds.add(new World("emulated guest", ComparedSeries.recorded(own), 0.0065));
    String search = "/dev/halfspeed/search/";
    worlds.add(
        new World("busy host", ComparedSeries.recorded(search + "busy-host.csv"), 0.11, 0.2, 1, 0));
    worlds.add(
        new World("regime", ComparedSeries.recorded(search + "regime.csv"), 0.11, 0.2, 1, 0));
    return worlds;
  }

  private void run() {
    System.out.println(
        "| series | truth | Halfspeed wrong, % | boots (9 of 10) | Welch wrong, % | missed, % |"
            + " boots | Pinpoint wrong, % | missed, % | boots | Fastpath 5 wrong, % | missed, % |"
            + " Fastpath 10 wrong, % | missed, % |");
    System.out.println("|" + "---|".repeat(14));
    for (World world : worlds().stream().filter(each -> each.name().contains(names)).toList()) {
      for (double times : world.times()) {
        double part = times * world.smallest();
        if (part < 1) {
          System.out.println(row(world, part));
        }
      }
    }
  }

  private String row(World world, double loss) {
    double margin = Math.log1p(world.smallest());
    double difference = loss == 0 ? 0 : Math.log1p(-loss);
    var row = new StringBuilder("| %s | %s |".formatted(world.name(), truth(loss)));
    Played own =
        play(new ComparisonRule.Own(world.smallest(), CONFIDENCE, BUDGET), world, difference);
    row.append(
        " %s%s | %.0f (%.0f) |"
            .formatted(
                percent(own.wrong()),
                own.open() > 0 ? ", undecided " + percent(own.open()) : "",
                own.boots(),
                own.nineTenths()));
    if (ownOnly) {
      return row.toString();
    }
    int planned = ComparisonRule.planned(world.deviation(), margin);
    for (ComparisonRule rule :
        List.of(ComparisonRule.welch(planned), ComparisonRule.pinpoint(margin))) {
      Played played = play(rule, world, difference);
      row.append(
          " %s | %s | %.0f |"
              .formatted(percent(played.wrong()), missed(played, loss), played.boots()));
    }
    for (ComparisonRule rule : List.of(ComparisonRule.fastpath(5), ComparisonRule.fastpath(10))) {
      Played played = play(rule, world, difference);
      row.append(" %s | %s |".formatted(percent(played.wrong()), missed(played, loss)));
    }
    return row.toString();
  }

  private String missed(Played played, double loss) {
    return loss == 0 ? "" : percent(played.missed() + played.open());
  }

  private static String truth(double loss) {
    return loss == 0 ? "same" : (loss < 0.01 ? "-%.1f %%" : "-%.0f %%").formatted(100 * loss);
  }

  private String percent(int count) {
    var part = new Proportion(count, series);
    return "%.1f (%.1f-%.1f)".formatted(100 * part.value(), 100 * part.low(), 100 * part.high());
  }

  /**
   * Wrong is "differ" where nothing does or to the wrong side, and Halfspeed's "same" where the
   * difference matters; others only find no difference then, which is missed. Of a difference that
   * is too small to matter Halfspeed may say either.
   */
  private Played play(ComparisonRule rule, World world, double difference) {
    double[] boots = new double[series];
    var answers = new ComparisonRule.Answer[series];
    IntStream.range(0, series)
        .parallel()
        .forEach(seed -> {
          ComparedSeries of = world.kind().of(new SplittableRandom(mixed(seed)));
          var pair = new ComparedPair(of, difference, world.noiseOfSecond(), world.afterTheOther());
          answers[seed] = rule.play(pair, seed);
          boots[seed] = pair.boots();
        });
    int wrong = 0;
    int open = 0;
    int missed = 0;
    for (ComparisonRule.Answer answer : answers) {
      switch (answer) {
        case LESS -> wrong += difference == 0 ? 1 : 0;
        case MORE -> wrong++;
        case SAME -> missed += difference == 0 ? 0 : 1;
        case OPEN -> open++;
      }
    }
    boolean claims = rule instanceof ComparisonRule.Own;
    boolean matters = Math.abs(difference) > Math.log1p(world.smallest());
    SampleSummary spread = SampleSummary.of(Arrays.stream(boots));
    return new Played(
        wrong + (claims && matters ? missed : 0),
        open,
        claims ? 0 : missed,
        spread.mean(),
        spread.quantile(0.9));
  }

  private static long mixed(long seed) {
    return new SplittableRandom(seed).nextLong();
  }
}
