package dev.halfspeed.jobs;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which revisions can't be tested, and where. A revision that fails on the only machine that tried
 * it counts as broken, which it is nearly always, so the search skips it at once. Once it works on
 * another machine, it is only not to be tested on the one where it fails.
 *
 * <p>A machine where something fails that has worked before, or several revisions one after the
 * other, is under suspicion: what fails there meanwhile says nothing to the others.
 *
 * <p>Filled in the order in which the jobs ended.
 */
public final class Testability {
  /** So many different revisions in a row that fail are more likely a machine that fails. */
  private static final int SUSPICIOUS = 3;

  /**
   * How often what has worked on a machine may fail there since, where the compiler, the kernel or
   * the recipe blames the commit: it can be booted, and a busy machine makes kernels hang in
   * spells.
   */
  private static final int STUMBLES = 3;

  private final Map<Revision, Map<String, Trial>> trials = new LinkedHashMap<>();
  private final Set<Revision> impossible = new LinkedHashSet<>();
  private final Set<Revision> skipped = new LinkedHashSet<>();
  private final Map<String, Streak> builds = new HashMap<>();
  private final Map<String, Streak> boots = new HashMap<>();
  private final Map<String, OpenFailures> openBuilds = new HashMap<>();
  private final Map<String, OpenFailures> openBoots = new HashMap<>();

  /**
   * A revision that failed on one machine alone, which may have been the machine's fault.
   *
   * @param machine where it failed
   * @param failure the last attempt there
   */
  public record Doubt(Revision revision, String machine, Failure failure) {
    /** The reason for a second try, for people. */
    String why() {
      return "second try: on %s it %s, which may be the machine's fault"
          .formatted(
              machine,
              switch (failure.cause()) {
                case UNBUILDABLE -> "did not build";
                case UNBOOTABLE -> "did not boot";
                case REPRODUCER_FAILED -> "gave no numbers";
                case SKIPPED -> "was skipped";
              });
    }
  }

  /**
   * An attempt that failed.
   *
   * @param purpose of the boot; absent for a build
   * @param message the first error, one line
   */
  public record Failure(Evidence.Cause cause, @Nullable String purpose, String message) {}

  /** What became of a revision on one machine. */
  private static final class Trial {
    private boolean built;
    private boolean measured;
    private int failures;

    /** Whether another revision has been measured there since this one began to fail. */
    private boolean othersWorked;

    /** Whether one had been when it failed last, so that it is not the machine. */
    private boolean isConfirmed;

    /** Whether the rule found it broken, by infrastructure faults. */
    private boolean isGivenUp;

    private @Nullable Failure last;

    /** Whether it can't be tested there, after what failed since it last worked. */
    boolean isBroken() {
      return isGivenUp || (isBlamed() && (isConfirmed || !measured));
    }

    /** Whether it would be untestable, if it were not for the machine. */
    boolean isBlamed() {
      return failures > (measured ? STUMBLES : 0);
    }

    void fails(Failure failure) {
      failures++;
      isConfirmed |= othersWorked;
      last = failure;
    }

    void works() {
      failures = 0;
      othersWorked = false;
      isConfirmed = false;
      isGivenUp = false;
    }

    boolean hasWorked(Evidence.Cause cause) {
      return measured || (built && cause == Evidence.Cause.UNBUILDABLE);
    }
  }

  /** What has failed on a machine since something worked there, and what failed in such a time. */
  private static final class Streak {
    private final Set<Revision> failed = new HashSet<>();
    private final Set<Revision> excused = new HashSet<>();
    private boolean contradicted;

    void fails(Revision revision, boolean hasWorked) {
      failed.add(revision);
      contradicted |= hasWorked;
      if (contradicted || failed.size() >= SUSPICIOUS) {
        excused.addAll(failed);
      }
    }

    void ends() {
      failed.clear();
      contradicted = false;
    }
  }

  private Streak streak(String machine, Evidence.Cause cause) {
    return (cause == Evidence.Cause.UNBUILDABLE ? builds : boots)
        .computeIfAbsent(machine, ignored -> new Streak());
  }

  private Trial trial(Revision revision, String machine) {
    return trials
        .computeIfAbsent(revision, ignored -> new LinkedHashMap<>())
        .computeIfAbsent(machine, ignored -> new Trial());
  }

  /** What failed on a machine in builds, or in boots, and is not explained. */
  OpenFailures open(String machine, boolean inBuilds) {
    return (inBuilds ? openBuilds : openBoots)
        .computeIfAbsent(machine, ignored -> new OpenFailures());
  }

  private OpenFailures open(String machine, Evidence.Cause cause) {
    return open(machine, cause == Evidence.Cause.UNBUILDABLE);
  }

  /** An image of a revision was made. */
  void built(Revision revision, String machine) {
    built(revision, machine, false);
  }

