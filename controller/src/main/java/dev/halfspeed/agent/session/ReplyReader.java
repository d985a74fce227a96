package dev.halfspeed.agent.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of UTF-8 that may be long, but not endless. */
final class ReplyReader {
  private static final int CHUNK = 64 * 1024;

  private final InputStream in;
  private final int longest;
  private final byte[] chunk = new byte[CHUNK];
  private int from;
  private int to;

  /**
   * Reads from a stream, which it leaves to its owner to close.
   *
   * @param longest in bytes
   */
  ReplyReader(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /**
   * The next line without its end; absent when there is none. A last line without an end was cut
   * off, and is not returned.
   *
   * @throws ProtocolException when the line is too long
   */
  @Nullable String next() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      if (from == to) {
        from = 0;
        to = in.read(chunk);
        if (to < 0) {
          to = 0;
          return null;
        }
      }
      int end = from;
      while (end < to && chunk[end] != '\n') {
        end++;
      }
      line.write(chunk, from, end - from);
      if (line.size() > longest) {
        throw new ProtocolException("a line of more than " + longest + " bytes");
      }
      if (end < to) {
        from = end + 1;
        return line.toString(StandardCharsets.UTF_8);
      }
      from = end;
    }
  }
}
