package dev.halfspeed.worker.profile;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.Folders;
import dev.halfspeed.worker.host.PlainText;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.RunProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what perf has left of runs. Whatever is wrong with it is a sentence beside the run: nothing
 * fails for a profile.
 */
public final class RunProfiles {
  private static final int MOST_BYTES = 2 << 20;
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Pattern PID = Pattern.compile("[0-9]{1,10}");
  private static final String SIZE_LIMIT = "size limit reached";

  private final Tools tools;
  private final ProfileScript script;
  private final Kernel kernel;
  private final Path folder;

  /**
   * What is known of the kernel under test.
   *
   * @param config its effective .config
   * @param commandLine what it was started with
   * @param symbols the System.map of its build; empty where that was not kept
   */
  public record Kernel(String config, String commandLine, Optional<Path> symbols) {
    private boolean has(String option) {
      return config.lines().anyMatch((option + "=y")::equals);
    }

    /** Whether its functions lie where its build has put them. */
    private boolean isInPlace() {
      return !has("CONFIG_RANDOMIZE_BASE") || (" " + commandLine + " ").contains(" nokaslr ");
    }
  }

  /**
   * Of one boot.
   *
   * @param folder for files that are needed meanwhile
   */
  public RunProfiles(Tools tools, ProfileScript script, Kernel kernel, Path folder) {
    this.tools = tools;
    this.script = script;
    this.kernel = kernel;
    this.folder = folder;
  }

  /**
   * The profile of one run.
   *
   * @param left what profile.sh has left
   * @param files where the paths of programs that perf has seen lie here, beside those that are the
   *     same
   */
  public RunProfile of(int run, Map<String, Double> metrics, Path left, Map<String, Path> files)
      throws InterruptedException {
    var notes = new ArrayList<String>();
    try {
      Path data = left.resolve("data");
      if (!hasEnded(left) || !Files.isRegularFile(data) || Files.size(data) == 0) {
        notes.add(failure(left));
        return nothing(run, metrics, notes);
      }
      PerfStacks stacks = read(left, data, files);
      if (stacks.samples() == 0) {
        notes.add("perf took no sample");
        return nothing(run, metrics, notes);
      }
      if (stacks.hasUnnamed()) {
        notes.add(unnamed());
      }
      if (text(left.resolve("log")).contains(SIZE_LIMIT)) {
        notes.add(
            "perf ended before the run, since its samples had %d MB: the profile is of the run's"
                    .formatted(script.megabytes())
                + " beginning");
      }
      return new RunProfile(
          run, metrics, script.hertz(), stacks.packed(), stacks.samples(), stacks.lost(), notes);
    } catch (IOException | DeadlineException | OutOfMemoryError e) {
      notes.add(
          "what perf left could not be read: " + PlainText.quote(String.valueOf(e.getMessage())));
      return nothing(run, metrics, notes);
    }
  }

  private RunProfile nothing(int run, Map<String, Double> metrics, List<String> notes) {
    return new RunProfile(run, metrics, script.hertz(), null, 0, 0, notes);
  }

  private static boolean hasEnded(Path left) throws IOException {
    return text(left.resolve("state")).lines().anyMatch("ended"::equals);
  }

  private static String text(Path file) throws IOException {
    return Files.isRegularFile(file) ? PlainText.read(file) : "";
  }

  /** Why there are no samples. */
  private String failure(Path left) throws IOException {
    if (text(left.resolve("state")).lines().anyMatch("late"::equals)) {
      return "perf did not answer for %d s, and was killed"
          .formatted(script.patience().toSeconds());
    }
    if (!kernel.config().isEmpty() && !kernel.has("CONFIG_PERF_EVENTS")) {
      return "the kernel has no CONFIG_PERF_EVENTS, so perf takes no samples: add it to the"
          + " configuration";
    }
    return "perf failed" + words(left);
  }

  private static String words(Path left) {
    String said = ErrorLine.of(left.resolve("log"));
    return said.isEmpty() ? "" : ": " + said;
  }

  private String unnamed() {
    if (kernel.has("CONFIG_KALLSYMS")) {
      return "functions of the kernel have no names: /proc/kallsyms could not be read";
    }
    return "functions of the kernel have no names, since it has no CONFIG_KALLSYMS and "
        + (kernel.isInPlace()
            ? "its image none of its build's System.map: build it anew, or add the option"
            : "chooses its own address: add the option, or start it with nokaslr");
  }

  private PerfStacks read(Path left, Path data, Map<String, Path> files)
      throws IOException, InterruptedException, DeadlineException {
    Optional<KernelSymbols> symbols = KernelSymbols.read(left.resolve("kallsyms"));
    if (symbols.isEmpty() && kernel.isInPlace() && kernel.symbols().isPresent()) {
      symbols = KernelSymbols.read(kernel.symbols().get());
    }
    var stacks = new PerfStacks(symbols, MOST_BYTES, recorder(left));
    Path seen = Files.createTempDirectory(folder, "files-");
    try {
      link(seen, files);
      // Perf would take names from this machine's own kernel.
      Path none = Files.createFile(seen.resolve("no-symbols"));
      Path errors = folder.resolve("perf-script.log");
      int code =
          new Command(
                  List.of(
                      script.perf().toString(),
                      "script",
                      "-i",
                      data.toString(),
                      "-f",
                      "--symfs",
                      seen.toString(),
                      "--kallsyms",
                      none.toString(),
                      "--no-inline",
                      "--show-lost-events",
                      "-F",
                      "comm,pid,ip,sym,dso"),
                  tools.environment(),
                  folder)
              .runApart(errors, stacks::add, Deadline.after(LONGEST));
      if (code != 0) {
        throw new IOException(
            "perf script failed with exit code " + code + ": " + ErrorLine.of(errors));
      }
      // The last sample has no empty line behind it where perf was killed.
      stacks.add("");
    } finally {
      Folders.delete(seen);
    }
    return stacks;
  }

  /** The process that took the samples, and the one that it waited for. */
  private static Set<Long> recorder(Path left) throws IOException {
    var numbers = new HashSet<Long>();
    for (String file : List.of("perf", "sleeper")) {
      text(left.resolve(file))
          .lines()
          .findFirst()
          .filter(PID.asMatchPredicate())
          .map(Long::valueOf)
          .ifPresent(numbers::add);
    }
    return numbers;
  }

  /** This machine's files as the kernel under test saw them. */
  private static void link(Path seen, Map<String, Path> files) throws IOException {
    for (Path top : Folders.list(Path.of("/"))) {
      if (!top.equals(Path.of("/run"))) {
        Files.createSymbolicLink(seen.resolve(top.getFileName().toString()), top);
      }
    }
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Path link = seen.resolve(file.getKey().substring(1));
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, file.getValue());
    }
  }
}
