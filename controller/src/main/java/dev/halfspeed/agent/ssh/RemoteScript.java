package dev.halfspeed.agent.ssh;

import dev.halfspeed.core.ShellWord;
import java.nio.charset.StandardCharsets;

/**
 * Command lines for a remote login shell, whichever shell it is: sh, bash, zsh, csh, tcsh, fish, a
 * restricted one.
 *
 * <p>Within single quotes all of these take text as it is, except for a quote, a backslash before
 * another or before a quote (fish), an exclamation mark and the end of a line (csh), and words of
 * more than 1,023 bytes (csh). So a script travels in short words in which everything but plain
 * ASCII is an octal number, and only the sh that the login shell starts sees it as it is.
 */
public final class RemoteScript {
  private static final String SHELL = "sh -c 'eval \"$(printf %b \"$@\")\"' halfspeed";
  private static final int LONGEST_WORD = 900;
  private static final String AS_THEY_ARE = " \t\"#$%&()*+,-./:;<=>?@[]^_`{|}~";

  private RemoteScript() {}

  /**
   * A command line that runs a POSIX shell script with arguments. Standard input is the script's.
   *
   * @param arguments the script's $1, $2, ...
   */
  public static String of(String script, String... arguments) {
    var text = new StringBuilder("set --");
    for (String argument : arguments) {
      text.append(' ').append(ShellWord.quote(argument));
    }
    text.append('\n').append(script);
    var line = new StringBuilder(SHELL);
    var word = new StringBuilder();
    for (byte each : text.toString().getBytes(StandardCharsets.UTF_8)) {
      if (word.length() >= LONGEST_WORD) {
        line.append(" '").append(word).append('\'');
        word.setLength(0);
      }
      char c = (char) (each & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || AS_THEY_ARE.indexOf(c) >= 0)) {
        word.append(c);
      } else {
        word.append("\\0%03o".formatted((int) c));
      }
    }
    return line.append(" '").append(word).append('\'').toString();
  }
}
