package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.regression.NoticeAttemptRecord;
import dev.halfspeed.store.regression.NoticeRecord;
import dev.halfspeed.store.regression.NoticeStore;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables {@code notice} and {@code notice_attempt}. */
record SqliteNotices(Transactions transactions) implements NoticeStore {
  private static final String SELECT =
      """
      SELECT key, at, regression, event, channel, recipient, kind, subject, body, reply_to
      FROM notice
      """;

  @Override
  public boolean add(NoticeRecord notice, Optional<String> withheld) {
    return transactions.write(
        "keep notice " + notice.key(),
        handle -> {
          boolean isNew =
              handle
                      .createUpdate(
                          """
                          INSERT INTO notice (key, at, regression, event, channel, recipient, kind,
                            subject, body, reply_to)
                          VALUES (:key, :at, :regression, :event, :channel, :recipient, :kind,
                            :subject, :body, :replyTo)
                          ON CONFLICT (key) DO NOTHING
                          """)
                      .bindMethods(notice)
                      .execute()
                  == 1;
          if (isNew && withheld.isPresent()) {
            insert(
                handle,
                new NoticeAttemptRecord(
                    notice.key(),
                    notice.at(),
                    NoticeAttemptRecord.Outcome.WITHHELD,
                    withheld.get(),
                    null));
          }
          return isNew;
        });
  }

  @Override
  public boolean add(NoticeAttemptRecord attempt) {
    return transactions.write(
        "keep an attempt at notice " + attempt.notice(), handle -> insert(handle, attempt));
  }

  /** The index of last attempts lets one of a notice in, and none may come after it. */
  private static boolean insert(Handle handle, NoticeAttemptRecord attempt) {
    return handle
            .createUpdate(
                """
                INSERT INTO notice_attempt (notice, at, outcome, words, next_at)
                SELECT :notice, :at, :outcome, :words, :nextAt
                WHERE NOT EXISTS (SELECT 1 FROM notice_attempt WHERE notice = :notice
                  AND outcome <> 'TRYING' AND (outcome <> 'FAILED' OR next_at IS NULL))
                """)
            .bindMethods(attempt)
            .execute()
        == 1;
  }

  @Override
  public List<NoticeRecord> all() {
    return transactions.read(
        "read the notices",
        handle ->
            handle.createQuery(SELECT + " ORDER BY sequence").mapTo(NoticeRecord.class).list());
  }

  @Override
  public List<NoticeRecord> open() {
    return transactions.read(
        "read the open notices",
        handle ->
            handle
                .createQuery(
                    SELECT
                        + """
                         WHERE NOT EXISTS (SELECT 1 FROM notice_attempt WHERE notice_attempt.notice = notice.key
                          AND outcome <> 'TRYING' AND (outcome <> 'FAILED' OR next_at IS NULL))
                        ORDER BY sequence
                        """)
                .mapTo(NoticeRecord.class)
                .list());
  }

  @Override
  public List<NoticeAttemptRecord> attempts() {
    return transactions.read(
        "read the attempts at notices",
        handle ->
            handle
                .createQuery(
                    "SELECT notice, at, outcome, words, next_at FROM notice_attempt ORDER BY"
                        + " sequence")
                .mapTo(NoticeAttemptRecord.class)
                .list());
  }
}
