package dev.halfspeed.campaign;

import dev.halfspeed.jobs.CampaignLog;
import dev.halfspeed.jobs.CrossMachineRetry;
import dev.halfspeed.jobs.JobAttempt;
import dev.halfspeed.jobs.JobRunner;
import dev.halfspeed.jobs.RequestedBoots;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Work under way that would change next to nothing any more: machines are freed of it. */
final class UselessWork {
  private final Campaign campaign;
  private final JobRunner runner;
  private final CrossMachineRetry otherMachines;
  private final RequestedBoots requested;
  private final CampaignLog book;

  /** Of one campaign. */
  UselessWork(
      Campaign campaign,
      JobRunner runner,
      CrossMachineRetry otherMachines,
      RequestedBoots requested,
      CampaignLog book) {
    this.campaign = campaign;
    this.runner = runner;
    this.otherMachines = otherMachines;
    this.requested = requested;
    this.book = book;
  }

  /** Cancels it. */
  void giveUp() {
    // An end that is on its way is written as it is: no decision speaks of that job any more. And
    // for the search a commit that failed is settled, so it sees no use in a second try.
    List<JobAttempt> open = new ArrayList<>(otherMachines.others(runner.wanted()));
    open.removeIf(JobAttempt::hasEnded);
    // Nor of a boot that a person asked for.
    Set<Revision> asked = requested.open();
    open.removeIf(
        attempt -> attempt.work().map(Work::revision).filter(asked::contains).isPresent());
    List<Work> works = MachineTurns.works(open);
    if (works.isEmpty()) {
      return;
    }
    for (Work useless : campaign.useless(book.evidenceSet().evidence(), works)) {
      open.stream()
          .filter(attempt -> attempt.work().equals(Optional.of(useless)))
          .findFirst()
          .ifPresent(attempt -> {
            open.remove(attempt);
            book.cancelled(attempt, "what it would say is known by now");
            attempt.giveUp();
          });
    }
  }
}
