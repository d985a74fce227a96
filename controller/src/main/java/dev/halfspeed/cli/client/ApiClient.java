package dev.halfspeed.cli.client;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.report.view.RecipeView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
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

  /** Watches, and what they measured. */
  public WatchClient forWatches() {
    return new WatchClient(calls);
  }

  /** Alarms, the regressions made of them, and the notices sent of these. */
  public RegressionClient forRegressions() {
    return new RegressionClient(calls);
  }

  /** Machines, their checks, and the names of labs and repositories. */
  public MachineClient forMachines() {
    return new MachineClient(calls);
  }

  /** Tokens, links for browsers, and the audit log. */
  public AccessClient forAccess() {
    return new AccessClient(calls);
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
        : new Submission.Started(ApiCalls.text(calls.accepted(response), "id"));
  }

  /** What becomes of a request. */
  public sealed interface Submission {
    /** It runs, by that id. */
    record Started(String id) implements Submission {}

    /** Another controller works on a machine: to be asked for again. */
    record MustWait(Problem why) implements Submission {}
  }

  /** Forecasts a request; starts nothing. */
  public PlanView plan(PlanRequest request) throws Problem {
    ObjectNode body = ApiCalls.JSON.valueToTree(request.bisection());
    body.putPOJO("noise", request.noise());
    body.putPOJO("effect", request.effect());
    return ApiCalls.read(calls.post("/api/v1/plan", body), PlanView.class);
  }

  /** All bisections, the newest first. */
  public List<BisectionSummary> bisections() throws Problem {
    return calls.all("/api/v1/bisections", BisectionSummary.class);
  }

  /** One bisection. */
  public BisectionView bisection(String id) throws Problem {
    return here(
        ApiCalls.read(calls.get("/api/v1/bisections/" + ApiCalls.encode(id)), BisectionView.class));
  }

  /** One bisection as JSON for programs. */
  public String bisectionJson(String id) throws Problem {
    return pretty(calls.get("/api/v1/bisections/" + ApiCalls.encode(id)));
  }

  /** All comparisons, the newest first. */
  public List<ComparisonSummary> comparisons() throws Problem {
    return calls.all("/api/v1/comparisons", ComparisonSummary.class);
  }

  /** All comparisons, those of watches too, the newest first. */
  public List<ComparisonSummary> allComparisons() throws Problem {
    return calls.all("/api/v1/comparisons?all=true", ComparisonSummary.class);
  }

  /** One comparison. */
  public ComparisonView comparison(String id) throws Problem {
    return ApiCalls.read(
        calls.get("/api/v1/comparisons/" + ApiCalls.encode(id)), ComparisonView.class);
  }

  /** One comparison as JSON for programs. */
  public String comparisonJson(String id) throws Problem {
    return pretty(calls.get("/api/v1/comparisons/" + ApiCalls.encode(id)));
  }

  /** All config bisections, the newest first. */
  public List<ConfigBisectionSummary> configBisections() throws Problem {
    return calls.all("/api/v1/config-bisections", ConfigBisectionSummary.class);
  }

  /** One config bisection. */
  public ConfigBisectionView configBisection(String id) throws Problem {
    return ApiCalls.read(
        calls.get("/api/v1/config-bisections/" + ApiCalls.encode(id)), ConfigBisectionView.class);
  }

  /** One config bisection as JSON for programs. */
  public String configBisectionJson(String id) throws Problem {
    return pretty(calls.get("/api/v1/config-bisections/" + ApiCalls.encode(id)));
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
    return "/api/v1/" + found.kind().word().replace(' ', '-') + "s/" + ApiCalls.encode(found.id());
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
            .formatted(
                ApiCalls.encode(attempt.substring(0, slash)),
                ApiCalls.encode(attempt.substring(slash + 1))));
  }

  /** The recipes that come with Halfspeed. */
  public List<RecipeView> recipes() throws Problem {
    return calls.all("/api/v1/recipes", RecipeView.class);
  }

  /** A recipe by name or folder, checked. */
  public RecipeView recipe(String nameOrFolder) throws Problem {
    return ApiCalls.read(
        calls.get("/api/v1/recipes/" + ApiCalls.encode(nameOrFolder)), RecipeView.class);
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
    String path = "/api/v1/bisections/" + ApiCalls.encode(id) + "/events";
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

  private static String pretty(String body) {
    return json(ApiCalls.JSON.readTree(body));
  }
}
