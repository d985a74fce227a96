package dev.halfspeed.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.report.BisectionView.Commit;
import dev.halfspeed.report.MeasuredCommits.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a commit's own boots say. */
final class MeasuredCommitsTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final int CANDIDATES = 10;

  private final List<BisectionView.Sample> samples = new ArrayList<>();
  private final List<BisectionView.Attempt> attempts = new ArrayList<>();

  private static Commit commit(int index) {
    return new Commit("c" + index, "change " + index, index < 0 ? null : index);
  }

  /** A boot of one run; candidate -1 is the good end. */
  private void boot(int index, String machine, double value, @Nullable String disturbance) {
    String role = index < 0 ? "good end" : index == CANDIDATES - 1 ? "bad end" : "candidate";
    samples.add(
        new BisectionView.Sample(
            AT,
            commit(index),
            role,
            "search",
            machine,
            null,
            samples.size() + 1,
            1,
            value,
            Map.of(),
            disturbance));
  }

  private void boot(int index, double value) {
    boot(index, "lab1", value, null);
  }

  private void failed(int index, String outcome) {
    attempts.add(
        new BisectionView.Attempt(
            "j" + attempts.size(), "build", commit(index), "lab1", AT, AT, outcome, "why", ""));
  }

  private MeasuredCommits measured(@Nullable Double noise) {
    return MeasuredCommits.of(
        new BisectionView(
            "b1",
            BisectionView.State.RUNNING,
            "ann",
            AT,
            null,
            new BisectionView.Request(
                "/linux",
                commit(-1),
                commit(CANDIDATES - 1),
                CANDIDATES,
                "tiny",
                Map.of(),
                "tps",
                "1/s",
                true,
                "defconfig",
                0.99,
                200,
                "regression",
                null),
            new BisectionView.Progress(
                "searching", 10, 3, 0, 0, null, noise, 0, null, null, List.of()),
            List.of(),
            List.of(),
            null,
            samples,
            attempts,
            List.of(),
            List.of(),
            new BisectionView.TimeSpent(0, Map.of(), 0, 0),
            null,
            "",
            null,
            CampaignOrigin.NOBODY));
  }

  private Side side(int index, @Nullable Double noise) {
    return measured(noise).commits().stream()
        .filter(commit -> commit.position() == index)
        .map(MeasuredCommits.Measured::side)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "1001, GOOD",
    "985, GOOD",
    "950, UNCLEAR",
    "915, BAD",
    "899, BAD",
    "1100, GOOD",
    "800, BAD"
  })
  void aCommitIsOnTheSideThatExplainsItBetter(double value, Side side) {
    boot(-1, 1000);
    boot(CANDIDATES - 1, 900);
    boot(4, value);
    assertThat(side(4, 0.015)).isEqualTo(side);
  }

  @Test
  void whatIsFarFromBothEndsIsBetweenThem() {
    boot(-1, 1000);
    boot(CANDIDATES - 1, 800);
    boot(4, 900);
    assertThat(side(4, 0.005)).isEqualTo(Side.BETWEEN);
    assertThat(side(4, 0.05)).isEqualTo(Side.UNCLEAR);
  }

  /** A fast machine's value of a bad commit is no good one. */
  @Test
  void aBootIsComparedWithTheGoodEndOnItsOwnMachine() {
    boot(-1, "slow", 1000, null);
    boot(CANDIDATES - 1, "slow", 900, null);
    boot(-1, "fast", 1110, null);
    boot(CANDIDATES - 1, "fast", 999, null);
    boot(4, "fast", 1000, null);
    assertThat(side(4, 0.01)).isEqualTo(Side.BAD);
  }

  @Test
  void disturbedBootsAreNoEvidence() {
    boot(-1, 1000);
    boot(-1, "lab1", 10, "others");
    boot(CANDIDATES - 1, 900);
    boot(4, "lab1", 900, "others");
    MeasuredCommits measured = measured(0.01);
    assertThat(measured.good().orElseThrow().mean()).isCloseTo(1000, within(1e-6));
    assertThat(measured.good().orElseThrow().boots()).isEqualTo(1);
    assertThat(measured.commits())
        .extracting(MeasuredCommits.Measured::position)
        .containsExactly(9);
    assertThat(measured.boots()).hasSize(4);
  }

  @Test
  void withoutNoiseOrAnEndNothingIsToldApart() {
    boot(4, 900);
    assertThat(side(4, 0.01)).isEqualTo(Side.UNCLEAR);
    boot(-1, 1000);
    boot(CANDIDATES - 1, 900);
    assertThat(side(4, null)).isEqualTo(Side.UNCLEAR);
    // Two boots of each end tell the noise.
    boot(-1, 1002);
    boot(CANDIDATES - 1, 901);
    assertThat(side(4, null)).isEqualTo(Side.BAD);
  }

  @Test
  void aCommitThatGaveANumberAfterAllIsNotSkipped() {
    failed(3, "unbuildable");
    failed(4, "unbootable");
    failed(5, "infrastructure");
    failed(6, "reproducer failed");
    boot(4, 900);
    assertThat(measured(0.01).skips()).extracting(skip -> commit(skip)).containsExactly("c3", "c6");
  }

  private static String commit(BisectionView.Attempt attempt) {
    Commit commit = attempt.commit();
    return commit == null ? "" : commit.id();
  }
}
