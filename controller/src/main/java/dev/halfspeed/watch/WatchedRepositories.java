package dev.halfspeed.watch;

import dev.halfspeed.problem.Problem;
import java.util.List;
import java.util.Optional;

/** The git repositories that watches look at. Calls block, a fetch for minutes. */
public interface WatchedRepositories {
  /**
   * Opens a repository.
   *
   * @throws Problem when there is none at the path, or it can't be read
   */
  Reading open(String path) throws Problem;

  /**
   * Asks a remote whether it can be fetched, without doing it.
   *
   * @throws Problem when it is not known, gone, does not answer, or wants a password
   */
  void probe(String path, String remote) throws Problem;

  /**
   * Fetches from a remote.
   *
   * @throws Problem as {@link #probe}
   */
  void fetch(String path, String remote) throws Problem;

  /** A repository that is open. */
  interface Reading extends AutoCloseable {
    /** The branches and tags that name a commit. */
    List<Tip> tips() throws Problem;

    /**
     * The commit of a revision, which has to be a whole tree of a kernel.
     *
     * @throws Problem when it names none, or something else
     */
    Tip kernel(String revision) throws Problem;

    /**
     * The commit of a mainline that a rebuilt branch is based on: the best common ancestor.
     *
     * @return empty where the branch has nothing of its own
     * @throws Problem when there is no common ancestor
     */
    Optional<String> base(String mainline, String commit) throws Problem;

    /** Whether a commit is there, with its parents. */
    boolean has(String commit);

    @Override
    void close();
  }
}
