package dev.halfspeed.advise;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Revision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The candidates of a session: our numbers for them, and the lab's names. */
final class History {
  private static final Pattern NUMBER = Pattern.compile("#([0-9]{1,9})");

  private final List<String> ids;
  private final CandidateDag dag;
  private final String goodEnd;
  private final Map<Integer, Double> weights;
  private final Set<String> known;

  /** And its inverse the least: sums and products of weights stay far from the largest number. */
  private static final double MOST_WEIGHT = 1e9;

  private History(
      List<String> ids,
      CandidateDag dag,
      String goodEnd,
      Map<Integer, Double> weights,
      Set<String> known) {
    this.ids = ids;
    this.dag = dag;
    this.goodEnd = goodEnd;
    this.weights = weights;
    this.known = known;
  }

  /**
   * Finds the candidates: ancestors of bad, itself included, that are no ancestors of a good one.
   *
   * @throws Problem when the commits are not a history with such candidates
   */
  static History of(List<LabMessage.Commit> commits, List<String> goods, String bad)
      throws Problem {
    var byId = new LinkedHashMap<String, LabMessage.Commit>();
    for (int index = 0; index < commits.size(); index++) {
      LabMessage.Commit commit = commits.get(index);
      String id = commit == null ? null : commit.id();
      if (id == null || id.isEmpty()) {
        throw new Problem("commits[" + index + "] has no \"id\"", "name each commit");
      }
      if (parents(commit).stream().anyMatch(Objects::isNull)) {
        throw new Problem("commit " + id + " has a parent that is null", "name each parent");
      }
      if (byId.put(id, commit) != null) {
        throw new Problem("commit " + id + " is there twice", "name each commit once");
      }
    }
    if (!byId.containsKey(bad)) {
      throw new Problem(
          "the bad commit " + bad + " is not among the commits",
          "add it: git rev-list --parents BAD ^GOOD names it first");
    }
    Set<String> outside = ancestors(byId, goods);
    if (outside.contains(bad)) {
      throw new Problem(
          "the bad commit " + bad + " is a good one, or an ancestor of one: nothing is between",
          "swap good and bad if they were mixed up");
    }
    List<String> sorted = sorted(byId, bad, outside);
    checkGood(byId, goods);
    var known = new HashSet<String>(byId.keySet());
    known.addAll(goods);
    byId.values().forEach(commit -> known.addAll(parents(commit)));
    return numbered(byId, sorted, goodEnd(byId, sorted, goods, outside), known);
  }

  private static Set<String> ancestors(Map<String, LabMessage.Commit> byId, List<String> of) {
    var found = new HashSet<String>(of);
    Deque<String> open = new ArrayDeque<>(of);
    while (!open.isEmpty()) {
      for (String parent : parents(byId.get(open.pop()))) {
        if (found.add(parent)) {
          open.push(parent);
        }
      }
    }
    return found;
  }

  private static List<String> parents(LabMessage.@Nullable Commit commit) {
    List<String> parents = commit == null ? null : commit.parents();
    return parents == null ? List.of() : parents;
  }

  /** A commit whose parents are being looked at. */
  private static final class Place {
    private final String id;
    private final List<String> parents;
    private int next;

    private Place(String id, List<String> parents) {
      this.id = id;
      this.parents = parents;
    }
  }

  /** The candidates in an order in which parents come before their children. */
  private static List<String> sorted(
      Map<String, LabMessage.Commit> byId, String bad, Set<String> outside) throws Problem {
    var sorted = new ArrayList<String>();
    var done = new HashMap<String, Boolean>();
    Deque<Place> path = new ArrayDeque<>();
    path.push(new Place(bad, parents(byId.get(bad))));
    done.put(bad, false);
    while (!path.isEmpty()) {
      Place top = path.element();
      if (top.next == top.parents.size()) {
        sorted.add(top.id);
        done.put(top.id, true);
        path.pop();
        continue;
      }
      String parent = top.parents.get(top.next++);
      if (!byId.containsKey(parent) || outside.contains(parent)) {
        continue;
      }
      Boolean state = done.get(parent);
      if (state == null) {
        path.push(new Place(parent, parents(byId.get(parent))));
        done.put(parent, false);
      } else if (!state) {
        throw new Problem(
            "commit " + parent + " is its own ancestor, through " + top.id,
            "give each commit its parents, not its children");
      }
    }
    return sorted;
  }

