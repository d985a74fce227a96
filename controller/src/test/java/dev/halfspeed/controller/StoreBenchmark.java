package dev.halfspeed.controller;

import dev.halfspeed.People;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.time.Time;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A controller whose store has many ended bisections: how long a submit, the list, a view and many
 * followers of one take, and how much memory. Run by docs/benchmarks/store; prints Markdown.
 */
final class StoreBenchmark {
  private static final int BUILDS = 60;
  private static final int BOOTS = 200;
  private static final int HISTOGRAM_LENGTH = 1500;
  private static final int FOLLOWERS = 50;
  private static final int ROUNDS = 20;
  private static final int VIEWS = 100;
  private static final String MACHINE = "lab1";

  private StoreBenchmark() {}

  /**
   * Takes a folder and how many bisections; or {@code once} and a folder that is filled, to measure
   * in this process.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("once")) {
      measure(Path.of(arguments[1]));
      return;
    }
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "store");
    int count = Integer.parseInt(arguments[1]);
    fill(folder, count);
    var command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            StoreBenchmark.class.getName(),
            "once",
            folder.toString());
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    System.exit(code);
  }

  /** A real bisection of a fake machine, and many that are like it but larger. */
  private static void fill(Path folder, int count) throws Exception {
    var lab = new TinyLab(folder);
    String first;
    try (LabController controller = lab.controller(new FakeMachine(0.0005), Time.real())) {
      first = controller.requests().bisect(lab.request("main"), People.ANN);
      TinyLab.end(controller, first);
    }
    QuickStores stores = QuickStores.create(Files.createDirectories(folder.resolve("stores")));
    try (Store store = stores.open(folder.resolve("state/halfspeed.db"), WriteWatch.NONE)) {
      CampaignRecord model = store.campaigns().find(first).orElseThrow();
      String assessment = longest(store.campaigns().assessments(first));
      for (int number = 0; number < count; number++) {
        new Filling(store, model, "x%06d".formatted(number), assessment, number).write();
        if (number % 100 == 99) {
          System.err.println(number + 1 + " of " + count + " bisections");
        }
      }
    }
  }

  private static String longest(List<String> texts) {
    return texts.stream().max((one, other) -> one.length() - other.length()).orElseThrow();
  }

  /** One ended bisection. */
  private static final class Filling {
    private final Store store;
    private final CampaignRecord model;
    private final String id;
    private final String assessment;
    private final Random random;
    private int jobs;

    Filling(Store store, CampaignRecord model, String id, String assessment, int seed) {
      this.store = store;
      this.model = model;
      this.id = id;
      this.assessment = assessment;
      this.random = new Random(seed);
    }

    void write() {
      store
          .campaigns()
          .insert(
              CampaignRecord.begun(
                  id,
                  CampaignRecord.Kind.BISECTION,
                  null,
                  model.experiment(),
                  Instant.EPOCH,
                  model.requestJson(),
                  model.detailJson(),
                  BisectionView.State.RUNNING.name()));
      for (int build = 0; build < BUILDS; build++) {
        build(build);
      }
      for (int boot = 0; boot < BOOTS; boot++) {
        boot(boot);
      }
      store
          .campaigns()
          .end(
              id,
              model.state(),
              Instant.EPOCH,
              Objects.requireNonNull(model.message()),
              model.endingJson());
    }

    private void build(int number) {
      JobRecord job = start("build", JobKind.BUILD, null, number);
      store
          .jobs()
          .finish(
              new JobEnd(
                  job.job(),
                  1,
                  job.startedAt().plusSeconds(60),
                  Outcome.BUILT.words(),
                  "40 objects compiled, build-id 0123456789ab",
                  new JobResult.Built(
                      new JobResult.BuiltImage(
                          "key" + number,
                          "c0ffee" + number,
                          "build-id-" + number,
                          "sha" + number,
                          null,
                          "config" + number % 3,
                          "6.12.0",
                          "gcc 12.2.0",
                          "/images/bzImage",
                          12_000_000,
                          40,
                          false),
                      Duration.ofSeconds(60)),
                  "",
                  Optional.of("CONFIG_SOMETHING=y\n".repeat(8000)),
                  Optional.empty()));
    }

    private void boot(int number) {
      JobRecord job = start("boot", JobKind.BOOT, Purpose.SEARCH.name(), number % BUILDS);
      var state = new HashMap<String, String>();
      for (int name = 0; name < 40; name++) {
        state.put("/sys/kernel/mm/setting/" + name, "always [madvise] never");
      }
      var histogram = new char[HISTOGRAM_LENGTH];
      for (int index = 0; index < histogram.length; index++) {
        histogram[index] = (char) ('A' + random.nextInt(26));
      }
      var samples = new ArrayList<SampleRecord>();
      for (String metric : List.of("tps", "latency_mean", "latency_p50", "latency_p99")) {
        samples.add(
            new SampleRecord(job.job(), 1, 1, metric, 1000 + 10 * random.nextGaussian(), null));
      }
      store
          .jobs()
          .finish(
              new JobEnd(
                  job.job(),
                  1,
                  job.startedAt().plusSeconds(60),
                  Outcome.MEASURED.words(),
                  "1 run",
                  new JobResult.Measured(
                      new JobResult.MeasuredBoot(
                          "boot-id",
                          "build-id-" + number % BUILDS,
                          "6.12.0",
                          "ro quiet",
                          "state",
                          Map.of("boot", Duration.ofSeconds(9), "measure", Duration.ofSeconds(30))),
                      1,
                      Duration.ofSeconds(50)),
                  "",
                  Optional.empty(),
                  Optional.of(
                      new JobEnd.Boot(
                          state,
                          "",
                          List.of(new RunRecord(job.job(), 1, 1, new String(histogram), null)),
                          samples))));
    }

