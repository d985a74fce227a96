package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.watch.FakeWatches;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

  private final FakeController controller = new FakeController();
  private boolean isControllerNeeded;

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
              if (!isControllerNeeded) {
                throw new AssertionError("no controller is needed");
              }
              return new FakeApi(controller, 0, plan.token());
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

  /** Two metrics of one watch on a branch; the second one never changes. */
  private void measure() {
    isControllerNeeded = true;
    controller.watches.views.put("mainline", FakeWatches.view("mainline", "linux"));
    controller.watches.values.put(
        "mainline", List.of(values("tps", true, 40), values("latency", false, 60)));
  }

  private static WatchValues values(String metric, boolean higherIsBetter, int change) {
    var random = new SplittableRandom(2);
    var values = new ArrayList<WatchValues.Value>();
    for (int point = 0; point < 60; point++) {
      double reference = 7 + 0.007 * random.nextGaussian();
      double ratio = 7 + 0.007 * random.nextGaussian() - reference - (point < change ? 0 : 0.06);
      values.add(
          new WatchValues.Value(
              "master",
              "%010d".formatted(point) + "0".repeat(30),
              point,
              Instant.EPOCH.plusSeconds(point),
              ratio,
              0.000_1,
              reference,
              4));
    }
    return new WatchValues(
        metric, "master", "pgbench", "Xeon, 8 cores", metric, "", higherIsBetter, values);
  }

  @Test
  void playsOverWhatAWatchHasMeasured() {
    measure();

    assertThat(run("watch", "try", "mainline")).as(err::toString).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("tps of pgbench, master, Xeon, 8 cores: 60 points, ")
        .contains("from 0000000040  level, loss  -5.9")
        .contains("bisect 0000000039..0000000040: 16 boots to confirm, at least ")
        .contains("latency of pgbench, master, Xeon, 8 cores: 60 points, steady now;")
        .contains("1 alarm in 120 points: 8.33 in 1,000 points.");
  }

  @Test
  void aWatchThatIsNotThereOrHasNothingIsSaid() throws Exception {
    isControllerNeeded = true;
    controller.watches.views.put("fresh", FakeWatches.view("fresh", "linux"));

    assertThat(run("watch", "try", "nightly")).isEqualTo(2);
    assertThat(run("watch", "try", "fresh")).isEqualTo(2);
    assertThat(run("watch", "try", "fresh", "--better", "LOWER")).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .containsSubsequence(
            "there is no watch \"nightly\"",
            "Watch fresh has no values yet.",
            "See how far it is: halfspeed watch show fresh",
            "--better is for series in a file");
  }

  @Test
  void aFileOfThatNameComesFirst() throws Exception {
    write();
    Files.move(folder.resolve("s.csv"), folder.resolve("mainline"));

    assertThat(run("watch", "try", "mainline")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("tps: 60 points, ");
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
