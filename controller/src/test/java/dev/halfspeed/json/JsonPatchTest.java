package dev.halfspeed.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

final class JsonPatchTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1} | {\"a\":1} | []",
        "{\"a\":1} | {\"a\":null} | [{\"op\":\"replace\",\"path\":\"/a\",\"value\":null}]",
        "{\"a\":1} | {\"b\":1} | [{\"op\":\"remove\",\"path\":\"/a\"},"
            + "{\"op\":\"add\",\"path\":\"/b\",\"value\":1}]",
        "[1,2] | [1,2,3] | [{\"op\":\"add\",\"path\":\"/2\",\"value\":3}]",
        "[1,2] | [0,1,2] | [{\"op\":\"add\",\"path\":\"/0\",\"value\":0}]",
        "[1,2,3,4] | [1,4] |"
            + " [{\"op\":\"remove\",\"path\":\"/2\"},{\"op\":\"remove\",\"path\":\"/1\"}]",
        "{\"a/~b\":1} | {\"a/~b\":2} | [{\"op\":\"replace\",\"path\":\"/a~1~0b\",\"value\":2}]",
        "[1] | {} | [{\"op\":\"replace\",\"path\":\"\",\"value\":{}}]"
      })
  void onlyWhatDiffersIsSaid(String from, String to, String patch) {
    assertThat(JsonPatch.between(JSON.readTree(from), JSON.readTree(to)))
        .isEqualTo(JSON.readTree(patch));
  }

  @Test
  void aPatchMakesOneValueOfAnother() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      JsonNode from = value(random, 3);
      JsonNode to = random.nextBoolean() ? value(random, 3) : changed(from.deepCopy(), random);
      ArrayNode patch = JsonPatch.between(from, to);
      assertThat(JsonPatch.apply(from.deepCopy(), patch)).as("seed 7, %d", i).isEqualTo(to);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | [{\"op\":\"add\",\"path\":\"/a/b\",\"value\":1}]",
        "[] | [{\"op\":\"remove\",\"path\":\"/0\"}]",
        "[] | [{\"op\":\"add\",\"path\":\"/1\",\"value\":1}]",
        "{} | [{\"op\":\"move\",\"path\":\"/a\",\"from\":\"/b\"}]"
      })
  void aPatchOfSomethingElseIsRefused(String document, String patch) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonPatch.apply(JSON.readTree(document), JSON.readTree(patch)));
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 5)) {
      case 0 -> NODES.numberNode(random.nextInt(3));
      case 1 -> NODES.stringNode("ab".substring(random.nextInt(2)));
      case 2 -> NODES.nullNode();
      case 3 -> {
        ArrayNode list = NODES.arrayNode();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(value(random, depth - 1));
        }
        yield list;
      }
      default -> {
        ObjectNode object = NODES.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(
              List.of("a", "b/c", "~d", "").get(random.nextInt(4)), value(random, depth - 1));
        }
        yield object;
      }
    };
  }

  private static JsonNode changed(JsonNode value, Random random) {
    switch (value) {
      case ArrayNode list when random.nextBoolean() -> list.add(value(random, 1));
      case ArrayNode list when !list.isEmpty() -> {
        int at = random.nextInt(list.size());
        list.set(at, changed(list.get(at), random));
      }
      case ObjectNode object -> object.set("a", value(random, 2));
      default -> {
        return value(random, 1);
      }
    }
    return value;
  }
}
