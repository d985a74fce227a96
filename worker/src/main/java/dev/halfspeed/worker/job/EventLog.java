package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.LockFile;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/**
 * The events of one job, one JSON object a line. The supervisor writes; whoever finds the
 * supervisor dead writes the last event in its place. A line that a crash left half written is cut
 * off by the next writer and skipped by readers.
 */
final class EventLog {
  private final Path folder;
  // Where the log ended when this object last wrote, which saves reading it again.
  private long length = -1;
  private long count;
  private boolean finished;

  EventLog(Path folder) {
    this.folder = folder;
  }

  Path file() {
    return folder.resolve("events.jsonl");
  }

  /**
   * Writes an event behind the others.
   *
   * @return false, and nothing is written, when the job has finished already
   */
  synchronized boolean append(JobEvent.Body body) throws IOException {
    try (LockFile _ = LockFile.acquire(folder.resolve("events.lock"));
        FileChannel channel =
            FileChannel.open(
                file(),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      if (channel.size() != length) {
        recover(channel);
      }
      if (finished) {
        return false;
      }
      var event = new JobEvent(count + 1, Instant.now(), body);
      ByteBuffer line = StandardCharsets.UTF_8.encode(Protocol.write(event) + "\n");
      channel.position(length);
      while (line.hasRemaining()) {
        channel.write(line);
      }
      finished = body instanceof JobEvent.Body.Finished;
      if (finished) {
        channel.force(true);
      }
      count++;
      length = channel.position();
      return true;
    }
  }

  private void recover(FileChannel channel) throws IOException {
    EventReader reader = reader(1);
    count = 0;
    finished = false;
    List<JobEvent> events = reader.next();
    while (!events.isEmpty()) {
      count = events.getLast().number();
      finished = events.getLast().body() instanceof JobEvent.Body.Finished;
      events = reader.next();
    }
    length = reader.position();
    channel.truncate(length);
  }

  /**
   * Reads events, those to come as well.
   *
   * @param from number of the first event wanted, from 1
   */
  EventReader reader(long from) {
    return new EventReader(file(), from);
  }
}
