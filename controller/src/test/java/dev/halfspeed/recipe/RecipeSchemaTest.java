package dev.halfspeed.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.halfspeed.worker.results.ResultsParsers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the schema says of a recipe.yaml is what its reader says, as far as a schema can tell. */
final class RecipeSchemaTest {
  private static final Path RECIPES = Path.of("..", "recipes");

  /** What only the reader sees: names that meet, values of other fields, files. */
  private static final List<String> BEYOND_A_SCHEMA =
      List.of(
          "is not the name of its folder",
          "is there twice",
          "does not fit",
          "is no parameter",
          "is no regular expression",
          "which is no file",
          "which may",
          "nothing that the",
          "default is true twice",
          "has no parameter",
          "is no knob",
          "none of its values",
          "one word",
          "sets is",
          "may lead out");

  private static JsonNode document;
  private static Schema schema;

  @BeforeAll
  static void read() throws Exception {
    document = new JsonMapper().readTree(Files.readString(RECIPES.resolve("recipe.schema.json")));
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document);
  }

  static Stream<Path> recipes() throws Exception {
    try (Stream<Path> files = Files.walk(RECIPES)) {
      return files.filter(file -> file.endsWith("recipe.yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyRecipeFollowsItAndNamesIt(Path file) throws Exception {
    String text = Files.readString(file);
    assertThat(schema.validate(yaml(text))).isEmpty();
    String named = text.lines().findFirst().orElse("").replaceFirst(".*schema=", "");
    assertThat(file.resolveSibling(named))
        .hasSameTextualContentAs(RECIPES.resolve("recipe.schema.json"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.halfspeed.recipe.BadRecipes#descriptions")
  void aDescriptionThatTheReaderRefusesIsRefused(BadRecipes.Description bad) throws Exception {
    boolean isBeyond = BEYOND_A_SCHEMA.stream().anyMatch(bad.message()::contains);
    JsonNode yaml = yaml(bad.text());
    if (isBeyond) {
      return;
    }
    assertThat(schema.validate(yaml)).as(bad.message()).isNotEmpty();
  }

  @Test
  void itKnowsTheParsersAndTheirOptions() {
    List<String> described =
        StreamSupport.stream(document.at("/properties/results/oneOf").spliterator(), false)
            .map(parser -> {
              List<String> options =
                  new java.util.ArrayList<>(parser.path("properties").propertyNames());
              options.remove("parser");
              return parser.at("/properties/parser/const").asString() + options;
            })
            .toList();
    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            ResultsParsers.ALL.stream().map(parser -> parser.name() + parser.options()).toList());
  }

  private static JsonNode yaml(String text) {
    return new YAMLMapper().readTree(text);
  }
}
