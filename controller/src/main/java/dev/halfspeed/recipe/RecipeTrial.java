package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.results.ReproducerException;
import dev.halfspeed.worker.results.ResultsReader;
import dev.halfspeed.worker.results.RunOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recipe run on the machine at hand, as its user, on the kernel that runs: what a boot does with
 * it, without the boot.
 */
public final class RecipeTrial implements AutoCloseable {
  /** For one step: who tries a recipe waits for it. */
  private static final Duration LONGEST_STEP = Duration.ofMinutes(30);

  /** As on a bare machine; who stops a trial waits for no longer than that. */
  private static final Duration LONGEST_TEARDOWN = Duration.ofMinutes(2);

  private static final String TEARDOWN = "teardown";

  private final Recipe recipe;
  private final Path place;
  private final Optional<Path> setsid;
  private final Map<String, String> environment;
  private final Duration longestStep;
  private volatile boolean failed;
  private volatile boolean runs;
  private final Object turn = new Object();

  /** The step that is not the teardown. */
  private @Nullable Process running;

  private boolean stopped;

  /**
   * A run that gave what it should.
   *
   * @param metrics by name
   */
  public record Run(Map<String, Double> metrics, Duration took) {}

  private RecipeTrial(
      Recipe recipe,
      Path place,
      Map<String, String> environment,
      Optional<Path> setsid,
      Duration longestStep) {
    this.setsid = setsid;
    this.longestStep = longestStep;
    this.recipe = recipe;
    this.place = place;
    this.environment = environment;
  }

  /**
   * Makes a place for it.
   *
   * @param parameters every parameter with its value
   * @param variables of the user's shell; the steps see of them what a worker lets them see
   */
  public static RecipeTrial begin(
      Recipe recipe, Map<String, String> parameters, Map<String, String> variables) throws Problem {
    return begin(recipe, parameters, variables, LONGEST_STEP);
  }

  static RecipeTrial begin(
      Recipe recipe,
      Map<String, String> parameters,
      Map<String, String> variables,
      Duration longestStep)
      throws Problem {
    Path temporary = temporary(variables);
    try {
      // A recipe's own users enter it, as in a boot.
      Path place =
          enterable(Files.createTempDirectory(temporary, "halfspeed-try-"), "rwxr-xr-x")
              .toRealPath();
      var tools = new Tools(variables);
      var environment = new ConcurrentHashMap<>(tools.environment());
      environment.put("TMPDIR", temporary.toString());
      parameters.forEach((name, value) ->
          environment.put("HALFSPEED_PARAM_" + name.toUpperCase(Locale.ROOT), value));
      environment.put("HALFSPEED_DATA", Files.createDirectory(place.resolve("data")).toString());
      environment.put(
          "HALFSPEED_WORK",
          enterable(Files.createDirectory(place.resolve("work")), "rwxr-xr-x").toString());
      environment.put(
          "HALFSPEED_CPUS", Integer.toString(Runtime.getRuntime().availableProcessors()));
      environment.put("HALFSPEED_MEMORY_BYTES", Long.toString(memoryBytes()));
      return new RecipeTrial(recipe, place, environment, tools.find("setsid"), longestStep);
    } catch (IOException e) {
      throw new Problem(
          "there is no place to try a recipe in: " + e.getMessage(),
          "make room in " + temporary + ", or name another folder with TMPDIR",
          e);
    }
  }

  /** A relative one would be another in each step's folder. */
  private static Path temporary(Map<String, String> variables) {
    String named = variables.getOrDefault("TMPDIR", "");
    return Path.of(named.isEmpty() ? System.getProperty("java.io.tmpdir") : named).toAbsolutePath();
  }

