package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.People;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.WebServer;
import dev.halfspeed.web.access.Token;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variants that a bisection and comparisons of a whole controller measured, beside each other. */
final class VariantPairTest {
  private static final String TOKEN = "a-token-of-this-test-0123456789";

  @TempDir private static Path folder;
  private static LabController controller;
  private static WebServer server;
  private static HttpClient client;
  private static String bisection = "";
  private static String comparison = "";
  private static String other = "";
  private static String branch = "";
  private static String merge = "";

  @BeforeAll
  static void measure() throws Exception {
    var lab = new TinyLab(folder);
    branch = git("commit-tree", "main^{tree}", "-p", "main~2", "-m", "on a branch");
    merge = git("commit-tree", "main^{tree}", "-p", "main", "-p", branch, "-m", "Merge it");
    git("update-ref", "refs/heads/main", merge);
    controller = lab.controller(new FakeMachine(0.002), Time.real());
    bisection = controller.requests().bisect(lab.request("main"), People.ANN);
    TinyLab.end(controller, bisection);
    comparison = compared(lab, Map.of(), "main~12", "main");
    other = compared(lab, Map.of("seconds", "2"), "main~12", "main");
    server =
        WebServer.start(
            controller, "127.0.0.1", 0, List.of(Token.named("reader", TOKEN, Role.VIEWER)));
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    controller.close();
  }

  private static String git(String... words) throws Exception {
    var command = new ArrayList<>(List.of("git", "-C", folder.resolve("linux").toString()));
    command.addAll(List.of("-c", "user.name=t", "-c", "user.email=t@example.org"));
    command.addAll(List.of(words));
    Process git = new ProcessBuilder(command).start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(git.waitFor()).isZero();
    return said;
  }

  private static String bad() throws Problem {
    return of(bisection).stream()
        .filter(variant -> variant.role().equals("bad end"))
        .findFirst()
        .orElseThrow()
        .name();
  }

  private static String compared(TinyLab lab, Map<String, String> parameters, String... revisions)
      throws Problem {
    var variants = new ArrayList<ComparisonRequest.Variant>();
    for (String revision : revisions) {
      variants.add(
          new ComparisonRequest.Variant(
              "V" + variants.size(),
              lab.request("main").repository(),
              revision,
              "tinyconfig",
              List.of(),
              List.of(),
              Map.of()));
    }
    String id =
        controller
            .requests()
            .compare(
                new ComparisonRequest(
                    variants,
                    "tiny",
                    null,
                    parameters,
                    requireNonNull(lab.request("main").lab()),
                    "tps",
                    0.99,
                    0.02,
                    1,
                    200,
                    1,
                    0),
                People.ANN);
    TinyLab.until(
        () -> controller.campaigns().comparison(id).state() != BisectionView.State.RUNNING);
    return id;
  }

  private static List<VariantList.Variant> of(String campaign) throws Problem {
    return controller
        .campaigns()
        .variants(new VariantQuery("", campaign, ""), Long.MAX_VALUE, 100)
        .variants();
  }

  @Test
  void aDifferenceIsToldOfOneCampaignAndOfTwo() throws Exception {
    for (String second : List.of(bad(), comparison + ":candidate-1")) {
      VariantPairView pair = controller.campaigns().pair(bisection + ":good", second);
      assertThat(pair.obstacles()).isEmpty();
      assertThat(pair.machines()).containsExactly("lab1");
      VariantPairView.Metric metric = pair.metrics().getFirst();
      assertThat(metric.name()).isEqualTo("tps");
      assertThat(metric.first()).isBetween(990.0, 1010.0);
      assertThat(metric.second()).isBetween(790.0, 810.0);
      BisectionView.Change difference = requireNonNull(metric.difference());
      assertThat(difference.fraction()).isBetween(-0.21, -0.19);
      assertThat(difference.low()).isLessThan(-0.195).isGreaterThan(-0.22);
      assertThat(difference.high()).isGreaterThan(difference.fraction());
      assertThat(pair.metrics()).extracting(VariantPairView.Metric::name).contains("latency_mean");
      assertThat(pair.cautions().getFirst()).contains("a drift of the machine");
      assertThat(requireNonNull(pair.counters()).differences()).isNotEmpty();
      assertThat(pair.command())
          .startsWith("halfspeed compare A=" + pair.first().commit().id())
          .contains(
              " B=" + pair.second().commit().id(), "--recipe tiny", "--metric tps", "seconds=1");
    }
  }

