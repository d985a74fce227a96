package dev.halfspeed.configs;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.SearchDriver;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the smallest set of options that carries a loss. Each round is a search for one step in
 * a chain of configurations. The step that is found is an option without which nothing that comes
 * before it in the chain is slow; the next round has it on the good side and looks for what it
 * needs beside itself. When the good configuration with the set alone is as slow as the bad one,
 * and the bad one without it as fast as the good one, that is the end.
 *
 * <p>Configurations have names that hold in all rounds, so that what was built or measured in one
 * is known in the next. Used by one thread.
 */
public final class OptionSearch {
  /** Less of the loss than this is not the loss. */
  public static final double WHOLE_SHARE = 0.7;

  /** A larger set explains nothing. */
  private static final int MOST_GROUPS = 24;

  private static final int MOST_ROUNDS = 16;

  private static final Pattern NUMBER = Pattern.compile("#([0-9]{1,9})");

  private final List<OptionGroup> groups;
  private final Settings settings;
  private final List<SearchRound.Start> starts = new ArrayList<>();
  private final Map<BitSet, Revision> names = new HashMap<>();
  private final Map<Revision, BitSet> sets = new LinkedHashMap<>();
  private SearchRound round;

  /** Of the present round; absent until it is asked for. */
  private @Nullable SearchDriver search;

  /**
   * A search.
   *
   * @param starts rounds that were begun before, the first one first; empty for a new search
   * @param settings confidence, budget of boots and seed, for all rounds together
   */
  public OptionSearch(List<OptionGroup> groups, Settings settings, List<SearchRound.Start> starts) {
    this.groups = List.copyOf(groups);
    this.settings = settings;
    List<SearchRound.Start> all = starts.isEmpty() ? List.of(SearchRound.Start.first()) : starts;
    round = begin(all.getFirst());
    for (SearchRound.Start start : all.subList(1, all.size())) {
      round = begin(start);
    }
  }

  /** Takes up a round, and names the configurations that no round before it had. */
  private SearchRound begin(SearchRound.Start start) {
    int first = starts.size() * (groups.size() + 1);
    starts.add(start);
    search = null;
    var next = new SearchRound(start, groups.size());
    next.configurations()
        .forEach((set, local) -> {
          if (!names.containsKey(set)) {
            Revision name =
                switch (local.getFirst()) {
                  case Revision.Good good -> good;
                  case Revision.Candidate(int index) -> new Revision.Candidate(first + index);
                  case Revision.Revert(int culprit) -> new Revision.Revert(first + culprit);
                };
            names.put(set, name);
            sets.put(name, set);
          }
        });
    return next;
  }

  /** The rounds so far, the first one first: all that has to be kept beside the evidence. */
  public List<SearchRound.Start> starts() {
    return List.copyOf(starts);
  }

  /** The groups that a configuration has as the bad one, by its name in all rounds. */
  public BitSet set(Revision revision) {
    BitSet set = sets.get(revision);
    if (set == null) {
      throw new IllegalArgumentException("no configuration of this search: " + revision);
    }
    return (BitSet) set.clone();
  }

  /** The configurations that have a name by now. */
  public Set<Revision> revisions() {
    return Collections.unmodifiableSet(sets.keySet());
  }

  /** The bad configuration's name. */
  public Revision bad() {
    return new Revision.Candidate(groups.size() - 1);
  }

  /** The groups that a candidate of the present round has more than the one before it. */
  public List<Integer> step(int candidate) {
    return round.step(candidate);
  }

  /**
   * Takes in what is known, and goes on to the next round where this one has found its step.
   *
   * @param evidence all that came since the beginning, in its order
   */
  public void advance(List<Evidence> evidence) {
    while (starts.size() < MOST_ROUNDS && conclusion(evidence).isPresent()) {
      Optional<SearchRound.Start> next = next(conclusion(evidence).orElseThrow(), evidence);
      if (next.isEmpty()) {
        return;
      }
      round = begin(next.get());
    }
  }

  /** What the evidence says in the present round, whose candidates it is about. */
  public Assessment assess(List<Evidence> evidence, int machines) {
    return search(evidence).assess(local(evidence), machines);
  }

