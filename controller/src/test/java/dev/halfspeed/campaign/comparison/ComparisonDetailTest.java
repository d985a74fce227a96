package dev.halfspeed.campaign.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.comparison.Stakes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonDetailTest {
  private static ComparisonDetail detail(int version) {
    return new ComparisonDetail(
        version, List.of(), "r", Map.of(), List.of(), "c", "s", List.of(), Map.of(), null, null);
  }

  /** Its page counts its verdicts anew, and they are to stay what they were. */
  @Test
  void whatBeganWithThreeBetsIsJudgedByThem() {
    assertThat(detail(1).stakes()).isEqualTo(Stakes.OF_THREE);
    assertThat(detail(ComparisonDetail.VERSION).stakes()).isEqualTo(Stakes.OF_FOUR);
  }
}
