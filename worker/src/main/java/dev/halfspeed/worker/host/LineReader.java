package dev.halfspeed.worker.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of what some program printed. Any bytes are text: a line that is not UTF-8 is taken for
 * Latin-1. A carriage return, a line feed, or both end a line, so that each state of a progress
 * line is a line. What is behind the limit of a line is dropped.
 */
public final class LineReader implements Closeable {
  /** Bytes of a line that somebody could still want to read. */
  public static final int LIMIT = 16 << 10;

  private final InputStream input;
  private final int limit;
  private final byte[] buffer = new byte[1 << 16];
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private int position;
  private int available;
  private byte[] line = new byte[256];
  private int length;
  private boolean cut;
  private boolean afterReturn;

  /**
   * Reads from a stream, which is closed with it.
   *
   * @param limit bytes that are kept of a line, at least 1
   */
  public LineReader(InputStream input, int limit) {
    this.input = input;
    this.limit = limit;
  }

  /** Reads a file. */
  public static LineReader of(Path file) throws IOException {
    return new LineReader(Files.newInputStream(file), LIMIT);
  }

  /** The next line without its end; null after the last. */
  public @Nullable String next() throws IOException {
    length = 0;
    cut = false;
    boolean any = false;
    while (fill()) {
      byte next = buffer[position++];
      if (next == '\n' && afterReturn) {
        afterReturn = false;
        continue;
      }
      any = true;
      afterReturn = next == '\r';
      if (next == '\n' || next == '\r') {
        return text();
      }
      add(next);
    }
    return any ? text() : null;
  }

  /**
   * All lines that follow.
   *
   * @throws UncheckedIOException when the stream is used and reading fails
   */
  public Stream<String> lines() {
    return Stream.generate(this::checked).takeWhile(Optional::isPresent).map(Optional::get);
  }

  private Optional<String> checked() {
    try {
      return Optional.ofNullable(next());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean fill() throws IOException {
    if (position == available) {
      position = 0;
      available = Math.max(0, input.read(buffer));
    }
    return position < available;
  }

  private void add(byte next) {
    if (length == limit) {
      cut = true;
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(limit, 2 * length));
    }
    line[length++] = next;
  }

  private String text() {
    if (cut) {
      // The last character may be half of one.
      return new String(line, 0, length, StandardCharsets.UTF_8);
    }
    try {
      return utf8.decode(ByteBuffer.wrap(line, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
