package dev.halfspeed.cli.client;

import dev.halfspeed.cli.terminal.Tty;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param environment the variables
 * @param directory the current directory
 * @param home where Halfspeed lies
 * @param starter starts a controller in this process
 * @param tty the terminal behind standard output, if there is one
 * @param clock tells the time
 */
public record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path directory,
    Path home,
    ControllerStarter starter,
    Tty tty,
    InstantSource clock) {
  public Shell {
    environment = Map.copyOf(environment);
  }

  /** A path as the user wrote it, made absolute; a leading ~/ is the user's home. */
  public Path resolve(String path) {
    if (path.equals("~")) {
      return userHome();
    }
    if (path.startsWith("~/")) {
      return userHome().resolve(path.substring(2)).normalize();
    }
    return directory.resolve(path).normalize();
  }

  /** The user's home directory. */
  public Path userHome() {
    String named = environment.getOrDefault("HOME", "");
    return directory.resolve(named.isBlank() ? System.getProperty("user.home", "/") : named);
  }

  /** Where is kept what can be made anew. */
  public Path cache() {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches = base.startsWith("/") ? Path.of(base) : userHome().resolve(".cache");
    return caches.resolve("halfspeed");
  }

  /** Where state is kept unless the user says otherwise. */
  public Path defaultState() {
    String base = environment.getOrDefault("XDG_STATE_HOME", "");
    // A path that is not absolute is to be ignored, says the XDG Base Directory Specification.
    Path states = base.startsWith("/") ? Path.of(base) : userHome().resolve(".local/state");
    return states.resolve("halfspeed");
  }
}
