package dev.halfspeed.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command has. */
public final class GlobalOptions {
  @Option(
      names = "--controller",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description = "Talk to this controller (or set HALFSPEED_CONTROLLER).")
  public @Nullable String controller;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "File that holds the token of the API (default: token in the state directory).")
  public @Nullable String tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Certificate in PEM that signed the controller's (default: the system's).")
  public @Nullable String ca;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Where campaigns and watches are kept (default: ~/.local/state/halfspeed).")
  public @Nullable String state;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces.")
  public boolean debug;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "No colours (or set NO_COLOR).")
  public boolean noColor;
}
