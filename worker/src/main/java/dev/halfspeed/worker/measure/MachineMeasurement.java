package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.boot.KernelState;
import dev.halfspeed.worker.boot.MachineBoot;
import dev.halfspeed.worker.build.ImageStore;
import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.CounterFiles;
import dev.halfspeed.worker.host.CounterReading;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.HostProbe;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.RunningKernel;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.profile.ProfileScript;
import dev.halfspeed.worker.profile.RunProfiles;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.Result;
import dev.halfspeed.worker.protocol.RunCounters;
import dev.halfspeed.worker.protocol.SysValue;
import dev.halfspeed.worker.results.ReproducerException;
import dev.halfspeed.worker.results.ResultsReader;
import dev.halfspeed.worker.results.RunOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a recipe on this machine itself, on the image that it has booted, after proof that it has.
 */
final class MachineMeasurement {
  /** Beside what perf itself is given: the kernel's functions are copied then. */
  private static final Duration TO_END_PERF = Duration.ofMinutes(1);

  private static final String RUN = "run-";
  private static final Duration TEARDOWN = Duration.ofMinutes(2);

  /** What a teardown has behind the job's deadline: the supervisor ends all a minute behind it. */
  private static final Duration BEHIND_THE_DEADLINE = Duration.ofSeconds(30);

  private final Home home;
  private final Tools tools;
  private final ImageStore images;
  private final Path root;

  /**
   * Measures on this machine.
   *
   * @param root the machine's root folder: / but in tests
   */
  MachineMeasurement(Home home, Tools tools, ImageStore images, Path root) {
    this.home = home;
    this.tools = tools;
    this.images = images;
    this.root = root;
  }

  /** Does what the job asks for. */
  Result measure(
      Job.Measure job, BootPlan.Own plan, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    long start = System.nanoTime();
    Result.Image image = Measurement.image(images, job.imageKey());
    Path scripts = Measurement.scripts(home, job.recipe());
    var running = new RunningKernel(root);
    prove(image, running);
    Optional<ProfileScript> profile =
        job.profiling() == null
            ? Optional.empty()
            : Optional.of(Measurement.profileScript(job, tools, folder));
    var machine = new MachineBoot(tools, plan.method(), root);
    ReadyBoot.used(home);
    requireCleared(machine, folder, deadline);
    machine.takePstore(folder.path(), deadline);
    machine.still(folder.path(), deadline);
    String refused =
        machine.setSys(SysValue.among(plan.kernelArguments()), folder.path(), deadline);
    if (!refused.isBlank()) {
      return new Result.ReproducerFailed("sys", refused, refused, since(start));
    }
    @Nullable Path data =
        new Preparation(home, tools)
            .prepared(job.recipe(), scripts, plan, folder, reporter, deadline);

    var report =
        new Result.BootReport(
            running.bootId(), image.buildId(), running.release(), KernelState.of(root), Map.of());
    Path place = root.resolve("run/halfspeed");
    machine.makeWorkplace(
        place, scripts, data == null ? "" : data.toString(), folder.path(), deadline);
    try {
      var steps = new Steps(job, plan, place, data != null, folder, reporter, report, start);
      if (profile.isEmpty()) {
        return steps.toTheEnd(_ -> {}, _ -> {}, deadline);
      }
      ProfileScript script = profile.get();
      IntFunction<Path> left = run -> place.resolve("profile-" + run);
      Result result =
          steps.toTheEnd(
              run -> machine.asRoot(script.begin(left.apply(run)), folder.path(), deadline),
              run ->
                  machine.asRoot(
                      script.end(left.apply(run)),
                      folder.path(),
                      Deadline.after(script.patience().plus(TO_END_PERF))),
              deadline);
      return result instanceof Result.Measured measured
          ? Measurement.profiled(
              measured,
              new RunProfiles(
                  tools,
                  script,
                  new RunProfiles.Kernel(
                      image.config(), running.commandLine(), images.symbols(image.key())),
                  folder.path()),
              left,
              Map.of(place.toString(), place))
          : result;
    } finally {
      machine.removeWorkplace(place, folder.path(), Deadline.after(Duration.ofSeconds(60)));
    }
  }

