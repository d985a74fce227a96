package dev.halfspeed.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a step's script begins with. */
final class RecipeScriptTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      commentCharacter = '%',
      textBlock =
          """
          #!/bin/sh\\r\\necho\\r\\n         | has lines that end in CR LF, as on Windows
          #!/bin/sh\\necho\\r\\n            | has lines that end in CR LF, as on Windows
          #!/usr/bin/env bash\\n:\\r\\n     | has lines that end in CR LF, as on Windows
          #!/usr/bin/python3\\r\\n          | has lines that end in CR LF, as on Windows
          echo 1\\n                         | does not begin with a line that names its interpreter
          #!\\n                             | names no interpreter by its path behind #!
          #!python3\\n                      | names no interpreter by its path behind #!
          \\n\\n                            | is empty
          """)
  void aScriptThatNothingCanStart(String text, String flaw) throws Exception {
    assertThat(script(text).flaw()).map(Problem::what).contains(flaw);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      commentCharacter = '%',
      textBlock =
          """
          #!/bin/sh\\necho\\n                     |
          #!/usr/bin/env bash\\n                  |
          #!/usr/bin/python9 -u\\n                | python9
          #!/usr/bin/python3\\nprint()\\r\\n      | python3
          #!/usr/bin/env -S A=1 perl -w\\n        | perl
          """)
  void whatRunsItIsATool(String text, String tool) throws Exception {
    RecipeScript script = script(text);
    assertThat(script.flaw()).isEmpty();
    assertThat(script.tool().orElse(null)).isEqualTo(tool);
  }

  @Test
  void aProgramRunsByItself() throws Exception {
    assertThat(script("\u007fELF\u0002").flaw()).isEmpty();
  }

  private RecipeScript script(String text) throws Exception {
    return RecipeScript.of(Files.writeString(folder.resolve("run"), text.translateEscapes()));
  }
}
