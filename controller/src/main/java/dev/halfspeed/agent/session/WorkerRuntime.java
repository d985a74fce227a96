package dev.halfspeed.agent.session;

import dev.halfspeed.core.Sha256;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A packed worker with its own Java, ready to be sent to machines of one architecture.
 *
 * @param architecture as {@code uname -m} says it
 * @param sha256 of the archive, hexadecimal
 */
record WorkerRuntime(Path archive, String architecture, String sha256, long bytes) {
  private static final Pattern NAME = Pattern.compile("halfspeed-worker-(\\w+)\\.tar\\.gz");
  private static final int NAME_DIGITS = 16;

  /**
   * Looks at an archive.
   *
   * @throws Problem when it is not there, or its name does not tell the architecture
   */
  static WorkerRuntime of(Path archive) throws Problem {
    Matcher name = NAME.matcher(String.valueOf(archive.getFileName()));
    if (!name.matches()) {
      throw new Problem(
          "the worker runtime " + archive + " has a name that does not tell its architecture",
          "name it halfspeed-worker-ARCHITECTURE.tar.gz, with what uname -m prints there");
    }
    try (InputStream in = Files.newInputStream(archive)) {
      MessageDigest digest = Sha256.begin();
      byte[] buffer = new byte[1 << 16];
      long bytes = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        bytes += n;
      }
      return new WorkerRuntime(
          archive, name.group(1), HexFormat.of().formatHex(digest.digest()), bytes);
    } catch (IOException e) {
      throw new Problem(
          "the worker runtime " + archive + " can't be read: " + e.getMessage(),
          "build Halfspeed, or name another runtime in the machine's entry",
          e);
    }
  }

  /** The name of its folder on a machine. */
  String folder() {
    return sha256.substring(0, NAME_DIGITS);
  }
}
