package dev.halfspeed.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventLogTest {
  private static final JobEvent.Body FINISHED = new JobEvent.Body.Finished(new Result.Cancelled());

  @TempDir Path folder;

  @Test
  void eventsAreNumberedWithoutGapsWhoeverWrites() throws Exception {
    var one = new EventLog(folder);
    var other = new EventLog(folder);
    one.append(phase("a"));
    other.append(phase("b"));
    one.append(phase("c"));
    assertThat(one.reader(2).next())
        .extracting(JobEvent::body)
        .containsExactly(phase("b"), phase("c"));
    assertThat(one.reader(1).next()).extracting(JobEvent::number).containsExactly(1L, 2L, 3L);
  }

  @Test
  void nothingFollowsTheEnd() throws Exception {
    var log = new EventLog(folder);
    assertThat(log.append(FINISHED)).isTrue();
    assertThat(log.append(phase("late"))).isFalse();
    assertThat(new EventLog(folder).append(FINISHED)).isFalse();
    assertThat(log.reader(1).next()).hasSize(1);
  }

  @Test
  void aLineThatACrashLeftHalfWrittenIsCutOff() throws Exception {
    new EventLog(folder).append(phase("a"));
    Path file = folder.resolve("events.jsonl");
    Files.writeString(file, "{\"number\":2,\"at\":", StandardOpenOption.APPEND);
    EventReader reader = new EventLog(folder).reader(1);
    assertThat(reader.next()).hasSize(1);
    assertThat(reader.next()).isEmpty();

    new EventLog(folder).append(phase("b"));
    assertThat(reader.next()).extracting(JobEvent::body).containsExactly(phase("b"));
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  private static JobEvent.Body phase(String name) {
    return new JobEvent.Body.Phase(name);
  }
}
