package dev.halfspeed.report.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.BisectionView;
import org.junit.jupiter.api.Test;

final class BorrowedTextTest {
  @Test
  void whatOtherCampaignsMeasuredIsSaid() {
    assertThat(BorrowedText.words(null)).isEmpty();
    assertThat(BorrowedText.words(new BisectionView.Borrowed(null, 0, 0))).isEmpty();
    assertThat(BorrowedText.words(new BisectionView.Borrowed("k1f0c2d3", 12, 40)))
        .contains(
            "12 boots of comparison k1f0c2d3 count as boots of the ends; 40 boots of earlier"
                + " campaigns tell how much boots of one image differ");
    assertThat(BorrowedText.words(new BisectionView.Borrowed(null, 0, 1)))
        .contains("1 boot of earlier campaigns tell how much boots of one image differ");
  }
}
