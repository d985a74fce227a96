package dev.halfspeed.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.store.Store;
import dev.halfspeed.store.regression.NoticeAttemptRecord;
import dev.halfspeed.store.regression.NoticeRecord;
import dev.halfspeed.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeliveriesTest {
  @TempDir private Path folder;

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  /** A channel that does what a test says. */
  private interface Sends extends NoticeChannel {
    @Override
    default void check() {}
  }

  private NoticeRecord notice(String key, String channel) {
    return new NoticeRecord(
        key, now, null, null, channel, "ada@example.org", "CULPRIT", "subject", "body", null);
  }

  @Test
  void aChannelWithABugIsTriedLaterAndHoldsUpNoOther() throws Exception {
    List<String> sent = new ArrayList<>();
    List<Instant> tries = new ArrayList<>();
    Sends broken =
        letter -> {
          tries.add(now);
          throw new IllegalStateException("a bug");
        };
    Sends fine =
        letter -> {
          sent.add(letter.key());
          return "taken";
        };
    try (Store store = SqliteStore.open(folder.resolve("halfspeed.db"))) {
      store.notices().add(notice("first", "broken"), Optional.empty());
      store.notices().add(notice("second", "fine"), Optional.empty());
      var deliveries =
          new Deliveries(store.notices(), Map.of("broken", broken, "fine", fine), () -> now);
      for (int minute = 0; minute < 8; minute++) {
        deliveries.pass();
        now = now.plus(Duration.ofMinutes(1));
      }
      assertThat(sent).containsExactly("second");
      // After 1, 2 and 4 minutes.
      assertThat(tries)
          .extracting(each -> Duration.between(tries.getFirst(), each).toMinutes())
          .containsExactly(0L, 1L, 3L, 7L);
      assertThat(store.notices().attempts().getLast().outcome())
          .isEqualTo(NoticeAttemptRecord.Outcome.FAILED);
      assertThat(store.notices().attempts().getLast().words())
          .isEqualTo(
              "channel broken failed: java.lang.IllegalStateException: a bug; the controller's log"
                  + " has more");
    }
  }
}
