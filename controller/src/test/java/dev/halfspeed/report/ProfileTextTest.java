package dev.halfspeed.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.ProfileEvidence;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProfileTextTest {
  private static ProfileEvidence evidence(int boots, ProfileEvidence.Symbol symbol) {
    return new ProfileEvidence(
        new ProfileEvidence.Side("a".repeat(40), boots, 1000, 0),
        new ProfileEvidence.Side("b".repeat(40), 2, 1000, 0),
        false,
        199,
        0,
        null,
        9,
        symbol.clear() ? 1 : 0,
        List.of(symbol),
        List.of(),
        List.of());
  }

  private static ProfileEvidence.Symbol symbol(boolean self, boolean total) {
    return new ProfileEvidence.Symbol(
        "exec",
        false,
        new ProfileEvidence.Share(0, 0.1, 0, 0.2, null, self),
        new ProfileEvidence.Share(0.2, 0.5, 0.2, 0.4, null, total),
        self || total);
  }

  @Test
  void theBriefLineTellsTheShareThatDiffers() {
    assertThat(ProfileText.brief(evidence(2, symbol(true, true))))
        .isEqualTo("exec takes 10.0 % of the time in bbbbbbbbbb, 0.0 % in aaaaaaaaaa");
    assertThat(ProfileText.brief(evidence(2, symbol(false, true))))
        .isEqualTo(
            "exec with its calls takes 50.0 % of the time in bbbbbbbbbb, 20.0 % in aaaaaaaaaa");
    assertThat(ProfileText.brief(evidence(2, symbol(false, false)))).isEmpty();
  }

  @Test
  void oneBootOnASideIsSaidToTellNothingApart() {
    assertThat(ProfileText.introduction(evidence(1, symbol(false, false))))
        .contains("of 9 functions none is said to differ clearly", "with one boot on a side");
    assertThat(ProfileText.introduction(evidence(2, symbol(false, false))))
        .contains("none of 9 functions differs clearly.");
  }
}
