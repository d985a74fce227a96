package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.search.CandidateDag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/** Reads one range: the procedure behind {@link KernelHistory#range}. */
final class RangeReader {
  private static final int ID_WORDS = 5;

  private final ObjectReader reader;
  private final NumberedCommits commits;
  private final AncestryWalk ancestry;
  private final CommitInfo good;
  private final CommitInfo bad;
  private final RangeOptions options;
  private @Nullable Candidates everyCandidate;

  /** Takes the objects of the repository and its commits. */
  RangeReader(
      ObjectReader reader,
      NumberedCommits commits,
      CommitInfo good,
      CommitInfo bad,
      RangeOptions options) {
    this.reader = reader;
    this.commits = commits;
    this.ancestry = new AncestryWalk(commits);
    this.good = good;
    this.bad = bad;
    this.options = options;
  }

  CommitRange read() throws IOException, DamagedCommitGraphException, Problem {
    if (good.id().equals(bad.id())) {
      throw new Problem(
          ProblemCode.NO_CANDIDATES,
          "good and bad are the same commit " + describe(bad),
          "name a good revision without the regression and a bad one with it");
    }
    List<String> paths = paths(options.paths());
    int goodCommit = commits.number(ObjectId.fromString(good.id()));
    int badCommit = commits.number(ObjectId.fromString(bad.id()));
    ancestry.run(goodCommit, badCommit);
    if (ancestry.isAncestorOfGood(badCommit)) {
      throw new Problem(
          ProblemCode.NO_CANDIDATES,
          "the bad revision "
              + describe(bad)
              + " is an ancestor of the good one "
              + describe(good)
              + ": what made it bad came before",
          "swap --good and --bad if they were mixed up; to find what made a kernel faster, pick a"
              + " metric whose better direction is the other one");
    }
    refuseMissingParents(badCommit);
    if (!ancestry.related()) {
      throw new Problem(
          ProblemCode.NO_CANDIDATES,
          "good " + describe(good) + " and bad " + describe(bad) + " have no commit in common",
          "name two revisions of one history; git merge-base GOOD BAD has to print a commit");
    }
    var order = new CandidateOrder(commits, ancestry);
    Candidates candidates =
        options.firstParent() ? order.firstParentLine(badCommit) : order.all(badCommit);
    boolean goodIsAncestor = ancestry.isCommon(goodCommit);
    List<String> mergeBases =
        goodIsAncestor ? List.of(good.id()) : mergeBases(candidates, badCommit);
    return paths.isEmpty()
        ? range(candidates.numbers(), candidateParents(candidates), mergeBases, goodIsAncestor)
        : simplified(candidates, paths, mergeBases, goodIsAncestor, goodCommit, badCommit);
  }

  private List<String> mergeBases(Candidates candidates, int badCommit)
      throws IOException, DamagedCommitGraphException {
    Candidates all =
        options.firstParent() ? new CandidateOrder(commits, ancestry).all(badCommit) : candidates;
    return ancestry.mergeBases(all.numbers()).stream()
        .map(base -> commits.id(base).name())
        .toList();
  }

  private static String describe(CommitInfo commit) {
    return commit.shortId() + " (" + commit.subject() + ")";
  }

  /**
   * A shallow repository lacks the parents of its oldest commits. Where such a commit may be a
   * candidate or a descendant of one, nobody can say what the candidates are.
   */
  private void refuseMissingParents(int badCommit)
      throws IOException, DamagedCommitGraphException, Problem {
    Set<ObjectId> shallow = reader.getShallowCommits();
    if (shallow.isEmpty()) {
      return;
    }
    long oldest = ancestry.oldestCandidate();
    for (ObjectId id : shallow) {
      if (!reader.has(id)) {
        continue;
      }
      int commit = commits.number(id);
      boolean cut =
          ancestry.isCandidate(commit)
              || (ancestry.isKnown(commit)
                  && (!ancestry.related()
                      || (commits.time(commit) >= oldest && !isBelowAll(commit, badCommit))));
      if (cut && hasParents(reader, id)) {
        throw new Problem(
            "the repository is a shallow clone that ends at "
                + id.abbreviate(12).name()
                + ", within the range: the candidates are not all there",
            "fetch the missing history: git fetch --unshallow, or git fetch --deepen=10000");
      }
    }
  }

