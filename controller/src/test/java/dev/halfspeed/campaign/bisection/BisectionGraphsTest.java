package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.search.Sought;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ranges that can't be read, and many long ones at once. */
final class BisectionGraphsTest {
  private static final CommitLine COMMIT = new CommitLine("a", "a");

  private final List<String> read = new ArrayList<>();
  private final List<Runnable> begun = new ArrayList<>();
  private final BisectionGraphs graphs =
      new BisectionGraphs(
          (bisection, resolved) -> {
            read.add(bisection.id());
            throw new IllegalArgumentException("a damaged repository");
          },
          begun::add);

  @Test
  void aRangeThatCannotBeReadHasNoBranchesAndIsReadAgain() {
    assertThat(graphs.of(bisection("b1", 10), 0, 10, false)).isEmpty();
    assertThat(graphs.of(bisection("b1", 10), 0, 10, false)).isEmpty();
    assertThat(read).containsExactly("b1", "b1");
  }

  @Test
  void longRangesAreReadByOneReaderAndNoneIsForgottenMeanwhile() {
    for (int times = 0; times < 2; times++) {
      for (int number = 0; number < 10; number++) {
        assertThat(graphs.of(bisection("b" + number, 100_000), 0, 10, false)).isEmpty();
      }
    }
    assertThat(begun).hasSize(4);
    begun.forEach(Runnable::run);
    assertThat(read).containsExactly("b0", "b1", "b2", "b3");
    begun.clear();
    assertThat(graphs.of(bisection("b9", 100_000), 0, 10, false)).isEmpty();
    assertThat(begun).hasSize(1);
  }

  private static CampaignRecord bisection(String id, int candidates) {
    var resolved =
        new Resolved(
            Resolved.VERSION,
            COMMIT,
            COMMIT,
            COMMIT,
            candidates,
            "tiny",
            Map.of(),
            "tps",
            "1/s",
            true,
            "tinyconfig",
            "settings",
            List.of("lab1"),
            Map.of(),
            List.of(),
            Sought.REGRESSION,
            null);
    return CampaignRecord.begun(
        id,
        CampaignRecord.Kind.BISECTION,
        null,
        "",
        Instant.EPOCH,
        "{}",
        RowJson.write(resolved),
        "RUNNING");
  }
}
