package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.access.ActionRecord;
import dev.halfspeed.store.access.ActionStore;
import java.util.List;
import java.util.Optional;

/** The table {@code action}. */
record SqliteActions(Transactions transactions) implements ActionStore {
  @Override
  public void append(ActionRecord action) {
    transactions.write(
        "keep who asked for " + action.verb() + " of " + action.subject(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO action (at, principal, verb, subject, reason)
                    VALUES (:at, :principal, :verb, :subject, :reason)
                    """)
                .bindMethods(action)
                .execute());
  }

  @Override
  public Optional<ActionRecord> last(String verb, String subject) {
    return transactions.read(
        "read who asked for " + verb + " of " + subject,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT at, principal, verb, subject, reason FROM action
                    WHERE subject = :subject AND verb = :verb ORDER BY sequence DESC LIMIT 1
                    """)
                .bind("subject", subject)
                .bind("verb", verb)
                .mapTo(ActionRecord.class)
                .findOne());
  }

  @Override
  public List<ActionRecord> newest(int most) {
    return transactions.read(
        "read who asked for what",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT at, principal, verb, subject, reason FROM action
                    ORDER BY sequence DESC LIMIT :most
                    """)
                .bind("most", most)
                .mapTo(ActionRecord.class)
                .list());
  }
}
