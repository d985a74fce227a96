package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import java.util.List;
import java.util.Optional;

/** How another tool searches: in rounds, each of which is planned when the one before is done. */
public interface Strategy {
  /** Stands for the good end, which is no candidate. */
  int GOOD = -1;

  /** What to test next, or how the search ends. */
  Plan plan(Measurements readings);

  /** A rule's next step. */
  sealed interface Plan {
    /**
     * Boots that are needed before there can be another plan.
     *
     * @param wants no commit twice
     */
    record Test(List<Want> wants) implements Plan {
      public Test {
        wants = List.copyOf(wants);
      }

      /** One commit, until it has that many boots. */
      static Test of(int commit, int boots) {
        return new Test(List.of(new Want(commit, boots)));
      }
    }

    /** The end. */
    record End(Conclusion conclusion) implements Plan {}

    /** Ends with a culprit that is not proved any further. */
    static Plan culprit(int commit, double probability) {
      return new End(
          new Conclusion.Culprit(
              commit,
              probability,
              new Effect(0, 0, 0),
              1,
              new Conclusion.Proof(0, 0, 0, Optional.empty()),
              List.of()));
    }

    /** Ends without an answer that names one commit. */
    static Plan suspects(List<Integer> commits, String reason) {
      return new End(new Conclusion.Suspects(commits, 0, new Effect(0, 0, 0), reason));
    }

    /** Ends with nothing found. */
    static Plan nothing() {
      return new End(new Conclusion.NotReproduced(1, new Effect(0, 0, 0), false));
    }
  }

  /**
   * A commit that is to have boots.
   *
   * @param boots with those that it has
   */
  record Want(int commit, int boots) {}
}
