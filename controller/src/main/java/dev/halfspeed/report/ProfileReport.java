package dev.halfspeed.report;

import dev.halfspeed.report.view.ProfileEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes where the time goes as a section of a page of Markdown. */
public final class ProfileReport {
  private ProfileReport() {}

  /** The section, with an empty line at its end. */
  public static List<String> lines(ProfileEvidence evidence) {
    var lines = new ArrayList<>(List.of("## Profiles", ""));
    lines.add(Markdown.escaped(ProfileText.introduction(evidence)));
    lines.add("");
    evidence.hints().forEach(hint -> lines.add("- " + Markdown.escaped(hint.words())));
    evidence.notes().forEach(note -> lines.add("- " + Markdown.escaped(note) + "."));
    if (!evidence.hints().isEmpty() || !evidence.notes().isEmpty()) {
      lines.add("");
    }
    if (!evidence.symbols().isEmpty()) {
      List<String> head = ProfileText.head(evidence);
      lines.add(row(head));
      lines.add("|" + "---|".repeat(head.size()));
      evidence.symbols().stream()
          .limit(ProfileText.ROWS)
          .forEach(symbol -> lines.add(row(ProfileText.row(evidence, symbol))));
      lines.add("");
    }
    return lines;
  }

  private static String row(List<String> cells) {
    return "| " + cells.stream().map(Markdown::escaped).collect(Collectors.joining(" | ")) + " |";
  }
}
