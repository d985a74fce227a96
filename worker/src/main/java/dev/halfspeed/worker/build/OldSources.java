package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Build folders, pushed trees and packs that pile up on a machine where many bisections have been.
 * What is wanted again is pushed and compiled anew. For whoever holds the right to build.
 */
final class OldSources {
  /** So many build folders stay, each for other configurations: gigabytes each. */
  static final int KEPT_FOLDERS = 3;

  /** So many pushed trees stay: what they have need not be sent again with the next. */
  static final int KEPT_TREES = 100;

  /** Git gets slow with many packs, and each push makes one. */
  static final int MOST_PACKS = 60;

  /** What was pushed for a job that has yet to start, which it does next. */
  private static final Duration FRESH = Duration.ofMinutes(10);

  private static final String BUILD = "build-";

  private final Home home;
  private final Git git;
  private final int keptFolders;
  private final int keptTrees;
  private final int mostPacks;
  private final Instant now;

  OldSources(Home home, Tools tools) {
    this(home, tools, KEPT_FOLDERS, KEPT_TREES, MOST_PACKS, Instant.now());
  }

  OldSources(Home home, Tools tools, int keptFolders, int keptTrees, int mostPacks, Instant now) {
    this.home = home;
    this.git = new Git(tools);
    this.keptFolders = keptFolders;
    this.keptTrees = keptTrees;
    this.mostPacks = mostPacks;
    this.now = now;
  }

  /**
   * The folder for the objects of a configuration, see {@link KernelConfig#folderDigest}. It is
   * marked as used now.
   */
  static Path buildFolder(Home home, KernelConfig config) throws IOException {
    Path folder = Files.createDirectories(home.work().resolve(BUILD + config.folderDigest()));
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    return folder;
  }

  /** Removes them; what is checked out stays, as the repository has a worktree with it. */
  void remove(Path log, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    List<Path> folders =
        Folders.youngestFirst(
            Folders.list(home.work()).stream()
                .filter(path -> path.getFileName().toString().startsWith(BUILD))
                .toList());
    for (Path old : folders.subList(Math.min(keptFolders, folders.size()), folders.size())) {
      // A folder that is half gone is a folder that make fills again.
      Folders.delete(old);
    }
    // Commits and trees are pushed in pairs.
    removeRefs("commits", log, deadline);
    removeRefs("trees", log, deadline);
    repack(log, deadline);
  }

  private void removeRefs(String kind, Path log, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    List<Path> refs =
        Folders.youngestFirst(Folders.list(home.source().resolve("refs/halfspeed").resolve(kind)));
    for (Path ref : refs.subList(Math.min(keptTrees, refs.size()), refs.size())) {
      if (Folders.lastChange(ref).toInstant().isBefore(now.minus(FRESH))
          && !ref.getFileName().toString().endsWith(".lock")) {
        git("update-ref", "-d", "refs/halfspeed/" + kind + "/" + ref.getFileName())
            .run(log, line -> {}, deadline);
      }
    }
  }

  /**
   * Makes one pack of many. Objects that no ref leads to go into a pack of their own and are
   * dropped after a day: a push that is under way may count on them. Objects that are borrowed from
   * another repository stay there.
   */
  private void repack(Path log, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    long packs =
        Folders.list(home.source().resolve("objects/pack")).stream()
            .filter(file -> file.toString().endsWith(".pack"))
            .count();
    if (packs <= mostPacks) {
      return;
    }
    int code =
        git("repack", "-a", "-d", "-l", "-q", "--cruft", "--cruft-expiration=1.day.ago")
            .run(log, line -> {}, deadline);
    if (code != 0) {
      // A git before 2.37 knows no cruft packs.
      git("repack", "-a", "-d", "-l", "-q", "-k").run(log, line -> {}, deadline);
    }
  }

  private Command git(String... words) {
    return git.command(home.source(), List.of(words));
  }
}
