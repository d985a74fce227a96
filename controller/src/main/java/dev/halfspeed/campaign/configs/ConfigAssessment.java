package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.configs.OptionSearch;
import dev.halfspeed.configs.SearchRound;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.MetricScale;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the search thought at a decision, as the store keeps it.
 *
 * @param remaining steps of the present round's chain that hold 99 % of the probability
 * @param starts all rounds so far: a campaign that is taken up goes on with these
 * @param effect the change from the good configuration to the bad one; absent while unknown
 * @param noise of one boot, as a part of the metric; absent while unknown
 */
record ConfigAssessment(
    String phase,
    int remaining,
    List<SearchRound.Start> starts,
    @Nullable MetricChange effect,
    @Nullable Double noise,
    List<Suspect> suspects) {
  private static final int KEPT_SUSPECTS = 10;

  /** A step of the present round, by the numbers of its groups. */
  record Suspect(List<Integer> groups, double probability) {}

  static ConfigAssessment of(Assessment assessment, OptionSearch search, MetricScale scale) {
    return new ConfigAssessment(
        assessment.phase().name().toLowerCase(Locale.ROOT),
        assessment.remaining(),
        search.starts(),
        assessment.effect().map(effect -> MetricChange.of(effect, scale)).orElse(null),
        assessment.noise() > 0 ? assessment.noise() : null,
        assessment.top(KEPT_SUSPECTS).stream()
            .map(suspect -> new Suspect(search.step(suspect.candidate()), suspect.probability()))
            .toList());
  }
}
