package dev.halfspeed.health;

import dev.halfspeed.core.MachineLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether what one machine measures is disturbed by what else happens there, boot by boot
 * (docs/adr/0017). A pure state machine: the same boots lead to the same state.
 *
 * <p>A run over a limit is no evidence. Three boots in a row without a run that is, and the machine
 * is disturbed: it waits, longer each time. When it has been disturbed for as long as the limits
 * say, what disturbs it counts as usual there, until it was quiet for three boots in a row.
 */
public final class MachineDisturbance {
  /** Two boots may be hit by what comes and goes; each costs little to repeat. */
  static final int IN_A_ROW = 3;

  /**
   * Bounds the wait also where the clock is set back. Pauses alone add up to an hour within eight
   * boots.
   */
  static final int MOST_IN_A_ROW = 20;

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final DisturbanceLimits limits;
  private final List<Load> row = new ArrayList<>();
  private @Nullable Instant since;
  private Load usual = Load.NONE;
  private int quiet;
  private Optional<String> accepted = Optional.empty();

  /** Nothing is known of the machine. */
  public MachineDisturbance(DisturbanceLimits limits) {
    this.limits = limits;
  }

  /**
   * What the runs of a boot are worth.
   *
   * @param disturbances what disturbed each run, in words; empty: it is evidence
   * @param accepted what is taken for usual from this boot on, in words; empty: nothing new
   */
  public record Verdict(List<Optional<String>> disturbances, Optional<String> accepted) {
    public Verdict {
      disturbances = List.copyOf(disturbances);
    }

    /** Whether no run is evidence. */
    public boolean isDisturbed() {
      return !disturbances.isEmpty() && disturbances.stream().allMatch(Optional::isPresent);
    }
  }

  /**
   * What a machine waits for that is disturbed.
   *
   * @param why what disturbs it, in words
   * @param pause after which it is to be tried again
   */
  public record Wait(String why, Duration pause) {}

  /**
   * Judges a boot, and remembers it.
   *
   * @param at when it ended
   * @param runs what was recorded during each; absent: nothing, as in old results
   */
  public Verdict add(Instant at, List<@Nullable MachineLoad> runs) {
    List<Load> loads = new ArrayList<>();
    for (MachineLoad seen : runs) {
      loads.add(seen == null ? Load.NONE : Load.of(seen));
    }
    Verdict verdict = new Verdict(judged(loads, usual), Optional.empty());
    if (!verdict.isDisturbed()) {
      row.clear();
      since = null;
      calm(loads);
      return verdict;
    }
    quiet = 0;
    since = since == null ? at : since;
    row.add(Load.median(loads));
    if (row.size() < IN_A_ROW
        || (waited(at).compareTo(limits.longestWait()) < 0 && row.size() < MOST_IN_A_ROW)) {
      return verdict;
    }
    String why = why();
    accepted = Load.median(row).disturbance(limits, usual);
    usual = usual.max(Load.median(row));
    row.clear();
    since = null;
    return new Verdict(judged(loads, usual), Optional.of(why));
  }

  private List<Optional<String>> judged(List<Load> loads, Load against) {
    return loads.stream().map(load -> load.disturbance(limits, against)).toList();
  }

  /** What was usual is so no more when the machine has become quiet. */
  private void calm(List<Load> loads) {
    boolean isQuiet = judged(loads, Load.NONE).stream().allMatch(Optional::isEmpty);
    quiet = isQuiet ? quiet + 1 : 0;
    if (quiet >= IN_A_ROW) {
      usual = Load.NONE;
    }
  }

  private Duration waited(Instant now) {
    return since == null ? Duration.ZERO : Duration.between(since, now);
  }

  private String why() {
    return Load.median(row).disturbance(limits, usual).orElse("it was disturbed")
        + " during the last "
        + row.size()
        + " boots";
  }

  /** What was last taken for usual there, in words; empty: nothing ever was. */
  public Optional<String> accepted() {
    return accepted;
  }

  /**
   * Whether the machine is to wait before its next boot; empty where it need not.
   *
   * @param now when that is asked
   */
  public Optional<Wait> waits(Instant now) {
    int more = row.size() - IN_A_ROW;
    if (more < 0) {
      return Optional.empty();
    }
    Duration pause = SHORTEST.multipliedBy(1L << Math.min(more, 4));
    Duration left = limits.longestWait().minus(waited(now));
    Duration bound = left.compareTo(LONGEST) < 0 ? left : LONGEST;
    return Optional.of(new Wait(why(), bound.compareTo(pause) < 0 ? positive(bound) : pause));
  }

  private static Duration positive(Duration pause) {
    return pause.isPositive() ? pause : Duration.ofSeconds(1);
  }
}
