package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a conclusion says of what people did. */
final class InterventionTextTest {
  private static Intervention done(int number, String by, Act act, String reason) {
    return new Intervention(number, Instant.EPOCH, by, act, reason);
  }

  private static final Interventions TWO_OF_WHICH_ONE_HOLDS =
      new Interventions(
          List.of(
              done(1, "ann", new Act.Exclude("o1-3", 1, null), "a backup ran"),
              done(2, "ann", new Act.Prioritize(3), "a release waits"),
              done(3, "bob", new Act.Exclude("o1-4", 1, 2), "an odd value"),
              done(4, "bob", new Act.Undo(1), "it did not")));

  @Test
  void whatHoldsIsNamed() {
    assertThat(InterventionText.onEvidence(TWO_OF_WHICH_ONE_HOLDS))
        .isEqualTo(" By hand: bob left out sample o1-4/1/2 (an odd value).");
    assertThat(InterventionText.onEvidence(Interventions.NONE)).isEmpty();
  }

  @Test
  void whereStepsAreNotTakenBackWhatWasIsNamedToo() {
    assertThat(InterventionText.onEvidenceEver(TWO_OF_WHICH_ONE_HOLDS))
        .isEqualTo(
            " By hand: ann left out boot o1-3/1 (a backup ran) until bob took that back (it did"
                + " not); bob left out sample o1-4/1/2 (an odd value).");
    assertThat(InterventionText.onEvidenceEver(Interventions.NONE)).isEmpty();
  }
}
