package dev.halfspeed.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.Logged;
import dev.halfspeed.People;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.access.MemoryStores;
import dev.halfspeed.store.access.AuditRecord;
import dev.halfspeed.store.access.AuditStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The audit log while its disk hangs. */
final class AuditTrailTest {
  private final Logged logged = Logged.by(AuditTrail.class);
  private final SlowStore store = new SlowStore();
  private final AuditTrail trail =
      new AuditTrail(
          new AuditLog(store, InstantSource.fixed(Instant.EPOCH)), new MemoryStores().tokens());

  /** Takes nothing until it is let. */
  private static final class SlowStore implements AuditStore {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<List<AuditRecord>> batches = new CopyOnWriteArrayList<>();

    @Override
    public void append(List<AuditRecord> records) {
      begun.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      batches.add(records);
    }

    @Override
    public OptionalLong newer(String by, long from, int most) {
      return OptionalLong.empty();
    }

    @Override
    public List<AuditRecord> newest(Instant since, String by, long before, int most) {
      return List.of();
    }
  }

  @AfterEach
  void stop() {
    logged.close();
    store.gate.countDown();
    trail.close();
  }

  private void keep(String path) {
    trail.keep(new AuditLog.Write(Instant.EPOCH, People.ANN, "::1", "POST", path, 200));
  }

  @Test
  void whoSendsNeverWaitsAndWhatIsTooMuchIsInTheLog() throws Exception {
    keep("/first");
    store.begun.await();
    IntStream.range(0, AuditTrail.MOST_WAITING).forEach(number -> keep("/" + number));
    assertThat(logged.messages()).isEmpty();
    keep("/too-much");
    assertThat(logged.messages())
        .singleElement()
        .asString()
        .contains("not in the audit log", "/too-much", "ann");
    store.gate.countDown();
    trail.flush();
    var kept = new ArrayList<String>();
    store.batches.forEach(batch -> batch.forEach(row -> kept.add(row.path())));
    assertThat(kept)
        .hasSize(AuditTrail.MOST_WAITING + 1)
        .startsWith("/first", "/0", "/1")
        .endsWith("/9998", "/9999");
    assertThat(store.batches).as("many rows a transaction").hasSizeLessThan(30);
  }

  @Test
  void whatWaitsIsKeptAtTheEndAndWhatComesLaterIsInTheLog() throws Exception {
    keep("/first");
    store.begun.await();
    keep("/second");
    store.gate.countDown();
    trail.close();
    assertThat(store.batches).flatExtracting(batch -> batch).hasSize(2);
    keep("/late");
    trail.flush();
    assertThat(logged.messages())
        .singleElement()
        .asString()
        .contains("not in the audit log", "/late");
  }
}
