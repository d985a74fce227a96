package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.job.Home;
import dev.halfspeed.worker.job.Reporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the kernel's make with all that makes its output depend on the source alone: the same time,
 * user, host, version and paths for every build, and a clean environment.
 */
final class Make {
  private final Home home;
  private final Tools tools;
  private final Path tree;
  private final Path folder;
  private final int parallelism;
  private final Path log;
  private final Reporter reporter;
  private final String localVersion;
  private final BuildLog words;
  private @Nullable Long expected;

  Make(
      Home home,
      Tools tools,
      Path tree,
      Path folder,
      int parallelism,
      String localVersion,
      Path log,
      Reporter reporter) {
    this.home = home;
    this.tools = tools;
    this.tree = tree;
    this.folder = folder;
    this.parallelism = parallelism;
    this.localVersion = localVersion;
    this.log = log;
    this.reporter = reporter;
    this.words = new BuildLog(tree);
  }

  /** Where objects go. */
  Path folder() {
    return folder;
  }

  /** From now on about so many objects are to be compiled; absent: nobody knows. */
  void expect(@Nullable Long objects) {
    expected = objects;
  }

  /** What was printed so far, over all runs. */
  BuildLog words() {
    return words;
  }

  /**
   * Makes targets.
   *
   * @param arguments targets and variables
   * @return true when make succeeded
   */
  boolean run(List<String> arguments, Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    var command = new ArrayList<String>();
    command.add(tools.require("make"));
    command.addAll(
        List.of(
            "-C",
            tree.toString(),
            "O=" + folder,
            "-j" + parallelism,
            "LOCALVERSION=" + localVersion));
    if (tools.find("ccache").isPresent()) {
      command.add("CC=ccache gcc");
      command.add("HOSTCC=ccache gcc");
    }
    command.addAll(arguments);
    int code = new Command(command, environment(), folder).run(log, this::line, deadline);
    return code == 0;
  }

  private void line(String line) {
    int before = words.objects();
    words.line(line);
    if (words.objects() != before) {
      // More than was expected is not of anything any more.
      Long total = expected != null && words.objects() <= expected ? expected : null;
      reporter.progress("objects", words.objects(), total);
    }
  }

  private Map<String, String> environment() {
    var environment = new HashMap<>(tools.environment());
    // The kernel's scripts ask git for the version.
    environment.putAll(Git.NO_FOREIGN_SETTINGS);
    environment.put("KBUILD_BUILD_TIMESTAMP", "Thu Jan  1 00:00:00 UTC 1970");
    environment.put("KBUILD_BUILD_USER", "halfspeed");
    environment.put("KBUILD_BUILD_HOST", "halfspeed");
    environment.put("KBUILD_BUILD_VERSION", "1");
    environment.putIfAbsent("CCACHE_DIR", home.compilerCache().toString());
    environment.putIfAbsent("CCACHE_MAXSIZE", "5G");
    // Another worker folder on this machine finds the same objects.
    environment.put("CCACHE_BASEDIR", home.work().toString());
    environment.put("CCACHE_NOHASHDIR", "true");
    environment.put("CCACHE_SLOPPINESS", "time_macros");
    return environment;
  }
}
