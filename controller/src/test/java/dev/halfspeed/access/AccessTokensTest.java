package dev.halfspeed.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.core.Role;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.access.IssuedToken;
import dev.halfspeed.report.view.access.TokenView;
import dev.halfspeed.store.sqlite.SqliteStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and the audit log in a real database. */
final class AccessTokensTest {
  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private final InstantSource clock = () -> now;

  private SqliteStore open() throws Problem {
    return SqliteStore.open(folder.resolve("halfspeed.db"));
  }

  @Test
  void aTokenLetsInUntilItExpiresOrIsRevoked() throws Exception {
    try (SqliteStore store = open()) {
      var tokens = new AccessTokens(store.tokens(), clock);
      IssuedToken made = tokens.create("ci", Role.OPERATOR, Duration.ofDays(90), People.ANN);
      assertThat(made.secret()).matches("halfspeed_[A-Za-z0-9_-]{43}");
      assertThat(made.toString()).doesNotContain(made.secret());
      String digest = AccessTokens.digest(made.secret());
      AccessTokens.Admission in = tokens.find(digest).orElseThrow();
      assertThat(in.principal().name()).isEqualTo("token ci");
      assertThat(in.principal().role()).isEqualTo(Role.OPERATOR);
      assertThat(in.principal().mayNamePaths()).isFalse();

      now = now.plus(Duration.ofDays(90)).minusSeconds(1);
      assertThat(tokens.find(digest)).isPresent();
      now = now.plusSeconds(1);
      assertThat(tokens.find(digest)).isEmpty();
      assertThat(tokens.list()).extracting(TokenView::state).containsExactly("expired");

      IssuedToken next = tokens.create("ci", Role.VIEWER, null, People.BOB);
      now = now.plus(Duration.ofDays(10_000));
      assertThat(tokens.find(AccessTokens.digest(next.secret()))).isPresent();
      assertThat(tokens.revoke("ci", People.ANN).revokedBy()).isEqualTo("ann");
      assertThat(tokens.find(AccessTokens.digest(next.secret()))).isEmpty();
      assertThatThrownBy(() -> tokens.revoke("ci", People.ANN)).isInstanceOf(Problem.class);
    }
  }

  @Test
  void whatWasSaidOfTokensSurvivesARestart() throws Exception {
    String good;
    String revoked;
    try (SqliteStore store = open()) {
      var tokens = new AccessTokens(store.tokens(), clock);
      good = AccessTokens.digest(tokens.create("a", Role.ADMIN, null, People.ANN).secret());
      revoked = AccessTokens.digest(tokens.create("b", Role.ADMIN, null, People.ANN).secret());
      assertThatThrownBy(() -> tokens.create("a", Role.VIEWER, null, People.ANN))
          .hasMessageContaining("there is a token a already");
      tokens.revoke("b", People.ANN);
      tokens.endSession("s1", now.plusSeconds(10));
      assertThat(tokens.used(good)).isTrue();
      assertThat(tokens.used(good)).as("kept a moment ago").isFalse();
      assertThat(tokens.used("nobody's")).isFalse();
      tokens.keepUse(good);
    }
    try (SqliteStore store = open()) {
      var tokens = new AccessTokens(store.tokens(), clock);
      assertThat(tokens.find(good)).isPresent();
      assertThat(tokens.find(revoked)).isEmpty();
      assertThat(tokens.hasEnded("s1")).isTrue();
      assertThat(tokens.list()).extracting(TokenView::lastUsedAt).containsExactly(null, now);
      now = now.plusSeconds(10);
      assertThat(new AccessTokens(store.tokens(), clock).hasEnded("s1")).isFalse();
    }
  }

  @Test
  void anEndedSessionIsForgottenWhenItWouldBeOver() throws Exception {
    try (SqliteStore store = open()) {
      var tokens = new AccessTokens(store.tokens(), clock);
      tokens.endSession("s1", now.plusSeconds(10));
      now = now.plusSeconds(10);
      tokens.endSession("s2", now.plusSeconds(10));
      assertThat(tokens.hasEnded("s1")).isFalse();
      assertThat(tokens.hasEnded("s2")).isTrue();
      assertThat(store.tokens().endedSessions(Instant.EPOCH))
          .containsExactly(Map.entry("s2", now.plusSeconds(10)));
    }
  }

  @Test
  void theDatabaseHasNoTokenAndKeepsWhatWasWritten() throws Exception {
    String secret;
    try (SqliteStore store = open()) {
      var tokens = new AccessTokens(store.tokens(), clock);
      secret = tokens.create("a", Role.VIEWER, null, People.ANN).secret();
      tokens.revoke("a", People.ANN);
      var log = new AuditLog(store.audit(), clock);
      log.keep(List.of(new AuditLog.Write(now, People.ANN, "::1", "POST", "/x\u001b[31m", 200)));
      assertThat(log.newest(Instant.EPOCH, "ann", Long.MAX_VALUE, 10).entries())
          .singleElement()
          .matches(entry -> !entry.path().contains("\u001b") && entry.role().equals("admin"));
      assertThat(log.newest(now.plusSeconds(1), "", Long.MAX_VALUE, 10).entries()).isEmpty();
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain(secret);
      }
    }
    try (Connection database =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("halfspeed.db"))) {
      for (String change :
          List.of(
              "DELETE FROM audit",
              "UPDATE audit SET status = 403",
              "DELETE FROM token",
              "UPDATE token SET role = 'admin'",
              "UPDATE token SET revoked_at = NULL, revoked_by = NULL")) {
        assertThatThrownBy(() -> database.createStatement().executeUpdate(change))
            .as(change)
            .hasMessageContaining("SQLITE_CONSTRAINT");
      }
    }
  }
}
