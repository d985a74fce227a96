package dev.halfspeed.regression.lifecycle;

import java.util.Locale;

/** What a person may decide about a regression. */
public enum RegressionDecision {
  /** The change lies between other commits. */
  MOVE,
  /** Another commit is the culprit. */
  BLAME,
  /** It does not matter. */
  IGNORE,
  /** It is none. */
  RETRACT;

  /** As the API and the command line name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of a regression about which it was decided: "moved". */
  public String done() {
    return switch (this) {
      case MOVE -> "moved";
      case BLAME -> "blamed";
      case IGNORE -> "ignored";
      case RETRACT -> "retracted";
    };
  }
}
