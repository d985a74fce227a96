package dev.halfspeed.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do; each role may do what those before it may. */
public enum Role {
  /** Reads everything that is measured, and changes nothing. */
  VIEWER,
  /** Starts, cancels and decides: campaigns, watches, alarms and regressions. */
  OPERATOR,
  /** Decides what there is and who may use it: machines and tokens. */
  ADMIN;

  /** Whether this role may do what another one may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role that is written so; empty where there is none. */
  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
