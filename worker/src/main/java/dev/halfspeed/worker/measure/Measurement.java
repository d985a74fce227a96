package dev.halfspeed.worker.measure;

import dev.halfspeed.worker.boot.BootOutcome;
import dev.halfspeed.worker.boot.Guest;
import dev.halfspeed.worker.boot.GuestConfig;
import dev.halfspeed.worker.boot.GuestFolder;
import dev.halfspeed.worker.boot.InitScript;
import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.build.ImageStore;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Digest;
import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.HostProbe;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.JobFolder;
import dev.halfspeed.worker.job.Reporter;
import dev.halfspeed.worker.profile.ProfileScript;
import dev.halfspeed.worker.profile.RunProfiles;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.worker.protocol.Result;
import dev.halfspeed.worker.protocol.RunCounters;
import dev.halfspeed.worker.protocol.RunProfile;
import dev.halfspeed.worker.protocol.SysValue;
import dev.halfspeed.worker.results.ReproducerException;
import dev.halfspeed.worker.results.ResultsReader;
import dev.halfspeed.worker.results.RunOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Boots an image as a guest, or finds it running on this machine; runs the recipe in it, and reads
 * the numbers afterwards.
 */
public final class Measurement {
  private static final String RUN = "run-";

  private final Home home;
  private final Tools tools;
  private final Architecture architecture;
  private final ImageStore images;

  public Measurement(Home home, Tools tools, Architecture architecture, ImageStore images) {
    this.home = home;
    this.tools = tools;
    this.architecture = architecture;
    this.images = images;
  }

  /** Does what the job asks for. */
  public Result measure(Job.Measure job, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    Result result =
        switch (job.boot()) {
          case BootPlan.Qemu qemu -> inGuest(job, qemu, folder, reporter, deadline);
          case BootPlan.Own own ->
              new MachineMeasurement(home, tools, images, Path.of("/"))
                  .measure(job, own, folder, reporter, deadline);
        };
    if (result instanceof Result.ReproducerFailed failed) {
      requireTools(job.recipe(), failed);
    }
    return result;
  }

  /** A program that went away since the machine was looked at makes steps fail on any kernel. */
  private void requireTools(RecipePlan recipe, Result.ReproducerFailed failed) throws IOException {
    for (String tool : recipe.tools()) {
      if (tools.findAlsoPostgresql(tool).isEmpty()) {
        throw new InfrastructureException(
            Result.Fault.TOOL_MISSING,
            "the program \"%s\", which the recipe %s needs, is not on this machine: install it (%s: %s)"
                .formatted(tool, recipe.name(), failed.step(), failed.message()),
            failed.logTail());
      }
    }
  }

  private Result inGuest(
      Job.Measure job, BootPlan.Qemu plan, JobFolder folder, Reporter reporter, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    long start = System.nanoTime();
    Result.Image image = image(images, job.imageKey());
    Path scripts = scripts(home, job.recipe());
    Path data =
        new Preparation(home, tools)
            .prepared(job.recipe(), scripts, plan, folder, reporter, deadline);

    Optional<RunProfiles> profiles = Optional.empty();
    @Nullable ProfileScript profile = null;
    if (job.profiling() != null) {
      profile = profileScript(job, tools, folder);
      profiles =
          Optional.of(
              new RunProfiles(
                  tools,
                  profile,
                  new RunProfiles.Kernel(
                      image.config(),
                      String.join(" ", plan.kernelArguments()),
                      images.symbols(image.key())),
                  folder.path()));
    }
    var guest = new Guest(tools, architecture, folder.path());
    var conditions =
        new RunConditions(
            new HostProbe(Path.of("/"), ProcessHandle.current().pid(), home.jobs()),
            plan.clock() == BootPlan.Clock.REAL);
    BootOutcome outcome =
        guest.boot(
            plan,
            images.kernel(image.key()),
            image.buildId(),
            init(job, scripts, data, plan, profile),
            phase -> {
              conditions.begins(phase);
              reporter.phase(phase);
            },
            deadline);
    if (outcome instanceof BootOutcome.Down down
        && down.how() == Result.BootFailure.NOT_LOADED
        && !Digest.of(images.kernel(image.key())).equals(image.kernelSha256())) {
      images.discard(image.key());
      throw new InfrastructureException(
          Result.Fault.IMAGE_MISSING,
          "the file of the image %s was damaged, and is removed: %s"
              .formatted(image.key(), down.message()));
    }
    return switch (outcome) {
      case BootOutcome.Down down ->
          new Result.Unbootable(
              down.how(),
              down.message() + GuestConfig.lack(images.config(image.key())),
              guest.console().tail(),
              since(start));
      case BootOutcome.Up up -> {
        Result result = digest(job, up, guest, conditions, reporter, start);
        yield profiles.isPresent() && result instanceof Result.Measured measured
            ? profiled(measured, profiles.get(), guest.share()::profile, inGuest(scripts, data))
            : result;
      }
    };
  }

  /** Programs of the recipe as a guest sees them, and where they lie here. */
  private static Map<String, Path> inGuest(Path scripts, @Nullable Path data) {
    var files = new HashMap<>(Map.of("/run/halfspeed/recipe", scripts));
    if (data != null) {
      files.put("/run/halfspeed/data", data);
    }
    return files;
  }

  /** What takes a profile of each run; a boot for one is in vain where this machine can't. */
  static ProfileScript profileScript(Job.Measure job, Tools tools, JobFolder folder)
      throws IOException {
    return ProfileScript.write(
            Objects.requireNonNull(job.profiling()),
            job.boot(),
            tools,
            folder.path(),
            job.deadline())
        .orElseThrow(() ->
            new InfrastructureException(
                Result.Fault.TOOL_MISSING,
                "the program \"perf\", which takes profiles, is not on this machine: install it"
                    + " (Debian: linux-perf)"));
  }