    private JobRecord start(String action, String kind, @Nullable String purpose, int candidate) {
      jobs++;
      Instant at = Instant.EPOCH.plusSeconds(60L * jobs);
      String revision = "candidate " + candidate % 12;
      var job =
          new JobRecord(
              id + "-" + jobs,
              1,
              id,
              MACHINE,
              kind,
              revision,
              "c0ffee" + candidate,
              "mm: change number " + candidate,
              purpose,
              "key" + candidate,
              null,
              at,
              null,
              null,
              "",
              null,
              "jobs/" + jobs);
      store
          .jobs()
          .start(
              job,
              Optional.of("{}"),
              new DecisionRecord(
                  id,
                  jobs,
                  at,
                  MACHINE,
                  action,
                  revision,
                  job.commit(),
                  job.subject(),
                  "halves what is left of the range",
                  assessment));
      return job;
    }
  }

  private static void measure(Path folder) throws Exception {
    var lab = new TinyLab(folder.resolve("again"));
    Files.createDirectories(folder.resolve("again/state"));
    for (String name : List.of("halfspeed.db", "halfspeed.db-wal", "halfspeed.db-shm")) {
      Path file = folder.resolve("state").resolve(name);
      if (Files.exists(file)) {
        Files.move(file, folder.resolve("again/state").resolve(name));
      }
    }
    Path database = folder.resolve("again/state/halfspeed.db");
    var machine = new FakeMachine(0.0005);
    long began = System.nanoTime();
    try (LabController controller = lab.controller(machine, Time.real())) {
      double opened = milliseconds(began);
      List<String> ids =
          controller.campaigns().bisections().stream()
              .map(summary -> summary.id())
              .limit(VIEWS)
              .toList();
      double list = median(ROUNDS, () -> controller.campaigns().bisections().size());
      var views = new ArrayList<Double>();
      for (String id : ids) {
        began = System.nanoTime();
        controller.campaigns().bisection(id);
        views.add(milliseconds(began));
      }
      double again = median(ROUNDS, () -> controller.campaigns().bisection(ids.getFirst()).id());
      machine.freezesAfter(3);
      began = System.nanoTime();
      String submitted = controller.requests().bisect(lab.request("main"), People.ANN);
      double submit = milliseconds(began);
      controller.requests().cancel(submitted, "", People.ANN);
      TinyLab.end(controller, submitted);
      began = System.nanoTime();
      submitted = controller.requests().bisect(lab.request("main"), People.ANN);
      double second = milliseconds(began);
      var told = new AtomicInteger();
      var followers = new ArrayList<AutoCloseable>();
      began = System.nanoTime();
      for (int follower = 0; follower < FOLLOWERS; follower++) {
        followers.add(controller.campaigns().follow(submitted, view -> told.incrementAndGet()));
      }
      TinyLab.until(() -> told.get() >= FOLLOWERS);
      double followed = milliseconds(began);
      for (AutoCloseable follower : followers) {
        follower.close();
      }
      System.out.println("| what | measured |");
      System.out.println("|---|---|");
      row("ended bisections", "%d".formatted(controller.campaigns().bisections().size() - 2));
      row("database", "%.0f MB".formatted(Files.size(database) / 1e6));
      row("opening it", "%.0f ms".formatted(opened));
      row("submit", "%.0f ms, the next one %.0f ms".formatted(submit, second));
      row("the list", "%.0f ms (median of %d)".formatted(list, ROUNDS));
      double first = views.getFirst();
      views.sort(null);
      row(
          "a bisection's view",
          "%.1f ms (median of %d, the first %.0f)"
              .formatted(views.get(views.size() / 2), views.size(), first));
      row("the same view again", "%.2f ms".formatted(again));
      row("first view to each of %d followers".formatted(FOLLOWERS), "%.0f ms".formatted(followed));
      row("memory of the process, at most", highWater());
      controller.requests().cancel(submitted, "", People.ANN);
    }
  }

  private static void row(String what, String measured) {
    System.out.println("| " + what + " | " + measured + " |");
  }

  private static double milliseconds(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  private static double median(int rounds, Callable<?> action) throws Exception {
    var times = new ArrayList<Double>();
    for (int round = 0; round < rounds; round++) {
      long began = System.nanoTime();
      action.call();
      times.add(milliseconds(began));
    }
    times.sort(null);
    return times.get(rounds / 2);
  }

  private static String highWater() throws Exception {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM"))
          .map(line -> Integer.parseInt(line.replaceAll("\\D", "")) / 1024 + " MB")
          .findFirst()
          .orElse("unknown");
    }
  }
}
