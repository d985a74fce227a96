package dev.halfspeed.web.page.picture;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import dev.halfspeed.problem.Problem;
import java.awt.Component;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws SVG as PNG, twice as large so that it is sharp on every screen. One picture at a time: each
 * takes some 10 MB and a core for a moment. The last few are kept. Safe for use by several threads.
 */
public final class Png {
  private static final Logger LOG = LoggerFactory.getLogger(Png.class);
  private static final int SCALE = 2;
  private static final int KEPT = 8;

  /** One is drawn, and as many threads wait as a page or a mail with several charts wants. */
  private static final Drawings DRAWINGS = new Drawings(6);

  private static final Map<String, byte[]> LAST =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  static {
    // A controller has no screen, whatever DISPLAY says.
    System.setProperty("java.awt.headless", "true");
  }

  private Png() {}

  /**
   * The picture.
   *
   * @param svg what {@link ChartFile} writes
   * @throws Problem where this host has nothing to draw letters with, or too many are asked for
   */
  public static byte[] of(String svg) throws Problem {
    byte[] known = known(svg);
    return (known == null ? DRAWINGS.draw(() -> again(svg)) : known).clone();
  }

  private static byte[] again(String svg) throws Problem {
    // Somebody else may have asked for the same meanwhile.
    byte[] known = known(svg);
    if (known == null) {
      requireFonts();
      known = drawn(svg);
      synchronized (LAST) {
        LAST.put(svg, known);
      }
    }
    return known;
  }

  private static byte @Nullable [] known(String svg) {
    synchronized (LAST) {
      return LAST.get(svg);
    }
  }

  /** Draws a letter: where there are no fonts Java notices late, and throws whatever it likes. */
  private static void requireFonts() throws Problem {
    try {
      new Font(Font.SANS_SERIF, Font.PLAIN, 12)
          .createGlyphVector(new FontRenderContext(null, true, true), "A")
          .getVisualBounds();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      LOG.info("Java can't use fonts: {}", e.toString());
      throw noFonts(e);
    }
  }

  private static Problem noFonts(Throwable cause) {
    return new Problem(
        "No picture can be drawn: the controller's host has no fonts that Java can use",
        "Install them there (Debian: apt-get install fontconfig fonts-dejavu-core) and start the"
            + " controller anew, or take the same chart as .svg, which needs none",
        cause);
  }

  private static byte[] drawn(String svg) {
    SVGDocument document =
        new SVGLoader()
            .load(
                new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                null,
                LoaderContext.createDefault());
    if (document == null) {
      throw new IllegalStateException("a chart that is no SVG");
    }
    int width = (int) Math.ceil(document.size().width) * SCALE;
    int height = (int) Math.ceil(document.size().height) * SCALE;
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      document.render((Component) null, graphics, new ViewBox(0, 0, width, height));
    } finally {
      graphics.dispose();
    }
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
