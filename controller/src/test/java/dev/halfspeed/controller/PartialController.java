package dev.halfspeed.controller;

import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.core.Principal;
import dev.halfspeed.history.CommitText;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.watch.WatchedSeries;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A controller that knows only what its test needs; it has nothing of the rest, or refuses it. */
public interface PartialController
    extends Controller, CampaignControl, CampaignQueries, MachineControl {
  @Override
  default CampaignControl requests() {
    return this;
  }

  @Override
  default CampaignQueries campaigns() {
    return this;
  }

  @Override
  default MachineControl machines() {
    return this;
  }

  @Override
  default int intervene(String campaign, InterventionRequest what, String reason, Principal by)
      throws Problem {
    throw new UnsupportedOperationException();
  }

  @Override
  default String bisectConfigs(ConfigBisectionRequest request, Principal by) throws Problem {
    throw new UnsupportedOperationException();
  }

  @Override
  default CampaignList list(CampaignQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  default EffectiveConfig config(String bisection, String digest) throws Problem {
    throw new UnsupportedOperationException();
  }

  @Override
  default List<String> revisions(String repository) {
    return List.of();
  }

  @Override
  default Optional<RangeGraphView> graph(String bisection, int from, int until, boolean isWaiting)
      throws Problem {
    return Optional.empty();
  }

  @Override
  default VariantList variants(VariantQuery query, long before, int most) throws Problem {
    return new VariantList(List.of(), null, null);
  }

  @Override
  default VariantPairView pair(String first, String second) throws Problem {
    throw new Problem(ProblemCode.UNKNOWN, "no boot of " + first + " counts", "wait for one");
  }

  @Override
  default String profile(String bisection, String file) throws Problem {
    throw new UnsupportedOperationException();
  }

  @Override
  default LatencyView latencies(String bisection) throws Problem {
    return LatencyView.none(bisection(bisection).id());
  }

  @Override
  default LatencyView latencies(String bisection, int boot) throws Problem {
    return LatencyView.none(bisection(bisection).id());
  }

  @Override
  default List<ConfigBisectionSummary> configBisections() {
    return List.of();
  }

  @Override
  default ConfigBisectionView configBisection(String id) throws Problem {
    throw new Problem(
        ProblemCode.UNKNOWN,
        "there is no config bisection \"" + id + "\"",
        "halfspeed status lists them");
  }

  @Override
  default List<MachineDay> days(Instant from, Instant until) {
    return all().stream().map(machine -> new MachineDay(machine, List.of())).toList();
  }

  @Override
  default MachineHistory history(String name, Instant from, Instant until) throws Problem {
    throw new UnsupportedOperationException();
  }

  @Override
  default Map<String, Integer> queues() {
    return Map.of();
  }

  @Override
  default ImageList images(BuildStore.Filter filter, long before, int most) {
    throw new UnsupportedOperationException();
  }

  @Override
  default WatchedSeries series() {
    throw new UnsupportedOperationException();
  }

  @Override
  default Map<String, CommitText> commits(String repository, Collection<String> ids) {
    return Map.of();
  }

  @Override
  default List<AlarmRecord> alarms(Instant since, int limit) {
    return List.of();
  }

  @Override
  default Regressions regressions() {
    throw new UnsupportedOperationException();
  }

  @Override
  default boolean raise(AlarmRequest alarm, Principal by) throws Problem {
    throw new UnsupportedOperationException();
  }
}
