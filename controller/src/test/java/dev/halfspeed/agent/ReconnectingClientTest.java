package dev.halfspeed.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.time.HastyTime;
import dev.halfspeed.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReconnectingClientTest {
  private static final ConnectionSettings QUICK =
      new ConnectionSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofMinutes(1));

  /** What the closing itself makes fail hides the reason nobody got through. */
  @Test
  void whoWaitsWhenTheLinkIsClosedIsToldTheFirstCause() {
    Runnable[] close = {() -> {}};
    var tries = new AtomicInteger();
    ReconnectingClient link =
        link(() -> {
          if (tries.incrementAndGet() == 1) {
            throw fault("the cable is out");
          }
          close[0].run();
          throw fault("the connection was closed");
        });
    close[0] = link::close;
    assertThat(catchThrowableOfType(MachineFault.class, link::jobs)).hasMessage("the cable is out");
    assertThat(catchThrowableOfType(MachineFault.class, link::connect))
        .hasMessage("the cable is out");
    assertThat(tries).hasValue(2);
  }

  @Test
  void whereNothingWasWrongItIsClosed() {
    ReconnectingClient link =
        link(() -> {
          throw new AssertionError("nobody connects");
        });
    link.close();
    assertThat(catchThrowableOfType(MachineFault.class, link::jobs)).hasMessageContaining("closed");
  }

  /** Another kind of fault does not go away by itself. */
  @Test
  void onlyAMachineThatIsAwayIsTriedAgain() {
    var tries = new AtomicInteger();
    ReconnectingClient link =
        link(() -> {
          tries.incrementAndGet();
          throw new MachineFault(MachineFault.Kind.KEY_REFUSED, "not this key", "another");
        });
    assertThat(catchThrowableOfType(MachineFault.class, link::jobs)).hasMessage("not this key");
    assertThat(tries).hasValue(1);
  }

  /** Each try takes longer than a connection has to hold for what failed before to be forgotten. */
  @Test
  void aMachineThatTakesLongToRefuseIsGivenUpToo() {
    var tries = new AtomicInteger();
    var time = new HastyTime();
    ReconnectingClient link =
        link(
            time,
            () -> {
              time.passes(Duration.ofSeconds(20));
              throw fault("no answer, try " + tries.incrementAndGet());
            });
    assertThat(catchThrowableOfType(MachineFault.class, link::jobs)).hasMessage("no answer, try 4");
  }

  private static MachineFault fault(String what) {
    return new MachineFault(MachineFault.Kind.UNREACHABLE, what, "wait");
  }

  private static ReconnectingClient link(WorkerSession.Opener opener) {
    return link(Time.real(), opener);
  }

  private static ReconnectingClient link(Time time, WorkerSession.Opener opener) {
    Machine machine =
        new Machine(
            "lab1",
            "127.0.0.1",
            22,
            "ann",
            Path.of("/key"),
            Path.of("/known_hosts"),
            Set.of(Machine.Role.TEST),
            Machine.Boot.DEFAULT,
            "w",
            null);
    return new ReconnectingClient(machine, QUICK, time, opener);
  }
}