  /**
   * A machine has an image of a revision.
   *
   * @param reused whether it was there already, which does not show that the machine builds
   */
  void built(Revision revision, String machine, boolean reused) {
    Trial trial = trial(revision, machine);
    trial.built = true;
    streak(machine, Evidence.Cause.UNBUILDABLE).ends();
    OpenFailures open = open(machine, Evidence.Cause.UNBUILDABLE);
    if (reused) {
      open.explained(revision);
    } else {
      open.worked(revision);
    }
    if (trial.last != null && trial.last.cause() == Evidence.Cause.UNBUILDABLE) {
      trial.works();
    }
  }

  /** A boot of a revision gave numbers. */
  void measured(Revision revision, String machine) {
    Trial trial = trial(revision, machine);
    trial.measured = true;
    trial.works();
    for (Map<String, Trial> others : trials.values()) {
      Trial other = others.get(machine);
      if (other != null && other != trial && other.failures > 0) {
        other.othersWorked = true;
      }
    }
    streak(machine, Evidence.Cause.UNBOOTABLE).ends();
    open(machine, Evidence.Cause.UNBOOTABLE).worked(revision);
  }

  /** A revision failed. */
  void failed(Revision revision, String machine, Failure failure) {
    boolean hasWorked =
        trialsOf(revision).values().stream().anyMatch(each -> each.hasWorked(failure.cause()));
    streak(machine, failure.cause()).fails(revision, hasWorked);
    OpenFailures open = open(machine, failure.cause());
    Trial trial = trial(revision, machine);
    if (trial.built && failure.cause() == Evidence.Cause.UNBUILDABLE) {
      open.explained(revision);
      return;
    }
    trial.fails(failure);
    if (!trial.isBlamed() || trial.isBroken()) {
      open.explained(revision);
      return;
    }
    // What has worked there fails again and again: another revision has to work there meanwhile.
    open.failed(revision, failure);
    trial.isConfirmed = open.times(revision) > 1;
    if (trial.isConfirmed) {
      open.explained(revision);
    }
  }

  /**
   * A job of a revision was given up by an infrastructure fault: whose fault it is, is open.
   *
   * @param said what the worker says by it
   */
  void gaveUp(Revision revision, String machine, FaultAttribution.Said said, Failure failure) {
    OpenFailures open = open(machine, failure.cause());
    open.failed(revision, failure);
    Trial trial = trial(revision, machine);
    FaultAttribution.Verdict verdict =
        FaultAttribution.of(
            new FaultAttribution.Failure(
                said,
                open.times(revision),
                trial.hasWorked(failure.cause()),
                open.othersFailed(revision)
                    ? FaultAttribution.Seen.FAILURE
                    : FaultAttribution.Seen.NOTHING,
                elsewhere(revision, machine, failure.cause())));
    switch (verdict) {
      case COMMIT, COMMIT_HERE -> {
        open.explained(revision);
        trial.isGivenUp = true;
        trial.last = failure;
      }
      case MACHINE, OPEN -> {}
    }
  }

  /** What became on other machines of a revision that a machine gave up. */
  private FaultAttribution.Seen elsewhere(Revision revision, String machine, Evidence.Cause cause) {
    FaultAttribution.Seen seen = FaultAttribution.Seen.NOTHING;
    for (Map.Entry<String, Trial> entry : trialsOf(revision).entrySet()) {
      Trial trial = entry.getValue();
      if (entry.getKey().equals(machine)) {
        continue;
      }
      if (trial.hasWorked(cause) && !trial.isBroken()) {
        return FaultAttribution.Seen.SUCCESS;
      }
      if (trial.isGivenUp) {
        seen = FaultAttribution.Seen.FAILURE;
      }
    }
    return seen;
  }

  /** Whether so many revisions failed there in a row that one more would tell nothing. */
  boolean isSuspicious(String machine, boolean inBuilds) {
    Evidence.Cause cause = inBuilds ? Evidence.Cause.UNBUILDABLE : Evidence.Cause.UNBOOTABLE;
    return streak(machine, cause).failed.size() + open(machine, inBuilds).revisions().size()
        >= SUSPICIOUS;
  }

  /** Whether a revision failed there, and it is not known yet whose fault that was. */
  boolean isUnexplained(Revision revision, String machine) {
    return open(machine, true).of(revision).isPresent()
        || open(machine, false).of(revision).isPresent();
  }

  /** There is no such revision: whatever machine is asked. */
  void impossible(Revision revision) {
    impossible.add(revision);
  }

  /** A person wants it skipped. */
  void skipped(Revision revision) {
    skipped.add(revision);
  }

  /** What no machine can test, as far as is known. */
  public List<Evidence> untestable() {
    return untestable(Set.of());
  }

  /**
   * The same.
   *
   * @param tried those that are tried though they failed elsewhere
   */
  private List<Evidence> untestable(Set<Revision> tried) {
    var all =
        new ArrayList<>(
            broken(
                revision -> !worksSomewhere(revision) && !tried.contains(revision),
                machine -> true));
    for (Revision revision : impossible) {
      all.add(new Evidence.Untestable(revision, Evidence.Cause.UNBUILDABLE));
    }
    for (Revision revision : skipped) {
      all.add(new Evidence.Untestable(revision, Evidence.Cause.SKIPPED));
    }
    return all;
  }

