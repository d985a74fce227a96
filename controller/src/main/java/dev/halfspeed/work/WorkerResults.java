package dev.halfspeed.work;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.core.KernelCounters;
import dev.halfspeed.core.MachineLoad;
import dev.halfspeed.core.MachineState;
import dev.halfspeed.health.MachineDisturbance;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.store.job.CountersRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.ProfileRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.HostConditions;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a worker answered, as the controller keeps it. */
public final class WorkerResults {
  private WorkerResults() {}

  /** How a job ended. */
  public static JobResult of(Result result) {
    return switch (result) {
      case Result.FactsFound _ -> new JobResult.FactsFound();
      case Result.Built(Result.Image image) -> new JobResult.Built(image(image), image.took());
      case Result.Unbuildable unbuildable ->
          new JobResult.Unbuildable(unbuildable.step(), unbuildable.message(), unbuildable.took());
      case Result.Measured measured ->
          new JobResult.Measured(boot(measured.boot()), measured.runs().size(), measured.took());
      case Result.Profiled profiled ->
          new JobResult.Profiled(
              profiled.runs().stream()
                  .filter(run -> run.folded() == null)
                  .findFirst()
                  .map(run -> String.join("; ", run.notes()))
                  .orElse(null),
              profiled.took());
      case Result.Unbootable unbootable ->
          new JobResult.Unbootable(how(unbootable.how()), unbootable.message(), unbootable.took());
      case Result.ReproducerFailed failed ->
          new JobResult.ReproducerFailed(failed.step(), failed.message(), failed.took());
      case Result.InfrastructureFault fault ->
          new JobResult.InfrastructureFault(fault(fault.fault()), fault.message());
      case Result.Cancelled _ -> new JobResult.Cancelled();
      case Result.Switched _, Result.Recovered _ ->
          throw new IllegalStateException("a step of a boot is not how a job ends");
    };
  }

  /** The word that rows have for it. */
  private static String how(Result.BootFailure failure) {
    return switch (failure) {
      case NOT_LOADED -> "NOT_LOADED";
      case PANIC -> "PANIC";
      case HANG -> "HANG";
      case EXIT -> "EXIT";
      case NO_NETWORK -> "NO_NETWORK";
    };
  }

  public static JobResult.Fault fault(Result.Fault fault) {
    return switch (fault) {
      case WRONG_KERNEL -> JobResult.Fault.WRONG_KERNEL;
      case TOOL_MISSING -> JobResult.Fault.TOOL_MISSING;
      case DISK_FULL -> JobResult.Fault.DISK_FULL;
      case FILE_SYSTEM -> JobResult.Fault.FILE_SYSTEM;
      case OUT_OF_MEMORY -> JobResult.Fault.OUT_OF_MEMORY;
      case IMAGE_MISSING -> JobResult.Fault.IMAGE_MISSING;
      case TREE_MISSING -> JobResult.Fault.TREE_MISSING;
      case PREPARATION_FAILED -> JobResult.Fault.PREPARATION_FAILED;
      case DEADLINE -> JobResult.Fault.DEADLINE;
      case BOOT_SETUP -> JobResult.Fault.BOOT_SETUP;
      case MACHINE_DOWN -> JobResult.Fault.MACHINE_DOWN;
      case WORKER_DIED -> JobResult.Fault.WORKER_DIED;
      case RESTARTED -> JobResult.Fault.RESTARTED;
      case LINK_LOST -> JobResult.Fault.LINK_LOST;
      case NOT_STARTED -> JobResult.Fault.NOT_STARTED;
      case UNEXPECTED -> JobResult.Fault.UNEXPECTED;
    };
  }

  private static JobResult.BuiltImage image(Result.Image image) {
    return new JobResult.BuiltImage(
        image.key(),
        image.commit(),
        image.buildId(),
        image.kernelSha256(),
        image.functionsSha256(),
        image.configSha256(),
        image.release(),
        image.compiler(),
        image.kernelPath(),
        image.bytes(),
        image.compiledObjects(),
        image.reused());
  }

  private static JobResult.MeasuredBoot boot(Result.BootReport boot) {
    return new JobResult.MeasuredBoot(
        boot.bootId(),
        boot.buildId(),
        boot.kernelRelease(),
        boot.state().get(MachineState.COMMAND_LINE),
        MachineState.digest(MachineState.comparable(boot.state())),
        boot.phases());
  }

