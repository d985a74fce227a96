package dev.halfspeed.configs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a round makes of boots of rounds before it. */
final class RoundNamesTest {
  private static final int OPTIONS = 4;
  private static final Revision BAD = new Revision.Candidate(OPTIONS - 1);

  private static Evidence boot(Purpose purpose) {
    return new Evidence.Measured(BAD, 0, "image", purpose, List.of(1.0));
  }

  private static List<Purpose> purposes(RoundNames names, Evidence... evidence) {
    return names.local(List.of(evidence)).stream()
        .map(item -> ((Evidence.Measured) item).purpose())
        .toList();
  }

  /** Two boots were measured before it, of which a person may leave out one. */
  private static RoundNames secondRound() {
    var names = new RoundNames(new SearchRound(SearchRound.Start.first(), OPTIONS));
    names.begin(
        new SearchRound(
            new SearchRound.Start(List.of(2), List.of(), 2, Optional.empty()), OPTIONS));
    return names;
  }

  @Test
  void aProofThatItHadNotAskedForProvesNothing() {
    assertThat(
            purposes(
                secondRound(), boot(Purpose.CALIBRATION), boot(Purpose.PROOF), boot(Purpose.PROOF)))
        .containsExactly(Purpose.CALIBRATION, Purpose.SEARCH, Purpose.PROOF);
  }

  @Test
  void aBootThatIsLeftOutMovesNoneFromOneRoundToAnother() {
    RoundNames names = secondRound();
    var first = new BitSet();
    first.set(0);
    names.silence(first);
    assertThat(purposes(names, boot(Purpose.PROOF), boot(Purpose.PROOF)))
        .containsExactly(Purpose.SEARCH, Purpose.PROOF);
  }

  @Test
  void itKnowsWhichConfigurationsAreItsOwn() {
    RoundNames names = secondRound();
    assertThat(names.isInRound(BAD)).isTrue();
    assertThat(names.isInRound(new Revision.Candidate(0))).as("without the fixed one").isFalse();
  }
}
