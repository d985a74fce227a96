package dev.halfspeed.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.access.AccessTokens.Admission;
import dev.halfspeed.access.MemoryStores;
import dev.halfspeed.core.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CredentialsTest {
  @Test
  void manyLinksOfOneTokenEndNoneOfAnother() {
    var credentials =
        new Credentials(
            List.of(
                Token.own("own-token-of-the-directory"),
                Token.named("other", "a-token-of-somebody-else", Role.VIEWER)),
            new MemoryStores().tokens(),
            InstantSource.fixed(Instant.EPOCH));
    Admission own = credentials.token("own-token-of-the-directory").orElseThrow();
    Admission other = credentials.token("a-token-of-somebody-else").orElseThrow();
    String kept = credentials.newLink("/machines", own);
    String first = credentials.newLink("/", other);
    for (int number = 0; number < 100; number++) {
      credentials.newLink("/", other);
    }
    assertThat(credentials.redeem(first)).as("of more than 100 the oldest goes").isEmpty();
    assertThat(credentials.redeem(kept))
        .get()
        .extracting(Credentials.Link::path)
        .isEqualTo("/machines");
  }
}
