package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.worker.protocol.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Each {@code curl} line of docs/api.md, run as it is against a whole controller on real git and a
 * fake machine; what comes back has to be what the OpenAPI document says.
 */
final class ApiDocumentTest {
  private static final String OWN = "own-token-that-nobody-guesses";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\b[A-Z]{3,}\\b");
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private final FakeMachine machine = new FakeMachine(0.002);
  private TinyLab lab;
  private LabController controller;
  private WebServer server;
  private final Map<String, String> known = new LinkedHashMap<>();
  private int alarms;
  private int others;

  @BeforeEach
  void start() throws Exception {
    lab = new TinyLab(folder);
    git("linux", "tag", "v6.18", lab.good());
    git("linux", "tag", "v7.0", "main");
    git("linux", "branch", "master", "main");
    git(".", "clone", "-q", "linux", "clone");
    git("clone", "branch", "next/master");
    machine.leavesLogs("make: all is well\n");
    controller = lab.controller(machine, Time.real());
    controller.regressions().settings(TinyLab.AT_ONCE);
    server = WebServer.start(controller, "localhost", 0, List.of(Token.own(OWN)));
  }

  @AfterEach
  void stop() {
    server.close();
    controller.close();
  }

  private void git(String where, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.resolve(where).toString()));
    command.addAll(List.of(words));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void everyLineOfThePageIsAnsweredAsTheDocumentSays() throws Exception {
    List<String> lines = lines(Files.readString(Path.of("..", "docs", "api.md")));
    // What is taken away is used by others of the page.
    List<String> inOrder =
        new ArrayList<>(lines.stream().filter(line -> !line.contains("/remove")).toList());
    inOrder.addAll(lines.stream().filter(line -> line.contains("/remove")).toList());
    JsonNode document = JSON.readTree(run("curl http://localhost:7450/api/v1/openapi.json").body());
    // Clients must ignore fields that they don't know; this server may send none.
    document
        .at("/components/schemas")
        .forEach(each -> ((ObjectNode) each).put("additionalProperties", false));
    var left = new TreeSet<>(calls(document));
    for (String line : inOrder) {
      Ran ran = line.contains("RUNNING") ? runWhileRunning(line) : run(filled(line));
      // The fake machine keeps no files.
      boolean isAway = ran.status() == 503 && ran.body().contains("machine-away");
      if (!isAway) {
        assertThat(ran.status()).as("%s%n%s", ran.command(), ran.body()).isBetween(200, 299);
      }
      String call = call(document, ran);
      if (call != null) {
        left.remove(call);
        if (!isAway) {
          check(document, call, ran);
          remember(call, ran);
        }
      }
    }
    assertThat(left).as("calls without an example in docs/api.md").isEmpty();
  }

  /** The commands of a page; one goes on until its quotes are closed. */
  private static List<String> lines(String page) {
    List<String> commands = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    boolean isCode = false;
    for (String line : page.lines().toList()) {
      if (line.startsWith("```")) {
        isCode = !isCode;
      } else if (isCode && (line.startsWith("curl ") || !open.isEmpty())) {
        open.append(open.isEmpty() ? "" : "\n").append(line);
        if (open.chars().filter(letter -> letter == '\'').count() % 2 == 0) {
          commands.add(open.toString());
          open.setLength(0);
        }
      }
    }
    assertThat(commands).hasSizeGreaterThan(50);
    return commands;
  }

  private record Ran(String command, int status, String body) {}

  private Ran run(String line) throws IOException, InterruptedException {
    String command =
        line.replace("http://localhost:7450", "http://localhost:" + server.port())
            .replace("curl -i ", "curl ");
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "curl() { command curl -sS -m 100 -w '\\n%%{http_code}' -H 'Authorization: Bearer %s' \"$@\"; }%n%s"
                    .formatted(OWN, command))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    int end = said.lastIndexOf('\n');
    assertThat(said.substring(end + 1)).as("%s%n%s", command, said).matches("\\d{3}");
    return new Ran(command, Integer.parseInt(said.substring(end + 1)), said.substring(0, end));
  }

  /** Runs a line about a campaign that has not ended: its second boot hangs. */
  private Ran runWhileRunning(String line) throws Exception {
    Principal ada = Principal.commandLine("ada");
    Set<String> before =
        controller.campaigns().allComparisons().stream()
            .map(ComparisonSummary::id)
            .collect(Collectors.toCollection(HashSet::new));
    controller.campaigns().bisections().forEach(each -> before.add(each.id()));
    controller.campaigns().configBisections().forEach(each -> before.add(each.id()));
    Set<String> booted = ConcurrentHashMap.newKeySet();
    machine.hangs((id, job) -> {
      String campaign = id.job().substring(0, id.job().lastIndexOf('-'));
      return job instanceof Job.Measure && !before.contains(campaign) && !booted.add(campaign);
    });
    String id =
        line.contains("/comparisons/")
            ? controller.requests().compare(another(), ada)
            : line.contains("/config-bisections/")
                ? controller.requests().bisectConfigs(options(), ada)
                : controller.requests().bisect(other(), ada);
    if (line.contains("/exclude")) {
      TinyLab.until(() -> isMeasured(id));
    }
    if (!line.contains("/pause")) {
      controller.requests().intervene(id, new InterventionRequest.Pause(), "for the example", ada);
    }
    Ran ran = run(filled(line.replace("RUNNING", id)));
    controller.requests().cancel(id, "", ada);
    machine.hangs((_, _) -> false);
    return ran;
  }

  /** Whether a boot of a campaign has given numbers. */
  private boolean isMeasured(String id) throws Problem {
    return id.startsWith("k")
        ? controller.campaigns().comparison(id).boots() > 0
        : id.startsWith("o")
            ? controller.campaigns().configBisection(id).progress().boots() > 0
            : !controller.campaigns().bisection(id).samples().isEmpty();
  }

  /** A request that nobody else has made. */
  private BisectionRequest other() {
    BisectionRequest usual = lab.request("main");
    return new BisectionRequest(
        usual.repository(),
        usual.good(),
        usual.bad(),
        usual.recipe(),
        null,
        Map.of(),
        usual.configBase(),
        List.of(),
        usual.lab(),
        usual.metric(),
        usual.confidence(),
        false,
        List.of(),
        0,
        200,
        100 + others++,
        0,
        "regression",
        null,
        null,
        null);
  }

  /** Likewise. */
  private ComparisonRequest another() {
    return new ComparisonRequest(
        Stream.of("main~11", "main~10")
            .map(revision ->
                new ComparisonRequest.Variant(
                    revision,
                    lab.request("main").repository(),
                    revision,
                    "tinyconfig",
                    List.of(),
                    List.of(),
                    Map.of()))
            .toList(),
        "tiny",
        null,
        Map.of(),
        folder.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        0.01,
        1,
        200,
        100 + others++,
        0);
  }

  /** Likewise. */
  private ConfigBisectionRequest options() {
    String config = "# Linux/x86 6.12.57 Kernel Configuration\nCONFIG_64BIT=y\n";
    return new ConfigBisectionRequest(
        lab.request("main").repository(),
        "main~11",
        "good.config",
        "bad.config",
        config,
        config + "CONFIG_SLUB_DEBUG_ON=y\n",
        "tiny",
        null,
        Map.of(),
        folder.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        1,
        200,
        100 + others++,
        0,
        null);
  }

  /** The line for this lab. */
  private String filled(String line) throws Exception {
    String here =
        line.replace("/home/ada/linux", folder.resolve("clone").toString())
            .replace("/home/ada/lab.yaml", folder.resolve("lab.yaml").toString())
            .replace("pgbench-simple-update", "tiny")
            .replace("\"defconfig\"", "\"tinyconfig\"")
            .replace("transparent_hugepage=never", "quiet");
    Matcher matcher = PLACEHOLDER.matcher(here.replaceAll("-H '[^']*'|\"kind\": \"[A-Z]+\"", ""));
    while (matcher.find()) {
      here = here.replaceAll("\\b" + matcher.group() + "\\b", value(matcher.group()));
    }
    return here;
  }

  private String value(String placeholder) throws Exception {
    return switch (placeholder) {
      case "BISECTION" -> begun("bisection", "/bisections");
      case "COMPARISON" -> begun("comparison", "/comparisons");
      case "OPTIONS" -> begun("config bisection", "/config-bisections");
      case "CHECK" -> begun("check", "/checks");
      case "JOB" -> attempt().replace("/", "%2F");
      case "ATTEMPT" -> attempt();
      case "MACHINE" -> "lab1";
      case "DIGEST" -> config();
      case "COMMIT" -> lab.culprit();
      case "SERIES" -> {
        TinyLab.until(() -> controller.watches().show("mainline").counts().measured() > 0);
        yield controller.series().list("mainline").getFirst().id();
      }
      case "VARIANT" -> variant("good");
      case "OTHER" -> variant("candidate-11");
      case "REGRESSION" -> newRegression();
      default -> throw new IllegalStateException("nothing is known of " + placeholder);
    };
  }

  /** One that the bisection has measured. */
  private String variant(String revision) throws Exception {
    String name = begun("bisection", "/bisections") + ":" + revision;
    TinyLab.until(() ->
        controller
            .campaigns()
            .variants(new VariantQuery("", begun("bisection", ""), ""), Long.MAX_VALUE, 100)
            .variants()
            .stream()
            .anyMatch(variant -> variant.name().equals(name)));
    return name;
  }

  /** A job of the bisection, with the number of the attempt at it. */
  private String attempt() throws Exception {
    String id = begun("bisection", "/bisections");
    TinyLab.until(() -> !controller.campaigns().bisection(id).attempts().isEmpty());
    return controller.campaigns().bisection(id).attempts().getFirst().job();
  }

  /** Of an image of the bisection. */
  private String config() throws Exception {
    String id = begun("bisection", "/bisections");
    TinyLab.until(() ->
        controller.campaigns().bisection(id).attempts().stream()
            .anyMatch(ApiDocumentTest::isBuilt));
    return controller.campaigns().bisection(id).attempts().stream()
        .filter(ApiDocumentTest::isBuilt)
        .map(attempt -> attempt.detail().config())
        .findFirst()
        .orElseThrow();
  }

  private static boolean isBuilt(BisectionView.Attempt attempt) {
    return attempt.detail().config() != null;
  }

  private String begun(String kind, String list) throws Exception {
    String id = known.get(kind);
    if (id == null) {
      // Lines before the one that starts it.
      assertThat(kind).as(list).isEqualTo("bisection");
      id = controller.requests().bisect(lab.request("main"), Principal.commandLine("ada"));
      known.put(kind, id);
    }
    return id;
  }

  /** One of an alarm that nobody can confirm, so that it waits for a person. */
  private String newRegression() throws Exception {
    alarms++;
    String metric = "metric " + alarms;
    ObjectNode alarm =
        JSON.createObjectNode()
            .put("key", "k" + alarms)
            .put("source", "page")
            .put("repository", folder.resolve("clone").toString())
            .put("good", "v6.18")
            .put("bad", "v7.0")
            .put("metric", metric)
            .put("kind", "loss")
            .put("before", 1000)
            .put("after", 800);
    controller.raise(JSON.treeToValue(alarm, AlarmRequest.class), Principal.commandLine("ada"));
    Regressions regressions = controller.regressions();
    TinyLab.until(() -> {
      regressions.pass();
      return regressions.list().stream().anyMatch(each -> isOf(each.alarms(), metric));
    });
    return regressions.list().stream()
        .filter(each -> isOf(each.alarms(), metric))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static boolean isOf(List<RegressionView.Alarm> alarms, String metric) {
    return alarms.stream().anyMatch(alarm -> alarm.metric().equals(metric));
  }

  private void remember(String call, Ran ran) {
    switch (call) {
      case "POST /bisections" -> known.put("bisection", id(JSON.readTree(ran.body())));
      case "POST /comparisons" -> known.put("comparison", id(JSON.readTree(ran.body())));
      case "POST /config-bisections" ->
          known.put("config bisection", id(JSON.readTree(ran.body())));
      case "POST /checks" -> known.put("check", id(JSON.readTree(ran.body()).get(0)));
      default -> {}
    }
  }

  private static String id(JsonNode answer) {
    return answer.get("id").stringValue();
  }

  private static List<String> calls(JsonNode document) {
    List<String> calls = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(
                    method -> calls.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return calls;
  }

  /** Which call of the document a line makes; absent: none of the API. */
  private static @Nullable String call(JsonNode document, Ran ran) {
    Matcher matcher = Pattern.compile("/api/v1(/[^' ?]*)").matcher(ran.command());
    if (!matcher.find()) {
      assertThat(ran.command()).contains("/metrics");
      return null;
    }
    String method = ran.command().contains(" -d ") ? "POST" : "GET";
    // A path without variables goes before one with them.
    return calls(document).stream()
        .filter(call -> call.startsWith(method + " "))
        .filter(call ->
            matcher
                .group(1)
                .matches(call.substring(method.length() + 1).replaceAll("\\{\\w+}", "[^/]+")))
        .min((one, other) -> Boolean.compare(one.contains("{"), other.contains("{")))
        .orElseThrow(() -> new AssertionError("not described: " + ran.command()));
  }

  private static void check(JsonNode document, String call, Ran ran) {
    int space = call.indexOf(' ');
    JsonNode answer =
        document
            .get("paths")
            .get(call.substring(space + 1))
            .get(call.substring(0, space).toLowerCase(Locale.ROOT))
            .get("responses")
            .get(Integer.toString(ran.status()));
    assertThat(answer).as("%s answers %d", call, ran.status()).isNotNull();
    JsonNode schema = answer.at("/content/application~1json/schema");
    if (schema.isMissingNode()) {
      return;
    }
    ObjectNode whole = (ObjectNode) schema.deepCopy();
    whole.set("components", document.get("components"));
    Schema checker = SCHEMAS.getSchema(whole);
    List<Error> errors = checker.validate(JSON.readTree(ran.body()));
    assertThat(errors).as("%s%n%s", call, ran.body()).isEmpty();
  }
}
