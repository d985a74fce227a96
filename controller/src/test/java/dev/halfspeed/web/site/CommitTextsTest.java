package dev.halfspeed.web.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.history.CommitText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommitTextsTest {
  private Instant now = Instant.EPOCH;
  private final List<String> asked = new ArrayList<>();
  private Map<String, CommitText> there = Map.of("a", new CommitText("Ada", "mm: do it"));
  private final CommitTexts texts =
      new CommitTexts(
          (repository, ids) -> {
            asked.add(repository + " " + ids);
            return there;
          },
          () -> now);

  private String authors(String repository) {
    return texts.with(repository, book -> book.author("a") + "," + book.author("b"));
  }

  @Test
  void whatCannotBeReadIsNotAskedForAtEachLook() {
    assertThat(authors("/linux")).isEqualTo("Ada,");
    assertThat(asked).containsExactly("/linux [a, b]");
    now = now.plusSeconds(59);
    assertThat(authors("/linux")).isEqualTo("Ada,");
    assertThat(asked).hasSize(1);
    authors("/next");
    assertThat(asked).as("another repository may have it").endsWith("/next [b]").hasSize(2);
    there = Map.of("b", new CommitText("Bob", "mm: undo it"));
    now = now.plusSeconds(1);
    assertThat(authors("/linux")).isEqualTo("Ada,Bob");
    assertThat(asked).hasSize(3);
  }
}
