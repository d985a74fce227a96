package dev.halfspeed.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEditor.PathEdit;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ThreeWayMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * The sources that are sent to the machines, as commits without history in a bare repository of our
 * own. It borrows the objects of the user's repository and holds only what was made here, so that
 * nothing is ever written into the user's. Safe for use by several threads.
 */
public final class Snapshots implements AutoCloseable {
  private static final PersonIdent MAKER =
      new PersonIdent(
          "Halfspeed",
          "halfspeed@localhost",
          Instant.parse("2000-01-01T00:00:00Z"),
          ZoneOffset.UTC);

  private static final Pattern KCONFIG = Pattern.compile("Kconfig(?:[.-].*)?");

  private final Path directory;
  private final FileRepository repository;

  private Snapshots(Path directory, FileRepository repository) {
    this.directory = directory;
    this.repository = repository;
  }

  /**
   * Opens our own repository, and makes it when there is none. One that already borrows from other
   * repositories goes on doing so.
   *
   * @param directory of our own repository, not of the user's
   * @throws UncheckedIOException when it cannot be made or read
   */
  public static Snapshots open(Path directory, KernelHistory history) {
    UnprobedFileTimes.install();
    BorrowedRepositories.closeSoon();
    Path own = directory.toAbsolutePath().normalize();
    try {
      var builder = new FileRepositoryBuilder().setGitDir(own.toFile()).setBare();
      synchronized (Snapshots.class) {
        if (!Files.exists(own.resolve(Constants.HEAD))) {
          Files.createDirectories(own);
          create(builder);
        }
        Alternates.add(own.resolve("objects"), history.objects());
      }
      return new Snapshots(own, new FileRepository(builder.setup()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes a repository of our own with the snapshots in it, when nothing will be built from it
   * any more; does nothing where there is none.
   *
   * @throws IOException when a part of it stays
   */
  public static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Where the snapshots lie: a bare repository. */
  public Path repository() {
    return directory;
  }

  /**
   * A commit without parents that has the tree of the given one. Its id depends on the tree only.
   *
   * @return the snapshot's id
   * @throws IllegalArgumentException when there is no such commit
   * @throws UncheckedIOException when the snapshot cannot be written
   */
  public String snapshot(String commitId) {
    try (var walk = new RevWalk(repository);
        ObjectInserter inserter = repository.newObjectInserter()) {
      String snapshot = insert(inserter, commit(walk, commitId).getTree());
      inserter.flush();
      return snapshot;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A snapshot of one commit with the change of another taken back, as {@code git revert} would.
   * Where the change had already gone, it is the snapshot of the first commit.
   *
   * @param bad the commit to start from
   * @param culprit the commit whose change is taken back
   * @param mainline for a merge, which of its parents, counted from 1, to go back to; otherwise 0,
   *     which for a merge means its first
   * @return the snapshot's id; empty where later changes are in the way
   * @throws IllegalArgumentException when there is no such commit or parent
   * @throws UncheckedIOException when the snapshot cannot be written
   */
  public Optional<String> revert(String bad, String culprit, int mainline) {
    try (var walk = new RevWalk(repository);
        ObjectInserter inserter = repository.newObjectInserter()) {
      RevCommit taken = commit(walk, culprit);
      ThreeWayMerger merger = MergeStrategy.RESOLVE.newMerger(repository, true);
      merger.setObjectInserter(inserter);
      merger.setBase(taken.getTree());
      if (!merger.merge(commit(walk, bad).getTree(), before(walk, inserter, taken, mainline))) {
        return Optional.empty();
      }
      String snapshot = insert(inserter, merger.getResultTreeId());
      inserter.flush();
      return Optional.of(snapshot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A snapshot of one commit with the changes of others taken back, one after the other.
   *
   * @param reverts commits whose changes are taken back; none: that of the commit itself
   * @return the snapshot's id; empty where a change can't be taken back, or had gone already
   * @throws IllegalArgumentException when there is no such commit
   * @throws UncheckedIOException when the snapshot cannot be written
   */
  public Optional<String> without(String commitId, List<String> reverts) {
    Optional<String> at = Optional.of(snapshot(commitId));
    for (String culprit : reverts) {
      String before = at.get();
      at = revert(before, culprit, 0).filter(after -> !after.equals(before));
      if (at.isEmpty()) {
        return at;
      }
    }
    return at;
  }

  /**
   * A snapshot of one commit with the Kconfig files of another: its code, built with the options
   * that the other one has.
   *
   * @return the snapshot's id; empty where the Kconfig files are the same
   * @throws IllegalArgumentException when there is no such commit
   * @throws UncheckedIOException when the snapshot cannot be written
   */
  public Optional<String> withKconfigOf(String commitId, String other) {
    try (var walk = new RevWalk(repository);
        ObjectInserter inserter = repository.newObjectInserter();
        var paths = new TreeWalk(walk.getObjectReader())) {
      AnyObjectId tree = commit(walk, commitId).getTree();
      paths.addTree(tree);
      paths.addTree(commit(walk, other).getTree());
      paths.setRecursive(true);
      paths.setFilter(TreeFilter.ANY_DIFF);
      DirCache files = DirCache.read(walk.getObjectReader(), tree);
      DirCacheEditor editor = files.editor();
      boolean isChanged = false;
      while (paths.next()) {
        if (KCONFIG.matcher(paths.getNameString()).matches()) {
          editor.add(edit(paths));
          isChanged = true;
        }
      }
      if (!isChanged) {
        return Optional.empty();
      }
      editor.finish();
      String snapshot = insert(inserter, files.writeTree(inserter));
      inserter.flush();
      return Optional.of(snapshot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a path as it is in the second tree. */
  private static PathEdit edit(TreeWalk paths) {
    FileMode mode = paths.getFileMode(1);
    ObjectId file = paths.getObjectId(1);
    return mode.equals(FileMode.MISSING)
        ? new DirCacheEditor.DeletePath(paths.getPathString())
        : new PathEdit(paths.getPathString()) {
          @Override
          public void apply(DirCacheEntry entry) {
            entry.setFileMode(mode);
            entry.setObjectId(file);
          }
        };
  }

  @Override
  public void close() {
    repository.close();
  }

  private static RevCommit commit(RevWalk walk, String id) throws IOException {
    try {
      return walk.parseCommit(ObjectId.fromString(id));
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new IllegalArgumentException("no commit " + id, e);
    }
  }

  private static AnyObjectId before(
      RevWalk walk, ObjectInserter inserter, RevCommit culprit, int mainline) throws IOException {
    if (culprit.getParentCount() == 0) {
      ObjectId empty = inserter.insert(new TreeFormatter());
      inserter.flush();
      return empty;
    }
    int parent = Math.max(mainline, 1) - 1;
    if (parent >= culprit.getParentCount()) {
      throw new IllegalArgumentException(culprit.name() + " has no parent " + mainline);
    }
    return walk.parseCommit(culprit.getParent(parent)).getTree();
  }

  private static String insert(ObjectInserter inserter, AnyObjectId tree) throws IOException {
    var snapshot = new CommitBuilder();
    snapshot.setTreeId(tree);
    snapshot.setAuthor(MAKER);
    snapshot.setCommitter(MAKER);
    snapshot.setMessage("Snapshot of tree " + tree.name() + "\n");
    return inserter.insert(snapshot).name();
  }

  private static void create(FileRepositoryBuilder builder) throws IOException {
    try (var repository = new FileRepository(builder.setup())) {
      repository.create(true);
      StoredConfig config = repository.getConfig();
      // No ref keeps the snapshots: git's own housekeeping would throw them away.
      config.setInt("gc", null, "auto", 0);
      config.save();
    }
  }
}
