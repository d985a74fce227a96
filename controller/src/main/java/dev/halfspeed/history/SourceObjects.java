package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether all files of a commit are in a repository, before they are wanted. Only what
 * differs from the last commit that was whole is looked up. Safe for use by several threads.
 */
public final class SourceObjects {
  /** By where a repository's objects lie: a tree of which every object is there. */
  private static final Map<Path, ObjectId> COMPLETE = memory();

  /** Likewise: a tree of which every object was read. */
  private static final Map<Path, ObjectId> READ = memory();

  private final Repository repository;

  /** Where the objects of the user's repository lie. */
  private final Path objects;

  private SourceObjects(Repository repository, Path objects) {
    this.repository = repository;
    this.objects = objects;
  }

  /** Those of a user's repository, which is open. */
  static SourceObjects of(FileRepository repository) {
    return new SourceObjects(
        repository, repository.getObjectsDirectory().toPath().toAbsolutePath().normalize());
  }

  /** Those that a repository of our own borrows from a user's, if it does. It is open. */
  public static SourceObjects borrowedBy(Repository repository) {
    Path own = repository.getDirectory().toPath().toAbsolutePath().normalize().resolve("objects");
    return new SourceObjects(repository, Alternates.of(own).stream().findFirst().orElse(own));
  }

  private static Map<Path, ObjectId> memory() {
    return Collections.synchronizedMap(
        new LinkedHashMap<>() {
          private static final int LARGEST = 64;
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Path, ObjectId> eldest) {
            return size() > LARGEST;
          }
        });
  }

  /**
   * Checks that every file of a commit is there.
   *
   * @throws Problem names the first that is not
   * @throws IOException when the repository can't be read
   */
  public void requireComplete(AnyObjectId commit) throws Problem, IOException {
    ObjectId tree = tree(commit);
    Optional<Lost> lost = lost(tree, COMPLETE.get(objects));
    if (lost.isPresent()) {
      // What was complete once may be what is not now.
      lost = lost(tree, null);
    }
    if (lost.isPresent()) {
      throw lost.get().problem(objects);
    }
    COMPLETE.put(objects, tree);
  }

  /**
   * Checks that every file of a commit can be sent, by packing them for nobody: who packs them for
   * a machine learns of an error while the machine waits for the rest.
   *
   * @throws Problem names a file that can't
   * @throws IOException when the repository can't be read
   */
  public void requireReadable(AnyObjectId commit) throws Problem, IOException {
    requireComplete(commit);
    ObjectId tree = tree(commit);
    ObjectId before = READ.get(objects);
    var packing = new PackConfig(repository);
    packing.setDeltaCompress(false);
    packing.setThreads(1);
    try (var writer = new PackWriter(packing, repository.newObjectReader())) {
      writer.setIndexDisabled(true);
      writer.setUseBitmaps(false);
      writer.preparePack(
          NullProgressMonitor.INSTANCE,
          Set.of(commit.copy(), tree),
          before == null ? Set.of() : Set.of(before));
      writer.writePack(
          NullProgressMonitor.INSTANCE,
          NullProgressMonitor.INSTANCE,
          OutputStream.nullOutputStream());
      READ.put(objects, tree);
    } catch (IOException e) {
      READ.remove(objects);
      throw unreadable(commit).or(() -> LostObject.of(objects, e)).orElseThrow(() -> e);
    }
  }

  private ObjectId tree(AnyObjectId commit) throws Problem, IOException {
    try (var walk = new RevWalk(repository)) {
      return walk.parseCommit(commit).getTree().copy();
    } catch (MissingObjectException e) {
      throw LostObject.missing(objects, "commit " + e.getObjectId().name(), null);
    }
  }

  /** Reads all files of a commit: takes long, and finds the one that can't be. */
  private Optional<Problem> unreadable(AnyObjectId commit) {
    try (ObjectReader reader = repository.newObjectReader();
        var walk = new RevWalk(reader);
        var files = new TreeWalk(reader)) {
      files.addTree(walk.parseCommit(commit).getTree());
      files.setRecursive(true);
      while (files.next()) {
        if (files.getRawMode(0) != FileMode.TYPE_GITLINK) {
          ObjectId id = files.getObjectId(0);
          try (var content = reader.open(id).openStream()) {
            content.transferTo(OutputStream.nullOutputStream());
          } catch (MissingObjectException e) {
            return Optional.of(new Lost(id, files.getPathString()).problem(objects));
          } catch (IOException e) {
            return Optional.of(
                LostObject.damaged(objects, "object " + id.name(), files.getPathString()));
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return LostObject.of(objects, e);
    }
  }

  /**
   * An object that is not there, and what it is the content of: empty for the topmost directory.
   */
  private record Lost(ObjectId id, String path) {
    private Problem problem(Path objects) {
      return LostObject.missing(objects, "object " + id.name(), path.isEmpty() ? null : path);
    }
  }

  private Optional<Lost> lost(ObjectId tree, @Nullable ObjectId complete) throws IOException {
    String path = "";
    try (ObjectReader reader = repository.newObjectReader();
        var walk = new TreeWalk(reader)) {
      if (complete == null) {
        walk.addTree(new EmptyTreeIterator());
      } else {
        walk.addTree(complete);
      }
      walk.addTree(tree);
      walk.setFilter(TreeFilter.ANY_DIFF);
      while (walk.next()) {
        int mode = walk.getRawMode(1);
        if (mode == FileMode.TYPE_MISSING || mode == FileMode.TYPE_GITLINK) {
          continue;
        }
        path = walk.getPathString();
        if (walk.isSubtree()) {
          walk.enterSubtree();
        } else if (!reader.has(walk.getObjectId(1))) {
          return Optional.of(new Lost(walk.getObjectId(1), path));
        }
      }
      return Optional.empty();
    } catch (MissingObjectException e) {
      return Optional.of(new Lost(e.getObjectId(), path));
    } catch (IncorrectObjectTypeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
