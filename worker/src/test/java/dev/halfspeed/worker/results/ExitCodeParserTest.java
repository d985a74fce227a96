package dev.halfspeed.worker.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.worker.protocol.RecipePlan.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codes of git-bisect(1), "bisect run". */
final class ExitCodeParserTest {
  @TempDir Path folder;

  private static final Results RESULTS = new Results("exit-code", Map.of(), List.of("passed"));

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "2, 0", "124, 0", "126, 0", "127, 0"})
  void aVerdictIsOneOrZero(int code, double passed) throws Exception {
    assertThat(ResultsReader.read(RESULTS, output(code), 3).metrics())
        .isEqualTo(Map.of("passed", passed));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "125 | the recipe can't judge this kernel",
        "128 | exit code 128, which is no verdict",
        "137 | exit code 137: it was ended by signal 9",
        "255 | exit code 255, which is no verdict",
        "-1  | exit code -1, which is no verdict",
      })
  void otherCodesAreTheReproducersFailure(int code, String message) {
    assertThatThrownBy(() -> ResultsReader.read(RESULTS, output(code), 1))
        .isInstanceOf(ReproducerException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aParserOfAnotherVersionIsNamed() {
    assertThatThrownBy(
            () -> ResultsReader.read(new Results("csv", Map.of(), List.of()), output(0), 1))
        .isInstanceOf(ReproducerException.class)
        .hasMessage("this worker has no parser csv");
  }

  /** Whoever sees the message need not look into the log. */
  @ParameterizedTest
  @ValueSource(ints = {125, 137})
  void whatTheRunSaidIsTold(int code) throws Exception {
    Path log = Files.writeString(folder.resolve("run-1.log"), "begin\nexec: error: no dd\nend\n");
    assertThatThrownBy(
            () -> ResultsReader.read(RESULTS, new RunOutput(Path.of("/nowhere"), code, log), 1))
        .isInstanceOf(ReproducerException.class)
        .message()
        .endsWith(": exec: error: no dd");
  }

  private static RunOutput output(int code) {
    return new RunOutput(Path.of("/nowhere"), code, Path.of("/nowhere/run-1.log"));
  }
}
