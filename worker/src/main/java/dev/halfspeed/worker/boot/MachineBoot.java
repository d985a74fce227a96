package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Result;
import dev.halfspeed.worker.protocol.SysValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this machine does as root to boot an image itself, once: one script with a verb for each
 * step.
 */
public final class MachineBoot {
  // timeout(1): it ended the program at the deadline, or killed it and itself.
  private static final Set<Integer> ENDED = Set.of(124, 128 + 9);

  /** The script found no room somewhere, and names the folder. */
  private static final int NO_ROOM = 28;

  /** A program found none. */
  private static final String FULL = "No space left on device";

  private static final Duration UNTIL_KILLED = Duration.ofSeconds(5);
  private static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(20);

  private final Tools tools;
  private final BootPlan.Method method;
  private final Path root;
  private final boolean bySudo;

  /**
   * The boot loader of this machine.
   *
   * @param root the machine's root folder; another than / stands for a machine in tests
   */
  public MachineBoot(Tools tools, BootPlan.Method method, Path root) {
    this(
        tools,
        method,
        root,
        root.equals(Path.of("/")) && !"root".equals(System.getProperty("user.name")));
  }

  MachineBoot(Tools tools, BootPlan.Method method, Path root, boolean bySudo) {
    this.tools = tools;
    this.method = method;
    this.root = root;
    this.bySudo = bySudo;
  }

  /**
   * Puts an image where the boot method finds it, when there is room, also by removing images that
   * were put there before.
   *
   * @param id names the image
   * @param modules a tar file, or an empty string
   * @param release of the image's kernel
   * @param initramfs a shell command, or an empty string
   * @throws InfrastructureException when the machine does not let us, or has no room left
   */
  public void install(
      String id,
      Path kernel,
      String modules,
      String release,
      String initramfs,
      Path folder,
      Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    run(folder, deadline, "install", id, kernel.toString(), modules, release, initramfs);
  }

  /** Makes the next boot that of an image, and only the next. */
  public void arm(String id, String commandLine, Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    run(folder, deadline, "arm", id, commandLine);
  }

  /** The one-shot entry that the boot loader would take next; empty where none is set. */
  public String pending(Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    return run(folder, deadline, "pending");
  }

  /** Takes a one-shot entry back. */
  public void clear(Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    run(folder, deadline, "clear");
  }

  /** What kernels that died have left; it is there no more afterwards. */
  public String takePstore(Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    return run(folder, deadline, "pstore");
  }

  /**
   * Turns off what would disturb a measurement until the next boot, and leaves where {@link
   * KernelState} finds it what only root can read.
   */
  public void still(Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    run(folder, deadline, "still");
  }

  /**
   * Writes values below /sys, which hold until the next boot.
   *
   * @return what this kernel refused, in words; blank where all were written
   */
  public String setSys(List<SysValue> values, Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    return values.isEmpty()
        ? ""
        : run(
            folder,
            deadline,
            "sys",
            values.stream()
                .flatMap(each -> Stream.of(each.path(), each.value()))
                .toArray(String[]::new));
  }

  /**
   * Makes the folders that a recipe's steps find, below one that every user can enter.
   *
   * @param data what the recipe prepared, or an empty string
   */
  public void makeWorkplace(Path place, Path recipe, String data, Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    run(
        folder,
        deadline,
        "workplace",
        place.toString(),
        recipe.toString(),
        data,
        System.getProperty("user.name", "root"));
  }

  /** Removes them. */
  public void removeWorkplace(Path place, Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    run(folder, deadline, "leave-workplace", place.toString());
  }

  /** A shell script that leaves the running system for what was armed. */
  public String leaveScript(Path folder) throws IOException {
    var text =
        new StringJoiner(
            " ", "#!/bin/sh\n# The answer to whoever asks goes out first.\nsleep 1\nexec ", "\n");
    for (String word : words(List.of(), script(folder), "leave")) {
      text.add("'" + word.replace("'", "'\\''") + "'");
    }
    return text.toString();
  }

  private String run(Path folder, Deadline deadline, String verb, String... arguments)
      throws IOException, InterruptedException, DeadlineException {
    Path log = folder.resolve("machine.log");
    // Apart: sudo warns, for example where the machine's name has no address, and is no answer.
    Path errors = folder.resolve("machine.err");
    var output = new StringJoiner("\n");
    int code =
        new Command(
                endingBy(deadline, script(folder), verb, arguments), tools.environment(), folder)
            .runApart(
                errors,
                output::add,
                bySudo ? Deadline.after(deadline.remaining().plus(UNTIL_GIVEN_UP)) : deadline);
    String said = LogTail.of(errors);
    Files.writeString(
        log,
        (output + "\n" + said).strip() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    if (bySudo && ENDED.contains(code) && deadline.passed()) {
      throw new DeadlineException(verb + " did not end in time");
    }
    if (code != 0) {
      throw failed(verb, code, LogTail.lastLine(output + "\n" + said), said, LogTail.of(log));
    }
    return output.toString();
  }

  private InfrastructureException failed(
      String verb, int code, String last, String said, String logTail) {
    String full =
        LogTail.lastLine(
            said.lines().filter(line -> line.contains(FULL)).collect(Collectors.joining("\n")));
    return new InfrastructureException(
        code == NO_ROOM || !full.isEmpty() ? Result.Fault.DISK_FULL : Result.Fault.BOOT_SETUP,
        "%s (%s): %s%s"
            .formatted(verb, name(), last, full.isEmpty() || full.equals(last) ? "" : ": " + full),
        logTail);
  }

  /**
   * Nobody but root can end a program of root: where we are not, one of root's keeps the deadline.
   */
  private List<String> endingBy(Deadline deadline, Path script, String verb, String... arguments) {
    if (!bySudo) {
      return words(List.of(), script, verb, arguments);
    }
    // Whole seconds, and none for 0, which would be no limit.
    long seconds = deadline.remaining().toSeconds() + 1;
    return words(
        List.of(
            tools.require("timeout"),
            "-k",
            Long.toString(UNTIL_KILLED.toSeconds()),
            Long.toString(seconds)),
        script,
        verb,
        arguments);
  }

  private List<String> words(List<String> before, Path script, String verb, String... arguments) {
    var words = new ArrayList<String>();
    if (bySudo) {
      words.addAll(List.of(tools.require("sudo"), "-n"));
    }
    words.addAll(before);
    words.addAll(
        List.of(
            "/bin/sh",
            script.toString(),
            root.equals(Path.of("/")) ? "" : root.toString(),
            name(),
            verb));
    words.addAll(List.of(arguments));
    return words;
  }

  /** Runs a shell script with its arguments; how it ends does not matter. */
  public void asRoot(List<String> script, Path folder, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var words = new ArrayList<String>();
    if (bySudo) {
      words.addAll(List.of(tools.require("sudo"), "-n"));
    }
    words.add("/bin/sh");
    words.addAll(script);
    int _ =
        new Command(words, tools.environment(), folder)
            .run(folder.resolve("machine.log"), _ -> {}, deadline);
  }

  private String name() {
    return method.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Path script(Path folder) throws IOException {
    Path script = folder.resolve("machine.sh");
    if (!Files.exists(script)) {
      try (InputStream text =
          Objects.requireNonNull(MachineBoot.class.getResourceAsStream("machine.sh"))) {
        Files.writeString(script, new String(text.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return script;
  }
}
