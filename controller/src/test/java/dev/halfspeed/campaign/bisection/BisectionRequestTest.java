package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Sought;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests of the store that are older than a field. */
final class BisectionRequestTest {
  private static final BisectionRequest REQUEST =
      new BisectionRequest(
          "/linux",
          "v1",
          "v2",
          "tiny",
          null,
          Map.of(),
          "tinyconfig",
          List.of(),
          null,
          null,
          0.99,
          false,
          List.of(),
          0,
          200,
          1,
          0,
          "regression",
          null,
          null,
          null);

  private static final Resolved RESOLVED =
      new Resolved(
          Resolved.VERSION,
          new CommitLine("a", "a"),
          new CommitLine("a", "a"),
          new CommitLine("b", "b"),
          1,
          "tiny",
          Map.of(),
          "latency",
          "ms",
          false,
          "tinyconfig",
          "settings",
          List.of("lab1"),
          Map.of(),
          List.of(),
          Sought.IMPROVEMENT,
          0.5);

  /** The same request is so recognised after an update, and goes on. */
  @Test
  void oneWithoutWhatIsLookedForLooksForARegression() {
    String json = RowJson.write(REQUEST);
    String old = json.replace(",\"find\":\"regression\"", "");
    assertThat(old).isNotEqualTo(json);
    assertThat(RowJson.read(old, BisectionRequest.class)).isEqualTo(REQUEST);
  }

  @Test
  void whatWasResolvedIsKeptWhole() {
    String json = RowJson.write(RESOLVED);
    assertThat(RowJson.read(json, Resolved.class)).isEqualTo(RESOLVED);
    assertThat(RESOLVED.scale().seeksFall()).isTrue();
    assertThat(((Reproducer.Metric) RESOLVED.reproducer()).step().orElseThrow().size())
        .isEqualTo(0.5);
    String old = json.replaceAll(",\"(sought|resolution)\":[^,}]+", "");
    assertThat(old).doesNotContain("sought").doesNotContain("resolution");
    Resolved read = RowJson.read(old, Resolved.class);
    assertThat(read.sought()).isEqualTo(Sought.REGRESSION);
    assertThat(((Reproducer.Metric) read.reproducer()).step()).isEmpty();
  }
}