  @Test
  void whatCannotBeComparedSaysWhy() throws Exception {
    VariantPairView pair = controller.campaigns().pair(bisection + ":good", other + ":candidate-1");
    assertThat(pair.obstacles())
        .singleElement()
        .asString()
        .contains("different parameters: seconds 1 and 2");
    assertThat(pair.metrics().getFirst().difference()).isNull();
    assertThat(pair.command()).contains("param.seconds=2");
    assertThat(controller.campaigns().pair(bisection + ":good", bisection + ":good").obstacles())
        .containsExactly("Both are the same boots.");
    for (String name : List.of("x:good", bisection + ":candidate-99", bisection + ":good-1", "")) {
      Problem refused =
          catchThrowableOfType(
              Problem.class, () -> controller.campaigns().pair(name, bisection + ":good"));
      assertThat(refused.code()).isIn(ProblemCode.UNKNOWN, ProblemCode.INVALID_FIELD);
    }
  }

  @Test
  void bootsThatWereBootedInAnotherWayAreNotCompared() throws Exception {
    String second = comparison + ":candidate-1";
    change("replace(plan_json, '\"memoryBytes\":', '\"memoryBytes\":9')");
    VariantPairView pair = controller.campaigns().pair(bisection + ":good", second);
    assertThat(pair.obstacles())
        .singleElement()
        .asString()
        .startsWith("No machine booted both in the same way: the first was booted in a guest");
    assertThat(pair.metrics().getFirst().difference()).isNull();
    change("replace(plan_json, '\"memoryBytes\":9', '\"memoryBytes\":')");
    assertThat(controller.campaigns().pair(bisection + ":good", second).obstacles()).isEmpty();
  }

  /** Has the boots of the comparison booted in another way. */
  private static void change(String plan) throws Exception {
    try (Connection database = database();
        Statement statement = database.createStatement()) {
      // What was measured stays, but for this.
      statement.execute("DROP TRIGGER IF EXISTS boot_stays");
      int changed =
          statement.executeUpdate(
              """
              UPDATE boot SET plan_json = %s
              WHERE job IN (SELECT job FROM job WHERE campaign = '%s')
              """
                  .formatted(plan, comparison));
      assertThat(changed).isPositive();
    }
  }

