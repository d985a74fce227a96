package dev.halfspeed;

import dev.halfspeed.core.Principal;

/** Who asks in tests. */
public final class People {
  /** The controller's own user, at its command line. */
  public static final Principal ANN = Principal.commandLine("ann");

  /** Who has a token of his own. */
  public static final Principal BOB = Principal.token("bob");

  private People() {}
}
