package dev.halfspeed.worker.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.protocol.RecipePlan.Results;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a recipe leaves is numbers or its failure, and never an exception of another kind. */
final class AnyOutputTest {
  private static final Results PGBENCH =
      new Results("pgbench", Map.of("output", "out", "log", "log*"), List.of());
  private static final Results JSON = new Results("json", Map.of("file", "out"), List.of("rate"));
  private static final String SUMMARY =
      """
      progress: 1.0 s, 4400.0 tps, lat 0.247 ms stddev 0.515
      number of failed transactions: 0 (0.000%)
      latency average = 0.311 ms (including failures)
      tps = 6423.980703 (without initial connection time)
      pgbench: error: client 1 script 0 aborted in command 1
      """;
  private static final String LOG =
      "0 1 2241 0 1700000000 1000\n0 2 skipped 0 1700000000 3000 0 1\n";
  private static final String NUMBERS = "{\"rate\": 3.5e2, \"name\": [\"x\", {\"y\": null}]}";
  private static final int LARGE = 10 << 20;

  @TempDir Path output;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutatedOutputIsReadOrRefused(long seed) throws Exception {
    var random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      write("out", mutated(i % 2 == 0 ? SUMMARY : SUMMARY.replaceFirst("pgbench:.*", ""), random));
      write("log.1", mutated(LOG, random));
      readOrRefused(PGBENCH);
      write("out", mutated(NUMBERS, random));
      readOrRefused(JSON);
    }
  }

  @Test
  @Timeout(300)
  void anyBytesAreReadOrRefusedInTime() throws Exception {
    var random = new Random(5);
    var bytes = new byte[LARGE];
    random.nextBytes(bytes);
    write("out", bytes);
    write("log.1", LOG.getBytes(StandardCharsets.UTF_8));
    readOrRefused(PGBENCH);
    readOrRefused(JSON);
    write("out", SUMMARY.replaceFirst("pgbench:.*", "").getBytes(StandardCharsets.UTF_8));
    write("log.1", bytes);
    readOrRefused(PGBENCH);
    for (String piece : List.of("tps = ", "latency average = ", "\u001B]", "[", "client 1 ", "9")) {
      byte[] large = piece.repeat(LARGE / piece.length()).getBytes(StandardCharsets.UTF_8);
      write("out", large);
      readOrRefused(PGBENCH);
      readOrRefused(JSON);
    }
  }

  private void readOrRefused(Results results) throws Exception {
    try {
      assertThat(
              ResultsReader.read(results, new RunOutput(output, 0, output.resolve("run.log")), 1)
                  .metrics()
                  .values())
          .allMatch(Double::isFinite);
    } catch (ReproducerException e) {
      assertThat(e).message().hasSizeBetween(10, 1_000).doesNotContain("\u001B");
    }
  }

  private static byte[] mutated(String text, Random random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int change = random.nextInt(4); change > 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = bytes[random.nextInt(bytes.length)];
        default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
      }
    }
    return bytes;
  }

  private void write(String name, byte[] bytes) throws Exception {
    Files.write(output.resolve(name), bytes);
  }
}
