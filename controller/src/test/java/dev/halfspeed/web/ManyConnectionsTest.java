package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.web.access.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Connections that do nothing, requests that never come to their end, and clients that don't read
 * their answers: none of them keeps others from being answered. With {@code
 * -Dhalfspeed.idle-connections=10000} as many as that; both ends are in this process, so it may
 * need twice as many files.
 */
final class ManyConnectionsTest {
  private static final int COUNT = Integer.getInteger("halfspeed.idle-connections", 600);
  private static final String KNOWN =
      "Host: localhost\r\nAuthorization: Bearer " + Client.TOKEN + "\r\n";

  /** What each of them sends, and then nothing more. */
  private static final List<String> BEGUN =
      List.of(
          "",
          "G",
          "GET /api/v1/health HTTP/1.1\r\nHost: local",
          "GET /api/v1/health HTTP/1.1\r\n" + KNOWN + "X-Slow: ",
          "GET /api/v1/health HTTP/1.1\r\n" + KNOWN + "\r\n",
          "GET /assets/style.css HTTP/1.1\r\n" + KNOWN + "\r\n",
          "GET /api/v1/bisections/b1/events HTTP/1.1\r\n" + KNOWN + "\r\n",
          "POST /api/v1/plan HTTP/1.1\r\n"
              + KNOWN
              + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
          "POST /api/v1/plan HTTP/1.1\r\n"
              + KNOWN
              + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n{");

  @Test
  void whoIsSlowKeepsNobodyElseOut() throws Exception {
    var controller = new FakeController();
    controller.publish(Views.after("b1", Instant.EPOCH, 2));
    var open = new ArrayList<Socket>();
    try (WebServer server =
            WebServer.start(controller, "localhost", 0, List.of(Token.own(Client.TOKEN)));
        Client client = new Client(server)) {
      for (int number = 0; number < COUNT; number++) {
        open.add(begin(server.port(), BEGUN.get(number % BEGUN.size())));
        if (number % 50 == 0) {
          answers(client);
        }
      }
      for (int request = 0; request < 50; request++) {
        answers(client);
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static void answers(Client client) throws Exception {
    long begin = System.nanoTime();
    assertThat(client.get("/api/v1/health").statusCode()).isEqualTo(200);
    // Far from what a busy machine takes; a server that waits for others takes for ever.
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(2));
  }

  /** A connection that takes little at once, and of whose answers nothing is read. */
  private static Socket begin(int port, String begun) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
    try {
      socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // It was the oldest stranger, and made room.
    }
    return socket;
  }
}
