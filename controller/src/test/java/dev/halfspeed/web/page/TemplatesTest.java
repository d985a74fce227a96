package dev.halfspeed.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How texts get into pages. */
final class TemplatesTest {
  private static final Path FOLDER = Path.of("src/main/jte");

  /** The only way to a script: a file of ours, which has no text of anybody in it. */
  private static final String OWN_SCRIPT =
      "<script type=\"module\" src=\"/assets/${script}\"></script>";

  @Test
  void whatIsNotForReadingIsTakenOutAndTheRestIsText() {
    String page =
        new Templates()
            .write(
                new TroublePage(
                    "</title><script>alert(1)</script>",
                    "</pre>\u202eevil\u0007 \u001b[31m& <b>\n\tkept",
                    "next",
                    "javascript:alert(1)"));
    assertThat(page)
        .contains("&lt;/pre&gt; evil   [31m&amp; &lt;b&gt;\n\tkept", "&lt;/title&gt;")
        .doesNotContain("<script", "javascript:", "\u202e", "\u0007", "\u001b");
  }

  @Test
  void longTextsAreCut() {
    String page = new Templates().write(new TroublePage("t", "x".repeat(100_000), "", "/"));
    assertThat(page.length()).isLessThan(25_000);
  }

  @Test
  void noTemplateWritesAnythingUnescaped() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<Path> templates = files.filter(file -> file.toString().endsWith(".jte")).toList();
      assertThat(templates).hasSizeGreaterThan(8);
      for (Path template : templates) {
        assertThat(Files.readString(template).replace(OWN_SCRIPT, ""))
            .as(template.toString())
            .doesNotContain("unsafe", "<script", "style=", "onclick");
      }
    }
  }

  /** The script puts a fresh section in the place of the old one: it needs both. */
  @Test
  void sectionsThatRenewThemselvesAreAlwaysThere() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path template : files.filter(file -> file.toString().endsWith(".jte")).toList()) {
        String text = Files.readString(template);
        int depth = 0;
        for (String line : text.lines().toList()) {
          // One that there are two of is there in either case.
          if (line.matches("<section id=\"[a-z]+\" data-live.*")
              && text.split(line.substring(0, line.indexOf(" data-live")), -1).length == 2) {
            assertThat(depth).as(template + ": " + line).isZero();
          }
          depth += line.split("@if[(]", -1).length - line.split("@endif", -1).length;
        }
      }
    }
  }

  @Test
  void addressesAreEscaped() {
    assertThat(Links.watch("a/b?c&d #\u202e")).isEqualTo("/watches/a%2Fb%3Fc%26d%20%23%E2%80%AE");
    assertThat(Links.regressions("culprit known", "watch x&y", 2))
        .isEqualTo("/regressions?state=culprit%20known&source=watch%20x%26y&page=2");
  }
}
