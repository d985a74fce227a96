package dev.halfspeed.cli.terminal;

/** Exit codes of the command line; docs/command-line.md lists them all. */
public final class ExitCode {
  /** Wrong input, or something that a user has to put right. */
  public static final int PROBLEM = 2;

  /** A mistake of Halfspeed's own. */
  public static final int BUG = 70;

  private ExitCode() {}
}
