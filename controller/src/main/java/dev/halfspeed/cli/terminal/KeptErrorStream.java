package dev.halfspeed.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream that keeps the first error of writing, which {@link java.io.PrintStream} only counts: an
 * answer that did not arrive must not end as success.
 */
public final class KeptErrorStream extends FilterOutputStream {
  /** What the operating system says when the reader has gone, as head does when it has enough. */
  private static final String READER_GONE = "Broken pipe";

  private volatile @Nullable IOException first;

  public KeptErrorStream(OutputStream to) {
    super(to);
  }

  /** Why the answer was not written; empty where it was, and where its reader had enough. */
  public Optional<String> failure() {
    IOException error = first;
    return error == null || READER_GONE.equals(error.getMessage())
        ? Optional.empty()
        : Optional.of(String.valueOf(error.getMessage()));
  }

  @Override
  public void write(int one) throws IOException {
    keeping(() -> out.write(one));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    keeping(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    keeping(out::flush);
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void keeping(Writing writing) throws IOException {
    try {
      writing.run();
    } catch (IOException e) {
      if (first == null) {
        first = e;
      }
      throw e;
    }
  }
}
