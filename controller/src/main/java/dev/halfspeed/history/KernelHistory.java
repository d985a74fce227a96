package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
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
  private static final Pattern VERSION = Pattern.compile("(?m)^VERSION\\s*=");
  private static final Pattern PATCHLEVEL = Pattern.compile("(?m)^PATCHLEVEL\\s*=");
  private static final int MAKEFILE_LIMIT = 1 << 20;

  /** An upstream, or a time. */
  private static final Pattern OTHER_WAYS = Pattern.compile("@\\{(?!-?\\d+\\})");

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
    if (revision.isBlank()) {
      throw new Problem(
          ProblemCode.UNKNOWN_REVISION,
          "a revision is empty",
          "name a branch, a tag or a commit id");
    }
    if (revision.contains("..")) {
      throw new Problem(
          ProblemCode.UNKNOWN_REVISION,
          "'" + revision + "' is a range, not one revision",
          "give its two ends apart, as --good and --bad");
    }
    refuseSearch(revision);
    try (var walk = new RevWalk(repository)) {
      refuseTwoRefs(walk, revision);
      ObjectId id = find(withHead(revision));
      if (id == null) {
        throw unknown(revision);
      }
      RevObject object = walk.peel(walk.parseAny(id));
      if (!(object instanceof RevCommit commit)) {
        throw noCommit(revision, object);
      }
      return info(walk, commit);
    } catch (AmbiguousObjectException e) {
      throw ambiguous(revision, e);
    } catch (RevisionSyntaxException
        | IncorrectObjectTypeException
        | UnsupportedOperationException e) {
      throw new Problem(
          ProblemCode.UNKNOWN_REVISION,
          "'" + revision + "' is no revision that can be read in " + path,
          "name a branch, a tag, a commit id, or one of these with ~N",
          e);
    } catch (MissingObjectException e) {
      throw ObjectId.isId(revision)
          ? notFetched(revision)
          : LostObject.missing(
              objects(), "commit " + e.getObjectId().name() + " ('" + revision + "')", null);
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
    List<String> missing = new ArrayList<>();
    try {
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
    } catch (IOException e) {
      throw unreadable(e);
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
    requireComplete(commit);
  }

  private void requireComplete(CommitInfo commit) throws Problem {
    try {
      SourceObjects.of(repository).requireComplete(ObjectId.fromString(commit.id()));
    } catch (Problem incomplete) {
      throw new Problem(
          "commit " + commit.shortId() + " is not whole: " + incomplete.what(),
          incomplete.nextStep(),
          incomplete);
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

  /** What git looks up in more than names and ids is left to git. */
  private void refuseSearch(String revision) throws Problem {
    boolean byMessage = revision.startsWith(":/") || revision.contains("^{/");
    // JGit takes a branch without upstream for its own.
    if (byMessage || OTHER_WAYS.matcher(revision).find()) {
      throw new Problem(
          ProblemCode.UNKNOWN_REVISION,
          "'"
              + revision
              + "' names a commit by "
              + (byMessage ? "words of its message" : "way of another branch, or a time")
              + ", which is not looked up here",
          "give the id that git finds: git -C " + path + " rev-parse --verify '" + revision + "'");
    }
  }

  /** A tag and a branch of one name: git takes the tag, with a warning that nobody would see. */
  private void refuseTwoRefs(RevWalk walk, String revision) throws IOException, Problem {
    String name = revision.split("[~^:]|@\\{", 2)[0];
    if (name.isEmpty() || name.startsWith("refs/")) {
      return;
    }
    Map<String, ObjectId> found = new LinkedHashMap<>();
    for (String folder : List.of("refs/tags/", "refs/heads/", "refs/remotes/")) {
      Ref ref = repository.exactRef(folder + name);
      if (ref != null && ref.getObjectId() != null) {
        found.put(ref.getName(), walk.peel(walk.parseAny(ref.getObjectId())).copy());
      }
    }
    if (Set.copyOf(found.values()).size() > 1) {
      throw new Problem(
          ProblemCode.UNKNOWN_REVISION,
          "'" + name + "' is more than one thing in " + path + ", with different commits",
          "say which you mean: " + String.join(" or ", found.keySet()));
    }
  }

  /** A lone @ is git's short name for HEAD. */
  private static String withHead(String revision) {
    return revision.equals("@") || revision.startsWith("@~") || revision.startsWith("@^")
        ? "HEAD" + revision.substring(1)
        : revision;
  }

  private static Problem noCommit(String revision, RevObject object) {
    String what = object.getType() == Constants.OBJ_TREE ? "a directory" : "the content of a file";
    return new Problem(
        ProblemCode.UNKNOWN_REVISION,
        "'" + revision + "' is " + what + ", not a commit",
        "name a branch, a tag of a commit, or a commit id");
  }

  private Problem notFetched(String id) {
    List<Path> away = Alternates.away(objects());
    return away.isEmpty()
        ? new Problem(
            ProblemCode.UNKNOWN_REVISION,
            "no commit " + id + " in " + path,
            "fetch it first: git -C " + path + " fetch REMOTE " + id)
        : LostObject.missing(objects(), "commit " + id, null);
  }

  private @Nullable ObjectId find(String revision) throws IOException {
    try {
      return repository.resolve(revision);
    } catch (AmbiguousObjectException e) {
      List<ObjectId> commits = commits(e);
      String abbreviation = e.getAbbreviatedObjectId().name();
      if (commits.size() == 1 && revision.startsWith(abbreviation)) {
        return repository.resolve(
            commits.getFirst().name() + revision.substring(abbreviation.length()));
      }
      throw e;
    }
  }

  private List<ObjectId> commits(AmbiguousObjectException e) throws IOException {
    List<ObjectId> commits = new ArrayList<>();
    try (var walk = new RevWalk(repository)) {
      for (ObjectId candidate : e.getCandidates()) {
        if (walk.parseAny(candidate) instanceof RevCommit commit) {
          commits.add(commit.copy());
        }
      }
    }
    return commits;
  }

  private Problem ambiguous(String revision, AmbiguousObjectException e) {
    List<String> lines = new ArrayList<>();
    try (var walk = new RevWalk(repository)) {
      for (ObjectId id : commits(e)) {
        CommitInfo commit = info(walk, walk.parseCommit(id));
        lines.add(commit.shortId() + " (" + commit.subject() + ")");
      }
    } catch (IOException unread) {
      e.addSuppressed(unread);
    }
    return new Problem(
        ProblemCode.UNKNOWN_REVISION,
        "'"
            + revision
            + "' is the beginning of "
            + e.getCandidates().size()
            + " objects"
            + (lines.isEmpty() ? "" : ": " + String.join(", ", lines)),
        "give more digits of the one you mean",
        e);
  }

  private Problem unknown(String revision) throws IOException {
    if (ObjectId.isId(revision)) {
      return notFetched(revision);
    }
    Set<String> names = new TreeSet<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      names.add(Repository.shortenRefName(ref.getName()));
    }
    if (Set.of("HEAD").containsAll(names) && repository.resolve("HEAD") == null) {
      return new Problem(
          ProblemCode.UNKNOWN_REVISION,
          path + " has no commits yet",
          "name a repository of the kernel with --repo");
    }
    if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
      return new Problem(
          ProblemCode.UNKNOWN_REVISION,
          "no branch, tag or commit '" + revision + "' in " + path + ", a shallow clone",
          "if it is older than what was cloned, fetch the rest: git -C "
              + path
              + " fetch --unshallow --tags");
    }
    List<String> near = NearestNames.to(revision, names);
    return new Problem(
        ProblemCode.UNKNOWN_REVISION,
        "no branch, tag or commit '" + revision + "' in " + path,
        near.isEmpty()
            ? "list what there is with git -C " + path + " tag, or fetch what is missing"
            : "did you mean " + String.join(" or ", near) + "?");
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
