package dev.halfspeed.campaign.bisection;

import dev.halfspeed.durations.Costs;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.search.Forecast;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Plan;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Workload;
import dev.halfspeed.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Forecasts a request from its files and from what earlier bisections have shown. */
public final class Planner {
  /** Changes that are looked at where none is expected. */
  private static final List<Double> USUAL = List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.4);

  /** Between boots, where nothing is known: guests on a quiet machine are better, most worse. */
  private static final double USUAL_NOISE = 0.01;

  private final RequestCheck check;
  private final Store store;
  private final MachineRegistry stations;

  public Planner(RequestCheck check, Store store, MachineRegistry stations) {
    this.check = check;
    this.store = store;
    this.stations = stations;
  }

  /**
   * Forecasts; no machine hears of it.
   *
   * @throws Problem when something in the request is not as it must be
   */
  public PlanView plan(PlanRequest request) throws Problem {
    try (CheckedFiles files = check.files(request.bisection())) {
      files.recipe().requireNumbers("a forecast");
      MetricScale scale = files.scale();
      checkNumbers(request, scale);
      List<String> names = stations.names(request.bisection().lab());
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
      List<Double> changes = request.effect() == null ? USUAL : List.of(request.effect());
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
          changes.stream().map(change -> forecast(plan, change, scale)).toList(),
          resolvable.isEmpty() ? null : scale.part(resolvable.getAsDouble()),
          known,
          assumed);
    }
  }

  private static void checkNumbers(PlanRequest request, MetricScale scale) throws Problem {
    Double noise = request.noise();
    if (noise != null && !(noise > 0 && noise < 1)) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "noise " + percent(noise) + " is not between 0 and 100 %",
          "give the relative standard deviation between boots, such as --noise 1.5");
    }
    Double effect = request.effect();
    if (effect != null && !(effect > 0 && effect < (scale.seeksFall() ? 1 : Double.MAX_VALUE))) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "an effect of "
              + percent(effect)
              + (scale.seeksFall() ? " is not between 0 and 100 %" : " is not greater than 0 %"),
          "give the change in per cent, without a sign, such as --effect 5");
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

  private static Workload.Machine placed(PlanView.Machine machine, int runs) {
    return new Workload.Machine(
        machine.buildSeconds(), machine.bootSeconds() + runs * machine.runSeconds());
  }

  private static PlanView.Forecast forecast(Plan plan, double change, MetricScale scale) {
    Plan.Expectation ahead = plan.expect(scale.size(change));
    return new PlanView.Forecast(
        scale.seeksFall() ? -change : change,
        ahead.separation(),
        span(ahead.boots()),
        ahead.calibrationBoots(),
        ahead.searchBoots(),
        ahead.proofBoots(),
        ahead.builds(),
        span(ahead.seconds()),
        ahead.success());
  }

  private static BisectionView.Span span(Forecast.Span span) {
    return new BisectionView.Span(span.expected(), span.low(), span.high());
  }

  private static BisectionView.Commit commit(CommitInfo info) {
    return new BisectionView.Commit(info.id(), info.subject(), null);
  }
}
