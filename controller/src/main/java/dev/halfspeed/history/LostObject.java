package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.jspecify.annotations.Nullable;

/** An object that a repository should have and lacks, or holds damaged: in words, with a remedy. */
final class LostObject {
  private LostObject() {}

  /**
   * What to say of an object that is not there.
   *
   * @param objects the folder of the repository's objects
   * @param object what it is, with its id
   * @param path the file or directory that it is the content of, where that is known
   */
  static Problem missing(Path objects, String object, @Nullable String path) {
    Path repository = repository(objects);
    String what =
        object + (path == null ? "" : ", the content of " + path + ",") + " is missing from ";
    List<Path> away = Alternates.away(objects);
    if (!away.isEmpty()) {
      return new Problem(
          what + repository + ", which borrows objects from " + away.getFirst() + "; that is away",
          "bring that folder back, mount it, or correct "
              + objects.resolve("info/alternates")
              + "; or name a complete clone with --repo");
    }
    if (isPartial(objects)) {
      return new Problem(
          what + repository + ", a partial clone",
          "fetch all files: git -C "
              + repository
              + " fetch --refetch --no-filter origin; or name a complete clone with --repo");
    }
    return new Problem(
        what + repository,
        "see what else is missing: git -C "
            + repository
            + " fsck --connectivity-only; fetch it again: git -C "
            + repository
            + " fetch --refetch REMOTE; or name a complete clone with --repo");
  }

  /** What to say of an object that can't be read. */
  static Problem damaged(Path objects, String object, @Nullable String path) {
    Path repository = repository(objects);
    return new Problem(
        object
            + (path == null ? "" : ", the content of " + path + ",")
            + " is damaged in "
            + repository,
        "see what else is damaged: git -C "
            + repository
            + " fsck; delete the damaged files that it names and fetch them again: git -C "
            + repository
            + " fetch --refetch REMOTE; or name a complete clone with --repo");
  }

  /** The same for an error of a library, where it is about an object. */
  static Optional<Problem> of(Path objects, Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof MissingObjectException missing) {
        return Optional.of(missing(objects, "object " + missing.getObjectId().name(), null));
      }
      if (cause instanceof CorruptObjectException) {
        return Optional.of(damaged(objects, "an object", null));
      }
    }
    return Optional.empty();
  }

  /** A repository as people name it. */
  static Path repository(Path objects) {
    Path folder = objects.toAbsolutePath().resolve("..").normalize();
    return folder.endsWith(".git") ? folder.resolve("..").normalize() : folder;
  }

  /** Whether some of the packs came from a remote that keeps the rest. */
  private static boolean isPartial(Path objects) {
    try (DirectoryStream<Path> promised =
        Files.newDirectoryStream(objects.resolve("pack"), "*.promisor")) {
      return promised.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }
}
