package dev.halfspeed.store.job;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the boots of campaigns measured, and what was recorded beside it. */
public interface BootStore {
  /** The samples of a campaign in the order in which they were stored. */
  List<SampleRecord> samples(String campaign);

  /** What was recorded beside the samples of a campaign, in the order in which it was stored. */
  List<RunRecord> runs(String campaign);

  /**
   * What the kernels under test counted during the runs of some of a campaign's boots, in the order
   * of jobs and runs.
   *
   * @param boots names of the boots' jobs; those that are of another campaign are left out
   */
  List<CountersRecord> counters(String campaign, Collection<String> boots);

  /**
   * Where runs of a campaign's boots for profiles spent their time, in the order of jobs and runs.
   */
  List<ProfileRecord> profiles(String campaign);

  /** What was recorded beside the samples of one attempt, by run. */
  List<RunRecord> runs(String job, int attempt);

  /**
   * How the machines of a campaign's boots booted; boots of which that was not kept are left out.
   */
  List<PlanRecord> plans(String campaign);

  /** What could have faked a regression in a campaign's boots, by the digest that these name. */
  Map<String, Map<String, String>> states(String campaign);
}
