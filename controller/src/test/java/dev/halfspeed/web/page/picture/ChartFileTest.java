package dev.halfspeed.web.page.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.web.page.Chart;
import dev.halfspeed.web.page.watch.SeriesFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Charts as files: their style is inside, and a host without fonts says so. */
final class ChartFileTest {
  @TempDir private Path folder;

  /** Asks for a picture on a host where Java finds no fonts. */
  static final class WithoutFonts {
    private WithoutFonts() {}

    public static void main(String[] arguments) {
      try {
        Png.of("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
        System.out.println("drawn");
      } catch (Problem e) {
        System.out.println(e.what() + " -> " + e.nextStep());
      }
    }
  }

  @Test
  void theStyleOfPagesBecomesAttributes() {
    var style =
        new ChartStyle(
            """
            :root { --good: #0a0; --quiet: #777; }
            @media (prefers-color-scheme: dark) { :root { --good: #fff; } .dot { fill: #fff; } }
            .dot { fill: var(--quiet); cursor: pointer; }
            .dot.search, .bar { fill: var(--good); stroke-width: 2px; }
            .dot[data-address] { fill: red; }
            .chart text { font-size: 12px; }
            .chart .end { text-anchor: end; }
            text { fill: red; }
            """);
    assertThat(style.applied("<path class=\"dot search\" data-address=\"x\" d=\"M0 0\"/>"))
        .isEqualTo("<path d=\"M0 0\" fill=\"#0a0\" stroke-width=\"2\"/>");
    assertThat(style.applied("<path class=\"dot\" d=\"M0 0\"><title>a > b</title></path>"))
        .isEqualTo("<path d=\"M0 0\" fill=\"#777\"><title>a > b</title></path>");
    assertThat(style.applied("<text class=\"end\" x=\"1\">x</text>"))
        .isEqualTo("<text x=\"1\" font-size=\"12\" text-anchor=\"end\">x</text>");
  }

  @Test
  void everyColourOfThePagesIsKnown() {
    String shapes =
        ChartStyle.ofPages()
            .applied(
                "<g class=\"chart wide\"><path class=\"dot search\"/><rect class=\"band good\"/>"
                    + "<path class=\"lane\"/><text class=\"level-name bad\">x</text></g>");
    assertThat(shapes).doesNotContain("var(", "class=").contains("fill=\"#0b6bcb\"", "#b3261e");
  }

  private static SeriesFile chart() {
    return new SeriesFile(
        new Chart(
            "<i>tps</i>",
            "reference",
            "\"><script>alert(1)</script>",
            List.of(),
            List.of(),
            Double.NaN,
            List.of(),
            List.of(),
            List.of(),
            ""));
  }

  @Test
  void wordsFromOutsideAreNoMarkup() throws Exception {
    String svg =
        ChartFile.svg(
            "<script>alert(1)</script>\u202e & \"x\"",
            "long ".repeat(100),
            chart(),
            300,
            100,
            List.of(
                new ChartFile.Meaning("bar", "M0 0h9", "<b>"),
                new ChartFile.Meaning("bar", "M0 0h9", "w".repeat(100))));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    Element root = document.getDocumentElement();
    assertThat(root.getElementsByTagName("script").getLength()).isZero();
    assertThat(root.getElementsByTagName("text").item(0).getTextContent())
        .startsWith("<script>alert(1)</script>")
        .doesNotContain("\u202e");
    assertThat(ImageIO.read(new ByteArrayInputStream(Png.of(svg))).getWidth()).isEqualTo(600);
  }

  @Test
  void aHostWithoutFontsSaysWhatToInstall() throws Exception {
    Path none =
        Files.writeString(
            folder.resolve("fonts.conf"),
            "<?xml version=\"1.0\"?><fontconfig><dir>/nonexistent</dir></fontconfig>");
    var builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dsun.java2d.fontpath=/nonexistent",
                // Java keeps there what fontconfig told it, for the next time.
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                WithoutFonts.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("FONTCONFIG_FILE", none.toString());
    builder.environment().put("DISPLAY", ":99");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("has no fonts that Java can use -> Install them there")
        .contains("fontconfig fonts-dejavu-core");
  }
}