  /** What a free place should do. */
  public Step next(List<Evidence> evidence, List<Work> underWay, Slot slot) {
    List<Work> works = underWay.stream().flatMap(work -> local(work).stream()).toList();
    return switch (search(evidence).next(local(evidence), works, local(slot))) {
      case Decision.Build build ->
          new Step.Build(name(build.image().revision()), named(build.why()));
      case Decision.Boot boot ->
          new Step.Boot(
              name(boot.image().revision()), boot.runs(), boot.purpose(), named(boot.why()));
      case Decision.Rest rest -> new Step.Rest(named(rest.why()));
      case Decision.Conclude conclude ->
          new Step.Conclude(conclusion(conclude.conclusion()), named(conclude.why()));
    };
  }

  /** What a place should do, in the names that hold in all rounds. */
  public sealed interface Step {
    /** Make a configuration's image. */
    record Build(Revision revision, String why) implements Step {}

    /** Boot a configuration's image. */
    record Boot(Revision revision, int runs, Purpose purpose, String why) implements Step {}

    /** Nothing that this place could do is worth doing before something else comes back. */
    record Rest(String why) implements Step {}

    /** It has ended. */
    record Conclude(OptionConclusion conclusion, String why) implements Step {}
  }

  /** The work under way whose outcome would change next to nothing any more. */
  public List<Work> useless(List<Evidence> evidence, List<Work> underWay) {
    var works = new LinkedHashMap<Work, Work>();
    var useless = new ArrayList<Work>();
    for (Work work : underWay) {
      List<Work> here = local(work);
      here.forEach(each -> works.put(each, work));
      if (here.isEmpty()) {
        useless.add(work);
      }
    }
    List<Work> told = search(evidence).useless(local(evidence), List.copyOf(works.keySet()));
    underWay.stream()
        .filter(work -> !local(work).isEmpty() && told.containsAll(local(work)))
        .forEach(useless::add);
    return List.copyOf(useless);
  }

  /** How it ends when nobody can do anything any more. */
  public OptionConclusion nothingLeft(List<Evidence> evidence, int machines, String why) {
    return conclusion(search(evidence).nothingLeft(local(evidence), machines, why));
  }

  /** How it ends when no more than the boots so far may be measured; empty where it has none. */
  public Optional<OptionConclusion> spent(List<Evidence> evidence) {
    int boots = measured(local(evidence));
    return boots == 0
        ? Optional.empty()
        : decided(driver(boots), local(evidence)).map(this::conclusion);
  }

  private static int measured(List<Evidence> evidence) {
    return (int) evidence.stream().filter(Evidence.Measured.class::isInstance).count();
  }

  private Optional<Conclusion> conclusion(List<Evidence> evidence) {
    return decided(search(evidence), local(evidence));
  }

  private static Optional<Conclusion> decided(SearchDriver search, List<Evidence> evidence) {
    Slot nothing = new Slot(0, false, false, false, Set.of(), new Unknown());
    return search.next(evidence, List.of(), nothing) instanceof Decision.Conclude(var end, var _)
        ? Optional.of(end)
        : Optional.empty();
  }

  /** The round after one that ended like this; empty where there is nothing more to find. */
  private Optional<SearchRound.Start> next(Conclusion end, List<Evidence> evidence) {
    SearchRound.Start now = round.start();
    int boots = measured(evidence);
    return switch (end) {
      case Conclusion.Culprit culprit -> {
        if (isSet(culprit)) {
          yield isRestored(culprit)
              ? Optional.empty()
              : Optional.of(
                  new SearchRound.Start(
                      List.of(), with(now.carriers(), carrier(culprit)), boots, Optional.empty()));
        }
        var found = new ArrayList<>(List.of(culprit.candidate()));
        culprit.others().forEach(other -> found.add(other.candidate()));
        yield larger(found)
            .map(set -> new SearchRound.Start(set, now.carriers(), boots, now.because()));
      }
      case Conclusion.Suspects suspects ->
          larger(suspects.candidates())
              .map(set ->
                  new SearchRound.Start(
                      set,
                      now.carriers(),
                      boots,
                      suspects.candidates().size() == 1
                          ? now.because()
                          : Optional.of(named(suspects.reason()))));
      case Conclusion.NotReproduced _,
          Conclusion.EnvironmentShift _,
          Conclusion.BelowNoiseFloor _,
          Conclusion.Gradual _,
          Conclusion.Exhausted _ ->
          Optional.empty();
    };
  }

