package dev.halfspeed.report.configs;

import dev.halfspeed.report.Markdown;
import dev.halfspeed.report.OriginText;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.InterventionView;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A config bisection in words, and its report in Markdown. */
public final class ConfigBisectionText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ConfigBisectionView view;
  private final StringBuilder text = new StringBuilder();

  private ConfigBisectionText(ConfigBisectionView view) {
    this.view = view;
  }

  /** Where it stands, in one line. */
  public static String standing(ConfigBisectionView view) {
    ConfigBisectionView.Progress now = view.progress();
    InterventionView paused = view.origin().paused();
    return now.phase()
        + (paused == null ? "" : " by " + paused.whoAndWhy())
        + (now.phase().equals("searching")
            ? ", " + Words.count(now.remaining(), "suspect") + " left"
            : "")
        + (now.found().isEmpty()
            ? ""
            : " (round "
                + now.round()
                + ": what does "
                + String.join(" and ", now.found())
                + " need beside itself)")
        + "; "
        + Words.count(now.boots(), "boot")
        + ", "
        + Words.count(now.builds(), "build");
  }

  /** That configurations came to equal kernels; empty where none did. */
  public static String same(ConfigBisectionView view) {
    int same = view.progress().sameKernels();
    return same == 0
        ? ""
        : (same == 1 ? "1 configuration" : same + " configurations")
            + " came to a kernel that was known, after `make olddefconfig`, and told nothing new.";
  }

  /** What changes with a set beside what was asked for; empty where nothing does. */
  public static List<String> consequences(ConfigBisectionView view) {
    var sentences = new ArrayList<String>();
    ConfigBisectionView.Ending ending = view.ending();
    if (ending != null) {
      for (ConfigBisectionView.Carrier carrier : ending.carriers()) {
        if (!carrier.consequences().isEmpty()) {
          sentences.add(
              "With "
                  + String.join(" and ", carrier.options())
                  + " the effective configuration also changes in "
                  + String.join(", ", carrier.consequences())
                  + ".");
        }
      }
    }
    return List.copyOf(sentences);
  }

  /** The report, in Markdown; also of one that still runs. */
  public static String markdown(ConfigBisectionView view) {
    return new ConfigBisectionText(view).write();
  }

  private String write() {
    line(
        "# Config bisection "
            + Markdown.escaped(view.id())
            + ": "
            + view.state().name().toLowerCase(Locale.ROOT));
    line("");
    String conclusion = view.conclusion();
    line(Markdown.escaped(conclusion == null ? standing(view) + "." : conclusion));
    line("");
    for (String sentence : consequences(view)) {
      line(Markdown.escaped(sentence));
      line("");
    }
    asked();
    carriers();
    suspects();
    configurations();
    notes();
    return text.toString();
  }

  private void asked() {
    line("| | |");
    line("|---|---|");
    row("commit", Markdown.commit(view.commit()));
    row("good configuration", Markdown.escaped(view.good()));
    row("bad configuration", Markdown.escaped(view.bad()));
    row("steps in which they differ", String.valueOf(view.options()));
    row("recipe", Markdown.code(view.recipe()) + " " + parameters());
    row(
        "metric",
        Markdown.escaped(view.metric())
            + " ("
            + Markdown.escaped(view.unit())
            + "), "
            + (view.higherIsBetter() ? "higher" : "lower")
            + " is better");
    BisectionView.Change effect = view.progress().effect();
    if (effect != null) {
      row("change from good to bad", Words.change(effect));
    }
    row("confidence asked for", Words.level(view.confidence()));
    row("boots", view.progress().boots() + " of at most " + view.maximumBoots());
    row("builds", String.valueOf(view.progress().builds()));
    OriginText.rows(view.origin()).forEach(this::row);
    row("started", TIME.format(view.createdAt()));
    if (view.endedAt() != null) {
      row("took", Words.between(view.createdAt(), view.endedAt()));
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

  private void carriers() {
    ConfigBisectionView.Ending ending = view.ending();
    if (ending == null || ending.carriers().isEmpty()) {
      return;
    }
    line("## What carries the loss");
    line("");
    line("| options | put on the good one | share | taken off the bad one |");
    line("|---|---|---|---|");
    for (ConfigBisectionView.Carrier carrier : ending.carriers()) {
      Double recovered = carrier.recovered();
      line(
          "| "
              + carrier.options().stream().map(Markdown::escaped).collect(Collectors.joining(", "))
              + " | "
              + Words.change(carrier.effect())
              + " | "
              + Words.percent(carrier.share())
              + " | "
              + (recovered == null
                  ? "not measured"
                  : Words.percent(Math.max(0, recovered)) + " gained back")
              + " |");
    }
    line("");
  }

  private void suspects() {
    if (view.suspects().isEmpty() || view.endedAt() != null) {
      return;
    }
    line("## Suspects of this round");
    line("");
    for (ConfigBisectionView.Suspect suspect : view.suspects()) {
      line(
          "- "
              + Words.probability(suspect.probability())
              + ": "
              + suspect.options().stream()
                  .map(Markdown::escaped)
                  .collect(Collectors.joining(", ")));
    }
    line("");
  }

  private void configurations() {
    line("## Configurations");
    line("");
    line(
        "| configuration | as in the bad one | " + Markdown.escaped(view.metric()) + " | kernel |");
    line("|---|---|---|---|");
    for (ConfigBisectionView.Configuration each : view.configurations()) {
      String failure = each.failure();
      String build = each.buildId();
      line(
          "| "
              + Markdown.escaped(each.name())
              + " | "
              + each.changed()
              + " of "
              + view.options()
              + " | "
              + (failure == null
                  ? each.values().stream()
                      .map(value -> Words.value(value, ""))
                      .collect(Collectors.joining("; "))
                  : Markdown.escaped(failure))
              + " | "
              + (build == null
                  ? "-"
                  : Markdown.code(build.substring(0, Math.min(10, build.length()))))
              + " |");
    }
    line("");
    if (!same(view).isEmpty()) {
      line(same(view));
      line("");
    }
  }

  private void notes() {
    if (view.fixed().isEmpty() && view.notes().isEmpty()) {
      return;
    }
    line("## What was not searched");
    line("");
    view.notes().forEach(note -> line("- " + Markdown.escaped(note)));
    view.fixed()
        .forEach(option ->
            line("- " + Markdown.escaped(option) + ": the compiler or the guest decides it"));
  }

  private void row(String name, String value) {
    line("| " + name + " | " + value + " |");
  }

  private void line(String line) {
    text.append(Printable.line(line)).append('\n');
  }
}
