package dev.halfspeed.search;

import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.policy.InFlight;
import dev.halfspeed.search.policy.Progress;
import dev.halfspeed.search.policy.SearchState;
import dev.halfspeed.search.policy.SlotPolicy;
import dev.halfspeed.search.policy.Usefulness;
import dev.halfspeed.search.posterior.Posterior;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Bisects by expected information: measures both ends, boots what tells most per second until one
 * commit is probable enough, then proves it against its parents and by its revert.
 *
 * <p>Safe for use by several threads. Remembers the last evidence that it was given, which changes
 * nothing but the time that an answer takes.
 */
public final class BayesianSearch implements Search {
  /** Prior probability that one proved culprit is the only one. */
  private static final double ALONE = 0.65;

  /** What is left must be this part of the whole change to be looked for. */
  private static final double WORTH_FINDING = 0.15;

  private static final int MOST_CULPRITS = 5;

  /** Evidence differs between machines where something fails on one: they ask in turns. */
  private static final int REMEMBERED = 5;

  private final Ancestry ancestry;
  private final Prior prior;
  private final double[] weights;
  private final Settings settings;

  /** The latest first. */
  private volatile List<Known> recent = List.of();

  /**
   * Evidence, what was made of it, and posteriors whose work may be used again.
   *
   * @param knowing by the culprits that they take for known
   */
  private record Known(
      List<Evidence> evidence,
      SearchState state,
      Posterior first,
      Map<Assumed, Posterior> knowing) {}

  /**
   * Culprits that a posterior takes for known.
   *
   * @param proved how many of them, the first, are proved: boots of their reverts are used
   */
  private record Assumed(List<Integer> culprits, int proved) {
    Assumed {
      culprits = List.copyOf(culprits);
    }
  }

  public BayesianSearch(CandidateDag dag, Prior prior, Settings settings) {
    this.prior = prior;
    this.settings = settings;
    ancestry = dag.ancestry();
    weights = new double[dag.size()];
    for (int candidate = 0; candidate < weights.length; candidate++) {
      weights[candidate] = prior.weight(candidate);
    }
  }

  @Override
  public Assessment assess(List<Evidence> evidence, int machines) {
    return state(evidence).assessment(machines);
  }

  @Override
  public Standing standing(List<Evidence> evidence) {
    return state(evidence).standing();
  }

  @Override
  public Optional<Decision.Conclude> concluded(List<Evidence> evidence) {
    return concluded(state(evidence));
  }

  private static Optional<Decision.Conclude> concluded(SearchState state) {
    return state.conclusion().map(end -> new Decision.Conclude(end, summary(end)));
  }

