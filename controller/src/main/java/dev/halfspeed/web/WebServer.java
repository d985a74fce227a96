package dev.halfspeed.web;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.access.Access;
import dev.halfspeed.web.access.AuditTrail;
import dev.halfspeed.web.access.Connections;
import dev.halfspeed.web.access.Credentials;
import dev.halfspeed.web.access.FailedTokens;
import dev.halfspeed.web.access.Token;
import dev.halfspeed.web.api.AccessApi;
import dev.halfspeed.web.events.StreamPace;
import dev.halfspeed.web.http.Answer;
import dev.halfspeed.web.http.FixedFiles;
import dev.halfspeed.web.http.PageAnswer;
import dev.halfspeed.web.site.AccountPages;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's HTTP server: API and pages. */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final long BODY_LIMIT_BYTES = 1 << 20;
  private static final long CLOSE_SECONDS = 5;
  private static final Map<Integer, Answer> FAILURES =
      Map.of(
          404,
          Answer.problem(404, "There is nothing at this address", "See docs/api.md."),
          405,
          Answer.problem(405, "This address does not take that method", "See docs/api.md."),
          413,
          Answer.problem(413, "The request is larger than 1 MiB", "Send less."),
          400,
          Answer.problem(400, "The request can't be read", "See docs/api.md."),
          415,
          Answer.problem(
              415, "The request is not JSON", "Send the header Content-Type: application/json."),
          500,
          Answer.problem(
              500, "Halfspeed failed in a way nobody expected", "See the controller's log."));
  private static final Map<Integer, Problem> PAGE_FAILURES =
      Map.of(
          404,
          new Problem("There is no page at this address", "The list of campaigns leads to all."),
          405,
          new Problem("This page is only read", "Open it, or use the form that leads to it."),
          413,
          new Problem("The form is larger than 1 MiB", "Send less."),
          400,
          new Problem("The request can't be read", "Go back, and try again."),
          500,
          new Problem("Halfspeed failed in a way nobody expected", "See the controller's log."));
  private static final Map<Integer, Answer> UNREADABLE =
      Map.of(
          414,
          Answer.problem(414, "The address is too long", "Send less than 8 KiB."),
          431,
          Answer.problem(431, "The headers are too large", "Send less than 8 KiB."));
  private static final int HEAD_LIMIT_BYTES = 8 << 10;
  private static final int FORM_LIMIT_BYTES = 1 << 10;

  private final Vertx vertx;
  private final HttpServer server;
  private final String host;
  private final Credentials credentials;

  private final List<Token> tokens;
  private final AuditTrail trail;
  private final boolean isTls;
  private List<Route> routes = List.of();

  /** Absent before the server has begun to serve. */
  private @Nullable Routes served;

  private WebServer(
      Vertx vertx,
      HttpServer server,
      String host,
      boolean isTls,
      Controller controller,
      List<Token> tokens,
      InstantSource clock) {
    this.vertx = vertx;
    this.server = server;
    this.host = host;
    this.isTls = isTls;
    this.tokens = List.copyOf(tokens);
    this.credentials = new Credentials(tokens, controller.tokens(), clock);
    this.trail = new AuditTrail(controller.audit(), controller.tokens());
  }

  /**
   * Starts to serve.
   *
   * @param host a name or an address of this machine
   * @param port 0: any free one
   * @param tokens what clients may show: at least one
   * @throws Problem when the port is in use or may not be used, or the host is not this machine
   */
  public static WebServer start(Controller controller, String host, int port, List<Token> tokens)
      throws Problem {
    return start(controller, Serving.plain(host, port, tokens), Settings.USUAL);
  }

  /**
   * Starts to serve.
   *
   * @throws Problem when the port is in use or may not be used, the host is not this machine, or
   *     the certificate and its key are not as they must be
   */
  public static WebServer start(Controller controller, Serving serving) throws Problem {
    return start(controller, serving, Settings.USUAL);
  }

  /** How patient the server is, and by which clock. */
  record Settings(StreamPace pace, Connections.Limits limits, InstantSource clock) {
    static final Settings USUAL =
        new Settings(StreamPace.USUAL, Connections.Limits.USUAL, InstantSource.system());

    Settings with(StreamPace other) {
      return new Settings(other, limits, clock);
    }

    Settings with(Connections.Limits other) {
      return new Settings(pace, other, clock);
    }

    Settings with(InstantSource other) {
      return new Settings(pace, limits, other);
    }
  }

  static WebServer start(
      Controller controller, String host, int port, List<Token> tokens, Settings settings)
      throws Problem {
    return start(controller, Serving.plain(host, port, tokens), settings);
  }

  static WebServer start(Controller controller, Serving serving, Settings settings) throws Problem {
    String host = serving.host();
    int port = serving.port();
    InetAddress bound = resolve(host);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    TlsFiles files = serving.tls();
    ServerSSLOptions tls = null;
    try {
      tls = files == null ? null : files.read(vertx, settings.clock().instant());
    } catch (Problem wrong) {
      vertx.close();
      throw wrong;
    }
    String shown = bound.isAnyLocalAddress() ? "localhost" : host;
    HttpServer server = vertx.createHttpServer(options(tls));
    var web =
        new WebServer(
            vertx, server, shown, tls != null, controller, serving.tokens(), settings.clock());
    var connections = new Connections(settings.limits());
    connections.watch(vertx, server);
    var openness = new Access.Openness(bound.isLoopbackAddress(), serving.anonymousViewers());
    Router router = web.router(controller, connections, settings, openness);
    server.requestHandler(request -> {
      connections.requested(request);
      if (request.version() == null) {
        refuse(request, 400);
      } else {
        router.handle(request);
      }
    });
    // With a handler for them Vert.x leaves requests of unknown versions to us, not to its own 501.
    server.webSocketHandshakeHandler(handshake -> handshake.reject(404));
    server.invalidRequestHandler(WebServer::refuseUnreadable);
    try {
      web.await(server.listen(port, bound.getHostAddress()));
      if (files != null) {
        web.follow(files, settings.clock());
      }
      return web;
    } catch (ExecutionException | TimeoutException e) {
      web.close();
      throw e.getCause() instanceof BindException cause
          ? new Problem(
              "Can't serve on %s port %d: %s".formatted(host, port, cause.getMessage()),
              advice(String.valueOf(cause.getMessage()), port),
              e)
          : new Problem(
              "Can't serve on %s port %d: %s".formatted(host, port, e.getMessage()),
              "Choose another host or port.",
              e);
    }
  }

  private static HttpServerOptions options(@Nullable ServerSSLOptions tls) {
    var options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(HEAD_LIMIT_BYTES)
            .setMaxHeaderSize(HEAD_LIMIT_BYTES)
            .setMaxFormAttributeSize(FORM_LIMIT_BYTES)
            .setMaxFormFields(16);
    return tls == null
        ? options
        : options.setSsl(true).setUseAlpn(false).setKeyCertOptions(tls.getKeyCertOptions());
  }

  /** Takes a certificate that was renewed; what is wrong is not taken. */
  private void follow(TlsFiles files, InstantSource clock) {
    var seen = new AtomicReference<>(files.versions());
    vertx.setPeriodic(
        files.look().toMillis(),
        _ -> {
          List<Long> now = files.versions();
          if (now.equals(seen.getAndSet(now))) {
            return;
          }
          vertx
              .executeBlocking(() -> files.read(vertx, clock.instant()))
              .compose(server::updateSSLOptions)
              .onSuccess(_ -> LOG.info("the TLS certificate was read again"))
              .onFailure(e -> LOG.warn("the TLS certificate was changed, and stays the old", e));
        });
  }

  /** What to do about the operating system's reason not to listen there. */
  static String advice(String reason, int port) {
    if (reason.startsWith("Permission denied")) {
      return "Low ports are for root alone; choose one from 1024 on: --port 0 takes any that is"
          + " free.";
    }
    if (reason.startsWith("Cannot assign")) {
      return "Serve on localhost, or on an address of this machine (ip address lists them).";
    }
    return "See who has it (ss -ltnp 'sport = :"
        + port
        + "') and end that, or choose another: --port 0 takes any that is free.";
  }

  private static InetAddress resolve(String host) throws Problem {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new Problem(
          "The host " + host + " is not known",
          "Serve on localhost, or on an address of yours.",
          e);
    }
  }

  private Router router(
      Controller controller, Connections connections, Settings settings, Access.Openness openness) {
    Router router = Router.router(vertx);
    var pages = new FixedFiles();
    var access =
        new Access(
            credentials,
            controller.tokens(),
            trail,
            new FailedTokens(settings.clock()),
            connections,
            pages,
            openness);
    router.route().handler(access).failureHandler(WebServer::failed);
    router.route().handler(WebServer::requireReadableQuery);
    router
        .post("/login")
        .handler(BodyHandler.create(false).setBodyLimit(FORM_LIMIT_BYTES))
        .handler(access::login);
    router.post("/api/*").handler(WebServer::requireJson);
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT_BYTES));
    served =
        new Routes(
            controller,
            settings.pace(),
            this::address,
            this::link,
            settings.clock(),
            new AccessApi(controller, trail),
            new AccountPages(access, controller.audit(), trail));
    served.mount(router);
    pages.mount(router);
    routes = router.getRoutes();
    FAILURES.forEach((status, answer) ->
        router.errorHandler(status, context -> said(context, status, answer).send(context)));
    return router;
  }

  /** A body that can't be read fails without a status, or with that of a success. */
  private static void failed(RoutingContext context) {
    int status = context.statusCode();
    if (status < 400) {
      boolean isReading = !context.request().isEnded();
      boolean isBody = isReading || context.failure() instanceof NumberFormatException;
      status = isBody ? 400 : 500;
      if (status == 500) {
        LOG.error("{} can't be answered", context.request().method(), context.failure());
      }
    }
    Answer answer = FAILURES.get(status);
    Answer said = answer == null ? Objects.requireNonNull(FAILURES.get(400)) : answer;
    if (!context.request().isEnded()) {
      context.response().putHeader("Connection", "close");
    }
    said(context, status, said).send(context);
  }

  /** What goes wrong at an address for people is said on a page. */
  private static Answer said(RoutingContext context, int status, Answer answer) {
    String path = context.request().path();
    Problem problem = PAGE_FAILURES.get(status);
    return problem == null || path.startsWith("/api/") || path.startsWith("/assets/")
        ? answer
        : PageAnswer.trouble(status, problem);
  }

  /** A query whose escapes are none: Vert.x reads it, and throws, when something asks for it. */
  private static void requireReadableQuery(RoutingContext context) {
    if (context.request().query() != null) {
      try {
        context.queryParams();
      } catch (HttpException e) {
        context.fail(400);
        return;
      }
    }
    context.next();
  }

  private static void requireJson(RoutingContext context) {
    String type = context.request().getHeader("Content-Type");
    if (type != null
        && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
      context.next();
    } else {
      context.fail(415);
    }
  }

  /** What is no HTTP, or too much of it: there is no route for it. */
  private static void refuseUnreadable(HttpServerRequest request) {
    refuse(
        request,
        switch (request.decoderResult().cause()) {
          case TooLongHttpLineException _ -> 414;
          case TooLongHttpHeaderException _ -> 431;
          case null, default -> 400;
        });
  }

  private static void refuse(HttpServerRequest request, int status) {
    Answer answer = UNREADABLE.getOrDefault(status, Objects.requireNonNull(FAILURES.get(400)));
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", answer.type())
        .putHeader("Connection", "close")
        .end(answer.body())
        .onComplete(_ -> request.connection().close());
  }

  /**
   * A link to a page of this server that lets in one browser, once.
   *
   * @param principal of one of the tokens that the server was started with
   */
  public URI link(String path, Principal principal) {
    Token token =
        tokens.stream()
            .filter(each -> each.principal().equals(principal))
            .findFirst()
            .orElseThrow();
    return link(path, credentials.token(token.secret()).orElseThrow());
  }

  private URI link(String path, AccessTokens.Admission admission) {
    return address().resolve(Access.OPEN + credentials.newLink(path, admission));
  }

  /** All routes, in order. */
  List<Route> routes() {
    return routes;
  }

  /** The port that is served. */
  public int port() {
    return server.actualPort();
  }

  /** The address of the first page, for this machine. */
  public URI address() {
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create((isTls ? "https://" : "http://") + name + ":" + port() + "/");
  }

  /** Stops serving; clients that follow a bisection are cut off. */
  @Override
  public void close() {
    try (trail;
        Routes _ = served) {
      await(vertx.close());
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the web server does not stop", e);
    }
  }

  private <T> T await(Future<T> future) throws ExecutionException, TimeoutException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
