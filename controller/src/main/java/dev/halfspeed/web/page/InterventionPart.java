package dev.halfspeed.web.page;

import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.InterventionView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people did to a campaign, and the forms by which they do more.
 *
 * @param address of the campaign's page
 * @param mayAct whether who looks at it may do something: it runs, and his role allows it
 * @param again what can be measured again
 * @param paused who paused it and why; empty while it goes on
 * @param priority as it is now
 * @param maximumBoots as it is now
 * @param maximumMachineHours as it is now, or that there is no limit
 * @param rows the newest first
 */
public record InterventionPart(
    String address,
    boolean mayAct,
    Again again,
    String paused,
    int priority,
    int maximumBoots,
    String maximumMachineHours,
    List<Row> rows) {
  private static final long SECONDS_AN_HOUR = 3600;

  public InterventionPart {
    rows = List.copyOf(rows);
  }

  /** What of a campaign can be measured again. */
  public enum Again {
    /** Nothing that has a name of its own. */
    NOTHING,
    /** Commits between two ends. */
    COMMITS,
    /** Configurations. */
    CONFIGURATIONS
  }

  /**
   * Something that was done.
   *
   * @param note whether it holds, where that is worth saying; may be empty
   */
  public record Row(
      int number,
      Instant at,
      String by,
      String what,
      String reason,
      String note,
      boolean canBeUndone) {}

  /** Of a campaign. */
  public static InterventionPart of(
      String address, CampaignOrigin origin, int maximumBoots, Again again, boolean mayAct) {
    InterventionView paused = origin.paused();
    Long seconds = origin.machineSeconds();
    return new InterventionPart(
        address,
        mayAct,
        again,
        paused == null ? "" : Show.line(paused.whoAndWhy()),
        origin.priority(),
        maximumBoots,
        seconds == null ? "no limit" : hours(seconds),
        origin.interventions().reversed().stream().map(done -> row(done, mayAct)).toList());
  }

  /** Whether commits can be measured again, and marked. */
  public boolean isAboutCommits() {
    return again == Again.COMMITS;
  }

  /** Whether configurations can be measured again. */
  public boolean isAboutConfigurations() {
    return again == Again.CONFIGURATIONS;
  }

  /**
   * That a campaign is paused, in a sentence.
   *
   * @param paused by whom, and why; absent where that is not known
   */
  public static String rest(@Nullable InterventionView paused) {
    return "It is paused by %s; it gets no new work until somebody resumes it."
        .formatted(paused == null ? "somebody" : Show.line(paused.whoAndWhy()));
  }

  /** As a person writes it: 12345.6, without an exponent. */
  private static String hours(long seconds) {
    return BigDecimal.valueOf(seconds)
        .divide(BigDecimal.valueOf(SECONDS_AN_HOUR), 3, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static Row row(InterventionView done, boolean mayAct) {
    return new Row(
        done.number(),
        done.at(),
        Show.line(done.by()),
        Show.line(done.what()),
        Show.line(done.reason()),
        done.undoneBy() == null ? "" : "undone by " + done.undoneBy(),
        mayAct && done.canBeUndone());
  }
}