  /** A number counts only for the right kernel, freshly booted as it was asked for. */
  private void prove(Result.Image image, RunningKernel running) throws IOException {
    ReadyBoot ready =
        ReadyBoot.read(home)
            .filter(boot -> boot.imageKey().equals(image.key()))
            .orElseThrow(() -> wrong("the machine was not made ready for this boot"));
    if (running.bootId().equals(ready.bootId())) {
      throw wrong("the machine has not left the system that ran before: its boot id is the same");
    }
    String buildId = running.buildId().orElse("none");
    if (!buildId.equals(image.buildId())) {
      throw wrong("the running kernel has build-id " + buildId + ", the image " + image.buildId());
    }
    if (!ready.isCommandLine(running.commandLine())) {
      throw wrong(
          "the running kernel has the command line \"%s\", it was asked for \"%s\""
              .formatted(running.commandLine(), ready.commandLine()));
    }
  }

  private static InfrastructureException wrong(String message) {
    return new InfrastructureException(Result.Fault.WRONG_KERNEL, message);
  }

  private static void requireCleared(MachineBoot machine, JobFolder folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    String pending = machine.pending(folder.path(), deadline);
    if (!pending.isBlank()) {
      machine.clear(folder.path(), deadline);
      throw new InfrastructureException(
          Result.Fault.BOOT_SETUP,
          "the one-shot entry "
              + pending
              + " was still set after it had been booted, so it would have been booted for ever; it"
              + " has been taken back. GRUB must be able to write its grubenv: not on btrfs, LVM,"
              + " RAID or ZFS");
    }
  }

  /** What is done beside a run. */
  private interface Beside {
    void run(int number) throws IOException, InterruptedException, DeadlineException;
  }

  /** The recipe's steps on the right kernel. */
  private final class Steps {
    private final Job.Measure job;
    private final Map<String, String> environment;
    private final Path place;
    private final JobFolder folder;
    private final Reporter reporter;
    private final Result.BootReport report;
    private final long start;
    private final Map<String, Duration> phases = new LinkedHashMap<>();
    private final Map<String, Integer> exitCodes = new HashMap<>();
    private final Map<Integer, RunCounters> counters = new HashMap<>();
    private final RunConditions conditions =
        new RunConditions(new HostProbe(root, ProcessHandle.current().pid(), home.jobs()), true);

    Steps(
        Job.Measure job,
        BootPlan.Own plan,
        Path place,
        boolean withData,
        JobFolder folder,
        Reporter reporter,
        Result.BootReport report,
        long start) {
      this.job = job;
      this.place = place;
      this.folder = folder;
      this.reporter = reporter;
      this.report = report;
      this.start = start;
      this.environment = new HashMap<>(tools.environment());
      environment.putAll(RecipeEnvironment.of(job.recipe(), plan));
      environment.put("HALFSPEED_WORK", place.resolve("work").toString());
      environment.put("HALFSPEED_DATA", place.resolve(withData ? "data" : "work").toString());
    }

    /**
     * Does them all.
     *
     * @param before each run, by its number, as {@code after}
     */
    Result toTheEnd(Beside before, Beside after, Deadline deadline)
        throws IOException, InterruptedException, DeadlineException {
      Optional<Result> failure;
      try {
        failure = setUpAndRun(before, after, deadline);
      } finally {
        if (job.recipe().teardown() != null) {
          // What was started must not go on beside the next thing, however the runs ended.
          step("teardown", job.recipe().teardown(), forTeardown(deadline));
        }
      }
      return failure.isPresent() ? failure.get() : digest();
    }

    private static Deadline forTeardown(Deadline deadline) {
      return Deadline.after(TEARDOWN)
          .or(Deadline.after(deadline.remaining().plus(BEHIND_THE_DEADLINE)));
    }

