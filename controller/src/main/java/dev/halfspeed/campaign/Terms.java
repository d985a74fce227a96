package dev.halfspeed.campaign;

import dev.halfspeed.core.Principal;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for a campaign, how urgent it is, and what it may take. Kept with it.
 *
 * @param parent the campaign that started it; empty where a person did, or a watch
 * @param owner who asked: a principal's name, or such as "watch mainline"; empty: not known
 * @param priority among campaigns that share machines; the higher goes first
 * @param machineTime the sum of its jobs' times on machines, after which it ends with what is known
 *     by then, as with its budget of boots; empty: no limit
 */
public record Terms(
    Optional<String> parent, String owner, int priority, Optional<Duration> machineTime) {
  /** The priority of what a person asks for, where he says nothing else. */
  public static final int USUAL = 0;

  /** Below everything that a person can ask for. */
  public static final int AUTOMATIC = -10 * CampaignOrigin.HIGHEST_PRIORITY;

  public Terms {
    if (machineTime.filter(time -> time.toSeconds() < 1).isPresent()) {
      throw new IllegalArgumentException("a budget of " + machineTime.get() + " of machine time");
    }
  }

  /**
   * What somebody asks for.
   *
   * @param by a person, or the controller itself: everything that a person asks for goes first
   * @param priority absent: the usual one
   * @param machineHours what its jobs may take of machines; absent: no limit; what is no number of
   *     hours is refused where the request is checked
   */
  public static Terms of(Principal by, @Nullable Integer priority, @Nullable Double machineHours) {
    Terms terms =
        by.kind() == Principal.Kind.CONTROLLER
            ? automatic(by.name())
            : new Terms(
                Optional.empty(), by.name(), priority == null ? USUAL : priority, Optional.empty());
    return machineHours == null ? terms : terms.within(machineTime(machineHours));
  }

  /** A limit that is given in hours. */
  static Duration machineTime(double hours) {
    return Duration.ofSeconds(Math.max(1, (long) Math.ceil(hours * 3600)));
  }

  /**
   * What starts by itself: everything that a person asked for goes first.
   *
   * @param owner such as "watch mainline"
   */
  public static Terms automatic(String owner) {
    return new Terms(Optional.empty(), owner, AUTOMATIC, Optional.empty());
  }

  /** Whether it was started by no person. */
  boolean isAutomatic() {
    return priority <= AUTOMATIC;
  }

  /** The same for what another campaign gave rise to. */
  public Terms childOf(String campaign) {
    return new Terms(Optional.of(campaign), owner, priority, machineTime);
  }

  /** The same with a limit. */
  public Terms within(Duration limit) {
    return new Terms(parent, owner, priority, Optional.of(limit));
  }

  /** The same with what people have set since. */
  public Terms with(Interventions interventions) {
    return new Terms(
        parent,
        owner,
        interventions.priority().orElse(priority),
        interventions.machineSeconds().map(Duration::ofSeconds).or(() -> machineTime));
  }

  /** Those on which a campaign was begun. */
  public static Terms of(CampaignRecord record) {
    return new Terms(
        Optional.ofNullable(record.parent()),
        record.owner(),
        record.priority(),
        Optional.ofNullable(record.machineSeconds()).map(Duration::ofSeconds));
  }
}
