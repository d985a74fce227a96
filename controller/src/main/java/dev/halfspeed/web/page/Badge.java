package dev.halfspeed.web.page;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.CampaignLine;
import dev.halfspeed.store.job.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * A state in one or two words.
 *
 * @param colour good, warn, bad, live, or nothing
 */
public record Badge(String words, String colour) {
  /** Of a watch. */
  public static Badge watch(String state, boolean hasFault) {
    if (hasFault) {
      return new Badge(state + ", fault", "bad");
    }
    return new Badge(
        state,
        switch (state) {
          case "active" -> "good";
          case "paused", "scheduled" -> "warn";
          default -> "";
        });
  }

  /** Of a point. */
  public static Badge point(String state) {
    return new Badge(
        state,
        switch (state) {
          case "measured" -> "good";
          case "failed" -> "bad";
          case "dropped" -> "warn";
          case "measuring" -> "live";
          default -> "";
        });
  }

  /** Of a regression. */
  public static Badge regression(String state) {
    return new Badge(
        state,
        switch (state) {
          case "fixed" -> "good";
          case "culprit known" -> "bad";
          case "confirmed", "bisecting", "without a culprit" -> "warn";
          case "detected", "held", "verifying the fix" -> "live";
          default -> "";
        });
  }

  /** Of a campaign that a regression asked for. */
  public static Badge campaign(String state) {
    return new Badge(
        state,
        switch (state) {
          case "running" -> "live";
          case "refused" -> "bad";
          case "ended" -> "good";
          default -> "";
        });
  }

  /** Of a campaign in a list. */
  public static Badge campaign(CampaignLine line) {
    if (line.endedAt() == null) {
      return new Badge("running", "live");
    }
    return switch (line.state()) {
      case "cancelled" -> new Badge(line.state(), "");
      case "failed" -> new Badge(line.state(), "bad");
      case "broken off", "unfit", "differs", "passed" -> check(line.state());
      default -> ending(line.ending());
    };
  }

  /** Of a check of a machine that has ended. */
  public static Badge check(String state) {
    return new Badge(
        state,
        switch (state) {
          case "passed" -> "good";
          case "differs" -> "warn";
          case "unfit" -> "bad";
          default -> "";
        });
  }

  /** Of what a bisection came to, by the kind of its conclusion; absent for other campaigns. */
  public static Badge ending(@Nullable String kind) {
    return switch (kind) {
      case null -> new Badge("concluded", "good");
      case "culprit" -> new Badge("culprit found", "good");
      case "suspects" -> new Badge("narrowed down", "warn");
      case "exhausted" -> new Badge("budget used up", "warn");
      case "below noise floor" -> new Badge("below the noise", "warn");
      default -> new Badge(kind, "warn");
    };
  }

  /** Of a machine. */
  public static Badge machine(String state) {
    return new Badge(
        state,
        switch (state) {
          case "ready" -> "good";
          case "busy" -> "live";
          case "disturbed" -> "warn";
          case "unreachable", "quarantined", "unusable" -> "bad";
          default -> "";
        });
  }

  /** Of an attempt at a job. */
  public static Badge outcome(JobRecord job) {
    String outcome = job.outcome();
    JobResult result = job.result();
    if (outcome == null || result == null) {
      return new Badge("running", "live");
    }
    return new Badge(
        outcome,
        switch (result) {
          case JobResult.Built _,
              JobResult.FactsFound _,
              JobResult.Measured _,
              JobResult.Profiled _ ->
              "good";
          case JobResult.Cancelled _ -> "";
          case JobResult.Unbuildable _,
              JobResult.Unbootable _,
              JobResult.ReproducerFailed _,
              JobResult.InfrastructureFault _ ->
              "bad";
        });
  }

  /** Of a notice. */
  public static Badge notice(String state) {
    return new Badge(
        state,
        switch (state) {
          case "sent" -> "good";
          case "given up" -> "bad";
          case "withheld" -> "warn";
          default -> "live";
        });
  }

  /** Of a change of a series. */
  public static Badge change(String kind) {
    return switch (kind) {
      case "loss" -> new Badge("worse", "bad");
      case "gain" -> new Badge("better", "good");
      default -> new Badge("machine changed", "warn");
    };
  }

  /** Of a campaign's conclusion on a series. */
  public static Badge verdict(String words) {
    return new Badge(
        words, words.startsWith("steady") || words.startsWith("too early") ? "" : "warn");
  }

  /** Of an attempt at a job. */
  public static Badge attempt(@Nullable String outcome) {
    return outcome == null
        ? new Badge("running", "live")
        : new Badge(
            outcome,
            switch (outcome) {
              case "measured", "built", "profiled" -> "good";
              case "infrastructure" -> "bad";
              case "cancelled" -> "";
              default -> "warn";
            });
  }

  /** Of what a commit's own boots say. */
  public static Badge side(MeasuredCommits.Side side) {
    return switch (side) {
      case GOOD -> new Badge("as the good end", "good");
      case BAD -> new Badge("as the bad end", "bad");
      case BETWEEN -> new Badge("between both ends", "warn");
      case UNCLEAR -> new Badge("not told apart", "");
    };
  }
}
