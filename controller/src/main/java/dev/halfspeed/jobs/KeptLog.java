package dev.halfspeed.jobs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A short log that is at hand, such as the end that came with a job's result. */
public final class KeptLog implements JobLog {
  /** What lines that sound like errors have in them: an extended regular expression of POSIX. */
  static final String ERROR =
      "(^|[^[:alnum:]_])(error|fatal error|fatal|panic|oops|bug): |\\*\\*\\* |undefined reference"
          + "|multiple definition|kernel panic|no space left|out of memory|command not found"
          + "|no such file|timed out|call trace:";

  private static final Pattern SOUNDS_LIKE_AN_ERROR =
      Pattern.compile(ERROR.replace("[:alnum:]", "\\p{Alnum}"), Pattern.CASE_INSENSITIVE);

  private final byte[] bytes;
  private final List<Line> lines = new ArrayList<>();

  /** Takes the whole text. */
  public KeptLog(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
    // Only a line feed ends a line, as on the machine: its numbers are the same there.
    for (String line : text.split("\n", -1)) {
      lines.add(
          new Line(lines.size() + 1L, line.length() > WIDTH ? line.substring(0, WIDTH) : line));
    }
    if (lines.getLast().text().isEmpty()) {
      lines.removeLast();
    }
  }

  @Override
  public Extent extent() {
    return new Extent(bytes.length, lines.size());
  }

  @Override
  public byte[] bytes(long offset, int most) {
    int from = (int) Math.min(bytes.length, offset);
    return Arrays.copyOfRange(bytes, from, from + Math.min(most, bytes.length - from));
  }

  @Override
  public List<Line> lines(long first, int count) {
    return lines.stream().skip(first - 1).limit(count).toList();
  }

  @Override
  public List<Line> find(String text, int most) {
    return matching(
        Pattern.compile(text, Pattern.LITERAL | Pattern.CASE_INSENSITIVE).asPredicate(), most);
  }

  @Override
  public List<Line> errors(int most) {
    return matching(SOUNDS_LIKE_AN_ERROR.asPredicate(), most);
  }

  private List<Line> matching(Predicate<String> wanted, int most) {
    return lines.stream().filter(line -> wanted.test(line.text())).limit(most).toList();
  }
}
