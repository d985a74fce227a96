package dev.halfspeed.regression.notice;

import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.lifecycle.Regression;
import dev.halfspeed.regression.lifecycle.Rows;
import dev.halfspeed.regression.view.RegressionHistory;
import dev.halfspeed.store.regression.NoticeAttemptRecord;
import dev.halfspeed.store.regression.NoticeRecord;
import dev.halfspeed.store.regression.NoticeStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes notices. Each has a key that is made of what it is about and for whom, so that whoever
 * writes them again after a crash writes none twice.
 */
public final class NoticeWriter {
  private static final Duration LONGEST_DIGEST = Duration.ofDays(7);
  private static final String DIGEST = "digest/";

  private final NoticeStore store;
  private final Audience audience;
  private final CommitLookup commits;
  private final InstantSource time;
  private Instant digested = Instant.MIN;

  /** One that writes to a store of notices what this audience is to be told. */
  public NoticeWriter(
      NoticeStore store, Audience audience, CommitLookup commits, InstantSource time) {
    this.store = store;
    this.audience = audience;
    this.commits = commits;
    this.time = time;
  }

  /**
   * Writes the notices about an event.
   *
   * @return how many there are
   */
  public int tell(Regression regression, Rows rows, int event, NoticeKind noticeKind) {
    switch (regression.events().get(event - 1).detail()) {
      case EventDetail.Ignored _, EventDetail.Merged _ ->
          withdraw(
              regression,
              event,
              "the regression was %s before it was sent".formatted(regression.state().words()));
      default -> {}
    }
    if (noticeKind == NoticeKind.CORRECTION) {
      List<NoticeRecord> told = withdraw(regression, event, "it was corrected before it was sent");
      if (!told.isEmpty()) {
        for (NoticeRecord first : told) {
          write(
              regression,
              rows,
              event,
              noticeKind,
              new Audience.Recipient(
                  first.channel(), first.recipient(), form(first), Optional.empty()));
        }
        return told.size();
      }
      EventDetail decided = regression.events().get(event - 1).detail();
      if (decided instanceof EventDetail.Retracted || decided instanceof EventDetail.Moved) {
        return 0;
      }
    }
    // A person who names a culprit of which nobody has heard is heard like the search.
    NoticeKind said = noticeKind == NoticeKind.CORRECTION ? NoticeKind.CULPRIT : noticeKind;
    List<Audience.Recipient> recipients = audience.of(said, people(regression, rows, said));
    recipients.forEach(recipient -> write(regression, rows, event, said, recipient));
    return recipients.size();
  }

  private Optional<Audience.People> people(
      Regression regression, Rows rows, NoticeKind noticeKind) {
    return noticeKind == NoticeKind.CULPRIT
        ? Messages.facts(regression, rows, commits).map(CommitLookup.Facts::people)
        : Optional.empty();
  }

  private static Audience.Form form(NoticeRecord notice) {
    return notice.body().startsWith("{") ? Audience.Form.JSON : Audience.Form.MAIL;
  }

  /**
   * Takes back what was to be told of earlier events and has not been sent.
   *
   * @return the first notice of each recipient who may have got one, corrections not counted: they
   *     go to those only who got what they correct
   */
  private List<NoticeRecord> withdraw(Regression regression, int event, String why) {
    var told = new LinkedHashMap<String, NoticeRecord>();
    for (NoticeRecord notice : store.all()) {
      Integer about = notice.event();
      if (!regression.id().equals(notice.regression()) || about == null || about >= event) {
        continue;
      }
      Optional<NoticeAttemptRecord> last = last(notice.key());
      boolean mayHaveArrived =
          last.isPresent()
              && (last.get().outcome() == NoticeAttemptRecord.Outcome.SENT
                  || last.get().outcome() == NoticeAttemptRecord.Outcome.TRYING);
      store.add(
          new NoticeAttemptRecord(
              notice.key(), time.instant(), NoticeAttemptRecord.Outcome.WITHHELD, why, null));
      if (mayHaveArrived && !notice.kind().equals(NoticeKind.CORRECTION.name())) {
        told.putIfAbsent(notice.channel() + " " + notice.recipient(), notice);
      }
    }
    // What was withheld just now in the round before a crash is not told again, what was tried is.
    return List.copyOf(told.values());
  }

