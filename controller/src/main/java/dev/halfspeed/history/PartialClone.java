package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.StoredConfig;

/**
 * Refuses a clone that leaves files with its remote until git wants them, which JGit can't fetch.
 */
final class PartialClone {
  private PartialClone() {}

  /**
   * Refuses one that says of itself that it is partial.
   *
   * @throws Problem with the commands that make it complete
   */
  static void refuse(Path path, StoredConfig config) throws Problem {
    String old = config.getString("extensions", null, "partialclone");
    List<String> remotes =
        config.getSubsections("remote").stream()
            .filter(remote ->
                remote.equals(old) || config.getBoolean("remote", remote, "promisor", false))
            .toList();
    if (old == null && remotes.isEmpty()) {
      return;
    }
    String git = "git -C " + path;
    List<String> commands = new ArrayList<>();
    List<String> filters = new ArrayList<>();
    for (String remote : remotes) {
      commands.add(git + " fetch --refetch --no-filter " + remote);
      String filter = config.getString("remote", remote, "partialclonefilter");
      if (filter != null) {
        filters.add(filter);
      }
    }
    for (String remote : remotes) {
      for (String setting : List.of("promisor", "partialclonefilter")) {
        if (config.getString("remote", remote, setting) != null) {
          commands.add(git + " config --unset-all remote." + remote + "." + setting);
        }
      }
    }
    if (old != null) {
      commands.add(git + " config --unset-all extensions.partialClone");
    }
    throw new Problem(
        path
            + " is a partial clone"
            + (filters.isEmpty() ? "" : " (--filter=" + String.join(", ", filters) + ")")
            + ": files of older commits are not in it",
        "make it complete: " + String.join(" && ", commands));
  }
}
