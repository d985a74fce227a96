package dev.halfspeed.worker.job;

import static dev.halfspeed.worker.job.ScriptSupervisor.script;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Owner;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two controllers at one machine; how long it has been up is set by the tests. */
final class OwnershipTest {
  private static final Job JOB = script("true", Duration.ofMinutes(1));

  @TempDir Path folder;
  private Home home;
  private Duration up = Duration.ofDays(3);
  private final List<Conversation> conversations = new ArrayList<>();

  @BeforeEach
  void createHome() throws Exception {
    home = Home.create(folder.resolve("home"));
  }

  @AfterEach
  void hangUp() throws Exception {
    for (Conversation conversation : conversations) {
      conversation.close();
    }
  }

  private Conversation connection() throws IOException {
    var conversation =
        new Conversation(home, new Launcher(List.of("true"), System.getenv()), () -> up);
    conversations.add(conversation);
    return conversation;
  }

  /** On another host, so that only its words tell whether it lives. */
  private static Owner owner(String id) {
    return new Owner(
        id, "/states/" + id, "lab-host", "anna", new Owner.ProcessId("its boot", "pid:[1]", 42, 7));
  }

  private static Reply hello(Conversation at, long lease, Owner owner) throws Exception {
    return at.ask(new Request.Hello(1, Protocol.VERSION, lease, owner, false));
  }

  /** A controller that works on a bisection. */
  private Conversation working(long lease, Owner owner) throws Exception {
    Conversation controller = connection();
    assertThat(hello(controller, lease, owner)).isInstanceOf(Reply.Welcome.class);
    assertThat(controller.ask(new Request.Start(2, new JobId("b1234567-1", 1), JOB)))
        .isEqualTo(new Reply.Ok(2));
    return controller;
  }

  private static Reply.Refused refused(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    return (Reply.Refused) reply;
  }

  @Test
  void whoComesSecondIsToldWhoHasTheMachineWhateverItsLease() throws Exception {
    Conversation first = working(4, owner("a"));
    for (long lease : List.of(1L, 4L, 99L)) {
      Reply.Refused reply = refused(hello(connection(), lease, owner("b")));
      assertThat(reply.reason()).isEqualTo(Reply.Reason.IN_USE);
      assertThat(reply.message())
          .startsWith("b1234567 works there since 2")
          .endsWith("UTC, for the controller of anna@lab-host, state directory /states/a");
    }
    assertThat(first.ask(new Request.Beat(3, "bisection b1234567 (about 35 min left)")))
        .isEqualTo(new Reply.Ok(3));
    assertThat(refused(hello(connection(), 99, owner("b"))).message())
        .startsWith("bisection b1234567 (about 35 min left) works there since");
  }

  @Test
  void theSameControllerGoesOnAtOnceAfterARestart() throws Exception {
    working(4, owner("a"));
    Conversation again = connection();
    assertThat(hello(again, 5, owner("a"))).isInstanceOf(Reply.Welcome.class);
    // Before it has said anything.
    assertThat(refused(hello(connection(), 6, owner("b"))).reason()).isEqualTo(Reply.Reason.IN_USE);
  }

  @Test
  void aControllerThatIsSilentForLongHasLostTheMachine() throws Exception {
    Conversation first = working(4, owner("a"));
    up = up.plus(Ownership.SILENCE).minusMillis(1);
    Conversation second = connection();
    assertThat(refused(hello(second, 5, owner("b"))).reason()).isEqualTo(Reply.Reason.IN_USE);
    up = up.plusMillis(1);
    assertThat(hello(second, 5, owner("b"))).isInstanceOf(Reply.Welcome.class);
    // It was only frozen.
    assertThat(refused(first.ask(new Request.Beat(3, "b1234567"))).reason())
        .isEqualTo(Reply.Reason.STALE_LEASE);
    assertThat(refused(first.ask(new Request.Start(4, new JobId("b1234567-2", 1), JOB))).reason())
        .isEqualTo(Reply.Reason.STALE_LEASE);
  }

  @Test
  void beatsKeepTheMachine() throws Exception {
    Conversation first = working(4, owner("a"));
    for (int beat = 0; beat < 10; beat++) {
      up = up.plusSeconds(80);
      assertThat(refused(hello(connection(), 5, owner("b"))).reason())
          .isEqualTo(Reply.Reason.IN_USE);
      assertThat(first.ask(new Request.Beat(beat, "b1234567"))).isEqualTo(new Reply.Ok(beat));
    }
  }

  @Test
  void aControllerWithoutWorkHereIsInNobodysWay() throws Exception {
    Conversation idle = connection();
    hello(idle, 4, owner("a"));
    assertThat(hello(connection(), 5, owner("b"))).isInstanceOf(Reply.Welcome.class);

    Conversation finished = working(6, owner("c"));
    assertThat(finished.ask(new Request.Beat(3, ""))).isEqualTo(new Reply.Ok(3));
    assertThat(hello(connection(), 7, owner("b"))).isInstanceOf(Reply.Welcome.class);
  }

