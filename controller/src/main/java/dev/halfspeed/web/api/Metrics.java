package dev.halfspeed.web.api;

import dev.halfspeed.controller.Controller;
import dev.halfspeed.controller.OpenWork;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Figures about the controller for Prometheus. */
public final class Metrics implements WorkListener, AutoCloseable {
  /** Names the route of a request; without one it is not counted by its path, which may be any. */
  static final String ROUTE = "halfspeed-route";

  private static final Duration[] REQUESTS =
      seconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600);

  /** From a restored snapshot to the build of a whole kernel on a slow machine. */
  private static final Duration[] PHASES =
      seconds(1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200);

  private final Controller controller;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MultiGauge open;
  private final MultiGauge waiting;
  private final MultiGauge machines;
  private final MultiGauge queues;

  /** Listens to the garbage collector until it is closed. */
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Likewise. */
  private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();

  public Metrics(Controller controller) {
    this.controller = controller;
    this.open =
        MultiGauge.builder("halfspeed.campaigns.open")
            .description("Campaigns that have not ended")
            .register(registry);
    this.waiting =
        MultiGauge.builder("halfspeed.campaigns.waiting")
            .description("Campaigns that have not ended and for which no machine does anything")
            .register(registry);
    this.machines =
        MultiGauge.builder("halfspeed.machines")
            .description("Machines by state")
            .register(registry);
    this.queues =
        MultiGauge.builder("halfspeed.machine.campaigns")
            .description("Campaigns that have not ended and may be given the machine's time")
            .register(registry);
    Stream.of(
            collections,
            pressure,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(jvm -> jvm.bindTo(registry));
    controller.listen(this);
  }

  private static Duration[] seconds(double... bounds) {
    return Arrays.stream(bounds)
        .mapToObj(bound -> Duration.ofMillis(Math.round(bound * 1000)))
        .toArray(Duration[]::new);
  }

  /** All figures as they are now, in Prometheus' text format. */
  public String text() {
    List<OpenWork> work = controller.campaigns().openWork();
    open.register(work.stream().map(each -> row("kind", each.kind(), each.open())).toList(), true);
    waiting.register(
        work.stream().map(each -> row("kind", each.kind(), each.waiting())).toList(), true);
    Map<String, Long> states =
        controller.machines().all().stream()
            .collect(Collectors.groupingBy(MachineView::state, Collectors.counting()));
    machines.register(
        states.entrySet().stream()
            .map(state -> row("state", state.getKey(), state.getValue()))
            .toList(),
        true);
    queues.register(
        controller.machines().queues().entrySet().stream()
            .map(queue -> row("machine", queue.getKey(), queue.getValue()))
            .toList(),
        true);
    return registry.scrape();
  }

  private static MultiGauge.Row<Number> row(String tag, String value, Number number) {
    return MultiGauge.Row.of(Tags.of(tag, value), number);
  }

  /** Counts the requests that come to any route behind this one. */
  public void count(RoutingContext context) {
    long began = System.nanoTime();
    context.addEndHandler(_ -> {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      Timer.builder("halfspeed.http.requests")
          .description("Answered requests; a stream of events counts when it ends")
          .tag("method", context.request().method().name())
          .tag("route", Objects.requireNonNullElse(context.get(ROUTE), "other"))
          .tag("status", Integer.toString(context.response().getStatusCode()))
          .serviceLevelObjectives(REQUESTS)
          .register(registry)
          .record(took);
    });
    context.next();
  }

  /** Names a route in the figures. */
  public static Route named(Route route, String name) {
    return route.handler(context -> {
      context.put(ROUTE, name);
      context.next();
    });
  }

  @Override
  public void close() {
    pressure.close();
    collections.close();
    registry.close();
  }

  @Override
  public void decided(DecisionRecord decision) {
    registry.counter("halfspeed.decisions", "action", decision.action()).increment();
  }

  @Override
  public void ended(JobEnd end) {
    registry.counter("halfspeed.jobs", "outcome", end.outcome()).increment();
    switch (end.result()) {
      case JobResult.Built built -> phase("build", built.took());
      case JobResult.Unbuildable failed -> phase("build", failed.took());
      case JobResult.Measured measured -> measured.boot().phases().forEach(this::phase);
      case JobResult.Unbootable failed -> phase("boot", failed.took());
      case JobResult.InfrastructureFault fault ->
          registry
              .counter("halfspeed.faults", "fault", fault.fault().name().toLowerCase(Locale.ROOT))
              .increment();
      case JobResult.Profiled profiled -> phase("profile", profiled.took());
      case JobResult.ReproducerFailed _, JobResult.FactsFound _, JobResult.Cancelled _ -> {}
    }
  }

  private void phase(String name, Duration took) {
    Timer.builder("halfspeed.job.phase")
        .description("How long phases of jobs took")
        .tag("phase", name)
        .serviceLevelObjectives(PHASES)
        .register(registry)
        .record(took);
  }
}
