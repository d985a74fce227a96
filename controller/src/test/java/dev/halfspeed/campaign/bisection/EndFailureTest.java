package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.jobs.Testability;
import dev.halfspeed.search.Evidence;
import org.junit.jupiter.api.Test;

/** How an end of the range is told that cannot be used. */
final class EndFailureTest {
  @Test
  void theWorkersAdviceIsToldOnce() {
    assertThat(
            unbuildable(
                "make[4]: *** No rule to make target 'debian/certs/x.pem', needed by"
                    + " 'certs/x509_certificate_list'.  Stop. -> the configuration asks for that"
                    + " file: set CONFIG_SYSTEM_TRUSTED_KEYS=\"\" in a fragment"))
        .isEqualTo(
            "The good end v6.1 does not build: make[4]: *** No rule to make target"
                + " 'debian/certs/x.pem', needed by 'certs/x509_certificate_list'.  Stop. Nothing"
                + " is known about the commits between. The configuration asks for that file: set"
                + " CONFIG_SYSTEM_TRUSTED_KEYS=\"\" in a fragment.");
  }

  @Test
  void ofAMistypedTargetTheOptionIsNamedOnce() {
    assertThat(
            unbuildable(
                "make[1]: *** No rule to make target 'deconfig'.  Stop. -> the tree has no such"
                    + " make target: is the configuration's base written right?"))
        .isEqualTo(
            "The good end v6.1 does not build: make[1]: *** No rule to make target 'deconfig'. "
                + " Stop. Nothing is known about the commits between. Set --config to a"
                + " configuration that this tree has (deconfig is none), or to a file.");
  }

  private static String unbuildable(String message) {
    return EndFailure.words(
        "good",
        "v6.1",
        new Testability.Failure(Evidence.Cause.UNBUILDABLE, null, message),
        "deconfig");
  }
}