  @Test
  void aControllerOnTheMachineItselfThatHasDiedIsNotWaitedFor() throws Exception {
    String namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    ProcessIdentity alive = ProcessIdentity.current();
    working(
        4,
        new Owner(
            "living",
            "/s",
            "here",
            "anna",
            new Owner.ProcessId(alive.bootId(), namespace, alive.pid(), alive.startTime())));
    assertThat(refused(hello(connection(), 5, owner("b"))).reason()).isEqualTo(Reply.Reason.IN_USE);
    up = up.plus(Ownership.SILENCE);
    working(
        6,
        new Owner(
            "dead",
            "/s",
            "here",
            "anna",
            new Owner.ProcessId(alive.bootId(), namespace, alive.pid(), alive.startTime() + 1)));
    assertThat(hello(connection(), 7, owner("b"))).isInstanceOf(Reply.Welcome.class);
  }

  @Test
  void aMachineThatIsToBeTakenOverIs() throws Exception {
    Conversation first = working(4, owner("a"));
    assertThat(connection().ask(new Request.Hello(1, Protocol.VERSION, 5, owner("b"), true)))
        .isInstanceOf(Reply.Welcome.class);
    assertThat(refused(first.ask(new Request.Start(3, new JobId("b1234567-2", 1), JOB))).reason())
        .isEqualTo(Reply.Reason.STALE_LEASE);
  }

  /** Each controller counts its own starts, so at their first one all have the same token. */
  @Test
  void anotherControllerNeedsAHigherLease() throws Exception {
    Conversation first = working(1, owner("a"));
    Reply.Refused equal =
        refused(connection().ask(new Request.Hello(1, Protocol.VERSION, 1, owner("b"), true)));
    assertThat(equal.reason()).isEqualTo(Reply.Reason.STALE_LEASE);
    assertThat(equal.highestLease()).isEqualTo(1);
    assertThat(equal.owner()).isEqualTo(owner("a"));
    assertThat(first.ask(new Request.Beat(3, "b1234567"))).isEqualTo(new Reply.Ok(3));
    assertThat(hello(connection(), 1, owner("a"))).isInstanceOf(Reply.Welcome.class);

    assertThat(connection().ask(new Request.Hello(1, Protocol.VERSION, 2, owner("b"), true)))
        .isInstanceOf(Reply.Welcome.class);
    assertThat(refused(first.ask(new Request.Beat(4, "b1234567"))).reason())
        .isEqualTo(Reply.Reason.STALE_LEASE);
  }

  @Test
  void aControllerThatWasIdleDoesNotWorkBesideTheOneThatCame() throws Exception {
    Conversation idle = connection();
    hello(idle, 1, owner("a"));
    assertThat(refused(hello(connection(), 1, owner("b"))).reason())
        .isEqualTo(Reply.Reason.STALE_LEASE);
    working(2, owner("b"));
    assertThat(refused(idle.ask(new Request.Start(3, new JobId("b7654321-1", 1), JOB))).reason())
        .isEqualTo(Reply.Reason.STALE_LEASE);
  }

  @Test
  void aLowerLeaseIsRefusedWithWhoHadTheMachine() throws Exception {
    hello(connection(), 9, owner("a"));
    Reply.Refused reply = refused(hello(connection(), 5, owner("b")));
    assertThat(reply.reason()).isEqualTo(Reply.Reason.STALE_LEASE);
    assertThat(reply.highestLease()).isEqualTo(9);
    assertThat(reply.owner()).isEqualTo(owner("a"));
  }

  @Test
  void aRestartOfTheMachineGivesItsControllerTimeToComeBack() throws Exception {
    Conversation first = working(4, owner("a"));
    String heard = Files.readString(home.owner());
    Files.writeString(
        home.owner(), heard.replace(ProcessIdentity.currentBootId(), "the system before"));
    up = Duration.ofSeconds(20);
    assertThat(refused(hello(connection(), 5, owner("b"))).reason()).isEqualTo(Reply.Reason.IN_USE);
    up = Ownership.SILENCE;
    assertThat(hello(connection(), 5, owner("b"))).isInstanceOf(Reply.Welcome.class);
    assertThat(refused(first.ask(new Request.Beat(3, "b1234567"))).reason())
        .isEqualTo(Reply.Reason.STALE_LEASE);
  }

  @Test
  void whatCantBeReadIsNobodys() throws Exception {
    Files.writeString(home.owner(), "{\"owner\":");
    assertThat(hello(connection(), 1, owner("b"))).isInstanceOf(Reply.Welcome.class);
  }
}
