package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.Campaign;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.MachineStatuses;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a check of a machine.
 *
 * @param words for people
 * @param finding absent where too little was measured
 */
record CheckEnding(Verdict verdict, String words, @Nullable CheckFinding finding) {
  /** How a check ends. */
  enum Verdict {
    /** The machine is even, or still what it was. */
    PASSED,
    /** Boots of one kernel differ by more than they should. */
    DIFFERS,
    /** The known-good kernel can't be built, booted or measured there. */
    UNFIT,
    /** It could not be finished; says nothing about the machine's noise. */
    BROKEN_OFF;

    /** As the store keeps it, and people read it. */
    String words() {
      return MachineStatuses.name(this).replace('_', ' ');
    }

    /** What {@link #words} has written; empty for anything else. */
    static Optional<Verdict> parse(String words) {
      return Arrays.stream(values()).filter(each -> each.words().equals(words)).findFirst();
    }
  }

  static CheckEnding unfit(String words) {
    return new CheckEnding(Verdict.UNFIT, words, null);
  }

  static CheckEnding differs(String words) {
    return new CheckEnding(Verdict.DIFFERS, words, null);
  }

  static CheckEnding brokenOff(String words) {
    return new CheckEnding(Verdict.BROKEN_OFF, words, null);
  }

  /** As a campaign ends. */
  Campaign.Ending asEnding() {
    return new Campaign.Ending(
        verdict.words(), words, finding == null ? null : RowJson.write(finding));
  }
}
