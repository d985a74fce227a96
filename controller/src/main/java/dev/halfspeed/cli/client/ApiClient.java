package dev.halfspeed.cli.client;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.RegressionView;
import dev.halfspeed.report.AuditView;
import dev.halfspeed.report.BisectionSummary;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.CheckView;
import dev.halfspeed.report.ComparisonSummary;
import dev.halfspeed.report.ComparisonView;
import dev.halfspeed.report.IssuedToken;
import dev.halfspeed.report.LabView;
import dev.halfspeed.report.MachineView;
import dev.halfspeed.report.PlanView;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.RecipeView;
import dev.halfspeed.report.RepositoryView;
import dev.halfspeed.report.TokenView;
import dev.halfspeed.report.WatchValues;
import dev.halfspeed.report.WatchView;
import dev.halfspeed.watch.WatchRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A controller's API, seen from outside. */
public final class ApiClient implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final int ITEMS_A_PAGE = 1000;
  private static final Pattern NEXT = Pattern.compile("<(/[^>]*)>; rel=\"next\"");

  private static final Duration QUICK = Duration.ofSeconds(60);

  /** Checking a request sends the worker to machines that have never seen it. */
  private static final Duration LOOKING_AT_MACHINES = Duration.ofMinutes(15);

  private final URI address;
  private final @Nullable String token;
  private final HttpClient http;

  /**
   * Prepares to talk; connects with the first question.
   *
   * @param token absent where it is not known: the controller refuses all then
   * @param trust which certificates are believed; absent: those that Java knows
   */
  public ApiClient(URI address, @Nullable String token, @Nullable SSLContext trust) {
    this.address = address;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10));
    this.http = (trust == null ? builder : builder.sslContext(trust)).build();
  }

  /** Where the controller answers. */
  public URI address() {
    return address;
  }

  /** Whether a controller answers there within a second or two. */
  public boolean healthy() {
    try {
      HttpRequest request = request("/api/v1/health").timeout(Duration.ofSeconds(3)).GET().build();
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      // One that wants another token is there, too.
      return status == 200 || status == 401;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Starts a bisection, or finds the one that runs for an equal request. */
  public Submission submit(BisectionRequest request) throws Problem {
    return start("/api/v1/bisections", request);
  }

  /** Starts a comparison, or finds the one that runs for an equal request. */
  public Submission compare(ComparisonRequest request) throws Problem {
    return start("/api/v1/comparisons", request);
  }

  private Submission start(String path, Object request) throws Problem {
    HttpResponse<String> response = exchangeOnce(path, request);
    return response.statusCode() == HttpURLConnection.HTTP_CONFLICT
        ? new Submission.MustWait(refused(response.statusCode(), response.body()))
        : new Submission.Started(text(accepted(response), "id"));
  }

  /** Starts something once, though the request is sent again where its answer was lost. */
  private HttpResponse<String> exchangeOnce(String path, Object body) throws Problem {
    HttpRequest request =
        HttpRequest.newBuilder(postRequest(path, body, LOOKING_AT_MACHINES), (_, _) -> true)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .build();
    return exchange(request, 2);
  }

  /** What becomes of a request. */
  public sealed interface Submission {
    /** It runs, by that id. */
    record Started(String id) implements Submission {}

    /** Another controller works on a machine: to be asked for again. */
    record MustWait(Problem why) implements Submission {}
  }

  /** A link to one of the controller's pages that lets in one browser, once. */
  public String link(String path) throws Problem {
    return text(post("/api/v1/links", Map.of("path", path), QUICK), "link");
  }

  /** Forecasts a request; starts nothing. */
  public PlanView plan(PlanRequest request) throws Problem {
    ObjectNode body = JSON.valueToTree(request.bisection());
    body.putPOJO("noise", request.noise());
    body.putPOJO("effect", request.effect());
    return read(post("/api/v1/plan", body, QUICK), PlanView.class);
  }

  /** All bisections, the newest first. */
  public List<BisectionSummary> bisections() throws Problem {
    return all("/api/v1/bisections", BisectionSummary.class);
  }

  /** One bisection. */
  public BisectionView bisection(String id) throws Problem {
    return here(read(get("/api/v1/bisections/" + encode(id)), BisectionView.class));
  }

  /** One bisection as JSON for programs. */
  public String bisectionJson(String id) throws Problem {
    return pretty(get("/api/v1/bisections/" + encode(id)));
  }

  /** All comparisons, the newest first. */
  public List<ComparisonSummary> comparisons() throws Problem {
    return all("/api/v1/comparisons", ComparisonSummary.class);
  }

  /** All comparisons, those of watches too, the newest first. */
  public List<ComparisonSummary> allComparisons() throws Problem {
    return all("/api/v1/comparisons?all=true", ComparisonSummary.class);
  }

  /** All watches. */
  public List<WatchView> watches() throws Problem {
    return all("/api/v1/watches", WatchView.class);
  }

  /** One watch, with its points. */
  public WatchView watch(String name) throws Problem {
    return read(get("/api/v1/watches/" + encode(name)), WatchView.class);
  }

  /** All values of a watch's series. */
  public List<WatchValues> watchValues(String name) throws Problem {
    return Arrays.asList(
        read(get("/api/v1/watches/" + encode(name) + "/values"), WatchValues[].class));
  }

  /** Adds a watch. */
  public WatchView addWatch(WatchRequest request) throws Problem {
    return read(accepted(exchangeOnce("/api/v1/watches", request)), WatchView.class);
  }

  /**
   * Does something with a watch.
   *
   * @param what pause, resume, run-now or remove
   */
  public WatchView changeWatch(String name, String what, String reason) throws Problem {
    return read(
        post("/api/v1/watches/" + encode(name) + "/" + what, Map.of("reason", reason), QUICK),
        WatchView.class);
  }

  /** One comparison. */
  public ComparisonView comparison(String id) throws Problem {
    return read(get("/api/v1/comparisons/" + encode(id)), ComparisonView.class);
  }

  /** One comparison as JSON for programs. */
  public String comparisonJson(String id) throws Problem {
    return pretty(get("/api/v1/comparisons/" + encode(id)));
  }

  /** Ends a campaign. */
  public void cancel(Found found) throws Problem {
    post(path(found) + "/cancel", Map.of(), QUICK);
  }

  /** The report in Markdown. */
  public String report(Found found) throws Problem {
    return get(path(found) + "/report");
  }

  /** All of it as JSON for programs. */
  public String json(Found found) throws Problem {
    return pretty(get(path(found)));
  }

  private static String path(Found found) {
    return "/api/v1/" + found.kind().word() + "s/" + encode(found.id());
  }

  /** The log of a job, its end where it is longer than a mebibyte. */
  public String log(String id, String job) throws Problem {
    return getEnd("/api/v1/bisections/" + encode(id) + "/jobs/" + encode(job) + "/log");
  }

  /** The machines that the controller knows. */
  public List<MachineView> machines() throws Problem {
    return all("/api/v1/machines", MachineView.class);
  }

  /** Looks at machines; see {@link dev.halfspeed.controller.Controller#check}. */
  public List<MachineView> check(String lab, String machine) throws Problem {
    String answer =
        post("/api/v1/machines/check", Map.of("lab", lab, "machine", machine), LOOKING_AT_MACHINES);
    return Arrays.asList(read(answer, MachineView[].class));
  }

  /** Starts whole checks; see {@link dev.halfspeed.controller.Controller#startCheck}. */
  public List<CheckView> startCheck(CheckRequest request) throws Problem {
    return Arrays.asList(
        read(accepted(exchangeOnce("/api/v1/checks", request)), CheckView[].class));
  }

  /** All checks of machines, the newest first. */
  public List<CheckView> checks() throws Problem {
    return all("/api/v1/checks", CheckView.class);
  }

  /** One check of a machine. */
  public CheckView check(String id) throws Problem {
    return read(get("/api/v1/checks/" + encode(id)), CheckView.class);
  }

  /** Gives a machine no new work. */
  public MachineView drain(String machine, String reason) throws Problem {
    return stand(machine, "drain", reason);
  }

  /** Gives a machine work again. */
  public MachineView admit(String machine, String reason) throws Problem {
    return stand(machine, "admit", reason);
  }

  private MachineView stand(String machine, String how, String reason) throws Problem {
    return read(
        post("/api/v1/machines/" + encode(machine) + "/" + how, Map.of("reason", reason), QUICK),
        MachineView.class);
  }

  /** The labs that requests may name. */
  public List<LabView> labs() throws Problem {
    return all("/api/v1/labs", LabView.class);
  }

  /** Registers a lab by the path of its file on the controller's disk. */
  public LabView addLab(String name, String file, boolean replace) throws Problem {
    return read(
        post("/api/v1/labs", Map.of("name", name, "path", file, "replace", replace), QUICK),
        LabView.class);
  }

  /** Takes a lab's name away. */
  public void removeLab(String name) throws Problem {
    post("/api/v1/labs/" + encode(name) + "/remove", Map.of(), QUICK);
  }

  /** The repositories that requests may name. */
  public List<RepositoryView> repositories() throws Problem {
    return all("/api/v1/repositories", RepositoryView.class);
  }

  /** Registers a repository by its path on the controller's disk. */
  public RepositoryView addRepository(String name, String path, boolean replace) throws Problem {
    return read(
        post("/api/v1/repositories", Map.of("name", name, "path", path, "replace", replace), QUICK),
        RepositoryView.class);
  }

  /** Takes a repository's name away. */
  public void removeRepository(String name) throws Problem {
    post("/api/v1/repositories/" + encode(name) + "/remove", Map.of(), QUICK);
  }

  /**
   * Makes a token.
   *
   * @param expires days such as 90d, or never
   */
  public IssuedToken createToken(String name, String role, String expires) throws Problem {
    return read(
        post("/api/v1/tokens", Map.of("name", name, "role", role, "expires", expires), QUICK),
        IssuedToken.class);
  }

  /** All tokens, the newest first. */
  public List<TokenView> tokens() throws Problem {
    return Arrays.asList(read(get("/api/v1/tokens"), TokenView[].class));
  }

  /** Ends a token. */
  public TokenView revokeToken(String name) throws Problem {
    return read(
        post("/api/v1/tokens/" + encode(name) + "/revoke", Map.of(), QUICK), TokenView.class);
  }

  /**
   * Writes that were sent, the newest first.
   *
   * @param since none before it; absent: all
   * @param by name of a principal; absent: all
   */
  public AuditView audit(@Nullable Instant since, @Nullable String by, int limit) throws Problem {
    return read(
        get(
            "/api/v1/audit?limit="
                + limit
                + (since == null ? "" : "&since=" + encode(since.toString()))
                + (by == null ? "" : "&by=" + encode(by))),
        AuditView.class);
  }

  /** The recipes that come with Halfspeed. */
  public List<RecipeView> recipes() throws Problem {
    return all("/api/v1/recipes", RecipeView.class);
  }

  /** A recipe by name or folder, checked. */
  public RecipeView recipe(String nameOrFolder) throws Problem {
    return read(get("/api/v1/recipes/" + encode(nameOrFolder)), RecipeView.class);
  }

  /** All regressions, the newest first. */
  public List<RegressionView> regressions() throws Problem {
    return all("/api/v1/regressions", RegressionView.class);
  }

  /** One regression by its id or the beginning of it. */
  public RegressionView regression(String id) throws Problem {
    return read(get("/api/v1/regressions/" + encode(id)), RegressionView.class);
  }

  /**
   * What a person decides about a regression.
   *
   * @param what ignore, retract or blame
   * @param by who decides; absent: whom the controller knows
   * @param commit the culprit to blame; absent otherwise
   */
  public RegressionView decide(
      String id, String what, @Nullable String by, String reason, @Nullable String commit)
      throws Problem {
    Map<String, String> body = new HashMap<>(Map.of("reason", reason));
    if (by != null) {
      body.put("by", by);
    }
    if (commit != null) {
      body.put("commit", commit);
    }
    return read(
        post("/api/v1/regressions/" + encode(id) + "/" + what, body, QUICK), RegressionView.class);
  }

  /** All notices, the newest first. */
  public List<RegressionView.Notice> notices() throws Problem {
    return all("/api/v1/notices", RegressionView.Notice.class);
  }

  /**
   * Raises an alarm.
   *
   * @param alarm as JSON
   * @return whether it is new
   */
  public boolean raise(String alarm) throws Problem {
    return JSON.readTree(accepted(exchangeOnce("/api/v1/alarms", JSON.readTree(alarm))))
        .path("new")
        .asBoolean();
  }

  /** The JSON objects of a text that is one of them, or a list. */
  public static List<String> objects(String text, String where) throws Problem {
    try {
      JsonNode tree = JSON.readTree(text);
      if (tree.isObject()) {
        return List.of(tree.toString());
      }
      if (tree.isArray()) {
        return tree.valueStream().map(JsonNode::toString).toList();
      }
    } catch (JacksonException e) {
      throw new Problem(
          where + " is not JSON: " + Text.fit(String.valueOf(e.getMessage()), 200),
          "docs/alarms.md describes what it should be.",
          e);
    }
    throw new Problem(
        where + " is neither a JSON object nor a list of them",
        "docs/alarms.md describes what it should be.");
  }

  /**
   * Finds a bisection by the start of its id.
   *
   * @param prefix absent: the newest
   */
  public String resolve(@Nullable String prefix) throws Problem {
    List<BisectionSummary> all = bisections();
    if (all.isEmpty()) {
      throw new Problem(
          "There is no bisection yet.", "Start one with: halfspeed bisect --good REVISION");
    }
    if (prefix == null) {
      return all.stream()
          .max(Comparator.comparing(BisectionSummary::createdAt))
          .map(BisectionSummary::id)
          .orElseThrow();
    }
    List<String> matching =
        all.stream().map(BisectionSummary::id).filter(id -> id.startsWith(prefix)).toList();
    if (matching.contains(prefix)) {
      return prefix;
    }
    if (matching.size() == 1) {
      return matching.getFirst();
    }
    throw new Problem(
        matching.isEmpty()
            ? "There is no bisection " + prefix + "."
            : matching.size()
                + " bisections begin with "
                + prefix
                + ": "
                + String.join(", ", matching)
                + ".",
        "List them with: halfspeed status --all");
  }

  /**
   * Follows a bisection until it ends or the connection does.
   *
   * @param known what was heard before, and is heard here
   * @return whether the stream came to its own end
   * @throws IOException when the connection was lost
   */
  boolean follow(String id, FollowedView known, Consumer<BisectionView> listener)
      throws IOException, InterruptedException, Problem {
    HttpRequest.Builder request =
        request("/api/v1/bisections/" + encode(id) + "/events")
            .header("Accept", "text/event-stream");
    known.lastId().ifPresent(last -> request.header("Last-Event-ID", last));
    HttpResponse<Stream<String>> response =
        http.send(request.GET().build(), BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw refused(response.statusCode(), String.join("\n", lines.toList()));
      }
      EventStream events = new EventStream();
      Iterator<String> each = lines.iterator();
      while (each.hasNext()) {
        Optional<EventStream.Event> event = events.line(each.next());
        if (event.isEmpty()) {
          continue;
        }
        if (event.get().name().equals("end")) {
          return true;
        }
        if (known.hear(event.get())) {
          listener.accept(here(known.view()));
        }
      }
      return false;
    } catch (java.io.UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  /** A value as indented JSON. */
  public static String json(Object value) {
    return Printable.json(JSON.writeValueAsString(value));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** All items of a list that comes in pages. */
  private <T> List<T> all(String path, Class<T> type) throws Problem {
    List<T> items = new ArrayList<>();
    String next = path + (path.contains("?") ? "&" : "?") + "limit=" + ITEMS_A_PAGE;
    while (next != null) {
      HttpResponse<String> response = exchange(request(next).timeout(QUICK).GET().build());
      for (JsonNode item : JSON.readTree(accepted(response))) {
        items.add(JSON.treeToValue(item, type));
      }
      next = response.headers().firstValue("Link").map(ApiClient::next).orElse(null);
    }
    return items;
  }

  private static @Nullable String next(String link) {
    Matcher matcher = NEXT.matcher(link);
    return matcher.find() ? matcher.group(1) : null;
  }

  private String get(String path) throws Problem {
    return send(request(path).timeout(QUICK).GET().build());
  }

  /** With its page at the address by which the controller is reached from here. */
  private BisectionView here(BisectionView view) {
    return view.withPage(address.resolve(URI.create(view.page()).getRawPath()).toString());
  }

  private String getEnd(String path) throws Problem {
    return send(request(path).timeout(QUICK).header("Range", "bytes=-1048576").GET().build());
  }

  private String post(String path, Object body, Duration timeout) throws Problem {
    return send(postRequest(path, body, timeout));
  }

  private HttpRequest postRequest(String path, Object body, Duration timeout) {
    return request(path)
        .timeout(timeout)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    String root = address.toString().replaceAll("/+$", "");
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(root + path));
    return token == null ? builder : builder.header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest request) throws Problem {
    return accepted(exchange(request));
  }

  private String accepted(HttpResponse<String> response) throws Problem {
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    throw refused(response.statusCode(), response.body());
  }

  private HttpResponse<String> exchange(HttpRequest request) throws Problem {
    return exchange(request, 1);
  }

  private HttpResponse<String> exchange(HttpRequest request, int tries) throws Problem {
    try {
      return http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (HttpTimeoutException e) {
      throw new Problem(
          "The controller at " + address + " took too long to answer.",
          "See what it is doing in its own output, or try again.",
          e);
    } catch (SSLException e) {
      throw new Problem(
          "The certificate of the controller at " + address + " is not trusted: " + reason(e),
          "Name the certificate in PEM that signed it: --ca FILE",
          e);
    } catch (ConnectException e) {
      throw new Problem(
          "No controller answers at " + address + ".", "Start one with: halfspeed serve", e);
    } catch (IOException e) {
      if (tries > 1) {
        return exchange(request, tries - 1);
      }
      throw new Problem(
          "The connection to the controller at " + address + " failed: " + e.getMessage(),
          "Check that it runs: halfspeed doctor",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem("Interrupted while waiting for the controller.", "Try again.", e);
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Text.fit(String.valueOf(root.getMessage()), 200);
  }

  private Problem refused(int status, String body) {
    if (status == 401) {
      return new Problem(
          "The controller at "
              + address
              + " wants "
              + (token == null ? "a token." : "another token than this one."),
          "Name the state directory that it runs on, --state DIR, or the file that holds its token,"
              + " --token-file FILE.");
    }
    try {
      JsonNode problem = JSON.readTree(body);
      String what = problem.path("detail").asString("");
      if ((status < 500 || status == HttpURLConnection.HTTP_UNAVAILABLE) && !what.isEmpty()) {
        return new Problem(what, problem.path("next").asString("Try again."));
      }
    } catch (JacksonException e) {
      // Not one of our answers: said below with its status.
    }
    if (status == 404) {
      return new Problem(
          "What answers at " + address + " is not a Halfspeed controller of this version.",
          "Check --controller and HALFSPEED_CONTROLLER, or start one with: halfspeed serve");
    }
    throw new IllegalStateException(
        "the controller at " + address + " answered " + status + ": " + Text.fit(body, 300));
  }

  private <T> T read(String body, Class<T> type) {
    return JSON.readValue(body, type);
  }

  private String pretty(String body) {
    return json(JSON.readTree(body));
  }

  private String text(String body, String field) {
    return JSON.readTree(body).path(field).asString();
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
