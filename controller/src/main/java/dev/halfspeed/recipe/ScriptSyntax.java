package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Whether the scripts of a recipe can be read by what runs them. Nothing of them is executed: a
 * shell only reads with {@code -n}, and Python only parses.
 */
public final class ScriptSyntax {
  private static final int MOST_FILES = 2000;
  private static final int SECONDS = 10;
  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ksh", "zsh");
  private static final String PYTHON =
      """
      import ast, sys
      try:
          ast.parse(open(sys.argv[1], 'rb').read(), sys.argv[1])
      except SyntaxError as e:
          sys.exit('%s: line %s: %s' % (sys.argv[1], e.lineno, e.msg))
      """;

  private ScriptSyntax() {}

  /** What is wrong with the scripts in a recipe's folder; those that others run are passed over. */
  public static List<Problem> problems(Path folder) {
    var problems = new ArrayList<Problem>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path file :
          paths
              .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .limit(MOST_FILES)
              .sorted()
              .toList()) {
        problem(file).ifPresent(problems::add);
      }
    } catch (IOException e) {
      problems.add(
          new Problem(
              "the recipe in " + folder + " cannot be read: " + e.getMessage(),
              "make its files readable for this user",
              e));
    }
    return problems;
  }

  private static Optional<Problem> problem(Path file) throws IOException {
    Optional<String> program = RecipeScript.of(file).program();
    if (program.isEmpty()) {
      return Optional.empty();
    }
    String name = program.get().substring(program.get().lastIndexOf('/') + 1);
    List<String> words;
    if (SHELLS.contains(name)) {
      words = List.of(program.get(), "-n", file.toString());
    } else if (name.matches("python3?(\\.[0-9]+)?")) {
      words = List.of(program.get(), "-c", PYTHON, file.toString());
    } else {
      return Optional.empty();
    }
    return said(words)
        .map(line ->
            new Problem(
                line.contains(file.toString()) ? line : file + ": " + line,
                "correct it; %s says more"
                    .formatted(name.startsWith("python") ? name : name + " -n")));
  }

  /** The first line of what a program says when it fails; empty where it does not, or is none. */
  private static Optional<String> said(List<String> words) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
    } catch (IOException e) {
      // That it is not there is told by others.
      return Optional.empty();
    }
    try {
      String text =
          new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0) {
        return Optional.empty();
      }
      return Optional.of(
          text.lines().filter(line -> !line.isBlank()).findFirst().orElse("it can't be read"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }
}
