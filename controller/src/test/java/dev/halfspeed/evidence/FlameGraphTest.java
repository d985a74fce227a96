package dev.halfspeed.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

final class FlameGraphTest {
  private static final FoldedStacks STACKS =
      FoldedStacks.parse(
          """
          p;main;read;do_read_[k] 600
          p;main;compute 399
          p;main;seldom 1
          swapper;do_idle_[k] 500
          """);

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aFrameSaysItsShareAndItsSamples() throws Exception {
    String svg = FlameGraph.of(STACKS, "culprit");
    assertThat(parsed(svg).getElementsByTagName("rect").getLength()).isEqualTo(1 + 7);
    assertThat(svg)
        .contains(
            "<title id=\"title\">culprit</title>",
            "<desc id=\"description\">",
            "<title>do_read: 60.0 %, 600 samples</title>",
            "<title>main: 100.0 %, 1,000 samples</title>",
            "<title>seldom: 0.1 %, 1 samples</title>")
        .doesNotContain("do_idle", "<script", "<style", "style=", "_[k]");
  }

  @Test
  void aDifferenceIsColouredByIt() {
    FoldedStacks before = FoldedStacks.parse("p;main;read;do_read_[k] 100\np;main;compute 900");
    String svg = FlameGraph.difference(STACKS, before, "difference");
    assertThat(svg)
        .contains("<title>do_read: 60.0 % (10.0 % in the first), 600 samples</title>")
        .containsPattern("do_read: [^>]*>[^>]*<rect [^>]*fill=\"#f06464\"")
        .containsPattern("compute: [^>]*>[^>]*<rect [^>]*fill=\"#6464f0\"");
  }

  @Test
  void hostileNamesAreText() throws Exception {
    FoldedStacks stacks =
        FoldedStacks.parse(
            "<script>alert(1)</script>;\"onload=\"x 10\n"
                + "a;]]>&#0;&amp 10\n"
                + "b;\u202egnp \ud800 \uffff \u061c 10\n"
                + "c;"
                + "<".repeat(400)
                + " 10\n");
    String svg = FlameGraph.of(stacks, "<b>\"&\u0000");
    parsed(svg);
    assertThat(svg).doesNotContain("<script", "<b>", "\u202e", "\u0000", "\uffff");
  }

  /** Many stacks of which only their beginnings are wide enough. */
  @Test
  void stacksWithoutNumberAreDrawnByTheirWideFrames() throws Exception {
    var lines = new StringBuilder();
    for (int stack = 0; stack < 20_000; stack++) {
      lines.append("p;main;f").append(stack % 4).append(";g").append(stack).append(";h;i;j 1\n");
    }
    String svg = FlameGraph.of(FoldedStacks.parse(lines.toString()), "t");
    assertThat(svg).contains("<title>f3: 25.0 %, 5,000 samples</title>");
    assertThat(parsed(svg).getElementsByTagName("rect").getLength()).isEqualTo(1 + 3 + 4);
  }

  @Test
  void narrowFramesAreLeftOutAndManyToo() throws Exception {
    var lines = new StringBuilder("p;wide 9000\np;narrow 1\n");
    assertThat(FlameGraph.of(FoldedStacks.parse(lines.toString()), "t"))
        .contains("wide")
        .doesNotContain("narrow");
    lines.setLength(0);
    for (int stack = 0; stack < 900; stack++) {
      lines.append("p;a").append(stack).append(";b;c;d ").append(stack + 900).append('\n');
    }
    String svg = FlameGraph.of(FoldedStacks.parse(lines.toString()), "t");
    assertThat(parsed(svg).getElementsByTagName("rect").getLength()).isBetween(500, 1501);
    assertThat(svg.length()).isLessThan(400_000);
  }

  @Test
  void nothingIsDrawnOfNothing() throws Exception {
    parsed(FlameGraph.of(FoldedStacks.parse("swapper;do_idle 5"), "idle"));
  }
}
