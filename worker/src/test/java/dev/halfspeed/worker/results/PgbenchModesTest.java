package dev.halfspeed.worker.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.worker.protocol.RecipePlan.Results;
import dev.halfspeed.worker.protocol.Result.RunReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pgbench of PostgreSQL 15 printed in its modes, and what other versions print. */
final class PgbenchModesTest {
  private static final Results PGBENCH =
      new Results("pgbench", Map.of("output", "pgbench.out", "log", "pgbench_log.*"), List.of());
  private static final String LOG = "0 1 2241 0 1700000000 1000\n0 2 1800 0 1700000000 3000\n";
  private static final String END = "tps = 98565.123456 (without initial connection time)\n";

  @TempDir Path output;

  @Test
  void withAConnectionForEachTransactionTheTimeToReconnectIsPartOfTheMode() throws Exception {
    RunReport report =
        read(
            """
            pgbench (15.18 (Debian 15.18-0+deb12u1))
            transaction type: <builtin: select only>
            number of transactions actually processed: 400
            number of failed transactions: 0 (0.000%)
            latency average = 10.034 ms
            average connection time = 4.394 ms
            tps = 199.317835 (including reconnection times)
            """,
            LOG);
    assertThat(report.metrics())
        .containsEntry("tps", 199.317835)
        .containsEntry("latency_mean", 10.034);
  }

  @Test
  void ofSeveralScriptsTheTotalCounts() throws Exception {
    RunReport report =
        read(
            """
            transaction type: multiple scripts
            number of transactions actually processed: 6349
            number of failed transactions: 0 (0.000%)
            latency average = 0.311 ms
            initial connection time = 11.897 ms
            tps = 6423.980703 (without initial connection time)
            SQL script 1: <builtin: simple update>
             - weight: 2 (targets 40.0% of total)
             - 2531 transactions (39.9% of total, tps = 2560.890716)
             - number of failed transactions: 0 (0.000%)
             - latency average = 0.573 ms
             - latency stddev = 1.058 ms
             - statement latencies in milliseconds and failures:
                     0.001           0  \\set aid random(1, 100000 * :scale)
                     0.109           0  SELECT 'tps = 3 (without initial connection time)';
            SQL script 2: <builtin: select only>
             - 3818 transactions (60.1% of total, tps = 3863.089986)
            """,
            LOG);
    assertThat(report.metrics())
        .containsEntry("tps", 6423.980703)
        .containsEntry("latency_mean", 0.311);
  }

  @Test
  void aRunThatMadeFewerTransactionsThanAskedForDidNotEndWell() throws Exception {
    String fewer = "number of transactions actually processed: 400/2000\n";
    assertThatThrownBy(() -> read(fewer + END, LOG))
        .hasMessage(
            "pgbench did not end well, it made fewer transactions than asked for: \"%s\"",
            fewer.strip());
    // With --latency-limit those that come too late are skipped.
    String skipped = "number of transactions skipped: 1600 (80.000%)\n";
    assertThat(read(fewer + skipped + END, LOG).metrics()).containsEntry("tps", 98565.123456);
    assertThat(read(fewer.replace("400", "2000") + END, LOG).metrics())
        .containsEntry("tps", 98565.123456);
  }

  @Test
  void aRunWithoutTransactionsIsToldAsThat() {
    String none = "number of transactions actually processed: 0\n";
    assertThatThrownBy(() -> read(none + "latency average = -nan ms\n" + END, LOG))
        .hasMessage("pgbench made no transaction: \"%s\"", none.strip());
  }

  @Test
  void aRateWithALatencyLimitAndRetriesIsRead() throws Exception {
    RunReport report =
        read(
            """
            starting vacuum...end.
            progress: 1.0 s, 4400.0 tps, lat 0.247 ms stddev 0.515, lag 0.130 ms, 515 skipped, 0 failed
            pgbench (15.18 (Debian 15.18-0+deb12u1))
            maximum number of tries: 5
            number of transactions actually processed: 4429
            number of failed transactions: 0 (0.000%)
            number of serialization failures: 0 (0.000%)
            number of deadlock failures: 0 (0.000%)
            number of transactions retried: 2305 (16.102%)
            total number of retries: 5462
            number of transactions skipped: 515 (10.417%)
            number of transactions above the 1.0 ms latency limit: 151/4429 (3.409%)
            latency average = 0.247 ms
            latency stddev = 0.515 ms
            rate limit schedule lag: avg 0.130 (max 4.665) ms
            initial connection time = 8.935 ms
            tps = 4460.405717 (without initial connection time)
            """,
            "0 1 1158 0 1795884794 911483 61 2\n0 2 skipped 0 1795884794 911534 0 0\n");
    assertThat(report.metrics())
        .containsEntry("tps", 4460.405717)
        .containsEntry("latency_mean", 0.247)
        .containsEntry("latency_p50", 1.158);
  }

