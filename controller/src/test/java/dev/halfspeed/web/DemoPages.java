package dev.halfspeed.web;

import dev.halfspeed.web.access.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Serves made-up bisections, to look at the pages: one in each state, and one that goes on. */
final class DemoPages {
  private DemoPages() {}

  /**
   * Serves until it is ended.
   *
   * @param arguments port; "empty" for a controller that knows nothing
   */
  public static void main(String[] arguments) throws Exception {
    var controller = new FakeController();
    Instant now = Instant.now();
    if (arguments.length == 1) {
      controller.machines = FakeController.lab(now);
      controller.publish(Views.failed("b1-failed", now.minus(Duration.ofHours(26))));
      controller.publish(Views.cancelled("b2-cancelled", now.minus(Duration.ofHours(9))));
      controller.publish(Views.suspects("b3-suspects", now.minus(Duration.ofHours(3))));
      controller.publish(Views.after("b4-culprit", now.minusSeconds(1200), Views.boots()));
      controller.publish(Views.severalCulprits("b4-two-culprits", now.minusSeconds(1100)));
      controller.publish(Views.checking("b5-checking", now.minusSeconds(4)));
      controller.publish(Views.after("b6-calibrating", now.minusSeconds(140), 2));
      controller.publish(Views.after("b7-searching", now.minusSeconds(260), 7));
      controller.publish(Views.after("b8-proving", now.minusSeconds(340), 12));
      controller.publish(Views.checking("b9-moving", now));
    }
    Token own = Token.own(Client.TOKEN);
    try (WebServer server =
        WebServer.start(controller, "localhost", Integer.parseInt(arguments[0]), List.of(own))) {
      IO.println(server.link("/", own.principal()));
      for (int boots = 0; ; boots = (boots + 1) % Views.boots()) {
        Thread.sleep(Duration.ofSeconds(2));
        if (arguments.length == 1) {
          controller.publish(Views.after("b9-moving", now, boots));
        }
      }
    }
  }
}
