package dev.halfspeed.dispatch;

/** Command lines for a remote login shell, whichever shell it is. */
final class RemoteScript {
  private RemoteScript() {}

  /**
   * A command line that runs a POSIX shell script with arguments. The user's login shell sees only
   * quoted words.
   *
   * @param arguments the script's $1, $2, ...
   */
  static String of(String script, String... arguments) {
    var line = new StringBuilder("exec sh -c ").append(quote(script)).append(" halfspeed");
    for (String argument : arguments) {
      line.append(' ').append(quote(argument));
    }
    return line.toString();
  }

  /** One word, whatever is in it. */
  static String quote(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a NUL can't be part of a command line");
    }
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
