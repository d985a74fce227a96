package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.SearchDriver;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Standing;
import dev.halfspeed.search.Work;
import java.util.List;
import java.util.Optional;

/** The search of this program as it is. */
public final class SearchPlayer implements Player {
  private final SearchDriver search;

  /**
   * Lets a search play.
   *
   * @param earlier what it knows of the machines beforehand
   */
  public SearchPlayer(Search search, List<Evidence> earlier) {
    this.search = new SearchDriver(search, earlier);
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

  @Override
  public Optional<Conclusion> nothingLeft(List<Evidence> evidence, int machines, String why) {
    return Optional.of(search.nothingLeft(evidence, machines, why));
  }
}
