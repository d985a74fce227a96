package dev.halfspeed.campaign.configs;

import dev.halfspeed.configs.OptionConclusion;
import java.util.List;

/**
 * How a config bisection ended, as the store keeps it.
 *
 * @param kind "options" where a set was found, otherwise as with a bisection
 * @param carriers sets that carry the loss
 * @param found groups that are known to have a part in it, where no set was found
 * @param suspects groups that may have, likewise
 * @param words for people
 */
record ConfigEnding(
    String kind,
    List<OptionConclusion.Carrier> carriers,
    List<Integer> found,
    List<Integer> suspects,
    String words) {

  static ConfigEnding plain(String kind, String words) {
    return new ConfigEnding(kind, List.of(), List.of(), List.of(), words);
  }

  /** The same with more to say, behind a blank; may be empty. */
  ConfigEnding with(String more) {
    return new ConfigEnding(kind, carriers, found, suspects, words + more);
  }
}
