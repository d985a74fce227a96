package dev.halfspeed.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.cli.client.ControllerStarter;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Comparisons;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.cli.terminal.Views;
import dev.halfspeed.controller.Controller;
import dev.halfspeed.controller.Registry;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.configs.ConfigBisectionText;
import dev.halfspeed.watch.WatchRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API over any controller, with as little as can be. */
final class FakeApi implements ControllerStarter.Started {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Controller controller;
  private final @Nullable String token;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Event streams that break off after their first state. */
  int interruptions;

  /** Whether event streams stay open after what there is to say. */
  boolean endless;

  FakeApi(Controller controller, int port, @Nullable String token) {
    this.controller = controller;
    this.token = token;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @Override
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    controller.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      if (token != null && !("Bearer " + token).equals(shown)) {
        send(exchange, 401, "{}");
        return;
      }
      List<String> path =
          Arrays.stream(exchange.getRequestURI().getRawPath().split("/"))
              .skip(3)
              .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
              .toList();
      try {
        if (path.getLast().equals("events")) {
          events(exchange, path.get(1));
        } else {
          send(exchange, 200, route(exchange, path));
        }
      } catch (Problem e) {
        send(
            exchange,
            422,
            JSON.writeValueAsString(Map.of("detail", e.what(), "next", e.nextStep())));
      } catch (NoSuchElementException e) {
        send(exchange, 500, e.toString());
      }
    }
  }

  private String names(HttpExchange exchange, List<String> path, boolean post)
      throws Problem, IOException {
    Registry registry = controller.registry();
    boolean labs = path.getFirst().equals("labs");
    if (!post) {
      return JSON.writeValueAsString(labs ? registry.labs() : registry.repositories());
    }
    if (path.size() == 3) {
      if (labs) {
        registry.removeLab(path.get(1), People.ANN);
      } else {
        registry.removeRepository(path.get(1), People.ANN);
      }
      return "{}";
    }
    JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
    String name = asked.path("name").asString();
    String named = asked.path("path").asString();
    boolean replace = asked.path("replace").asBoolean();
    return JSON.writeValueAsString(
        labs
            ? registry.addLab(name, named, replace, People.ANN)
            : registry.addRepository(name, named, replace, People.ANN));
  }

  private String route(HttpExchange exchange, List<String> path) throws Problem, IOException {
    boolean post = exchange.getRequestMethod().equals("POST");
    String place = String.join("/", path);
    if (place.equals("health")) {
      return "{\"status\":\"ok\"}";
    }
    if (place.equals("bisections") && post) {
      String id =
          controller
              .requests()
              .bisect(
                  JSON.readValue(exchange.getRequestBody().readAllBytes(), BisectionRequest.class),
                  People.ANN);
      return JSON.writeValueAsString(Map.of("id", id, "page", "http://page/" + id));
    }
    if (place.equals("comparisons") && post) {
      String id =
          controller
              .requests()
              .compare(
                  JSON.readValue(exchange.getRequestBody().readAllBytes(), ComparisonRequest.class),
                  People.ANN);
      return JSON.writeValueAsString(Map.of("id", id));
    }
    if (path.getFirst().equals("labs") || path.getFirst().equals("repositories")) {
      return names(exchange, path, post);
    }
    if (place.equals("links")) {
      return "{\"link\":\"http://page/open/once\"}";
    }
    if (place.equals("plan")) {
      ObjectNode asked = (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
      JsonNode noise = asked.remove("noise");
      JsonNode effect = asked.remove("effect");
      return JSON.writeValueAsString(
          controller
              .requests()
              .plan(
                  new PlanRequest(
                      JSON.treeToValue(asked, BisectionRequest.class),
                      noise.isNull() ? null : noise.asDouble(),
                      effect.isNull() ? null : effect.asDouble()),
                  People.ANN));
    }
    if (place.equals("machines/check")) {
      JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
      return JSON.writeValueAsString(
          controller
              .machines()
              .check(asked.path("lab").asString(), asked.path("machine").asString(), People.ANN));
    }
    if (place.equals("checks") && post) {
      return JSON.writeValueAsString(
          controller
              .machines()
              .startCheck(
                  JSON.readValue(exchange.getRequestBody().readAllBytes(), CheckRequest.class),
                  People.ANN));
    }
    if (path.getFirst().equals("machines") && path.size() == 3) {
      String reason =
          JSON.readTree(exchange.getRequestBody().readAllBytes()).path("reason").asString();
      return JSON.writeValueAsString(
          path.get(2).equals("drain")
              ? controller.machines().drain(path.get(1), reason, People.ANN)
              : controller.machines().admit(path.get(1), reason, People.ANN));
    }
    Object answer =
        switch (path.getFirst() + path.size()) {
          case "bisections1" -> controller.campaigns().bisections();
          case "bisections2" -> controller.campaigns().bisection(path.get(1));
          case "config-bisections1" -> configBisections(exchange, post);
          case "config-bisections2" -> controller.campaigns().configBisection(path.get(1));
          case "config-bisections3" -> {
            if (post
                && !path.get(2).equals("cancel")
                && controller instanceof FakeController fake) {
              yield intervened(fake, path, exchange);
            }
            if (path.get(2).equals("cancel")) {
              controller.requests().cancel(path.get(1), reason(exchange), People.ANN);
              yield Map.of();
            }
            yield ConfigBisectionText.markdown(controller.campaigns().configBisection(path.get(1)));
          }
          case "comparisons1" -> controller.campaigns().comparisons();
          case "comparisons2" -> controller.campaigns().comparison(path.get(1));
          case "comparisons3", "bisections3" -> {
            if (post
                && !path.get(2).equals("cancel")
                && controller instanceof FakeController fake) {
              yield intervened(fake, path, exchange);
            }
            if (path.get(2).equals("cancel")) {
              controller.requests().cancel(path.get(1), reason(exchange), People.ANN);
              yield Map.of();
            }
            yield path.getFirst().equals("bisections")
                ? controller.campaigns().report(path.get(1))
                : ComparisonText.markdown(controller.campaigns().comparison(path.get(1)));
          }
          case "watches1" ->
              post
                  ? controller
                      .watches()
                      .add(
                          JSON.readValue(
                              exchange.getRequestBody().readAllBytes(), WatchRequest.class),
                          Principal.CONTROLLER)
                  : controller.watches().list();
          case "watches2" -> controller.watches().show(path.get(1));
          case "watches3" ->
              switch (path.get(2)) {
                case "values" -> controller.watches().values(path.get(1));
                case "pause" -> controller.watches().pause(path.get(1), Principal.CONTROLLER, "");
                case "resume" -> controller.watches().resume(path.get(1), Principal.CONTROLLER, "");
                case "run-now" -> controller.watches().runNow(path.get(1), Principal.CONTROLLER);
                default -> controller.watches().remove(path.get(1), Principal.CONTROLLER, "");
              };
          case "checks1" -> controller.machines().checks();
          case "checks2" -> controller.machines().check(path.get(1));
          case "checks3" -> {
            controller.requests().cancel(path.get(1), reason(exchange), People.ANN);
            yield Map.of();
          }
          case "machines1" -> controller.machines().all();
          case "recipes1" -> controller.recipes();
          case "recipes2" -> controller.recipe(path.get(1), People.ANN);
          default -> "log of " + path.get(1) + "\n";
        };
    return answer instanceof String text ? text : JSON.writeValueAsString(answer);
  }

  private static Map<String, Object> intervened(
      FakeController fake, List<String> path, HttpExchange exchange) throws IOException {
    fake.interventions.add(
        String.join(" ", path) + " " + JSON.readTree(exchange.getRequestBody().readAllBytes()));
    return Map.of("id", path.get(1), "action", fake.interventions.size());
  }

  private void events(HttpExchange exchange, String id) throws IOException, Problem {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    boolean broken = interruptions-- > 0;
    boolean[] first = {true};
    try {
      controller
          .campaigns()
          .follow(
              id,
              view -> {
                if (first[0] || !broken) {
                  write(out, "snapshot", view);
                }
                first[0] = false;
              });
      if (endless) {
        Thread.sleep(60_000);
      }
      if (!broken) {
        write(out, "end", Map.of());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(OutputStream out, String name, Object data) {
    try {
      String event =
          "event: " + name + "\ndata: " + JSON.writeValueAsString(data) + "\n\n: ping\n\n";
      out.write(event.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** A process of its own whose controller is a fake that never ends; for signals. */
  public static void main(String[] arguments) {
    FakeController controller = new FakeController();
    controller.story = List.of(Views.started());
    controller.compares = Comparisons.started();
    Interruption interruption = new Interruption();
    interruption.listen();
    Shell shell =
        new Shell(
            System.in,
            System.out,
            System.err,
            System.getenv(),
            java.nio.file.Path.of("").toAbsolutePath(),
            java.nio.file.Path.of("/"),
            plan -> {
              FakeApi api = new FakeApi(controller, plan.port(), plan.token());
              api.endless = true;
              return api;
            },
            Tty.none(),
            java.time.InstantSource.system());
    int code = Commands.run(shell, interruption, arguments);
    interruption.on(null);
    System.exit(code);
  }

  private static String reason(HttpExchange exchange) throws IOException {
    return JSON.readTree(exchange.getRequestBody().readAllBytes()).path("reason").asString("");
  }

  private Object configBisections(HttpExchange exchange, boolean post) throws IOException, Problem {
    if (!post) {
      return controller.campaigns().configBisections();
    }
    return Map.of(
        "id",
        controller
            .requests()
            .bisectConfigs(
                JSON.readValue(
                    exchange.getRequestBody().readAllBytes(), ConfigBisectionRequest.class),
                People.ANN));
  }
}
