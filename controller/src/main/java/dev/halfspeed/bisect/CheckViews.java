package dev.halfspeed.bisect;

import dev.halfspeed.health.Comparison;
import dev.halfspeed.health.Spread;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.CheckView;
import dev.halfspeed.store.CheckBootRecord;
import dev.halfspeed.store.CheckRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws checks of machines for people. */
final class CheckViews {
  private static final String RUNNING = "running";

  private final Store store;
  private final MachineChecks checks;

  CheckViews(Store store, MachineChecks checks) {
    this.store = store;
    this.checks = checks;
  }

  /** All, the newest first. */
  List<CheckView> all() {
    return store.lab().checks().reversed().stream().map(this::view).toList();
  }

  Optional<CheckView> one(String id) {
    return store.lab().check(id).map(this::view);
  }

  /** The last whole check of a machine that has figures. */
  Optional<CheckView> lastWhole(String machine) {
    return store.lab().checks().reversed().stream()
        .filter(record -> record.machine().equals(machine))
        .filter(record -> record.kind().equals(MachineChecks.FULL))
        .filter(record -> record.findingJson() != null)
        .findFirst()
        .map(this::view);
  }

  /** What machines do for checks. */
  Stream<BisectionView.Activity> activities() {
    return checks.running().keySet().stream()
        .flatMap(id -> one(id).stream())
        .map(check ->
            new BisectionView.Activity(
                check.machine(),
                "checking",
                new BisectionView.Commit(check.commit(), check.subject(), null),
                check.startedAt(),
                check.doing(),
                null,
                null));
  }

  private CheckView view(CheckRecord record) {
    CheckRequest request = Protocol.read(record.requestJson(), CheckRequest.class);
    CheckDetail detail = Protocol.read(record.detailJson(), CheckDetail.class);
    String json = record.findingJson();
    @Nullable CheckFinding finding = json == null ? null : Protocol.read(json, CheckFinding.class);
    return new CheckView(
        record.id(),
        record.machine(),
        record.kind(),
        Objects.requireNonNullElse(record.verdict(), RUNNING),
        record.startedAt(),
        record.endedAt(),
        detail.commit().id(),
        detail.commit().subject(),
        detail.recipe(),
        new TreeMap<>(detail.parameters()),
        detail.metric(),
        detail.metricUnit(),
        detail.config(),
        record.kind().equals(MachineChecks.FULL) ? request.boots() : MachineCheck.BOOTS_AGAIN,
        request.runs(),
        samples(record.id(), detail.metric()),
        checks.doing(record.id()).orElse(null),
        record.message(),
        finding == null ? null : deviation(finding.noise().between()),
        finding == null ? null : deviation(finding.noise().within()),
        finding == null ? List.of() : comparisons(finding),
        finding == null ? null : finding.resolvable());
  }

  private List<List<Double>> samples(String check, String metric) {
    var samples = new ArrayList<List<Double>>();
    for (CheckBootRecord boot : store.lab().checkBoots(check)) {
      if (Protocol.read(boot.resultJson(), Result.class) instanceof Result.Measured measured) {
        samples.add(
            measured.runs().stream()
                .map(run -> run.metrics().get(metric))
                .filter(Objects::nonNull)
                .toList());
      }
    }
    return List.copyOf(samples);
  }

  private static CheckView.@Nullable Deviation deviation(@Nullable Spread spread) {
    return spread == null
        ? null
        : new CheckView.Deviation(spread.deviation(), spread.low(), spread.high());
  }

  private static List<CheckView.Comparison> comparisons(CheckFinding finding) {
    var all = new ArrayList<CheckView.Comparison>();
    if (finding.same() != null) {
      all.add(comparison("every second boot against the others", finding.same().alternate()));
      all.add(
          comparison("the later half of the boots against the earlier", finding.same().halves()));
    }
    if (finding.drift() != null) {
      all.add(comparison("these boots against those of the whole check", finding.drift()));
    }
    return List.copyOf(all);
  }

  private static CheckView.Comparison comparison(String what, Comparison comparison) {
    return new CheckView.Comparison(what, MachineCheck.change(comparison), comparison.chance());
  }
}