  @Test
  void oldVersionsTellTwoNumbersOfWhichOneIsWithoutConnecting() throws Exception {
    RunReport report =
        read(
            """
            latency average: 3.024 ms
            tps = 199.3 (including connections establishing)
            tps = 1322.7 (excluding connections establishing)
            """,
            LOG);
    assertThat(report.metrics()).containsEntry("tps", 1322.7).containsEntry("latency_mean", 3.024);
    refused(
        "tps = 199.3 (including connections establishing)\n", LOG, "without the time to connect");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  tps = 98565,123456 (without initial connection time)",
        "\u001B[32mtps = 98565.123456\u001B[0m (without initial connection time)",
        "\u001B]0;title\u0007tps = 98565.123456 (without initial connection time)\r",
        "\uFEFFtps = 98565.123456 (without initial connection time)",
        "tps = 98565.123456 (without initial connection time)  ",
        "progress: 1.0 s\rtps = 98565.123456 (without initial connection time)",
      })
  void coloursBlanksAndDecimalCommasAreNoHindrance(String line) throws Exception {
    assertThat(read(line + "\n", LOG).metrics()).containsEntry("tps", 98565.123456);
  }

  @Test
  void aLineInAnotherEncodingIsNoHindrance() throws Exception {
    Files.write(
        output.resolve("pgbench.out"),
        ("pgbench: Warnung: gr\u00fcn\n" + END).getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(output.resolve("pgbench_log.1"), LOG);
    assertThat(
            ResultsReader.read(PGBENCH, new RunOutput(output, 0, output.resolve("run.log")), 1)
                .metrics())
        .containsEntry("tps", 98565.123456)
        .containsEntry("latency_mean", 2.0205);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tps = 1.2.3 (without initial connection time)",
        "tps = inf (without initial connection time)",
        "tps = -nan (excluding connections establishing)",
        "tps = 1,234,567.8 (without initial connection time)",
        "tps = 0x10 (without initial connection time)",
        "tps =  (without initial connection time)",
        "latency average = nan ms",
        "tps = -5.000000 (without initial connection time)",
        "tps = 0.000000 (without initial connection time)",
        "tps = 98565.1 (ohne initiale Verbindungszeit)",
        "tps = 98565.1",
      })
  void whatIsNoNumberThatMeansTpsIsQuoted(String line) throws Exception {
    refused(line + "\n", LOG, '"' + line + '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pgbench: error: client 1 script 0 aborted in command 1 query 0: ERROR:  division by zero",
        "client 2 aborted in state 8: ERROR:  division by zero",
        "Client 2 aborted in command 1 of script 0; perhaps the backend died while processing",
        "client 0 script 0 aborted in command 4 query 0: ERROR:  deadlock detected",
        "pgbench: fatal: Run was aborted; the above results are incomplete.",
        "pgbench: error: Run was aborted; the above results are incomplete.",
        "Run was aborted; the above results are incomplete.",
      })
  void aRunThatWasAbortedFailedAlsoWhereItsExitCodeIsHidden(String line) throws Exception {
    refused(line + "\n" + END, LOG, "incomplete: " + line);
    refused(END + line + "\n", LOG, "incomplete: " + line);
  }

  @Test
  void ofTwoRunsNobodyKnowsWhichIsMeant() throws Exception {
    refused(END + "tps = 5.0 (without initial connection time)\n", LOG, "summaries of two runs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1795876187 2191 520305 1452398165 56 9157 0 0 0 0 0 0 0 0 0      | --aggregate-interval
          1795884807 21 16956 23345916 366 3398 3510 784102 76 428 0 0 0 0 | --aggregate-interval
          1795876187 2191 520305 1452398165 56 9157                        | --aggregate-interval
          7 2191 520305 1452398165 56 9157                                 | --aggregate-interval
          7 2191 520305 1452398165 56 9157 0 0 0 0                         | --aggregate-interval
          0 1 serialization 0 1700000000 1                                 | but "serialization"
          0 1 deadlock 0 1700000000 1 0                                    | but "deadlock"
          0 1 -5 0 1700000000 1                                            | but "-5"
          0 1 9999999999999999999999 0 1700000000 1                        | no latency but "9999
          0 1 999999999999999999 0 1700000000 1                            | a latency that cannot be
          0 1 100 0 1700000000                                             | is cut short
          a 1 100 0 1700000000 1                                           | no line of such a log
          """)
  void aLineThatIsNoTransactionIsQuoted(String line, String message) throws Exception {
    refused(END, LOG + line + "\n", message);
    refused(END, LOG + line + "\n", "line 3 of pgbench_log.1");
    refused(END, LOG + line, '"' + line + '"');
  }

  @Test
  void aSampledLogIsReadAndBlankLinesAreNone() throws Exception {
    assertThat(read(END, "\n0 17 917 0 1795884804 353159\r\n\n").metrics())
        .containsAllEntriesOf(Map.of("tps", 98565.123456, "latency_p50", 0.917));
  }

  private RunReport read(String summary, String log) throws Exception {
    Files.writeString(output.resolve("pgbench.out"), summary);
    Files.writeString(output.resolve("pgbench_log.1"), log);
    return ResultsReader.read(PGBENCH, new RunOutput(output, 0, output.resolve("run.log")), 1);
  }

  private void refused(String summary, String log, String message) {
    assertThatThrownBy(() -> read(summary, log))
        .isInstanceOf(ReproducerException.class)
        .hasMessageContaining(message);
  }
}
