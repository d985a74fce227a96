package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.bisection.BisectionCommand;
import dev.halfspeed.report.bisection.CulpritMail;
import dev.halfspeed.report.bisection.GitBisectLog;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Links;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text to be copied.
 *
 * @param id its name in addresses
 * @param note what it is good for
 * @param address where it is alone, as it is
 */
public record CopiedText(String id, String title, String note, String text, String address) {
  /** Longer ones are only linked to. */
  private static final int LONGEST = 16_000;

  /** Whether it is in the page. */
  public boolean isShort() {
    return text.length() <= LONGEST;
  }

  /** One of them; empty where the bisection has none of that name. */
  public static Optional<String> of(BisectionView view, String id) {
    return of(view, MeasuredCommits.of(view)).stream()
        .filter(text -> text.id().equals(id))
        .map(CopiedText::text)
        .findFirst();
  }

  static List<CopiedText> of(BisectionView view, MeasuredCommits measured) {
    List<CopiedText> texts = new ArrayList<>();
    String mail = CulpritMail.of(view);
    if (!mail.isEmpty()) {
      texts.add(text(view, "mail", "Mail for a list", "Plain text; read it first.", mail));
    }
    texts.add(
        text(
            view,
            "git-bisect-log",
            "git bisect log",
            "In a clone: git bisect replay FILE. Commits that are not told apart are comments.",
            GitBisectLog.of(view, measured)));
    String command = BisectionCommand.of(view);
    if (!command.isEmpty()) {
      texts.add(text(view, "command", "The same again", "Starts another bisection.", command));
    }
    return texts;
  }

  private static CopiedText text(
      BisectionView view, String id, String title, String note, String text) {
    return new CopiedText(id, title, note, text, Links.campaign(view.id(), true) + "/texts/" + id);
  }
}
