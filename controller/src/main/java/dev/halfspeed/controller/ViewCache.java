package dev.halfspeed.controller;

import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The views of one kind of campaign that were drawn last: one is drawn once after each change,
 * however many look at it. Safe for use by several threads.
 *
 * @param <V> the view
 */
final class ViewCache<V> {
  private static final int KEPT = 32;

  /** What a machine spends time on grows without any change: a view of a running one gets old. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Time time;
  private final Map<String, Drawn<V>> entries =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Drawn<V>> eldest) {
          return size() > KEPT;
        }
      };

  /** One campaign's view; who draws it holds the entry, and others wait for him. */
  private static final class Drawn<V> {
    private final AtomicLong changes = new AtomicLong();
    private long drawnAfter = -1;
    private long drawnAt;
    private boolean hasEnded;
    private @Nullable V view;
    private @Nullable String report;
    private final Map<String, String> pictures = new HashMap<>();
  }

  ViewCache(Time time) {
    this.time = time;
  }

  /** What was drawn of it is not what it is any more. */
  synchronized void changed(String campaign) {
    Drawn<V> drawn = entries.get(campaign);
    if (drawn != null) {
      drawn.changes.incrementAndGet();
    }
  }

  /** The view as it was drawn last, or as it is drawn now. */
  V of(CampaignRecord record, Supplier<V> draw) {
    Drawn<V> drawn = entry(record.id());
    boolean hasEnded = record.endedAt() != null;
    synchronized (drawn) {
      // Before it is drawn: what changes meanwhile asks for another.
      long changes = drawn.changes.get();
      V known = drawn.view;
      if (known == null
          || drawn.drawnAfter != changes
          || drawn.hasEnded != hasEnded
          || (!hasEnded && time.nanoTime() - drawn.drawnAt > FRESH.toNanos())) {
        known = draw.get();
        drawn.view = known;
        drawn.hasEnded = hasEnded;
        drawn.report = null;
        drawn.pictures.clear();
        drawn.drawnAfter = changes;
        drawn.drawnAt = time.nanoTime();
      }
      return known;
    }
  }

  /** The report on the view, written once for each that is drawn. */
  String report(CampaignRecord record, Supplier<V> draw, Function<V, String> write) {
    Drawn<V> drawn = entry(record.id());
    synchronized (drawn) {
      V view = of(record, draw);
      String known = drawn.report;
      if (known == null) {
        known = write.apply(view);
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
      CampaignRecord record, Supplier<V> draw, String name, Supplier<Optional<String>> paint) {
    if (record.endedAt() == null) {
      return paint.get();
    }
    Drawn<V> drawn = entry(record.id());
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

  private synchronized Drawn<V> entry(String campaign) {
    return entries.computeIfAbsent(campaign, ignored -> new Drawn<>());
  }
}
