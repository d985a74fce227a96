package dev.halfspeed;

import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;

/** Who asks in tests. */
public final class People {
  /** The controller's own user, at its command line. */
  public static final Principal ANN = Principal.commandLine("ann");

  /** Who has a token of his own. */
  public static final Principal BOB = Principal.token("bob", Role.ADMIN);

  private People() {}
}
