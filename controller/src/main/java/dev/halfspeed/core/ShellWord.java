package dev.halfspeed.core;

/** Words of command lines for a POSIX shell. */
public final class ShellWord {
  private ShellWord() {}

  /**
   * One word, whatever is in it, between single quotes.
   *
   * @throws IllegalArgumentException for a NUL, which can't be part of a command line
   */
  public static String quote(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a NUL can't be part of a command line");
    }
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** The word itself where a shell takes it as it is, or else between single quotes. */
  public static String of(String word) {
    return word.matches("[A-Za-z0-9_./:@%+-][A-Za-z0-9_./:@%+,=~^-]*") ? word : quote(word);
  }
}
