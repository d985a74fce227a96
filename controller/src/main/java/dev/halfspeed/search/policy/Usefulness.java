package dev.halfspeed.search.policy;

import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Work;
import dev.halfspeed.search.posterior.Posterior;
import java.util.List;

/** Finds work under way that has become useless. */
public final class Usefulness {
  /** Where it is so certain whether a candidate is bad, an outcome there changes nothing. */
  private static final double CERTAIN = 2e-3;

  private final SearchState state;

  public Usefulness(SearchState state) {
    this.state = state;
  }

  public List<Work> useless(List<Work> inFlight) {
    if (inFlight.isEmpty() || state.conclusion().isPresent()) {
      return List.of();
    }
    Posterior posterior = state.posterior();
    double[] bad = null;
    for (Work work : inFlight) {
      if (isSearch(work)) {
        bad = new double[posterior.ancestry().size()];
        posterior.ancestry().sums(posterior.probabilities(), bad);
        break;
      }
    }
    if (bad == null) {
      return List.of();
    }
    double[] sums = bad;
    return inFlight.stream()
        .filter(Usefulness::isSearch)
        .filter(work -> {
          int candidate = ((Revision.Candidate) work.revision()).index();
          return (sums[candidate] < CERTAIN || sums[candidate] > 1 - CERTAIN)
              && !isForTheProof(work.revision())
              && !work.revision().equals(state.observations().bad());
        })
        .toList();
  }

  private boolean isForTheProof(Revision revision) {
    return state.proof().map(proof -> proof.revisions().contains(revision)).orElse(false);
  }

  /** Builds and boots that were to tell suspects apart; the ends are wanted whatever they say. */
  private static boolean isSearch(Work work) {
    return switch (work) {
      case Work.Booting boot ->
          boot.purpose() == Purpose.SEARCH && boot.revision() instanceof Revision.Candidate;
      case Work.Building build -> build.revision() instanceof Revision.Candidate;
    };
  }
}
