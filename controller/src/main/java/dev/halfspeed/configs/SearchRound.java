package dev.halfspeed.configs;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Revision;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One search over a chain of configurations: the good one, then the groups that are known to matter
 * put on it in one step, then the others one by one, up to the bad one.
 */
public final class SearchRound {
  private final Start start;
  private final int groups;
  private final List<BitSet> chain;
  private final List<List<Integer>> steps;
  private final Map<BitSet, List<Revision>> names;

  /**
   * What a round begins with, all that has to be kept of it.
   *
   * @param fixed groups that are known to matter, put on in the first step
   * @param carriers sets that were proved before, and are left out of this round's bad end
   * @param boots how many boots were measured before it, with those that are no evidence
   * @param because why the fixed groups may be more than need be
   */
  public record Start(
      List<Integer> fixed,
      List<OptionConclusion.Carrier> carriers,
      int boots,
      Optional<String> because) {
    public Start {
      fixed = List.copyOf(fixed);
      carriers = List.copyOf(carriers);
    }

    /** The first round. */
    public static Start first() {
      return new Start(List.of(), List.of(), 0, Optional.empty());
    }

    Set<Integer> removed() {
      return carriers.stream()
          .flatMap(carrier -> carrier.groups().stream())
          .collect(Collectors.toSet());
    }
  }

  /**
   * A round.
   *
   * @param groups how many there are in all
   */
  SearchRound(Start start, int groups) {
    this.start = start;
    this.groups = groups;
    var order = new ArrayList<List<Integer>>();
    if (!start.fixed().isEmpty()) {
      order.add(start.fixed());
    }
    Set<Integer> removed = start.removed();
    for (int group = 0; group < groups; group++) {
      if (!start.fixed().contains(group) && !removed.contains(group)) {
        order.add(List.of(group));
      }
    }
    steps = List.copyOf(order);
    var sets = new ArrayList<BitSet>();
    var set = new BitSet(groups);
    for (List<Integer> step : steps) {
      step.forEach(set::set);
      sets.add((BitSet) set.clone());
    }
    chain = List.copyOf(sets);
    names = names();
  }

  Start start() {
    return start;
  }

  /** How many groups there are in all. */
  int groups() {
    return groups;
  }

  /** How many candidates the chain has. */
  int size() {
    return chain.size();
  }

  CandidateDag dag() {
    int[][] parents = new int[chain.size()][];
    for (int candidate = 0; candidate < parents.length; candidate++) {
      parents[candidate] = candidate == 0 ? new int[0] : new int[] {candidate - 1};
    }
    return CandidateDag.of(parents);
  }

  /** As the groups weigh; those that matter for certain have half a chance to do so alone. */
  Prior prior(List<OptionGroup> all) {
    var weights = new ArrayList<Double>();
    for (List<Integer> step : steps) {
      weights.add(step.stream().mapToDouble(group -> all.get(group).weight()).sum());
    }
    if (!start.fixed().isEmpty()) {
      double others = weights.stream().skip(1).mapToDouble(Double::doubleValue).sum();
      weights.set(0, Math.max(1, others));
    }
    return Prior.of(weights, start.fixed().isEmpty() ? Prior.TYPICAL_NONE : 0.02);
  }

  /** The groups that a candidate's step puts on. */
  List<Integer> step(int candidate) {
    return steps.get(candidate);
  }

  /** The groups that are as in the bad configuration. */
  BitSet set(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> new BitSet(groups);
      case Revision.Candidate(int index) -> (BitSet) chain.get(index).clone();
      case Revision.Revert(int culprit) -> {
        BitSet without = (BitSet) chain.getLast().clone();
        steps.get(culprit).forEach(without::clear);
        yield without;
      }
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }

  private Map<BitSet, List<Revision>> names() {
    var all = new LinkedHashMap<BitSet, List<Revision>>();
    name(all, new Revision.Good());
    for (int candidate = 0; candidate < chain.size(); candidate++) {
      name(all, new Revision.Candidate(candidate));
    }
    for (int candidate = 0; candidate < chain.size(); candidate++) {
      name(all, new Revision.Revert(candidate));
    }
    return all;
  }

  private void name(Map<BitSet, List<Revision>> all, Revision revision) {
    all.computeIfAbsent(set(revision), ignored -> new ArrayList<>()).add(revision);
  }

  /**
   * What the search calls a configuration: mostly one name, none where it is none of this round.
   * The bad end without its last step, say, is also the candidate before the bad end.
   */
  List<Revision> names(BitSet set) {
    return names.getOrDefault(set, List.of());
  }

  /** All configurations with their names. */
  Map<BitSet, List<Revision>> configurations() {
    return Collections.unmodifiableMap(names);
  }
}
