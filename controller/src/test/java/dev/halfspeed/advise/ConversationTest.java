package dev.halfspeed.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

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

  /**
   * One process, all lines at once: each has its answer, and the sessions that are open go on as if
   * nothing had been said. A line of the file is what is sent, the indented one below it what the
   * error says; {@code OPEN} stands for an opening that is right but for what follows.
   */
  @Test
  void badLinesCostNobodyAnything() throws Exception {
    var sent = new ArrayList<String>();
    var expected = new ArrayList<String>();
    for (String line : resource().split("\n", -1)) {
      if (line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("  -> ")) {
        expected.add(line.substring(5));
      } else {
        sent.add(line);
      }
    }
    for (Map.Entry<String, String> sized : sized().entrySet()) {
      sent.add(sized.getKey());
      expected.add(sized.getValue());
    }
    assertThat(sent).hasSameSizeAs(expected).hasSizeGreaterThan(90);
    var all = new ArrayList<>(List.of(open("s", ""), idle("s")));
    all.add(open("p", ", \"builds\": false, \"reproducer\": {\"type\": \"pass-fail\"}"));
    all.add(idle("p"));
    int before = all.size();
    for (String line : sent) {
      all.add(line.startsWith("OPEN") ? open("n", line.substring(4)) : line);
    }
    String result =
        "{\"type\": \"result\", \"session\": \"%s\", \"action\": \"a1\", \"outcome\": %s}";
    all.add(result.formatted("s", "\"built\""));
    all.add(result.formatted("p", "\"judged\", \"failed\": 1"));
    all.add(open("n", ""));
    List<String> answers = talk(String.join("\n", all), 1 << 20);
    assertThat(answers).hasSameSizeAs(all);
    for (int line = 0; line < sent.size(); line++) {
      JsonNode answer = OtherLab.object(answers.get(before + line).replace('\'', '~'));
      String shown = sent.get(line).substring(0, Math.min(200, sent.get(line).length()));
      assertThat(answer.path("type").asString()).as(shown).isEqualTo("error");
      assertThat(answer.path("line").asInt()).as(shown).isEqualTo(before + line + 1);
      assertThat(answer.path("what").asString())
          .as(shown)
          .contains(expected.get(line).replace('\'', '~'));
      assertThat(answer.path("next").asString()).as(shown).isNotBlank();
      assertThat(answers.get(before + line)).as(shown).hasSizeLessThan(2000);
    }
    assertThat(answers.subList(before + sent.size(), all.size()))
        .allMatch(answer -> answer.matches("\\{\"type\":\"(noted|opened)\".*"));
  }

  private static String open(String session, String more) {
    return ("{'type': 'open', 'session': '" + session + "', " + OtherLab.chain(4))
            .replace('\'', '"')
        + more
        + "}";
  }

  private static String idle(String session) {
    return "{\"type\": \"idle\", \"session\": \"" + session + "\", \"machine\": \"m1\"}";
  }

  /** Lines that are too large for a file, with what is said of them. */
  private static Map<String, String> sized() {
    var lines = new LinkedHashMap<String, String>();
    String digits = "than are read";
    lines.put(
        "{\"type\": \"posterior\", \"session\": \"s\", \"id\": "
            + "[".repeat(2000)
            + "]".repeat(2000)
            + "}",
        digits);
    lines.put(
        "{\"type\": \"posterior\", \"session\": \"s\", \"id\": " + "9".repeat(1500) + "}", digits);
    lines.put("{\"a\":".repeat(5000) + "1" + "}".repeat(5000), digits);
    lines.put(idle("s").replace("m1\"", "m1\", \"" + "y".repeat(60_000) + "\": 1"), digits);
    lines.put(idle("x".repeat(500_000)), "the name in \"session\" has 500000 characters");
    lines.put(idle("s").replace("m1", "x".repeat(100_000)), "no machine xxx");
    lines.put(
        open("n", "")
            .replaceFirst(
                "\"machines\": .*]",
                "\"machines\": ["
                    + IntStream.range(0, 5000)
                        .mapToObj(machine -> "{\"name\": \"m" + machine + "\"}")
                        .collect(Collectors.joining(", "))
                    + "]"),
        "\"machines\" has 5000 machines");
    lines.put(
        "{\"type\": \"result\", \"session\": \"s\", \"action\": \"a1\", \"outcome\": \"measured\","
            + " \"values\": ["
            + "1, ".repeat(5000)
            + "1]}",
        "\"values\" has 5001 numbers");
    lines.put(
        "{\"type\": \"result\", \"session\": \"s\", \"action\": \"a1\", \"outcome\": \"built\","
            + " \"image\": \""
            + "f".repeat(5000)
            + "\"}",
        "\"image\" has 5000 characters");
    return lines;
  }

  private static String resource() throws Exception {
    try (InputStream lines = ConversationTest.class.getResourceAsStream("bad-lines.txt")) {
      return new String(Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void anIdComesBackAsItWas() throws Exception {
    for (String id :
        List.of("1E+400", "\"x\"", "{\"a\":[1,null,true]}", "12345678901234567890123", "0.1")) {
      assertThat(talk("{\"type\": \"close\", \"session\": \"s\", \"id\": " + id + "}", 1000))
          .singleElement()
          .asString()
          .contains("\"id\":" + id + ",");
    }
  }

  @Test
  void anEndlessLineIsRefusedAndTheNextOneAnswered() throws Exception {
    List<String> answers = talk("x".repeat(1000) + "\n{\"type\":\"close\",\"session\":\"s\"}", 100);
    assertThat(answers).hasSize(2);
    assertThat(answers.getFirst()).contains("longer than 100 characters").contains("\"line\":1");
    assertThat(answers.getLast()).contains("no session s").contains("\"line\":2");
  }
}
