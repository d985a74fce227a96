package dev.halfspeed.bisect;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which revisions can't be tested, and where. A revision that fails on the only machine that tried
 * it counts as broken, which it is nearly always, so the search goes round it at once. Once it
 * works on another machine, it is only not to be tested on the one where it fails.
 *
 * <p>Filled in the order in which the jobs ended.
 */
final class Testability {
  private final Map<Revision, Map<String, Trial>> trials = new LinkedHashMap<>();
  private final Set<Revision> impossible = new LinkedHashSet<>();

  /**
   * A revision that failed on one machine alone, which may have been the machine's fault.
   *
   * @param machine where it failed
   * @param failure the last attempt there
   */
  record Doubt(Revision revision, String machine, Failure failure) {
    /** The reason for a second try, for people. */
    String why() {
      return "second try: on %s it %s, which may be the machine's fault"
          .formatted(
              machine,
              switch (failure.cause()) {
                case UNBUILDABLE -> "did not build";
                case UNBOOTABLE -> "did not boot";
                case REPRODUCER_FAILED -> "gave no numbers";
              });
    }
  }

  /**
   * An attempt that failed.
   *
   * @param purpose of the boot; absent for a build
   */
  record Failure(Evidence.Cause cause, @Nullable String purpose) {}

  /** What became of a revision on one machine. */
  private static final class Trial {
    private boolean built;
    private boolean measured;
    private int failures;
    private @Nullable Failure last;

    /**
     * A revision that has worked there may stumble once. An image that can't be made any more is
     * one that is there no more, and not the revision's fault.
     */
    boolean isBroken() {
      return failures > (measured ? 1 : 0);
    }

    boolean hasWorked(Evidence.Cause cause) {
      return measured || (built && cause == Evidence.Cause.UNBUILDABLE);
    }
  }

  private Trial trial(Revision revision, String machine) {
    return trials
        .computeIfAbsent(revision, ignored -> new LinkedHashMap<>())
        .computeIfAbsent(machine, ignored -> new Trial());
  }

  /** An image of a revision was made. */
  void built(Revision revision, String machine) {
    Trial trial = trial(revision, machine);
    trial.built = true;
    if (trial.last != null && trial.last.cause() == Evidence.Cause.UNBUILDABLE) {
      trial.failures = 0;
    }
  }

  /** A boot of a revision gave numbers. */
  void measured(Revision revision, String machine) {
    Trial trial = trial(revision, machine);
    trial.measured = true;
    trial.failures = 0;
  }

  /** A revision failed. */
  void failed(Revision revision, String machine, Failure failure) {
    Trial trial = trial(revision, machine);
    if (!(trial.built && failure.cause() == Evidence.Cause.UNBUILDABLE)) {
      trial.failures++;
      trial.last = failure;
    }
  }

  /** There is no such revision: whatever machine is asked. */
  void impossible(Revision revision) {
    impossible.add(revision);
  }

  /** What no machine can test, as far as is known. */
  List<Evidence> untestable() {
    var all = new ArrayList<>(broken(revision -> !worksSomewhere(revision), machine -> true));
    for (Revision revision : impossible) {
      all.add(new Evidence.Untestable(revision, Evidence.Cause.UNBUILDABLE));
    }
    return all;
  }

  /** What a machine can't test, though another one can. */
  List<Evidence> untestableOn(String machine) {
    return broken(this::worksSomewhere, machine::equals);
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
  List<Doubt> doubts() {
    return trials.keySet().stream()
        .filter(revision -> !worksSomewhere(revision))
        .map(revision -> failures(revision, machine -> true).toList())
        .filter(failed -> failed.size() == 1)
        .map(List::getFirst)
        .toList();
  }

  /** Those doubts that have to be out of the way before a bisection may end like this. */
  List<Doubt> doubts(Conclusion conclusion) {
    Set<Revision> matters = new HashSet<>();
    switch (conclusion) {
      case Conclusion.Culprit culprit -> {
        matters.add(new Revision.Revert(culprit.candidate()));
        culprit.others().forEach(other -> matters.add(new Revision.Revert(other.candidate())));
      }
      case Conclusion.Suspects suspects -> {
        matters.add(new Revision.Good());
        suspects.candidates().forEach(each -> matters.add(new Revision.Candidate(each)));
      }
      // Both ends were measured, and nothing between them has a part in it.
      case Conclusion.NotReproduced ignored -> {}
      case Conclusion.EnvironmentShift ignored -> {}
      case Conclusion.BelowNoiseFloor ignored -> {}
      // There is nothing left to try it with.
      case Conclusion.Exhausted ignored -> {}
    }
    return doubts().stream().filter(doubt -> matters.contains(doubt.revision())).toList();
  }
}
