package dev.halfspeed.jobs;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.core.Intervention.Verdict;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.work.RevisionName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people did to one campaign, and what of it holds: of several that set the same, the last one
 * that was not taken back. Computed from rows alone, so that a controller that starts again goes on
 * with the same. Never changed once made.
 */
public final class Interventions {
  /** Nobody has done anything. */
  public static final Interventions NONE = new Interventions(List.of());

  private final List<Intervention> all;

  /** Who took back which. */
  private final Map<Integer, Intervention> undone = new HashMap<>();

  /** By number. */
  public Interventions(List<Intervention> all) {
    this.all = List.copyOf(all);
    for (Intervention each : all) {
      if (each.act() instanceof Act.Undo(int number)) {
        undone.put(number, each);
      }
    }
  }

  /** Reads those of a campaign. */
  public static Interventions of(Store store, String campaign) {
    return new Interventions(store.interventions().all(campaign));
  }

  /** All, also those that were taken back, by number. */
  public List<Intervention> all() {
    return all;
  }

  /** One by its number. */
  public Optional<Intervention> get(int number) {
    return all.stream().filter(each -> each.number() == number).findFirst();
  }

  /** What took one back; empty while it holds. */
  public Optional<Intervention> undoing(int number) {
    return Optional.ofNullable(undone.get(number));
  }

  /** As they were if one had not been done. */
  public Interventions without(int number) {
    return new Interventions(all.stream().filter(each -> each.number() != number).toList());
  }

  /** The number of the last one; 0 where nobody has done anything. */
  public int last() {
    return all.isEmpty() ? 0 : all.getLast().number();
  }

  /** Those that hold and do this, by number. */
  private <A extends Act> Stream<Intervention> holding(Class<A> act) {
    return all.stream()
        .filter(each -> act.isInstance(each.act()) && !undone.containsKey(each.number()));
  }

  /** The pause that the campaign is in; empty where it goes on. */
  public Optional<Intervention> pause() {
    Intervention last = null;
    for (Intervention each : all) {
      boolean isAbout = each.act() instanceof Act.Pause || each.act() instanceof Act.Resume;
      last = isAbout && !undone.containsKey(each.number()) ? each : last;
    }
    return Optional.ofNullable(last).filter(each -> each.act() instanceof Act.Pause);
  }

  /** Whether the campaign gets no new work. */
  public boolean isPaused() {
    return pause().isPresent();
  }

  /** The priority that was set last; empty: as it began. */
  public OptionalInt priority() {
    return holding(Act.Prioritize.class)
        .mapToInt(each -> ((Act.Prioritize) each.act()).priority())
        .reduce((_, later) -> later);
  }

  /** The budget of boots that was set last; empty: as it began. */
  public OptionalInt boots() {
    return last(Act.Budget::boots).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** The seconds on machines that were set last; empty: as it began. */
  public Optional<Long> machineSeconds() {
    return last(Act.Budget::machineSeconds);
  }

  /** Boots that were asked for, in their order. */
  Stream<Act.Remeasure> remeasures() {
    return holding(Act.Remeasure.class).map(each -> (Act.Remeasure) each.act());
  }

  /** What commits are taken for, by their revisions: the last word on each. */
  public Map<Revision, Intervention> marks() {
    var marks = new LinkedHashMap<Revision, Intervention>();
    holding(Act.Mark.class)
        .forEach(each -> marks.put(RevisionName.parse(((Act.Mark) each.act()).revision()), each));
    return marks;
  }

  /** What a mark says. */
  public static Verdict verdict(Intervention mark) {
    return ((Act.Mark) mark.act()).verdict();
  }

  /** Those that change what is evidence, by number; also those that were taken back. */
  Stream<Intervention> onEvidence() {
    return all.stream()
        .filter(each ->
            switch (each.act()) {
              case Act.Exclude _, Act.Mark _ -> true;
              case Act.Pause _,
                  Act.Resume _,
                  Act.Prioritize _,
                  Act.Budget _,
                  Act.Remeasure _,
                  Act.Undo _ ->
                  false;
            });
  }

  private <T> Optional<T> last(Function<Act.Budget, @Nullable T> part) {
    return holding(Act.Budget.class)
        .flatMap(each -> Optional.ofNullable(part.apply((Act.Budget) each.act())).stream())
        .reduce((_, later) -> later);
  }
}
