package dev.halfspeed.controller;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.DecisionRecord;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.store.sqlite.ManyCampaigns;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.Browser;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * How large pages are, how long their answers take, and when a browser paints them: with ten
 * thousand campaigns in the store, and a bisection of many commits and boots that goes on. Run by
 * docs/benchmarks/pages; prints Markdown.
 */
final class PageBenchmark {
  private static final String TOKEN = "a-token-for-a-benchmark-0123456789";
  private static final Duration JOB = Duration.ofMillis(500);
  private static final int ROUNDS = 20;
  private static final int PAINTS = 5;

  /** Boots that are filled in are of so many commits, at equal distances over the range. */
  private static final int PLACES = 100;

  /**
   * What a boot deviates by, and how much the culprit costs, as parts of the value: with 2,000
   * boots the search is not at its end yet, and needs some hundred more.
   */
  private static final double NOISE = 0.1;

  private static final int GOOD_END = -1;

  private static final int GOOD = 1000;
  private static final int BAD = 975;

  private PageBenchmark() {}

  /**
   * Takes a folder, candidates and boots; or {@code measure} and these, to do it in this process.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("measure")) {
      measure(
          Path.of(arguments[1]), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
      System.exit(0);
    }
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "pages");
    int code =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PageBenchmark.class.getName(),
                "measure",
                folder.toString(),
                arguments[1],
                arguments[2])
            .inheritIO()
            .start()
            .waitFor();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    System.exit(code);
  }

  private static void measure(Path folder, int candidates, int boots) throws Exception {
    var lab = new TinyLab(folder.resolve("lab"));
    history(lab.directory().resolve("linux"), candidates);
    campaigns(Files.createDirectories(lab.directory().resolve("state")).resolve("halfspeed.db"));
    var machine = new FakeMachine(NOISE);
    machine.freezesAfter(4);
    String id;
    try (LabController controller = lab.controller(machine, Time.real())) {
      id = controller.requests().bisect(request(lab, candidates, boots), People.ANN);
      TinyLab.until(() -> machine.starts().size() >= 4);
    }
    try (Store store = lab.store()) {
      new Filling(store, id, candidates).write(boots);
    }
    machine.breaks((_, _) -> {
      pause(JOB);
      return Optional.empty();
    });
    Token own = Token.own(TOKEN);
    try (LabController controller = lab.controller(machine, Time.real());
        WebServer server = WebServer.start(controller, "127.0.0.1", 0, List.of(own));
        HttpClient client = HttpClient.newHttpClient();
        Browser browser = Browser.start(Files.createDirectory(folder.resolve("browser")))) {
      long before = controller.campaigns().bisection(id).samples().size();
      machine.freezesAfter(Integer.MAX_VALUE);
      TinyLab.until(() -> controller.campaigns().bisection(id).samples().size() > before);
      browser.open(server.link("/", own.principal()));
      // What the first request of a client takes is the client's.
      answer(client, server.address().resolve("/assets/style.css"));
      System.out.println(
          "| page | bytes, with all it loads | first answer | answered in, worst of 20 | painted"
              + " after, worst of 5 |");
      System.out.println("|---|---|---|---|---|");
      for (String path :
          List.of(
              "/bisections/" + id,
              "/bisections/" + id + "?zoom=suspects",
              "/bisections/" + id + "?boots=" + Math.max(1, boots / 50),
              "/",
              "/?page=100&by=all",
              "/?text=number",
              "/?commit=fee1000003",
              "/images",
              "/variants",
              "/variants?first=" + id + ":good",
              "/variants/pair?first=%s:good&second=%s:candidate-%d"
                  .formatted(id, id, candidates - 1),
              "/machines",
              "/machines/lab1",
              "/watches",
              "/regressions",
              "/audit",
              "/account")) {
        row(server, client, browser, path);
      }
      BisectionView view = controller.campaigns().bisection(id);
      if (view.state() != BisectionView.State.RUNNING) {
        throw new IllegalStateException(
            "the bisection came to its end while pages were measured: " + view.ending());
      }
      System.out.printf(
          "%n%,d candidates; a bisection that went on, with %,d boots before the first page and %,d"
              + " after the last%n",
          view.request().candidates(), before, view.samples().size());
      controller.requests().cancel(id, "", People.ANN);
    }
  }

  private static void row(WebServer server, HttpClient client, Browser browser, String path)
      throws Exception {
    double first = answer(client, server.address().resolve(path));
    var times = new ArrayList<Double>();
    for (int round = 0; round < ROUNDS; round++) {
      times.add(answer(client, server.address().resolve(path)));
    }
    var paints = new ArrayList<Double>();
    for (int round = 0; round < PAINTS; round++) {
      browser.open(server.address().resolve(path));
      browser.until("performance.getEntriesByName('first-contentful-paint').length === 1");
      paints.add(
          browser
              .evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
              .asDouble());
    }
    paints.sort(null);
    long bytes =
        browser
            .evaluate(
                "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
                    + ".reduce((sum, one) => sum + one.decodedBodySize, 0)")
            .asLong();
    times.sort(null);
    System.out.printf(
        "| `%s` | %,d | %.0f ms | %.0f ms, %.0f ms | %.0f ms, %.0f ms |%n",
        path.replaceFirst("/bisections/[^?]*", "/bisections/ID"),
        bytes,
        first,
        times.get(ROUNDS / 2),
        times.getLast(),
        paints.get(PAINTS / 2),
        paints.getLast());
  }

  /** Milliseconds until the whole answer is there. */
  private static double answer(HttpClient client, URI address) throws Exception {
    long began = System.nanoTime();
    HttpResponse<String> page =
        client.send(
            HttpRequest.newBuilder(address).header("Authorization", "Bearer " + TOKEN).build(),
            HttpResponse.BodyHandlers.ofString());
    double time = (System.nanoTime() - began) / 1e6;
    if (page.statusCode() != 200) {
      throw new IllegalStateException(address + ": " + page.body());
    }
    return time;
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static BisectionRequest request(TinyLab lab, int candidates, int boots) {
    return new BisectionRequest(
        lab.directory().resolve("linux").toString(),
        "long~" + candidates,
        "long",
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        lab.directory().resolve("lab.yaml").toString(),
        "tps",
        0.99,
        false,
        List.of(),
        0,
        2 * boots + 500,
        1,
        0,
        "regression",
        null,
        null,
        null);
  }

  /** Ten thousand campaigns, all of which have ended. */
  private static void campaigns(Path file) throws Exception {
    ManyCampaigns.fill(file);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          UPDATE campaign SET state = 'CANCELLED', ended_at = '2026-03-02T10:00:00.000000000Z',
            message = 'not needed any more', ending_json = '{"kind":"cancelled","commits":[]}'
          WHERE ended_at IS NULL
          """);
      // What has ended changes no more, but here.
      statement.executeUpdate("DROP TRIGGER campaign_ends_once");
      // Checks are read whole when a controller starts, and these have a line for a list only.
      statement.executeUpdate(
          """
          UPDATE campaign SET kind = 'BISECTION', machine = NULL,
            detail_json = (SELECT detail_json FROM campaign WHERE id = 'k2')
          WHERE kind = 'CHECK'
          """);
    }
  }

  /** The good end and the candidates after it; the slow ones begin at three fifths of them. */
  private static void history(Path repository, int candidates)
      throws IOException, InterruptedException {
    Process importing =
        new ProcessBuilder(
                "git",
                "-c",
                "core.compression=0",
                "-C",
                repository.toString(),
                "fast-import",
                "--quiet",
                "--depth=0")
            .start();
    try (BufferedWriter stream =
        new BufferedWriter(importing.outputWriter(StandardCharsets.UTF_8))) {
      for (int number = 0; number <= candidates; number++) {
        String subject = "mm: change number " + number;
        String speed = (number < culprit(candidates) ? GOOD : BAD) + "\n";
        stream.write(
            """
            commit refs/heads/long
            committer t <t@example.org> %d +0000
            data %d
            %s
            %sM 100644 inline speed
            data %d
            %s
            M 100644 inline kernel/change
            data %d
            %s

            """
                .formatted(
                    1_700_000_000L + number,
                    subject.length(),
                    subject,
                    number == 0 ? "from refs/heads/main^0\n" : "",
                    speed.length(),
                    speed.stripTrailing(),
                    subject.length(),
                    subject));
      }
    }
    if (importing.waitFor() != 0) {
      throw new IllegalStateException(
          new String(importing.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static int culprit(int candidates) {
    return 3 * candidates / 5 + 7;
  }

  /** Boots as if they had been made before, all over the range. */
  private record Filling(Store store, String id, int candidates) {
    void write(int boots) {
      var random = new Random(1);
      String assessment = store.campaigns().lastAssessment(id).orElse("{}");
      for (int boot = 0; boot < boots; boot++) {
        int candidate =
            boot % 20 == 0
                ? (boot % 40 == 0 ? GOOD_END : candidates - 1)
                : (boot * 37 % PLACES + 1) * (candidates / (PLACES + 1));
        double level = candidate + 1 < culprit(candidates) ? GOOD : BAD;
        String job = id + "-" + (1000 + boot);
        JobRecord record = record(job, candidate);
        store
            .jobs()
            .start(
                record,
                Optional.of("{}"),
                new DecisionRecord(
                    id,
                    1000 + boot,
                    record.startedAt(),
                    "lab1",
                    "boot",
                    record.revision(),
                    record.commit(),
                    record.subject(),
                    "halves what is left of the range",
                    assessment));
        // Each candidate is a kernel of its own: of equal ones the search would leave out the rest.
        store
            .jobs()
            .finish(
                end(
                    job,
                    record,
                    "build-id-" + candidate,
                    level * (1 + NOISE * random.nextGaussian())));
      }
    }

    private JobRecord record(String job, int candidate) {
      return new JobRecord(
          job,
          1,
          id,
          "lab1",
          JobKind.BOOT,
          RevisionName.of(
              candidate == GOOD_END ? new Revision.Good() : new Revision.Candidate(candidate)),
          "%040x".formatted(0xc0ffeeL * candidate),
          "mm: change number " + (candidate + 1),
          Purpose.SEARCH.name(),
          "key" + candidate,
          null,
          Instant.now(),
          null,
          null,
          "",
          null,
          "jobs/" + job);
    }

    private static JobEnd end(String job, JobRecord record, String buildId, double value) {
      return new JobEnd(
          job,
          1,
          record.startedAt().plusSeconds(1),
          Outcome.MEASURED.words(),
          "1 run",
          new JobResult.Measured(
              new JobResult.MeasuredBoot(
                  "boot-id",
                  buildId,
                  "6.12.0",
                  "ro quiet",
                  "state",
                  Map.of("boot", Duration.ofSeconds(9), "measure", Duration.ofSeconds(30))),
              1,
              Duration.ofSeconds(1)),
          "",
          Optional.empty(),
          Optional.of(
              new JobEnd.Boot(
                  Map.of(),
                  "",
                  List.of(new RunRecord(job, 1, 1, null, null)),
                  List.of(new SampleRecord(job, 1, 1, "tps", value, null)))));
    }
  }
}
