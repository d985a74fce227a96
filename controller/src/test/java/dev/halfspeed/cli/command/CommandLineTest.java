package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.cli.client.ControllerFile;
import dev.halfspeed.cli.client.ControllerStarter;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Comparisons;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.cli.terminal.Views;
import dev.halfspeed.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands from arguments to exit code, against a fake controller behind a real HTTP server. */
final class CommandLineTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakeController controller = new FakeController();
  private final Map<String, String> environment = new HashMap<>();
  private final List<ControllerStarter.Plan> started = new ArrayList<>();
  private int brokenStreams;
  private String in = "";

  @BeforeEach
  void environment() {
    environment.put("HOME", folder.toString());
    environment.put("PATH", "/usr/bin:/bin");
  }

  @Test
  void aFoundCulpritIsSuccess() throws Exception {
    assertThat(run("bisect", "--good", "v1", "--bad", "v2", "--json", "end.json")).isZero();
    assertThat(out())
        .contains("sample 1: 1,318 tps")
        .contains("Culprit: cccccccccccccccccccccccccccccccccccccccc")
        .doesNotContain("\u001b");
    assertThat(err()).isEmpty();
    JsonNode json = JSON.readTree(Files.readString(folder.resolve("end.json")));
    assertThat(json.path("ending").path("kind").asString()).isEqualTo("culprit");
    assertThat(controller.closed).isTrue();
    assertThat(folder.resolve(".local/state/halfspeed/controller.json")).doesNotExist();
  }

  @Test
  void anEndWithoutACulpritIsOne() {
    controller.story = List.of(Views.undecided());
    assertThat(run("bisect", "--good", "v1")).isEqualTo(1);
    assertThat(out()).contains("Suspects.").contains("do not build");
  }

  @Test
  void aBisectionThatFailedIsTwo() throws Exception {
    controller.story = List.of(Views.failed("The good end v1 does not build: a.c:1: error: no"));
    assertThat(run("bisect", "--good", "v1", "--json", "end.json")).isEqualTo(2);
    assertThat(out()).contains("The good end v1 does not build: a.c:1: error: no");
    assertThat(JSON.readTree(Files.readString(folder.resolve("end.json"))).path("state").asString())
        .isEqualTo("FAILED");
    controller.bisections.put("k3f9", controller.story.getFirst());
    assertThat(run("status", "--follow", "k3f9")).isEqualTo(2);
  }

  @Test
  void jsonOnStandardOutputIsAlone() {
    assertThat(run("bisect", "--json", "--good", "v1")).isZero();
    assertThat(JSON.readTree(out()).path("id").asString()).isEqualTo("k3f9");
    assertThat(err()).contains("sample 1").contains("Culprit");
  }

  @Test
  void theRequestHasAbsolutePathsAndDefaults() throws Exception {
    Files.createDirectories(folder.resolve("linux/.git"));
    Files.createDirectories(folder.resolve("linux/mm"));
    run(
        "bisect",
        "--repo",
        "linux/mm",
        "--good",
        "v1",
        "--config",
        "tinyconfig+g.config",
        "--param",
        "clients=4",
        "scale=10",
        "--path",
        "mm",
        "kernel",
        "--lab",
        "lab.yaml",
        "--first-parent");
    assertThat(controller.requests)
        .containsExactly(
            new BisectionRequest(
                folder.resolve("linux").toString(),
                "v1",
                "HEAD",
                "pgbench-simple-update",
                null,
                Map.of("clients", "4", "scale", "10"),
                "tinyconfig",
                List.of(folder.resolve("g.config").toString()),
                folder.resolve("lab.yaml").toString(),
                null,
                0.99,
                true,
                List.of("mm", "kernel"),
                0,
                200,
                1,
                0,
                "regression",
                null,
                null,
                null));
    assertThat(started).singleElement().matches(ControllerStarter.Plan::resume);
  }

  @Test
  void anImprovementIsLookedForWhereItIsAskedFor() {
    run("bisect", "--good", "v1", "--find", "improvement");
    assertThat(controller.requests)
        .extracting(BisectionRequest::find)
        .containsExactly("improvement");
    assertThat(run("bisect", "--good", "v1", "--find", "better")).isEqualTo(2);
    assertThat(err()).contains("--find can't be \"better\".").contains("regression, improvement");
    assertThat(controller.requests).hasSize(1);
  }

  @Test
  void aProblemIsTwoLinesAndTwo() {
    controller.refusal = new Problem("v1 is no revision of /linux.", "See: git tag");
    assertThat(run("bisect", "--good", "v1")).isEqualTo(2);
    assertThat(err()).isEqualTo("halfspeed: v1 is no revision of /linux.\n  -> See: git tag\n");
    assertThat(run("bisect", "--good", "v1", "--json", "-")).isEqualTo(2);
    assertThat(JSON.readTree(out()).path("problem").path("what").asString())
        .isEqualTo("v1 is no revision of /linux.");
  }

  @Test
  void wrongOptionsAreNamedWithTheLikelyOne() {
    assertThat(run("bisect", "--goood", "v1")).isEqualTo(2);
    assertThat(err())
        .startsWith("halfspeed: ")
        .contains("--goood")
        .contains("Did you mean --good? See: halfspeed bisect --help")
        .hasLineCount(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "frobnicate",
        "bisect",
        "machine",
        "recipe",
        "status a b",
        "completion fish",
        "bisect --good v1 --confidence 1",
        "bisect --good v1 --confidence x",
        "bisect --good v1 --max-boots 0",
        "bisect --good v1 --follow --detach",
        "bisect --good v1 --param clients",
        "page",
        "status zzz",
        "log k3f9 j99",
        "machine check nowhere",
        "machine drain",
        "machine drain nowhere",
        "machine check --boots 12 --good",
        "recipe show none",
        "--controller :: status",
        "--controller 127.0.0.1:1 status",
        "--token-file none serve --port 0",
        "bisect --good v1 --detach",
        "plan",
        "plan --good v1 --confidence 2",
        "plan --good v1 --noise much",
        "plan --good v1 --noise"
      })
  void badInputIsTwoAndTwoLines(String arguments) {
    controller.bisections.put("k3f9", Views.found());
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(err()).startsWith("halfspeed: ").hasLineCount(2).contains("\n  -> ");
  }

  @Test
  void aBugIsSeventy() {
    controller.refusal = null;
    controller.story = List.of();
    assertThat(run("bisect", "--good", "v1")).isEqualTo(70);
    assertThat(err()).contains("This is a bug in Halfspeed").doesNotContain("\tat ");
    assertThat(run("--debug", "bisect", "--good", "v1")).isEqualTo(70);
    assertThat(err()).contains("\tat ");
  }

  @Test
  void aLostStreamIsTakenUpAgain() {
    brokenStreams = 1;
    assertThat(run("bisect", "--good", "v1")).isZero();
    assertThat(out()).containsOnlyOnce("sample 1: ").contains("Culprit");
  }

  @Test
  void lookingStartsNothing() {
    controller.bisections.put("k3f9", Views.narrow());
    assertThat(run("status")).isZero();
    assertThat(out()).contains("Bisection k3f9, running").contains("3 of 66 suspects left");
    assertThat(started).singleElement().matches(plan -> !plan.resume());
  }

  @Test
  void bisectionsAreFoundByTheBeginningOfTheirId() {
    controller.bisections.put("k3f9", Views.found());
    controller.bisections.put("k4aa", Views.named("k4aa", Views.undecided()));
    assertThat(run("status", "k4")).isZero();
    assertThat(out()).contains("Bisection k4aa");
    assertThat(run("status", "k")).isEqualTo(2);
    assertThat(err()).contains("2 bisections begin with k: k3f9, k4aa.");
    assertThat(run("status", "--all")).isZero();
    assertThat(out()).contains("k3f9  concluded").contains("k4aa  concluded");
    assertThat(run("status", "--all", "--json")).isZero();
    assertThat(JSON.readTree(out()).size()).isEqualTo(2);
  }

  @Test
  void whatPeopleDoToACampaignIsSentWithItsReason() {
    controller.bisections.put("k3f9", Views.narrow());
    assertThat(run("pause", "k3", "--reason", "the lab moves")).isZero();
    assertThat(out())
        .isEqualTo(
            "The bisection k3f9: paused. Undo it with: halfspeed undo k3f9 1 --reason TEXT\n");
    assertThat(run("resume", "k3", "--reason", "it has moved")).isZero();
    assertThat(run("priority", "k3", "-7", "--reason", "others wait")).isZero();
    assertThat(run("budget", "k3", "--max-boots", "300", "--reason", "noisy")).isZero();
    assertThat(run("budget", "k3", "--max-machine-hours", "1.5", "--reason", "late")).isZero();
    assertThat(run("undo", "k3", "3", "--reason", "by mistake", "--json")).isZero();
    assertThat(JSON.readTree(out()).get("action").asInt()).isEqualTo(6);
    assertThat(controller.interventions)
        .containsExactly(
            "bisections k3f9 pause {\"reason\":\"the lab moves\"}",
            "bisections k3f9 resume {\"reason\":\"it has moved\"}",
            "bisections k3f9 priority {\"priority\":-7,\"reason\":\"others wait\"}",
            "bisections k3f9 budget {\"maximumBoots\":300,\"reason\":\"noisy\"}",
            "bisections k3f9 budget {\"maximumMachineHours\":1.5,\"reason\":\"late\"}",
            "bisections k3f9 undo {\"action\":3,\"reason\":\"by mistake\"}");
  }

  @Test
  void aPausedComparisonIsListedAsSuch() {
    controller.comparisons.put(
        "k5c1", Comparisons.withId("k5c1", Comparisons.paused(Comparisons.going(12))));
    assertThat(run("status", "--all")).isZero();
    assertThat(out()).contains("k5c1  running").contains("  paused\n").doesNotContain("comparing");
  }

  @ParameterizedTest
  @CsvSource({
    "pause k3, --reason",
    "pause --reason x, needs ID",
    "priority k3 --reason x, needs N",
    "priority k3 101 --reason x, '101'",
    "priority k3 high --reason x, high",
    "budget k3 --reason x, No budget is given",
    "budget k3 --max-boots 0 --reason x, --max-boots",
    "undo k3 --reason x, needs ACTION",
    "undo k3 0 --reason x, '0'",
    "pause nobody --reason x, no bisection",
    "remeasure k5 v1 --reason x, It is for bisections and config bisections",
    "override k5 v1 bad --reason x, not for a comparison"
  })
  void anInterventionThatLacksSomethingIsNotSent(String line, String words) {
    controller.bisections.put("k3f9", Views.narrow());
    controller.comparisons.put("k5c1", Comparisons.withId("k5c1", Comparisons.going(12)));
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err()).contains(words);
    assertThat(controller.interventions).isEmpty();
  }

  @Test
  void theOtherCommands() throws Exception {
    controller.bisections.put("k3f9", Views.narrow());
    assertThat(run("log")).isZero();
    assertThat(out()).contains("j3").contains("unbuildable").contains("halfspeed log k3f9 JOB");
    assertThat(run("log", "k3f9", "j3")).isZero();
    assertThat(out()).isEqualTo("log of j3\n");
    assertThat(run("report")).isZero();
    assertThat(out()).isEqualTo("# Report of k3f9\n");
    assertThat(run("report", "--output", "a/b.md")).isZero();
    assertThat(folder.resolve("a/b.md")).hasContent("# Report of k3f9");
    assertThat(run("cancel", "k3")).isZero();
    assertThat(run("cancel", "c1", "--reason", "the lab moves")).isZero();
    assertThat(out()).isEqualTo("Cancelled check c1.\n");
    assertThat(controller.cancelled).containsExactly("k3f9", "c1: the lab moves");
    assertThat(run("machine", "list")).isZero();
    assertThat(out()).contains("local").contains("8.0 GiB");
    assertThat(run("machine", "check")).isZero();
    assertThat(run("machine", "check", "--lab", "lab.yaml")).isEqualTo(1);
    assertThat(out()).contains("local: sshd at 10.0.0.9 does not answer");
    assertThat(run("machine", "drain", "local", "--reason", "a new disk")).isZero();
    assertThat(out()).isEqualTo("local is drained by ann: a new disk\n");
    assertThat(run("machine", "list")).isZero();
    assertThat(out())
        .contains("local  drained")
        .contains("0.31 %  0.34 %")
        .contains("halfspeed machine admit local");
    assertThat(run("machine", "admit", "local")).isZero();
    assertThat(run("machine", "check", "--good", "v1", "--boots", "6", "--param", "clients=2"))
        .isZero();
    assertThat(out())
        .contains("local: boot 2: 218.6 tps")
        .contains("between boots  0.31 % (95 %: 0.22 % to 0.53 %): standard deviation of 2 boots")
        .contains("every second boot against the others: +0.05 % (95 %: -0.20 % to +0.30 %)")
        .contains("a loss of 0.34 % or more");
    assertThat(controller.checked)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.boots()).isEqualTo(6);
          assertThat(request.runs()).isEqualTo(2);
          assertThat(request.parameters()).containsEntry("clients", "2");
          assertThat(request.machine()).isNull();
        });
    assertThat(run("recipe", "list")).isZero();
    assertThat(run("recipe", "show", "pgbench")).isZero();
    assertThat(out())
        .contains("clients  integer  4")
        .contains("tps  tps  higher is better, in steps of 0.1")
        .contains("swappiness  sysctl.vm.swappiness  0, 60  Swapping")
        .contains("no_swap: sysctl.vm.swappiness=0", "Keeps memory. It costs: Less cache.")
        .contains("Evidence: vmstat.compact_stall", "Takes: prepare 20 s, a run 5 s");
    assertThat(run("--json", "recipe", "show", "pgbench")).isZero();
    assertThat(JSON.readTree(out()).path("name").asString()).isEqualTo("pgbench");
    assertThat(run("--version")).isZero();
    assertThat(out()).startsWith("halfspeed ");
  }

  @Test
  void aRunningControllerIsFoundAndAStaleFileIsNot() throws Exception {
    controller.bisections.put("k3f9", Views.found());
    Path state = folder.resolve(".local/state/halfspeed");
    ControllerFile file = new ControllerFile(state);
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    FakeController other = new FakeController();
    other.bisections.put("zz11", Views.named("zz11", Views.found()));
    try (FakeApi api = new FakeApi(other, 0, "secret");
        ControllerFile.Held _ = file.claim().orElseThrow()) {
      file.write(
          new ControllerFile.Entry(
              api.address().toString(), 1, Views.START, token.toString(), null));
      assertThat(run("status")).isZero();
      assertThat(out()).contains("zz11");
      assertThat(started).isEmpty();
      assertThat(run("bisect", "--good", "v1", "--detach")).isZero();
      assertThat(out()).contains("halfspeed status --follow k3f9");
      assertThat(run("page", "zz")).isZero();
      assertThat(out()).isEqualTo("http://page/open/once\n");
      assertThat(run("--controller", api.address().toString(), "status")).isZero();
      assertThat(run("--controller", api.address().toString(), "--state", "other", "status"))
          .isEqualTo(2);
      assertThat(err()).contains("wants a token").contains("--state DIR");
    }
    assertThat(run("status")).isZero();
    assertThat(out()).contains("k3f9");
    assertThat(started).hasSize(1);
  }

  /** It was another terminal's, and ended with that: the bisection is not lost with it. */
  @Test
  void aControllerThatEndsWhileItIsAskedIsReplaced() throws Exception {
    Path state = Files.createDirectories(folder.resolve(".local/state/halfspeed"));
    ControllerFile file = new ControllerFile(state);
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    FakeController other = new FakeController();
    FakeApi api = new FakeApi(other, 0, "secret");
    ControllerFile.Held held = file.claim().orElseThrow();
    file.write(
        new ControllerFile.Entry(api.address().toString(), 1, Views.START, token.toString(), null));
    other.atSubmit =
        () -> {
          held.close();
          api.close();
        };
    assertThat(run("bisect", "--good", "v1")).isZero();
    assertThat(err()).startsWith("The controller that was asked has ended; going on.\n");
    assertThat(out()).contains("Culprit");
    assertThat(started).hasSize(1);
    assertThat(controller.requests).hasSize(1);
  }

  /** Whoever has it, be it another controller of this machine, the bisection is not hindered. */
  @Test
  void whereTheUsualPortIsInUseAnotherIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      try {
        other.bind(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Invocation.DEFAULT_PORT));
      } catch (BindException e) {
        assertThat(e).hasMessageContaining("in use");
      }
      assertThat(run("bisect", "--good", "v1")).isZero();
    }
    assertThat(started).singleElement().matches(plan -> plan.port() == 0);
  }

  @Test
  void oneControllerForAStateDirectory() throws Exception {
    Path state = Files.createDirectories(folder.resolve(".local/state/halfspeed"));
    Path token = Files.writeString(state.resolve("token"), "secret\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    ControllerFile file = new ControllerFile(state);
    try (FakeApi api = new FakeApi(new FakeController(), 0, "secret");
        ControllerFile.Held held = file.claim().orElseThrow()) {
      file.write(
          new ControllerFile.Entry(
              api.address().toString(), 1, Views.START, token.toString(), null));
      assertThat(run("serve", "--port", "0")).isEqualTo(2);
      assertThat(err()).contains("already runs on the state directory");
      assertThat(held.channel().isOpen()).isTrue();
    }
  }

  @Test
  void aPlanStartsNothing() {
    assertThat(run("plan", "--good", "v1", "--noise", "1", "--effect", "5", "--max-boots", "90"))
        .isZero();
    assertThat(out())
        .contains("66 candidates from aaaaaaaaaa v1 (good) to bbbbbbbbbb v2 (bad)")
        .contains("-5.0 %  18 (16 to 21)  4+9+5")
        .contains("12 min (10 min to 13 min)")
        .contains("a change of 1.2 % or more is found in nine of ten bisections")
        .contains("known: noise between boots 1.0 %, as said")
        .contains("assumed: a build takes 30 s on local");
    assertThat(controller.plans)
        .singleElement()
        .satisfies(plan -> {
          assertThat(plan.noise()).isEqualTo(0.01);
          assertThat(plan.effect()).isEqualTo(0.05);
          assertThat(plan.bisection().maximumBoots()).isEqualTo(90);
        });
    assertThat(started).singleElement().matches(plan -> !plan.resume());
    assertThat(run("plan", "--good", "v1", "--json")).isZero();
    assertThat(JSON.readTree(out()).path("forecasts").get(0).path("change").asDouble())
        .isEqualTo(-0.05);
    assertThat(controller.plans.getLast().noise()).isNull();
  }

  @Test
  void adviceIsOneLineForEachLine() {
    in = "{\"type\": \"close\", \"session\": \"s\", \"id\": 7}\nnonsense\n";
    assertThat(run("advise")).isZero();
    assertThat(out().lines().map(line -> JSON.readTree(line).path("line").asInt()))
        .containsExactly(1, 2);
    assertThat(started).isEmpty();
  }

  @Test
  void completionKnowsTheCommands() throws Exception {
    assertThat(run("completion", "zsh")).isZero();
    assertThat(out()).contains("compinit");
    assertThat(run("completion", "bash")).isZero();
    Path script = Files.writeString(folder.resolve("completion"), out());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '"
                    + script
                    + "'; COMP_WORDS=(halfspeed bi); COMP_CWORD=1;"
                    + " _complete_halfspeed; echo \"${COMPREPLY[*]}\"")
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("bisect");
  }

  @Test
  void theDoctorAnswersForPrograms() {
    int code = run("doctor", "--json");
    JsonNode answer = JSON.readTree(out());
    assertThat(code).isEqualTo(answer.path("ok").asBoolean() ? 0 : 1);
    assertThat(answer.path("checks").size()).isGreaterThan(10);
  }

  @Test
  void aWordIsAPathWhereItIsThereAndANameElsewhere() throws Exception {
    Files.createDirectories(folder.resolve("here/.git"));
    run("bisect", "--good", "v1", "--repo", "linux", "--lab", "rack1");
    assertThat(controller.requests.getLast().repository()).isEqualTo("linux");
    assertThat(controller.requests.getLast().lab()).isEqualTo("rack1");
    run("bisect", "--good", "v1", "--repo", "here", "--lab", "rack1.yaml");
    assertThat(controller.requests.getLast().repository())
        .isEqualTo(folder.resolve("here").toString());
    assertThat(controller.requests.getLast().lab())
        .isEqualTo(folder.resolve("rack1.yaml").toString());
    run("bisect", "--good", "v1", "--repo", "./linux", "--lab", "labs/rack1");
    assertThat(controller.requests.getLast().repository())
        .isEqualTo(folder.resolve("linux").toString());
    assertThat(controller.requests.getLast().lab())
        .isEqualTo(folder.resolve("labs/rack1").toString());
  }

  @Test
  void labsAndRepositoriesHaveNames() throws Exception {
    Files.createDirectories(folder.resolve("linux/.git"));
    Files.createDirectories(folder.resolve("linux/mm"));
    assertThat(run("lab", "list")).isZero();
    assertThat(out()).contains("None is registered.", "halfspeed lab add NAME FILE");
    assertThat(run("lab", "add", "rack1", "lab.yaml")).isZero();
    assertThat(out()).isEqualTo("Added lab rack1 with 1 machine. Use it with: --lab rack1\n");
    assertThat(run("repository", "add", "linux", "linux/mm")).isZero();
    assertThat(controller.registry.repositories().getFirst().path())
        .isEqualTo(folder.resolve("linux").toString());
    assertThat(run("lab", "list")).isZero();
    assertThat(out()).contains("rack1", "lab1", folder.resolve("lab.yaml").toString(), "by ann");
    assertThat(run("repository", "list", "--json")).isZero();
    assertThat(JSON.readTree(out()).path(0).path("addedBy").asString()).isEqualTo("ann");
    assertThat(run("lab", "add", "rack1", "lab.yaml")).isEqualTo(2);
    assertThat(run("repository", "remove", "linux")).isZero();
    assertThat(run("repository", "remove", "linux")).isEqualTo(2);
    assertThat(err()).contains("there is no repository linux");
    assertThat(run("lab", "remove", "rack1", "--json")).isZero();
    assertThat(controller.registry.labs()).isEmpty();
  }

  @Test
  void theDoctorNamesTheOneLineThatHelps() {
    assertThat(
            DoctorCommand.lines(
                List.of(
                    new DoctorCommand.Check("flex", DoctorCommand.Level.MISSING, "in flex"),
                    new DoctorCommand.Check("git", DoctorCommand.Level.OK, "2.39.5")),
                DoctorCommand.install(
                    new java.util.TreeSet<>(java.util.Set.of("flex", "bison")), false)))
        .containsExactly(
            "missing  flex  in flex",
            "ok       git   2.39.5",
            "",
            "1 thing missing.",
            "Install what is missing: sudo apt-get install --no-install-recommends -y bison flex");
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Shell shell =
        new Shell(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            folder,
            folder,
            plan -> {
              started.add(plan);
              FakeApi api = new FakeApi(controller, 0, plan.token());
              api.interruptions = brokenStreams;
              return api;
            },
            Tty.none(),
            () -> Views.at(341));
    return Commands.run(shell, new Interruption(), arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
