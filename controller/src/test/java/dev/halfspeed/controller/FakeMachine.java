package dev.halfspeed.controller;

import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.worker.protocol.HostConditions;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import dev.halfspeed.worker.protocol.RunCounters;
import dev.halfspeed.worker.protocol.RunProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A machine without hardware: "builds" a commit by reading its file {@code speed}, and "measures"
 * that number with noise. A recipe that passes or fails passes so many of 1000 runs. The words
 * {@code unbuildable} and {@code unbootable} in that file do what they say.
 */
final class FakeMachine implements WorkerClient {
  /** A commit's id says what is in it, so they are the same for all machines. */
  private static final Map<String, String> SPEEDS = new ConcurrentHashMap<>();

  private final double noise;
  private volatile double pace = 1;
  private volatile Shared others = (boot, run) -> 0;
  private final AtomicInteger boots = new AtomicInteger();
  private volatile String compiler = "1";
  private final Map<String, String> speedByCommit = new ConcurrentHashMap<>();
  private final Map<String, Path> sentFrom = new ConcurrentHashMap<>();
  private final Map<String, String> speedByImage = new ConcurrentHashMap<>();
  private final Map<JobId, Result> results = new ConcurrentHashMap<>();
  private final Map<JobId, Integer> starts = new ConcurrentHashMap<>();
  private final List<Boot> booted = new CopyOnWriteArrayList<>();
  private volatile BiFunction<JobId, Job, Optional<Result>> faults = (id, job) -> Optional.empty();
  private final Set<String> lacking = ConcurrentHashMap.newKeySet();
  private volatile boolean hasPerf;
  private int freezeAfter = Integer.MAX_VALUE;
  private volatile BiPredicate<JobId, Job> hanging = (id, job) -> false;
  private volatile BiFunction<JobId, Job, Result> endOfCancelled =
      (id, job) -> new Result.Cancelled();
  private final Map<JobId, Job> underWay = new ConcurrentHashMap<>();
  private volatile long diskFreeBytes = 100L << 30;
  private volatile boolean unreachable;
  private volatile @Nullable String otherController;
  private volatile boolean unknownAcceleration;
  private volatile @Nullable String log;
  private volatile @Nullable String functions;
  private volatile boolean isOneKernel;
  private volatile @Nullable Duration duration;

  FakeMachine(double noise) {
    this.noise = noise;
  }

  /** Answers some jobs with another result than they would have had. */
  void breaks(BiFunction<JobId, Job, Optional<Result>> how) {
    faults = how;
  }

  /** Everything takes that many times as long as before it. */
  void slowsDown(double times) {
    pace = 1 / times;
  }

  /** Which part of its CPU time goes to other processes, in which run of which boot; from 1. */
  interface Shared {
    double part(int boot, int run);
  }

  /** Other processes take a part of its CPU time, which slows down what it measures. */
  void isSharedWithOthers(Shared how) {
    others = how;
  }

  /** How many boots it has measured. */
  int boots() {
    return boots.get();
  }

  /** It gets another compiler. */
  void hasCompiler(String version) {
    compiler = version;
  }

  /** Some jobs hang until they are cancelled. */
  void hangs(BiPredicate<JobId, Job> which) {
    hanging = which;
  }

  /** How a job ends that is cancelled. */
  void endsCancelledJobs(BiFunction<JobId, Job, Result> how) {
    endOfCancelled = how;
  }

  /** This program is not on the machine. */
  void lacks(String tool) {
    lacking.add(tool);
  }

  /** It can take profiles. */
  void hasPerf() {
    hasPerf = true;
  }

  void hasDiskFree(long bytes) {
    diskFreeBytes = bytes;
  }

  /**
   * After that many jobs, the rest hang until they are interrupted: as a controller sees it that
   * dies meanwhile.
   */
  synchronized void freezesAfter(int jobs) {
    freezeAfter = jobs;
    notifyAll();
  }

  /** Nothing new reaches the machine any more. */
  void isUnreachable(boolean now) {
    unreachable = now;
  }

  /** Every job leaves this log. */
  void leavesLogs(String text) {
    log = text;
  }

  /** From now on another controller works there, which the machine tells in these words. */
  void isInUse(@Nullable String words) {
    otherController = words;
  }

  /** Whether it accelerates guests is known once one has booted. */
  void tellsAccelerationAfterAProbe() {
    unknownAcceleration = true;
  }

  /** All kernels have the same functions; the speed is the luck of where they lie. */
  void buildsTheSameFunctions() {
    functions = "the same";
  }

  /** All kernels are the same build; the speed is chance. */
  void buildsOneKernel() {
    isOneKernel = true;
  }

  /** What builds and boots take, as it says, for a controller whose clock goes on meanwhile. */
  void takes(Duration each) {
    duration = each;
  }

