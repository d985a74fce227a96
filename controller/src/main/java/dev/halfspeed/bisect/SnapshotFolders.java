package dev.halfspeed.bisect;

import dev.halfspeed.history.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repositories of the trees that are sent to machines: one for each bisection, and checks'. */
final class SnapshotFolders {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFolders.class);
  private static final String ENDING = ".git";

  private final Path directory;

  SnapshotFolders(Path directory) {
    this.directory = directory;
  }

  /** That of a bisection. */
  Path of(String bisection) {
    return directory.resolve(bisection + ENDING);
  }

  /** That of all checks of machines; made anew after each start. */
  Path ofChecks() {
    return of("checks");
  }

  /** Removes that of a bisection, if it is there. */
  void remove(String bisection) {
    try {
      Snapshots.remove(of(bisection));
    } catch (IOException | UncheckedIOException failed) {
      // The next start tries again; it only takes room.
      LOG.warn("the snapshots of bisection {} are not removed", bisection, failed);
    }
  }

  /** That of one of several histories of a campaign. */
  Path of(String campaign, int history) {
    return of(campaign + "-" + history);
  }

  private static boolean isOf(String campaign, String name) {
    return name.equals(campaign) || name.startsWith(campaign + "-");
  }

  /** Removes those of bisections that ended when nobody was there to do it. */
  void removeAllBut(Set<String> bisections) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> folders = Files.list(directory)) {
      folders
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .filter(name -> bisections.stream().noneMatch(id -> isOf(id, name)))
          .toList()
          .forEach(this::remove);
    } catch (IOException failed) {
      LOG.warn("old snapshots are not removed", failed);
    }
  }
}
