package dev.halfspeed.regression;

import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.Finding;
import dev.halfspeed.regression.lifecycle.MadeAlarms;
import dev.halfspeed.regression.lifecycle.Order;
import dev.halfspeed.regression.reconcile.KernelRanges;
import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * A made history of numbered commits, the changes that some of them make, and a lab that measures
 * them. What was begun there goes on whatever happens to the controller.
 */
final class MadeWorld implements Campaigns, KernelRanges {
  private final SplittableRandom random;
  private final Map<String, Begun> campaigns = new HashMap<>();
  private final Map<Integer, Map<Integer, Double>> effects = new HashMap<>();
  private Instant now = Instant.EPOCH;
  private int submissions;

  /** Orders at which the lab's own code fails. */
  Predicate<Order> bugs = _ -> false;

  /** Orders whose campaigns do not end by themselves. */
  Predicate<Order> hangs = _ -> false;

  /** Commits that were named, by regression. */
  final Map<String, Set<String>> named = new HashMap<>();

  private record Begun(Order order, AlarmRecord alarm, Instant end, Finding finding) {}

  MadeWorld(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A commit that changes a series by a logarithm. */
  void effect(int commit, int series, double log) {
    effects.computeIfAbsent(commit, _ -> new HashMap<>()).merge(series, log, Double::sum);
  }

  private double effect(int commit, int series) {
    return effects.getOrDefault(commit, Map.of()).getOrDefault(series, 0.0);
  }

  boolean does(int commit, int series) {
    return effects.getOrDefault(commit, Map.of()).containsKey(series);
  }

  boolean doesAnything(int commit) {
    return effects.containsKey(commit);
  }

  void at(Instant instant) {
    now = instant;
  }

  static int commit(String revision) {
    return revision.endsWith("~1")
        ? commit(revision.substring(0, 40)) - 1
        : Integer.parseInt(revision.substring(20), 16);
  }

  private double level(int commit, int series) {
    return effects.entrySet().stream()
        .filter(each -> each.getKey() <= commit)
        .mapToDouble(each -> each.getValue().getOrDefault(series, 0.0))
        .sum();
  }

  int submissions() {
    return submissions;
  }

  /** Keys of the orders whose campaigns were begun. */
  List<String> begun() {
    return campaigns.values().stream().map(each -> each.order().key()).toList();
  }

  long running() {
    return campaigns.values().stream().filter(each -> each.end().isAfter(now)).count();
  }

  @Override
  public String newId(Order order) {
    return "k" + order.key();
  }

  @Override
  public boolean isBegun(String campaign) {
    return campaigns.containsKey(campaign);
  }

  @Override
  public void cancel(String campaign, Order order) {
    campaigns.computeIfPresent(
        campaign,
        (_, begun) ->
            begun.end().isAfter(now)
                ? new Begun(
                    begun.order(), begun.alarm(), now, new Finding.Broken("it was called off"))
                : begun);
  }

  @Override
  public Submission submit(String id, Order order, AlarmRecord alarm) {
    if (bugs.test(order)) {
      throw new IllegalStateException("a bug with " + order.key());
    }
    if (campaigns.containsKey(id)) {
      return new Submission.Accepted();
    }
    submissions++;
    double drawn = random.nextDouble();
    double luck = hangs.test(order) ? 1 : drawn;
    if (luck < 0.1) {
      return new Submission.Refused("machine m1 is away", true);
    }
    if (luck < 0.11) {
      return new Submission.Refused("commit " + order.bad() + " is not there any more", false);
    }
    Duration takes =
        Duration.ofMinutes(order.purpose().isBisection() ? 60 + random.nextInt(600) : 30);
    Finding finding =
        random.nextDouble() < 0.03
            ? new Finding.Broken("a person cancelled it")
            : order.purpose().isBisection() ? bisect(order, alarm) : compare(order, alarm);
    campaigns.put(
        id, new Begun(order, alarm, hangs.test(order) ? Instant.MAX : now.plus(takes), finding));
    return new Submission.Accepted();
  }

  private static int series(AlarmRecord alarm) {
    return Integer.parseInt(String.valueOf(alarm.series()).substring(1));
  }

  private Finding compare(Order order, AlarmRecord alarm) {
    int good = commit(order.good());
    int bad = commit(order.bad());
    double change = level(bad, series(alarm)) - level(good, series(alarm));
    if (Math.abs(change) < 1e-9) {
      return new Finding.Compared(
          Finding.Verdict.SAME,
          new EventDetail.Change(0.001, -0.004, 0.005),
          random.nextInt(10) == 0 ? Finding.Kernels.EQUAL : Finding.Kernels.DIFFERENT,
          "they are the same");
    }
    double fraction = Math.expm1(change);
    return new Finding.Compared(
        Finding.Verdict.DIFFERENT,
        new EventDetail.Change(fraction, fraction - 0.01, fraction + 0.01),
        Finding.Kernels.DIFFERENT,
        "they differ");
  }

  private Finding bisect(Order order, AlarmRecord alarm) {
    double sign = order.purpose() == Order.Purpose.FIX ? 1 : -1;
    List<Integer> found = new ArrayList<>();
    for (int commit = commit(order.good()) + 1; commit <= commit(order.bad()); commit++) {
      double effect = effect(commit, series(alarm));
      if (effect * sign > 0) {
        found.add(commit);
      }
    }
    if (found.isEmpty()) {
      return new Finding.NotProved(Finding.Ends.DO_NOT_DIFFER, List.of(), "the ends do not differ");
    }
    if (random.nextInt(8) == 0) {
      return new Finding.NotProved(
          Finding.Ends.DIFFER,
          found.stream()
              .map(each -> new EventDetail.Commit(MadeAlarms.id(each), "commit " + each))
              .toList(),
          "the budget is used up");
    }
    int commit = found.getFirst();
    double fraction = Math.expm1(effect(commit, series(alarm)));
    return new Finding.Proved(
        new EventDetail.Culprit(
            new EventDetail.Commit(MadeAlarms.id(commit), "commit " + commit),
            new EventDetail.Change(fraction, fraction - 0.01, fraction + 0.01),
            0.995,
            "b" + order.key(),
            "4 fresh boots of it against 4 of what was before confirm it"));
  }

  @Override
  public Optional<Finding> look(Order order, String campaign) {
    Begun begun = campaigns.get(campaign);
    if (begun == null || begun.end().isAfter(now)) {
      return Optional.empty();
    }
    if (begun.finding() instanceof Finding.Proved(EventDetail.Culprit culprit)) {
      named
          .computeIfAbsent(order.key().replaceAll("/.*", ""), _ -> new HashSet<>())
          .add(culprit.commit().id());
    }
    return Optional.of(begun.finding());
  }

  @Override
  public boolean overlap(AlarmRecord one, AlarmRecord other) {
    return one.repository().equals(other.repository())
        && commit(one.good()) < commit(other.bad())
        && commit(other.good()) < commit(one.bad());
  }

  @Override
  public boolean contains(AlarmRecord alarm, String commit) {
    return commit(alarm.good()) < commit(commit) && commit(commit) <= commit(alarm.bad());
  }
}
