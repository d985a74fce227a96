package dev.halfspeed.store.regression;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a detector says of a series: it changed between two commits. Nobody has confirmed it yet.
 *
 * @param key tells alarms apart; the same one told twice has the same key
 * @param at when it was raised
 * @param principal name of who raised it, where a watch did the same as its source; empty in rows
 *     from before it was kept
 * @param source the detector that saw it: a watch ("watch nightly"), or the name of another one, as
 *     whoever raised it says
 * @param series the source's name for the series, so that a later gain of the same series is known
 *     to be its recovery; absent where the source has none
 * @param repository path of the git repository, on the controller's machine
 * @param branch the ref or tree in which it was seen, for people; may be empty
 * @param machineClass the machines that the series is measured on, for people; may be empty
 * @param unit of the metric; may be empty
 * @param gaps between the points around the change, from the oldest to the newest, each beginning
 *     where the one before ended; at least one
 * @param change natural logarithm of the metric after by the metric before
 * @param lower end of the change's interval, like {@code upper}
 * @param before the metric's value before, in its unit; absent where the source does not say
 * @param after likewise
 * @param words what the detector saw, in one line for people; may be empty
 */
public record AlarmRecord(
    String key,
    Instant at,
    String principal,
    String source,
    @Nullable String series,
    Kind kind,
    String repository,
    String branch,
    Workload workload,
    String machineClass,
    String metric,
    String unit,
    List<Gap> gaps,
    double change,
    double lower,
    double upper,
    @Nullable Double before,
    @Nullable Double after,
    String words) {

  /** What changed. */
  public enum Kind {
    /** The metric became worse. */
    LOSS,
    /** The metric became better. */
    GAIN,
    /** What the pinned reference itself does changed, so the machine did, not the kernel. */
    MACHINE
  }

  /**
   * What is run, as requests of campaigns name it.
   *
   * @param profile a named set of the recipe's parameters; absent: its defaults
   * @param configBase path of a .config file, or a make target such as defconfig
   * @param configFragments paths of fragments, appended in order
   * @param lab path of a lab file; absent: the machine at hand
   */
  public record Workload(
      String recipe,
      @Nullable String profile,
      Map<String, String> parameters,
      String configBase,
      List<String> configFragments,
      @Nullable String lab) {
    public Workload {
      parameters = Map.copyOf(parameters);
      configFragments = List.copyOf(configFragments);
    }

    /**
     * What people call the recipe: of a path, the name of its folder; empty where there is none.
     */
    public String recipeName() {
      return recipe.substring(recipe.lastIndexOf('/') + 1);
    }
  }

  /**
   * Two neighbouring points of the series.
   *
   * @param from commit of the older one
   * @param to commit of the newer one
   * @param weight how probable it is that the change lies between them, from 0 to 1; the weights of
   *     an alarm sum up to 1
   */
  public record Gap(String from, String to, double weight) {
    public Gap {
      if (!(weight >= 0 && weight <= 1)) {
        throw new IllegalArgumentException("a gap of weight " + weight);
      }
    }
  }

  public AlarmRecord {
    gaps = List.copyOf(gaps);
    if (gaps.isEmpty()) {
      throw new IllegalArgumentException("alarm " + key + " has no gap");
    }
    if (!(Double.isFinite(change) && lower <= change && change <= upper)) {
      throw new IllegalArgumentException(
          "alarm %s of %s in [%s, %s]".formatted(key, change, lower, upper));
    }
  }

  /** The same, with its change anywhere between two commits. */
  public AlarmRecord between(String good, String bad) {
    return new AlarmRecord(
        key,
        at,
        principal,
        source,
        series,
        kind,
        repository,
        branch,
        workload,
        machineClass,
        metric,
        unit,
        List.of(new Gap(good, bad, 1)),
        change,
        lower,
        upper,
        before,
        after,
        words);
  }

  /** The last commit that is certainly before the change. */
  public String good() {
    return gaps.getFirst().from();
  }

  /** The first commit that is certainly after it. */
  public String bad() {
    return gaps.getLast().to();
  }

  /** Whether another alarm is of what is measured in the same way, in the same place. */
  public boolean isSameSeries(AlarmRecord other) {
    if (series != null && other.series() != null) {
      return series.equals(other.series());
    }
    return source.equals(other.source())
        && repository.equals(other.repository())
        && branch.equals(other.branch())
        && machineClass.equals(other.machineClass())
        && isSameExperiment(other);
  }

  /** Whether another alarm is confirmed by the same campaign. */
  public boolean isSameExperiment(AlarmRecord other) {
    return workload.equals(other.workload()) && metric.equals(other.metric());
  }
}
