package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.access.AnswerRecord;
import dev.halfspeed.store.access.AnswerStore;
import java.time.Instant;
import java.util.Optional;

/** The table {@code kept_answer}. */
record SqliteAnswers(Transactions transactions) implements AnswerStore {
  @Override
  public boolean add(AnswerRecord answer, Instant forgotten) {
    return transactions.write(
        "keep the answer to a request",
        handle -> {
          handle
              .createUpdate("DELETE FROM kept_answer WHERE at < :forgotten")
              .bind("forgotten", forgotten)
              .execute();
          return handle
                  .createUpdate(
                      """
                      INSERT INTO kept_answer (principal, key, request, at, status, body)
                      VALUES (:principal, :key, :request, :at, :status, :body)
                      ON CONFLICT (principal, key) DO NOTHING
                      """)
                  .bindMethods(answer)
                  .execute()
              == 1;
        });
  }

  @Override
  public Optional<AnswerRecord> find(String principal, String key) {
    return transactions.read(
        "read the answer to a request",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT principal, key, request, at, status, body FROM kept_answer
                    WHERE principal = :principal AND key = :key
                    """)
                .bind("principal", principal)
                .bind("key", key)
                .mapTo(AnswerRecord.class)
                .findOne());
  }
}