  private Duration took(int seconds) {
    return Objects.requireNonNullElse(duration, Duration.ofSeconds(seconds));
  }

  /** An image of that speed lies on its disk, from before. */
  void hasImage(String key, String speed) {
    speedByImage.put(key, speed);
  }

  private synchronized void waitWhileFrozen(JobId id, boolean hangs) throws InterruptedException {
    while ((hangs || starts.size() >= freezeAfter) && !results.containsKey(id)) {
      wait();
    }
  }

  /** How often each job was carried out. */
  Map<JobId, Integer> starts() {
    return Map.copyOf(starts);
  }

  /** One boot of an image. */
  record Boot(JobId id, String image) {}

  /** The boots that it was asked to measure, in the order in which it did. */
  List<Boot> booted() {
    return List.copyOf(booted);
  }

  @Override
  public Result run(JobId id, Job job, Consumer<JobEvent> onEvent)
      throws MachineFault, InterruptedException {
    connect();
    underWay.put(id, job);
    waitWhileFrozen(id, hanging.test(id, job));
    onEvent.accept(new JobEvent(1, Instant.EPOCH, new JobEvent.Body.Started(1)));
    Result result = results.computeIfAbsent(id, ignored -> carryOut(id, job));
    onEvent.accept(new JobEvent(2, Instant.EPOCH, new JobEvent.Body.Finished(result)));
    return result;
  }

  /** The speed of the commit that a job builds. */
  String speed(Job.Build build) {
    return speedByCommit.getOrDefault(build.commit(), "");
  }

  /** The Kconfig file of the commit that a job builds. */
  String kconfig(Job.Build build) {
    String commit = build.commit();
    return KernelRepository.show(
        Optional.ofNullable(sentFrom.get(commit)).orElseThrow(), commit, "Kconfig");
  }

  /** The speed of the image that a job boots. */
  String speed(Job.Measure measure) {
    return speedByImage.getOrDefault(measure.imageKey(), "");
  }

  /** What comes of a job when nothing is in its way. */
  Result carryOut(JobId id, Job job) {
    starts.merge(id, 1, Integer::sum);
    return faults
        .apply(id, job)
        .orElseGet(() ->
            switch (job) {
              case Job.Facts look ->
                  facts((look.probeImage() == null && unknownAcceleration) ? null : false);
              case Job.Switch ignored -> throw new IllegalStateException("it boots guests");
              case Job.Recover ignored -> throw new IllegalStateException("it boots guests");
              case Job.Build build -> build(build);
              case Job.Measure measure -> {
                booted.add(new Boot(id, measure.imageKey()));
                yield measure(measure);
              }
            });
  }

  private Result facts(@Nullable Boolean kvm) {
    var tools = new HashMap<String, String>();
    for (String tool :
        List.of(
            "gcc",
            "make",
            "ld",
            "flex",
            "bison",
            "bc",
            "perl",
            "git",
            "tar",
            "xz",
            "ccache",
            "libelf",
            "qemu-system-x86_64",
            "postgres",
            "pgbench",
            "initdb")) {
      tools.put(tool, "1");
    }
    tools.put("gcc", compiler);
    if (hasPerf) {
      tools.put("perf", "6.1");
    }
    tools.keySet().removeAll(lacking);
    return new Result.FactsFound(
        new Result.Facts(
            "fake",
            "x86_64",
            "fake",
            2,
            8L << 30,
            diskFreeBytes,
            200L << 30,
            "Debian",
            "6.1",
            tools,
            kvm,
            "no /dev/kvm",
            "test",
            null));
  }

  private Result build(Job.Build build) {
    String speed = Optional.ofNullable(speedByCommit.get(build.commit())).orElseThrow();
    if (speed.equals("unbuildable")) {
      return new Result.Unbuildable("compile", "a.c:1: error: no", "log", Duration.ofSeconds(1));
    }
    speedByImage.put(build.imageKey(), speed);
    return new Result.Built(
        new Result.Image(
            build.imageKey(),
            build.commit(),
            buildId(speed, build.imageKey()),
            build.imageKey(),
            functions,
            "config",
            "CONFIG_X=y",
            "6.1",
            "gcc",
            "/k",
            1000,
            1,
            false,
            took(7)));
  }

  private String buildId(String speed, String key) {
    return isOneKernel ? "one" : key + speed;
  }

