package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/**
 * Compares reading a range of 100,000 commits out of a million, and finding its first midpoint,
 * with what git takes on the same repository. Run by docs/benchmarks/history; prints Markdown.
 */
final class HistoryBenchmark {
  private static final int COMMITS = 1_060_000;
  private static final int RANGE = 100_000;
  private static final int SEED = 1;
  private static final int ROUNDS = 7;
  private static final int SLOW_ROUNDS = 3;
  private static final int WARMING = 10;
  private static final String BAD = "main";

  private final Path repository;
  private final String good;

  private HistoryBenchmark(Path repository, String good) {
    this.repository = repository;
    this.good = good;
  }

  /**
   * Takes a folder where the repository of a million commits is kept, and made when it is not
   * there; or {@code once}, a repository and a good revision, to measure in this process only.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("once")) {
      new HistoryBenchmark(Path.of(arguments[1]), arguments[2]).once();
      return;
    }
    Path folder = Path.of(arguments[0]);
    Path repository = folder.resolve("history-" + COMMITS + ".git");
    if (!Files.exists(repository)) {
      System.err.println("Making " + repository);
      Path unfinished = Files.createTempDirectory(folder, "unfinished");
      make(unfinished);
      Files.move(unfinished, repository, StandardCopyOption.ATOMIC_MOVE);
    }
    // The repository is ours: opening it writes the graph that is missing.
    KernelHistory.open(repository).close();
    new HistoryBenchmark(repository, good(repository)).compare();
  }

  private static void make(Path repository) throws Exception {
    Git.init(repository, "--bare").run("config", "halfspeed.own", "true");
    Process git =
        process(repository, "git", "fast-import", "--quiet", "--done")
            .redirectOutput(Redirect.INHERIT)
            .start();
    try (var stream = new BufferedOutputStream(git.getOutputStream(), 1 << 20)) {
      KernelShapedHistory.write(stream, SEED, COMMITS);
    }
    if (git.waitFor() != 0) {
      throw new IOException("git fast-import failed");
    }
  }

  /** The latest release that leaves as many candidates as are wanted. */
  private static String good(Path repository) throws Exception {
    int releases = text(repository, "git", "tag").split("\n", -1).length;
    for (int release = releases - 1; release > 0; release--) {
      String count = text(repository, "git", "rev-list", "--count", "v" + release + ".." + BAD);
      if (Integer.parseInt(count) >= RANGE) {
        return "v" + release;
      }
    }
    throw new IllegalStateException("no range of " + RANGE + " commits");
  }

