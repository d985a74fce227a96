package dev.halfspeed.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the commit-graph of a repository that was made for Halfspeed, which its maker says with
 * {@code git config halfspeed.own true}. Nothing is written into any other.
 */
final class OwnCommitGraph {
  private static final Logger LOG = LoggerFactory.getLogger(OwnCommitGraph.class);

  private OwnCommitGraph() {}

  /**
   * Writes one where there is none that can be read: ten seconds for a million commits. Where that
   * fails, ranges are read without it.
   */
  static void writeIfMissing(FileRepository repository) {
    Path objects = repository.getObjectsDirectory().toPath();
    boolean own = repository.getConfig().getBoolean("halfspeed", "own", false);
    if (!own || CommitGraph.open(objects).isPresent()) {
      return;
    }
    try {
      write(repository.getDirectory().toPath());
    } catch (IOException e) {
      LOG.warn("No commit-graph of {}: {}", repository.getDirectory(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By git: JGit would hold every commit in memory. */
  private static void write(Path repository) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            "git",
            "-c",
            "core.commitGraph=true",
            "--git-dir=" + repository.toAbsolutePath(),
            "commit-graph",
            "write",
            "--reachable",
            "--no-progress");
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    Process git = builder.redirectErrorStream(true).start();
    try {
      git.getOutputStream().close();
      String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() != 0) {
        throw new IOException(output.strip());
      }
    } finally {
      git.destroy();
    }
  }
}
