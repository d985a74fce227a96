package dev.halfspeed.web.page.watch;

import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A regression in a list.
 *
 * @param source the detector of its first alarm, with a page where that is a watch
 * @param culprit empty while none is known
 */
public record RegressionRow(
    Link id,
    Badge state,
    String sentence,
    Link source,
    String culprit,
    Instant detectedAt,
    Instant since) {
  static RegressionRow of(RegressionView regression) {
    RegressionView.Commit culprit = regression.culprit();
    String source = regression.alarms().isEmpty() ? "" : regression.alarms().getFirst().source();
    return new RegressionRow(
        new Link(regression.id(), Links.regression(regression.id())),
        Badge.regression(regression.state()),
        RegressionSentence.of(regression),
        source(source),
        culprit == null
            ? ""
            : Show.commit(culprit.id())
                + (culprit.subject().isEmpty() ? "" : " " + Show.line(culprit.subject())),
        regression.detectedAt(),
        regression.since());
  }

  /** The detector that saw a change. */
  static Link source(String source) {
    @Nullable String watch = Links.watchOf(source);
    return new Link(Show.line(source), watch == null ? "" : Links.watch(watch));
  }
}
