package dev.halfspeed.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Ada <ada@example.org> | Ada <ada@example.org>",
        "ada@example.org | ada@example.org",
        "<ada@example.org> | ada@example.org",
        "Doe, John <john@example.org> | \"Doe, John\" <john@example.org>",
        "\"Doe, John\" <john@example.org> | \"Doe, John\" <john@example.org>",
        "J. R. Doe <john@example.org> | \"J. R. Doe\" <john@example.org>",
        "Jörg (Team) <j@example.org> | \"Jörg (Team)\" <j@example.org>",
      })
  void oneAddressIsReadHoweverItIsWritten(String written, String read) {
    assertThat(MailAddress.of(written).orElseThrow().written()).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Ada",
        "Ada <ada>",
        "Ada <ada@example.org>, Bob <bob@example.org>",
        "ada@example.org, bob@example.org",
        "Ada <ada@example.org> # v6.1",
        "team: ada@example.org;",
        "Ada\r\nBcc: <bob@example.org>",
        "a b@example.org"
      })
  void whatIsNotExactlyOneAddressIsNone(String written) {
    assertThat(MailAddress.of(written)).isEmpty();
  }

  @Test
  void aMailboxIsTheSameWhateverItsNameIs() {
    assertThat(MailAddress.of("Ada L. <Ada@example.org>").orElseThrow().address())
        .isEqualTo("ada@example.org");
  }
}
