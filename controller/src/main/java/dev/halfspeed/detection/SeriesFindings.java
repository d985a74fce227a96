package dev.halfspeed.detection;

import java.util.List;

/**
 * What is known of a series.
 *
 * @param changes in the order in which they were found
 * @param returns changes back to the level before a temporary one, where that ended
 * @param changesOfReference those of the reference's own series: a machine that changed is not a
 *     kernel that regressed
 * @param verdict on the series as it is now
 */
public record SeriesFindings(
    List<Change> changes,
    List<Change> returns,
    List<Change> changesOfReference,
    SeriesVerdict verdict) {
  public SeriesFindings {
    changes = List.copyOf(changes);
    returns = List.copyOf(returns);
    changesOfReference = List.copyOf(changesOfReference);
  }

  /** Changes of the level that a kernel may be blamed for. */
  public List<Change> alarms() {
    return changes.stream()
        .filter(change -> change.kind() == ChangeKind.LEVEL && !change.isOfTheMachine())
        .toList();
  }

  /** Ends of temporary losses: a kernel is well again, and one of its commits did that. */
  public List<Change> recoveries() {
    return returns.stream().filter(change -> !change.isLoss() && !change.isOfTheMachine()).toList();
  }
}
