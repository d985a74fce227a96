package dev.halfspeed.configs;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.SearchDriver;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final RoundNames names;
  private SearchRound round;

  /** Measured boots that all rounds together may take. */
  private int maximumBoots;

  /** Of the present round; absent until it is asked for. */
  private @Nullable SearchDriver search;

  /** The boots that it may take. */
  private int boots;

  /**
   * A search.
   *
   * @param starts rounds that were begun before, the first one first; empty for a new search
   * @param settings confidence, budget of boots and seed, for all rounds together
   */
  public OptionSearch(List<OptionGroup> groups, Settings settings, List<SearchRound.Start> starts) {
    this.groups = List.copyOf(groups);
    this.settings = settings;
    maximumBoots = settings.maximumBoots();
    List<SearchRound.Start> all = starts.isEmpty() ? List.of(SearchRound.Start.first()) : starts;
    round = new SearchRound(all.getFirst(), groups.size());
    names = new RoundNames(round);
    this.starts.add(all.getFirst());
    all.subList(1, all.size()).forEach(this::begin);
  }

  /**
   * Begins a round. Whoever has several machines does so once it is sure of what the conclusion
   * {@linkplain Step.Conclude#hinges hinges} on: a round that was begun is not taken back.
   *
   * @param start the {@linkplain Step.Conclude#next next} of the present round's conclusion
   */
  public void begin(SearchRound.Start start) {
    starts.add(start);
    search = null;
    round = new SearchRound(start, groups.size());
    names.begin(round);
  }

  /** Lets all rounds together take more boots than the settings say, or fewer. */
  public void limit(int boots) {
    maximumBoots = boots;
  }

  /**
   * Says which boots are no evidence now, since they were disturbed or a person has left them out:
   * what a round began with stays what it was.
   *
   * @param places among all boots that were measured, in the order of the evidence, from 0
   */
  public void silence(BitSet places) {
    names.silence(places);
  }

  /** Whether boots of a configuration are evidence in the present round. */
  public boolean isInRound(Revision revision) {
    return names.isInRound(revision);
  }

  /** The rounds so far, the first one first: all that has to be kept beside the evidence. */
  public List<SearchRound.Start> starts() {
    return List.copyOf(starts);
  }

  /** The groups that a configuration has as the bad one, by its name in all rounds. */
  public BitSet set(Revision revision) {
    return names
        .set(revision)
        .orElseThrow(
            () -> new IllegalArgumentException("no configuration of this search: " + revision));
  }

  /** The bad configuration's name. */
  public Revision bad() {
    return new Revision.Candidate(groups.size() - 1);
  }

  /** The groups that a candidate of the present round has more than the one before it. */
  public List<Integer> step(int candidate) {
    return round.step(candidate);
  }

  /** What the evidence says in the present round, whose candidates it is about. */
  public Assessment assess(List<Evidence> evidence, int machines) {
    return search(evidence).assess(names.local(evidence), machines);
  }

  /** What a free place should do. */
  public Step next(List<Evidence> evidence, List<Work> underWay, Slot slot) {
    List<Work> works = underWay.stream().flatMap(work -> names.local(work).stream()).toList();
    return switch (search(evidence).next(names.local(evidence), works, names.local(slot))) {
      case Decision.Build build ->
          new Step.Build(names.name(build.image().revision()), named(build.why()));
      case Decision.Boot boot ->
          new Step.Boot(
              names.name(boot.image().revision()), boot.runs(), boot.purpose(), named(boot.why()));
      case Decision.Rest rest -> new Step.Rest(named(rest.why()));
      case Decision.Conclude conclude -> concluded(conclude, evidence);
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

    /**
     * The present round has ended, and with it the search where no other one comes next.
     *
     * @param next the round that goes on from here; empty where there is nothing more to find
     * @param hinges configurations without which the round might have ended otherwise: where one
     *     can't be tested, that should be certain
     */
    record Conclude(
        OptionConclusion conclusion,
        Set<Revision> hinges,
        Optional<SearchRound.Start> next,
        String why)
        implements Step {
      public Conclude {
        hinges = Set.copyOf(hinges);
      }
    }
  }

  /** The work under way whose outcome would change next to nothing any more. */
  public List<Work> useless(List<Evidence> evidence, List<Work> underWay) {
    List<Work> known = underWay.stream().flatMap(work -> names.local(work).stream()).toList();
    List<Work> useless = search(evidence).useless(names.local(evidence), known);
    // What this round does not know is of no use to it.
    return underWay.stream().filter(work -> useless.containsAll(names.local(work))).toList();
  }

  /** How it ends when nobody can do anything any more. */
  public OptionConclusion nothingLeft(List<Evidence> evidence, int machines, String why) {
    return conclusion(search(evidence).nothingLeft(names.local(evidence), machines, why));
  }

  /** How it ends when no more than the boots so far may be measured; empty where it has none. */
  public Optional<OptionConclusion> spent(List<Evidence> evidence) {
    List<Evidence> local = names.local(evidence);
    int boots = measured(local);
    return boots == 0
        ? Optional.empty()
        : driver(boots).concluded(local).map(end -> conclusion(end.conclusion()));
  }

  private static int measured(List<Evidence> evidence) {
    return (int) evidence.stream().filter(Evidence.Measured.class::isInstance).count();
  }

  /** The round after one that ended like this; empty where there is nothing more to find. */
  private Optional<SearchRound.Start> after(Conclusion end, List<Evidence> evidence) {
    if (starts.size() >= MOST_ROUNDS) {
      return Optional.empty();
    }
    SearchRound.Start now = round.start();
    int boots = measured(evidence) + names.silent();
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
          areEndsMeasured(evidence)
              ? larger(suspects.candidates())
                  .map(set -> new SearchRound.Start(set, now.carriers(), boots, because(suspects)))
              : Optional.empty();
      case Conclusion.NotReproduced _,
          Conclusion.EnvironmentShift _,
          Conclusion.BelowNoiseFloor _,
          Conclusion.Gradual _,
          Conclusion.Exhausted _ ->
          Optional.empty();
    };
  }

  /** Without both ends nobody knows of a loss. */
  private boolean areEndsMeasured(List<Evidence> evidence) {
    Set<Revision> measured =
        names.local(evidence).stream()
            .flatMap(item ->
                item instanceof Evidence.Measured boot ? Stream.of(boot.revision()) : Stream.of())
            .collect(Collectors.toSet());
    return measured.contains(new Revision.Good())
        && measured.contains(new Revision.Candidate(round.size() - 1));
  }

  /** Why a set with these suspects may have more in it than need be. */
  private Optional<String> because(Conclusion.Suspects suspects) {
    String one = options(suspects.candidates());
    String what =
        suspects.candidates().size() == 1
            ? "that " + one + " has a part was not proved"
            : one + " were not told apart";
    return Optional.of(
        round.start().because().map(before -> before + "; ").orElse("")
            + what
            + ", "
            + named(suspects.reason()));
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

  private Step.Conclude concluded(Decision.Conclude conclude, List<Evidence> evidence) {
    Set<Revision> hinges =
        switch (conclude.conclusion()) {
          case Conclusion.Culprit culprit ->
              Stream.concat(Stream.of(culprit), culprit.others().stream())
                  .<Revision>map(each -> new Revision.Revert(each.candidate()))
                  .collect(Collectors.toSet());
          case Conclusion.Suspects suspects ->
              suspects.candidates().stream()
                  .<Revision>map(Revision.Candidate::new)
                  .collect(Collectors.toSet());
          case Conclusion.NotReproduced _,
              Conclusion.EnvironmentShift _,
              Conclusion.BelowNoiseFloor _,
              Conclusion.Gradual _,
              Conclusion.Exhausted _ ->
              Set.of();
        };
    return new Step.Conclude(
        conclusion(conclude.conclusion()),
        hinges.stream().map(names::name).collect(Collectors.toSet()),
        after(conclude.conclusion(), evidence),
        named(conclude.why()));
  }

  private OptionConclusion conclusion(Conclusion end) {
    List<OptionConclusion.Carrier> before = round.start().carriers();
    return switch (end) {
      case Conclusion.Culprit culprit when isSet(culprit) ->
          new OptionConclusion.Carried(with(before, carrier(culprit)));
      case Conclusion.Culprit culprit -> ended(end, List.of(culprit.candidate()));
      case Conclusion.Suspects suspects ->
          ended(
              new Conclusion.Suspects(
                  suspects.candidates(),
                  suspects.confidence(),
                  suspects.effect(),
                  named(suspects.reason())),
              suspects.candidates());
      case Conclusion.Exhausted exhausted -> ended(end, exhausted.candidates());
      // The bad configuration without what was proved loses nothing more.
      case Conclusion.NotReproduced _, Conclusion.BelowNoiseFloor _ when !before.isEmpty() ->
          new OptionConclusion.Carried(before);
      case Conclusion.NotReproduced _,
          Conclusion.BelowNoiseFloor _,
          Conclusion.EnvironmentShift _,
          Conclusion.Gradual _ ->
          ended(end, List.of());
    };
  }

  private OptionConclusion ended(Conclusion end, List<Integer> candidates) {
    return new OptionConclusion.Ended(
        end,
        candidates.stream().flatMap(each -> round.step(each).stream()).distinct().toList(),
        round.start().fixed(),
        round.start().because(),
        round.start().carriers());
  }

  private OptionConclusion.Carrier carrier(Conclusion.Culprit culprit) {
    return new OptionConclusion.Carrier(
        round.step(0),
        culprit.confidence(),
        culprit.effect(),
        share(culprit),
        culprit.proof(),
        round.start().because());
  }

  /** Of the whole change, which only the first rounds have between their ends. */
  private double share(Conclusion.Culprit culprit) {
    List<OptionConclusion.Carrier> before = round.start().carriers();
    if (before.isEmpty() || before.getFirst().share() <= 0) {
      return culprit.share();
    }
    double whole = before.getFirst().effect().log() / before.getFirst().share();
    return Math.clamp(culprit.effect().log() / whole, 0, 1);
  }

  private static <T> List<T> with(List<T> some, T one) {
    var all = new ArrayList<>(some);
    all.add(one);
    return List.copyOf(all);
  }

  private SearchDriver search(List<Evidence> evidence) {
    // What was measured in other rounds only has used up a part of the budget.
    int elsewhere = measured(evidence) - measured(names.local(evidence));
    int left = Math.max(1, maximumBoots - elsewhere);
    SearchDriver known = search;
    if (known == null || boots != left) {
      known = driver(left);
      search = known;
      boots = left;
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

  /** The search's words, in which candidates are numbers, with what their steps put on. */
  private String named(String words) {
    return NUMBER
        .matcher(words)
        .replaceAll(number ->
            Matcher.quoteReplacement(options(List.of(Integer.parseInt(number.group(1))))));
  }

  private String options(List<Integer> candidates) {
    return candidates.stream()
        .flatMap(candidate -> round.step(candidate).stream())
        .map(group -> groups.get(group).name())
        .collect(Collectors.joining(" with "));
  }
}
