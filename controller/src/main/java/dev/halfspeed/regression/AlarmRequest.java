package dev.halfspeed.regression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alarm of another detector, as it was sent: nothing in it has been checked.
 *
 * @param key tells alarms of a source apart; what is sent again with the same key is the same alarm
 * @param source name of the detector, such as "otava"
 * @param series the detector's name for the series, so that a later gain is known to be its
 *     recovery; absent: source, recipe, parameters, metric and machine class tell
 * @param kind loss, gain or machine; absent: a loss where the metric became worse, by the recipe
 * @param repository path of a git repository of a kernel, on the controller's machine
 * @param branch for people; absent: none
 * @param good the last revision before the change
 * @param bad the first one after it
 * @param points revisions between the two, from the oldest, with the probability that the change
 *     came with each; absent: nothing is known but the ends
 * @param recipe what to run to confirm it; absent: it can't be confirmed, and is reported as it is
 * @param command what the detector ran, in words for people; absent: the recipe says
 * @param configBase path of a .config file, or a make target; absent: defconfig
 * @param lab path of a lab file; absent: the machine at hand
 * @param metric what changed
 * @param change as a signed fraction, -0.07 for 7 % less; absent: by before and after
 * @param lower end of its interval, likewise; absent: half of the change on either side
 */
public record AlarmRequest(
    String key,
    String source,
    @Nullable String series,
    @Nullable String kind,
    String repository,
    @Nullable String branch,
    String good,
    String bad,
    @Nullable List<Point> points,
    @Nullable String recipe,
    @Nullable String command,
    @Nullable String profile,
    @Nullable Map<String, String> parameters,
    @Nullable String configBase,
    @Nullable List<String> configFragments,
    @Nullable String lab,
    String metric,
    @Nullable String unit,
    @Nullable String machineClass,
    @Nullable Double before,
    @Nullable Double after,
    @Nullable Double change,
    @Nullable Double lower,
    @Nullable Double upper) {

  /** The same of another repository: the path that its name stands for. */
  public AlarmRequest of(String path) {
    return new AlarmRequest(
        key,
        source,
        series,
        kind,
        path,
        branch,
        good,
        bad,
        points,
        recipe,
        command,
        profile,
        parameters,
        configBase,
        configFragments,
        lab,
        metric,
        unit,
        machineClass,
        before,
        after,
        change,
        lower,
        upper);
  }

  /**
   * A revision that was measured.
   *
   * @param weight probability that the change lies between the point before and this one; the
   *     weights need not sum up to 1
   */
  public record Point(String revision, double weight) {}
}
