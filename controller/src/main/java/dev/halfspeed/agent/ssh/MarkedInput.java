package dev.halfspeed.agent.ssh;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command prints after its mark. What comes before is from start-up files of the login
 * shell, and is dropped; without a mark there is nothing.
 */
public final class MarkedInput extends FilterInputStream {
  /** To be printed by a script before what counts: a line of its own, whatever came before. */
  public static final String PRINT = "echo; echo halfspeed:content\n";

  private static final byte[] MARK = "\nhalfspeed:content\n".getBytes(StandardCharsets.UTF_8);

  private boolean begun;

  public MarkedInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    return begin() ? super.read() : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return begin() ? super.read(bytes, offset, length) : -1;
  }

  /** Reads on to behind the mark; whether it came. */
  private boolean begin() throws IOException {
    int matched = 0;
    while (!begun) {
      int next = super.read();
      if (next < 0) {
        return false;
      }
      // A line that is not the mark can only be followed by it from its end on.
      matched = next == MARK[matched] ? matched + 1 : next == MARK[0] ? 1 : 0;
      begun = matched == MARK.length;
    }
    return true;
  }
}
