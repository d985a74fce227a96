package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.ssh.CommandOutput;
import dev.halfspeed.agent.ssh.MarkedInput;
import dev.halfspeed.agent.ssh.RemoteScript;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.agent.ssh.SshWords;
import java.io.IOException;
import java.util.Optional;

/** Reads parts of files in the worker's folder, and of no others. */
final class PartReader {
  private static final int NO_FILE = 5;

  private static final String FIND =
      """
      LC_ALL=C; export LC_ALL
      [ -e "$1/$2" ] || exit 5
      real=$(readlink -f "$1/$2") || exit 3
      case $real in
        "$(readlink -f "$1")"/*) ;;
        *) echo "a path that leads out of the worker's folder: $2" >&2; exit 4;;
      esac
      [ -f "$real" ] || { echo "no file: $real" >&2; exit 4; }
      """
          + MarkedInput.PRINT;

  private final SshConnection connection;
  private final ConnectionSettings settings;
  private final String home;

  PartReader(SshConnection connection, ConnectionSettings settings, String home) {
    this.connection = connection;
    this.settings = settings;
    this.home = home;
  }

  /**
   * A part of a file; empty where there is no such file.
   *
   * @throws IOException when the path leads out of the folder, by itself or by a link
   */
  Optional<byte[]> read(String path, FilePart part) throws IOException, InterruptedException {
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals("..") || name.indexOf('\0') >= 0) {
        throw new IOException("not a path inside the worker's folder: " + path);
      }
    }
    CommandOutput output = connection.run(command(path, part), settings.answerDeadline());
    if (output.exitStatus() == NO_FILE) {
      return Optional.empty();
    }
    if (output.exitStatus() != 0) {
      throw new IOException(SshWords.quotable(output.error()));
    }
    return Optional.of(output.content());
  }

  private String command(String path, FilePart part) {
    return switch (part) {
      case FilePart.Extent() -> script("echo $(wc -c <\"$real\") $(wc -l <\"$real\")", path);
      case FilePart.Bytes(long offset, int most) ->
          script("tail -c \"+$3\" \"$real\" | head -c \"$4\"", path, offset + 1, most);
      case FilePart.Lines(long first, int count, int width, int mostBytes) ->
          script(
              "tail -n \"+$3\" \"$real\" | head -n \"$4\" | cut -b \"1-$5\" | head -c \"$6\"",
              path,
              first,
              count,
              width,
              mostBytes);
      case FilePart.Matches(String text, boolean isExpression, int count, int width) ->
          script(
              "grep -n -a -i \"$3\" -m \"$4\" -e \"$5\" -- \"$real\" | cut -b \"1-$6\"",
              path,
              isExpression ? "-E" : "-F",
              count,
              text,
              width);
    };
  }

  private String script(String last, String path, Object... arguments) {
    var all = new String[arguments.length + 2];
    all[0] = home;
    all[1] = path;
    for (int i = 0; i < arguments.length; i++) {
      all[i + 2] = arguments[i].toString();
    }
    return RemoteScript.of(FIND + last, all);
  }
}
