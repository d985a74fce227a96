package dev.halfspeed.worker.job;

import static dev.halfspeed.worker.job.ScriptSupervisor.script;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real supervisors, real processes; only the work is a shell script. */
final class ServerTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final JobId JOB = new JobId("job", 1);

  @TempDir Path folder;
  private Home home;

  @BeforeEach
  void createHome() throws Exception {
    home = Home.create(folder.resolve("home"));
  }

  /**
   * Requests are answered on threads of their own, so a follower may still write when its
   * conversation has ended.
   */
  @AfterEach
  void removeHomeOnceNobodyWrites() throws Exception {
    Path root = folder.resolve("home");
    for (int attempt = 1; Files.exists(root); attempt++) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException stillWritten) {
        assertThat(attempt).as(stillWritten.toString()).isLessThan(200);
        Thread.sleep(50);
      }
    }
  }

  @Test
  void anotherProtocolVersionIsRefused() throws Exception {
    try (var controller = new Conversation(home)) {
      assertThat(controller.ask(new Request.Hello(1, Protocol.VERSION + 1, 1)))
          .isInstanceOfSatisfying(
              Reply.Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reply.Reason.BAD_REQUEST));
    }
  }

  @Test
  void whoDoesNotGreetOrTalksNonsenseIsRefused() throws Exception {
    try (var controller = new Conversation(home)) {
      assertThat(refusal(controller.ask(new Request.ListJobs(7))))
          .isEqualTo(Reply.Reason.BAD_REQUEST);
      controller.sendLine("{\"@type\":\"Nonsense\"");
      assertThat(refusal(controller.next())).isEqualTo(Reply.Reason.BAD_REQUEST);
      controller.hello(1);
      assertThat(controller.ask(new Request.ListJobs(8))).isEqualTo(new Reply.Jobs(8, List.of()));
    }
  }

  @Test
  void aControllerThatWasReplacedCanStartAndEndNothing() throws Exception {
    try (var old = new Conversation(home).hello(4);
        var young = new Conversation(home).hello(5)) {
      assertThat(refusal(old.ask(new Request.Start(2, JOB, script("true", HOUR)))))
          .isEqualTo(Reply.Reason.STALE_LEASE);
      assertThat(refusal(old.ask(new Request.Cancel(3, JOB)))).isEqualTo(Reply.Reason.STALE_LEASE);
      assertThat(young.ask(new Request.ListJobs(4))).isEqualTo(new Reply.Jobs(4, List.of()));
    }
    try (var old = new Conversation(home)) {
      assertThat(refusal(old.ask(new Request.Hello(1, Protocol.VERSION, 4))))
          .isEqualTo(Reply.Reason.STALE_LEASE);
    }
  }

  /** Otherwise the one that was replaced could start a job beside those of the new one. */
  @Test
  void aControllerThatTakesOverWaitsForAStartThatIsUnderWay() throws Exception {
    Job job = script("true", HOUR);
    JobFolder started = home.job(JOB);
    Files.createDirectories(started.path());
    Files.writeString(started.file("job.json"), Protocol.write(new JobFile(JOB, job)));
    // The start stands still where it reads this: opening it here tells that it does.
    Path supervisor = started.file("supervisor.json");
    new Command(List.of("mkfifo", supervisor.toString()), System.getenv(), folder)
        .capture(Deadline.after(Duration.ofMinutes(1)));
    try (var old = new Conversation(home).hello(4);
        var young = new Conversation(home)) {
      old.send(new Request.Start(2, JOB, job));
      try (Writer reading = Files.newBufferedWriter(supervisor)) {
        young.send(new Request.Hello(1, Protocol.VERSION, 5));
        assertThat(young.repliesWithin(Duration.ofMillis(500))).isFalse();
        reading.write(Protocol.write(ProcessIdentity.current()));
      }
      assertThat(old.next()).isEqualTo(new Reply.Ok(2));
      assertThat(young.next()).isInstanceOf(Reply.Welcome.class);
      assertThat(refusal(old.ask(new Request.Start(3, JOB, job))))
          .isEqualTo(Reply.Reason.STALE_LEASE);
    }
  }

  @Test
  void aJobThatIsStartedTwiceRunsOnce() throws Exception {
    Job job = script("echo ran >> ran", HOUR);
    try (var one = new Conversation(home).hello(1);
        var other = new Conversation(home).hello(1)) {
      one.send(new Request.Start(2, JOB, job));
      other.send(new Request.Start(3, JOB, job));
      assertThat(one.next()).isEqualTo(new Reply.Ok(2));
      assertThat(other.next()).isEqualTo(new Reply.Ok(3));
      List<JobEvent> events = one.follow(JOB, 1);
      assertThat(one.ask(new Request.Start(4, JOB, job))).isEqualTo(new Reply.Ok(4));

      assertThat(other.follow(JOB, 1)).isEqualTo(events);
      assertThat(events).extracting(JobEvent::number).containsExactly(1L, 2L, 3L);
      assertThat(events.getFirst().body()).isInstanceOf(JobEvent.Body.Started.class);
      assertThat(result(events))
          .isEqualTo(new Result.Unbuildable("script", "exit code 0", "", Duration.ZERO));
      assertThat(Files.readAllLines(home.job(JOB).file("ran"))).containsExactly("ran");
      assertThat(one.ask(new Request.ListJobs(5)))
          .isEqualTo(
              new Reply.Jobs(
                  5, List.of(new Reply.JobStatus(JOB, "Build", Reply.State.FINISHED, 3))));
    }
  }

  @Test
  void theJobGoesOnWithoutItsConnectionAndIsFollowedFromAnyEvent() throws Exception {
    var seen = new ArrayList<JobEvent>();
    try (var first = new Conversation(home).hello(1)) {
      first.ask(new Request.Start(2, JOB, script("until [ -e go ]; do sleep 0.05; done", HOUR)));
      first.send(new Request.Follow(3, JOB, 1));
      seen.add(first.nextEvent());
    }
    try (var second = new Conversation(home).hello(1)) {
      second.send(new Request.Follow(2, JOB, 2));
      seen.add(second.nextEvent());
      Files.createFile(home.job(JOB).file("go"));
      seen.add(second.nextEvent());
      assertThat(seen).extracting(JobEvent::number).containsExactly(1L, 2L, 3L);
      assertThat(second.follow(JOB, 1)).isEqualTo(seen);
      // Behind the end there is only the end.
      assertThat(second.follow(JOB, 9)).containsExactly(seen.getLast());
    }
  }

  @Test
  void cancellingEndsEvenProcessesThatLeftTheSession() throws Exception {
    try (var controller = new Conversation(home).hello(1)) {
      startWithRunaway(controller, HOUR);
      ProcessIdentity runaway = runaway();
      assertThat(controller.ask(new Request.Cancel(4, JOB))).isEqualTo(new Reply.Ok(4));
      assertThat(runaway.isAlive()).isFalse();
      assertThat(result(controller.follow(JOB, 1))).isEqualTo(new Result.Cancelled());
      assertThat(controller.ask(new Request.Cancel(5, JOB))).isEqualTo(new Reply.Ok(5));
    }
  }

  @Test
  void aSupervisorThatIsKilledIsBuriedOnce() throws Exception {
    try (var one = new Conversation(home).hello(1);
        var other = new Conversation(home).hello(1)) {
      startWithRunaway(one, HOUR);
      ProcessIdentity runaway = runaway();
      one.send(new Request.Follow(3, JOB, 1));
      other.send(new Request.Follow(3, JOB, 1));
      ProcessIdentity supervisor = home.job(JOB).supervisor().orElseThrow();
      ProcessHandle.of(supervisor.pid()).orElseThrow().destroyForcibly();

      List<JobEvent> events = one.follow(JOB, 1);
      assertThat(result(events))
          .isInstanceOfSatisfying(
              Result.InfrastructureFault.class,
              fault -> assertThat(fault.fault()).isEqualTo(Result.Fault.WORKER_DIED));
      assertThat(runaway.isAlive()).isFalse();
      other.follow(JOB, 1);
      assertThat(Files.readAllLines(home.job(JOB).file("events.jsonl")))
          .filteredOn(line -> line.contains("\"Finished\""))
          .hasSize(1);
    }
  }

  @Test
  void aSupervisorThatIsKilledWhileItIsCancelledCountsAsCancelled() throws Exception {
    try (var controller = new Conversation(home).hello(1)) {
      startWithRunaway(controller, HOUR);
      runaway();
      home.job(JOB).requestCancellation();
      ProcessIdentity supervisor = home.job(JOB).supervisor().orElseThrow();
      ProcessHandle.of(supervisor.pid()).orElseThrow().destroyForcibly();
      assertThat(result(controller.follow(JOB, 1))).isEqualTo(new Result.Cancelled());
    }
  }

  @Test
  void anOverdueJobEndsAsInfrastructureAndLeavesNothingBehind() throws Exception {
    try (var controller = new Conversation(home).hello(1)) {
      startWithRunaway(controller, Duration.ofSeconds(3));
      ProcessIdentity runaway = runaway();
      assertThat(result(controller.follow(JOB, 1)))
          .isInstanceOfSatisfying(
              Result.InfrastructureFault.class,
              fault -> assertThat(fault.fault()).isEqualTo(Result.Fault.DEADLINE));
      assertThat(runaway.isAlive()).isFalse();
    }
  }

  @Test
  void aJobWhoseStarterDiedBeforeTheSupervisorRanIsStartedByItsFollower() throws Exception {
    home.job(JOB).create(new JobFile(JOB, script("true", HOUR)), home.temporary());
    try (var controller = new Conversation(home).hello(1)) {
      assertThat(controller.follow(JOB, 1)).hasSize(3);
    }
  }

  @Test
  void aSupervisorThatCannotStartIsReported() throws Exception {
    home.job(JOB).create(new JobFile(JOB, script("true", HOUR)), home.temporary());
    var broken = new Launcher(List.of("sh", "-c", "echo no Java; exit 1"), System.getenv());
    try (var controller = new Conversation(home, broken).hello(1)) {
      assertThat(result(controller.follow(JOB, 1)))
          .isInstanceOfSatisfying(
              Result.InfrastructureFault.class,
              fault -> {
                assertThat(fault.fault()).isEqualTo(Result.Fault.WORKER_DIED);
                assertThat(fault.logTail()).contains("no Java");
              });
    }
  }

  /** Whoever asks for it hears an end that is nobody's fault, and has it begun anew. */
  @ParameterizedTest
  @CsvSource({
    "job.json, ''",
    "job.json, '{\"id\":'",
    "supervisor.json, ''",
    "supervisor.json, '['"
  })
  void aJobThatACrashHasTornEndsAsRestarted(String file, String content) throws Exception {
    var other = new JobId("other", 1);
    home.job(other).create(new JobFile(other, script("true", HOUR)), home.temporary());
    home.job(JOB).create(new JobFile(JOB, script("true", HOUR)), home.temporary());
    Files.writeString(home.job(JOB).file(file), content);
    try (var controller = new Conversation(home).hello(1)) {
      assertThat(controller.ask(new Request.ListJobs(2)))
          .isInstanceOfSatisfying(
              Reply.Jobs.class,
              listed -> assertThat(listed.jobs()).extracting(Reply.JobStatus::job).contains(other));
      assertThat(controller.ask(new Request.Start(3, JOB, script("true", HOUR))))
          .isEqualTo(new Reply.Ok(3));
      assertThat(result(controller.follow(JOB, 1)))
          .isInstanceOfSatisfying(
              Result.InfrastructureFault.class,
              fault -> assertThat(fault.fault()).isEqualTo(Result.Fault.RESTARTED));
      assertThat(controller.ask(new Request.Forget(4, JOB))).isEqualTo(new Reply.Ok(4));
    }
  }

  @Test
  void unknownJobsAreToldApartFromFinishedOnes() throws Exception {
    try (var controller = new Conversation(home).hello(1)) {
      assertThat(refusal(controller.ask(new Request.Follow(2, JOB, 1))))
          .isEqualTo(Reply.Reason.UNKNOWN_JOB);
      assertThat(controller.ask(new Request.Cancel(3, JOB))).isEqualTo(new Reply.Ok(3));
      controller.ask(new Request.Start(4, JOB, script("true", HOUR)));
      controller.follow(JOB, 1);
      assertThat(controller.ask(new Request.Forget(5, JOB))).isEqualTo(new Reply.Ok(5));
      assertThat(controller.ask(new Request.ListJobs(6))).isEqualTo(new Reply.Jobs(6, List.of()));
    }
  }

  /** A job whose script waits for ever, and whose child has moved to a session of its own. */
  private void startWithRunaway(Conversation controller, Duration deadline) throws Exception {
    String text = "setsid sh -c 'echo $$ > started; mv started pid; exec sleep 1000' & sleep 1000";
    controller.ask(new Request.Start(2, JOB, script(text, deadline)));
  }

  private ProcessIdentity runaway() throws Exception {
    Path file = home.job(JOB).file("pid");
    while (!Files.exists(file)) {
      Thread.sleep(10);
    }
    return ProcessIdentity.of(Long.parseLong(Files.readString(file).strip()));
  }

  private static Result result(List<JobEvent> events) {
    return ((JobEvent.Body.Finished) events.getLast().body()).result();
  }

  private static Reply.Reason refusal(Reply reply) {
    return ((Reply.Refused) reply).reason();
  }
}
