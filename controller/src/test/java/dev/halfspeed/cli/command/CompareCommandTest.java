package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest.Variant;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Comparisons;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.cli.terminal.Views;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView.State;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.ComparisonView;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Comparisons from arguments to exit code, against a fake controller behind a real HTTP server. */
final class CompareCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakeController controller = new FakeController();

  @Test
  void aDecidedComparisonIsSuccess() throws Exception {
    assertThat(run("compare", "A=v6.12", "B=v6.13", "--json", "end.json")).isZero();
    assertThat(out())
        .contains("comparison k7c1d2e3:")
        .contains("B: bbbbbbbbbb Linux 6.13 (transparent_hugepage=never)")
        .contains("62 boots; B against A: -4.8 % (-5.7 to -3.9 %), different")
        .containsSubsequence(
            "metric            A      B      B against A\n",
            "tps               1,318  1,255  -4.8 % (-5.7 to -3.9 %)\n",
            "latency p99 (ms)  3.214  3.402  +5.9 % (4.9 to 6.8 %)\n",
            "\nB has 4.8 % less tps than A (3.9 to 5.7 %), with 99 % confidence.\n",
            "\n62 boots in 1 h 03 min\n");
    assertThat(err()).isEmpty();
    JsonNode json = JSON.readTree(Files.readString(folder.resolve("end.json")));
    assertThat(json.at("/pairs/0/verdict").asString()).isEqualTo("DIFFERENT");
  }

  @Test
  void theExitCodeIsThatOfTheEnd() {
    assertThat(ends(Comparisons.same())).isZero();
    assertThat(out()).contains("A and B are the same within 1 % (-0.4 to 0.3 %).");
    assertThat(ends(Comparisons.undecided())).isEqualTo(1);
    assertThat(out()).contains("A and B are undecided after 200 boots:");
    assertThat(ends(Comparisons.cancelled())).isEqualTo(1);
    assertThat(out())
        .contains("\nIt was cancelled before it came to a conclusion.\nA and B are undecided");
    assertThat(ends(Comparisons.untested())).isEqualTo(2);
    assertThat(out()).contains("B can't be tested: it does not build: a.c:1: error: no.");
    assertThat(ends(failed(Comparisons.going(12), "No machine got anything done for a day.")))
        .isEqualTo(2);
    assertThat(out()).contains("\nNo machine got anything done for a day.\n");
  }

  private int ends(ComparisonView view) {
    controller.compares = view;
    return run("compare", "A=v1", "B=v2");
  }

  private static ComparisonView failed(ComparisonView view, String conclusion) {
    return new ComparisonView(
        view.id(),
        State.FAILED,
        view.owner(),
        view.createdAt(),
        view.createdAt(),
        view.recipe(),
        view.parameters(),
        view.metric(),
        view.unit(),
        view.higherIsBetter(),
        view.confidence(),
        view.smallest(),
        view.maximumBoots(),
        view.variants(),
        view.pairs(),
        view.metrics(),
        view.latencies(),
        view.boots(),
        null,
        List.of(),
        conclusion,
        CampaignOrigin.NOBODY);
  }

  @Test
  void aComparisonIsFollowedThroughItsChanges() {
    controller.compares = Comparisons.going(12);
    controller.looks.add(Comparisons.decided());
    assertThat(run("compare", "v1", "v2")).isZero();
    assertThat(out())
        .containsSubsequence(
            "Checking the request and the machines...",
            "12 boots, about 48 to go; B against A: -0.6 % (-2.1 to 0.9 %), undecided",
            "62 boots; B against A: -4.8 % (-5.7 to -3.9 %), different",
            "with 99 % confidence.");
  }

  @Test
  void jsonOnStandardOutputIsAlone() {
    assertThat(run("compare", "v1", "v2", "--json")).isZero();
    assertThat(JSON.readTree(out()).path("id").asString()).isEqualTo("k7c1d2e3");
    assertThat(err()).contains("comparison k7c1d2e3").contains("less tps");
  }

  @Test
  void bootsOfEarlierOnesCountIfThatIsAskedFor() throws Exception {
    Files.createDirectories(folder.resolve("linux/.git"));
    run("compare", "v6.12", "v6.13", "--repo", "linux", "--reuse");
    run("compare", "v6.12", "v6.13", "--repo", "linux");
    assertThat(controller.compared)
        .extracting(ComparisonRequest::reuse)
        .containsExactly(true, null);
  }

  @Test
  void theRequestHasAbsolutePathsAndDefaults() throws Exception {
    Files.createDirectories(folder.resolve("linux/.git"));
    Files.createDirectories(folder.resolve("other/.git"));
    Files.createDirectories(folder.resolve("other/mm"));
    run(
        "compare",
        "v6.12",
        "v6.12",
        "thp=v6.13,arg=transparent_hugepage=never,sysctl.vm.swappiness=10,arg=isolcpus=1,,2"
            + ",/sys/kernel/mm/ksm/run=1,pg.work_mem=64MB,pg.search_path=a,,b,postgresql=pg18",
        "far=main,repo=other/mm,config=tinyconfig+g.config,fragment=a.config,fragment=b.config"
            + ",param.clients=8,revert=5d8edfb900d5,revert=main~3",
        "--repo",
        "linux",
        "--config",
        "defconfig+c.config",
        "--param",
        "scale=10",
        "--smallest",
        "0.5",
        "--lab",
        "lab.yaml",
        "--max-boots",
        "90");
    String linux = folder.resolve("linux").toString();
    List<String> fragments = List.of(folder.resolve("c.config").toString());
    assertThat(controller.compared)
        .containsExactly(
            new ComparisonRequest(
                List.of(
                    plain("v6.12", "v6.12", linux, fragments),
                    plain("v6.12-2", "v6.12", linux, fragments),
                    new Variant(
                        "thp",
                        linux,
                        "v6.13",
                        "defconfig",
                        fragments,
                        List.of(
                            "transparent_hugepage=never",
                            "isolcpus=1,2",
                            "sysctl.vm.swappiness=10",
                            "halfspeed.sys=kernel/mm/ksm/run=1"),
                        Map.of(
                            "settings",
                            "work_mem=64MB;search_path=a,b",
                            "postgresql",
                            folder.resolve("pg18").toString())),
                    new Variant(
                        "far",
                        folder.resolve("other").toString(),
                        "main",
                        "tinyconfig",
                        List.of(
                            folder.resolve("g.config").toString(),
                            folder.resolve("a.config").toString(),
                            folder.resolve("b.config").toString()),
                        List.of(),
                        Map.of("clients", "8"),
                        List.of("5d8edfb900d5", "main~3"))),
                "pgbench-simple-update",
                null,
                Map.of("scale", "10"),
                folder.resolve("lab.yaml").toString(),
                null,
                0.99,
                0.005,
                1,
                90,
                1,
                0));
  }

  private static Variant plain(
      String name, String revision, String repository, List<String> fragments) {
    return new Variant(name, repository, revision, "defconfig", fragments, List.of(), Map.of());
  }

  @Test
  void anArchiveOfSourcesIsARepositoryOfItsOwn() throws Exception {
    Path tree = folder.resolve("linux-6.1");
    for (String file : List.of("Makefile", "Kconfig", "init/main.c")) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.writeString(tree.resolve(file), file);
    }
    new ProcessBuilder("tar", "-czf", "linux-6.1.tar.gz", "linux-6.1")
        .directory(folder.toFile())
        .start()
        .waitFor();
    run("compare", "linux-6.1.tar.gz", "6.12=v6.12", "far=linux-6.1.tar.gz,arg=quiet");
    assertThat(err()).containsOnlyOnce("Importing " + folder.resolve("linux-6.1.tar.gz"));
    List<Variant> variants = controller.compared.getFirst().variants();
    assertThat(variants).extracting(Variant::name).containsExactly("linux-6.1", "6.12", "far");
    assertThat(variants).extracting(Variant::revision).containsExactly("main", "v6.12", "main");
    assertThat(variants.getFirst().repository())
        .startsWith(folder.resolve(".cache/halfspeed/sources/linux-6.1-").toString())
        .isEqualTo(variants.getLast().repository());

    assertThat(run("compare", "none.tar.xz", "v6.12")).isEqualTo(2);
    assertThat(err()).contains("there is no file " + folder.resolve("none.tar.xz"));
    assertThat(run("compare", "linux-6.1.tar.gz,repo=linux", "v6.12")).isEqualTo(2);
    assertThat(err()).contains("is an archive and has a repository.");
  }

  @Test
  void whatCannotBeSetIsRefused() {
    assertThat(run("compare", "v1", "v1,/sys/../etc/passwd=x")).isEqualTo(2);
    assertThat(err()).contains("has /sys/../etc/passwd=x, which can't be set.");
    assertThat(run("compare", "v1", "v1,/sys/kernel/x=a b")).isEqualTo(2);
    assertThat(run("compare", "v1", "v1,/sys/kernel/x=1,/sys/kernel/x=2")).isEqualTo(2);
    assertThat(err()).contains("has /sys/kernel/x twice.");
    assertThat(run("compare", "v1", "v1,pg.work_mem=1;2")).isEqualTo(2);
    assertThat(run("compare", "v1", "v1,/sys/=1")).isEqualTo(2);
    assertThat(err()).contains("Write: /sys/PATH=VALUE");
  }

  @Test
  void namesThatWereGivenStay() {
    run("compare", "v1", "v1=v2", "v1-2=v3", "v1");
    assertThat(controller.compared.getFirst().variants())
        .extracting(Variant::name)
        .containsExactly("v1-3", "v1", "v1-2", "v1-4");
  }

  @Test
  void aProblemIsTwoLinesAndTwo() {
    controller.refusal = new Problem("v1 is no revision of /linux.", "See: git tag");
    assertThat(run("compare", "v1", "v2")).isEqualTo(2);
    assertThat(err()).isEqualTo("halfspeed: v1 is no revision of /linux.\n  -> See: git tag\n");
  }

  @Test
  void aComparisonIsFoundByTheBeginningOfItsId() {
    controller.bisections.put("b3f9", Views.named("b3f9", Views.found()));
    controller.comparisons.put("k7c1d2e3", Comparisons.going(12));
    assertThat(run("status", "k7")).isZero();
    assertThat(out())
        .contains("Comparison k7c1d2e3, running, started 5 min 41 s ago")
        .contains("  variant     A: aaaaaaaaaa Linux 6.12\n")
        .contains("  now         local building for ")
        .contains("B has between 2.1 % less and 0.9 % more tps; about 48 more\nboots would tell.")
        .contains("12 boots, about 48 to go");
    assertThat(run("status", "b")).isZero();
    assertThat(out()).contains("Bisection b3f9");
    assertThat(run("status", "k7", "--json")).isZero();
    assertThat(JSON.readTree(out()).path("boots").asInt()).isEqualTo(12);
    assertThat(run("status", "--all")).isZero();
    assertThat(out())
        .contains("b3f9      concluded")
        .contains("k7c1d2e3  running    5 min 41 s ago  ann  A B")
        .contains("48 boots");
    assertThat(run("status", "--all", "--json")).isZero();
    assertThat(JSON.readTree(out()).size()).isEqualTo(2);
    assertThat(run("status", "x")).isEqualTo(2);
    assertThat(err()).contains("There is no bisection, comparison or config bisection x.");
  }

  /** By these numbers samples are left out. */
  @Test
  void bootsAreListedByNumber() {
    var first =
        new ComparisonView.Boot(1, "A", "lab1", "k7-3/1", 1, Instant.EPOCH, List.of(1318.2), null);
    var third =
        new ComparisonView.Boot(3, "B", "lab1", "k7-5/1", 1, Instant.EPOCH, List.of(), null);
    controller.comparisons.put(
        "k7c1d2e3", Comparisons.withBoots(Comparisons.going(12), List.of(first, third)));
    assertThat(run("status", "k7")).isZero();
    assertThat(out())
        .contains(
            """
              boots       2
                boot 1 of A on lab1: 1,318 tps
                boot 3 of B on lab1: no evidence
            """);
  }

  @Test
  void aComparisonIsFollowedReportedAndCancelled() {
    controller.comparisons.put("k7c1d2e3", Comparisons.decided());
    assertThat(run("status", "--follow")).isZero();
    assertThat(out()).contains("B has 4.8 % less tps than A");
    assertThat(run("report", "k")).isZero();
    assertThat(out()).startsWith("# Comparison k7c1d2e3: concluded\n");
    assertThat(run("report", "--output", "r.md")).isZero();
    assertThat(out()).startsWith("The report of comparison k7c1d2e3 is in ");
    assertThat(run("cancel", "k7")).isZero();
    assertThat(out()).isEqualTo("Cancelled comparison k7c1d2e3.\n");
    assertThat(controller.cancelled).containsExactly("k7c1d2e3");
  }

  @Test
  void aBisectionAndAComparisonMayBeginAlike() {
    controller.bisections.put("k3f9", Views.found());
    controller.comparisons.put("k7c1d2e3", Comparisons.decided());
    assertThat(run("cancel", "k")).isEqualTo(2);
    assertThat(err()).contains("2 bisections and comparisons begin with k: k3f9, k7c1d2e3.");
  }

  @Test
  void aDetachedComparisonGoesOnAtItsController() {
    controller.compares = Comparisons.started();
    try (FakeApi api = new FakeApi(controller, 0, null)) {
      String at = api.address().toString();
      assertThat(run("compare", "v1", "v2", "--detach", "--controller", at)).isZero();
      assertThat(out())
          .contains("Comparison k7c1d2e3 runs at " + at)
          .contains("Follow it with: halfspeed status --follow k7c1d2e3");
    }
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Shell shell =
        new Shell(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HOME", folder.toString(), "PATH", "/usr/bin:/bin"),
            folder,
            folder,
            plan -> new FakeApi(controller, 0, plan.token()),
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
