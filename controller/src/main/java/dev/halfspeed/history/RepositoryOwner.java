package dev.halfspeed.history;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses repositories of other users, whose files would be built and run, unless safe.directory in
 * the user's or the system's git configuration names them: as git does it.
 */
final class RepositoryOwner {
  private static final int ROOT = 0;

  private final int user;
  private final @Nullable Integer sudoUser;
  private final Map<String, String> environment;

  /**
   * Takes who asks.
   *
   * @param user the user id of this process
   * @param environment its variables: SUDO_UID, and what git's configuration depends on
   */
  RepositoryOwner(int user, Map<String, String> environment) {
    this.user = user;
    this.environment = environment;
    sudoUser = user == ROOT ? number(environment.get("SUDO_UID")) : null;
  }

  /** Of this process. */
  static RepositoryOwner current() throws IOException {
    return new RepositoryOwner(owner(Path.of("/proc/self")), System.getenv());
  }

  /**
   * Checks.
   *
   * @param path as the user named the repository
   * @param workTree null for a bare repository
   * @param gitFile the file that leads to the repository from a linked work tree; otherwise null
   * @throws Problem when any of them is somebody else's
   */
  void check(Path path, @Nullable Path workTree, @Nullable Path gitFile, Path gitFolder)
      throws Problem, IOException {
    Path named = workTree == null ? gitFolder : workTree;
    for (Path part : new Path[] {gitFile, workTree, gitFolder}) {
      if (part != null && !isOurs(owner(part)) && !isSafe(named)) {
        throw new Problem(
            "%s belongs to another user: %s is owned by user %d, and this is user %d"
                .formatted(path, part, owner(part), user),
            "if you trust what is in it, as it is built and run: git config --global --add"
                + " safe.directory "
                + named.toRealPath());
      }
    }
  }

  private boolean isOurs(int owner) {
    return owner == user || (sudoUser != null && owner == sudoUser);
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  private static @Nullable Integer number(@Nullable String text) {
    return text != null && text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
  }

  private boolean isSafe(Path repository) throws IOException {
    Path real = repository.toRealPath();
    boolean safe = false;
    for (String entry : safeDirectories()) {
      if (entry.isEmpty()) {
        safe = false; // Takes back all that was said before.
      } else if (entry.equals("*")) {
        safe = true;
      } else if (entry.endsWith("/*")) {
        safe |= real.startsWith(Path.of(entry.substring(0, entry.length() - 2)));
      } else {
        Path named = Path.of(entry).normalize();
        safe |= named.equals(real) || named.equals(repository.toAbsolutePath().normalize());
      }
    }
    return safe;
  }

  /** By git, which knows where its configuration lies and what it includes. None without git. */
  private List<String> safeDirectories() {
    var builder =
        new ProcessBuilder(
            "git", "config", "--show-scope", "-z", "--path", "--get-all", "safe.directory");
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().keySet().removeAll(List.of("GIT_DIR", "GIT_CONFIG"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    List<String> entries = new ArrayList<>();
    try {
      Process git = builder.start();
      git.getOutputStream().close();
      String[] words =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\0", -1);
      for (int scope = 0; scope + 1 < words.length; scope += 2) {
        // What a repository says of itself counts for nothing.
        if (!words[scope].equals("local") && !words[scope].equals("worktree")) {
          entries.add(words[scope + 1]);
        }
      }
    } catch (IOException e) {
      // No git is no permission.
    }
    return entries;
  }
}
