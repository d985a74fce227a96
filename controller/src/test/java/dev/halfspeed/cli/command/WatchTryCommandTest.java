package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class WatchTryCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    var shell =
        new Shell(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HOME", folder.toString()),
            folder,
            folder,
            plan -> {
              throw new AssertionError("no controller is needed");
            },
            Tty.none(),
            InstantSource.system());
    return Commands.run(shell, new Interruption(), arguments);
  }

  private void write() throws Exception {
    var text = new StringBuilder("series,label,value\n");
    var random = new SplittableRandom(1);
    for (int point = 0; point < 60; point++) {
      double noise = Math.exp(0.01 * random.nextGaussian());
      text.append("tps,v%d,%s\n".formatted(point, (point < 40 ? 1000 : 920) * noise));
      text.append("steady,v%d,%s\n".formatted(point, 50 * Math.exp(0.01 * random.nextGaussian())));
    }
    Files.writeString(folder.resolve("s.csv"), text.toString());
  }

  @Test
  void saysWhatWouldHaveBeenFoundAndBisected() throws Exception {
    write();

    assertThat(run("watch", "try", "s.csv")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("tps: 60 points, ")
        .contains("from v40  level, loss")
        .contains("bisect v39..v40: 16 boots to confirm, at least ")
        .contains("steady: 60 points, steady now; a change of ")
        .contains("1 alarm in 120 points: 8.33 in 1,000 points.")
        .contains("Boots: 480 for the points; at least ");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void answersPrograms() throws Exception {
    write();

    assertThat(run("watch", "try", "s.csv", "--better", "LOWER", "--json")).isZero();

    JsonNode report = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    JsonNode change = report.path("series").path(0).path("changes").path(0);
    assertThat(report.path("alarms").intValue()).isEqualTo(1);
    assertThat(change.path("position").intValue()).isEqualTo(40);
    assertThat(change.path("loss").booleanValue()).isFalse();
    assertThat(change.path("bisection").isNull()).isTrue();
    assertThat(report.path("bootsAfterAlarms").intValue()).isZero();
  }

  @Test
  void aWrongLineIsOneClearError() throws Exception {
    Files.writeString(folder.resolve("s.csv"), "value\n1\nmany\n");

    assertThat(run("watch", "try", "s.csv")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("s.csv, line 3 has the value \"many\", which is no number.")
        .hasLineCount(2);
  }
}
