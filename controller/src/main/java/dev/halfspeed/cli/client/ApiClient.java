package dev.halfspeed.cli.client;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.RegressionView;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.LabView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.report.view.RepositoryView;
import dev.halfspeed.report.view.access.AuditView;
import dev.halfspeed.report.view.access.IssuedToken;
import dev.halfspeed.report.view.access.TokenView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.watch.WatchRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A controller's API, seen from outside. */
public final class ApiClient implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final URI address;
  private final ApiCalls calls;

  /**
   * Prepares to talk; connects with the first question.
   *
   * @param token absent where it is not known: the controller refuses all then
   * @param trust which certificates are believed; absent: those that Java knows
   */
  public ApiClient(URI address, @Nullable String token, @Nullable SSLContext trust) {
    this(address, token, trust, PAUSE);
  }

  /**
   * Prepares to talk.
   *
   * @param pause before it is asked again for the answer to what is being answered
   */
  ApiClient(URI address, @Nullable String token, @Nullable SSLContext trust, Duration pause) {
    this.address = address;
    this.calls = new ApiCalls(address, token, trust, pause);
  }

  /** Where the controller answers. */
  public URI address() {
    return address;
  }

  /** Whether a controller answers there within a second or two. */
  public boolean healthy() {
    return calls.isAnswered("/api/v1/health");
  }

  /** Starts a bisection, or finds the one that runs for an equal request. */
  public Submission submit(BisectionRequest request) throws Problem {
    return start("/api/v1/bisections", request);
  }

  /** Starts a comparison, or finds the one that runs for an equal request. */
  public Submission compare(ComparisonRequest request) throws Problem {
    return start("/api/v1/comparisons", request);
  }

  /** Starts a config bisection, or finds the one that runs for an equal request. */
  public Submission bisectConfigs(ConfigBisectionRequest request) throws Problem {
    return start("/api/v1/config-bisections", request);
  }

  private Submission start(String path, Object request) throws Problem {
    HttpResponse<String> response = calls.once(path, request);
    return ApiCalls.isConflict(response, "machine-in-use")
        ? new Submission.MustWait(calls.refused(response.statusCode(), response.body()))
        : new Submission.Started(text(calls.accepted(response), "id"));
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
    return text(calls.post("/api/v1/links", Map.of("path", path)), "link");
  }

  /** Forecasts a request; starts nothing. */
  public PlanView plan(PlanRequest request) throws Problem {
    ObjectNode body = ApiCalls.JSON.valueToTree(request.bisection());
    body.putPOJO("noise", request.noise());
    body.putPOJO("effect", request.effect());
    return read(calls.post("/api/v1/plan", body), PlanView.class);
  }

  /** All bisections, the newest first. */
  public List<BisectionSummary> bisections() throws Problem {
    return calls.all("/api/v1/bisections", BisectionSummary.class);
  }

  /** One bisection. */
  public BisectionView bisection(String id) throws Problem {
    return here(read(calls.get("/api/v1/bisections/" + encode(id)), BisectionView.class));
  }

  /** One bisection as JSON for programs. */
  public String bisectionJson(String id) throws Problem {
    return pretty(calls.get("/api/v1/bisections/" + encode(id)));
  }

  /** All comparisons, the newest first. */
  public List<ComparisonSummary> comparisons() throws Problem {
    return calls.all("/api/v1/comparisons", ComparisonSummary.class);
  }

  /** All comparisons, those of watches too, the newest first. */
  public List<ComparisonSummary> allComparisons() throws Problem {
    return calls.all("/api/v1/comparisons?all=true", ComparisonSummary.class);
  }

  /** All watches. */
  public List<WatchView> watches() throws Problem {
    return calls.all("/api/v1/watches", WatchView.class);
  }

  /** One watch, with its points. */
  public WatchView watch(String name) throws Problem {
    return read(calls.get("/api/v1/watches/" + encode(name)), WatchView.class);
  }

  /** All values of a watch's series. */
  public List<WatchValues> watchValues(String name) throws Problem {
    return Arrays.asList(
        read(calls.get("/api/v1/watches/" + encode(name) + "/values"), WatchValues[].class));
  }

  /** Adds a watch. */
  public WatchView addWatch(WatchRequest request) throws Problem {
    return read(calls.accepted(calls.once("/api/v1/watches", request)), WatchView.class);
  }

  /**
   * Does something with a watch.
   *
   * @param what pause, resume, run-now or remove
   */
  public WatchView changeWatch(String name, String what, String reason) throws Problem {
    return read(
        calls.post("/api/v1/watches/" + encode(name) + "/" + what, Map.of("reason", reason)),
        WatchView.class);
  }

  /** One comparison. */
  public ComparisonView comparison(String id) throws Problem {
    return read(calls.get("/api/v1/comparisons/" + encode(id)), ComparisonView.class);
  }

  /** One comparison as JSON for programs. */
  public String comparisonJson(String id) throws Problem {
    return pretty(calls.get("/api/v1/comparisons/" + encode(id)));
  }

  /** All config bisections, the newest first. */
  public List<ConfigBisectionSummary> configBisections() throws Problem {
    return calls.all("/api/v1/config-bisections", ConfigBisectionSummary.class);
  }

  /** One config bisection. */
  public ConfigBisectionView configBisection(String id) throws Problem {
    return read(calls.get("/api/v1/config-bisections/" + encode(id)), ConfigBisectionView.class);
  }

  /** One config bisection as JSON for programs. */
  public String configBisectionJson(String id) throws Problem {
    return pretty(calls.get("/api/v1/config-bisections/" + encode(id)));
  }

  /** Ends a campaign. */
  public void cancel(Found found, String reason) throws Problem {
    calls.post(path(found) + "/cancel", reason.isBlank() ? Map.of() : Map.of("reason", reason));
  }

  /**
   * Does something to a campaign that runs.
   *
   * @param verb such as pause
   * @param fields of the request, beside the reason
   * @return the number by which it is undone
   */
  public int intervene(Found found, String verb, Map<String, ?> fields, String reason)
      throws Problem {
    var body = new LinkedHashMap<String, Object>(fields);
    body.put("reason", reason);
    return ApiCalls.JSON
        .readTree(calls.accepted(calls.once(path(found) + "/" + verb, body)))
        .path("action")
        .asInt();
  }

  /** The report in Markdown. */
  public String report(Found found) throws Problem {
    return calls.get(path(found) + "/report");
  }

  /** All of it as JSON for programs. */
  public String json(Found found) throws Problem {
    return pretty(calls.get(path(found)));
  }

  private static String path(Found found) {
    return "/api/v1/" + found.kind().word().replace(' ', '-') + "s/" + encode(found.id());
  }

  /**
   * The log of a job, its end where it is longer than a mebibyte.
   *
   * @param attempt at a job, as NAME/ATTEMPT, or NAME for the first
   */
  public String log(String attempt) throws Problem {
    int slash = attempt.lastIndexOf('/');
    if (slash < 0) {
      return log(attempt + "/1");
    }
    return calls.end(
        "/api/v1/jobs/%s/%s/log"
            .formatted(encode(attempt.substring(0, slash)), encode(attempt.substring(slash + 1))));
  }

  /** The machines that the controller knows. */
  public List<MachineView> machines() throws Problem {
    return calls.all("/api/v1/machines", MachineView.class);
  }

  /** Looks at machines; see {@link dev.halfspeed.controller.Controller#check}. */
  public List<MachineView> check(String lab, String machine) throws Problem {
    String answer =
        calls.post(
            "/api/v1/machines/check",
            Map.of("lab", lab, "machine", machine),
            ApiCalls.LOOKING_AT_MACHINES);
    return Arrays.asList(read(answer, MachineView[].class));
  }

  /** Starts whole checks; see {@link dev.halfspeed.controller.Controller#startCheck}. */
  public List<CheckView> startCheck(CheckRequest request) throws Problem {
    return Arrays.asList(
        read(calls.accepted(calls.once("/api/v1/checks", request)), CheckView[].class));
  }

  /** All checks of machines, the newest first. */
  public List<CheckView> checks() throws Problem {
    return calls.all("/api/v1/checks", CheckView.class);
  }

  /** One check of a machine. */
  public CheckView check(String id) throws Problem {
    return read(calls.get("/api/v1/checks/" + encode(id)), CheckView.class);
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
        calls.post("/api/v1/machines/" + encode(machine) + "/" + how, Map.of("reason", reason)),
        MachineView.class);
  }

  /** The labs that requests may name. */
  public List<LabView> labs() throws Problem {
    return calls.all("/api/v1/labs", LabView.class);
  }

  /** Registers a lab by the path of its file on the controller's disk. */
  public LabView addLab(String name, String file, boolean replace) throws Problem {
    return read(
        calls.post("/api/v1/labs", Map.of("name", name, "path", file, "replace", replace)),
        LabView.class);
  }

  /** Takes a lab's name away. */
  public void removeLab(String name) throws Problem {
    calls.post("/api/v1/labs/" + encode(name) + "/remove", Map.of());
  }

  /** The repositories that requests may name. */
  public List<RepositoryView> repositories() throws Problem {
    return calls.all("/api/v1/repositories", RepositoryView.class);
  }

  /** Registers a repository by its path on the controller's disk. */
  public RepositoryView addRepository(String name, String path, boolean replace) throws Problem {
    return read(
        calls.post("/api/v1/repositories", Map.of("name", name, "path", path, "replace", replace)),
        RepositoryView.class);
  }

  /** Takes a repository's name away. */
  public void removeRepository(String name) throws Problem {
    calls.post("/api/v1/repositories/" + encode(name) + "/remove", Map.of());
  }

  /**
   * Makes a token.
   *
   * @param expires days such as 90d, or never
   */
  public IssuedToken createToken(String name, String role, String expires) throws Problem {
    return read(
        calls.post("/api/v1/tokens", Map.of("name", name, "role", role, "expires", expires)),
        IssuedToken.class);
  }

  /** All tokens, the newest first. */
  public List<TokenView> tokens() throws Problem {
    return Arrays.asList(read(calls.get("/api/v1/tokens"), TokenView[].class));
  }

  /** Ends a token. */
  public TokenView revokeToken(String name) throws Problem {
    return read(
        calls.post("/api/v1/tokens/" + encode(name) + "/revoke", Map.of()), TokenView.class);
  }

  /**
   * Writes that were sent, the newest first.
   *
   * @param since none before it; absent: all
   * @param by name of a principal; absent: all
   */
  public AuditView audit(@Nullable Instant since, @Nullable String by, int limit) throws Problem {
    return read(
        calls.get(
            "/api/v1/audit?limit="
                + limit
                + (since == null ? "" : "&since=" + encode(since.toString()))
                + (by == null ? "" : "&by=" + encode(by))),
        AuditView.class);
  }

  /** The recipes that come with Halfspeed. */
  public List<RecipeView> recipes() throws Problem {
    return calls.all("/api/v1/recipes", RecipeView.class);
  }

  /** A recipe by name or folder, checked. */
  public RecipeView recipe(String nameOrFolder) throws Problem {
    return read(calls.get("/api/v1/recipes/" + encode(nameOrFolder)), RecipeView.class);
  }

  /** All regressions, the newest first. */
  public List<RegressionView> regressions() throws Problem {
    return calls.all("/api/v1/regressions", RegressionView.class);
  }

  /** One regression by its id or the beginning of it. */
  public RegressionView regression(String id) throws Problem {
    return read(calls.get("/api/v1/regressions/" + encode(id)), RegressionView.class);
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
        calls.post("/api/v1/regressions/" + encode(id) + "/" + what, body), RegressionView.class);
  }

  /** All notices, the newest first. */
  public List<RegressionView.Notice> notices() throws Problem {
    return calls.all("/api/v1/notices", RegressionView.Notice.class);
  }

  /**
   * Raises an alarm.
   *
   * @param alarm as JSON
   * @return whether it is new
   */
  public boolean raise(String alarm) throws Problem {
    return ApiCalls.JSON
        .readTree(calls.accepted(calls.once("/api/v1/alarms", ApiCalls.JSON.readTree(alarm))))
        .path("new")
        .asBoolean();
  }

  /** The JSON objects of a text that is one of them, or a list. */
  public static List<String> objects(String text, String where) throws Problem {
    try {
      JsonNode tree = ApiCalls.JSON.readTree(text);
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
    String path = "/api/v1/bisections/" + encode(id) + "/events";
    try (Stream<String> lines = calls.lines(path, known.lastId())) {
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
    return Printable.json(ApiCalls.JSON.writeValueAsString(value));
  }

  @Override
  public void close() {
    calls.close();
  }

  /** With its page at the address by which the controller is reached from here. */
  private BisectionView here(BisectionView view) {
    return view.withPage(address.resolve(URI.create(view.page()).getRawPath()).toString());
  }

  private static <T> T read(String body, Class<T> type) {
    return ApiCalls.JSON.readValue(body, type);
  }

  private static String pretty(String body) {
    return json(ApiCalls.JSON.readTree(body));
  }

  private static String text(String body, String field) {
    return ApiCalls.JSON.readTree(body).path(field).asString();
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
