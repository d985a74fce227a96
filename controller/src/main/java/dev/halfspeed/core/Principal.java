package dev.halfspeed.core;

import java.util.Objects;

/**
 * Who asks the controller for something. Every write is kept with its principal's name.
 *
 * @param kind how the controller knows him
 * @param name for people: the operating system's name of a user, or {@code token NAME}
 * @param role what he may do
 */
public record Principal(Kind kind, String name, Role role) {
  /** The controller itself, where nobody asked. */
  public static final Principal CONTROLLER =
      new Principal(Kind.CONTROLLER, "controller", Role.ADMIN);

  /** Whoever shows nothing, where that is allowed. */
  public static final Principal ANONYMOUS = new Principal(Kind.ANONYMOUS, "anonymous", Role.VIEWER);

  /** How the controller knows somebody. */
  public enum Kind {
    /**
     * By the token of the state directory, over loopback: the same user on the same host. What he
     * names he could read anyway.
     */
    COMMAND_LINE,
    /** By a session of a browser, or by the directory's token from elsewhere. */
    USER,
    /** By another token. */
    TOKEN,
    /** Not at all. */
    ANONYMOUS,
    /** It is the controller. */
    CONTROLLER
  }

  public Principal {
    Objects.requireNonNull(kind);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a principal without a name");
    }
  }

  /** The user of the controller's own command line. */
  public static Principal commandLine(String user) {
    return new Principal(Kind.COMMAND_LINE, user, Role.ADMIN);
  }

  /** Who shows a token of that name. */
  public static Principal token(String name, Role role) {
    return new Principal(Kind.TOKEN, "token " + name, role);
  }

  /** The same person, of whom it is not known that he sits on this host. */
  public Principal fromElsewhere() {
    return kind == Kind.COMMAND_LINE ? new Principal(Kind.USER, name, role) : this;
  }

  /**
   * Whether paths on the controller's disk are his to name. The controller names only what somebody
   * was allowed to name before.
   */
  public boolean mayNamePaths() {
    return kind == Kind.COMMAND_LINE || kind == Kind.CONTROLLER;
  }
}
