package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.LogTail;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a guest's kernel printed. */
public record Console(Path file) {
  /** From the most to the least telling. */
  private static final List<Pattern> TROUBLE =
      List.of(
          Pattern.compile("Kernel panic - not syncing.*"),
          Pattern.compile("(BUG: |kernel BUG at |Oops: |Internal error: ).*"),
          Pattern.compile("(Unable to handle kernel|general protection fault|PANIC: ).*"),
          Pattern.compile("(rcu: INFO: .* stall|watchdog: BUG: soft lockup).*"));

  /** The line that shows a kernel in trouble; empty where there is none. */
  Optional<String> trouble() throws IOException {
    var found = new @Nullable String[TROUBLE.size()];
    if (Files.exists(file)) {
      // Early firmware output may hold any byte.
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        String line = lines.readLine();
        while (line != null) {
          note(line, found);
          line = lines.readLine();
        }
      }
    }
    for (String line : found) {
      if (line != null) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  private static void note(String line, @Nullable String[] found) {
    for (int i = 0; i < found.length; i++) {
      var matcher = TROUBLE.get(i).matcher(line);
      if (found[i] == null && matcher.find()) {
        found[i] = matcher.group().strip();
      }
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