  /**
   * A job's end, with all that is kept of it.
   *
   * @param job what was asked for; empty where no machine took part
   * @param message what happened, one line
   * @param disturbed what disturbed the runs
   */
  public static JobEnd end(
      JobId id,
      Optional<Job> job,
      Result result,
      Instant at,
      String outcome,
      String message,
      MachineDisturbance.Verdict disturbed) {
    return new JobEnd(
        id.job(),
        id.attempt(),
        at,
        outcome,
        message,
        of(result),
        log(result),
        result instanceof Result.Built(Result.Image image)
            ? Optional.of(image.config())
            : Optional.empty(),
        result instanceof Result.Measured measured
            ? Optional.of(
                new JobEnd.Boot(
                    MachineState.comparable(measured.boot().state()),
                    job.map(WorkerResults::plan).orElse(""),
                    runs(id, measured),
                    samples(id, measured, disturbed),
                    counters(id, measured)))
            : Optional.empty(),
        result instanceof Result.Profiled profiled ? profiles(id, job, profiled) : List.of());
  }

  private static List<ProfileRecord> profiles(
      JobId id, Optional<Job> job, Result.Profiled profiled) {
    boolean isInstructions =
        job.filter(each ->
                each instanceof Job.Measure measure
                    && measure.boot() instanceof BootPlan.Qemu guest
                    && guest.clock() == BootPlan.Clock.INSTRUCTIONS)
            .isPresent();
    return profiled.runs().stream()
        .map(run -> {
          var metrics = new TreeMap<>(run.metrics());
          metrics.values().removeIf(value -> !Double.isFinite(value));
          return new ProfileRecord(
              id.job(),
              id.attempt(),
              run.run(),
              isInstructions,
              run.hertz(),
              run.samples(),
              run.lost(),
              run.folded(),
              metrics,
              run.notes());
        })
        .toList();
  }

  private static String plan(Job job) {
    return job instanceof Job.Measure measure ? plan(BootWay.of(measure.boot())) : "";
  }

  /** How a machine boots, as the store keeps it: equal texts are equal ways. */
  public static String plan(BootWay way) {
    return RowJson.write(way);
  }

  private static String log(Result result) {
    return switch (result) {
      case Result.Unbuildable unbuildable -> unbuildable.logTail();
      case Result.Unbootable unbootable -> unbootable.consoleTail();
      case Result.ReproducerFailed failed -> failed.logTail();
      case Result.InfrastructureFault fault -> fault.logTail();
      case Result.FactsFound _,
          Result.Built _,
          Result.Measured _,
          Result.Profiled _,
          Result.Cancelled _,
          Result.Switched _,
          Result.Recovered _ ->
          "";
    };
  }

  private static List<RunRecord> runs(JobId id, Result.Measured measured) {
    return measured.runs().stream()
        .map(run ->
            new RunRecord(
                id.job(), id.attempt(), run.run(), run.histogram(), conditions(run.conditions())))
        .toList();
  }

  private static List<CountersRecord> counters(JobId id, Result.Measured measured) {
    return measured.runs().stream()
        .flatMap(run ->
            Optional.ofNullable(run.counters())
                .filter(counters -> counters.seconds() > 0)
                .map(counters ->
                    new CountersRecord(
                        id.job(),
                        id.attempt(),
                        run.run(),
                        new KernelCounters(
                            counters.seconds(), counters.rates(), counters.levels())))
                .stream())
        .toList();
  }

  private static List<SampleRecord> samples(
      JobId id, Result.Measured measured, MachineDisturbance.Verdict disturbed) {
    var samples = new ArrayList<SampleRecord>();
    for (int nth = 0; nth < measured.runs().size(); nth++) {
      Result.RunReport run = measured.runs().get(nth);
      String why =
          nth < disturbed.disturbances().size()
              ? disturbed.disturbances().get(nth).orElse(null)
              : null;
      for (Map.Entry<String, Double> metric : run.metrics().entrySet()) {
        // A database has no such number; a run without its metric measured nothing.
        if (Double.isFinite(metric.getValue())) {
          samples.add(
              new SampleRecord(
                  id.job(), id.attempt(), run.run(), metric.getKey(), metric.getValue(), why));
        }
      }
    }
    return samples;
  }

  /** What else happened during each run of a boot; absent where the machine did not tell. */
  public static List<@Nullable MachineLoad> conditions(Result.Measured measured) {
    var conditions = new ArrayList<@Nullable MachineLoad>();
    for (Result.RunReport run : measured.runs()) {
      conditions.add(conditions(run.conditions()));
    }
    return conditions;
  }

  private static @Nullable MachineLoad conditions(@Nullable HostConditions conditions) {
    return conditions == null
        ? null
        : new MachineLoad(
            conditions.elapsed(),
            conditions.cpus(),
            conditions.others(),
            conditions.steal(),
            conditions.cpuPressure(),
            conditions.ioPressure(),
            conditions.memoryPressure(),
            conditions.frequency(),
            conditions.throttled(),
            conditions.throttleEvents(),
            conditions.realTime());
  }
}
