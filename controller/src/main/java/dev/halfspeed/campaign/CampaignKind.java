package dev.halfspeed.campaign;

import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How campaigns of one kind begin, and are taken up again.
 *
 * @param <R> what a user asks for
 */
public interface CampaignKind<R> {
  /** What the store calls it. */
  CampaignRecord.Kind kind();

  /** What the ids of its campaigns begin with. */
  String prefix();

  /** The type of its requests. */
  Class<R> request();

  /** What the store calls the state of one that has not ended. */
  default String running() {
    return CampaignState.RUNNING.name();
  }

  /**
   * Checks a request whole. Takes seconds, since it looks at every machine.
   *
   * @throws Problem when anything in the request or on the machines is not as it must be
   */
  Accepted accept(R request) throws Problem;

  /**
   * Checks an open campaign anew, with the commits that it began with: a branch may have moved
   * since. What still runs for it has its places from then on.
   *
   * @throws Problem when what was measured and what would be measured are not the same thing
   */
  CampaignRun takeUp(CampaignRecord record) throws Problem;

  /**
   * How one ends that can't be run.
   *
   * @param interventions what people did to it
   */
  Campaign.Ending failed(String words, Interventions interventions);

  /**
   * How one ends that a person cancels and that does not run.
   *
   * @param cancellation who did it, and why
   * @param interventions what people did to it
   */
  Campaign.Ending cancelled(Cancellation cancellation, Interventions interventions);

  /**
   * A request that can be run.
   *
   * @param machine the machine that it is about; empty where it is about kernels
   * @param experiment what its boots can be compared by
   * @param detailJson what was resolved from it, to be kept
   * @param run makes the run
   * @param discard gives back what was opened, where nobody asks for the run
   */
  record Accepted(
      Optional<String> machine, String experiment, String detailJson, Maker run, Runnable discard) {
    /** One about kernels. */
    public Accepted(String experiment, String detailJson, Maker run, Runnable discard) {
      this(Optional.empty(), experiment, detailJson, run, discard);
    }
  }

  /** Makes a run. */
  @FunctionalInterface
  interface Maker {
    /**
     * The run of a campaign of this id, on these terms. It gives back what was opened at its end;
     * where none can be made, that is given back at once.
     */
    CampaignRun make(String id, Terms terms);
  }

  /** What is made of something that was opened, which is given back where nothing comes of it. */
  static <T> T orDiscard(Runnable discard, Supplier<T> make) {
    try {
      return make.get();
    } catch (RuntimeException broken) {
      discard.run();
      throw broken;
    }
  }

  /** That what was measured can't be gone on with. */
  static Problem hasChanged(String kind, String id) {
    return new Problem(
        kind
            + " "
            + id
            + " can't go on: its recipe, configuration, machines or their compilers are not what"
            + " they were when it started",
        "put them back, or end it (halfspeed cancel " + id + ") and start anew");
  }
}
