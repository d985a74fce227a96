package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Which commit a revision names in a repository; where it names none, what to do. */
final class RevisionResolver {
  /** An upstream, or a time. */
  private static final Pattern OTHER_WAYS = Pattern.compile("@\\{(?!-?\\d+\\})");

  private final FileRepository repository;
  private final Path path;
  private final Path objects;

  /**
   * Of one repository.
   *
   * @param path by which its user knows it
   * @param objects where its objects lie
   */
  RevisionResolver(FileRepository repository, Path path, Path objects) {
    this.repository = repository;
    this.path = path;
    this.objects = objects;
  }

  /**
   * The commit that a revision names: a branch, a tag, an id or its beginning, or an expression
   * such as HEAD~3.
   *
   * @throws IOException when the repository cannot be read
   * @throws Problem when it names none, or more than one
   */
  CommitInfo resolve(String revision) throws IOException, Problem {
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
      return KernelHistory.info(walk, commit);
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
              objects, "commit " + e.getObjectId().name() + " ('" + revision + "')", null);
    }
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
    List<Path> away = Alternates.away(objects);
    return away.isEmpty()
        ? new Problem(
            ProblemCode.UNKNOWN_REVISION,
            "no commit " + id + " in " + path,
            "fetch it first: git -C " + path + " fetch REMOTE " + id)
        : LostObject.missing(objects, "commit " + id, null);
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
        CommitInfo commit = KernelHistory.info(walk, walk.parseCommit(id));
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
}