  private static Connection database() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/halfspeed.db"));
  }

  @Test
  void aPersonsWordThatACommitIsNoEvidenceIsSaid() throws Exception {
    try (Connection database = database();
        Statement statement = database.createStatement()) {
      statement.execute(
          """
          INSERT INTO intervention (campaign, number, at, principal, kind, revision, "commit", verdict, reason)
          VALUES ('%s', 99, '2026-11-30T10:00:00Z', 'ann', 'MARK', 'good', 'c0ffee', 'SKIP', 'a broken disk')
          """
              .formatted(bisection));
    }
    assertThat(controller.campaigns().pair(bisection + ":good", bad()).cautions())
        .contains(
            "The commit of the first was marked skip by ann (a broken disk): its boots are no"
                + " evidence in its campaign.");
  }

  @Test
  void variantsAreListedByCampaignCommitAndExperiment() throws Exception {
    assertThat(of(comparison))
        .extracting(VariantList.Variant::role)
        .containsExactlyInAnyOrder("V0", "V1");
    List<VariantList.Variant> own = of(bisection);
    assertThat(own).extracting(VariantList.Variant::role).contains("good end", "bad end");
    CampaignQueries campaigns = controller.campaigns();
    assertThat(
            campaigns
                .variants(new VariantQuery("", "", bisection + ":good"), Long.MAX_VALUE, 100)
                .variants())
        .extracting(VariantList.Variant::campaign)
        .contains(bisection, comparison)
        .doesNotContain(other);
    String commit = own.getFirst().commit().id();
    assertThat(
            campaigns
                .variants(new VariantQuery(commit.substring(0, 8), "", ""), Long.MAX_VALUE, 100)
                .variants())
        .isNotEmpty()
        .allMatch(variant -> variant.commit().id().equals(commit));
    // In pages, none twice and none left out.
    var seen = new ArrayList<String>();
    Long before = Long.MAX_VALUE;
    while (before != null) {
      VariantList page = campaigns.variants(new VariantQuery("", "", ""), before, 3);
      page.variants().forEach(variant -> seen.add(variant.name()));
      before = page.next();
    }
    // And back again.
    VariantList first = campaigns.variants(new VariantQuery("", "", ""), Long.MAX_VALUE, 3);
    VariantList second =
        campaigns.variants(new VariantQuery("", "", ""), requireNonNull(first.next()), 3);
    assertThat(first.previous()).isNull();
    assertThat(
            campaigns.variants(new VariantQuery("", "", ""), requireNonNull(second.previous()), 3))
        .isEqualTo(first);
    BuildStore.Filter images = new BuildStore.Filter("", "", "", false);
    ImageList newest = controller.images(images, Long.MAX_VALUE, 2);
    ImageList older = controller.images(images, requireNonNull(newest.next()), 2);
    ImageList oldest = controller.images(images, requireNonNull(older.next()), 2);
    assertThat(controller.images(images, requireNonNull(oldest.previous()), 2).images())
        .isEqualTo(older.images());
    assertThat(controller.images(images, requireNonNull(older.previous()), 2).images())
        .isEqualTo(newest.images());
    assertThat(seen)
        .doesNotHaveDuplicates()
        .hasSize(own.size() + of(comparison).size() + of(other).size());
  }

  @Test
  void twoClicksLeadFromACampaignAndFromAnImageToTwoBesideEachOther() throws Exception {
    for (String start : List.of("/bisections/" + bisection, "/comparisons/" + comparison)) {
      String choices = get(link(get(start), "/variants\\?first=[^\"]*"));
      assertThat(choices).contains("In the same campaign", "In other campaigns");
      String pair = get(link(choices, "/variants/pair\\?[^\"]*"));
      assertThat(pair).contains("this is an observation, and no verdict", "halfspeed compare");
    }
    assertThat(get(link(get("/images?booted=yes"), "/variants\\?commit=[^\"]*")))
        .contains("<h1>What was measured</h1>");
  }

  @Test
  void anAddressThatNamesNoVariantIsOneClearProblem() throws Exception {
    for (String text :
        List.of("", "x", "<script>", "b:candidate-1", ":", "x:good", "%00", "a".repeat(3000))) {
      String name = URLEncoder.encode(text, StandardCharsets.UTF_8);
      for (String path :
          List.of(
              "/variants/pair?first=" + name + "&second=" + bisection + ":good",
              "/api/v1/variants/pair?first=" + name,
              "/variants?first=" + (text.isEmpty() ? "y" : name),
              "/api/v1/variants?like=" + (text.isEmpty() ? "y" : name))) {
        assertThat(response(path).statusCode()).as(path).isIn(404, 422);
      }
    }
  }

  @Test
  void mergesAreShownAsBranchesWithWhatCameInByThem() throws Exception {
    RangeGraphView graph = controller.campaigns().graph(bisection, 0, 1000, true).orElseThrow();
    assertThat(graph.candidates()).isEqualTo(14);
    assertThat(graph.commits()).hasSize(14);
    int branched =
        graph.commits().stream()
            .filter(one -> one.id().equals(branch))
            .findFirst()
            .orElseThrow()
            .index();
    assertThat(graph.merges())
        .containsExactly(new RangeGraphView.Merge(13, merge, 1, branched, branched));
    assertThat(graph.commits().stream().filter(one -> !one.isMainLine()))
        .extracting(RangeGraphView.Commit::id)
        .containsExactly(branch);
    assertThat(get("/bisections/" + bisection))
        .contains(
            "class=\"lane\"",
            "class=\"lane-merge\"",
            "1 commit came in by it, number " + (branched + 1),
            "Merge it");
    assertThat(response("/api/v1/bisections/" + bisection + "/graph?from=14").body())
        .contains("\"from\":13", merge)
        .doesNotContain(branch);
    for (String query : List.of("from=0", "from=x", "limit=9999", "from=99999999999")) {
      assertThat(response("/api/v1/bisections/" + bisection + "/graph?" + query).statusCode())
          .isEqualTo(422);
    }
    assertThat(response("/api/v1/bisections/" + bisection + "/graph?from=999999999").statusCode())
        .isEqualTo(200);
  }

  private static String link(String page, String pattern) {
    Matcher matcher = Pattern.compile("href=\"(" + pattern + ")\"").matcher(page);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1).replace("&amp;", "&");
  }

  private static String get(String path) throws Exception {
    HttpResponse<String> response = response(path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  private static HttpResponse<String> response(String path) throws Exception {
    URI address = URI.create(server.address().toString().replaceAll("/$", "") + path);
    return client.send(
        HttpRequest.newBuilder(address).header("Authorization", "Bearer " + TOKEN).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
