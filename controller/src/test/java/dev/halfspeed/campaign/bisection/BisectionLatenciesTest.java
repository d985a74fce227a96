package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.web.Views;
import dev.halfspeed.worker.protocol.JobId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Which transactions are put beside each other. */
final class BisectionLatenciesTest {
  private static final int TRANSACTIONS = 1_000;

  private static final BisectionView FOUND =
      Views.after("b1", Instant.parse("2026-03-01T10:00:00Z"), Views.boots());

  /** A run whose transactions all took a millisecond for each number of its boot. */
  private static List<RunRecord> runs(JobId boot) {
    var histogram = new Histogram(3);
    int number = Integer.parseInt(boot.job().substring("b-boot-".length()));
    histogram.recordValueWithCount(1_000L * number, TRANSACTIONS);
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    String text = Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    return List.of(
        new RunRecord(boot.job(), boot.attempt(), 1, text, null),
        new RunRecord(boot.job(), boot.attempt(), 2, "AAAA", null),
        new RunRecord(boot.job(), boot.attempt(), 3, null, null));
  }

  @Test
  void freshBootsOfTheCulpritAreBesideThoseOfItsParents() {
    LatencyView view = BisectionLatencies.of(BisectionLatenciesTest::runs, FOUND);
    assertThat(view.sides())
        .extracting(LatencyView.Side::of, LatencyView.Side::boots, LatencyView.Side::transactions)
        .containsExactly(
            tuple("what is before the culprit", 2, 2_000L), tuple("the culprit", 2, 2_000L));
    assertThat(most(view, 0)).isCloseTo(14, within(0.02));
    assertThat(most(view, 1)).isCloseTo(13, within(0.02));
  }

  @Test
  void beforeThatTheEndsAre() {
    BisectionView running = Views.after("b1", Instant.EPOCH, 7);
    LatencyView view = BisectionLatencies.of(BisectionLatenciesTest::runs, running);
    assertThat(view.sides())
        .extracting(LatencyView.Side::of)
        .containsExactly("the good end", "the bad end");
    assertThat(most(view, 0)).isCloseTo(2, within(0.02));
    assertThat(most(view, 1)).isCloseTo(3, within(0.02));
  }

  @Test
  void aBootIsBesideBothSides() {
    LatencyView view = BisectionLatencies.ofBoot(BisectionLatenciesTest::runs, FOUND, 3);
    assertThat(view.sides())
        .extracting(LatencyView.Side::of, LatencyView.Side::boots, LatencyView.Side::transactions)
        .containsExactly(
            tuple("what is before the culprit", 2, 2_000L),
            tuple("the culprit", 2, 2_000L),
            tuple("boot 3", 1, 1_000L));
    // Its job is b-boot-2.
    assertThat(most(view, 2)).isCloseTo(2, within(0.02));
    assertThat(BisectionLatencies.ofBoot(_ -> List.of(), FOUND, 3).sides()).isEmpty();
  }

  @Test
  void noPercentileIsWhatOneTransactionDecides() {
    assertThat(BisectionLatencies.of(BisectionLatenciesTest::runs, FOUND).percentiles())
        .startsWith(0.0, 10.0, 20.0)
        .containsSubsequence(80.0, 90.0, 91.0, 98.0, 99.0, 99.1, 99.9, 100.0)
        .doesNotContain(99.96, 99.99)
        .isSorted();
  }

  /** A run that gave no sample that counts, here the ninth, has no part in it. */
  @Test
  void runsThatAreNoEvidenceAreLeftOut() {
    Function<JobId, List<RunRecord>> withDisturbed =
        boot -> {
          RunRecord own = runs(boot).getFirst();
          RunRecord slow = runs(new JobId("b-boot-1000", 1)).getFirst();
          return List.of(own, new RunRecord(own.job(), own.attempt(), 9, slow.histogram(), null));
        };
    LatencyView view = BisectionLatencies.of(withDisturbed, FOUND);
    assertThat(view.sides())
        .extracting(LatencyView.Side::transactions)
        .containsExactly(2_000L, 2_000L);
    assertThat(most(view, 0)).isCloseTo(14, within(0.02));
  }

  @Test
  void withoutHistogramsThereIsNothing() {
    assertThat(BisectionLatencies.of(boot -> List.of(), FOUND)).isEqualTo(LatencyView.none("b1"));
  }

  private static double most(LatencyView view, int side) {
    return view.sides().get(side).milliseconds().getLast();
  }
}
