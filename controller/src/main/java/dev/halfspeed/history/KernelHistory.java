package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's git repository of a kernel. Nothing is ever written into it, but for the commit-graph of
 * one that is marked as ours. Safe for use by several threads.
 *
 * <p>Grafts and replaced objects are not followed: the commits are taken as they were made, and a
 * range in which that makes a difference is refused.
 */
public final class KernelHistory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KernelHistory.class);

  private final Path path;
  private final FileRepository repository;

  private KernelHistory(Path path, FileRepository repository) {
    this.path = path;
    this.repository = repository;
  }

  /**
   * Opens a repository: a work tree (also a linked one), its .git folder, or a bare repository.
   *
   * @throws Problem when there is none at this path, it cannot be read, or it does not hold its
   *     objects itself
   */
  public static KernelHistory open(Path path) throws Problem {
    FileRepository repository = RepositoryFinder.open(path);
    try {
      PartialClone.refuse(path, repository.getConfig());
      // JGit would read all of the commit-graph into the heap. In memory only: this never reaches
      // the user's file.
      repository
          .getConfig()
          .setBoolean(
              ConfigConstants.CONFIG_CORE_SECTION,
              null,
              ConfigConstants.CONFIG_COMMIT_GRAPH,
              false);
      OwnCommitGraph.writeIfMissing(repository);
      return new KernelHistory(path, repository);
    } catch (Problem e) {
      repository.close();
      throw e;
    }
  }

  /**
   * The commit that a revision names: a branch, a tag, an id or its beginning, or an expression
   * such as HEAD~3.
   *
   * @throws Problem when it names none, or more than one
   */
  public CommitInfo resolve(String revision) throws Problem {
    try {
      return new RevisionResolver(repository, path, objects()).resolve(revision);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The commit with this full id.
   *
   * @throws IllegalArgumentException when there is none
   * @throws UncheckedIOException when the repository cannot be read
   */
  public CommitInfo commit(String id) {
    try (var walk = new RevWalk(repository)) {
      return info(walk, walk.parseCommit(ObjectId.fromString(id)));
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new IllegalArgumentException("no commit " + id + " in " + path, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The commit with this full id, with what it changed and whom that concerns.
   *
   * @throws IllegalArgumentException when there is none
   * @throws UncheckedIOException when the repository cannot be read
   */
  public CommitDetail detail(String id) {
    try {
      return CommitDetails.read(repository, commit(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The author and the message of the commit with this full id.
   *
   * @throws IllegalArgumentException when there is none
   * @throws UncheckedIOException when the repository cannot be read
   */
  public CommitText text(String id) {
    try {
      return CommitDetails.text(repository, id);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new IllegalArgumentException("no commit " + id + " in " + path, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks that a commit holds the source of a Linux kernel, with all its files.
   *
   * @throws Problem when it does not: names what is missing
   */
  public void requireKernel(CommitInfo commit) throws Problem {
    try {
      new KernelTree(repository, path, commit).require();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The commits that bad has and good lacks.
   *
   * @throws Problem when good and bad are no two ends of a range, when commits are missing from the
   *     repository, or when the paths leave no candidate
   */
  public CommitRange range(CommitInfo good, CommitInfo bad, RangeOptions options) throws Problem {
    try {
      Optional<CommitGraph> graph = commitGraph();
      if (graph.isPresent()) {
        try {
          return range(good, bad, options, graph.get());
        } catch (DamagedCommitGraphException | MissingObjectException e) {
          LOG.warn("The commit-graph of {} is left aside: {}", path, e.getMessage());
        }
      }
      return range(good, bad, options, null);
    } catch (DamagedCommitGraphException e) {
      throw new IllegalStateException("a graph that was not read", e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The branches, remote-tracking branches and tags that name a commit.
   *
   * @throws Problem when the repository cannot be read
   */
  public List<RefTip> tips() throws Problem {
    try {
      return RefTips.of(repository);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void close() {
    repository.close();
  }

  /** Where the repository's objects lie. */
  Path objects() {
    return repository.getObjectsDirectory().toPath().toAbsolutePath().normalize();
  }

  private Problem unreadable(IOException e) {
    return LostObject.of(objects(), e).orElseGet(() -> RepositoryFinder.unreadable(path, e));
  }

  static CommitInfo info(RevWalk walk, RevCommit commit) throws IOException {
    walk.parseBody(commit);
    PersonIdent author = commit.getAuthorIdent();
    return new CommitInfo(
        commit.name(),
        commit.getTree().name(),
        commit.getShortMessage(),
        author == null ? "unknown" : author.getName(),
        Instant.ofEpochSecond(Integer.toUnsignedLong(commit.getCommitTime())));
  }

  private CommitRange range(
      CommitInfo good, CommitInfo bad, RangeOptions options, @Nullable CommitGraph graph)
      throws IOException, DamagedCommitGraphException, Problem {
    try (var walk = new RevWalk(repository)) {
      var commits = new NumberedCommits(walk, graph);
      Replacements replacements = Replacements.of(repository);
      CommitRange range;
      try {
        range = new RangeReader(walk.getObjectReader(), commits, good, bad, options).read();
      } catch (Problem problem) {
        throw new Problem(
            problem.code(), problem.what(), problem.nextStep() + replacements.hint(), problem);
      }
      replacements.requireNoneIn(range, bad, path);
      return range;
    }
  }

  /**
   * The commit-graph as it is now. A shallow repository's may know parents that the repository does
   * not have.
   */
  private Optional<CommitGraph> commitGraph() throws IOException {
    return repository.getObjectDatabase().getShallowCommits().isEmpty()
        ? CommitGraph.open(objects())
        : Optional.empty();
  }
}
