package dev.halfspeed.advise;

import dev.halfspeed.search.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a lab was told to do, and how it ended. */
final class Action {
  private final String id;
  private final Work work;
  private boolean cancelled;
  private @Nullable Report report;
  private boolean counts;
  private String why = "";

  /** The part of a result that says how the action ended. */
  record Report(
      LabMessage.Outcome outcome,
      List<Double> values,
      int passed,
      int failed,
      @Nullable String image) {
    Report {
      values = List.copyOf(values);
    }
  }

  Action(String id, Work work) {
    this.id = id;
    this.work = work;
  }

  String id() {
    return id;
  }

  Work work() {
    return work;
  }

  /** Whether its outcome is still to come and would be of use. */
  boolean isAwaited() {
    return report == null && !cancelled;
  }

  /** Its outcome is of no use any more. */
  void cancel() {
    cancelled = true;
  }

  /** How it ended; absent before. */
  @Nullable Report report() {
    return report;
  }

  /** It ended, and that is evidence or not. */
  void end(Report how, boolean isEvidence, String words) {
    report = how;
    counts = isEvidence;
    why = words;
  }

  boolean counts() {
    return counts;
  }

  String why() {
    return why;
  }
}
