package dev.halfspeed.advise;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What came back from a session's actions, and what of it is evidence, in the order it came. */
final class Findings {
  /** Runs that a boot may have. */
  static final int MOST_RUNS = 1000;

  private static final int LONGEST_DIGEST = 1000;

  private final Lab lab;
  private final Readings readings;
  private final Images images;
  private final Belief belief = new Belief();
  private final List<Evidence> evidence = new ArrayList<>();
  private int values;

  Findings(Lab lab, Readings readings, Images images) {
    this.lab = lab;
    this.readings = readings;
    this.images = images;
  }

  /** All that counts, in the order in which it came. */
  List<Evidence> evidence() {
    return List.copyOf(evidence);
  }

  /** Boots that were measured or judged. */
  int boots() {
    return (int) evidence.stream().filter(Evidence.Booted.class::isInstance).count();
  }

  /** Values of all boots that were measured. */
  int values() {
    return values;
  }

  /** The lab can't make the revert of a commit. */
  void withoutRevert(Revision revision) {
    evidence.add(new Evidence.Untestable(revision, Evidence.Cause.UNBUILDABLE));
  }

  /** Reads how an action ended, as far as that can be told without knowing what it was. */
  static Action.Report report(LabMessage.Result result, Action action) throws Problem {
    LabMessage.Outcome outcome = result.outcome();
    if (outcome == null) {
      throw new Problem(
          "\"outcome\" is missing",
          "say how action " + action.id() + " ended: built, measured, ...");
    }
    List<Double> values = result.values();
    int passed = Objects.requireNonNullElse(result.passed(), 0);
    int failed = Objects.requireNonNullElse(result.failed(), 0);
    if (values != null && values.contains(null)) {
      throw new Problem("\"values\" has a null", "leave out runs that gave no number");
    }
    if (values != null && values.size() > MOST_RUNS) {
      throw new Problem(
          "\"values\" has " + values.size() + " numbers",
          "a boot has at most " + MOST_RUNS + " runs");
    }
    String image = result.image();
    if (image != null && (image.isBlank() || image.length() > LONGEST_DIGEST)) {
      throw new Problem(
          "\"image\" has " + image.length() + " characters",
          "send a digest of what was built, or leave it out: equal ones are equal kernels");
    }
    boolean judged = outcome == LabMessage.Outcome.JUDGED;
    refuse(values != null && outcome != LabMessage.Outcome.MEASURED, "values", outcome);
    refuse(result.passed() != null && !judged, "passed", outcome);
    refuse(result.failed() != null && !judged, "failed", outcome);
    refuse(result.image() != null && outcome != LabMessage.Outcome.BUILT, "image", outcome);
    return new Action.Report(
        outcome, values == null ? List.of() : values, passed, failed, result.image());
  }

  private static void refuse(boolean unused, String field, LabMessage.Outcome outcome)
      throws Problem {
    if (unused) {
      throw new Problem(
          "\"" + field + "\" says nothing of an action that ended as " + outcome.word(),
          "leave it out, or give the outcome that it belongs to");
    }
  }

  /**
   * Ends an action.
   *
   * @throws Problem where an action of that kind can't end so; then nothing has changed
   */
  void end(Action action, Action.Report report) throws Problem {
    switch (report.outcome()) {
      case BUILT -> built(action, report);
      case MEASURED -> measured(action, report);
      case JUDGED -> judged(action, report);
      case UNBUILDABLE -> {
        if (lab.builds() && action.work() instanceof Work.Booting) {
          throw misfit(action, report, "unbootable");
        }
        untestable(action, report, Evidence.Cause.UNBUILDABLE);
      }
      case UNBOOTABLE -> ofBoot(action, report, Evidence.Cause.UNBOOTABLE);
      case REPRODUCER_FAILED -> ofBoot(action, report, Evidence.Cause.REPRODUCER_FAILED);
      case INFRASTRUCTURE ->
          action.end(report, false, "the lab's fault says nothing about the commit");
      case IMAGE_MISSING -> {
        if (!lab.builds() || action.work() instanceof Work.Building) {
          throw misfit(action, report, "infrastructure");
        }
        images.remove(action.work().machine(), action.work().image());
        action.end(report, false, "it is built again when it is wanted");
      }
      case CANCELLED -> action.end(report, false, "cancelled");
    }
  }

  private void built(Action action, Action.Report report) throws Problem {
    Work work = action.work();
    if (!(work instanceof Work.Building)) {
      throw misfit(action, report, readings instanceof Readings.PassFail ? "judged" : "measured");
    }
    images.add(work.machine(), work.image());
    String digest = report.image();
    if (digest != null) {
      images.digest(work.machine(), work.image(), digest);
    }
    evidence.add(new Evidence.Built(work.revision(), images.name(work.machine(), work.image())));
    action.end(report, true, "built");
  }

  private void measured(Action action, Action.Report report) throws Problem {
    Work work = action.work();
    if (!(work instanceof Work.Booting boot) || !(readings instanceof Readings.Metric metric)) {
      throw misfit(action, report, work instanceof Work.Booting ? "judged" : "built");
    }
    evidence.add(
        new Evidence.Measured(
            work.revision(),
            work.machine(),
            images.name(work.machine(), work.image()),
            boot.purpose(),
            metric.logarithms(report.values())));
    values += report.values().size();
    belief.measured(work.revision());
    action.end(report, true, "measured");
  }

  private void judged(Action action, Action.Report report) throws Problem {
    Work work = action.work();
    if (!(work instanceof Work.Booting boot) || !(readings instanceof Readings.PassFail verdicts)) {
      throw misfit(action, report, work instanceof Work.Booting ? "measured" : "built");
    }
    long runs = (long) report.passed() + report.failed();
    if (report.passed() < 0 || report.failed() < 0 || runs < 1 || runs > MOST_RUNS) {
      throw new Problem(
          "a judged boot has at least one run and at most "
              + MOST_RUNS
              + ", not passed "
              + report.passed()
              + " and failed "
              + report.failed(),
          "count its runs: \"passed\": 3, \"failed\": 0");
    }
    evidence.add(
        verdicts.judged(
            boot, images.name(work.machine(), work.image()), report.passed(), report.failed()));
    belief.measured(work.revision());
    action.end(report, true, "judged");
  }

  private void ofBoot(Action action, Action.Report report, Evidence.Cause cause) throws Problem {
    if (action.work() instanceof Work.Building) {
      throw misfit(action, report, "unbuildable");
    }
    untestable(action, report, cause);
  }

  private void untestable(Action action, Action.Report report, Evidence.Cause cause) {
    Revision revision = action.work().revision();
    if (belief.isBelieved(revision, cause == Evidence.Cause.REPRODUCER_FAILED)) {
      evidence.add(new Evidence.Untestable(revision, cause));
      action.end(report, true, "the search skips it");
    } else {
      action.end(
          report,
          false,
          cause == Evidence.Cause.REPRODUCER_FAILED
              ? "it counts when it fails again"
              : "it was measured before, so it counts when it fails again");
    }
  }

  private Problem misfit(Action action, Action.Report report, String instead) {
    String kind = action.work() instanceof Work.Building ? "build" : lab.builds() ? "boot" : "test";
    return new Problem(
        "action " + action.id() + " is a " + kind + ", it can't end as " + report.outcome().word(),
        instead.equals(LabMessage.Outcome.INFRASTRUCTURE.word())
            ? "say \"outcome\": \"" + instead + "\" where the lab failed"
            : "say \"outcome\": \"" + instead + "\", or \"infrastructure\" where the lab failed");
  }
}
