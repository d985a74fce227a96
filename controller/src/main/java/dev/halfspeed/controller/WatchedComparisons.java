package dev.halfspeed.controller;

import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.campaign.comparison.ComparisonBoots;
import dev.halfspeed.campaign.comparison.ComparisonCheck;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.FactsRecord;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.machine.MachineRecord;
import dev.halfspeed.watch.PointCampaigns;
import dev.halfspeed.watch.PointOrder;
import dev.halfspeed.watch.PointResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The points of watches as comparisons of the controller. */
final class WatchedComparisons implements PointCampaigns {
  private static final double CONFIDENCE = 0.99;

  /**
   * A point is measured, not decided: any verdict would take more boots than {@link
   * PointOrder#MOST_BLOCKS} have.
   */
  private static final double SMALLEST = 0.01;

  private static final String REFERENCE = "reference";

  private final Store store;
  private final ComparisonCheck check;
  private final Engine engine;

  /** What it needs of the controller. */
  interface Engine {
    /** A new id of a comparison. */
    String newId();

    /** Begins a comparison under an id, unless there is one. */
    void begin(String id, String owner, ComparisonRequest request) throws Problem;

    /** Ends a campaign that has not ended. */
    void cancel(CampaignRecord campaign);
  }

  WatchedComparisons(Store store, ComparisonCheck check, Engine engine) {
    this.store = store;
    this.check = check;
    this.engine = engine;
  }

  @Override
  public Checked check(PointOrder order) throws Problem {
    ComparisonRequest request = request(order);
    int machines = check.checkFiles(request);
    for (String metric : order.workload().metrics()) {
      check.checkMetric(request, metric);
    }
    return new Checked(machines);
  }

  @Override
  public String newId() {
    return engine.newId();
  }

  @Override
  public void begin(String campaign, PointOrder order) throws Problem {
    engine.begin(campaign, order.owner(), request(order));
  }

  private static ComparisonRequest request(PointOrder order) {
    return new ComparisonRequest(
        List.of(
            variant(order, REFERENCE, order.reference()),
            variant(order, order.name().equals(REFERENCE) ? "new" : order.name(), order.commit())),
        order.workload().recipe(),
        order.workload().profile(),
        order.workload().parameters(),
        order.lab(),
        null,
        CONFIDENCE,
        SMALLEST,
        order.runs(),
        order.boots(),
        order.seed(),
        null);
  }

  private static ComparisonRequest.Variant variant(PointOrder order, String name, String commit) {
    return new ComparisonRequest.Variant(
        name,
        order.repository(),
        commit,
        order.configBase(),
        order.configFragments(),
        List.of(),
        Map.of());
  }

  @Override
  public State state(String campaign) {
    Optional<CampaignRecord> record = store.campaigns().find(campaign);
    if (record.isEmpty()) {
      return new State.Unknown();
    }
    return record.get().endedAt() == null
        ? new State.Running()
        : new State.Ended(result(record.get()));
  }

  private PointResult result(CampaignRecord record) {
    ComparisonBoots boots = ComparisonBoots.read(store, record);
    Map<String, String> classes = classes();
    return new PointResult(
        record.state().equals(CampaignState.CONCLUDED.name()),
        Optional.ofNullable(record.message()).orElse(""),
        store.jobs().machineTime(record.id()),
        boots.experiment(),
        boots.metrics().stream()
            .map(metric ->
                new PointResult.Metric(metric.name(), metric.unit(), metric.higherIsBetter()))
            .toList(),
        boots.boots().stream()
            .map(boot ->
                new PointResult.Boot(
                    classes.getOrDefault(boot.machine(), boot.machine()),
                    boot.machine() + " " + boot.block(),
                    boot.variant() == 1,
                    boot.logs()))
            .toList());
  }

  /** Machines of one processor with as many cores measure alike, as far as can be told. */
  private Map<String, String> classes() {
    return store.machines().all().stream()
        .collect(
            Collectors.toMap(
                MachineRecord::name,
                machine -> {
                  FactsRecord facts = RowJson.read(machine.factsJson(), FactsRecord.class);
                  return "%s, %d cores".formatted(facts.cpuModel(), facts.cores());
                },
                (one, other) -> one,
                HashMap::new));
  }

  @Override
  public void cancel(String campaign) {
    store
        .campaigns()
        .find(campaign)
        .filter(record -> record.endedAt() == null)
        .ifPresent(engine::cancel);
  }

  @Override
  public Duration used(String owner, Instant since) {
    return store.jobs().machineTime(owner, since);
  }
}
