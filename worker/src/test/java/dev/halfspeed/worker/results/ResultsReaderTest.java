package dev.halfspeed.worker.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.worker.protocol.RecipePlan.Results;
import dev.halfspeed.worker.protocol.Result.RunReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResultsReaderTest {
  private static final Results PGBENCH =
      new Results("pgbench", Map.of("output", "pgbench.out", "log", "pgbench_log.*"), List.of());
  private static final Results JSON =
      new Results("json", Map.of("file", "numbers.json"), List.of("rate", "delay"));
  private static final String VERSION_13 =
      """
      starting vacuum...end.
      transaction type: <builtin: simple update>
      scaling factor: 1
      query mode: prepared
      number of clients: 4
      number of threads: 2
      duration: 10 s
      number of transactions actually processed: 13225
      latency average = 3.024 ms
      tps = 1322.391042 (including connections establishing)
      tps = 1322.742291 (excluding connections establishing)
      """;
  private static final String VERSION_15 =
      """
      pgbench (15.18 (Debian 15.18-0+deb12u1))
      transaction type: <builtin: simple update>
      scaling factor: 1
      query mode: prepared
      number of clients: 4
      number of threads: 2
      maximum number of tries: 1
      duration: 10 s
      number of transactions actually processed: 13225
      number of failed transactions: 0 (0.000%)
      latency average = 3.024 ms
      initial connection time = 21.300 ms
      tps = 1322.742291 (without initial connection time)
      """;
  private static final String VERSION_18 =
      """
      pgbench (18.1)
      transaction type: <builtin: simple update>
      scaling factor: 1
      query mode: prepared
      number of clients: 4
      number of threads: 2
      maximum number of tries: 1
      duration: 10 s
      number of transactions actually processed: 13225
      number of failed transactions: 0 (0.000%)
      number of transactions above the 20.0 ms latency limit: 0/13225 (0.000%)
      latency average = 3.024 ms
      latency stddev = 1.100 ms
      initial connection time = 21.300 ms
      tps = 1322.742291 (without initial connection time)
      """;

  @TempDir Path output;

  @ParameterizedTest
  @ValueSource(strings = {VERSION_13, VERSION_15, VERSION_18})
  void theSummaryOfEveryVersionIsRead(String summary) throws Exception {
    write("pgbench.out", summary);
    write("pgbench_log.7", "0 1 1000 0 1700000000 1\n1 1 3000 0 1700000000 2\n");
    RunReport report =
        ResultsReader.read(PGBENCH, new RunOutput(output, 0, output.resolve("run.log")), 2);
    assertThat(report.run()).isEqualTo(2);
    assertThat(report.metrics())
        .containsEntry("tps", 1322.742291)
        .containsEntry("latency_mean", 3.024)
        .containsOnlyKeys(
            "tps", "latency_mean", "latency_p50", "latency_p95", "latency_p99", "latency_p999");
  }

  @Test
  void latenciesOfAllThreadsAreJoinedInMicroseconds() throws Exception {
    write("pgbench.out", VERSION_15);
    var log = new StringBuilder();
    for (int i = 1; i <= 99; i++) {
      log.append("0 ").append(i).append(' ').append(i * 10).append(" 0 1700000000 5\n");
    }
    write("pgbench_log.7", log.toString());
    // With a rate limit and retries there are more fields; skipped transactions have no latency.
    write(
        "pgbench_log.7.1", "1 1 5000000 0 1700000000 5 120 0\n1 2 skipped 0 1700000000 6 9000 0\n");
    RunReport report =
        ResultsReader.read(PGBENCH, new RunOutput(output, 0, output.resolve("run.log")), 1);
    assertThat(report.metrics().get("latency_p50")).isCloseTo(0.5, within(0.001));
    assertThat(report.metrics().get("latency_p95")).isCloseTo(0.95, within(0.001));
    Histogram histogram =
        Histogram.decodeFromCompressedByteBuffer(
            ByteBuffer.wrap(Base64.getDecoder().decode(report.histogram())), 0);
    assertThat(histogram.getTotalCount()).isEqualTo(100);
    assertThat((double) histogram.getMaxValue()).isCloseTo(5_000_000, within(5_000.0));
  }

  @Test
  void aSummaryWithoutTpsIsTheReproducersFault() throws Exception {
    write("pgbench.out", "starting vacuum...end.\n");
    refused("no line \"tps = ...\" into pgbench.out, but \"starting vacuum...end.\"");
    write("pgbench.out", "");
    refused("no line \"tps = ...\" into pgbench.out");
  }

  @Test
  void missingFilesAreNamed() throws Exception {
    refused("left no file pgbench.out");
    write("pgbench.out", VERSION_15);
    refused("left no pgbench log pgbench_log.*");
    write("pgbench_log.1", "");
    refused("has no transaction");
  }

  @Test
  void failedTransactionsMakeARunWorthless() throws Exception {
    write(
        "pgbench.out",
        VERSION_15.replace("failed transactions: 0 (0", "failed transactions: 3 (1"));
    refused("3 transactions failed");
    write("pgbench.out", VERSION_15);
    write("pgbench_log.1", "0 1 100 0 1 1\n0 2 failed 0 1 2\n");
    refused("line 2 of pgbench_log.1 has no latency but \"failed\": that transaction failed");
  }

  @Test
  void aLogOfAnotherKindIsRefused() throws Exception {
    write("pgbench.out", VERSION_15);
    write("pgbench_log.1", "0 1\n");
    refused("line 1 of pgbench_log.1 is cut short");
  }

  @Test
  void numbersInJsonAreRead() throws Exception {
    write("numbers.json", "{\"rate\": 3, \"delay\": 0.25, \"name\": \"x\"}");
    assertThat(ResultsReader.read(JSON, new RunOutput(output, 0, output.resolve("run.log")), 1))
        .isEqualTo(new RunReport(1, Map.of("rate", 3.0, "delay", 0.25), null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"rate\": 3}", "{\"rate\": 3, \"delay\": \"x\"}", "{", "[]"})
  void jsonWithoutTheNumbersIsRefused(String text) throws Exception {
    write("numbers.json", text);
    assertThatThrownBy(
            () -> ResultsReader.read(JSON, new RunOutput(output, 0, output.resolve("run.log")), 1))
        .isInstanceOf(ReproducerException.class)
        .hasMessageContaining("numbers.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"rate": 3, "delay": "fast"}  | numbers.json has no number "delay" but "fast"
          {"rate": 1e999, "delay": 1}   | numbers.json has no number "rate" but
          {"rate": 3, "delay": null}    | numbers.json has no number "delay" but null
          {"rate": NaN, "delay": 1}     | numbers.json is not JSON in line 1: "{"rate": NaN
          {"rate": 3} and more          | numbers.json is not JSON in line 1: "{"rate": 3} and more"
          ''                            | numbers.json is not JSON: it is empty
          """)
  void whatStandsInTheNumbersPlaceIsQuoted(String text, String message) throws Exception {
    write("numbers.json", text);
    assertThatThrownBy(
            () -> ResultsReader.read(JSON, new RunOutput(output, 0, output.resolve("run.log")), 1))
        .isInstanceOf(ReproducerException.class)
        .hasMessageContaining(message);
  }

  @Test
  void jsonOfAnyEncodingIsRead() throws Exception {
    Files.write(
        output.resolve("numbers.json"),
        "{\"rate\": 3, \"delay\": 0.25, \"who\": \"J\u00f6rg\"}"
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(
            ResultsReader.read(JSON, new RunOutput(output, 0, output.resolve("run.log")), 1)
                .metrics())
        .containsEntry("rate", 3.0);
    write("numbers.json", "\uFEFF{\"rate\": 3,\r\n \"delay\": 0.25}\r\n");
    assertThat(
            ResultsReader.read(JSON, new RunOutput(output, 0, output.resolve("run.log")), 1)
                .metrics())
        .containsEntry("delay", 0.25);
  }

  private void refused(String message) {
    assertThatThrownBy(() ->
            ResultsReader.read(PGBENCH, new RunOutput(output, 0, output.resolve("run.log")), 1))
        .isInstanceOf(ReproducerException.class)
        .hasMessageContaining(message);
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(output.resolve(name), text);
  }
}
