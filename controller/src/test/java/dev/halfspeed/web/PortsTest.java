package dev.halfspeed.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.access.Token;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the server can't listen, that is said, and nothing is left behind. */
final class PortsTest {
  @Test
  void aPortThatIsInUseIsSaid() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();
      Problem problem = refusal("127.0.0.1", port);
      assertThat(problem.what())
          .isEqualTo("Can't serve on 127.0.0.1 port " + port + ": Address already in use");
      assertThat(problem.nextStep())
          .isEqualTo(
              "See who has it (ss -ltnp 'sport = :"
                  + port
                  + "') and end that, or choose another: --port 0 takes any that is free.");
    }
  }

  /** The address is one for documentation, which nobody has. */
  @Test
  void anAddressOfAnotherMachineIsSaid() {
    Problem problem = refusal("192.0.2.1", 0);
    assertThat(problem.what()).startsWith("Can't serve on 192.0.2.1 port 0: ");
    assertThat(problem.nextStep()).contains("an address of this machine");
    assertThat(refusal("no-such-host.invalid", 0).what()).contains("no-such-host.invalid");
  }

  /** As root, whom every port is for, only the words can be tried. */
  @Test
  void aLowPortIsForRoot() {
    assertThat(WebServer.advice("Permission denied", 80))
        .startsWith("Low ports are for root alone");
    assertThat(WebServer.advice("Address already in use", 80)).contains("'sport = :80'");
  }

  @Test
  void anyPortIsOneThatIsFree() throws Exception {
    try (WebServer one =
            WebServer.start(
                new FakeController(), "127.0.0.1", 0, List.of(Token.own(Client.TOKEN)));
        WebServer two =
            WebServer.start(
                new FakeController(), "127.0.0.1", 0, List.of(Token.own(Client.TOKEN)))) {
      assertThat(one.port()).isPositive().isNotEqualTo(two.port());
      assertThat(one.address().getPort()).isEqualTo(one.port());
    }
  }

  private static Problem refusal(String host, int port) {
    return catchThrowableOfType(
        Problem.class,
        () ->
            WebServer.start(new FakeController(), host, port, List.of(Token.own(Client.TOKEN)))
                .close());
  }
}
