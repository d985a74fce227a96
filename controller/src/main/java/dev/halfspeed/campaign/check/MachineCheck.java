package dev.halfspeed.campaign.check;

import dev.halfspeed.health.AaTest;
import dev.halfspeed.health.Comparison;
import dev.halfspeed.health.Drift;
import dev.halfspeed.health.MachineDisturbance;
import dev.halfspeed.health.Noise;
import dev.halfspeed.health.OutlierBoot;
import dev.halfspeed.jobs.ImageKey;
import dev.halfspeed.jobs.PatientWrites;
import dev.halfspeed.jobs.Seeds;
import dev.halfspeed.jobs.WorkOrders;
import dev.halfspeed.lab.BootPlans;
import dev.halfspeed.lab.Capacity;
import dev.halfspeed.lab.ToolCheck;
import dev.halfspeed.machines.BootWays;
import dev.halfspeed.machines.Station;
import dev.halfspeed.machines.Stations;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.Words;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.store.JobEnd;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.time.Time;
import dev.halfspeed.work.Deadlines;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One check of one machine: looks at it, builds the known-good kernel, boots it again and again,
 * and says what the boots tell. Every boot is kept when it is measured.
 */
final class MachineCheck {
  /** What a machine is compared with when it is checked again. */
  record Baseline(String check, CheckFinding finding) {}

  /** How a check ends. */
  enum Verdict {
    /** The machine is even, or still what it was. */
    PASSED,
    /** Boots of one kernel differ by more than they should. */
    DIFFERS,
    /** The known-good kernel can't be built, booted or measured there. */
    UNFIT,
    /** It could not be finished; says nothing about the machine's noise. */
    BROKEN_OFF
  }

  /**
   * What came of it.
   *
   * @param words for people
   * @param finding absent where too little was measured
   */
  record Ending(Verdict verdict, String words, @Nullable CheckFinding finding) {}

  /** Boots that tell whether a machine is what it was; as many again where they say it is not. */
  static final int BOOTS_AGAIN = 4;

  /** Boots with a disturbed run that are repeated; a machine is not checked while it is that. */
  private static final int MOST_REPEATED = 20;

  private final String id;
  private final CheckRequest request;
  private final KnownGood kernel;
  private final Optional<Baseline> baseline;
  private final Station before;
  private final Stations stations;
  private final Store store;
  private final Time time;
  private final PatientWrites writes;
  private final PlacedWork work;

  /**
   * Nothing is done yet.
   *
   * @param station the machine as it was when it was last looked at
   * @param baseline what to compare it with; empty for a whole check
   */
  MachineCheck(
      String id,
      CheckRequest request,
      KnownGood kernel,
      Optional<Baseline> baseline,
      Station station,
      Stations stations,
      Store store,
      PlacedWork work,
      Time time) {
    this.id = id;
    this.request = request;
    this.kernel = kernel;
    this.baseline = baseline;
    this.before = station;
    this.stations = stations;
    this.store = store;
    this.work = work;
    this.time = time;
    this.writes = new PatientWrites(time);
  }

  /** What it is doing, for people. */
  String doing() {
    return work.doing();
  }

  /** Has it end soon, broken off. */
  void stop() {
    work.stop();
  }

  /** Does it. */
  Ending run() throws InterruptedException {
    try (work) {
      return perform();
    } catch (PlacedWork.BrokenOff broken) {
      return new Ending(Verdict.BROKEN_OFF, broken.why(), null);
    }
  }

  private Ending perform() throws PlacedWork.BrokenOff, InterruptedException {
    Capacity known =
        BootWays.known(before.machine(), before.facts())
            .map(way -> capacity(before, way))
            .orElse(Capacity.ONE_THING);
    Station station =
        work.look(known, () -> stations.look(before.machine(), kernel.recipe().tools()));
    Optional<Problem> missing =
        ToolCheck.missing(station.machine(), station.facts(), kernel.recipe().tools());
    if (missing.isPresent()) {
      return unfit(missing.get().what() + "; " + missing.get().nextStep());
    }
    if (baseline.isEmpty()) {
      // What it is at a whole check is what it is to be from then on.
      writes.write(() -> stations.remember(station));
    }
    Map<String, String> facts = MachineFingerprint.of(station);
    Map<String, String> changes =
        baseline
            .map(earlier -> MachineFingerprint.changes(earlier.finding().facts(), facts))
            .orElse(Map.of());
    String compiler = changes.get(MachineFingerprint.COMPILER);
    if (compiler != null) {
      return new Ending(
          Verdict.DIFFERS,
          "it makes other kernels than at check "
              + baseline.orElseThrow().check()
              + ": "
              + compiler,
          null);
    }
    Result built =
        work.job(
            MachineScheduler.Use.BUILD,
            known,
            "building " + Words.shortId(kernel.commit().id()),
            build(station),
            () -> {
              station.link().sendCommit(kernel.snapshots(), kernel.snapshot());
              return true;
            });
    if (!(built instanceof Result.Built(Result.Image image))) {
      return unfit("the known-good kernel does not build there: " + Outcome.message(built));
    }
    BootPlan way = way(station, image);
    if (baseline.isPresent() && !isSame(baseline.get().finding().way(), way)) {
      return new Ending(
          Verdict.DIFFERS,
          "it boots in another way than at check "
              + baseline.get().check()
              + ": "
              + BootWays.words(way)
              + " instead of "
              + BootWays.words(baseline.get().finding().way()),
          null);
    }
    return baseline.isPresent()
        ? again(station, image, way, facts, changes, baseline.get())
        : whole(station, image, way, facts);
  }