  private void compare() throws Exception {
    Answer first = measure();
    check(first);
    for (int round = 1; round < WARMING; round++) {
      measure();
    }
    List<Duration> revList = new ArrayList<>();
    List<Duration> bisect = new ArrayList<>();
    List<Duration> fresh = new ArrayList<>();
    List<Times> warm = new ArrayList<>();
    List<Times> cold = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      revList.add(run(repository, "git", "rev-list", good + ".." + BAD));
      warm.add(measure().times());
      long began = System.nanoTime();
      cold.add(inAFreshProcess());
      fresh.add(since(began));
      if (round < SLOW_ROUNDS) {
        bisect.add(run(repository, "git", "rev-list", "--bisect", good + ".." + BAD));
      }
    }
    report(revList, bisect, warm, cold, fresh, first.range().size());
  }

  private void report(
      List<Duration> revList,
      List<Duration> bisect,
      List<Times> warm,
      List<Times> cold,
      List<Duration> fresh,
      int size)
      throws Exception {
    String all = text(repository, "git", "rev-list", "--count", BAD);
    String merges = text(repository, "git", "rev-list", "--count", "--merges", BAD);
    System.out.printf(
        Locale.ROOT,
        "%,d commits, one in %.1f a merge; %s..%s has %,d. Medians of %d rounds (of `--bisect`"
            + " %d).%n%n",
        Integer.parseInt(all),
        Double.parseDouble(all) / Integer.parseInt(merges),
        good,
        BAD,
        size,
        ROUNDS,
        SLOW_ROUNDS);
    Duration range = median(revList);
    System.out.println("| the range | seconds | ratio |\n|---|---|---|");
    row("`git rev-list`, a process", range, range);
    row("ours, in a controller that is running: the range alone", median(warm, Part.RANGE), range);
    row("the same, from opening the repository on", median(warm, Part.OPEN_TO_RANGE), range);
    row("ours, first thing in a process: the range alone", median(cold, Part.RANGE), range);
    row("the same, from opening the repository on", median(cold, Part.OPEN_TO_RANGE), range);
    Duration midpoint = median(bisect);
    System.out.println("\n| the first midpoint | seconds | ratio |\n|---|---|---|");
    row("`git rev-list --bisect`, a process", midpoint, midpoint);
    row("ours, in a controller that is running", median(warm, Part.OPEN_TO_MIDPOINT), midpoint);
    row("of that, from the range on", median(warm, Part.MIDPOINT), midpoint);
    row("ours, first thing in a process", median(cold, Part.OPEN_TO_MIDPOINT), midpoint);
    row("ours, with the start and end of that process", median(fresh), midpoint);
  }

  private static void row(String what, Duration time, Duration unit) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.3f | %.3f |%n",
        what,
        time.toNanos() / 1e9,
        (double) time.toNanos() / unit.toNanos());
  }

  /** That the range is git's, and the midpoint no worse. */
  private void check(Answer ours) throws Exception {
    String revList = text(repository, "git", "rev-list", good + ".." + BAD);
    if (!new TreeSet<>(revList.lines().toList()).equals(new TreeSet<>(ours.ids()))) {
      throw new IllegalStateException("other candidates than git's");
    }
    String gits = text(repository, "git", "rev-list", "--bisect", good + ".." + BAD);
    int place = ours.ids().indexOf(gits);
    double best = ours.halves()[ours.midpoint()];
    // Git is content with a thousandth off the half.
    boolean alike = ours.halves()[place] <= best && ours.halves()[place] > 0.998 * best;
    if (!alike) {
      throw new IllegalStateException("another midpoint than git's " + gits);
    }
    System.out.printf(
        Locale.ROOT,
        "The same candidates. The midpoint leaves at least %,.0f of them either way, git's %,.0f.%n",
        best,
        ours.halves()[place]);
  }

  private void once() throws Exception {
    // What any process does before it opens a repository.
    LoggerFactory.getLogger(HistoryBenchmark.class).debug("Started");
    Times times = measure().times();
    for (Duration time : List.of(times.open(), times.range(), times.midpoint())) {
      System.out.println(time);
    }
  }

  private Answer measure() throws Problem {
    long began = System.nanoTime();
    try (var history = KernelHistory.open(repository)) {
      CommitInfo goodCommit = history.resolve(good);
      CommitInfo badCommit = history.resolve(BAD);
      Duration open = since(began);
      long opened = System.nanoTime();
      CommitRange range = history.range(goodCommit, badCommit, RangeOptions.everything());
      Duration read = since(opened);
      long hadRange = System.nanoTime();
      double[] weights = new double[range.size()];
      Arrays.fill(weights, 1);
      double[] halves = new double[range.size()];
      range.dag().ancestry().sums(weights, halves);
      int midpoint = 0;
      for (int candidate = 0; candidate < halves.length; candidate++) {
        halves[candidate] = Math.min(halves[candidate], halves.length - halves[candidate]);
        midpoint = halves[candidate] > halves[midpoint] ? candidate : midpoint;
      }
      return new Answer(new Times(open, read, since(hadRange)), range, midpoint, halves);
    }
  }

  private Times inAFreshProcess() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(HistoryBenchmark.class.getName(), "once", repository.toString(), good));
    List<Duration> parts =
        text(repository, command.toArray(String[]::new)).lines().map(Duration::parse).toList();
    return new Times(parts.get(0), parts.get(1), parts.get(2));
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static Duration median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private static Duration median(List<Times> times, Part part) {
    return median(times.stream().map(part::of).toList());
  }

  /** Runs a command; how long that took. */
  private static Duration run(Path folder, String... command) throws Exception {
    long began = System.nanoTime();
    int code = process(folder, command).redirectOutput(Redirect.DISCARD).start().waitFor();
    if (code != 0) {
      throw new IOException(List.of(command) + " failed");
    }
    return since(began);
  }

  private static String text(Path folder, String... command) throws Exception {
    Process process = process(folder, command).start();
    byte[] output = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + " failed");
    }
    return new String(output, StandardCharsets.UTF_8).strip();
  }

  private static ProcessBuilder process(Path folder, String... command) {
    var builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "LC_ALL", "C"));
    return builder.directory(folder.toFile());
  }

  /** What is shown of the times. */
  private enum Part {
    RANGE,
    OPEN_TO_RANGE,
    MIDPOINT,
    OPEN_TO_MIDPOINT;

    private Duration of(Times times) {
      return switch (this) {
        case RANGE -> times.range();
        case OPEN_TO_RANGE -> times.open().plus(times.range());
        case MIDPOINT -> times.midpoint();
        case OPEN_TO_MIDPOINT -> times.open().plus(times.range()).plus(times.midpoint());
      };
    }
  }

  /**
   * What took how long.
   *
   * @param open opening the repository and resolving good and bad
   * @param range reading the range
   * @param midpoint finding the midpoint in it
   */
  private record Times(Duration open, Duration range, Duration midpoint) {}

  /**
   * One answer.
   *
   * @param midpoint the candidate that cuts the range best
   * @param halves for each candidate the smaller of the parts that it cuts the range into
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Answer(Times times, CommitRange range, int midpoint, double[] halves) {
    private List<String> ids() {
      return IntStream.range(0, range.size()).mapToObj(range::id).toList();
    }
  }
}
