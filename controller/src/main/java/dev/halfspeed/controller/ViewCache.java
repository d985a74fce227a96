package dev.halfspeed.controller;

import dev.halfspeed.report.bisection.BisectionReport;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The views that were drawn last: one is drawn once after each change, however many look at it.
 * Safe for use by several threads.
 */
final class ViewCache {
  private static final int KEPT = 32;

  /** What a machine spends time on grows without any change: a view of a running one gets old. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Time time;
  private final Map<String, Drawn> entries =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Drawn> eldest) {
          return size() > KEPT;
        }
      };

  /** One bisection's view; who draws it holds the entry, and others wait for him. */
  private static final class Drawn {
    private final AtomicLong changes = new AtomicLong();
    private long drawnAfter = -1;
    private long drawnAt;
    private @Nullable BisectionView view;
    private @Nullable String report;
    private final Map<String, String> pictures = new HashMap<>();
  }

  ViewCache(Time time) {
    this.time = time;
  }

  /** What was drawn of it is not what it is any more. */
  synchronized void changed(String bisection) {
    Drawn drawn = entries.get(bisection);
    if (drawn != null) {
      drawn.changes.incrementAndGet();
    }
  }

  /** The view as it was drawn last, or as it is drawn now. */
  BisectionView of(CampaignRecord record, Supplier<BisectionView> draw) {
    Drawn drawn = entry(record.id());
    synchronized (drawn) {
      // Before it is drawn: what changes meanwhile asks for another.
      long changes = drawn.changes.get();
      BisectionView known = drawn.view;
      if (known == null
          || drawn.drawnAfter != changes
          || (known.endedAt() == null) != (record.endedAt() == null)
          || (record.endedAt() == null && time.nanoTime() - drawn.drawnAt > FRESH.toNanos())) {
        known = draw.get();
        drawn.view = known;
        drawn.report = null;
        drawn.pictures.clear();
        drawn.drawnAfter = changes;
        drawn.drawnAt = time.nanoTime();
      }
      return known;
    }
  }

  /** The report on the view, written once for each that is drawn. */
  String report(CampaignRecord record, Supplier<BisectionView> draw) {
    Drawn drawn = entry(record.id());
    synchronized (drawn) {
      BisectionView view = of(record, draw);
      String known = drawn.report;
      if (known == null) {
        known = BisectionReport.of(view);
        drawn.report = known;
      }
      return known;
    }
  }

  /**
   * A picture that goes with the view, drawn once for each view of one that has ended.
   *
   * @param name of the picture, one of few
   * @param paint empty where there is no such picture
   */
  Optional<String> picture(
      CampaignRecord record,
      Supplier<BisectionView> draw,
      String name,
      Supplier<Optional<String>> paint) {
    if (record.endedAt() == null) {
      return paint.get();
    }
    Drawn drawn = entry(record.id());
    synchronized (drawn) {
      of(record, draw);
      Optional<String> known = Optional.ofNullable(drawn.pictures.get(name));
      if (known.isEmpty()) {
        known = paint.get();
        known.ifPresent(picture -> drawn.pictures.put(name, picture));
      }
      return known;
    }
  }

  private synchronized Drawn entry(String bisection) {
    return entries.computeIfAbsent(bisection, ignored -> new Drawn());
  }
}