  private static Ending unfit(String words) {
    return new Ending(Verdict.UNFIT, words, null);
  }

  private Job.Build build(Station station) {
    boolean bootsItself = station.machine().boot().own() != null;
    return new Job.Build(
        ImageKey.of(
            kernel.snapshot(),
            kernel.configBase(),
            kernel.configFragments(),
            station.facts().architecture(),
            station.toolchain(),
            bootsItself),
        kernel.snapshot(),
        kernel.configBase(),
        kernel.configFragments(),
        WorkOrders.EVERY_CORE,
        List.of(),
        WorkOrders.MINIMUM_FREE_BYTES,
        bootsItself,
        Deadlines.BUILD);
  }

  private BootPlan way(Station station, Result.Image image)
      throws PlacedWork.BrokenOff, InterruptedException {
    Result.Facts facts = station.facts();
    if (BootWays.isOpen(station.machine(), facts)) {
      Result probed =
          work.job(
              MachineScheduler.Use.BOOT,
              Capacity.ONE_THING,
              "finding out whether guests boot with hardware acceleration",
              WorkOrders.probe(image.key()),
              () -> true);
      if (probed instanceof Result.FactsFound(Result.Facts found)) {
        facts = BootWays.afterProbe(found);
      }
    }
    try {
      return BootPlans.of(station.machine(), facts);
    } catch (Problem unusable) {
      throw new PlacedWork.BrokenOff(unusable.what() + "; " + unusable.nextStep());
    }
  }

  /** Whether numbers of the two can be compared. */
  private static boolean isSame(BootPlan one, BootPlan other) {
    return BootWays.words(one).equals(BootWays.words(other))
        && arguments(one).equals(arguments(other));
  }

  private static List<String> arguments(BootPlan way) {
    return switch (way) {
      case BootPlan.Qemu qemu -> qemu.kernelArguments();
      case BootPlan.Own own -> own.kernelArguments();
    };
  }

  private static Capacity capacity(Station station, BootPlan way) {
    BootPlan.Clock clock =
        switch (way) {
          case BootPlan.Qemu qemu -> qemu.clock();
          case BootPlan.Own _ -> BootPlan.Clock.REAL;
        };
    return Capacity.of(station.machine(), station.facts().cores(), clock);
  }

  private Ending whole(Station station, Result.Image image, BootPlan way, Map<String, String> facts)
      throws PlacedWork.BrokenOff, InterruptedException {
    var boots = new ArrayList<List<Double>>();
    Optional<String> trouble = boot(station, image, way, request.boots(), boots);
    if (trouble.isPresent()) {
      return unfit(trouble.get());
    }
    Noise noise = Noise.of(boots);
    AaTest same = AaTest.of(boots);
    Double resolvable = noise.resolvable().orElse(null);
    var finding = new CheckFinding(noise, same, null, resolvable, way, facts);
    return same.alternates() || same.moves()
        ? new Ending(
            Verdict.DIFFERS,
            "boots of one kernel differ: "
                + (same.moves()
                    ? "the later half from the earlier by "
                    : "every second from the others by ")
                + Words.change(change(same.moves() ? same.halves() : same.alternate())),
            finding)
        : new Ending(
            Verdict.PASSED,
            "noise between boots "
                + Words.smallest(noise.between().deviation())
                + (resolvable == null
                    ? ""
                    : ", a usual bisection finds a loss of "
                        + Words.smallest(resolvable)
                        + " or more")
                + OutlierBoot.of(boots).map(MachineCheck::words).orElse(""),
            finding);
  }

  private static String words(OutlierBoot outlier) {
    return "; boot %d stands out by %s, without it the noise is %s"
        .formatted(
            outlier.boot(),
            Words.change(Math.expm1(outlier.difference())),
            Words.smallest(outlier.noise()));
  }

