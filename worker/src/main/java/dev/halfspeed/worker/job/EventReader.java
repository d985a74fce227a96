package dev.halfspeed.worker.job;

import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads a job's events from the disk while they are written; for one thread. */
final class EventReader {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Path file;
  private final long from;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  // Behind the last byte read, and behind the last whole line read.
  private long read;
  private long position;
  private long lines;

  EventReader(Path file, long from) {
    this.file = file;
    this.from = from;
  }

  /** Where the last whole event ended, in bytes. */
  long position() {
    return position;
  }

  /** The next events that are there, a part of them when they are many; empty: none for now. */
  List<JobEvent> next() throws IOException {
    var events = new ArrayList<JobEvent>();
    if (!Files.exists(file)) {
      return events;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      while (events.isEmpty() && channel.read(chunk.clear(), read) > 0) {
        take(chunk.flip(), events);
      }
    }
    if (events.isEmpty()) {
      // Half a line may be cut off and written anew: start over behind the last whole one.
      read = position;
      line.reset();
    }
    return events;
  }

  private void take(ByteBuffer chunk, List<JobEvent> events) {
    while (chunk.hasRemaining()) {
      byte next = chunk.get();
      read++;
      if (next == '\n') {
        lines++;
        if (lines >= from) {
          events.add(Protocol.read(line.toString(StandardCharsets.UTF_8), JobEvent.class));
        }
        line.reset();
        position = read;
      } else {
        line.write(next);
      }
    }
  }
}