  private static Path enterable(Path folder, String permissions) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
  }

  private static long memoryBytes() throws IOException {
    String line = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
  }

  /** Prepares the data; how long that took, empty where there is nothing to prepare. */
  public Optional<Duration> prepare() throws Problem {
    return must("prepare", recipe.steps().prepare());
  }

  /** Sets it up; how long that took, empty where there is nothing to do. */
  public Optional<Duration> setUp() throws Problem {
    runs = true;
    return must("setup", recipe.steps().setup());
  }

  /** Runs it once. */
  public Run run(int number) throws Problem {
    String step = "run-" + number;
    try {
      Path output = enterable(Files.createDirectory(place.resolve(step)), "rwxrwxrwx");
      environment.put("HALFSPEED_OUT", output.toString());
      environment.put("HALFSPEED_SEED", Integer.toString(number));
      Ended ended = step(step, recipe.steps().run());
      if (ended.code() != 0 && !ResultsReader.isPassOrFail(recipe.results())) {
        throw broken(step, ended);
      }
      return new Run(
          ResultsReader.read(
                  recipe.results(), new RunOutput(output, ended.code(), log(step)), number)
              .metrics(),
          ended.took());
    } catch (ReproducerException e) {
      failed = true;
      throw new Problem(
          "%s of recipe %s gave nothing: %s".formatted(step, recipe.name(), e.getMessage()),
          "look at what it left in " + place + ", and remove that",
          e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Stops what was set up; how long that took, empty where there is nothing to do. */
  public synchronized Optional<Duration> tearDown() throws Problem {
    runs = false;
    return must(TEARDOWN, recipe.steps().teardown());
  }

  private Optional<Duration> must(String step, @Nullable String script) throws Problem {
    if (script == null) {
      return Optional.empty();
    }
    try {
      Ended ended = step(step, script);
      if (ended.code() != 0) {
        throw broken(step, ended);
      }
      return Optional.of(ended.took());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private record Ended(int code, Duration took) {}

  private Ended step(String step, String script) throws IOException, Problem {
    long begun = System.nanoTime();
    var command = new ArrayList<String>();
    // In a session of its own a signal of the terminal does not reach it: stop() ends the step.
    setsid.ifPresent(program -> command.add(program.toString()));
    command.add(recipe.folder().resolve(script).toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(place.resolve("work").toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(step).toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = start(builder, step);
    Duration longest = longest(step);
    try {
      if (!process.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        failed = true;
        throw new Problem(
            "%s of recipe %s did not end in %d s, and was ended with its children"
                .formatted(step, recipe.name(), longest.toSeconds()),
            "see " + log(step));
      }
      return new Ended(process.exitValue(), Duration.ofNanos(System.nanoTime() - begun));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem("the trial was interrupted", "start it again");
    } finally {
      end(process);
    }
  }

  private Duration longest(String step) {
    return step.equals(TEARDOWN) && longestStep.compareTo(LONGEST_TEARDOWN) > 0
        ? LONGEST_TEARDOWN
        : longestStep;
  }

  private Process start(ProcessBuilder builder, String step) throws IOException, Problem {
    if (step.equals(TEARDOWN)) {
      return builder.start();
    }
    synchronized (turn) {
      if (stopped) {
        throw new Problem("the trial was stopped before " + step, "start it again");
      }
      Process process = builder.start();
      running = process;
      return process;
    }
  }

  private static void end(Process process) {
    if (process.isAlive()) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Ends the step that runs with its children, stops what was set up, and removes all of it: for
   * another thread than the one that tries, once. A teardown that runs is waited for.
   */
  public void stop() {
    synchronized (turn) {
      stopped = true;
      if (running != null) {
        end(running);
      }
    }
    tearDownIfSetUp();
    delete();
  }

  private Path log(String step) {
    return place.resolve(step + ".log");
  }

  private Problem broken(String step, Ended ended) {
    failed = true;
    String said = ErrorLine.of(log(step));
    return new Problem(
        "%s of recipe %s failed with exit code %d%s"
            .formatted(step, recipe.name(), ended.code(), said.isEmpty() ? "" : ": " + said),
        "see " + log(step) + "; remove " + place + " afterwards");
  }

  private Problem unreadable(IOException e) {
    return new Problem(
        "recipe " + recipe.name() + " cannot be tried: " + e.getMessage(),
        "see whether its scripts can be started: halfspeed recipe check " + recipe.folder(),
        e);
  }

  /** Stops what a failure left running; removes its place, but for what tells of a failure. */
  @Override
  public void close() {
    tearDownIfSetUp();
    if (!failed) {
      delete();
    }
  }

  private synchronized void tearDownIfSetUp() {
    if (runs) {
      try {
        tearDown();
      } catch (Problem e) {
        // What went wrong before is told.
      }
    }
  }

  private synchronized void delete() {
    try (Stream<Path> paths = Files.walk(place)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // It lies where the system clears up.
    }
  }
}
