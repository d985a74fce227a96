package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.LineReader;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.PlainText;
import dev.halfspeed.worker.protocol.KernelTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a guest's kernel printed. */
public record Console(Path file) {
  /** The line that says most of how the kernel broke down; empty where it did not. */
  public Optional<String> breakdown() throws IOException {
    return find(KernelTrouble::breakdown);
  }

  /** Where the kernel got no further: its own word on that, or else its last. */
  public String standstill() throws IOException {
    return find(KernelTrouble::stall).orElseGet(this::lastLine);
  }

  private Optional<String> find(Function<Stream<String>, Optional<String>> what)
      throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // Firmware output may hold any byte, and colours.
    try (LineReader reader = LineReader.of(file)) {
      return what.apply(reader.lines().map(PlainText::of));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Its end, for people. */
  public String tail() {
    return LogTail.of(file);
  }

  /** Whether nothing was printed at all. */
  public boolean isSilent() throws IOException {
    return !Files.exists(file) || Files.size(file) == 0;
  }

  /** The last thing that was printed; a sentence where nothing was. */
  public String lastLine() {
    String last = PlainText.quote(LogTail.lastLine(tail()));
    return last.isEmpty() ? "nothing was printed on the console" : last;
  }
}
