package dev.halfspeed.regression.lifecycle;

import dev.halfspeed.store.regression.AlarmRecord;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** All that is known, as the rows say it. */
public final class Rows {
  private final Map<String, AlarmRecord> alarms;
  private final Map<String, Regression> regressions;
  private final Map<String, Integer> releases = new HashMap<>();
  private final Set<String> owned = new HashSet<>();

  /**
   * Rows.
   *
   * @param alarms by their keys
   * @param regressions by their ids, in the order in which they began
   */
  Rows(Map<String, AlarmRecord> alarms, Map<String, Regression> regressions) {
    this.alarms = new LinkedHashMap<>(alarms);
    this.regressions = new LinkedHashMap<>(regressions);
    for (Regression regression : regressions.values()) {
      owned.addAll(regression.alarms());
      regression.released().forEach(alarm -> releases.merge(alarm, 1, Integer::sum));
    }
  }

  /** In the order in which they began. */
  public List<Regression> regressions() {
    return List.copyOf(regressions.values());
  }

  /** The regression of an id. */
  public Optional<Regression> regression(String id) {
    return Optional.ofNullable(regressions.get(id));
  }

  /** The alarm of a key, as it was raised. */
  public AlarmRecord alarm(String key) {
    return Objects.requireNonNull(alarms.get(key), key);
  }

  /** The alarms that are part of no regression, but for gains, in the order in which they came. */
  public List<AlarmRecord> free() {
    return alarms.values().stream()
        .filter(alarm -> alarm.kind() != AlarmRecord.Kind.GAIN)
        .filter(alarm -> !owned.contains(alarm.key()))
        .toList();
  }

  /** The gains in the order in which they came. */
  public List<AlarmRecord> gains() {
    return alarms.values().stream().filter(alarm -> alarm.kind() == AlarmRecord.Kind.GAIN).toList();
  }

  /** The losses of a gain's series that came after it. */
  public List<AlarmRecord> lossesAfter(AlarmRecord gain) {
    return alarms.values().stream()
        .filter(alarm -> alarm.kind() == AlarmRecord.Kind.LOSS)
        .filter(alarm -> alarm.at().isAfter(gain.at()))
        .filter(alarm -> alarm.isSameSeries(gain))
        .toList();
  }

  /** How often an alarm was taken for a regression that it was not of. */
  public int releases(String alarm) {
    return releases.getOrDefault(alarm, 0);
  }

  /** An alarm as a regression has it: where a person moved the change, it lies there. */
  public AlarmRecord alarm(Regression regression, String key) {
    return regression.placed(alarm(key));
  }

  /** The alarms that are taken for a regression, as they were raised. */
  public List<AlarmRecord> raised(Regression regression) {
    return regression.alarms().stream().map(this::alarm).toList();
  }

  /** The alarms that are taken for a regression, as it has them. */
  public List<AlarmRecord> alarms(Regression regression) {
    return regression.alarms().stream().map(key -> alarm(regression, key)).toList();
  }

  /** The alarms of a regression as it has them, the clearest change first. */
  public List<AlarmRecord> clearest(Regression regression) {
    return alarms(regression).stream()
        .sorted(Comparator.comparingDouble(Rows::halfWidths).reversed())
        .toList();
  }

  /** How clear the clearest change of a regression is, in half widths of its interval. */
  public double clarity(Regression regression) {
    return halfWidths(clearest(regression).getFirst());
  }

  private static double halfWidths(AlarmRecord alarm) {
    double halfWidth = (alarm.upper() - alarm.lower()) / 2;
    return Math.abs(alarm.change()) / Math.max(halfWidth, 1e-6);
  }

  /** What a person may decide about a regression now. */
  public Set<RegressionDecision> decisions(Regression regression) {
    Set<RegressionDecision> decisions = Lifecycle.decisions(regression.state());
    // A machine that changed lies between no commits.
    if (clearest(regression).getFirst().kind() == AlarmRecord.Kind.MACHINE) {
      decisions.remove(RegressionDecision.MOVE);
    }
    return decisions;
  }

  /** The alarm whose numbers are told: the one that was confirmed, or else the clearest. */
  public AlarmRecord measured(Regression regression) {
    return regression
        .confirmed()
        .map(key -> alarm(regression, key))
        .orElseGet(() -> clearest(regression).getFirst());
  }
}
