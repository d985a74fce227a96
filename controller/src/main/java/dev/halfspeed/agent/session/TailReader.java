package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.ssh.CommandOutput;
import dev.halfspeed.agent.ssh.MarkedInput;
import dev.halfspeed.agent.ssh.RemoteScript;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.agent.ssh.SshWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the ends of files in the worker's folder, and of no others. */
final class TailReader {
  private static final int CONTINUATION_MASK = 0xC0;
  private static final int CONTINUATION = 0x80;

  private static final String READ =
      """
      [ -e "$1/$2" ] || exit 0
      real=$(readlink -f "$1/$2") || exit 3
      case $real in
        "$(readlink -f "$1")"/*) ;;
        *) echo "a path that leads out of the worker's folder: $2" >&2; exit 4;;
      esac
      [ -f "$real" ] || { echo "no file: $real" >&2; exit 4; }
      """
          + MarkedInput.PRINT
          + "exec tail -c \"$3\" \"$real\"";

  private final SshConnection connection;
  private final ConnectionSettings settings;
  private final String home;

  TailReader(SshConnection connection, ConnectionSettings settings, String home) {
    this.connection = connection;
    this.settings = settings;
    this.home = home;
  }

  /**
   * The end of a file, from the first whole character on; empty where there is no such file.
   *
   * @throws IOException when the path leads out of the folder, by itself or by a link
   */
  String read(String path, int maximumBytes) throws IOException, InterruptedException {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals("..") || part.indexOf('\0') >= 0) {
        throw new IOException("not a path inside the worker's folder: " + path);
      }
    }
    CommandOutput output =
        connection.run(
            RemoteScript.of(READ, home, path, Integer.toString(maximumBytes)),
            settings.answerDeadline());
    if (output.exitStatus() != 0) {
      throw new IOException(SshWords.quotable(output.error()));
    }
    byte[] bytes = output.content();
    int first = 0;
    while (bytes.length == maximumBytes
        && first < bytes.length
        && (bytes[first] & CONTINUATION_MASK) == CONTINUATION) {
      first++;
    }
    return new String(bytes, first, bytes.length - first, StandardCharsets.UTF_8);
  }
}
