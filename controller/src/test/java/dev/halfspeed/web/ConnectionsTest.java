package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.web.access.Connections;
import dev.halfspeed.web.access.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionsTest {
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final String HEAD =
      "Host: localhost\r\nAuthorization: Bearer " + Client.TOKEN + "\r\n";

  private static WebServer serve(Duration head, Duration rest, Duration body, int strangers)
      throws Exception {
    return WebServer.start(
        new FakeController(),
        "localhost",
        0,
        List.of(Token.own(Client.TOKEN)),
        WebServer.Settings.USUAL.with(
            new Connections.Limits(head, rest, body, strangers, Duration.ofMillis(10))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "GET / HTTP/1.1\r\nHost: local", "GET / HTTP/1.1\r\nX: y\r\n"})
  void whoDoesNotFinishARequestsHeadIsClosed(String begun) throws Exception {
    try (WebServer server = serve(SOON, NEVER, NEVER, 100);
        Socket socket = connect(server)) {
      send(socket, begun);
      assertThat(isClosed(socket)).isTrue();
    }
  }

  @Test
  void whoDoesNotFinishABodyIsClosed() throws Exception {
    try (WebServer server = serve(NEVER, NEVER, SOON, 100);
        Socket socket = connect(server)) {
      send(
          socket,
          "POST /api/v1/plan HTTP/1.1\r\n"
              + HEAD
              + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
      assertThat(isClosed(socket)).isTrue();
    }
  }

  @Test
  void whoIsKnownMayRestLonger() throws Exception {
    try (WebServer server = serve(SOON, NEVER, NEVER, 100);
        Socket known = connect(server);
        Socket stranger = connect(server)) {
      send(known, "GET /api/v1/health HTTP/1.1\r\n" + HEAD + "\r\n");
      assertThat(status(known)).isEqualTo("200");
      assertThat(isClosed(stranger)).isTrue();
      send(known, "GET /api/v1/health HTTP/1.1\r\n" + HEAD + "Connection: close\r\n\r\n");
      assertThat(new String(known.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("HTTP/1.1 200 ");
    }
  }

  @Test
  void strangersDoNotKeepOthersOut() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try (WebServer server = serve(NEVER, NEVER, NEVER, 5);
        Client client = new Client(server)) {
      for (int number = 0; number < 20; number++) {
        strangers.add(connect(server));
      }
      assertThat(client.get("/api/v1/health").statusCode()).isEqualTo(200);
      assertThat(isClosed(strangers.getFirst())).isTrue();
    } finally {
      for (Socket socket : strangers) {
        socket.close();
      }
    }
  }

  private static Socket connect(WebServer server) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(300_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String status(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
        .substring(9);
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }
}
