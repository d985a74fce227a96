package dev.halfspeed.worker.host;

import dev.halfspeed.worker.protocol.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The programs of this machine, found on the PATH of an environment, and the clean environment that
 * they are run with.
 */
public final class Tools {
  // A worker started through SSH may have no sbin on its PATH.
  private static final List<String> SYSTEM_FOLDERS =
      List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin");
  private static final List<String> KEPT =
      List.of("HOME", "TMPDIR", "CCACHE_DIR", "CCACHE_MAXSIZE", JobProcesses.VARIABLE);

  private static final Pattern POSTGRESQL_FOLDER = Pattern.compile("\\d+");

  private final Map<String, String> environment;

  /**
   * Looks for tools as a process with these environment variables would.
   *
   * @param environment usually {@link System#getenv()}
   */
  public Tools(Map<String, String> environment) {
    var clean = new HashMap<String, String>();
    for (String name : KEPT) {
      String value = environment.get(name);
      if (value != null) {
        clean.put(name, value);
      }
    }
    String path = environment.getOrDefault("PATH", "");
    clean.put("PATH", path.isEmpty() ? String.join(":", SYSTEM_FOLDERS) : withSystem(path));
    clean.put("LC_ALL", "C");
    clean.put("TZ", "UTC");
    this.environment = Map.copyOf(clean);
  }

  private static String withSystem(String path) {
    var folders = new LinkedHashSet<>(List.of(path.split(File.pathSeparator)));
    folders.addAll(SYSTEM_FOLDERS);
    return String.join(":", folders);
  }

  /** What a program sees: no variable of the user's shell that could change what it does. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Where the program lies, if this machine has it. */
  public Optional<Path> find(String program) {
    return List.of(environment.getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .map(folder -> Path.of(folder, program))
        .filter(file -> Files.isExecutable(file) && Files.isRegularFile(file))
        .findFirst();
  }

  /**
   * Where the program lies, also one of PostgreSQL's: Debian keeps the server's off the PATH, one
   * folder a version; the newest counts.
   */
  public Optional<Path> findAlsoPostgresql(String program) throws IOException {
    Optional<Path> newest =
        Folders.list(Path.of("/usr/lib/postgresql")).stream()
            .filter(folder -> POSTGRESQL_FOLDER.matcher(folder.getFileName().toString()).matches())
            .filter(folder -> Files.isExecutable(folder.resolve("bin").resolve(program)))
            .max(
                Comparator.comparingInt(
                    folder -> Integer.parseInt(folder.getFileName().toString())))
            .map(folder -> folder.resolve("bin").resolve(program));
    return newest.isPresent() ? newest : find(program);
  }

  /**
   * Where the program lies.
   *
   * @throws InfrastructureException when this machine does not have it
   */
  public String require(String program) {
    return find(program)
        .map(Path::toString)
        .orElseThrow(() ->
            new InfrastructureException(
                Result.Fault.TOOL_MISSING,
                "the program \"" + program + "\" is not on this machine: install it"));
  }
}