  /** Whether all candidates come after a commit, so that none can be among its ancestors. */
  private boolean isBelowAll(int commit, int badCommit)
      throws IOException, DamagedCommitGraphException {
    if (everyCandidate == null) {
      everyCandidate = new CandidateOrder(commits, ancestry).all(badCommit);
    }
    Candidates all = everyCandidate;
    boolean[] after = new boolean[all.numbers().length];
    for (int number = 0; number < after.length; number++) {
      int[] own = commits.parents(all.numbers()[number]);
      for (int parent = 0; parent < own.length; parent++) {
        int candidate = all.parents()[number][parent];
        after[number] |= own[parent] == commit || (candidate >= 0 && after[candidate]);
      }
      if (!after[number]) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasParents(ObjectReader reader, ObjectId id) throws IOException {
    return RevCommit.parse(reader.open(id).getBytes()).getParentCount() > 0;
  }

  /** The parents that are candidates, each once. */
  private static int[][] candidateParents(Candidates candidates) {
    int[][] parents = candidates.parents().clone();
    for (int number = 0; number < parents.length; number++) {
      int[] own = parents[number];
      // Nearly every commit has one parent that is a candidate: nothing has to be made for it.
      if (own.length > 1 || (own.length == 1 && own[0] < 0)) {
        parents[number] = Arrays.stream(own).filter(parent -> parent >= 0).distinct().toArray();
      }
    }
    return parents;
  }

  private CommitRange simplified(
      Candidates candidates,
      List<String> paths,
      List<String> mergeBases,
      boolean goodIsAncestor,
      int goodCommit,
      int badCommit)
      throws IOException, DamagedCommitGraphException, Problem {
    int[] standsFor;
    int bad = candidates.numbers().length - 1;
    try (var simplifier = new PathSimplifier(reader, commits, goodCommit, paths)) {
      standsFor = simplifier.representatives(candidates);
      if (standsFor[bad] == Candidates.OUTSIDE) {
        boolean exists =
            simplifier.existsIn(commits.tree(badCommit))
                || simplifier.existsIn(commits.tree(goodCommit));
        throw new Problem(
            ProblemCode.NO_CANDIDATES,
            (exists ? "no commit between good and bad touches " : "neither good nor bad has ")
                + String.join(", ", paths),
            "name files or folders from the top of the kernel tree, such as --path mm");
      }
    }
    int[] places = new int[bad + 1];
    int[] kept = new int[bad + 1];
    List<int[]> keptParents = new ArrayList<>();
    for (int number = 0; number <= bad; number++) {
      boolean isKept = standsFor[number] == number;
      if (isKept || number == bad) {
        int[] from = isKept ? candidates.parents()[number] : new int[] {bad};
        places[number] = keptParents.size();
        kept[keptParents.size()] = candidates.numbers()[number];
        keptParents.add(
            Arrays.stream(from)
                .filter(parent -> parent >= 0)
                .map(parent -> standsFor[parent])
                .filter(parent -> parent >= 0)
                .map(parent -> places[parent])
                .distinct()
                .toArray());
      }
    }
    return range(
        Arrays.copyOf(kept, keptParents.size()),
        keptParents.toArray(int[][]::new),
        mergeBases,
        goodIsAncestor);
  }

  private CommitRange range(
      int[] numbers, int[][] parents, List<String> mergeBases, boolean goodIsAncestor) {
    int[] ids = new int[numbers.length * ID_WORDS];
    for (int number = 0; number < numbers.length; number++) {
      commits.id(numbers[number]).copyRawTo(ids, number * ID_WORDS);
    }
    return new CommitRange(ids, CandidateDag.of(parents), good.id(), mergeBases, goodIsAncestor);
  }

  private static List<String> paths(List<String> given) throws Problem {
    List<String> paths = new ArrayList<>();
    for (String path : given) {
      String plain = path.startsWith("./") ? path.substring(2) : path;
      while (plain.endsWith("/")) {
        plain = plain.substring(0, plain.length() - 1);
      }
      boolean odd =
          plain.isEmpty()
              || plain.startsWith("/")
              || plain.startsWith(":")
              || Arrays.asList(plain.split("/", -1)).contains("..")
              || Arrays.asList(plain.split("/", -1)).contains(".")
              || plain.contains("//");
      if (odd) {
        throw new Problem(
            ProblemCode.INVALID_FIELD,
            "'" + path + "' is no path within the kernel tree",
            "name a file or folder from the top of the tree, such as --path mm/vmscan.c");
      }
      paths.add(plain);
    }
    return paths;
  }
}
