package dev.halfspeed.notify;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Gives the notice to a command, as JSON on its standard input. Exit code 0 is success. */
public final class CommandChannel implements NoticeChannel {
  private static final int MOST_OUTPUT = 2000;

  private final String name;
  private final List<String> command;
  private final Duration timeout;
  private final Path folder;

  /**
   * A command.
   *
   * @param command the program's path and its arguments
   */
  public CommandChannel(String name, List<String> command, Duration timeout) {
    this(name, command, timeout, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * The same.
   *
   * @param folder for what the command says, while it runs
   */
  CommandChannel(String name, List<String> command, Duration timeout, Path folder) {
    this.folder = folder;
    this.name = name;
    this.command = List.copyOf(command);
    this.timeout = timeout;
  }

  @Override
  public String send(Letter letter) throws DeliveryException, InterruptedException {
    Path output;
    try {
      output = Files.createTempFile(folder, "halfspeed-notice", ".out");
    } catch (IOException e) {
      throw new DeliveryException(
          "channel %s: can't make a file for what the command says in %s: %s"
              .formatted(name, folder, IoReason.of(e)),
          true,
          e);
    }
    try {
      return run(start(output), letter, output);
    } finally {
      delete(output);
    }
  }

  private Process start(Path output) throws DeliveryException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new DeliveryException(
          "channel %s: can't start %s: %s".formatted(name, command.getFirst(), IoReason.of(e)),
          true,
          e);
    }
  }

  private String run(Process process, Letter letter, Path output)
      throws DeliveryException, InterruptedException {
    try {
      return follow(process, letter, output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A small file more in the folder for such files.
    }
  }

  private String follow(Process process, Letter letter, Path output)
      throws DeliveryException, InterruptedException {
    // On a thread of its own: a command that does not read must not keep us from its deadline.
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (OutputStream input = process.getOutputStream()) {
                input.write(letter.body().getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                // Its exit code tells whether that mattered.
              }
            });
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new DeliveryException(
          "channel %s: %s has not ended after %d s"
              .formatted(name, command.getFirst(), timeout.toSeconds()),
          true);
    }
    writer.interrupt();
    int code = process.exitValue();
    String said = said(output);
    if (code != 0) {
      throw new DeliveryException(
          "channel %s: %s ended with code %d%s"
              .formatted(name, command.getFirst(), code, said.isEmpty() ? "" : ": " + said),
          true);
    }
    return said.isEmpty() ? "exit code 0" : said;
  }

  private static String said(Path output) {
    try (InputStream stream = Files.newInputStream(output)) {
      String text = new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
      return text.lines().reduce((_, last) -> last).orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void check() throws Problem {
    Path program = Path.of(command.getFirst());
    if (!program.isAbsolute()) {
      throw new Problem(
          "channel %s: the command \"%s\" is no absolute path".formatted(name, program),
          "write where it is, such as /usr/local/bin/" + program.getFileName());
    }
    if (!Files.isRegularFile(program)) {
      throw new Problem(
          "channel %s: there is no file %s".formatted(name, program),
          "put the program there, or name another one");
    }
    if (!Files.isExecutable(program)) {
      throw new Problem(
          "channel %s: %s can't be executed by this user".formatted(name, program),
          "chmod +x " + program);
    }
  }
}
