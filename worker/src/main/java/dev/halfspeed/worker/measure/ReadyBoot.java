package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.host.AtomicFile;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.protocol.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A boot that a machine was made ready for, as it is kept until the image in it has been measured.
 *
 * @param bootId of the system that was to be left
 * @param buildId of the image
 * @param commandLine that the image's kernel is to have
 */
record ReadyBoot(String imageKey, String buildId, String bootId, String commandLine) {
  /** The word that what is ours on a command line begins with. */
  private static final String MARK = "halfspeed.boot=";

  /** The one that this machine was last made ready for; empty: none, or it has been used. */
  static Optional<ReadyBoot> read(Home home) throws IOException {
    Path file = file(home);
    return Files.exists(file)
        ? Optional.of(Protocol.read(Files.readString(file), ReadyBoot.class))
        : Optional.empty();
  }

  /** Keeps it. */
  void write(Home home) throws IOException {
    AtomicFile.write(file(home), Protocol.write(this));
  }

  /** Each fresh boot is measured once. */
  static void used(Home home) throws IOException {
    Files.deleteIfExists(file(home));
  }

  private static Path file(Home home) {
    return home.root().resolve("ready-boot.json");
  }

  /**
   * The command line of an image: that of the machine's own kernel, then ours. A kernel that has
   * died reboots, so that a machine without a power command in reach comes back.
   *
   * @param running the command line of the running kernel, which may be one of ours
   */
  static String commandLine(String running, String token, List<String> more) {
    var words = new ArrayList<String>();
    for (String word : running.split("\\s+")) {
      if (word.startsWith(MARK)) {
        break;
      }
      // What a boot loader adds by itself for the kernel that it has loaded; and what would hide
      // from the console that the image was started.
      if (!word.isEmpty()
          && !word.startsWith("BOOT_IMAGE=")
          && !word.startsWith("initrd=")
          && !word.equals("quiet")
          && !word.equals("splash")) {
        words.add(word);
      }
    }
    words.add(MARK + token);
    words.add("panic=10");
    words.addAll(more);
    return String.join(" ", words);
  }

  /** Whether a running kernel was started with this command line, but for what loaders add. */
  boolean isCommandLine(String running) {
    int ours = running.indexOf(MARK);
    return ours >= 0
        && running.substring(ours).equals(commandLine.substring(commandLine.indexOf(MARK)));
  }
}