  @Override
  public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
    SearchState state = state(evidence);
    Optional<Decision.Conclude> end = concluded(state);
    if (end.isPresent()) {
      return end.get();
    }
    boolean spent =
        state.observations().measured() + InFlight.boots(inFlight) >= settings.maximumBoots();
    if (spent && InFlight.boots(inFlight) > 0) {
      return new Decision.Rest("the last boots of the budget are under way");
    }
    return new SlotPolicy(settings, state, inFlight, slot).decide();
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
    return new Usefulness(state(evidence)).useless(inFlight);
  }

  private SearchState state(List<Evidence> evidence) {
    List<Known> before = recent;
    for (Known known : before) {
      if (known.evidence().equals(evidence)) {
        return known.state();
      }
    }
    Known known = before.isEmpty() ? null : before.getFirst();
    var copy = List.copyOf(evidence);
    Posterior first =
        Posterior.of(
            ancestry,
            weights,
            prior.none(),
            observations(copy, List.of()),
            settings.reproducer(),
            List.of(),
            known == null ? null : known.first());
    var knowing = new HashMap<Assumed, Posterior>();
    SearchState state =
        furthest(
            first,
            known(copy, known == null ? Map.of() : known.knowing(), knowing),
            () -> unmarked(copy));
    recent =
        Stream.concat(
                Stream.of(new Known(copy, state, first, knowing)),
                before.stream().limit(REMEMBERED - 1))
            .toList();
    return state;
  }

  private Posterior unmarked(List<Evidence> evidence) {
    return Posterior.of(
        ancestry,
        weights,
        prior.none(),
        observations(
            evidence.stream().filter(each -> !(each instanceof Evidence.Marked)).toList(),
            List.of()),
        settings.reproducer(),
        List.of(),
        null);
  }

  private Observations observations(List<Evidence> evidence, List<Integer> knownCulprits) {
    return new Observations(ancestry, evidence, settings.reproducer(), knownCulprits);
  }

  /** The posterior when some culprits are known; each is made once. */
  private Function<Assumed, Posterior> known(
      List<Evidence> evidence, Map<Assumed, Posterior> before, Map<Assumed, Posterior> made) {
    return assumed ->
        made.computeIfAbsent(
            assumed,
            key ->
                Posterior.of(
                    ancestry,
                    weights,
                    ALONE,
                    observations(evidence, key.culprits().subList(0, key.proved())),
                    settings.reproducer(),
                    key.culprits(),
                    before.get(key)));
  }

  /** The search for the first culprit, or, when one is proved, for what it leaves unexplained. */
  private SearchState furthest(
      Posterior first, Function<Assumed, Posterior> knowing, Supplier<Posterior> unmarked) {
    var state = state(first, List.of(), knowing, unmarked);
    while (state.proved().isPresent()
        && settings.reproducer() instanceof Reproducer.Metric
        && state.found().size() + 1 < MOST_CULPRITS) {
      var found = new ArrayList<>(state.found());
      found.add(state.proved().orElseThrow());
      Posterior rest = knowing.apply(new Assumed(candidates(found), found.size()));
      double left = rest.judgement().effect().map(Effect::log).orElse(0.0);
      double proved = found.stream().mapToDouble(each -> each.effect().log()).sum();
      if (rest.none() >= Progress.NOTHING_LEFT || left > WORTH_FINDING * (proved + left)) {
        return state;
      }
      var further = state(rest, List.copyOf(found), knowing, unmarked);
      if (further.conclusion().isPresent()
          && !(further.conclusion().orElseThrow() instanceof Conclusion.Culprit)) {
        return state;
      }
      state = further;
    }
    return state;
  }

  private SearchState state(
      Posterior posterior,
      List<Conclusion.Culprit> found,
      Function<Assumed, Posterior> knowing,
      Supplier<Posterior> unmarked) {
    List<Integer> proved = candidates(found);
    return new SearchState(
        settings,
        posterior,
        found,
        candidate -> {
          var culprits = new ArrayList<>(proved);
          culprits.add(candidate);
          return knowing.apply(new Assumed(culprits, proved.size()));
        },
        unmarked);
  }

  private static List<Integer> candidates(List<Conclusion.Culprit> culprits) {
    return culprits.stream().map(Conclusion.Culprit::candidate).toList();
  }

  private static String summary(Conclusion conclusion) {
    return switch (conclusion) {
      case Conclusion.Culprit culprit ->
          String.format(Locale.ROOT, "#%d is proved", culprit.candidate());
      case Conclusion.Suspects suspects -> suspects.reason();
      case Conclusion.NotReproduced nothing ->
          String.format(
              Locale.ROOT, "no such change between the ends: %.1f %%", 100 * nothing.probability());
      case Conclusion.EnvironmentShift shift -> shift.explanation();
      case Conclusion.BelowNoiseFloor floor ->
          String.format(
              Locale.ROOT,
              "a change of about %.2g %% would be resolved, this one takes %d boots",
              100 * floor.resolvable(),
              floor.bootsNeeded());
      case Conclusion.Gradual gradual ->
          String.format(
              Locale.ROOT, "gradual, from after #%d to #%d", gradual.after(), gradual.last());
      case Conclusion.Exhausted exhausted -> "the budget of " + exhausted.budget() + " is used up";
    };
  }
}
