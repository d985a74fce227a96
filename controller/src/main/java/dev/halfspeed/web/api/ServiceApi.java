package dev.halfspeed.web.api;

import dev.halfspeed.access.AccessTokens.Admission;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.ErrorCode;
import dev.halfspeed.web.http.MalformedRequestException;
import dev.halfspeed.web.http.RequestAddress;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of the API that is about the controller itself. */
public final class ServiceApi {
  private static final RequestForm<Page> PAGE = new RequestForm<>(Page.class);
  private static final Pattern PATH =
      Pattern.compile(
          "/|/machines|/(bisections|comparisons|config-bisections|checks)/[A-Za-z0-9._-]{1,64}");

  private final Controller controller;
  private final BiFunction<String, Admission, URI> link;
  private final Supplier<String> document;

  /**
   * Makes it.
   *
   * @param link makes a link to a path that works once
   * @param document the OpenAPI document, known when all calls are
   */
  public ServiceApi(
      Controller controller, BiFunction<String, Admission, URI> link, Supplier<String> document) {
    this.controller = controller;
    this.link = link;
    this.document = document;
  }

  /** That it answers. */
  record Health(String status) {}

  /** A page that is to be shown; may be absent. */
  record Page(@Nullable String path) {}

  /** A link that works once. */
  record Link(String link) {}

  /** What a code of a problem means. */
  record Code(String code, int status, String title) {
    static Code of(ErrorCode code) {
      return new Code(code.word(), code.status(), code.title());
    }
  }

  public void mount(Operations operations) {
    operations.add(
        Operation.get("/health", "Whether the controller answers").gives(200, Health.class),
        _ -> Answer.json(200, new Health("ok")));
    operations.add(
        Operation.get("/ready", "Whether the controller can work: its store answers and is its own")
            .gives(200, Health.class),
        _ -> ready());
    operations.add(
        Operation.get("/openapi.json", "This document").givesText("application/json"),
        _ -> Answer.text("application/json", document.get()));
    operations.add(
        Operation.get("/problems", "The codes of problems").givesAll(200, Code.class),
        _ -> Answer.json(200, Arrays.stream(ErrorCode.values()).map(Code::of).toList()));
    operations.add(
        Operation.get("/problems/{code}", "The code of a problem").gives(200, Code.class),
        ServiceApi::code);
    operations.add(
        Operation.post("/links", "Makes a link to a page that lets in one browser, once")
            .takes(PAGE)
            .gives(201, Link.class),
        this::newLink);
  }

  private Answer ready() {
    return controller.isReady()
        ? Answer.json(200, new Health("ready"))
        : Answer.problem(
            ErrorCode.NOT_READY,
            "The controller's database is not its own any more",
            "See whether its file was moved or replaced, and start the controller again.");
  }

  private static Answer code(RoutingContext context) throws Problem {
    String word = context.pathParam("code");
    return Answer.json(
        200,
        Arrays.stream(ErrorCode.values())
            .filter(code -> code.word().equals(word))
            .findFirst()
            .map(Code::of)
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.UNKNOWN,
                    "There is no code \"" + Printable.line(word, 80) + "\"",
                    "GET /api/v1/problems lists them.")));
  }

  private Answer newLink(RoutingContext context) throws Problem, MalformedRequestException {
    String page = page(context.body().buffer());
    URI made = link.apply(page, Access.admission(context));
    URI here = RequestAddress.of(context, made);
    return Answer.json(201, new Link(here.resolve(made.getRawPath()).toString()));
  }

  /** The page that a link shall lead to; the first one when none is named. */
  private static String page(@Nullable Buffer body) throws Problem, MalformedRequestException {
    String path = RequestBody.of(body).as(Page.class).path();
    if (path == null) {
      return "/";
    }
    if (!PATH.matcher(path).matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "There is no page " + Printable.line(path, 80),
          "Name /, /machines, or the page of a campaign such as /bisections/ID.");
    }
    return path;
  }
}
