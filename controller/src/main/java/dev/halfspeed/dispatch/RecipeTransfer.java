package dev.halfspeed.dispatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.schmizz.sshj.sftp.SFTPClient;

/** Sends recipe folders, each once. */
final class RecipeTransfer {
  private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,127}");
  private static final int PROGRAM = 0755;
  private static final int PLAIN = 0644;

  private static final String PUT_IN_PLACE =
      """
      cd "$1" || exit 3
      [ -d "$3" ] || mv -T "$2" "$3" || [ -d "$3" ] || exit 3
      rm -rf "$2"
      find . -maxdepth 1 -name '*.tmp-*' -mtime +0 -exec rm -rf {} + || true
      """;

  private final SshConnection connection;
  private final LinkSettings settings;

  RecipeTransfer(SshConnection connection, LinkSettings settings) {
    this.connection = connection;
    this.settings = settings;
  }

  /**
   * Sends a folder, unless one of this digest is there. Links are followed; files keep whether they
   * may be executed, and nothing else.
   *
   * @param home the worker's folder on the machine
   */
  void send(Path folder, String digest, String home) throws IOException, InterruptedException {
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
      client.mkdirs(recipes);
      send(client, folder, recipes + "/" + temporary);
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

  private static void send(SFTPClient client, Path folder, String target) throws IOException {
    client.mkdir(target);
    List<Path> entries;
    try (Stream<Path> children = Files.list(folder)) {
      entries = children.sorted().toList();
    }
    for (Path entry : entries) {
      String name = target + "/" + entry.getFileName();
      if (Files.isDirectory(entry)) {
        send(client, entry, name);
      } else {
        client.put(entry.toString(), name);
        client.chmod(name, Files.isExecutable(entry) ? PROGRAM : PLAIN);
      }
    }
  }
}
