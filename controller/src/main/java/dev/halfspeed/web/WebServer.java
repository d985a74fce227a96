package dev.halfspeed.web;

import dev.halfspeed.bisect.Controller;
import dev.halfspeed.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The controller's HTTP server: API and pages. */
public final class WebServer implements AutoCloseable {
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
          Answer.problem(400, "The request can't be read", "See docs/api.md."));

  private final Vertx vertx;
  private final HttpServer server;
  private final String host;

  private WebServer(Vertx vertx, HttpServer server, String host) {
    this.vertx = vertx;
    this.server = server;
    this.host = host;
  }

  /**
   * Starts to serve.
   *
   * @param host a name or an address of this machine
   * @param port 0: any free one
   * @param token what clients must show; may be empty on loopback only
   * @throws Problem when the port is in use or may not be used, the host is not this machine, or a
   *     token is missing
   */
  public static WebServer start(
      Controller controller, String host, int port, Optional<String> token) throws Problem {
    return start(controller, host, port, token, EventStream.Pace.USUAL);
  }

  static WebServer start(
      Controller controller, String host, int port, Optional<String> token, EventStream.Pace pace)
      throws Problem {
    InetAddress bound = resolve(host);
    if (token.map(String::isBlank).orElse(!bound.isLoopbackAddress())) {
      throw new Problem(
          "Serving on " + host + ", which others can reach, needs a token",
          "Give one (for example the output of: openssl rand -hex 16), or serve on localhost.");
    }
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
    String shown = bound.isAnyLocalAddress() ? "localhost" : host;
    HttpServer server = vertx.createHttpServer(new HttpServerOptions());
    var web = new WebServer(vertx, server, shown);
    server.requestHandler(web.router(controller, token, pace));
    try {
      web.await(server.listen(port, bound.getHostAddress()));
      return web;
    } catch (ExecutionException | TimeoutException e) {
      web.close();
      throw e.getCause() instanceof BindException cause
          ? new Problem(
              "Can't serve on %s port %d: %s".formatted(host, port, cause.getMessage()),
              "Another program (or controller) may have it: end that, or choose another port.",
              e)
          : new Problem(
              "Can't serve on %s port %d: %s".formatted(host, port, e.getMessage()),
              "Choose another host or port.",
              e);
    }
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

  private Router router(Controller controller, Optional<String> token, EventStream.Pace pace) {
    Router router = Router.router(vertx);
    var pages = new Pages();
    var access = new Access(token, pages);
    router.route().handler(access);
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT_BYTES));
    router.post("/login").handler(access::login);
    new Api(controller, pace, this::address).mount(router);
    pages.mount(router);
    FAILURES.forEach((status, answer) -> router.errorHandler(status, answer::send));
    return router;
  }

  /** The port that is served. */
  public int port() {
    return server.actualPort();
  }

  /** The address of the first page, for this machine. */
  public URI address() {
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + port() + "/");
  }

  /** Stops serving; clients that follow a bisection are cut off. */
  @Override
  public void close() {
    try {
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
