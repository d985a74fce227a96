package dev.halfspeed.worker.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The end of a log: what a person wants to see first. */
public final class LogTail {
  private static final int BYTES = 6_000;

  private LogTail() {}

  /** The last whole lines of the file, about a screen full; empty where there is no file. */
  public static String of(Path file) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = Math.max(0, channel.size() - BYTES);
      ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - start));
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {}
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      int line = text.indexOf('\n');
      return start > 0 && line >= 0 ? text.substring(line + 1) : text;
    } catch (IOException e) {
      return "(the log " + file + " cannot be read: " + e.getMessage() + ")";
    }
  }

  /** The last line that has any text in it; empty where there is none. */
  public static String lastLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line).strip();
  }
}
