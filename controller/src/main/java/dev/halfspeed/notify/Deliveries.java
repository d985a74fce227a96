package dev.halfspeed.notify;

import dev.halfspeed.store.regression.NoticeAttemptRecord;
import dev.halfspeed.store.regression.NoticeRecord;
import dev.halfspeed.store.regression.NoticeStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the notices that are due. A row says that one is being sent before it is, so that after a
 * crash it is sent again under the same key rather than lost.
 */
public final class Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
  private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(6);

  /** After this time without success nobody wants to hear it any more. */
  private static final Duration GIVEN_UP = Duration.ofDays(3);

  private static final int MOST_A_PASS = 50;
  private static final int MOST_DOUBLINGS = 12;

  private final NoticeStore store;
  private final Map<String, NoticeChannel> channels;
  private final InstantSource time;

  /**
   * Of a store.
   *
   * @param channels by their names
   */
  public Deliveries(NoticeStore store, Map<String, NoticeChannel> channels, InstantSource time) {
    this.store = store;
    this.channels = Map.copyOf(channels);
    this.time = time;
  }

  /** Sends what is due. Called by one thread at a time. */
  public void pass() throws InterruptedException {
    List<NoticeRecord> open = store.open();
    if (open.isEmpty()) {
      return;
    }
    Map<String, List<NoticeAttemptRecord>> attempts = attempts();
    Set<String> silent = new HashSet<>();
    int sent = 0;
    for (NoticeRecord notice : open) {
      List<NoticeAttemptRecord> its = attempts.getOrDefault(notice.key(), List.of());
      if (silent.contains(notice.channel()) || !isDue(its)) {
        continue;
      }
      NoticeChannel channel = channels.get(notice.channel());
      if (channel == null) {
        add(
            notice,
            NoticeAttemptRecord.Outcome.WITHHELD,
            "the settings have no channel \"" + notice.channel() + "\" any more",
            null);
      } else if (++sent > MOST_A_PASS) {
        return;
      } else if (!send(notice, channel, its)) {
        // What is wrong with a channel is wrong for all: the others wait for the next pass.
        silent.add(notice.channel());
      }
    }
  }

  private Map<String, List<NoticeAttemptRecord>> attempts() {
    var attempts = new HashMap<String, List<NoticeAttemptRecord>>();
    for (NoticeAttemptRecord attempt : store.attempts()) {
      attempts.computeIfAbsent(attempt.notice(), _ -> new ArrayList<>()).add(attempt);
    }
    return attempts;
  }

  private boolean isDue(List<NoticeAttemptRecord> attempts) {
    if (attempts.isEmpty()) {
      return true;
    }
    Instant next = attempts.getLast().nextAt();
    return next == null || !time.instant().isBefore(next);
  }

  private boolean send(NoticeRecord notice, NoticeChannel channel, List<NoticeAttemptRecord> before)
      throws InterruptedException {
    if (!add(notice, NoticeAttemptRecord.Outcome.TRYING, "", null)) {
      return true;
    }
    String said;
    try {
      said =
          channel.send(
              new NoticeChannel.Letter(
                  notice.key(),
                  notice.at(),
                  notice.recipient(),
                  notice.subject(),
                  notice.body(),
                  notice.replyTo()));
    } catch (DeliveryException refused) {
      return failed(notice, refused, before);
    } catch (RuntimeException bug) {
      LOG.error("channel {} failed with notice {}", notice.channel(), notice.key(), bug);
      return failed(
          notice,
          new DeliveryException(
              "channel %s failed: %s; the controller's log has more"
                  .formatted(notice.channel(), bug),
              true,
              bug),
          before);
    }
    add(notice, NoticeAttemptRecord.Outcome.SENT, said, null);
    return true;
  }

  /** Whether the channel may be used for others in this pass. */
  private boolean failed(
      NoticeRecord notice, DeliveryException why, List<NoticeAttemptRecord> before) {
    Instant now = time.instant();
    boolean isOver = !why.isPassing() || notice.at().plus(GIVEN_UP).isBefore(now);
    LOG.warn("{} could not be sent: {}", notice.key(), why.getMessage());
    add(
        notice,
        NoticeAttemptRecord.Outcome.FAILED,
        String.valueOf(why.getMessage()),
        isOver ? null : now.plus(wait(before)));
    return !why.isPassing();
  }

  /** A minute, then twice as long each time, up to six hours. */
  private static Duration wait(List<NoticeAttemptRecord> before) {
    long failures =
        before.stream()
            .filter(attempt -> attempt.outcome() == NoticeAttemptRecord.Outcome.FAILED)
            .count();
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  private boolean add(
      NoticeRecord notice,
      NoticeAttemptRecord.Outcome outcome,
      String words,
      @Nullable Instant next) {
    return store.add(new NoticeAttemptRecord(notice.key(), time.instant(), outcome, words, next));
  }
}
