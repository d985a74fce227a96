package dev.halfspeed.sim;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Standing;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The search of this program as it is. */
final class SearchPlayer implements Player {
  private final Search search;
  private final List<Evidence> earlier;
  private List<Evidence> all;

  /**
   * Lets a search play.
   *
   * @param earlier what it knows of the machines beforehand
   */
  SearchPlayer(Search search, List<Evidence> earlier) {
    this.search = search;
    this.earlier = List.copyOf(earlier);
    all = this.earlier;
  }

  @Override
  public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
    return search.next(all(evidence), inFlight, slot);
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
    return search.useless(all(evidence), inFlight);
  }

  @Override
  public Optional<Answer> accepted(List<Evidence> evidence) {
    Standing standing = search.standing(all(evidence));
    return standing.phase() == Assessment.Phase.PROVING
        ? Optional.of(new Answer(standing.suspect(), standing.probability()))
        : Optional.empty();
  }

  /** Evidence only grows; the same list again costs a search nothing. */
  private List<Evidence> all(List<Evidence> evidence) {
    if (all.size() != earlier.size() + evidence.size()) {
      var longer = new ArrayList<Evidence>(earlier.size() + evidence.size());
      longer.addAll(earlier);
      longer.addAll(evidence);
      all = List.copyOf(longer);
    }
    return all;
  }
}