  private Optional<NoticeAttemptRecord> last(String notice) {
    return store.attempts().stream()
        .filter(attempt -> attempt.notice().equals(notice))
        .filter(attempt -> attempt.outcome() != NoticeAttemptRecord.Outcome.WITHHELD)
        .reduce((_, later) -> later);
  }

  private void write(
      Regression regression,
      Rows rows,
      int event,
      NoticeKind noticeKind,
      Audience.Recipient recipient) {
    Messages.Text text = Messages.of(regression, rows, event, noticeKind, commits);
    String thread = recipient.channel() + "/" + recipient.address();
    String key = regression.id() + "/" + event + "/" + noticeKind + "/" + thread;
    Optional<String> first =
        store.all().stream()
            .filter(notice -> regression.id().equals(notice.regression()))
            .filter(notice ->
                notice.channel().equals(recipient.channel())
                    && notice.recipient().equals(recipient.address()))
            .filter(notice -> !notice.kind().equals(NoticeKind.NOTHING.name()))
            .map(NoticeRecord::key)
            .filter(other -> !other.equals(key))
            .findFirst();
    store.add(
        new NoticeRecord(
            key,
            time.instant(),
            regression.id(),
            event,
            recipient.channel(),
            recipient.address(),
            noticeKind.name(),
            text.subject(),
            switch (recipient.form()) {
              case MAIL -> text.body();
              case JSON -> MessageJson.of(key, regression, rows, noticeKind, text, time.instant());
            },
            first.orElse(null)),
        noticeKind == NoticeKind.NOTHING
            ? Optional.of(
                "nobody is told of what is "
                    + regression.state().words()
                    + ": "
                    + RegressionHistory.why(regression))
            : recipient.withheld());
  }

  /** Once a day, what changed since the last digest; nothing where nothing changed. */
  public void digest(Rows rows, Instant now) {
    List<Audience.Recipient> recipients = audience.of(NoticeKind.DIGEST, Optional.empty());
    if (recipients.isEmpty()) {
      return;
    }
    Instant to = now.truncatedTo(ChronoUnit.DAYS);
    if (to.equals(digested)) {
      return;
    }
    Map<String, Instant> last = lastDigests();
    for (Audience.Recipient recipient : recipients) {
      String thread = recipient.channel() + "/" + recipient.address();
      Instant from = last.getOrDefault(thread, to.minus(Duration.ofDays(1)));
      Instant earliest = to.minus(LONGEST_DIGEST);
      List<Regression> changed =
          DailyDigest.changed(rows, from.isBefore(earliest) ? earliest : from, to);
      if (from.isBefore(to) && !changed.isEmpty()) {
        Messages.Text text = DailyDigest.of(changed, rows, to);
        store.add(
            new NoticeRecord(
                DIGEST + to + "/" + thread,
                now,
                null,
                null,
                recipient.channel(),
                recipient.address(),
                NoticeKind.DIGEST.name(),
                text.subject(),
                recipient.form() == Audience.Form.MAIL
                    ? text.body()
                    : MessageJson.digest(DIGEST + to + "/" + thread, changed, rows, text, now),
                null),
            recipient.withheld());
      }
    }
    digested = to;
  }

  /** The day up to which each recipient has had a digest. */
  private Map<String, Instant> lastDigests() {
    var last = new HashMap<String, Instant>();
    for (NoticeRecord notice : new ArrayList<>(store.all())) {
      if (notice.key().startsWith(DIGEST)) {
        String[] parts = notice.key().split("/", 3);
        last.put(parts[2], Instant.parse(parts[1]));
      }
    }
    return last;
  }
}
