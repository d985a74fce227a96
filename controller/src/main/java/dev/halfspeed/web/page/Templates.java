package dev.halfspeed.web.page;

import dev.halfspeed.report.Printable;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import org.jspecify.annotations.Nullable;

/**
 * Writes pages. Templates were made classes by the build. All text goes through {@link Cleaned}, so
 * none of a commit, a machine or a person becomes markup.
 */
public final class Templates {
  private static final String ROOM = "dev.halfspeed.web.page.generated";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Templates.class.getClassLoader(), ROOM);

  /** A page in HTML. */
  public String write(Page page) {
    var text = new StringOutput(1 << 16);
    engine.render(page.template(), page, new Cleaned(text));
    return text.toString();
  }

  /** Escapes text by where it stands, and takes out what is not for reading. */
  private static final class Cleaned extends OwaspHtmlTemplateOutput {
    private static final int LONGEST = 20_000;

    Cleaned(TemplateOutput output) {
      super(output);
    }

    @Override
    public void writeUserContent(@Nullable String text) {
      super.writeUserContent(
          text == null
              ? null
              : Printable.lines(
                  text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text));
    }
  }
}
