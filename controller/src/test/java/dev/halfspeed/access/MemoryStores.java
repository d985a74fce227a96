package dev.halfspeed.access;

import dev.halfspeed.store.access.AuditRecord;
import dev.halfspeed.store.access.AuditStore;
import dev.halfspeed.store.access.TokenRecord;
import dev.halfspeed.store.access.TokenStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Tokens and an audit log without a database. */
public final class MemoryStores {
  private final List<TokenRecord> tokens = new ArrayList<>();
  private final List<AuditRecord> audit = new ArrayList<>();

  /** What the clock of both says. */
  public volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

  private final InstantSource clock = () -> now;
  private final AccessTokens access = new AccessTokens(new Tokens(), clock);
  private final Audit rows = new Audit();
  private final AuditLog log = new AuditLog(rows, clock);

  public AccessTokens tokens() {
    return access;
  }

  public AuditLog audit() {
    return log;
  }

  /** The rows of the audit log, the oldest first, as soon as there are so many. */
  public List<AuditRecord> audited(int atLeast) throws InterruptedException {
    return rows.await(atLeast);
  }

  private final class Tokens implements TokenStore {
    @Override
    public synchronized boolean add(TokenRecord token) {
      boolean isTaken =
          tokens.stream()
              .anyMatch(each -> each.name().equals(token.name()) && each.isLive(token.madeAt()));
      return !isTaken && tokens.add(token);
    }

    @Override
    public synchronized List<TokenRecord> all() {
      return List.copyOf(tokens).reversed();
    }

    @Override
    public synchronized boolean revoke(String name, String by, Instant at) {
      for (int index = 0; index < tokens.size(); index++) {
        TokenRecord token = tokens.get(index);
        if (token.name().equals(name) && token.isLive(at)) {
          tokens.set(index, changed(token, by, at, token.lastUsedAt()));
          return true;
        }
      }
      return false;
    }

    @Override
    public synchronized void used(String digest, Instant at) {
      tokens.replaceAll(token ->
          token.digest().equals(digest)
              ? changed(token, token.revokedBy(), token.revokedAt(), at)
              : token);
    }

    private static TokenRecord changed(
        TokenRecord token,
        @Nullable String revokedBy,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {
      return new TokenRecord(
          token.name(),
          token.role(),
          token.digest(),
          token.madeBy(),
          token.madeAt(),
          token.expiresAt(),
          revokedBy,
          revokedAt,
          lastUsedAt);
    }

    @Override
    public void endSession(String session, Instant until, Instant at) {}

    @Override
    public Map<String, Instant> endedSessions(Instant at) {
      return Map.of();
    }
  }

  private final class Audit implements AuditStore {
    @Override
    public synchronized void append(List<AuditRecord> rows) {
      for (AuditRecord row : rows) {
        audit.add(
            new AuditRecord(
                audit.size() + 1L,
                row.at(),
                row.principal(),
                row.role(),
                row.address(),
                row.method(),
                row.path(),
                row.status()));
      }
      notifyAll();
    }

    private synchronized List<AuditRecord> await(int atLeast) throws InterruptedException {
      while (audit.size() < atLeast) {
        wait();
      }
      return List.copyOf(audit);
    }

    @Override
    public synchronized OptionalLong newer(String by, long from, int most) {
      return audit.stream()
          .filter(row -> row.sequence() >= from)
          .filter(row -> by.isEmpty() || row.principal().equals(by))
          .limit(most)
          .mapToLong(row -> row.sequence() + 1)
          .max();
    }

    @Override
    public synchronized List<AuditRecord> newest(Instant since, String by, long before, int most) {
      return List.copyOf(audit).reversed().stream()
          .filter(row -> row.sequence() < before && !row.at().isBefore(since))
          .filter(row -> by.isEmpty() || row.principal().equals(by))
          .limit(most)
          .toList();
    }
  }
}
