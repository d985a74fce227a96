package dev.halfspeed.sim;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Standing;
import dev.halfspeed.search.Work;
import java.util.List;
import java.util.Optional;

/** The search of this program as it is. */
final class SearchPlayer implements Player {
  private final Search search;

  SearchPlayer(Search search) {
    this.search = search;
  }

  @Override
  public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
    return search.next(evidence, inFlight, slot);
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
    return search.useless(evidence, inFlight);
  }

  @Override
  public Optional<Answer> accepted(List<Evidence> evidence) {
    Standing standing = search.standing(evidence);
    return standing.phase() == Assessment.Phase.PROVING
        ? Optional.of(new Answer(standing.suspect(), standing.probability()))
        : Optional.empty();
  }
}
