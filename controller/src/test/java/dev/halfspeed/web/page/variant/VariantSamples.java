package dev.halfspeed.web.page.variant;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.report.view.VariantPairView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Variants as tests of pages need them. */
public final class VariantSamples {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

  private VariantSamples() {}

  /** A list whose subjects are hostile. */
  public static VariantList list() {
    return new VariantList(
        IntStream.range(0, 3)
            .mapToObj(number ->
                new VariantList.Variant(
                    "b1:candidate-" + number,
                    "b1",
                    "bisection",
                    number == 2 ? "bad end" : "candidate",
                    commit(number),
                    "pgbench-simple-update",
                    number + 1,
                    AT.plusSeconds(number)))
            .toList(),
        7L);
  }

  private static BisectionView.Commit commit(int number) {
    return new BisectionView.Commit(
        ("c0ffee" + number).repeat(6).substring(0, 40), "<b>sched</b>\u202e: part " + number, null);
  }

  private static VariantPairView.Side side(String name, String role, double level, int boots) {
    return new VariantPairView.Side(
        name,
        name.split(":", 2)[0],
        role,
        commit(1),
        "pgbench-simple-update",
        Map.of("clients", "16"),
        "defconfig",
        "tps",
        "1/s",
        true,
        IntStream.range(0, boots)
            .mapToObj(boot ->
                new VariantPairView.Boot(
                    name.replace(':', '-') + boot + "/1",
                    "lab-1",
                    "b1d",
                    AT.plusSeconds(600L * boot),
                    List.of(level + boot)))
            .toList());
  }

  /** Two of which a difference can be told. */
  public static VariantPairView comparable() {
    return new VariantPairView(
        side("b1:good", "good end", 1000, 60),
        side("k1:candidate-1", "patched", 900, 3),
        List.of(),
        List.of("The boots overlap in time, but their order was not randomized."),
        List.of("lab-1"),
        List.of(
            new VariantPairView.Metric(
                "tps", "1/s", 1000.0, 901.0, new BisectionView.Change(-0.099, -0.11, -0.088)),
            new VariantPairView.Metric("latency_mean", "", 1.0, 1.1, null)),
        new ComparisonView.Latencies(
            List.of(0.0, 50.0, 90.0, 99.0, 100.0),
            List.of(List.of(0.2, 1.0, 2.0, 4.0, 9.0), List.of(0.3, 1.2, 2.4, 5.0, 30.0)),
            List.of(100_000L, 90_000L)),
        new CounterEvidence(
            new CounterEvidence.Side("A", 60),
            new CounterEvidence.Side("B", 3),
            "tps",
            40,
            List.of(
                new CounterEvidence.Difference(
                    "stat.ctxt",
                    "1/s",
                    8000,
                    16_000,
                    new BisectionView.Change(1, 0.9, 1.1),
                    new BisectionView.Change(1.2, 1.1, 1.3))),
            List.of()),
        "halfspeed compare A=c0ffee B=c0ffee --repo /linux --recipe pgbench-simple-update");
  }

  /** Two of which none can be told. */
  public static VariantPairView apart() {
    return new VariantPairView(
        side("b1:good", "good end", 1000, 2),
        side("b2:good", "good end", 900, 2),
        List.of("No machine booted both: the first ran on lab-1, the second on lab-2."),
        List.of(),
        List.of(),
        List.of(new VariantPairView.Metric("tps", "1/s", 1000.0, 900.0, null)),
        null,
        null,
        "");
  }
}
