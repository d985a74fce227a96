package dev.halfspeed.configs;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Translates between the names of configurations that hold in all rounds and those that the present
 * round's search has for them: the first round that has a configuration names it. Used by one
 * thread.
 */
final class RoundNames {
  private final Map<BitSet, Revision> names = new HashMap<>();
  private final Map<Revision, BitSet> sets = new HashMap<>();
  private SearchRound round;
  private int rounds;

  /** Boots that are no evidence, by their places among all that were measured. */
  private BitSet silent = new BitSet();

  /** With the first round. */
  RoundNames(SearchRound first) {
    round = first;
    begin(first);
  }

  /** Takes up a round, and names the configurations that no round before it had. */
  void begin(SearchRound next) {
    int first = rounds * (next.groups() + 1);
    rounds++;
    round = next;
    next.configurations()
        .forEach((set, local) -> {
          if (!names.containsKey(set)) {
            Revision name =
                switch (local.getFirst()) {
                  case Revision.Good good -> good;
                  case Revision.Candidate(int index) -> new Revision.Candidate(first + index);
                  case Revision.Revert(int culprit) -> new Revision.Revert(first + culprit);
                  case Revision.CounterVariant other -> throw other.notOfASearch();
                };
            names.put(set, name);
            sets.put(name, set);
          }
        });
  }

  /**
   * Says which boots are no evidence now.
   *
   * @param places among all that were measured, in their order, from 0
   */
  void silence(BitSet places) {
    silent = (BitSet) places.clone();
  }

  /** How many boots are no evidence. */
  int silent() {
    return silent.cardinality();
  }

  /** Whether the present round has a configuration. */
  boolean isInRound(Revision name) {
    return !local(name).isEmpty();
  }

  /** The groups that a configuration has as the bad one. */
  Optional<BitSet> set(Revision name) {
    return Optional.ofNullable(sets.get(name)).map(set -> (BitSet) set.clone());
  }

  /** The name of what the present round's search calls so. */
  Revision name(Revision local) {
    return Objects.requireNonNull(names.get(round.set(local)));
  }

  /** What the present round's search calls it; none where it has no such configuration. */
  List<Revision> local(Revision name) {
    BitSet set = sets.get(name);
    return set == null ? List.of() : round.names(set);
  }

  private Optional<Revision> local(Revision name, Purpose purpose) {
    List<Revision> all = local(name);
    return all.stream()
        .filter(each -> each instanceof Revision.Revert == (purpose == Purpose.REVERT))
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /** The work as the present round's search sees it. */
  List<Work> local(Work work) {
    return switch (work) {
      case Work.Building(Image image, int machine) ->
          local(image.revision()).stream()
              .<Work>map(each -> new Work.Building(Image.of(each), machine))
              .toList();
      case Work.Booting(Image image, int machine, int runs, Purpose purpose) ->
          local(image.revision(), purpose).stream()
              .<Work>map(each -> new Work.Booting(Image.of(each), machine, runs, purpose))
              .toList();
    };
  }

  /** The place as the present round's search sees it. */
  Slot local(Slot slot) {
    return new Slot(
        slot.machine(),
        slot.mayBuild(),
        slot.mayBoot(),
        slot.mayRelayout(),
        slot.images().stream()
            .flatMap(image -> local(image.revision()).stream())
            .map(Image::of)
            .collect(Collectors.toSet()),
        new Slot.Costs() {
          @Override
          public double buildSeconds(Revision revision) {
            return slot.costs().buildSeconds(name(revision));
          }

          @Override
          public double bootSeconds() {
            return slot.costs().bootSeconds();
          }

          @Override
          public double runSeconds() {
            return slot.costs().runSeconds();
          }
        });
  }

  /** The evidence as the present round's search sees it. */
  List<Evidence> local(List<Evidence> evidence) {
    var seen = new ArrayList<Evidence>();
    int place = -1;
    for (Evidence item : evidence) {
      switch (item) {
        case Evidence.Measured measured -> {
          place = silent.nextClearBit(place + 1);
          local(measured, place < round.start().boots()).ifPresent(seen::add);
        }
        case Evidence.Built(Revision revision, String image) ->
            local(revision).forEach(each -> seen.add(new Evidence.Built(each, image)));
        case Evidence.Untestable(Revision revision, Evidence.Cause cause) ->
            local(revision).forEach(each -> seen.add(new Evidence.Untestable(each, cause)));
        case Evidence.Earlier earlier -> seen.add(earlier);
        case Evidence.Judged _, Evidence.Marked _ ->
            throw new IllegalArgumentException("neither passes nor people are asked: " + item);
      }
    }
    return List.copyOf(seen);
  }

  /** A boot of another round's proof proves nothing in this one, which had not asked for it. */
  private Optional<Evidence> local(Evidence.Measured boot, boolean isEarlier) {
    return local(boot.revision(), boot.purpose())
        .map(revision ->
            new Evidence.Measured(
                revision,
                boot.machine(),
                boot.image(),
                revision instanceof Revision.Revert
                    ? Purpose.REVERT
                    : isEarlier && boot.purpose() == Purpose.PROOF
                        ? Purpose.SEARCH
                        : boot.purpose(),
                boot.values()));
  }
}
