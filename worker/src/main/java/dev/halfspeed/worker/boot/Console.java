package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.protocol.KernelTrouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What a guest's kernel printed. */
public record Console(Path file) {
  /** The line that shows a kernel in trouble; empty where there is none. */
  Optional<String> trouble() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // Early firmware output may hold any byte.
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return KernelTrouble.in(lines);
    }
  }

  /** Its end, for people. */
  public String tail() {
    return LogTail.of(file);
  }

  /** The last thing that was printed; a sentence where nothing was. */
  String lastLine() {
    String last = LogTail.lastLine(tail());
    return last.isEmpty() ? "nothing was printed on the console" : last;
  }
}
