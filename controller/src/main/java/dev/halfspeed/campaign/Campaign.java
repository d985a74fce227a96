package dev.halfspeed.campaign;

import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.BootOrder;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.Testability;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question, as {@link CampaignRun} asks it what to do: what each free place should do next,
 * what is not worth finishing, and how it ends. It decides by what the journal tells, and holds
 * nothing that is not computed from that. Used by one thread.
 */
public interface Campaign {
  /** What it is called, such as "bisection"; any thread may ask. */
  String kind();

  /** What is left of it, in seconds, where that is known; any thread may ask. */
  OptionalDouble secondsLeft();

  /** Revisions without which nothing can be told. */
  Set<Revision> ends();

  /**
   * Takes into account what people did to it: asked before anything else, and whenever that has
   * changed. A kind that nobody can do anything to ignores it.
   */
  default void under(Interventions interventions) {}

  /**
   * Looks at all that is known, before it is asked for the next steps.
   *
   * @param evidence what holds for the whole lab
   * @param jobs all that is known of its jobs
   * @param usable names of the machines that can work
   * @return what it thinks now, as JSON, kept with each decision
   */
  String assess(List<Evidence> evidence, JobPages jobs, List<String> usable);

  /** The work under way whose outcome would change next to nothing any more. */
  List<Work> useless(List<Evidence> evidence, List<Work> underWay);

  /**
   * What a free place should do.
   *
   * @param evidence what holds for its machine
   */
  Step next(List<Evidence> evidence, List<Work> underWay, Slot slot);

  /**
   * How it ends when every place rests and nothing is under way: nobody would ever say anything
   * again.
   *
   * @param evidence what holds for the whole lab
   * @param usable how many machines can work
   * @param why the reason that the last place was given for resting
   * @return empty for a kind that never rests then: that it does is a fault
   */
  default Optional<Step.Conclude> nothingLeft(List<Evidence> evidence, int usable, String why) {
    return Optional.empty();
  }

  /**
   * How it ends while no machine can work, where it has all that matters and only waits for more.
   *
   * @param evidence what holds for the whole lab
   * @return empty where it waits for a machine
   */
  default Optional<Step.Conclude> withoutMachines(List<Evidence> evidence) {
    return Optional.empty();
  }

  /**
   * How it ends with what is known, since what it may take of machines is used up.
   *
   * @param evidence what holds for the whole lab
   * @param budget what is used up, such as "3 h on machines"
   * @return empty where nothing is known that it could end with
   */
  Optional<Step.Conclude> spent(List<Evidence> evidence, String budget);

  /** Failures on one machine that have to be tried on another before it may end like this. */
  List<Testability.Doubt> doubts(Step.Conclude conclusion, Testability testability);

  /**
   * Whether it goes on to another question instead of ending like this: asked once no machine that
   * could tell better is waited for.
   */
  default boolean goesOn(Step.Conclude conclusion) {
    return false;
  }

  /**
   * How it ends.
   *
   * @param disturbances what disturbed machines that were used all the same, in words; may be empty
   */
  Ending end(
      Step.Conclude conclusion,
      List<Evidence> evidence,
      Testability testability,
      String disturbances);

  /**
   * How it ends when a person cancels it.
   *
   * @param cancellation who did it, and why
   */
  Ending cancelled(Cancellation cancellation);

  /** How it ends by a fault that a person has to look into. */
  Ending failed(String words);

  /**
   * The end of a campaign.
   *
   * @param state the kind's own word
   * @param words for people
   * @param json the kind's own record; absent where it has none
   */
  record Ending(String state, String words, @Nullable String json) {}

  /** What a place should do. */
  sealed interface Step {
    /** The reason, in words for the log and the page. */
    String why();

    /** Make an image. */
    record Build(Revision revision, String why) implements Step {}

    /** Boot an image that is ready. */
    record Boot(BootOrder order) implements Step {
      @Override
      public String why() {
        return order.why();
      }
    }

    /** Nothing that this place could do is worth doing before something else comes back. */
    record Rest(String why) implements Step {}

    /**
     * The campaign has ended.
     *
     * @param conclusion the kind's own; only it looks into it
     */
    record Conclude(Object conclusion, String why) implements Step {}
  }
}
