package dev.halfspeed.configs;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import java.util.List;
import java.util.Optional;

/** How a search for options ends. */
public sealed interface OptionConclusion {
  /**
   * Groups that carry the loss, proved both ways.
   *
   * @param carriers mostly one; of several each has the share that it says when it is put on alone,
   *     and only without all of them the bad configuration is fast
   */
  record Carried(List<Carrier> carriers) implements OptionConclusion {
    public Carried {
      carriers = List.copyOf(carriers);
    }
  }

  /**
   * Groups that together carry the loss.
   *
   * @param groups by number, in the order of the configuration
   * @param confidence that it is these
   * @param effect the change from the good configuration to the one with these
   * @param share of the whole change from the good to the bad configuration, 1 for all of it
   * @param proof fresh boots of the good configuration with and without them, and of the bad one
   *     without them
   * @param because why they may be more than need be, such as some that could not be told apart
   */
  record Carrier(
      List<Integer> groups,
      double confidence,
      Effect effect,
      double share,
      Conclusion.Proof proof,
      Optional<String> because) {
    public Carrier {
      groups = List.copyOf(groups);
    }
  }

  /**
   * A search that found no set of groups.
   *
   * @param conclusion of the last round, whose reasons name options
   * @param suspects groups that it names
   * @param found groups that have a part in it
   * @param because why not all of the found ones may have one
   * @param carriers those that were proved before
   */
  record Ended(
      Conclusion conclusion,
      List<Integer> suspects,
      List<Integer> found,
      Optional<String> because,
      List<Carrier> carriers)
      implements OptionConclusion {
    public Ended {
      suspects = List.copyOf(suspects);
      found = List.copyOf(found);
      carriers = List.copyOf(carriers);
    }
  }
}
