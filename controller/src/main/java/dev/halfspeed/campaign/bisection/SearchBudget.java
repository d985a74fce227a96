package dev.halfspeed.campaign.bisection;

import dev.halfspeed.report.Words;
import java.util.Locale;

/**
 * What a bisection may take, so that it ends without an answer where that is used up.
 *
 * @param boots that may be measured, or were measured when something else was used up
 * @param words for people, such as "40 boots"
 * @param more how to give it more, as an advice
 */
record SearchBudget(int boots, String words, String more) {
  /** A budget of measured boots. */
  static SearchBudget ofBoots(int boots) {
    return new SearchBudget(boots, Words.count(boots, "boot"), "Raise --max-boots");
  }

  /** A budget of something else, which is used up now. */
  static SearchBudget usedUp(int boots, String words) {
    return new SearchBudget(boots, words, "Raise --max-machine-hours");
  }

  /** The advice, within a sentence. */
  String moreInside() {
    return more.substring(0, 1).toLowerCase(Locale.ROOT) + more.substring(1);
  }
}