  /** A good commit that nobody knows is likely to be misspelt, and would exclude nothing. */
  private static void checkGood(Map<String, LabMessage.Commit> byId, List<String> goods)
      throws Problem {
    var parents = new HashSet<String>();
    byId.values().forEach(commit -> parents.addAll(parents(commit)));
    for (String good : goods) {
      if (!byId.containsKey(good) && !parents.contains(good)) {
        throw new Problem(
            "the good commit " + good + " is neither among the commits nor a parent of one",
            "add it; where good is no ancestor of bad, give their merge base: git merge-base GOOD"
                + " BAD");
      }
    }
  }

  /**
   * The commit that is measured as the good end: a good one that bad was built on, and of those a
   * parent of candidates, since it differs least from them. Where good is no ancestor of bad, the
   * one merge base stands in for it, which unlike good has nothing that bad lacks.
   */
  private static String goodEnd(
      Map<String, LabMessage.Commit> byId,
      List<String> sorted,
      List<String> goods,
      Set<String> outside) {
    var below = new HashSet<String>();
    sorted.forEach(
        id -> parents(byId.get(id)).stream().filter(outside::contains).forEach(below::add));
    Set<String> before = ancestors(byId, List.copyOf(below));
    return goods.stream()
        .filter(below::contains)
        .findFirst()
        .or(() -> goods.stream().filter(before::contains).findFirst())
        .orElseGet(() -> below.size() == 1 ? below.iterator().next() : goods.getFirst());
  }

  private static History numbered(
      Map<String, LabMessage.Commit> byId, List<String> sorted, String goodEnd, Set<String> known)
      throws Problem {
    var numbers = new HashMap<String, Integer>();
    var weights = new HashMap<Integer, Double>();
    int[][] parents = new int[sorted.size()][];
    for (int number = 0; number < parents.length; number++) {
      LabMessage.Commit commit = Objects.requireNonNull(byId.get(sorted.get(number)));
      parents[number] =
          parents(commit).stream()
              .map(numbers::get)
              .filter(Objects::nonNull)
              .mapToInt(Integer::intValue)
              .distinct()
              .toArray();
      numbers.put(sorted.get(number), number);
      Double weight = commit.weight();
      if (weight != null) {
        if (!(weight >= 1 / MOST_WEIGHT && weight <= MOST_WEIGHT)) {
          throw new Problem(
              "the weight of commit " + commit.id() + " is " + weight,
              "a weight lies between 1e-9 and 1e9: 1 for a usual commit, 0.02 for one that hardly"
                  + " can be the culprit");
        }
        weights.put(number, weight);
      }
    }
    return new History(List.copyOf(sorted), CandidateDag.of(parents), goodEnd, weights, known);
  }

  CandidateDag dag() {
    return dag;
  }

  /** What is believed before the first boot: the lab's weights over the usual ones. */
  Prior prior(double none) {
    Prior usual = Prior.uniform(dag);
    double[] all = new double[dag.size()];
    Arrays.setAll(
        all,
        number -> {
          Double given = weights.get(number);
          return given == null ? usual.weight(number) : given;
        });
    return Prior.of(Arrays.stream(all).boxed().toList(), none);
  }

  /** Whether the opening named that commit, a candidate or not. */
  boolean knows(String id) {
    return known.contains(id);
  }

  /** The lab's name of a candidate. */
  String id(int candidate) {
    return ids.get(candidate);
  }

  /** The commit that is tested as the good end. */
  String goodEnd() {
    return goodEnd;
  }

  /** The commit that is tested as the bad end. */
  String badEnd() {
    return ids.getLast();
  }

  /** What has to be checked out for a revision. */
  String commit(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> goodEnd;
      case Revision.Candidate(int index) -> id(index);
      case Revision.Revert ignored -> badEnd();
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }

  /** The same words with the lab's names in the place of our numbers. */
  String named(String words) {
    return NUMBER
        .matcher(words)
        .replaceAll(number -> {
          int candidate = Integer.parseInt(number.group(1));
          return java.util.regex.Matcher.quoteReplacement(
              candidate < ids.size() ? id(candidate) : number.group());
        });
  }
}
