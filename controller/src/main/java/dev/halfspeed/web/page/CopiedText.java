package dev.halfspeed.web.page;

import dev.halfspeed.report.BisectionCommand;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.CulpritMail;
import dev.halfspeed.report.GitBisectLog;
import java.util.ArrayList;
import java.util.List;

/**
 * A text to be copied.
 *
 * @param note what it is good for
 */
public record CopiedText(String id, String title, String note, String text) {
  static List<CopiedText> of(BisectionView view) {
    List<CopiedText> texts = new ArrayList<>();
    String mail = CulpritMail.of(view);
    if (!mail.isEmpty()) {
      texts.add(new CopiedText("mail", "Mail for a list", "Plain text; read it first.", mail));
    }
    texts.add(
        new CopiedText(
            "git-log",
            "git bisect log",
            "In a clone: git bisect replay FILE. Commits that are not told apart are comments.",
            GitBisectLog.of(view)));
    String command = BisectionCommand.of(view);
    if (!command.isEmpty()) {
      texts.add(new CopiedText("command", "The same again", "Starts another bisection.", command));
    }
    return texts;
  }
}
