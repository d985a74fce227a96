package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.job.JobEnd;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.machine.MachineRecord;
import dev.halfspeed.store.machine.StatusRecord;
import dev.halfspeed.store.sqlite.ManyCampaigns;
import dev.halfspeed.store.sqlite.QuickStores;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of campaigns and the pages of machines, over a store of ten thousand campaigns. */
final class ListPagesTest {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");
  private static final Instant NOW = WatchedMonth.NOW;
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202e\u001b[31m";

  @TempDir private static Path folder;
  private static MonthServer whole;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    whole = MonthServer.start(folder, ListPagesTest::fill);
    client = new Client(whole.server());
  }

  @AfterAll
  static void stop() {
    client.close();
    whole.close();
  }

  private static void fill(Path state) throws Problem {
    Path file = state.resolve("halfspeed.db");
    ManyCampaigns.fill(file);
    try (Store store = QuickStores.shared().open(file, WriteWatch.NONE)) {
      store
          .machines()
          .save(
              new MachineRecord(
                  "lab-1",
                  "ci@lab-1:22",
                  """
                  {"cores": 16, "memoryBytes": 68719476736, "diskFreeBytes": 1, "operatingSystem":
                   "Debian", "architecture": "x86_64", "tools": {"gcc": "12"}, "kvm": true,
                   "kvmExplanation": "KVM"}
                  """,
                  NOW.minusSeconds(60)));
      store
          .machines()
          .appendStatus(
              new StatusRecord(
                  "lab-1",
                  "a",
                  "drained",
                  "person",
                  HOSTILE,
                  NOW.minus(Duration.ofHours(30)),
                  "ann"));
      store
          .machines()
          .appendStatus(
              new StatusRecord(
                  "lab-1",
                  "a",
                  "admitted",
                  "person",
                  "back",
                  NOW.minus(Duration.ofHours(18)),
                  "ann"));
      job(
          store,
          "built",
          "build",
          12,
          10,
          new JobResult.Unbuildable("compile", HOSTILE, Duration.ofHours(2)));
      var phases = new LinkedHashMap<String, Duration>();
      phases.put("boot", Duration.ofMinutes(30));
      phases.put("measure", Duration.ofHours(2));
      phases.put("shutdown", Duration.ofMinutes(30));
      job(
          store,
          "booted",
          "boot",
          9,
          6,
          new JobResult.Measured(
              new JobResult.MeasuredBoot("b", "i", "6.12", "ro", "s", phases),
              1,
              Duration.ofHours(3)));
      job(
          store,
          "lost",
          "boot",
          5,
          4,
          new JobResult.InfrastructureFault(JobResult.Fault.LINK_LOST, "lost"));
      job(store, "old", "boot", 49, 48, new JobResult.Cancelled());
    }
  }

  private static void job(
      Store store, String name, String kind, int began, int ended, JobResult result) {
    boolean isBoot = result instanceof JobResult.Measured;
    store
        .jobs()
        .add(
            new JobRecord(
                name,
                1,
                "k2",
                "lab-1",
                kind,
                "candidate 1",
                "c0ffee" + "0".repeat(34),
                HOSTILE,
                isBoot ? "SEARCH" : null,
                null,
                null,
                NOW.minus(Duration.ofHours(began)),
                null,
                null,
                "",
                null,
                "/logs"),
            new JobEnd(
                name,
                1,
                NOW.minus(Duration.ofHours(ended)),
                isBoot ? "measured" : "cancelled",
                "what happened",
                result,
                "",
                Optional.empty(),
                isBoot
                    ? Optional.of(new JobEnd.Boot(Map.of(), "{}", List.of(), List.of()))
                    : Optional.empty()));
  }

