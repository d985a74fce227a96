package dev.halfspeed.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** YAML that is right for others and not read here is said to be that, never taken for a text. */
final class YamlWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: &usual {b: 1}~c: *usual    | lab.yaml line 2 refers to *usual; anchors and aliases are not read | write the fields out
          a: &x {b: 1}~c:~  <<: *x      | lab.yaml line 3 refers to *x | write the fields out at each place
          a: [&x 1, *x]                 | lab.yaml line 1 refers to *x | write the fields out
          a: !include other.yaml        | lab.yaml line 1 has the tag !include; tags are not read | write the value itself
          a: 1~a: 2                     | lab.yaml line 2 has "a" twice | leave one of them out
          a: 1~---~a: 2                 | begins a second document | correct it
          a:~\\tb: 1                    | lab.yaml line 2 is no YAML: | correct it
          a: "b                         | is no YAML: | correct it
          a: \\u0007                    | lab.yaml line 1 has a control character, U+0007 | take it out
          """)
  void saidAsItIs(String text, String what, String next) {
    Problem problem =
        problem(text.replace('~', '\n').replace("\\u0007", "\u0007").translateEscapes());
    assertThat(problem.what()).contains(what);
    assertThat(problem.nextStep()).startsWith(next).contains("docs/lab.md");
    assertThat(problem.what() + problem.nextStep()).doesNotContain("snakeyaml", "StreamRead");
  }

  @Test
  void whatIsNestedWithoutEndIsRefused() {
    Problem problem = problem("a: " + "[".repeat(5000));
    assertThat(problem.what()).contains("nested too deeply").doesNotContain("StreamRead");
  }

  @Test
  void anAnchorThatNothingRefersToAndATypeOfYamlItselfAreHarmless() throws Exception {
    assertThat(
            YamlFields.parse("lab.yaml", "docs/lab.md", "a: &x !!str 5\r\nb: 2\r\n").required("a"))
        .isEqualTo("5");
  }

  @Test
  void anExponentThatFillsTheMemoryIsNoNumber() throws Exception {
    YamlFields fields = YamlFields.parse("lab.yaml", "docs/lab.md", "a: 1e999999999\nb: NaN\n");
    assertThat(catchThrowableOfType(Problem.class, () -> fields.number("a")).nextStep())
        .contains("at most 40 digits");
    assertThat(catchThrowableOfType(Problem.class, () -> fields.number("b", 0, 0, 1)).nextStep())
        .contains("a number from 0 to 1");
  }

  private static Problem problem(String text) {
    return catchThrowableOfType(
        Problem.class, () -> YamlFields.parse("lab.yaml", "docs/lab.md", text));
  }
}
