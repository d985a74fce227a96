package dev.halfspeed.web.page;

import dev.halfspeed.report.MeasuredCommits;
import org.jspecify.annotations.Nullable;

/**
 * A state in one or two words.
 *
 * @param colour good, warn, bad, live, or nothing
 */
public record Badge(String words, String colour) {
  /** Of a watch. */
  static Badge watch(String state, boolean hasFault) {
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
  static Badge point(String state) {
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
  static Badge regression(String state) {
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
  static Badge campaign(String state) {
    return new Badge(
        state,
        switch (state) {
          case "running" -> "live";
          case "refused" -> "bad";
          case "ended" -> "good";
          default -> "";
        });
  }

  /** Of a notice. */
  static Badge notice(String state) {
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
  static Badge change(String kind) {
    return switch (kind) {
      case "loss" -> new Badge("worse", "bad");
      case "gain" -> new Badge("better", "good");
      default -> new Badge("machine changed", "warn");
    };
  }

  /** Of a campaign's conclusion on a series. */
  static Badge verdict(String words) {
    return new Badge(
        words, words.startsWith("steady") || words.startsWith("too early") ? "" : "warn");
  }

  /** Of an attempt at a job. */
  static Badge attempt(@Nullable String outcome) {
    return outcome == null
        ? new Badge("running", "live")
        : new Badge(
            outcome,
            switch (outcome) {
              case "measured", "built" -> "good";
              case "infrastructure" -> "bad";
              case "cancelled" -> "";
              default -> "warn";
            });
  }

  /** Of what a commit's own boots say. */
  static Badge side(MeasuredCommits.Side side) {
    return switch (side) {
      case GOOD -> new Badge("as the good end", "good");
      case BAD -> new Badge("as the bad end", "bad");
      case BETWEEN -> new Badge("between both ends", "warn");
      case UNCLEAR -> new Badge("not told apart", "");
    };
  }
}
