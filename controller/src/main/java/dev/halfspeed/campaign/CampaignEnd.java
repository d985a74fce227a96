package dev.halfspeed.campaign;

import dev.halfspeed.core.Cancellation;
import dev.halfspeed.jobs.CampaignLog;
import dev.halfspeed.jobs.JobRunner;
import dev.halfspeed.jobs.ProgressLimit;
import dev.halfspeed.schedule.MachineAllocation;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.search.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * The ways in which a campaign ends: each ends what runs for it and writes what is known. Used by
 * its one thread.
 */
final class CampaignEnd {
  private final Campaign campaign;
  private final CampaignLog book;
  private final MachinePool pool;
  private final JobRunner runner;

  /** Of one campaign. */
  CampaignEnd(Campaign campaign, CampaignLog book, MachinePool pool, JobRunner runner) {
    this.campaign = campaign;
    this.book = book;
    this.pool = pool;
    this.runner = runner;
  }

  /**
   * Its budget is used up: it ends with what is known.
   *
   * @param words what was used up, such as 200 boots
   */
  void spent(String words) throws InterruptedException {
    List<Evidence> evidence = book.evidenceSet().evidence();
    book.assessed(campaign.assess(evidence, book.all(), pool.usable()));
    Optional<Campaign.Step.Conclude> end = campaign.spent(evidence, words);
    if (end.isPresent()) {
      conclude(pool.all().getFirst(), end.get(), evidence);
    } else {
      failed(
          "The budget of "
              + words
              + " was used up before anything was measured. Submit the request again with a"
              + " larger one: kernels that were built are used again.");
    }
  }

  /** Nothing was found out for too long. */
  void standsStill() throws InterruptedException {
    failed(
        "Nothing could be found out for %d hours. %s. What was measured is kept, and kernels that were built are used again: put that right, and submit the request again."
            .formatted(ProgressLimit.LIMIT.toHours(), pool.troubles()));
  }

  /** It has come to a conclusion, with this evidence. */
  void conclude(
      MachineAllocation allocation, Campaign.Step.Conclude conclusion, List<Evidence> evidence)
      throws InterruptedException {
    unlessOvertaken(() -> {
      book.decided(allocation, "conclude", conclusion.why());
      runner.end();
      return campaign.end(
          conclusion, evidence, book.evidenceSet().testability(), pool.disturbances());
    });
  }

  private void failed(String words) throws InterruptedException {
    unlessOvertaken(() -> {
      runner.end();
      return campaign.failed(words);
    });
  }

  /**
   * Ends the campaign, unless somebody did something to it just now: then what runs may still be
   * wanted.
   *
   * @param end ends what runs, too
   */
  private void unlessOvertaken(End end) throws InterruptedException {
    if (!book.isOvertaken()) {
      Campaign.Ending ending = end.get();
      book.concluded(ending.state(), ending.words(), ending.json());
    }
  }

  /** How a campaign ends. */
  private interface End {
    Campaign.Ending get() throws InterruptedException;
  }

  /** A person ends it. */
  void cancelled(Cancellation cancellation) throws InterruptedException {
    runner.end();
    written(campaign.cancelled(cancellation));
  }

  private void written(Campaign.Ending ending) {
    book.ended(ending.state(), ending.words(), ending.json());
  }

  /** It ends with a reason that a person has to look into; what was measured stays. */
  void fail(String words) {
    try {
      runner.end();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      written(campaign.failed(words));
    }
  }
}
