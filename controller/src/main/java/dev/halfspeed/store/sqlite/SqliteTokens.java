package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.access.TokenRecord;
import dev.halfspeed.store.access.TokenStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.generic.GenericType;

/** The tables {@code token} and {@code ended_session}. */
record SqliteTokens(Transactions transactions) implements TokenStore {
  @Override
  public boolean add(TokenRecord token) {
    return transactions.write(
        "keep token " + token.name(),
        handle ->
            handle
                    .createUpdate(
                        """
                        INSERT INTO token (name, role, digest, made_by, made_at, expires_at)
                        SELECT :name, :role, :digest, :madeBy, :madeAt, :expiresAt
                        WHERE NOT EXISTS (
                          SELECT 1 FROM token WHERE name = :name AND revoked_at IS NULL
                            AND (expires_at IS NULL OR expires_at > :madeAt))
                        """)
                    .bindMethods(token)
                    .execute()
                == 1);
  }

  @Override
  public List<TokenRecord> all() {
    return transactions.read(
        "read tokens",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT name, role, digest, made_by, made_at, expires_at, revoked_by, revoked_at,
                      last_used_at
                    FROM token ORDER BY sequence DESC
                    """)
                .mapTo(TokenRecord.class)
                .list());
  }

  @Override
  public boolean revoke(String name, String by, Instant at) {
    return transactions.write(
        "revoke token " + name,
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE token SET revoked_by = :by, revoked_at = :at
                        WHERE name = :name AND revoked_at IS NULL
                          AND (expires_at IS NULL OR expires_at > :at)
                        """)
                    .bind("name", name)
                    .bind("by", by)
                    .bind("at", at)
                    .execute()
                > 0);
  }

  @Override
  public void used(String digest, Instant at) {
    transactions.write(
        "keep when a token was used",
        handle ->
            handle
                .createUpdate("UPDATE token SET last_used_at = :at WHERE digest = :digest")
                .bind("digest", digest)
                .bind("at", at)
                .execute());
  }

  @Override
  public void endSession(String session, Instant until, Instant now) {
    transactions.write(
        "end a session",
        handle -> {
          handle
              .createUpdate("DELETE FROM ended_session WHERE until <= :now")
              .bind("now", now)
              .execute();
          return handle
              .createUpdate(
                  """
                  INSERT INTO ended_session (session, until) VALUES (:session, :until)
                  ON CONFLICT (session) DO NOTHING
                  """)
              .bind("session", session)
              .bind("until", until)
              .execute();
        });
  }

  @Override
  public Map<String, Instant> endedSessions(Instant now) {
    return transactions.read(
        "read which sessions have ended",
        handle ->
            handle
                .createQuery("SELECT session, until FROM ended_session WHERE until > :now")
                .bind("now", now)
                .setMapKeyColumn("session")
                .setMapValueColumn("until")
                .collectInto(new GenericType<Map<String, Instant>>() {}));
  }
}
