package dev.halfspeed.report;

import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.InterventionView;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Where a campaign comes from, for people. */
public final class OriginText {
  private OriginText() {}

  /** What there is to say, by what it is; mostly empty. */
  public static Map<String, String> rows(CampaignOrigin origin) {
    var rows = new LinkedHashMap<String, String>();
    if (!origin.owner().isEmpty()) {
      rows.put("asked for by", Markdown.escaped(origin.owner()));
    }
    if (origin.parent() != null) {
      rows.put("started by", origin.parent());
    }
    if (!origin.children().isEmpty()) {
      rows.put(
          "has started",
          origin.children().stream()
              .map(child ->
                  "%s %s (%s)"
                      .formatted(child.kind(), child.id(), child.state().toLowerCase(Locale.ROOT)))
              .collect(Collectors.joining(", ")));
    }
    Long limit = origin.machineSeconds();
    if (limit != null) {
      rows.put("time on machines, at most", Words.duration((double) limit));
    }
    if (origin.paused() != null) {
      rows.put("paused by", Markdown.escaped(origin.paused().whoAndWhy()));
    }
    if (!origin.interventions().isEmpty()) {
      rows.put(
          "what people did",
          Markdown.escaped(
              origin.interventions().stream()
                  .map(OriginText::words)
                  .collect(Collectors.joining("; "))));
    }
    return rows;
  }

  private static String words(InterventionView done) {
    return "%d. %s %s%s: %s"
        .formatted(
            done.number(),
            done.by(),
            done.what(),
            done.undoneBy() == null ? "" : " (undone by " + done.undoneBy() + ")",
            done.reason());
  }
}
