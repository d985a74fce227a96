package dev.halfspeed.web.access;

import dev.halfspeed.core.Principal;
import dev.halfspeed.core.Role;

/**
 * What a client may show to be let in.
 *
 * @param secret fit for a header, and not to be guessed
 * @param principal who is believed to show it
 */
public record Token(String secret, Principal principal) {
  /** The token of the state directory, which the controller's own user alone can read. */
  public static Token own(String secret) {
    String user = System.getProperty("user.name", "");
    return new Token(secret, Principal.commandLine(user.isBlank() ? "unknown" : user));
  }

  /** Another one, by a name of its own. */
  public static Token named(String name, String secret, Role role) {
    return new Token(secret, Principal.token(name, role));
  }

  /** Says nothing of the secret. */
  @Override
  public String toString() {
    return "token of " + principal.name();
  }
}
