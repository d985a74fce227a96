package dev.halfspeed.report.comparison;

import dev.halfspeed.report.CounterReport;
import dev.halfspeed.report.Markdown;
import dev.halfspeed.report.OriginText;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.CounterEvidence;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a comparison as a page of Markdown. */
final class ComparisonReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ComparisonView view;
  private final StringBuilder text = new StringBuilder();

  private ComparisonReport(ComparisonView view) {
    this.view = view;
  }

  static String of(ComparisonView view) {
    return new ComparisonReport(view).write();
  }

  private String write() {
    line(
        "# Comparison "
            + Markdown.escaped(view.id())
            + ": "
            + view.state().name().toLowerCase(Locale.ROOT));
    line("");
    String words =
        Objects.requireNonNullElseGet(view.conclusion(), () -> ComparisonText.conclusion(view));
    line(Markdown.escaped(words));
    line("");
    table(ComparisonText.table(view));
    asked();
    variants();
    pairs();
    recoveries();
    latencies();
    for (CounterEvidence counters : view.counters()) {
      line("");
      CounterReport.lines(counters).forEach(this::line);
    }
    return text.toString();
  }

  private void asked() {
    line("| | |");
    line("|---|---|");
    row("recipe", Markdown.code(view.recipe()) + " " + parameters());
    row(
        "metric that decides",
        Markdown.escaped(view.metric())
            + " ("
            + Markdown.escaped(view.unit())
            + "), "
            + (view.higherIsBetter() ? "higher" : "lower")
            + " is better");
    row("confidence that no verdict is wrong", Words.level(view.confidence()));
    row("smallest difference that matters", ComparisonText.smallest(view));
    row("boots", view.ownBoots() + " of at most " + view.maximumBoots());
    ComparisonText.earlier(view).ifPresent(words -> row("boots before", Markdown.escaped(words)));
    OriginText.rows(view.origin()).forEach(this::row);
    row("started", TIME.format(view.createdAt()));
    if (view.endedAt() != null) {
      row("took", Words.between(view.createdAt(), Objects.requireNonNull(view.endedAt())));
    }
    line("");
  }

  private String parameters() {
    return Markdown.escaped(
        new TreeMap<>(view.parameters())
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" ")));
  }

  private void variants() {
    line("## Variants");
    line("");
    line("| name | commit | what differs | boots |");
    line("|---|---|---|---|");
    for (ComparisonView.Variant variant : view.variants()) {
      line(
          "| "
              + Markdown.escaped(ComparisonText.name(variant.name()))
              + " | "
              + Markdown.commit(variant.commit())
              + " | "
              + Markdown.escaped(variant.what())
              + " | "
              + variant.boots()
              + " |");
    }
    line("");
  }

  private void pairs() {
    line("## Pairs");
    line("");
    for (ComparisonView.Pair pair : view.pairs()) {
      line("- " + Markdown.escaped(ComparisonText.standing(view, pair)));
    }
  }

  private void recoveries() {
    List<String> recoveries = ComparisonText.recoveries(view);
    if (!recoveries.isEmpty()) {
      line("");
      line("## What gives the loss back");
      line("");
      recoveries.forEach(recovery -> line("- " + Markdown.escaped(recovery)));
    }
  }

  private void latencies() {
    List<String> plot = LatencyPlot.lines(view);
    if (plot.isEmpty()) {
      return;
    }
    line("");
    line("## Latencies");
    line("");
    line("Of every transaction of all boots, in ms: the part of them that took no longer.");
    line("");
    line("```");
    plot.forEach(this::line);
    line("```");
  }

  private void table(List<List<String>> rows) {
    for (List<String> row : rows) {
      line("| " + row.stream().map(Markdown::escaped).collect(Collectors.joining(" | ")) + " |");
      if (row.equals(rows.getFirst())) {
        line("|" + "---|".repeat(row.size()));
      }
    }
    line("");
  }

  private void row(String name, String value) {
    line("| " + name + " | " + value + " |");
  }

  private void line(String line) {
    text.append(Printable.line(line)).append('\n');
  }
}