  /**
   * The same boot as one for a profile.
   *
   * @param left where profile.sh has left what it has of a run
   * @param files as {@link RunProfiles#of}
   */
  static Result.Profiled profiled(
      Result.Measured measured,
      RunProfiles profiles,
      IntFunction<Path> left,
      Map<String, Path> files)
      throws InterruptedException {
    var runs = new ArrayList<RunProfile>();
    for (Result.RunReport run : measured.runs()) {
      runs.add(profiles.of(run.run(), run.metrics(), left.apply(run.run()), files));
    }
    return new Result.Profiled(measured.boot(), List.copyOf(runs), measured.took());
  }

  /** The image, or the fault that it is missing. */
  static Result.Image image(ImageStore images, String key) throws IOException {
    return images
        .find(key)
        .orElseThrow(() ->
            new InfrastructureException(
                Result.Fault.IMAGE_MISSING, "the image " + key + " is not on this machine"));
  }

  /** The recipe's folder, or the fault that it was not sent. */
  static Path scripts(Home home, RecipePlan recipe) throws IOException {
    Path scripts = home.recipes().resolve(recipe.digest());
    if (!Files.isDirectory(scripts)) {
      throw new InfrastructureException(
          Result.Fault.PREPARATION_FAILED,
          "the recipe " + recipe.name() + " was not sent to this machine: no folder " + scripts);
    }
    OldRecipes.used(scripts);
    return scripts;
  }

  private static InitScript init(
      Job.Measure job,
      Path scripts,
      @Nullable Path data,
      BootPlan.Qemu plan,
      @Nullable ProfileScript profile) {
    RecipePlan recipe = job.recipe();
    return new InitScript(
        scripts,
        data,
        recipe.setup(),
        recipe.run(),
        recipe.teardown(),
        job.runs(),
        job.seed(),
        ResultsReader.isPassOrFail(recipe.results()),
        RecipeEnvironment.of(recipe, plan),
        profile);
  }

  private static Result digest(
      Job.Measure job,
      BootOutcome.Up up,
      Guest guest,
      RunConditions conditions,
      Reporter reporter,
      long start)
      throws IOException {
    long digestStart = System.nanoTime();
    GuestFolder share = guest.share();
    var steps = new ArrayList<String>();
    if (!SysValue.among(job.boot().kernelArguments()).isEmpty()) {
      steps.add("sys");
    }
    if (job.recipe().setup() != null) {
      steps.add("setup");
    }
    for (int run = 1; run <= job.runs(); run++) {
      steps.add(RUN + run);
    }
    for (String step : steps) {
      boolean judges = step.startsWith(RUN) && ResultsReader.isPassOrFail(job.recipe().results());
      Optional<String> failure =
          judges && share.exitCode(step).isPresent() ? Optional.empty() : failure(step, up, share);
      if (failure.isPresent()) {
        String tail = LogTail.of(share.log(step));
        return new Result.ReproducerFailed(
            step, failure.get(), tail.isEmpty() ? guest.console().tail() : tail, since(start));
      }
    }
    reporter.phase("digest");
    var runs = new ArrayList<Result.RunReport>();
    for (int run = 1; run <= job.runs(); run++) {
      try {
        Result.RunReport report =
            conditions.with(
                ResultsReader.read(
                    job.recipe().results(),
                    new RunOutput(
                        share.output(run),
                        share.exitCode(RUN + run).orElseThrow(),
                        share.log(RUN + run)),
                    run));
        reporter.tell(new JobEvent.Body.RunFinished(report));
        Optional<RunCounters> counters = share.counters(run);
        runs.add(
            counters.isEmpty()
                ? report
                : report.with(RecipeCounters.with(counters.get(), share.output(run))));
      } catch (ReproducerException e) {
        return new Result.ReproducerFailed(
            RUN + run,
            String.valueOf(e.getMessage()),
            LogTail.of(share.log(RUN + run)),
            since(start));
      }
    }
    var boot =
        new Result.BootReport(
            up.bootId(), up.buildId(), up.release(), up.state(), phases(up, digestStart));
    return new Result.Measured(boot, List.copyOf(runs), since(start));
  }

  /** Why a step gave nothing; empty when it ended well. */
  private static Optional<String> failure(String step, BootOutcome.Up up, GuestFolder share)
      throws IOException {
    Optional<Integer> code = share.exitCode(step);
    if (code.isPresent()) {
      if (code.get() == 0) {
        return Optional.empty();
      }
      String said = ErrorLine.of(share.log(step));
      return Optional.of("exit code " + code.get() + (said.isEmpty() ? "" : ": " + said));
    }
    return Optional.of(
        switch (up.ended()) {
          case REGULAR -> "it was not run";
          case CRASH -> "the guest ended before it did: " + up.message();
          case DEADLINE -> "the job's deadline passed before it ended";
        });
  }

  private static Map<String, Duration> phases(BootOutcome.Up up, long digestStart) {
    var phases = new LinkedHashMap<String, Duration>();
    up.phases()
        .forEach((name, duration) -> {
          String reported =
              switch (name) {
                case "boot" -> "boot";
                case "alive", "setup" -> "restore";
                case "teardown", "off" -> "shutdown";
                default -> "measure";
              };
          phases.merge(reported, duration, Duration::plus);
        });
    phases.put("digest", since(digestStart));
    return phases;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
