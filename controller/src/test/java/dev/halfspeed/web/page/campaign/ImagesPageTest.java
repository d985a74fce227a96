package dev.halfspeed.web.page.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.controller.ImageList;
import dev.halfspeed.web.page.Templates;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImagesPageTest {
  @Test
  void aRowLeadsToAllThatIsKnownOfItsImage() {
    String page =
        new Templates()
            .write(
                ImagesPage.of(
                    new ImageFilters("", "", "", ImageFilters.YES),
                    List.of("lab 1", "lab 2"),
                    new ImageList(
                        List.of(ImageSamples.image(9, 3), ImageSamples.image(8, 0)), 8L, 60L),
                    ""));
    assertThat(page)
        .contains(
            "href=\"/images?commit=" + ImageSamples.COMMIT + "&amp;booted=yes\"",
            "href=\"/images?config=" + ImageSamples.CONFIG + "&amp;booted=yes\">abababababab<",
            "href=\"/machines/lab%201\"",
            "href=\"/bisections/b1\"",
            "href=\"/jobs/b1-9/2/log\"",
            "href=\"/jobs/b1-8/2/log\"",
            "data-label=\"Measured\">3 boots<",
            "href=\"/?commit=" + ImageSamples.COMMIT + "&amp;by=all\">2 campaigns<",
            "data-label=\"Measured\">none<",
            "12.0 MiB",
            "build-id <code>0123456789abcdef</code>",
            "<time datetime=\"2026-11-29T11:00:00Z\">",
            "href=\"/images?booted=yes&amp;before=8\" rel=\"next\"",
            "&lt;img src=x onerror=alert(1)&gt;")
        .doesNotContain("<img src=x", "\u202e", "Newest</a>", "None of this kind");
  }

  @Test
  void anOlderPageLeadsBackToTheNewestOnes() {
    String page =
        new Templates()
            .write(
                ImagesPage.of(
                    new ImageFilters("c0ffee", "", "lab 2", ""),
                    List.of("lab 1", "lab 2"),
                    new ImageList(List.of(), null, null),
                    "8"));
    assertThat(page)
        .contains(
            "None of this kind", "href=\"/images?commit=c0ffee&amp;machine=lab%202\">Newest</a>")
        .doesNotContain("rel=\"next\"");
  }
}
