package dev.halfspeed.jobs;

import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store holds of a campaign's jobs. What is written is added here too, so that the store
 * is read whole only when a bisection is taken up. Never changed once made.
 *
 * @param jobs in the order in which they were started
 * @param ended those that have ended, in the order in which that was written
 * @param samples in the order in which they were written
 */
public record JobPages(List<JobRecord> jobs, List<JobRecord> ended, List<SampleRecord> samples) {

  /** Nothing. */
  public static final JobPages NONE = new JobPages(List.of(), List.of(), List.of());

  /** Reads those of a campaign. */
  public static JobPages read(Store store, String campaign) {
    return new JobPages(
        store.jobs().all(campaign), store.jobs().ended(campaign), store.boots().samples(campaign));
  }

  /** With those of a later campaign. */
  public JobPages and(JobPages later) {
    return new JobPages(
        with(jobs, later.jobs), with(ended, later.ended), with(samples, later.samples));
  }

  /** With a job that was started. */
  JobPages started(JobRecord job) {
    return new JobPages(with(jobs, List.of(job)), ended, samples);
  }

  /** With the end of a job that is among them, as the store tells of it. */
  JobPages finished(JobEnd end) {
    var all = new ArrayList<>(jobs);
    var last = new ArrayList<>(ended);
    for (int index = 0; index < all.size(); index++) {
      JobRecord open = all.get(index);
      if (open.job().equals(end.job()) && open.attempt() == end.attempt()) {
        JobRecord done = open.ended(end);
        all.set(index, done);
        last.add(done);
      }
    }
    return new JobPages(List.copyOf(all), List.copyOf(last), with(samples, end.samples()));
  }

  private static <T> List<T> with(List<T> some, List<T> more) {
    var all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }
}
