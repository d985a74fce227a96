package dev.halfspeed.report.bisection;

import java.util.List;
import java.util.Optional;

/**
 * Compares a commit with both ends by how often a run passes, where a run passes or fails. The runs
 * of all machines are one sample, as the search takes them.
 */
final class PassRates implements EndComparison {
  /** 95 %, two-sided. */
  private static final double NORMAL_95 = 1.96;

  /** Passes and failures of some boots. */
  private record Count(int boots, long passed, long runs) {
    static Count of(List<MeasuredCommits.Boot> boots) {
      List<MeasuredCommits.Boot> told =
          boots.stream().filter(boot -> boot.mean().isPresent()).toList();
      return new Count(
          told.size(),
          told.stream().mapToLong(MeasuredCommits.Boot::passed).sum(),
          told.stream().mapToLong(MeasuredCommits.Boot::runs).sum());
    }

    /** The part of the runs that passed, with Wilson's interval, which never leaves 0 to 1. */
    Estimate part() {
      double part = (double) passed / runs;
      double square = NORMAL_95 * NORMAL_95 / runs;
      double middle = (part + square / 2) / (1 + square);
      double half = Math.sqrt(square * part * (1 - part) + square * square / 4) / (1 + square);
      return new Estimate(part, Math.max(0, middle - half), Math.min(1, middle + half));
    }

    /**
     * How often a run is expected to pass: the mean under Jeffreys' prior, which is never 0 or 1,
     * so that few runs do not exclude anything.
     */
    private double expected() {
      return (passed + 0.5) / (runs + 1);
    }
  }

  private final Count good;
  private final Count bad;

  private PassRates(Count good, Count bad) {
    this.good = good;
    this.bad = bad;
  }

  /** Of the boots of the ends among these. */
  static PassRates of(List<MeasuredCommits.Boot> boots) {
    return new PassRates(end(MeasuredCommits.GOOD_END, boots), end(MeasuredCommits.BAD_END, boots));
  }

  private static Count end(String role, List<MeasuredCommits.Boot> boots) {
    return Count.of(boots.stream().filter(boot -> boot.role().equals(role)).toList());
  }

  @Override
  public Optional<MeasuredCommits.Level> good() {
    return level(good);
  }

  @Override
  public Optional<MeasuredCommits.Level> bad() {
    return level(bad);
  }

  private static Optional<MeasuredCommits.Level> level(Count end) {
    return end.runs() == 0
        ? Optional.empty()
        : Optional.of(MeasuredCommits.Level.of(end.part(), end.boots()));
  }

  /** Whether both ends were booted: a test passes or fails alike on all machines. */
  @Override
  public boolean areComparable() {
    return good.runs() > 0 && bad.runs() > 0;
  }

  @Override
  public boolean isSpreadKnown() {
    return true;
  }

  @Override
  public int machines() {
    return 0;
  }

  @Override
  public Estimate band(double mean) {
    return new Estimate(mean, mean, mean);
  }

  @Override
  public MeasuredCommits.Measured compare(int position, List<MeasuredCommits.Boot> boots) {
    Count count = Count.of(boots);
    LogOdds odds = areComparable() ? odds(count) : LogOdds.EVEN;
    return MeasuredCommits.Measured.of(
        position, boots, count.part(), odds.side(), odds, areComparable() ? expected() : null);
  }

  /** What both ends give, and the part of passes that either explains as well as the other. */
  private MeasuredCommits.Expected expected() {
    double failures = Math.log((1 - bad.expected()) / (1 - good.expected()));
    double passes = Math.log(bad.expected() / good.expected());
    return new MeasuredCommits.Expected(
        good.part().mean(),
        bad.part().mean(),
        failures == passes ? Double.NaN : failures / (failures - passes));
  }

  private LogOdds odds(Count runs) {
    return new LogOdds(
        runs.passed() * Math.log(bad.expected() / good.expected())
            + (runs.runs() - runs.passed())
                * Math.log((1 - bad.expected()) / (1 - good.expected())));
  }
}