  private Result measure(Job.Measure measure) {
    String speed = speedByImage.get(measure.imageKey());
    if (speed == null) {
      return new Result.InfrastructureFault(Result.Fault.IMAGE_MISSING, "no image", "");
    }
    if (speed.equals("unbootable")) {
      return new Result.Unbootable(
          Result.BootFailure.PANIC, "Kernel panic", "console", Duration.ofSeconds(2));
    }
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(measure.seed() * 31 + measure.imageKey().hashCode());
    double boot = random.nextGaussian() * noise;
    int number = boots.incrementAndGet();
    var runs =
        IntStream.rangeClosed(1, measure.runs())
            .mapToObj(run -> {
              double taken = others.part(number, run);
              var conditions =
                  new HostConditions(
                      Duration.ofSeconds(5), 2, taken, 0, null, null, null, null, null, null, true);
              double tps = Double.parseDouble(speed) * pace * (1 - taken) * Math.exp(boot);
              boolean judges = measure.recipe().results().parser().equals("exit-code");
              Map<String, Double> metrics =
                  judges
                      ? Map.of("passed", 1000 * random.nextDouble() < tps ? 1.0 : 0.0)
                      : Map.of("tps", tps, "latency_mean", 1000 / tps);
              return new Result.RunReport(run, metrics, null, conditions).with(counters(tps));
            })
            .toList();
    var report =
        new Result.BootReport(
            "boot",
            buildId(speed, measure.imageKey()),
            "6.1",
            Map.of(),
            Map.of("boot", Duration.ofSeconds(2), "measure", Duration.ofSeconds(5)));
    return measure.profiling() == null
        ? new Result.Measured(report, runs, took(8))
        : new Result.Profiled(
            report,
            runs.stream().map(run -> profile(run, measure.profiling().hertz(), speed)).toList(),
            Duration.ofSeconds(9));
  }

  /** What a kernel is slower than 1000 by, it spends in one function. */
  private static RunProfile profile(Result.RunReport run, int hertz, String speed) {
    long slow = Math.round(1000 - Double.parseDouble(speed));
    return new RunProfile(
        run.run(),
        run.metrics(),
        hertz,
        Profiles.packed(
            "swapper;cpu_startup_entry_[k];default_idle_[k] 100\n"
                + "postgres;main;exec;schedule_[k] %d\n".formatted(1000 - slow)
                + (slow > 0
                    ? "postgres;main;exec;schedule_[k];compact_zone_[k];planted_[k] %d\n"
                        .formatted(slow)
                    : "")),
        1100,
        0,
        List.of());
  }

  /** A kernel that gets less done compacts memory more often. */
  private static RunCounters counters(double tps) {
    return new RunCounters(
        5,
        Map.of("stat.ctxt", 8 * tps, "vmstat.compact_stall", 1e6 / tps, "interrupts.LOC", 100.0),
        Map.of("meminfo.MemTotal", 1e6));
  }

  @Override
  public void sendCommit(Path repository, String commit) throws MachineFault {
    try {
      speedByCommit.put(
          commit,
          SPEEDS.computeIfAbsent(
              commit, id -> KernelRepository.show(repository, id, "speed").strip()));
      sentFrom.put(commit, repository);
    } catch (IllegalStateException lost) {
      throw new MachineFault(
          MachineFault.Kind.SOURCES_DAMAGED, "the file speed is missing", "fetch it again");
    }
  }

  @Override
  public synchronized void cancel(JobId id) throws MachineFault {
    connect();
    Job job = underWay.get(id);
    if (job != null) {
      results.computeIfAbsent(id, ignored -> endOfCancelled.apply(id, job));
    }
    notifyAll();
  }

  @Override
  public Running running() {
    throw new IllegalStateException("it boots guests");
  }

  @Override
  public void leave(JobId id, String bootId) {
    throw new IllegalStateException("it boots guests");
  }

  @Override
  public List<Reply.JobStatus> jobs() {
    return List.of();
  }

  @Override
  public void sendRecipe(Path folder, String digest) {}

  @Override
  public Optional<byte[]> read(String path, FilePart part) throws MachineFault {
    String text = log;
    if (text == null) {
      throw new MachineFault(MachineFault.Kind.UNREACHABLE, "no files here", "none");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Optional.of(
        switch (part) {
          case FilePart.Bytes some -> {
            int from = (int) Math.min(some.offset(), bytes.length);
            int until = (int) Math.min(some.offset() + some.most(), bytes.length);
            yield Arrays.copyOfRange(bytes, from, until);
          }
          case FilePart.Extent _ ->
              (bytes.length + " " + text.lines().count() + "\n").getBytes(StandardCharsets.UTF_8);
          case FilePart.Matches _, FilePart.Lines _ ->
              throw new MachineFault(MachineFault.Kind.UNREACHABLE, "no search here", "none");
        });
  }

  @Override
  public void connect() throws MachineFault {
    if (unreachable) {
      throw new MachineFault(MachineFault.Kind.UNREACHABLE, "fake is gone", "wait");
    }
    String other = otherController;
    if (other != null) {
      throw new MachineFault(MachineFault.Kind.IN_USE, other, "wait");
    }
  }

  @Override
  public void close() {}
}
