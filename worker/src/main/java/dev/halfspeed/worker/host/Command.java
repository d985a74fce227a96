package dev.halfspeed.worker.host;

import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program to run, with nothing on its standard input, and with standard error joined to standard
 * output unless it says otherwise.
 *
 * @param words the program and its arguments
 * @param environment all the variables that it sees
 */
public record Command(List<String> words, Map<String, String> environment, Path folder) {
  /** Bytes; whoever prints more without an end of line means no line. */
  private static final int LONGEST_LINE = 1 << 20;

  /**
   * Runs it to its end.
   *
   * @param log its output is appended here
   * @param line called with each line of output, on another thread
   * @return the exit code; 128 and a signal's number when killed by it
   * @throws DeadlineException when it took longer; it and its children are gone then
   */
  public int run(Path log, Consumer<String> line, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    try (Writer writer =
        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      return run(
          text -> {
            line.accept(text);
            append(writer, text);
          },
          deadline);
    }
  }

  /**
   * Runs it to its end and returns what it printed.
   *
   * @throws InfrastructureException when it fails
   */
  public String capture(Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var output = new StringJoiner("\n");
    int code = run(output::add, deadline);
    if (code != 0) {
      throw new InfrastructureException(
          Result.Fault.UNEXPECTED,
          "\"" + String.join(" ", words) + "\" failed with exit code " + code,
          output.toString());
    }
    return output.toString();
  }

  /** Runs it to its end, handing out its lines; throws what the consumer throws. */
  public int run(Consumer<String> line, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    return follow(start(builder().redirectErrorStream(true)), line, deadline);
  }

  /**
   * Runs it to its end, handing out the lines of its standard output only.
   *
   * @param errors its standard error, instead of what was in that file
   */
  public int runApart(Path errors, Consumer<String> line, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    return follow(start(builder().redirectError(errors.toFile())), line, deadline);
  }

  private int follow(Process process, Consumer<String> line, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var failure = new ArrayList<Throwable>();
    Thread reader = Thread.ofPlatform().daemon().start(() -> read(process, line, failure));
    try {
      if (!process.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new DeadlineException(words.getFirst() + " did not end in time");
      }
      // A child that outlives the program may hold the pipe: what it says is not waited for long.
      reader.join(1_000);
    } finally {
      end(process);
    }
    if (!failure.isEmpty()) {
      throw new IOException(failure.getFirst());
    }
    return process.exitValue();
  }

  private ProcessBuilder builder() {
    return new ProcessBuilder(words).directory(folder.toFile());
  }

  private Process start(ProcessBuilder builder) throws IOException {
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void read(Process process, Consumer<String> line, List<Throwable> failure) {
    try (var reader = new LineReader(process.getInputStream(), LONGEST_LINE)) {
      @Nullable String text = reader.next();
      while (text != null) {
        line.accept(text);
        text = reader.next();
      }
    } catch (IOException e) {
      // The stream is closed under us when the process is killed: its exit code tells the rest.
    } catch (RuntimeException | Error e) {
      // Also where memory is short: who waits is to hear of it.
      failure.add(e);
      process.destroyForcibly();
    }
  }

  /** Kills the program and its children, where they still run. */
  public static void end(Process process) {
    if (process.isAlive()) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static void append(Writer writer, String text) {
    try {
      writer.write(text);
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