    private Optional<Result> setUpAndRun(Beside before, Beside after, Deadline deadline)
        throws IOException, InterruptedException, DeadlineException {
      Optional<Result> failure = step("setup", job.recipe().setup(), deadline);
      for (int run = 1; run <= job.runs() && failure.isEmpty(); run++) {
        Path output = Files.createDirectory(place.resolve("out/run-" + run));
        Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rwxrwxrwx"));
        environment.put("HALFSPEED_OUT", output.toString());
        environment.put("HALFSPEED_SEED", Long.toString(job.seed() + run));
        try {
          before.run(run);
          Optional<CounterReading> counters = CounterReading.of(CounterFiles.of(root));
          failure = step(RUN + run, job.recipe().run(), deadline);
          counted(run, counters);
        } finally {
          // However the run ended, nothing goes on beside what comes next.
          after.run(run);
        }
      }
      return failure;
    }

    private void counted(int run, Optional<CounterReading> before) {
      Optional<CounterReading> after = CounterReading.of(CounterFiles.of(root));
      if (before.isPresent() && after.isPresent()) {
        before.get().until(after.get()).ifPresent(seen -> counters.put(run, seen));
      }
    }

    /** Runs one step; what it says when it fails, or does not end in time. */
    private Optional<Result> step(String name, @Nullable String script, Deadline deadline)
        throws IOException, InterruptedException {
      if (script == null) {
        return Optional.empty();
      }
      reporter.phase(name);
      long begin = System.nanoTime();
      Path log = folder.file(name + ".log");
      conditions.begins(name);
      int code;
      try {
        code =
            new Command(
                    List.of(place.resolve("recipe").resolve(script).toString()),
                    environment,
                    place.resolve("work"))
                .run(log, line -> {}, deadline);
      } catch (DeadlineException late) {
        // As in a guest: a recipe that does not end on this image says something of the image.
        return failed(name, "the job's deadline passed before it ended", LogTail.of(log));
      } finally {
        conditions.begins("");
      }
      phases.merge(
          switch (name) {
            case "setup" -> "restore";
            case "teardown" -> "shutdown";
            default -> "measure";
          },
          since(begin),
          Duration::plus);
      exitCodes.put(name, code);
      boolean judges = name.startsWith(RUN) && ResultsReader.isPassOrFail(job.recipe().results());
      if (code == 0 || judges) {
        return Optional.empty();
      }
      String tail = LogTail.of(log);
      String said = ErrorLine.of(log);
      return failed(name, "exit code " + code + (said.isEmpty() ? "" : ": " + said), tail);
    }

    private Optional<Result> failed(String step, String message, String tail) {
      return Optional.of(new Result.ReproducerFailed(step, message, tail, since(start)));
    }

    private Result digest() throws IOException {
      reporter.phase("digest");
      long begin = System.nanoTime();
      var runs = new ArrayList<Result.RunReport>();
      for (int run = 1; run <= job.runs(); run++) {
        try {
          Result.RunReport read =
              conditions.with(
                  ResultsReader.read(
                      job.recipe().results(),
                      new RunOutput(
                          Path.of(place.toString(), "out", RUN + run),
                          exitCodes.getOrDefault(RUN + run, -1),
                          folder.file(RUN + run + ".log")),
                      run));
          reporter.tell(new JobEvent.Body.RunFinished(read));
          RunCounters counted = counters.get(run);
          runs.add(
              counted == null
                  ? read
                  : read.with(
                      RecipeCounters.with(counted, Path.of(place.toString(), "out", RUN + run))));
        } catch (ReproducerException e) {
          return new Result.ReproducerFailed(
              RUN + run,
              String.valueOf(e.getMessage()),
              LogTail.of(folder.file(RUN + run + ".log")),
              since(start));
        }
      }
      phases.put("digest", since(begin));
      return new Result.Measured(
          new Result.BootReport(
              report.bootId(), report.buildId(), report.kernelRelease(), report.state(), phases),
          List.copyOf(runs),
          since(start));
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
