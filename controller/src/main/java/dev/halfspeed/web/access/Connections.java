package dev.halfspeed.web.access;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections of clients: those that do not speak are closed, those whose token is no longer
 * good too, and strangers have only so many. Everything here runs on the server's one event loop.
 */
public final class Connections {

  /**
   * How long clients may take.
   *
   * @param head of strangers: from the connection, or the end of an answer, to the end of a
   *     request's head
   * @param rest the same of those who have shown a token: clients keep connections for the next
   *     request
   * @param body from there to the end of the request's body
   * @param strangers connections that have not shown a token yet, at once
   * @param sweep how often connections are looked at
   */
  public record Limits(Duration head, Duration rest, Duration body, int strangers, Duration sweep) {
    public static final Limits USUAL =
        new Limits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(90),
            Duration.ofSeconds(30),
            2000,
            Duration.ofSeconds(1));
  }

  private final Limits limits;

  private final Map<HttpConnection, Client> known = new HashMap<>();

  /** Those that have not shown a token yet, the oldest first. */
  private final Map<HttpConnection, Client> strangers = new LinkedHashMap<>();

  private static final class Client {
    private @Nullable HttpServerRequest request;

    /** Whether what it was let in with still holds; absent: it was not let in. */
    private @Nullable BooleanSupplier holds;

    private boolean isAdmitted() {
      return holds != null;
    }

    /** Whether it was let in with what holds no longer, as the last sweep saw it. */
    private boolean isOver;

    /** When it began to be waited for, by {@link System#nanoTime}. */
    private long since = System.nanoTime();

    private boolean isAnswered = true;

    private Duration waited() {
      return Duration.ofNanos(System.nanoTime() - since);
    }
  }

  public Connections(Limits limits) {
    this.limits = limits;
  }

  /** Looks after the connections of a server that does not listen yet. */
  public void watch(Vertx vertx, HttpServer server) {
    server.connectionHandler(connection -> {
      makeRoom();
      strangers.put(connection, new Client());
      connection.closeHandler(_ -> forget(connection));
    });
    vertx.setPeriodic(limits.sweep().toMillis(), _ -> sweep());
  }

  /** A request's head has come. */
  public void requested(HttpServerRequest request) {
    Client client = client(request.connection());
    if (client != null) {
      client.request = request;
      client.since = System.nanoTime();
      client.isAnswered = false;
    }
  }

  /**
   * Who sent this may come in.
   *
   * @param holds whether he still may: when he no longer does, what he follows ends
   */
  void admitted(HttpServerRequest request, BooleanSupplier holds) {
    Client client = client(request.connection());
    if (client != null) {
      client.holds = holds;
      if (strangers.remove(request.connection(), client)) {
        known.put(request.connection(), client);
      }
    }
  }

  private @Nullable Client client(HttpConnection connection) {
    Client client = known.get(connection);
    return client == null ? strangers.get(connection) : client;
  }

  /**
   * The stranger that has been there longest makes room: whoever has just come may be no stranger.
   */
  private void makeRoom() {
    if (strangers.size() >= limits.strangers()) {
      drop(strangers.keySet().iterator().next());
    }
  }

  private void sweep() {
    List<HttpConnection> late =
        Stream.concat(known.entrySet().stream(), strangers.entrySet().stream())
            .filter(entry -> isLate(entry.getValue()) || isOver(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    late.forEach(this::drop);
  }

  /** The second sweep drops it: the first may come before the answer that has ended it is sent. */
  private static boolean isOver(Client client) {
    BooleanSupplier holds = client.holds;
    boolean wasOver = client.isOver;
    client.isOver = holds != null && !holds.getAsBoolean();
    return wasOver && client.isOver;
  }

  private boolean isLate(Client client) {
    HttpServerRequest request = client.request;
    if (request != null && !client.isAnswered && request.response().ended()) {
      client.isAnswered = true;
      client.since = System.nanoTime();
    }
    if (client.isAnswered) {
      Duration most = client.isAdmitted() ? limits.rest() : limits.head();
      return client.waited().compareTo(most) > 0;
    }
    return request != null && !request.isEnded() && client.waited().compareTo(limits.body()) > 0;
  }

  private void drop(HttpConnection connection) {
    forget(connection);
    connection.close();
  }

  private void forget(HttpConnection connection) {
    known.remove(connection);
    strangers.remove(connection);
  }
}
