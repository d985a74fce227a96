package dev.halfspeed.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines in, lines out. */
final class ConversationTest {
  private static List<String> talk(String input, int longest) throws Exception {
    var out = new ByteArrayOutputStream();
    new Conversation(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            new Advisor(bug -> {
              throw new AssertionError("a bug", bug);
            }),
            longest)
        .run();
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everyLineHasOneAnswer() throws Exception {
    assertThat(talk("{}\n\n  \n" + "x".repeat(50) + "\r\nnull", 100))
        .hasSize(5)
        .allMatch(line -> line.startsWith("{\"type\":\"error\""));
    assertThat(talk("\n", 100)).singleElement().asString().contains("the line is empty");
    assertThat(talk("", 100)).isEmpty();
  }

  @Test
  void anEndlessLineIsRefusedAndTheNextOneAnswered() throws Exception {
    List<String> answers = talk("x".repeat(1000) + "\n{\"type\":\"close\",\"session\":\"s\"}", 100);
    assertThat(answers).hasSize(2);
    assertThat(answers.getFirst()).contains("longer than 100 characters").contains("\"line\":1");
    assertThat(answers.getLast()).contains("no session s").contains("\"line\":2");
  }
}
