package dev.halfspeed.bisect;

import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.PlanView;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.Plan;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Settings;
import dev.halfspeed.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Forecasts a request from its files and from what earlier bisections have shown. */
final class Planner {
  /** Losses that are looked at where none is expected. */
  private static final List<Double> USUAL = List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.4);

  /** Between boots, where nothing is known: guests on a quiet machine are better, most worse. */
  private static final double USUAL_NOISE = 0.01;

  private final RequestCheck check;
  private final Store store;

  Planner(RequestCheck check, Store store) {
    this.check = check;
    this.store = store;
  }

  /**
   * Forecasts; no machine hears of it.
   *
   * @throws Problem when something in the request is not as it must be
   */
  PlanView plan(PlanRequest request) throws Problem {
    try (CheckedFiles files = check.files(request.bisection())) {
      boolean higherIsBetter = files.metric().higherIsBetter();
      checkNumbers(request, higherIsBetter);
      List<String> names = Stations.names(request.bisection().lab());
      var experience = Experience.of(store, files);
      var known = new ArrayList<String>();
      var assumed = new ArrayList<String>();
      double noise = noise(request.noise(), experience.noise(names), known, assumed);
      List<PlanView.Machine> machines =
          names.stream().map(name -> machine(name, experience.costs(name), assumed)).toList();
      if (experience.bisections() > 0) {
        known.add(
            "durations of "
                + Words.count(experience.bisections(), "earlier bisection")
                + " with this recipe and configuration");
      }
      var plan =
          new Plan(
              files.range().dag(),
              Prior.uniform(files.range().dag()),
              machines.stream()
                  .map(machine -> placed(machine, Math.max(1, request.bisection().runs())))
                  .toList(),
              noise,
              new Settings(
                  request.bisection().confidence(),
                  request.bisection().maximumBoots(),
                  request.bisection().seed()));
      List<Double> losses = request.effect() == null ? USUAL : List.of(request.effect());
      OptionalDouble resolvable = plan.resolvable();
      return new PlanView(
          commit(files.goodEnd()),
          commit(files.bad()),
          files.range().size(),
          plan.entropyBits(),
          files.recipe().name(),
          files.metric().name(),
          request.bisection().confidence(),
          request.bisection().maximumBoots(),
          machines,
          noise,
          losses.stream().map(loss -> forecast(plan, loss, higherIsBetter)).toList(),
          resolvable.isEmpty() ? null : fraction(resolvable.getAsDouble(), higherIsBetter),
          known,
          assumed);
    }
  }

  private static void checkNumbers(PlanRequest request, boolean higherIsBetter) throws Problem {
    Double noise = request.noise();
    if (noise != null && !(noise > 0 && noise < 1)) {
      throw new Problem(
          "noise " + percent(noise) + " is not between 0 and 100 %",
          "give the relative standard deviation between boots, such as --noise 1.5");
    }
    Double effect = request.effect();
    if (effect != null && !(effect > 0 && effect < (higherIsBetter ? 1 : Double.MAX_VALUE))) {
      throw new Problem(
          "an effect of "
              + percent(effect)
              + (higherIsBetter ? " is not between 0 and 100 %" : " is not greater than 0 %"),
          "give the loss in per cent, without a sign, such as --effect 5");
    }
  }

  private static String percent(double fraction) {
    return 100 * fraction + " %";
  }

  private static double noise(
      @Nullable Double given,
      Optional<Experience.Noise> seen,
      List<String> known,
      List<String> assumed) {
    if (given != null) {
      known.add("noise between boots " + Words.part(given) + ", as said");
      return given;
    }
    if (seen.isPresent()) {
      known.add(
          "noise between boots "
              + Words.part(seen.get().deviation())
              + ", from "
              + seen.get().boots()
              + " earlier boots on these machines");
      return seen.get().deviation();
    }
    assumed.add(
        "noise between boots "
            + Words.part(USUAL_NOISE)
            + ": nothing like this was measured here yet (--noise PERCENT)");
    return USUAL_NOISE;
  }

  private static PlanView.Machine machine(String name, Costs costs, List<String> assumed) {
    costs.assumption().ifPresent(words -> assumed.add(words + " on " + name));
    return new PlanView.Machine(
        name, costs.buildSeconds(), costs.bootSeconds(), costs.runSeconds());
  }

  private static Plan.Machine placed(PlanView.Machine machine, int runs) {
    return new Plan.Machine(
        machine.buildSeconds(), machine.bootSeconds() + runs * machine.runSeconds());
  }

  private static PlanView.Forecast forecast(Plan plan, double loss, boolean higherIsBetter) {
    Plan.Expectation ahead = plan.expect(higherIsBetter ? -Math.log1p(-loss) : Math.log1p(loss));
    return new PlanView.Forecast(
        higherIsBetter ? -loss : loss,
        ahead.separation(),
        span(ahead.boots()),
        ahead.calibrationBoots(),
        ahead.searchBoots(),
        ahead.proofBoots(),
        ahead.builds(),
        span(ahead.seconds()),
        ahead.success());
  }

  static BisectionView.Span span(Plan.Span span) {
    return new BisectionView.Span(span.expected(), span.low(), span.high());
  }

  /** A loss of that size on the log scale, as a fraction of the metric without a sign. */
  static double fraction(double size, boolean higherIsBetter) {
    return higherIsBetter ? -Math.expm1(-size) : Math.expm1(size);
  }

  private static BisectionView.Commit commit(CommitInfo info) {
    return new BisectionView.Commit(info.id(), info.subject(), null);
  }
}
