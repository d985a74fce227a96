package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.Main;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.KeptErrorStream;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.cli.terminal.Views;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What a user reads who mistyped something. */
final class BadCommandLinesTest {
  private static final Pattern BLOCKS = Pattern.compile("\n\n");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** Of the libraries behind the program; no user can act on them. */
  private static final List<String> FOREIGN =
      List.of(
          "java.",
          "picocli",
          "Jackson",
          "jackson",
          "Exception",
          "JsonReadFeature",
          "SQL",
          "snakeyaml",
          "index 0",
          "option option",
          "Unmatched",
          "null");

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  record Mistake(String line, String what, String next) {
    @Override
    public String toString() {
      return line;
    }
  }

  static Stream<Mistake> mistakes() throws IOException {
    try (InputStream file =
        BadCommandLinesTest.class.getResourceAsStream("bad-command-lines.txt")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return BLOCKS.splitAsStream(text.strip()).skip(1).map(BadCommandLinesTest::mistake);
    }
  }

  private static Mistake mistake(String block) {
    List<String> lines = block.lines().map(String::strip).toList();
    assertThat(lines).hasSize(3);
    return new Mistake(lines.get(0), lines.get(1), lines.get(2));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void oneClearError(Mistake mistake) {
    assertThat(run(words(mistake.line()))).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(answered(mistake.line()));
    assertThat(err.toString(StandardCharsets.UTF_8))
        .hasLineCount(2)
        .matches(
            "(?s)" + pattern("halfspeed: " + mistake.what()) + pattern("  -> " + mistake.next()))
        .doesNotContain(FOREIGN);
  }

  @Test
  void withJsonTheErrorIsOneObjectAndNothingElse() throws IOException {
    List<Mistake> all = mistakes().toList();
    for (int i = 0; i < all.size(); i += 7) {
      Mistake mistake = all.get(i);
      List<String> words = words(mistake.line());
      words.addFirst("--json");
      if (run(words) == 2) {
        var problem =
            JsonMapper.builder()
                .build()
                .readTree(out.toString(StandardCharsets.UTF_8))
                .path("problem");
        assertThat(problem.path("what").asString()).as(mistake.line()).isNotEmpty();
        assertThat(problem.path("next").asString()).as(mistake.line()).isNotEmpty();
      }
    }
  }

  @Test
  void anAnswerThatCantBeWrittenIsNoSuccess() {
    assertThat(written("No space left on device", 0)).isEqualTo(74);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            halfspeed: The answer could not be written: No space left on device
              -> See where standard output goes, and whether there is room.
            """);
    assertThat(written("No space left on device", 2)).isEqualTo(2);
  }

  @Test
  void aReaderThatHasEnoughIsNoMistake() {
    assertThat(written("Broken pipe", 0)).isZero();
    assertThat(err.size()).isZero();
  }

  private int written(String error, int code) {
    err.reset();
    var stream =
        new KeptErrorStream(
            new OutputStream() {
              @Override
              public void write(int one) throws IOException {
                throw new IOException(error);
              }
            });
    Shell shell = shell(new PrintStream(stream, false, StandardCharsets.UTF_8));
    shell.out().println("the answer");
    return Main.written(shell, stream, code);
  }

  private int run(List<String> words) {
    out.reset();
    err.reset();
    Shell shell = shell(new PrintStream(out, true, StandardCharsets.UTF_8));
    return Commands.run(shell, new Interruption(), words.toArray(String[]::new));
  }

  private Shell shell(PrintStream answers) {
    var controller = new FakeController();
    controller.bisections.put("k3f9", Views.found());
    return new Shell(
        InputStream.nullInputStream(),
        answers,
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of("HOME", folder.toString()),
        folder,
        folder,
        plan -> new FakeApi(controller, 0, plan.token()),
        Tty.none(),
        () -> Views.at(341));
  }

  private List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line.replaceFirst("^halfspeed ?", ""));
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words;
  }

  /** With --json, the error is said there too. */
  private String answered(String line) {
    return line.endsWith("--json") ? out.toString(StandardCharsets.UTF_8) : "";
  }

  private String pattern(String expected) {
    String quoted = Pattern.quote(expected.replace("FOLDER", folder.toString()));
    return quoted.replace("...", "\\E[^\n]*\\Q") + "\n";
  }
}