  /**
   * What a machine is not to test: what no machine can, and what fails on this one. What failed on
   * another one alone is tried, where that machine is under suspicion, and where much depends on
   * it.
   *
   * @param ends without them nothing can be told
   */
  List<Evidence> untestableOn(String machine, Set<Revision> ends) {
    Set<Revision> open =
        doubts().stream()
            .filter(doubt -> !doubt.machine().equals(machine))
            .filter(doubt ->
                ends.contains(doubt.revision())
                    || streak(doubt.machine(), doubt.failure().cause())
                        .excused
                        .contains(doubt.revision()))
            .map(Doubt::revision)
            .collect(Collectors.toSet());
    var all = new ArrayList<>(untestable(open));
    all.addAll(broken(this::worksSomewhere, machine::equals));
    for (boolean inBuilds : new boolean[] {true, false}) {
      OpenFailures unexplained = open(machine, inBuilds);
      for (Revision revision : unexplained.revisions()) {
        Evidence.Cause cause = unexplained.of(revision).orElseThrow().cause();
        all.add(new Evidence.Untestable(revision, cause));
      }
    }
    return all.stream().distinct().toList();
  }

  /** Whether a revision has given numbers anywhere. */
  public boolean isMeasured(Revision revision) {
    return trialsOf(revision).values().stream().anyMatch(trial -> trial.measured);
  }

  /** Whether what a machine gave up of a revision turned out to be the revision's fault there. */
  boolean isGivenUp(Revision revision, String machine) {
    Trial trial = trialsOf(revision).get(machine);
    return trial != null && trial.isGivenUp;
  }

  /** How a revision failed that no machine can test; empty where one can, or none has tried. */
  public Optional<Doubt> failure(Revision revision) {
    return worksSomewhere(revision)
        ? Optional.empty()
        : failures(revision, machine -> true).findFirst();
  }

  /** Revisions on machines that are known to be untestable there: grows, never shrinks for long. */
  int failures() {
    return trials.values().stream()
        .mapToInt(each -> (int) each.values().stream().filter(Trial::isBroken).count())
        .sum();
  }

  private List<Evidence> broken(Predicate<Revision> which, Predicate<String> where) {
    return trials.keySet().stream()
        .filter(which)
        .flatMap(revision ->
            failures(revision, where)
                .limit(1)
                .<Evidence>map(
                    failed -> new Evidence.Untestable(revision, failed.failure().cause())))
        .toList();
  }

  private Stream<Doubt> failures(Revision revision, Predicate<String> where) {
    return trialsOf(revision).entrySet().stream()
        .filter(entry -> where.test(entry.getKey()) && entry.getValue().isBroken())
        .map(entry ->
            new Doubt(revision, entry.getKey(), Objects.requireNonNull(entry.getValue().last)));
  }

  private Map<String, Trial> trialsOf(Revision revision) {
    return trials.getOrDefault(revision, Map.of());
  }

  /** Whether a machine has gone further with it than the one where it fails. */
  private boolean worksSomewhere(Revision revision) {
    Optional<Doubt> failed = failures(revision, machine -> true).findFirst();
    return failed.isPresent()
        && trialsOf(revision).values().stream()
            .anyMatch(
                trial -> !trial.isBroken() && trial.hasWorked(failed.get().failure().cause()));
  }

  /** What is untestable by the word of one machine alone. */
  public List<Doubt> doubts() {
    return trials.keySet().stream()
        .filter(revision -> !worksSomewhere(revision))
        .map(revision -> failures(revision, machine -> true).toList())
        .filter(failed -> failed.size() == 1)
        .map(List::getFirst)
        .toList();
  }

  /** Those doubts that have to be out of the way before a bisection may end like this. */
  public List<Doubt> doubts(Conclusion conclusion, Set<Revision> ends) {
    Set<Revision> matters = new HashSet<>();
    switch (conclusion) {
      case Conclusion.Culprit culprit -> {
        matters.addAll(variants(culprit));
        culprit.others().forEach(other -> matters.addAll(variants(other)));
      }
      case Conclusion.Suspects suspects -> {
        matters.addAll(ends);
        suspects.candidates().forEach(each -> matters.add(new Revision.Candidate(each)));
      }
      // Both ends were measured, and nothing between them has a part in it.
      case Conclusion.NotReproduced ignored -> {}
      case Conclusion.EnvironmentShift ignored -> {}
      case Conclusion.BelowNoiseFloor ignored -> {}
      case Conclusion.Gradual ignored -> {}
      // There is nothing left to try it with.
      case Conclusion.Exhausted ignored -> {}
    }
    return doubts().stream().filter(doubt -> matters.contains(doubt.revision())).toList();
  }

  /** What is measured of a culprit beside itself and its parents. */
  private static List<Revision> variants(Conclusion.Culprit culprit) {
    int number = culprit.candidate();
    return List.of(
        new Revision.Revert(number),
        new Revision.CounterVariant(number, Revision.PutBack.SETTINGS),
        new Revision.CounterVariant(number, Revision.PutBack.DEFINITIONS));
  }
}
