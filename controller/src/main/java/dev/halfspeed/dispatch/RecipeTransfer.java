package dev.halfspeed.dispatch;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.FolderCopy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import net.schmizz.sshj.sftp.SFTPClient;
import net.schmizz.sshj.xfer.InMemorySourceFile;

/** Sends recipe folders, each once. */
final class RecipeTransfer {
  private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,127}");
  private static final int PROGRAM = 0755;
  private static final int PLAIN = 0644;

  private static final String PUT_IN_PLACE =
      """
      cd "$1" || exit 3
      if [ ! -d "$3" ]; then
        (cd "$2" && sha256sum -c "../$2.sums" >/dev/null) || exit 3
        # Whole on the disk before it has its name, also when the power goes.
        find "$2" -type f -exec sync {} + || sync
        mv -T "$2" "$3" || [ -d "$3" ] || exit 3
      fi
      rm -rf "$2" "$2.sums"
      find . -maxdepth 1 -name '*.tmp-*' -mtime +0 -exec rm -rf {} + || true
      """;

  private final SshConnection connection;
  private final LinkSettings settings;

  RecipeTransfer(SshConnection connection, LinkSettings settings) {
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
    Duration time = settings.transferDeadline();
    try (SshConnection.Deadline _ =
            connection.deadline(time, "sending a recipe took longer than " + time);
        SshConnection.FileTransfer transfer = connection.files()) {
      SFTPClient client = transfer.client();
      if (client.statExistence(recipes + "/" + digest) != null) {
        return;
      }
      FolderCopy copy = copy(folder, digest);
      client.mkdirs(recipes);
      send(client, copy, recipes + "/" + temporary);
    } catch (IOException e) {
      throw connection.lost(e);
    }
    SshConnection.Output output =
        connection.run(
            RemoteScript.of(PUT_IN_PLACE, recipes, temporary, digest), settings.answerDeadline());
    if (output.exitStatus() != 0) {
      throw new IOException("the recipe can't be put in place: " + output.error().strip());
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

  private static void send(SFTPClient client, FolderCopy copy, String target) throws IOException {
    client.mkdir(target);
    for (String name : copy.folders()) {
      client.mkdir(target + "/" + name);
    }
    var sums = new StringBuilder();
    for (FolderCopy.CopiedFile file : copy.files()) {
      put(client, file.content(), target + "/" + file.name());
      client.chmod(target + "/" + file.name(), file.isExecutable() ? PROGRAM : PLAIN);
      sums.append(sum(file)).append('\n');
    }
    put(client, sums.toString().getBytes(StandardCharsets.UTF_8), target + ".sums");
  }

  /** A line for sha256sum(1), which has a backslash before it where the name has one in it. */
  private static String sum(FolderCopy.CopiedFile file) {
    String name = file.name().replace("\\", "\\\\").replace("\n", "\\n");
    return (name.equals(file.name()) ? "" : "\\") + file.sha256() + "  " + name;
  }

  private static void put(SFTPClient client, byte[] content, String target) throws IOException {
    client.put(
        new InMemorySourceFile() {
          @Override
          public String getName() {
            return target;
          }

          @Override
          public long getLength() {
            return content.length;
          }

          @Override
          public InputStream getInputStream() {
            return new ByteArrayInputStream(content);
          }
        },
        target);
  }
}
