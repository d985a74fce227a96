package dev.halfspeed.web.page.campaign;

import java.util.regex.Pattern;

/** A line that was written for a terminal, as a person reads it. */
final class TerminalText {
  /** ECMA-48: control sequences (colours), strings (titles, links), and what else ESC begins. */
  private static final Pattern ESCAPES =
      Pattern.compile(
          "(?:\\x1B\\[|\\x9B)[0-?]*[ -/]*[@-~]"
              + "|\\x1B[]PX^_][^\\x07\\x1B]*(?:\\x07|\\x1B\\\\|$)"
              + "|\\x1B[ -/]*[0-~]?");

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\uFEFF&&[^\\t]]");

  private TerminalText() {}

  /** Without colours, other escape sequences and control characters; tabs stay. */
  static String of(String line) {
    return CONTROLS.matcher(ESCAPES.matcher(line).replaceAll("")).replaceAll("");
  }
}
