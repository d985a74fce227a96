package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The files of a commit, if they are those of a Linux kernel. */
final class KernelTree {
  private static final Pattern VERSION = Pattern.compile("(?m)^VERSION\\s*=");
  private static final Pattern PATCHLEVEL = Pattern.compile("(?m)^PATCHLEVEL\\s*=");
  private static final int MAKEFILE_LIMIT = 1 << 20;

  private final FileRepository repository;
  private final Path path;
  private final CommitInfo commit;

  /**
   * Of a commit.
   *
   * @param path by which the user knows the repository
   */
  KernelTree(FileRepository repository, Path path, CommitInfo commit) {
    this.repository = repository;
    this.path = path;
    this.commit = commit;
  }

  /**
   * Requires the source of a kernel, with all its files.
   *
   * @throws Problem when something is missing: names it
   */
  void require() throws IOException, Problem {
    List<String> missing = new ArrayList<>();
    ObjectId tree = ObjectId.fromString(commit.tree());
    if (!hasVersion(tree)) {
      missing.add("a Makefile with VERSION and PATCHLEVEL");
    }
    if (!has(tree, "Kconfig", FileMode.REGULAR_FILE)) {
      missing.add("Kconfig");
    }
    for (String folder : List.of("arch", "init")) {
      if (!has(tree, folder, FileMode.TREE)) {
        missing.add(folder + "/");
      }
    }
    if (!missing.isEmpty()) {
      throw new Problem(
          "commit "
              + commit.shortId()
              + " of "
              + path
              + " is not a Linux kernel tree: it lacks "
              + String.join(", ", missing),
          "name a repository of the kernel with --repo, and revisions of it");
    }
    requireComplete();
  }

  private void requireComplete() throws IOException, Problem {
    try {
      SourceObjects.of(repository).requireComplete(ObjectId.fromString(commit.id()));
    } catch (Problem incomplete) {
      throw new Problem(
          "commit " + commit.shortId() + " is not whole: " + incomplete.what(),
          incomplete.nextStep(),
          incomplete);
    }
  }

  private boolean hasVersion(ObjectId tree) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(repository, "Makefile", tree)) {
      if (found == null || (found.getRawMode(0) & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
        return false;
      }
      byte[] content = repository.open(found.getObjectId(0)).getCachedBytes(MAKEFILE_LIMIT);
      String text = new String(content, StandardCharsets.ISO_8859_1);
      return VERSION.matcher(text).find() && PATCHLEVEL.matcher(text).find();
    }
  }

  private boolean has(ObjectId tree, String name, FileMode mode) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(repository, name, tree)) {
      return found != null
          && (found.getRawMode(0) & FileMode.TYPE_MASK) == (mode.getBits() & FileMode.TYPE_MASK);
    }
  }
}
