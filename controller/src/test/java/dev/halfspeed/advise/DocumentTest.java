package dev.halfspeed.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What docs/advise.md shows is what happens. */
final class DocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/advise.md");

  private static List<String> names(JsonNode object) {
    return object.propertyStream().map(field -> field.getKey()).toList();
  }

  /** Numbers may come out differently in another version; types and fields may not. */
  @Test
  void theConversationIsAnsweredAsItSays() throws Exception {
    List<String> lines = Files.readAllLines(DOCUMENT);
    int from = lines.indexOf("## A conversation");
    int to = lines.indexOf("## What you send");
    List<String> conversation =
        lines.subList(from, to).stream()
            .dropWhile(line -> !line.equals("```"))
            .skip(1)
            .takeWhile(line -> !line.equals("```"))
            .toList();
    assertThat(conversation).hasSizeGreaterThan(10);
    OtherLab lab = OtherLab.real();
    for (int line = 0; line < conversation.size(); line += 2) {
      assertThat(conversation.get(line)).startsWith("> ");
      ObjectNode said = OtherLab.object(conversation.get(line + 1).substring(2).replace('\'', '~'));
      JsonNode answer = lab.say(conversation.get(line).substring(2));
      assertThat(answer.path("type")).as(conversation.get(line)).isEqualTo(said.path("type"));
      assertThat(names(answer)).isEqualTo(names(said));
    }
  }

  @Test
  void theProgramIsTheOneThatIsTested() throws Exception {
    assertThat(Files.readString(DOCUMENT))
        .contains("```python\n" + Files.readString(Path.of("../docs/examples/advise.py")) + "```");
  }

  @Test
  void everyFieldOfAnOpeningIsExplained() throws Exception {
    String document = Files.readString(DOCUMENT);
    for (RecordComponent field : LabMessage.Open.class.getRecordComponents()) {
      String name = field.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      assertThat(document).contains("`" + name + "`");
    }
  }

  /** The limits are those that are told. */
  @Test
  void theLimitsAreTold() throws Exception {
    assertThat(Files.readString(DOCUMENT))
        .contains("1,000 machines")
        .contains("1,000 runs")
        .contains("100,000 boots");
  }

  @Test
  void everyOutcomeIsExplained() throws Exception {
    String document = Files.readString(DOCUMENT);
    for (LabMessage.Outcome outcome : LabMessage.Outcome.values()) {
      assertThat(document).contains("| `" + outcome.word() + "` |");
    }
  }
}
