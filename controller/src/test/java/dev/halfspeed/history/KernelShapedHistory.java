package dev.halfspeed.history;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * A history with the shape of the kernel's, of any size, without files: a stream for {@code git
 * fast-import}.
 *
 * <p>Every nine or ten weeks there is a release. In the two weeks after it the mainline merges what
 * some two hundred subsystems have prepared since one of the release's candidates; in the weeks
 * after these it merges fixes. Subsystems commit in short series, merge topic branches of their
 * own, and now and then the mainline. About one commit in thirteen is a merge. One committer's
 * clock in a hundred is late by up to six hours.
 */
final class KernelShapedHistory {
  private static final int DAY = 24 * 3600;
  private static final int WINDOW = 14 * DAY;
  private static final int START = 1_100_000_000;
  private static final int SUBSYSTEMS = 200;
  private static final int FIX_PULLS_A_WEEK = 40;
  private static final int COMMITS_A_RELEASE = 12_400;

  private static final List<String> WORDS =
      List.of(
          "the driver",
          "when a page is freed",
          "under the lock",
          "a missing check of",
          "the reference count",
          "in the error path",
          "for older devices",
          "which is not needed",
          "since the last rework",
          "from the interrupt handler",
          "before it is used",
          "on big-endian machines");

  private final OutputStream stream;
  private final Random random;
  private final int commitsARelease;
  private final int subsystemCount;
  private final int fixPullsAWeek;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingInt(Event::time).thenComparingInt(Event::number));
  private final List<Subsystem> subsystems = new ArrayList<>();
  private int eventsAdded;
  private int commits;
  private int mainline;

  private KernelShapedHistory(OutputStream stream, long seed, int commitsARelease) {
    this.stream = stream;
    this.random = new Random(seed);
    this.commitsARelease = commitsARelease;
    double scale = (double) commitsARelease / COMMITS_A_RELEASE;
    subsystemCount = Math.max(3, (int) (SUBSYSTEMS * scale));
    fixPullsAWeek = Math.max(1, (int) (FIX_PULLS_A_WEEK * scale));
  }

  /**
   * Writes a history: the branch main, and a tag v1, v2... for each release.
   *
   * @param atLeast how many commits are to be written; the release that reaches that is the last,
   *     and some of the commits wait for the next one
   * @param commitsARelease 12,400 or so in the kernel
   */
  static void write(OutputStream stream, long seed, int atLeast, int commitsARelease)
      throws IOException {
    new KernelShapedHistory(stream, seed, commitsARelease).write(atLeast);
  }

  /** One with as many commits in a release as the kernel has. */
  static void write(OutputStream stream, long seed, int atLeast) throws IOException {
    write(stream, seed, atLeast, COMMITS_A_RELEASE);
  }

  private void write(int atLeast) throws IOException {
    mainline = commit(START, 0, 0);
    for (int rank = 0; rank < subsystemCount; rank++) {
      subsystems.add(new Subsystem(1.0 / (rank + 8), mainline));
    }
    double shares = subsystems.stream().mapToDouble(subsystem -> subsystem.share).sum();
    int time = START;
    for (int release = 1; commits < atLeast; release++) {
      int end = time + (random.nextInt(4) == 0 ? 70 : 63) * DAY;
      planRelease(time, end, shares);
      Event event;
      while ((event = events.peek()) != null && event.time() < end) {
        events.remove();
        event.action().accept(event.time());
      }
      mainline = commit(end, mainline, 0);
      print("reset refs/tags/v" + release + "\nfrom :" + mainline + "\n\n");
      time = end;
    }
    print("reset refs/heads/main\nfrom :" + mainline + "\n\ndone\n");
    stream.flush();
  }

  private void planRelease(int start, int end, double shares) {
    for (int candidate = start + WINDOW; candidate < end; candidate += 7 * DAY) {
      at(candidate, this::commitToMainline);
      planFixes(candidate);
    }
    for (Subsystem subsystem : subsystems) {
      int wanted =
          (int) Math.round(commitsARelease * 0.72 * between(0.8, 1.2) * subsystem.share / shares);
      planSubsystem(subsystem, wanted, start, end);
    }
    for (int patch = 0; patch < commitsARelease / 100; patch++) {
      at(start + random.nextInt(end - start), this::commitToMainline);
    }
  }

  private void planSubsystem(Subsystem subsystem, int wanted, int start, int end) {
    int begins = start + WINDOW + random.nextInt(4) * 7 * DAY + random.nextInt(DAY);
    boolean continues = random.nextInt(4) == 0;
    at(begins, time -> begin(subsystem, continues, time));
    int left = wanted;
    while (left > 0) {
      boolean topic = wanted > 20 && random.nextInt(100) < 40;
      int size = Math.min(left, 1 + random.nextInt(topic ? 18 : 12));
      left -= size;
      int from = begins + 1 + random.nextInt(end - begins - 3 * DAY);
      if (topic) {
        planTopic(subsystem, size, from);
      } else {
        for (int number = 0; number < size; number++) {
          at(from + 60 * number, subsystem::commit);
        }
      }
    }
    int pull = end + random.nextInt(WINDOW / 2);
    at(pull, subsystem::pull);
    if (random.nextInt(2) == 0) {
      at(pull + random.nextInt(WINDOW / 2), subsystem::pull);
    }
  }

  private void planTopic(Subsystem subsystem, int size, int from) {
    var topic = new Subsystem(0, 0);
    boolean onTip = random.nextBoolean();
    at(from, time -> topic.tip = onTip ? subsystem.tip : subsystem.base);
    int step = 1 + random.nextInt(2 * DAY / size);
    for (int number = 0; number < size; number++) {
      at(from + step * number, topic::commit);
    }
    at(from + step * size, time -> subsystem.merge(topic.tip, time));
  }

  private void planFixes(int weekStart) {
    for (int number = 0; number < fixPullsAWeek; number++) {
      Subsystem subsystem = subsystems.get(random.nextInt(subsystems.size()));
      var fixes = new Subsystem(0, 0);
      int from = weekStart + random.nextInt(3 * DAY);
      boolean old = random.nextInt(3) == 0;
      at(from, time -> fixes.tip = old ? subsystem.base : mainline);
      int size = 1 + random.nextInt(20);
      for (int fix = 0; fix < size; fix++) {
        at(from + 1 + random.nextInt(2 * DAY), fixes::commit);
      }
      at(weekStart + 5 * DAY + random.nextInt(DAY), fixes::pull);
      if (random.nextInt(10) == 0) {
        at(weekStart + 6 * DAY, time -> subsystem.merge(fixes.tip, time));
      }
    }
  }

  private void begin(Subsystem subsystem, boolean continues, int time) {
    if (continues || subsystem.unpulled) {
      subsystem.merge(mainline, time);
    } else {
      subsystem.tip = mainline;
    }
    subsystem.base = mainline;
  }

  private void commitToMainline(int time) {
    mainline = commit(time, mainline, 0);
  }

  private void at(int time, IntConsumer action) {
    events.add(new Event(time, eventsAdded, action));
    eventsAdded++;
  }

  private double between(double low, double high) {
    return low + random.nextDouble() * (high - low);
  }

  /** Writes a commit; its mark. No parent has the mark 0. */
  private int commit(int time, int parent, int merged) {
    commits++;
    int committed = time - (random.nextInt(100) == 0 ? random.nextInt(6 * 3600) : 0);
    var message = new StringBuilder(merged == 0 ? "subsystem: Change " : "Merge branch ");
    message.append(commits).append('\n');
    for (int line = 0; line < 4; line++) {
      message.append('\n');
      for (int word = 0; word < 4; word++) {
        message.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
      }
    }
    message.append("\n\nSigned-off-by: Committer <committer@example.com>\n");
    var commit = new StringBuilder("commit refs/heads/main\nmark :" + commits + "\n");
    commit.append("author Author <author@example.com> ");
    commit.append(committed - random.nextInt(20 * DAY)).append(" +0000\n");
    commit.append("committer Committer <committer@example.com> " + committed + " +0000\n");
    commit.append("data " + message.length() + "\n").append(message).append('\n');
    if (parent != 0) {
      commit.append("from :" + parent + "\n");
    }
    if (merged != 0) {
      commit.append("merge :" + merged + "\n");
    }
    print(commit.append('\n').toString());
    return commits;
  }

  private void print(String text) {
    try {
      stream.write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What happens at a time, in seconds since 1970; of those at one time the one planned first. */
  private record Event(int time, int number, IntConsumer action) {}

  /** A line of commits beside the mainline. */
  private final class Subsystem {
    private final double share;
    private int base;
    private int tip;
    private boolean unpulled;

    private Subsystem(double share, int base) {
      this.share = share;
      this.base = base;
      this.tip = base;
    }

    private void commit(int time) {
      tip = KernelShapedHistory.this.commit(time, tip, 0);
      unpulled = true;
    }

    private void merge(int other, int time) {
      if (other != tip) {
        tip = KernelShapedHistory.this.commit(time, tip, other);
        unpulled = true;
      }
    }

    private void pull(int time) {
      if (unpulled) {
        mainline = KernelShapedHistory.this.commit(time, mainline, tip);
        unpulled = false;
      }
    }
  }
}
