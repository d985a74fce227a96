package dev.halfspeed.campaign;

import dev.halfspeed.history.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repositories of the trees that are sent to machines: one for each bisection, and checks'. */
public final class SnapshotFolders {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFolders.class);
  private static final String ENDING = ".git";

  private final Path directory;

  public SnapshotFolders(Path directory) {
    this.directory = directory;
  }

  /** That of a bisection. */
  public Path of(String bisection) {
    return directory.resolve(bisection + ENDING);
  }

  /** That of all checks of machines; made anew after each start. */
  public Path ofChecks() {
    return of("checks");
  }

  /** Removes those of a campaign, if there are any. */
  public void remove(String campaign) {
    removeThose(name -> isOf(campaign, name));
  }

  /** That of one of several histories of a campaign. */
  public Path of(String campaign, int history) {
    return of(campaign + "-" + history);
  }

  private static boolean isOf(String campaign, String name) {
    return name.equals(campaign) || name.startsWith(campaign + "-");
  }

  /** Removes those of campaigns that ended when nobody was there to do it. */
  public void removeAllBut(Set<String> campaigns) {
    removeThose(name -> campaigns.stream().noneMatch(id -> isOf(id, name)));
  }

  private void removeThose(Predicate<String> which) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> folders = Files.list(directory)) {
      folders
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .filter(which)
          .toList()
          .forEach(this::removeOne);
    } catch (IOException failed) {
      LOG.warn("old snapshots are not removed", failed);
    }
  }

  private void removeOne(String name) {
    try {
      Snapshots.remove(of(name));
    } catch (IOException | UncheckedIOException failed) {
      // The next start tries again; it only takes room.
      LOG.warn("the snapshots {} are not removed", name, failed);
    }
  }
}
