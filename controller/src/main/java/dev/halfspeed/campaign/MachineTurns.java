package dev.halfspeed.campaign;

import dev.halfspeed.jobs.CampaignLog;
import dev.halfspeed.jobs.ControlJobs;
import dev.halfspeed.jobs.CrossMachineRetry;
import dev.halfspeed.jobs.JobAttempt;
import dev.halfspeed.jobs.JobRunner;
import dev.halfspeed.jobs.JobStarts;
import dev.halfspeed.jobs.RequestedBoots;
import dev.halfspeed.jobs.Testability;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import dev.halfspeed.store.job.JobRecord;
import java.util.List;
import java.util.Optional;

/** What a campaign does with a place on a machine that is free. Used by one thread. */
final class MachineTurns {
  private final Campaign campaign;
  private final MachinePool pool;
  private final JobRunner runner;
  private final JobStarts starts;
  private final ControlJobs controls;
  private final CrossMachineRetry otherMachines;
  private final RequestedBoots requested;
  private final CampaignLog book;

  /** Why a place was left without work last. */
  private String lastRest = "";

  /** Of one campaign. */
  MachineTurns(
      Campaign campaign,
      MachinePool pool,
      JobRunner runner,
      JobStarts starts,
      ControlJobs controls,
      CrossMachineRetry otherMachines,
      RequestedBoots requested,
      CampaignLog book) {
    this.campaign = campaign;
    this.pool = pool;
    this.runner = runner;
    this.starts = starts;
    this.controls = controls;
    this.otherMachines = otherMachines;
    this.requested = requested;
    this.book = book;
  }

  /** What became of a place that was free. */
  sealed interface Turn {}

  /** The campaign goes on. */
  enum Going implements Turn {
    /** Something was started there, and there may be room for more. */
    STARTED,
    /** It is to be asked again when its machine, or another one, has something to tell. */
    WAITS,
    /** The campaign wants nothing of it. */
    RESTS
  }

  /** The campaign has come to its conclusion, with this evidence. */
  record Concluded(Campaign.Step.Conclude conclusion, List<Evidence> evidence) implements Turn {}

  /** Why a place was left without work last; blank where none was. */
  String lastRest() {
    return lastRest;
  }

  /** Asks the campaign what a machine should do that has a free place, and starts that. */
  Turn take(MachineAllocation allocation) {
    if (!pool.isUsable(allocation)) {
      // Others need not wait until it is.
      allocation.passes();
      return Going.WAITS;
    }
    List<JobRecord> jobs = book.jobs();
    if (starts.look(allocation) || starts.probe(allocation, jobs)) {
      return Going.STARTED;
    }
    if (!allocation.isVerified()) {
      return Going.WAITS;
    }
    Slot slot = allocation.slot(jobs);
    if (!slot.mayBuild() && !slot.mayBoot()) {
      return Going.WAITS;
    }
    if (requested.start(allocation, slot, jobs)) {
      return Going.STARTED;
    }
    List<Evidence> evidence = book.evidenceSet().evidence();
    book.assessed(campaign.assess(evidence, book.all(), pool.usable()));
    List<Evidence> there =
        book.evidenceSet().evidenceOn(allocation.station().name(), campaign.ends());
    Campaign.Step step = next(there, slot);
    if (step instanceof Campaign.Step.Conclude && !there.equals(evidence)) {
      // It can do no more; whether that is the end depends on what the others can.
      step = next(evidence, slot);
      if (!(step instanceof Campaign.Step.Conclude)) {
        if (controls.areWanted(allocation)) {
          return controls.start(allocation, slot, jobs) ? Going.STARTED : Going.WAITS;
        }
        allocation.passes();
        return Going.RESTS;
      }
    }
    return switch (step) {
      case Campaign.Step.Build build ->
          starts.build(allocation, build.revision(), build.why(), jobs)
              ? Going.STARTED
              : Going.WAITS;
      case Campaign.Step.Boot boot ->
          starts.boot(allocation, boot.order(), jobs) ? Going.STARTED : Going.WAITS;
      case Campaign.Step.Rest(String why) -> {
        lastRest = why;
        allocation.passes();
        // A place that others use in part may be worth more once they are done.
        yield slot.mayBuild() && slot.mayBoot() ? Going.RESTS : Going.WAITS;
      }
      case Campaign.Step.Conclude _ when !requested.open().isEmpty() -> {
        if (requested.waitForControl(allocation)) {
          yield controls.start(allocation, slot, jobs) ? Going.STARTED : Going.WAITS;
        }
        allocation.passes();
        yield Going.WAITS;
      }
      case Campaign.Step.Conclude conclude -> {
        List<Testability.Doubt> doubts =
            otherMachines.doubts(campaign.doubts(conclude, book.evidenceSet().testability()));
        if (!doubts.isEmpty()) {
          if (otherMachines.tryAgain(allocation, slot, doubts, jobs)) {
            yield Going.STARTED;
          }
          if (!otherMachines.isInVain(doubts)) {
            allocation.passes();
            yield Going.WAITS;
          }
        }
        // Where somebody did something just now, this is no end: all is decided again.
        if (!book.isOvertaken() && campaign.goesOn(conclude)) {
          // What is the question from now on has to be known also after a restart.
          book.assessed(campaign.assess(evidence, book.all(), pool.usable()));
          book.decided(allocation, "go on", conclude.why());
          // The place is asked again.
          yield Going.STARTED;
        }
        yield new Concluded(conclude, evidence);
      }
    };
  }

  /** How the campaign ends while no machine can work; empty where it waits for one. */
  Optional<Concluded> withoutMachines() {
    if (!requested.open().isEmpty()) {
      return Optional.empty();
    }
    List<Evidence> evidence = book.evidenceSet().evidence();
    book.assessed(campaign.assess(evidence, book.all(), pool.usable()));
    return campaign
        .withoutMachines(evidence)
        .filter(end -> campaign.doubts(end, book.evidenceSet().testability()).isEmpty())
        .map(end -> new Concluded(end, evidence));
  }

  private Campaign.Step next(List<Evidence> evidence, Slot slot) {
    return campaign.next(evidence, works(runner.wanted()), slot);
  }

  /** What the search calls work, of those attempts that are such. */
  static List<Work> works(List<JobAttempt> open) {
    return open.stream().flatMap(attempt -> attempt.work().stream()).toList();
  }
}
