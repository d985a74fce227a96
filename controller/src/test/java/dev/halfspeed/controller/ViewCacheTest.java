package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.Views;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pictures that go with views. */
final class ViewCacheTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final ViewCache<BisectionView> cache = new ViewCache<>(Time.real());
  private final AtomicInteger painted = new AtomicInteger();

  @Test
  void aPictureOfAnEndedOneIsDrawnOnceUntilItChanges() {
    BisectionView view = Views.after("culprit", START, Views.boots());
    CampaignRecord ended = record(view.endedAt());
    assertThat(picture(ended, view)).contains("picture 1");
    assertThat(picture(ended, view)).contains("picture 1");
    cache.changed("b1");
    assertThat(picture(ended, view)).contains("picture 2");
  }

  @Test
  void oneThatRunsIsReadEachTime() {
    BisectionView view = Views.after("searching", START, 7);
    assertThat(picture(record(null), view)).contains("picture 1");
    assertThat(picture(record(null), view)).contains("picture 2");
  }

  @Test
  void aViewIsDrawnOnceAfterEachChangeAndAtTheEnd() {
    var comparisons = new ViewCache<Integer>(Time.real());
    assertThat(comparisons.of(record(START), painted::incrementAndGet)).isEqualTo(1);
    assertThat(comparisons.of(record(START), painted::incrementAndGet)).isEqualTo(1);
    comparisons.changed("b1");
    assertThat(comparisons.of(record(START), painted::incrementAndGet)).isEqualTo(2);
    assertThat(comparisons.of(record(null), painted::incrementAndGet)).isEqualTo(3);
  }

  private Optional<String> picture(CampaignRecord record, BisectionView view) {
    return cache.picture(
        record,
        () -> view,
        "culprit.svg",
        () -> Optional.of("picture " + painted.incrementAndGet()));
  }

  private static CampaignRecord record(@Nullable Instant endedAt) {
    return new CampaignRecord(
        "b1",
        CampaignRecord.Kind.BISECTION,
        null,
        "",
        null,
        "ann",
        0,
        null,
        START,
        "{}",
        "{}",
        "FOUND",
        endedAt,
        null,
        null);
  }
}