  private Ending again(
      Station station,
      Result.Image image,
      BootPlan way,
      Map<String, String> facts,
      Map<String, String> changes,
      Baseline earlier)
      throws PlacedWork.BrokenOff, InterruptedException {
    Noise noiseThen = earlier.finding().noise();
    var boots = new ArrayList<List<Double>>();
    Optional<String> trouble = boot(station, image, way, BOOTS_AGAIN, boots);
    if (trouble.isPresent()) {
      return unfit(trouble.get());
    }
    Comparison drift = Drift.of(noiseThen, boots);
    boolean shown = Drift.isShown(drift);
    if (shown) {
      // One boot that was an outlier is no drift: fresh ones must show it too.
      trouble = boot(station, image, way, BOOTS_AGAIN, boots);
      if (trouble.isPresent()) {
        return unfit(trouble.get());
      }
      Comparison fresh = Drift.of(noiseThen, boots.subList(BOOTS_AGAIN, boots.size()));
      shown = Drift.isShown(fresh) && fresh.difference() * drift.difference() > 0;
      drift = Drift.of(noiseThen, boots);
    }
    Noise noise = Noise.of(boots);
    var finding = new CheckFinding(noise, null, drift, noise.resolvable().orElse(null), way, facts);
    String figures =
        kernel.metric().name()
            + " of the known-good kernel is "
            + Words.change(change(drift))
            + " from check "
            + earlier.check()
            + ", where boots differed by "
            + Words.smallest(noiseThen.between().deviation());
    String others = changes.isEmpty() ? "" : "; since then: " + String.join(", ", changes.values());
    return new Ending(shown ? Verdict.DIFFERS : Verdict.PASSED, figures + others, finding);
  }

  /** As a change of the metric. */
  static BisectionView.Change change(Comparison comparison) {
    return new BisectionView.Change(
        Math.expm1(comparison.difference()),
        Math.expm1(comparison.low()),
        Math.expm1(comparison.high()));
  }

  /**
   * Boots the image some times more.
   *
   * @param boots gets the logarithms of each boot's runs
   * @return why it could not be measured; empty where it was
   */
  private Optional<String> boot(
      Station station, Result.Image image, BootPlan way, int count, List<List<Double>> boots)
      throws PlacedWork.BrokenOff, InterruptedException {
    int last = boots.size() + count;
    var disturbance = new MachineDisturbance(station.machine().disturbance());
    int repeated = 0;
    while (boots.size() < last) {
      int number = boots.size() + 1;
      var order =
          new Job.Measure(
              image.key(),
              way,
              kernel.plan(),
              request.runs(),
              Seeds.ofBoot(request.seed(), number - 1),
              Deadlines.measure(kernel.plan(), request.runs()));
      Result result =
          work.job(
              MachineScheduler.Use.BOOT,
              capacity(station, way),
              "boot " + number + " of " + last,
              order,
              () -> {
                station.link().sendRecipe(kernel.recipe().folder(), kernel.plan().digest());
                return true;
              });
      if (!(result instanceof Result.Measured measured)) {
        return Optional.of("the known-good kernel can't be measured: " + Outcome.message(result));
      }
      Optional<String> why = disturbed(measured, disturbance);
      if (why.isPresent()) {
        repeated++;
        if (repeated == MOST_REPEATED) {
          throw new PlacedWork.BrokenOff(
              "something else runs on the machine: " + why.get() + "; check it when it is quiet");
        }
        continue;
      }
      Optional<List<Double>> values = logarithms(measured, kernel.metric().name());
      if (values.isEmpty()) {
        return Optional.of("a run of the known-good kernel gave no " + kernel.metric().name());
      }
      keep(station, order, measured);
      boots.add(values.get());
    }
    return Optional.empty();
  }

  /** Writes a boot that was measured. */
  private void keep(Station station, Job.Measure order, Result.Measured measured) {
    PlacedWork.Done done = work.done();
    var job =
        new JobRecord(
            done.id().job(),
            done.id().attempt(),
            id,
            station.name(),
            JobKind.BOOT,
            null,
            kernel.commit().id(),
            kernel.commit().subject(),
            null,
            order.imageKey(),
            null,
            done.startedAt(),
            null,
            null,
            "",
            null,
            "jobs/" + done.id().folder());
    JobEnd end =
        WorkerResults.end(
            done.id(),
            Optional.of(order),
            measured,
            time.instant(),
            Outcome.MEASURED.words(),
            Outcome.message(measured),
            new MachineDisturbance.Verdict(List.of(), Optional.empty()));
    writes.write(() -> store.jobs().add(job, end));
  }

  /** What disturbed a boot, after a rest where that comes again and again; empty: nothing. */
  private Optional<String> disturbed(Result.Measured measured, MachineDisturbance disturbance)
      throws PlacedWork.BrokenOff, InterruptedException {
    Optional<String> why =
        disturbance.add(time.instant(), WorkerResults.conditions(measured)).disturbances().stream()
            .flatMap(Optional::stream)
            .findFirst();
    Optional<MachineDisturbance.Wait> wait = disturbance.waits(time.instant());
    if (wait.isPresent()) {
      work.rest(wait.get().pause(), "waiting: " + wait.get().why());
    }
    return why;
  }

  /** The logarithms of a boot's runs; empty where one gave nothing that has one. */
  static Optional<List<Double>> logarithms(Result.Measured measured, String metric) {
    var values = new ArrayList<Double>();
    for (Result.RunReport run : measured.runs()) {
      Double value = run.metrics().get(metric);
      if (value == null || !(value > 0) || value.isInfinite()) {
        return Optional.empty();
      }
      values.add(Math.log(value));
    }
    return Optional.of(List.copyOf(values));
  }
}