  private static String page(String path) throws Exception {
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).as(path + response.body()).isEqualTo(200);
    return response.body();
  }

  @Test
  void aListOfTenThousandIsASmallPage() throws Exception {
    String page = page("/");
    assertThat(page.length()).isLessThan(200_000);
    assertThat(page)
        .contains("1 to 50 of 7,500", "2,500 more", "v6.9998..v7.9998", "/checks/k10000")
        .contains("rel=\"next\"")
        .doesNotContain("watch mainline</td>", "Loading");
    assertThat(page("/?page=150&sort=oldest")).contains("7,451 to 7,500 of 7,500", "k10000");
    // A page that is not there is the last one.
    assertThat(page("/?page=999")).contains("7,451 to 7,500 of 7,500", "v6.2..v7.2");
  }

  @ParameterizedTest
  @CsvSource({
    "kind=comparison&by=all, a \u201cb\u201d against new",
    "kind=comparison&by=all, '1 to 50 of 2,500'",
    "state=concluded&owner=ann, '1 to 50 of 2,250'",
    "commit=ABCDEF01, The commit: tried",
    "commit=fee1000003, The commit: culprit",
    "text=number%20K8998, v6.8998",
    "recipe=nothing&by=all, None of this kind"
  })
  void whatAListShowsIsInItsAddress(String query, String what) throws Exception {
    assertThat(page("/?" + query)).contains(what);
    assertThat(client.get("/api/v1/campaigns?" + query).statusCode()).isEqualTo(200);
  }

  /** A program that goes through the pages must not get the last one again and again. */
  @Test
  void behindTheLastPageAProgramGetsNothing() throws Exception {
    HttpResponse<String> last = client.get("/api/v1/campaigns?page=150&sort=oldest");
    assertThat(Client.json(last).at("/campaigns")).hasSize(50);
    assertThat(last.headers().firstValue("Link")).isEmpty();
    HttpResponse<String> behind = client.get("/api/v1/campaigns?page=151");
    assertThat(Client.json(behind).at("/campaigns")).isEmpty();
    assertThat(Client.json(behind).at("/count").asInt()).isEqualTo(7500);
    assertThat(client.get("/api/v1/campaigns?kind=check").headers().firstValue("Link"))
        .contains("</api/v1/campaigns?kind=check&page=2>; rel=\"next\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind=nonsense", "commit=xyz", "page=0", "sort=up", "by=me"})
  void aFieldThatIsWrongIsCalledThat(String query) throws Exception {
    HttpResponse<String> response = client.get("/api/v1/campaigns?" + query);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.json(response).at("/code").stringValue()).isEqualTo("invalid-field");
  }

  @Test
  void programsGetTheSameList() throws Exception {
    var list = Client.json(client.get("/api/v1/campaigns?commit=abcdef01&by=all"));
    assertThat(list.at("/count").asInt()).isEqualTo(1);
    assertThat(list.at("/campaigns/0/id").stringValue()).isEqualTo("k2");
    assertThat(list.at("/campaigns/0/commitIs/0").stringValue()).isEqualTo("tried");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/?kind=nonsense",
        "/?commit=xyz",
        "/?page=0",
        "/?sort=up",
        "/machines/lab-1?day=x"
      })
  void whatCantBeReadIsSaid(String path) throws Exception {
    HttpResponse<String> response = client.get(path);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("<h1>", "role=\"alert\"");
  }

  @Test
  void aMachineSaysWhatItDid() throws Exception {
    assertThat(page("/machines"))
        .contains("build 2 h 00 min, boot 1 h 00 min, run 2 h 00 min, fault 1 h 00 min")
        .contains("out of use 6 h 00 min", "idle 12 h 00 min");
    String page = page("/machines/lab-1");
    assertThat(page)
        .contains("class=\"use run\"", "class=\"use fault\"", "class=\"use out-of-use\"")
        .contains("<td data-label=\"Part\" class=\"num\">50 %</td>", "/jobs/booted/1/log")
        .contains("drained", "bisection k2", "&lt;img src=x")
        .doesNotContain("/jobs/old/1/log");
    assertThat(
            page(
                "/machines/lab-1?day=" + NOW.minus(Duration.ofDays(2)).toString().substring(0, 10)))
        .contains("/jobs/old/1/log");
  }

  @Test
  void aFormDrainsAndAdmitsAMachine() throws Exception {
    HttpResponse<String> drained = form("/machines/lab-1/drain", "reason=new+disk+%3Cb%3E");
    assertThat(drained.statusCode()).isEqualTo(303);
    assertThat(drained.headers().firstValue("Location")).contains("/machines/lab-1");
    assertThat(page("/machines/lab-1")).contains("new disk &lt;b&gt;", "lab-1/admit");
    assertThat(form("/machines/lab-1/admit", "reason=done").statusCode()).isEqualTo(303);
    assertThat(page("/machines/lab-1")).contains("lab-1/drain");
    assertThat(form("/machines/none/drain", "reason=x").statusCode()).isEqualTo(404);
  }

  private static HttpResponse<String> form(String path, String fields) throws Exception {
    return client.send(
        client
            .request(path)
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(fields)));
  }

  @Test
  void nothingFromOutsideIsMarkup() throws Exception {
    for (String path : List.of("/?by=all&owner=%3Cscript%3E", "/machines", "/machines/lab-1")) {
      String body = page(path);
      assertThat(body)
          .as(path)
          .doesNotContain("<script>", "<img src=x", "style=", "\u202e", "\u001b", "http://");
      for (var link : LINK.matcher(body).results().toList()) {
        String address = link.group(1).replace("&amp;", "&").replaceFirst("#.*", "");
        if (!address.startsWith("/bisections/k")
            && !address.startsWith("/comparisons/")
            && !address.startsWith("/jobs/")
            && !address.startsWith("/checks/")
            && !address.isEmpty()) {
          assertThat(client.get(address).statusCode()).as(path + " to " + address).isEqualTo(200);
        }
      }
    }
  }
}
