package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a step of a recipe begins with: whether a machine can start it, and with what. */
final class RecipeScript {
  private static final int HEAD_BYTES = 64 << 10;
  private static final String ELF = "\u007fELF";
  private static final String ENV = "env";
  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "ksh", "zsh");

  private final Path file;
  private final String head;

  private RecipeScript(Path file, String head) {
    this.file = file;
    this.head = head;
  }

  /** Reads the beginning of a script. */
  static RecipeScript of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new RecipeScript(
          file, new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1));
    }
  }

  /** What keeps it from being started; empty where nothing does. */
  Optional<Problem> flaw() {
    if (head.isBlank()) {
      return Optional.of(new Problem("is empty", "write the script, or leave the step out"));
    }
    if (head.startsWith(ELF)) {
      return Optional.empty();
    }
    if (!head.startsWith("#!")) {
      return Optional.of(
          new Problem(
              "does not begin with a line that names its interpreter",
              "let its first line be such as #!/bin/sh"));
    }
    boolean isShell = program().filter(name -> SHELLS.contains(name(name))).isPresent();
    if (firstLine().endsWith("\r") || (isShell && head.contains("\r\n"))) {
      return Optional.of(
          new Problem(
              "has lines that end in CR LF, as on Windows", "run sed -i 's/\\r$//' " + file));
    }
    Optional<String> interpreter = program();
    if (interpreter.isEmpty() || !words().getFirst().startsWith("/")) {
      return Optional.of(
          new Problem(
              "names no interpreter by its path behind #!",
              "let its first line be such as #!/bin/sh"));
    }
    return Optional.empty();
  }

  /** The name of the program that runs it, where that is no shell that every machine has. */
  Optional<String> tool() {
    return program().map(RecipeScript::name).filter(name -> !SHELLS.contains(name));
  }

  /** The program that runs it: a path, or a name behind env; empty for a program by itself. */
  Optional<String> program() {
    List<String> words = words();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    if (!name(words.getFirst()).equals(ENV)) {
      return Optional.of(words.getFirst());
    }
    // Behind env there may be options and variables before the name.
    return words.stream()
        .skip(1)
        .filter(word -> !word.startsWith("-") && !word.contains("="))
        .findFirst();
  }

  private List<String> words() {
    return head.startsWith("#!")
        ? List.of(firstLine().substring(2).strip().split("[ \t]+")).stream()
            .filter(word -> !word.isEmpty())
            .toList()
        : List.of();
  }

  private String firstLine() {
    int end = head.indexOf('\n');
    return end < 0 ? head : head.substring(0, end);
  }

  private static String name(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }
}
