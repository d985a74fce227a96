package dev.halfspeed.worker.build;

import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Git with our own settings only. Neither the user's configuration nor the system's is read, no
 * hook or template is used, and no variable of the user's is passed on: what is checked out depends
 * on the commit alone.
 */
final class Git {
  private static final String NOTHING = "/dev/null";

  /** Keeps every git from reading configuration that is not the repository's own. */
  static final Map<String, String> NO_FOREIGN_SETTINGS =
      Map.of(
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_CONFIG_SYSTEM", NOTHING,
          "GIT_CONFIG_GLOBAL", NOTHING,
          "GIT_ATTR_NOSYSTEM", "1",
          "GIT_NO_REPLACE_OBJECTS", "1",
          "GIT_TERMINAL_PROMPT", "0");

  private static final Map<String, String> OWN =
      Map.of(
          // A git before 2.32 looks for the user's configuration in these only.
          "HOME",
          NOTHING,
          "XDG_CONFIG_HOME",
          NOTHING,
          // The controller pushes SHA-1, and old refs are found as files.
          "GIT_DEFAULT_HASH",
          "sha1",
          "GIT_DEFAULT_REF_FORMAT",
          "files");

  private static final List<String> SETTINGS =
      List.of(
          "core.hooksPath=" + NOTHING,
          "core.attributesFile=" + NOTHING,
          "core.excludesFile=" + NOTHING,
          "core.autocrlf=false",
          "core.fsmonitor=false",
          "gc.auto=0",
          "maintenance.auto=false",
          "safe.bareRepository=all",
          "safe.directory=*");

  private final Tools tools;

  Git(Tools tools) {
    this.tools = tools;
  }

  /**
   * A git command.
   *
   * @param folder where it runs
   */
  Command command(Path folder, List<String> words) {
    var command = new ArrayList<String>();
    command.add(tools.require("git"));
    for (String setting : SETTINGS) {
      command.add("-c");
      command.add(setting);
    }
    command.addAll(words);
    var environment = new HashMap<>(tools.environment());
    environment.putAll(NO_FOREIGN_SETTINGS);
    environment.putAll(OWN);
    return new Command(command, environment, folder);
  }
}
