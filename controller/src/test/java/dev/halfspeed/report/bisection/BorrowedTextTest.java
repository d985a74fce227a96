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
            "of the ends, 12 boots of comparison k1f0c2d3; of the noise between boots, 40 boots of"
                + " earlier campaigns");
    assertThat(BorrowedText.words(new BisectionView.Borrowed(null, 0, 1)))
        .contains("of the noise between boots, 1 boot of earlier campaigns");
  }
}
