package dev.halfspeed.campaign;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.core.Principal;
import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.store.CampaignRecord;
import dev.halfspeed.store.Store;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Takes what people do to campaigns: checks it, writes it down, and has the campaign read it. One
 * at a time, so that of two who do the same the second one is told.
 */
public final class CampaignInterventions {
  private final Store store;
  private final InstantSource clock;
  private final Consumer<String> written;

  /**
   * Nobody has done anything.
   *
   * @param written called with a campaign's id when something was done to it
   */
  public CampaignInterventions(Store store, InstantSource clock, Consumer<String> written) {
    this.store = store;
    this.clock = clock;
    this.written = written;
  }

  /**
   * Does something to a campaign.
   *
   * @param reason for people, one line
   * @return the number by which it can be undone
   * @throws Problem when there is no reason, it makes no sense as things stand, or the campaign has
   *     ended
   */
  public synchronized int intervene(
      CampaignRecord campaign, InterventionRequest asked, String reason, Principal by)
      throws Problem {
    if (reason.isBlank()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "No reason is given",
          "Say why, so that others know it later: --reason TEXT, or \"reason\" in the request.");
    }
    if (campaign.endedAt() != null) {
      throw hasEnded(campaign);
    }
    Act act = act(campaign, asked, Interventions.of(store, campaign.id()));
    OptionalInt number =
        store.interventions().append(campaign.id(), clock.instant(), by.name(), act, reason);
    if (number.isEmpty()) {
      throw hasEnded(campaign);
    }
    written.accept(campaign.id());
    return number.getAsInt();
  }

  private static String name(CampaignRecord campaign) {
    return campaign.kind().name().toLowerCase(Locale.ROOT) + " " + campaign.id();
  }

  private static Problem hasEnded(CampaignRecord campaign) {
    return new Problem(
        ProblemCode.WRONG_STATE,
        "The " + name(campaign) + " has ended",
        "Start another one: kernels that were built are used again. See halfspeed report "
            + campaign.id()
            + ".");
  }

  private Act act(CampaignRecord campaign, InterventionRequest asked, Interventions before)
      throws Problem {
    return switch (asked) {
      case InterventionRequest.Pause() -> pause(campaign, before);
      case InterventionRequest.Resume() -> resume(campaign, before);
      case InterventionRequest.Prioritize(int priority) -> {
        RequestParts.checkPriority(priority);
        yield new Act.Prioritize(priority);
      }
      case InterventionRequest.Budget budget -> budget(budget);
      case InterventionRequest.Undo(int number) -> undo(campaign, number, before);
    };
  }

  private static Act pause(CampaignRecord campaign, Interventions before) throws Problem {
    Optional<Intervention> pause = before.pause();
    if (pause.isPresent()) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "The %s is paused already, by %s: %s"
              .formatted(name(campaign), pause.get().by(), pause.get().reason()),
          "To go on: halfspeed resume " + campaign.id() + " --reason TEXT");
    }
    return new Act.Pause();
  }

  private static Act resume(CampaignRecord campaign, Interventions before) throws Problem {
    if (!before.isPaused()) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "The " + name(campaign) + " is not paused",
          "See what it does: halfspeed status " + campaign.id());
    }
    return new Act.Resume();
  }

  private static Act budget(InterventionRequest.Budget asked) throws Problem {
    Integer boots = asked.maximumBoots();
    Double hours = asked.maximumMachineHours();
    if (boots == null && hours == null) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "No budget is given",
          "Give --max-boots, --max-machine-hours, or both.");
    }
    if (boots != null) {
      RequestParts.checkBoots(boots);
    }
    RequestParts.checkMachineHours(hours);
    return new Act.Budget(boots, hours == null ? null : Terms.machineTime(hours).toSeconds());
  }

  private static Act undo(CampaignRecord campaign, int number, Interventions before)
      throws Problem {
    Intervention done =
        before
            .get(number)
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.UNKNOWN,
                    "Nobody has done a number %d to the %s".formatted(number, name(campaign)),
                    "halfspeed status " + campaign.id() + " lists what people did."));
    Optional<Intervention> undoing = before.undoing(number);
    if (undoing.isPresent()) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Number %d was undone by %s: %s"
              .formatted(number, undoing.get().by(), undoing.get().reason()),
          "Do it again if you want it.");
    }
    if (done.act() instanceof Act.Undo) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Number %d is \"%s\", which can't be undone"
              .formatted(number, InterventionText.view(done, before).what()),
          "Do again what was undone.");
    }
    return new Act.Undo(number);
  }
}
