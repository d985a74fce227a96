package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.ssh.CommandOutput;
import dev.halfspeed.agent.ssh.RemoteScript;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.FolderCopy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;

/** Sends recipe folders, each once. */
final class RecipeTransfer {
  private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,127}");

  private static final String LOOK =
      """
      mkdir -p "$1" || exit 3
      echo
      [ ! -d "$1/$2" ] || echo "halfspeed:there=yes"
      """;

  private static final String RECEIVE =
      """
      # What is sent is read to its end, since a channel that closes early holds up its connection.
      rest() { cat >/dev/null; exit 3; }
      cd "$1" || rest
      trap 'rm -rf "$2" "$2.sums"' EXIT
      tar -xpmf - || rest
      if [ ! -d "$3" ]; then
        (cd "$2" && sha256sum -c "../$2.sums" >/dev/null) || exit 3
        # Whole on the disk before it has its name, also when the power goes.
        find "$2" -type f -exec sync {} + || sync
        mv -T "$2" "$3" || [ -d "$3" ] || exit 3
      fi
      find . -maxdepth 1 -name '*.tmp-*' -mtime +0 -exec rm -rf {} + || true
      """;

  private final SshConnection connection;
  private final ConnectionSettings settings;

  RecipeTransfer(SshConnection connection, ConnectionSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  /**
   * Sends a folder, unless one of this digest is there: folders, files, and whether these may be
   * executed. Nothing else than what the digest names is ever found there under it.
   *
   * @param home the worker's folder on the machine
   * @throws Problem when the folder is not what the digest names, or can't be read
   */
  void send(Path folder, String digest, String home)
      throws IOException, InterruptedException, Problem {
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("not a digest: " + digest);
    }
    String recipes = home + "/recipes";
    String temporary = digest + ".tmp-" + UUID.randomUUID();
    CommandOutput look =
        connection.run(RemoteScript.of(LOOK, recipes, digest), settings.answerDeadline());
    requireDone(look);
    if (look.values().containsKey("there")) {
      return;
    }
    FolderCopy copy = copy(folder, digest);
    Duration time = settings.transferDeadline();
    requireDone(
        connection.run(
            RemoteScript.of(RECEIVE, recipes, temporary, digest),
            to -> write(copy, temporary, to),
            time,
            "sending a recipe took longer than " + time.toMinutes() + " min"));
  }

  private static void requireDone(CommandOutput output) throws IOException {
    if (output.exitStatus() != 0) {
      throw new IOException("the recipe can't be put in place: " + output.words());
    }
  }

  /** The folder as it is now, which must be what it was when its digest was taken. */
  private static FolderCopy copy(Path folder, String digest) throws Problem {
    FolderCopy copy;
    try {
      copy = FolderCopy.of(folder);
    } catch (IOException e) {
      throw new Problem(
          "the recipe folder " + folder + " can't be read any more: " + e,
          "put it back as it was",
          e);
    }
    if (!copy.digest().equals(digest)) {
      throw new Problem(
          "the recipe folder " + folder + " has changed since the bisection or check began",
          "put it back as it was, or cancel this and start a new one");
    }
    return copy;
  }

  private static void write(FolderCopy copy, String name, OutputStream to) throws IOException {
    var archive = new TarArchive(to);
    archive.folder(name);
    for (String folder : copy.folders()) {
      archive.folder(name + "/" + folder);
    }
    var sums = new StringBuilder();
    for (FolderCopy.CopiedFile file : copy.files()) {
      archive.file(name + "/" + file.name(), file.isExecutable(), file.content());
      sums.append(sum(file)).append('\n');
    }
    archive.file(name + ".sums", false, sums.toString().getBytes(StandardCharsets.UTF_8));
    archive.end();
  }

  /** A line for sha256sum(1), which has a backslash before it where the name has one in it. */
  private static String sum(FolderCopy.CopiedFile file) {
    String name = file.name().replace("\\", "\\\\").replace("\n", "\\n");
    return (name.equals(file.name()) ? "" : "\\") + file.sha256() + "  " + name;
  }
}
