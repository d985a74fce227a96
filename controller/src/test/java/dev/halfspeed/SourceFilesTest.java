package dev.halfspeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What no compiler sees: the scripts and documents of the project. */
final class SourceFilesTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> MADE = Set.of(".git", "target", "node_modules", ".idea");

  /** The lines that a merge leaves where it could not decide. */
  private static final Pattern LEFT_BY_A_MERGE =
      Pattern.compile("^(<{7} |>{7} |={7}$)", Pattern.MULTILINE);

  /** How an interpreter checks a script's syntax and runs nothing. */
  private static final Map<String, List<String>> CHECKS =
      Map.of(
          "bash", List.of("bash", "-n"),
          "sh", List.of("sh", "-n"),
          "perl", List.of("perl", "-c"),
          "python3",
              List.of("python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())"));

  @Test
  void noMergeIsLeftHalfDone() throws IOException {
    assertThat(files()).filteredOn(file -> LEFT_BY_A_MERGE.matcher(text(file)).find()).isEmpty();
  }

  @Test
  void everyScriptCanBeRead() throws Exception {
    var wrong = new ArrayList<String>();
    int scripts = 0;
    for (Path file : files()) {
      String text = text(file);
      String first = text.lines().findFirst().orElse("");
      if (!first.startsWith("#!")) {
        continue;
      }
      String interpreter = first.replaceFirst(".*[/ ]", "");
      assertThat(CHECKS).as("%s begins with %s", file, first).containsKey(interpreter);
      scripts++;
      var command = new ArrayList<>(CHECKS.get(interpreter));
      command.add(file.toString());
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      if (process.exitValue() != 0) {
        wrong.add(PROJECT.relativize(file) + ": " + said);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(scripts).as("scripts of the project").isGreaterThan(20);
  }

  private static List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    Files.walkFileTree(
        PROJECT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return MADE.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /** Each byte as a character: pictures are files too. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
