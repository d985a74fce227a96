package dev.halfspeed.cli.command;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.session.RequiredTools;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether all that Halfspeed needs is at hand. */
@Command(
    name = "doctor",
    description = {
      "Check that what Halfspeed needs is here: JDK, tools, state directory, disk, controller.",
      "Exit code 1 when something is missing. Machines elsewhere: halfspeed machine check."
    })
final class DoctorCommand implements Callable<Integer> {
  /** A kernel tree, its objects and a few images. */
  private static final long DISK_NEEDED = 10L << 30;

  private final Invocation invocation;

  @Mixin JsonOption json = new JsonOption();

  DoctorCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** How a check went. */
  enum Level {
    OK,
    /** Good to know; nothing fails because of it. */
    NOTE,
    MISSING
  }

  /**
   * One check.
   *
   * @param what what was looked at
   * @param found what was found
   */
  record Check(String what, Level level, String found) {}

  @Override
  public Integer call() throws Problem {
    SortedSet<String> packages = new TreeSet<>();
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checkTools(checks, packages);
    checks.add(stateDirectory());
    checks.add(disk());
    checks.add(kvm(Path.of("/dev/kvm")));
    checks.add(controller());
    String install = install(packages, "root".equals(System.getProperty("user.name")));
    boolean well = checks.stream().noneMatch(check -> check.level() == Level.MISSING);
    if (json.wanted()) {
      invocation.say(ApiClient.json(answer(well, checks, install)));
    } else {
      lines(checks, install).forEach(invocation::say);
    }
    return well ? 0 : 1;
  }

  /** The checks for people. */
  static List<String> lines(List<Check> checks, @Nullable String install) {
    List<String> lines =
        new ArrayList<>(
            Text.table(
                checks.stream()
                    .map(check ->
                        List.of(
                            check.level().name().toLowerCase(Locale.ROOT),
                            check.what(),
                            check.found()))
                    .toList()));
    long missing = checks.stream().filter(check -> check.level() == Level.MISSING).count();
    lines.add("");
    lines.add(
        missing == 0 ? "All that is needed is here." : Words.count(missing, "thing") + " missing.");
    if (install != null) {
      lines.add("Install what is missing: " + install);
    }
    return lines;
  }

  /** The one line that installs packages; absent where there are none. */
  static @Nullable String install(SortedSet<String> packages, boolean root) {
    return packages.isEmpty()
        ? null
        : (root ? "" : "sudo ")
            + "apt-get install --no-install-recommends -y "
            + String.join(" ", packages);
  }

  private static Map<String, Object> answer(
      boolean well, List<Check> checks, @Nullable String install) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ok", well);
    answer.put("checks", checks);
    if (install != null) {
      answer.put("install", install);
    }
    return answer;
  }

  private static Check java() {
    Path home = Path.of(System.getProperty("java.home", ""));
    String found = Runtime.version() + " in " + home;
    if (Runtime.version().feature() != 25) {
      return new Check("JDK", Level.MISSING, found + "; a JDK 25 is needed");
    }
    return Files.isExecutable(home.resolve("bin/jlink"))
        ? new Check("JDK", Level.OK, found)
        : new Check("JDK", Level.MISSING, found + "; this is not a whole JDK, jlink is missing");
  }

  private void checkTools(List<Check> checks, Set<String> packages) {
    RequiredTools tools = new RequiredTools(invocation.shell().environment(), Path.of("/"));
    for (RequiredTools.Tool tool : RequiredTools.NEEDED) {
      Optional<Path> found = tools.find(tool);
      if (found.isEmpty()) {
        packages.add(tool.debianPackage());
        checks.add(
            new Check(tool.name(), Level.MISSING, "Debian has it in " + tool.debianPackage()));
      } else {
        String words = (RequiredTools.version(tool, found.get()) + " " + found.get()).strip();
        checks.add(new Check(tool.name(), Level.OK, words));
      }
    }
  }

  private Check stateDirectory() {
    Path state = invocation.state();
    try {
      Files.createDirectories(state);
      Files.delete(Files.createTempFile(state, "doctor", ""));
      return new Check("state directory", Level.OK, state.toString());
    } catch (IOException e) {
      return new Check(
          "state directory", Level.MISSING, state + " can't be written; choose one with --state");
    }
  }

  private Check disk() {
    Path home = invocation.shell().userHome();
    try {
      long free = Files.getFileStore(home).getUsableSpace();
      String found = Words.bytes(free) + " free in " + home;
      return free < DISK_NEEDED
          ? new Check("disk", Level.MISSING, found + "; a kernel takes 10 GiB to build and keep")
          : new Check("disk", Level.OK, found);
    } catch (IOException e) {
      return new Check("disk", Level.NOTE, "can't be asked about in " + home);
    }
  }

  /** Only a guest that boots shows that acceleration works; a machine's check does that. */
  static Check kvm(Path device) {
    if (!Files.exists(device)) {
      return new Check(
          "acceleration", Level.NOTE, "no " + device + ": guests run by software emulation");
    }
    return Files.isReadable(device) && Files.isWritable(device)
        ? new Check(
            "acceleration", Level.NOTE, device + " opens; see if it works: halfspeed machine check")
        : new Check(
            "acceleration",
            Level.NOTE,
            device + " is not for this user: guests run by software emulation (group kvm)");
  }

  private Check controller() throws Problem {
    Optional<ApiClient> running = invocation.running();
    if (running.isEmpty()) {
      return new Check("controller", Level.NOTE, "none runs; commands start their own");
    }
    try (ApiClient api = running.get()) {
      return api.healthy()
          ? new Check("controller", Level.OK, "runs at " + api.address())
          : new Check("controller", Level.MISSING, "none answers at " + api.address());
    }
  }
}
