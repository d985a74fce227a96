package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.CandidateDag;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Reads one range: the procedure behind {@link KernelHistory#range}. */
final class RangeReader {
  private final RevWalk walk;
  private final CommitInfo good;
  private final CommitInfo bad;
  private final RangeOptions options;

  /** Takes a walk that does nothing else. */
  RangeReader(RevWalk walk, CommitInfo good, CommitInfo bad, RangeOptions options) {
    this.walk = walk;
    this.good = good;
    this.bad = bad;
    this.options = options;
    walk.setRetainBody(false);
  }

  CommitRange read() throws IOException, Problem {
    if (good.id().equals(bad.id())) {
      throw new Problem(
          "good and bad are the same commit " + describe(bad),
          "name a good revision without the regression and a bad one with it");
    }
    List<String> paths = paths(options.paths());
    RevCommit goodCommit = walk.parseCommit(ObjectId.fromString(good.id()));
    RevCommit badCommit = walk.parseCommit(ObjectId.fromString(bad.id()));
    var ancestry = new AncestryWalk(walk);
    ancestry.run(goodCommit, badCommit);
    if (ancestry.isAncestorOfGood(badCommit)) {
      throw new Problem(
          "the bad revision "
              + describe(bad)
              + " is an ancestor of the good one "
              + describe(good)
              + ": what made it bad came before",
          "swap --good and --bad if they were mixed up; to find what made a kernel faster, pick a"
              + " metric whose better direction is the other one");
    }
    refuseMissingParents(ancestry);
    if (!ancestry.related()) {
      throw new Problem(
          "good " + describe(good) + " and bad " + describe(bad) + " have no commit in common",
          "name two revisions of one history; git merge-base GOOD BAD has to print a commit");
    }
    List<RevCommit> commits =
        options.firstParent() ? firstParentLine(ancestry, badCommit) : sorted(ancestry, badCommit);
    boolean goodIsAncestor = ancestry.isCommon(goodCommit);
    List<String> mergeBases =
        goodIsAncestor
            ? List.of(good.id())
            : ancestry
                .mergeBases(options.firstParent() ? sorted(ancestry, badCommit) : commits)
                .stream()
                .map(ObjectId::name)
                .toList();
    List<int[]> parents = parents(commits);
    return paths.isEmpty()
        ? range(commits, everyParent(parents), mergeBases, goodIsAncestor)
        : simplified(commits, parents, paths, mergeBases, goodIsAncestor, goodCommit, badCommit);
  }

  private static String describe(CommitInfo commit) {
    return commit.shortId() + " (" + commit.subject() + ")";
  }

  /**
   * A shallow repository lacks the parents of its oldest commits. Where such a commit may be a
   * candidate or a descendant of one, nobody can say what the candidates are.
   */
  private void refuseMissingParents(AncestryWalk ancestry) throws IOException, Problem {
    ObjectReader reader = walk.getObjectReader();
    Set<ObjectId> shallow = reader.getShallowCommits();
    if (shallow.isEmpty()) {
      return;
    }
    long oldest = ancestry.oldestCandidate();
    for (ObjectId id : shallow) {
      if (!reader.has(id)) {
        continue;
      }
      RevCommit commit = walk.lookupCommit(id);
      boolean cut =
          ancestry.isCandidate(commit)
              || (ancestry.isKnown(commit)
                  && (AncestryWalk.time(commit) >= oldest || !ancestry.related()));
      if (cut && hasParents(reader, id)) {
        throw new Problem(
            "the repository is a shallow clone that ends at "
                + id.abbreviate(12).name()
                + ", within the range: the candidates are not all there",
            "fetch the missing history: git fetch --unshallow, or git fetch --deepen=10000");
      }
    }
  }

  private static boolean hasParents(ObjectReader reader, ObjectId id) throws IOException {
    return RevCommit.parse(reader.open(id).getBytes()).getParentCount() > 0;
  }

  /** The candidates in an order in which parents come before their children. */
  private static List<RevCommit> sorted(AncestryWalk ancestry, RevCommit bad) {
    List<RevCommit> sorted = new ArrayList<>();
    var seen = new ObjectIdOwnerMap<Place>();
    Deque<Place> path = new ArrayDeque<>();
    path.push(place(seen, bad));
    while (!path.isEmpty()) {
      Place top = path.element();
      if (top.nextParent == top.commit.getParentCount()) {
        sorted.add(top.commit);
        path.pop();
      } else {
        RevCommit parent = top.commit.getParent(top.nextParent);
        top.nextParent++;
        if (ancestry.isCandidate(parent) && !seen.contains(parent)) {
          path.push(place(seen, parent));
        }
      }
    }
    return sorted;
  }

  private static Place place(ObjectIdOwnerMap<Place> seen, RevCommit commit) {
    var place = new Place(commit);
    seen.add(place);
    return place;
  }

  private static List<RevCommit> firstParentLine(AncestryWalk ancestry, RevCommit bad) {
    Deque<RevCommit> line = new ArrayDeque<>();
    line.push(bad);
    while (line.element().getParentCount() > 0
        && ancestry.isCandidate(line.element().getParent(0))) {
      line.push(line.element().getParent(0));
    }
    return List.copyOf(line);
  }

  /** Each commit's parents by number, {@link PathSimplifier#OUTSIDE} for those on the good side. */
  private List<int[]> parents(List<RevCommit> commits) {
    var numbers = new ObjectIdOwnerMap<Place>();
    List<int[]> parents = new ArrayList<>(commits.size());
    for (RevCommit commit : commits) {
      int[] own =
          new int
              [options.firstParent()
                  ? Math.min(1, commit.getParentCount())
                  : commit.getParentCount()];
      for (int number = 0; number < own.length; number++) {
        Place parent = numbers.get(commit.getParent(number));
        own[number] = parent == null ? PathSimplifier.OUTSIDE : parent.number;
      }
      place(numbers, commit).number = parents.size();
      parents.add(own);
    }
    return parents;
  }

  private static List<int[]> everyParent(List<int[]> parents) {
    List<int[]> candidates = new ArrayList<>(parents.size());
    for (int[] own : parents) {
      candidates.add(Arrays.stream(own).filter(parent -> parent >= 0).distinct().toArray());
    }
    return candidates;
  }

  private CommitRange simplified(
      List<RevCommit> commits,
      List<int[]> parents,
      List<String> paths,
      List<String> mergeBases,
      boolean goodIsAncestor,
      RevCommit goodCommit,
      RevCommit badCommit)
      throws IOException, Problem {
    int[] standsFor;
    try (var simplifier = new PathSimplifier(walk.getObjectReader(), goodCommit, paths)) {
      standsFor = simplifier.representatives(commits, parents);
      if (standsFor[commits.size() - 1] == PathSimplifier.OUTSIDE) {
        boolean exists =
            simplifier.existsIn(badCommit.getTree()) || simplifier.existsIn(goodCommit.getTree());
        throw new Problem(
            (exists ? "no commit between good and bad touches " : "neither good nor bad has ")
                + String.join(", ", paths),
            "name files or folders from the top of the kernel tree, such as --path mm");
      }
    }
    int bad = commits.size() - 1;
    int[] numbers = new int[commits.size()];
    List<RevCommit> kept = new ArrayList<>();
    List<int[]> keptParents = new ArrayList<>();
    for (int number = 0; number < commits.size(); number++) {
      boolean isKept = standsFor[number] == number;
      if (isKept || number == bad) {
        int[] from = isKept ? parents.get(number) : new int[] {bad};
        keptParents.add(
            Arrays.stream(from)
                .filter(parent -> parent >= 0)
                .map(parent -> standsFor[parent])
                .filter(parent -> parent >= 0)
                .map(parent -> numbers[parent])
                .distinct()
                .toArray());
        numbers[number] = kept.size();
        kept.add(commits.get(number));
      }
    }
    return range(kept, keptParents, mergeBases, goodIsAncestor);
  }

  private CommitRange range(
      List<RevCommit> commits,
      List<int[]> parents,
      List<String> mergeBases,
      boolean goodIsAncestor) {
    int[] ids = new int[commits.size() * 5];
    for (int number = 0; number < commits.size(); number++) {
      commits.get(number).copyRawTo(ids, number * 5);
    }
    var dag = CandidateDag.of(parents.toArray(int[][]::new));
    return new CommitRange(ids, dag, good.id(), mergeBases, goodIsAncestor);
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
            "'" + path + "' is no path within the kernel tree",
            "name a file or folder from the top of the tree, such as --path mm/vmscan.c");
      }
      paths.add(plain);
    }
    return paths;
  }

  /** A commit's place in a walk or in the order of candidates. */
  private static final class Place extends ObjectIdOwnerMap.Entry {
    private final RevCommit commit;
    private int nextParent;
    private int number;

    private Place(RevCommit commit) {
      super(commit);
      this.commit = commit;
    }
  }
}
