package dev.halfspeed.cli.option;

import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;

/** A role as it is written on the command line. */
public final class RoleWord {
  private static final int SHOWN = 60;

  private RoleWord() {}

  /**
   * The role of a word.
   *
   * @param option whose value it is
   */
  public static Role of(String option, String word) throws Problem {
    return Role.of(word)
        .orElseThrow(() ->
            new Problem(
                option + " can't be \"" + Text.fit(word, SHOWN) + "\".",
                "Choose viewer, operator or admin."));
  }
}
