package dev.halfspeed.report.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CampaignOriginTest {
  /** Forms and commands that start the same again are refused with a priority that nobody gives. */
  @ParameterizedTest
  @CsvSource({"0, 0", "100, 100", "-100, -100", "-1000, 0", "-1005, 0"})
  void whatStartedByItselfIsAskedForWithTheUsualPriority(int priority, int asked) {
    var origin = new CampaignOrigin("watch", null, List.of(), priority, null, null, List.of());
    assertThat(origin.askedPriority()).isEqualTo(asked);
  }
}
