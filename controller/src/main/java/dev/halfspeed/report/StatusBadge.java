package dev.halfspeed.report;

import dev.halfspeed.report.view.BisectionView;
import java.util.Locale;

/** A state as a small picture, in SVG, for pages of others. */
public final class StatusBadge {
  private static final int LEFT = 76;
  private static final int LETTER = 7;
  private static final int AIR = 12;
  private static final int MOST = 60;

  private StatusBadge() {}

  /** What a state is to those who look. */
  public enum Colour {
    GOOD("#2e7d32"),
    BAD("#b71c1c"),
    WARN("#8a5300"),
    LIVE("#0b5cad"),
    OFF("#5f6b76");

    private final String value;

    Colour(String value) {
      this.value = value;
    }
  }

  /** The picture. */
  public static String of(String words, Colour colour) {
    String text = escaped(Printable.line(words, MOST));
    int right = LETTER * Math.min(MOST, words.length()) + AIR;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20" role="img" aria-label="halfspeed: %s">
    <rect width="%d" height="20" fill="#444"/><rect x="%d" width="%d" height="20" fill="%s"/>
    <g fill="#fff" font-family="Verdana,sans-serif" font-size="11">
    <text x="6" y="14">halfspeed</text><text x="%d" y="14">%s</text></g></svg>
    """
        .formatted(LEFT + right, text, LEFT, LEFT, right, colour.value, LEFT + 6, text);
  }

  /** Where a bisection stands. */
  public static String of(BisectionView view) {
    BisectionView.Ending ending = view.ending();
    return switch (view.state()) {
      case RUNNING -> of(view.progress().phase(), Colour.LIVE);
      case CANCELLED, FAILED ->
          of(
              view.state().name().toLowerCase(Locale.ROOT),
              view.state() == BisectionView.State.FAILED ? Colour.BAD : Colour.OFF);
      case CONCLUDED -> {
        if (ending == null) {
          yield of("concluded", Colour.WARN);
        }
        yield ending.kind().equals("culprit") && !ending.commits().isEmpty()
            ? of("culprit " + Words.shortId(ending.commits().getFirst().id()), Colour.GOOD)
            : of(ending.kind(), Colour.WARN);
      }
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
