package dev.halfspeed.web;

import dev.halfspeed.jobs.JobLog;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** A log of a million lines of a hundred bytes, made as it is read; counts what is read of it. */
final class LargeLog implements JobLog {
  static final int LINE_BYTES = 100;
  static final long LINES = 1_000_000;

  /** The line of the error. */
  static final long ERROR = 654_321;

  final AtomicLong bytesRead = new AtomicLong();
  final AtomicLong largestRead = new AtomicLong();

  private static String text(long number) {
    return number == ERROR
        ? "\u001b[31mmm/slab.c:7: error: " + Views.HOSTILE + "\u001b[0m"
        : "  CC      \u202emm/" + number + ".o";
  }

  private Line line(long number) {
    took(LINE_BYTES);
    return new Line(number, text(number));
  }

  private void took(long bytes) {
    bytesRead.addAndGet(bytes);
    largestRead.accumulateAndGet(bytes, Math::max);
  }

  @Override
  public Extent extent() {
    return new Extent(LINES * LINE_BYTES, LINES);
  }

  @Override
  public byte[] bytes(long offset, int most) {
    int length = (int) Math.min(most, LINES * LINE_BYTES - offset);
    took(length);
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      long at = offset + i;
      bytes[i] = (byte) (at % LINE_BYTES == LINE_BYTES - 1 ? '\n' : 'a' + at / LINE_BYTES % 26);
    }
    return bytes;
  }

  @Override
  public List<Line> lines(long first, int count) {
    return LongStream.range(first, Math.min(LINES + 1, first + count))
        .mapToObj(this::line)
        .toList();
  }

  @Override
  public List<Line> find(String text, int most) {
    return text.equals("error") ? List.of(line(ERROR)) : List.of();
  }

  @Override
  public List<Line> errors(int most) {
    return List.of(line(17), line(ERROR));
  }
}
