package dev.halfspeed.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.ProcessIdentity;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OldJobsTest {
  private static final int KEPT = 3;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Job.Facts WORK = new Job.Facts(null, List.of(), HOUR);

  @TempDir Path folder;
  private final Instant now = Instant.now();
  private Home home;
  private JobFolder asking;

  @BeforeEach
  void createHome() throws IOException {
    home = Home.create(folder.resolve("home"));
    asking = job("b2-9", Duration.ZERO);
  }

  @Test
  void theYoungestOfOtherBisectionsStayAndAllOfTheOneThatAsks() throws IOException {
    for (int i = 1; i <= 6; i++) {
      finish(job("b1-" + i, Duration.ofHours(i)), Duration.ofHours(i));
      finish(job("b2-" + i, Duration.ofHours(20 + i)), Duration.ofHours(20 + i));
    }
    remove();
    assertThat(names())
        .containsExactly(
            "b1-1_1", "b1-2_1", "b1-3_1", "b2-1_1", "b2-2_1", "b2-3_1", "b2-4_1", "b2-5_1",
            "b2-6_1", "b2-9_1");
    remove();
    assertThat(names()).hasSize(10);
    assertThat(home.temporary()).isEmptyDirectory();
  }

  @Test
  void whatHasNotEndedOrHasJustEndedStays() throws IOException {
    finish(job("b1-1", Duration.ofMinutes(1)), Duration.ofMinutes(1));
    finish(job("b1-2", Duration.ofMinutes(2)), Duration.ofMinutes(2));
    finish(job("b1-3", Duration.ofMinutes(3)), Duration.ofMinutes(3));
    finish(job("b1-4", Duration.ofMinutes(4)), Duration.ofMinutes(4));
    JobFolder running = job("b1-5", Duration.ofDays(30));
    Files.writeString(running.file("supervisor.json"), Protocol.write(ProcessIdentity.current()));
    JobFolder waiting = job("b1-6", Duration.ofHours(1));
    remove();
    assertThat(names()).hasSize(7);
    assertThat(new OldJobs(home, KEPT, now).unfinished()).containsExactly(WORK, WORK, WORK);
    assertThat(running.exists()).isTrue();
    assertThat(waiting.exists()).isTrue();
  }

  /** A machine that goes down leaves what was not on its disk empty, or full of anything. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{\"id\":", "\u0000\u0000\u0000"})
  void whatACrashHasTornIsInNobodysWay(String content) throws Exception {
    JobFolder torn = job("b1-1", Duration.ofDays(8));
    Files.writeString(torn.file("job.json"), content);
    JobFolder orphan = job("b1-2", Duration.ofDays(8));
    Files.writeString(orphan.file("supervisor.json"), content);
    for (int i = 3; i <= 2 + KEPT; i++) {
      finish(job("b1-" + i, HOUR), HOUR);
    }
    for (JobFolder old : List.of(torn, orphan)) {
      Files.setLastModifiedTime(old.path(), FileTime.from(now.minus(Duration.ofDays(8))));
    }
    var control = new JobControl(home, new Launcher(List.of("true"), Map.of()));
    assertThat(control.list())
        .extracting(status -> status.job().job())
        .contains("b1-2", "b1-3", "b2-9")
        .doesNotContain("b1-1");
    assertThat(orphan.supervisor()).hasValueSatisfying(who -> assertThat(who.isAlive()).isFalse());
    assertThat(new OldJobs(home, KEPT, now).unfinished()).containsExactly(WORK);
    remove();
    assertThat(names()).doesNotContain("b1-1_1", "b1-2_1");
  }

  @Test
  void aJobWhoseSupervisorDiedAndThatNobodyAsksForGoesAfterAWeek() throws IOException {
    for (int i = 1; i <= KEPT; i++) {
      finish(job("b1-" + i, HOUR), HOUR);
    }
    job("b1-dead", Duration.ofDays(8));
    job("b1-asleep", Duration.ofDays(6));
    remove();
    assertThat(names()).contains("b1-asleep_1").doesNotContain("b1-dead_1");
  }

  @Test
  void whatCrashesHaveLeftOnTheWayGoes() throws IOException {
    Path interrupted = Files.createDirectories(home.temporary().resolve("old-b1-1_1/share"));
    Path forgotten = Files.createDirectories(home.temporary().resolve("image-123"));
    Path current = Files.createDirectories(home.temporary().resolve("image-456"));
    Files.setLastModifiedTime(forgotten, FileTime.from(now.minus(Duration.ofDays(2))));
    remove();
    assertThat(interrupted.getParent()).doesNotExist();
    assertThat(forgotten).doesNotExist();
    assertThat(current).exists();
  }

  /** A controller that was away for long starts the job again, as if for the first time. */
  @Test
  void aJobThatIsAskedForAgainIsANewOne() throws IOException {
    for (int i = 1; i <= KEPT + 1; i++) {
      finish(job("b1-" + i, Duration.ofHours(i)), Duration.ofHours(i));
    }
    remove();
    JobFolder again = job("b1-4", Duration.ZERO);
    assertThat(again.exists()).isTrue();
    assertThat(again.isFinished()).isFalse();
  }

  private void remove() throws IOException {
    new OldJobs(home, KEPT, now).remove(asking);
  }

  private List<String> names() throws IOException {
    return Folders.list(home.jobs()).stream().map(path -> path.getFileName().toString()).toList();
  }

  private JobFolder job(String name, Duration age) throws IOException {
    var id = new JobId(name, 1);
    JobFolder job = home.job(id);
    job.create(new JobFile(id, WORK), home.temporary());
    Files.setLastModifiedTime(job.path(), FileTime.from(now.minus(age)));
    return job;
  }

  private void finish(JobFolder job, Duration age) throws IOException {
    job.events().append(new JobEvent.Body.Finished(new Result.Cancelled()));
    Files.setLastModifiedTime(job.file("events.jsonl"), FileTime.from(now.minus(age)));
  }
}
