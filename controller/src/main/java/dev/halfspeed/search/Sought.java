package dev.halfspeed.search;

import java.util.Locale;

/** Which change between the ends the commit is looked for that made it. */
public enum Sought {
  /** The metric became worse, or what passed fails. */
  REGRESSION,
  /** The metric became better, or what failed passes. */
  IMPROVEMENT;

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The other one. */
  public Sought other() {
    return switch (this) {
      case REGRESSION -> IMPROVEMENT;
      case IMPROVEMENT -> REGRESSION;
    };
  }
}
