package dev.halfspeed.report.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a campaign comes from, what it gave rise to, on what terms it runs, and what people did to
 * it.
 *
 * @param owner who asked for it, such as "watch mainline"; empty where that is not known
 * @param parent the campaign that started it; absent where none did
 * @param children campaigns that it started, the oldest first
 * @param priority among campaigns that share machines; the higher goes first
 * @param machineSeconds what its jobs may take of machines; absent: no limit
 * @param paused why it gets no new work; absent: it does
 * @param interventions what people did to it, by number
 */
public record CampaignOrigin(
    String owner,
    @Nullable String parent,
    List<Child> children,
    int priority,
    @Nullable Long machineSeconds,
    @Nullable InterventionView paused,
    List<InterventionView> interventions) {
  public CampaignOrigin {
    // A controller of an earlier version tells none.
    interventions = interventions == null ? List.of() : List.copyOf(interventions);
  }

  /**
   * The priority with which a person would ask for the same: what starts by itself has one below
   * all that people can give.
   */
  public int askedPriority() {
    return isOfPeople(priority) ? priority : 0;
  }

  /** Whether a person can give that priority. */
  public static boolean isOfPeople(int priority) {
    return priority >= -HIGHEST_PRIORITY && priority <= HIGHEST_PRIORITY;
  }

  /** The most by which a priority that a person gives may differ from 0. */
  public static final int HIGHEST_PRIORITY = 100;

  /** Of a campaign of which nothing like that is known. */
  public static final CampaignOrigin NOBODY =
      new CampaignOrigin("", null, List.of(), 0, null, null, List.of());

  /**
   * A campaign that another one started.
   *
   * @param kind such as "bisection"
   * @param state its kind's own word
   */
  public record Child(String id, String kind, String state) {}
}