  /** Whether what the first step puts on the good configuration is all that there is to find. */
  private static boolean isSet(Conclusion.Culprit culprit) {
    return culprit.candidate() == 0 && culprit.others().isEmpty();
  }

  /** Whether the bad configuration is fast without it, as far as that could be measured. */
  private boolean isRestored(Conclusion.Culprit culprit) {
    return culprit.proof().revertRecovered().orElse(1.0) >= WHOLE_SHARE || rest() == 0;
  }

  private int rest() {
    return groups.size() - round.start().removed().size() - round.step(0).size();
  }

  /** The groups of the first step with those of other candidates; empty where that is no more. */
  private Optional<List<Integer>> larger(List<Integer> candidates) {
    var set = new TreeSet<>(round.start().fixed());
    candidates.forEach(candidate -> set.addAll(round.step(candidate)));
    return set.size() > MOST_GROUPS || set.size() == round.start().fixed().size()
        ? Optional.empty()
        : Optional.of(List.copyOf(set));
  }

  private OptionConclusion conclusion(Conclusion end) {
    List<OptionConclusion.Carrier> before = round.start().carriers();
    if (end instanceof Conclusion.Culprit culprit && isSet(culprit)) {
      return new OptionConclusion.Carried(with(before, carrier(culprit)));
    }
    return new OptionConclusion.Ended(
        end,
        switch (end) {
          case Conclusion.Culprit culprit -> groups(List.of(culprit.candidate()));
          case Conclusion.Suspects suspects -> groups(suspects.candidates());
          case Conclusion.Exhausted exhausted -> groups(exhausted.candidates());
          case Conclusion.NotReproduced _,
              Conclusion.EnvironmentShift _,
              Conclusion.BelowNoiseFloor _,
              Conclusion.Gradual _ ->
              List.of();
        },
        round.start().fixed(),
        before);
  }

  private List<Integer> groups(List<Integer> candidates) {
    return candidates.stream().flatMap(each -> round.step(each).stream()).distinct().toList();
  }

  private OptionConclusion.Carrier carrier(Conclusion.Culprit culprit) {
    return new OptionConclusion.Carrier(
        round.step(0),
        culprit.confidence(),
        culprit.effect(),
        culprit.share(),
        culprit.proof(),
        round.start().because());
  }

  private static <T> List<T> with(List<T> some, T one) {
    var all = new ArrayList<>(some);
    all.add(one);
    return List.copyOf(all);
  }

  private SearchDriver search(List<Evidence> evidence) {
    SearchDriver known = search;
    if (known == null) {
      // What was measured in other rounds only has used up a part of the budget.
      int elsewhere = measured(evidence) - measured(local(evidence));
      known = driver(Math.max(1, settings.maximumBoots() - elsewhere));
      search = known;
    }
    return known;
  }

  private SearchDriver driver(int boots) {
    return new SearchDriver(
        new BayesianSearch(
            round.dag(),
            round.prior(groups),
            new Settings(
                settings.confidence(),
                boots,
                settings.seed(),
                settings.reproducer(),
                settings.runs())),
        List.of());
  }

  /** The configuration's name in all rounds. */
  private Revision name(Revision local) {
    return Objects.requireNonNull(names.get(round.set(local)));
  }

  private List<Revision> local(Revision name) {
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

  private List<Work> local(Work work) {
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

  private Slot local(Slot slot) {
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
  private List<Evidence> local(List<Evidence> evidence) {
    var seen = new ArrayList<Evidence>();
    int boots = 0;
    for (Evidence item : evidence) {
      switch (item) {
        case Evidence.Measured measured -> {
          local(measured, boots < round.start().boots()).ifPresent(seen::add);
          boots++;
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

  /** The search's words, in which candidates are numbers, with what their steps put on. */
  private String named(String words) {
    return NUMBER
        .matcher(words)
        .replaceAll(
            number -> Matcher.quoteReplacement(stepName(Integer.parseInt(number.group(1)))));
  }

  private String stepName(int candidate) {
    return round.step(candidate).stream()
        .map(group -> groups.get(group).name())
        .collect(Collectors.joining(" with "));
  }

  /** Of a place at which nothing can be done. */
  private static final class Unknown implements Slot.Costs {
    @Override
    public double buildSeconds(Revision revision) {
      return 1;
    }

    @Override
    public double bootSeconds() {
      return 1;
    }

    @Override
    public double runSeconds() {
      return 1;
    }
  }
}
