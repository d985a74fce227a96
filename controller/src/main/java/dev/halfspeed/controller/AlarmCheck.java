package dev.halfspeed.controller;

import dev.halfspeed.core.Principal;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.report.Printable;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.watch.WatchLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks an alarm of another detector whole, before it is kept. */
record AlarmCheck(RecipeBook recipes) {
  private static final int LONGEST = 200;
  private static final int SHOWN = 80;

  /** Of logarithms that were counted in two ways. */
  private static final double ROUNDING = 1e-9;

  private static final String KINDS = "write \"kind\": \"loss\", \"gain\" or \"machine\"";

  /**
   * Checks.
   *
   * @param by who raises it
   * @throws Problem the first thing that is not as it must be
   */
  AlarmRecord check(AlarmRequest request, Principal by, Instant now) throws Problem {
    for (Map.Entry<String, String> text :
        Map.of("key", request.key(), "source", request.source(), "metric", request.metric())
            .entrySet()) {
      if (text.getValue().length() > LONGEST) {
        throw new Problem(
            "the field \"%s\" of the alarm has %d characters"
                .formatted(text.getKey(), text.getValue().length()),
            "give at most " + LONGEST);
      }
    }
    checkTexts(request);
    if (request.source().startsWith(WatchLoop.OWNER)) {
      throw new Problem(
          "the source of the alarm, \"%s\", is what a watch of this controller is called"
              .formatted(Printable.line(request.source(), SHOWN)),
          "name the detector that saw it, such as \"otava\"");
    }
    double change = change(request);
    List<AlarmRecord.Gap> gaps = gaps(request);
    String recipe = Objects.requireNonNullElse(request.recipe(), "");
    Optional<Recipe.Metric> metric =
        recipe.isEmpty() ? Optional.empty() : Optional.of(metric(request, recipe));
    double half = Math.abs(change) / 2;
    double lower = bound("lower", request.lower(), change - half);
    double upper = bound("upper", request.upper(), change + half);
    if (!(lower <= change + ROUNDING && change <= upper + ROUNDING)) {
      throw new Problem(
          "the change of the alarm, %s, is not between its lower and upper ends, %s and %s"
              .formatted(fraction(change), fraction(lower), fraction(upper)),
          "give all three as signed fractions, such as \"lower\": -0.09, \"change\": -0.07,"
              + " \"upper\": -0.05");
    }
    return new AlarmRecord(
        request.source() + "/" + request.key(),
        now,
        by.name(),
        request.source(),
        request.series() == null ? null : request.source() + "/" + request.series(),
        kind(request, change, metric),
        NamedFile.path(request.repository(), "repository").toString(),
        Objects.requireNonNullElse(request.branch(), ""),
        new AlarmRecord.Workload(
            recipe,
            request.profile(),
            Objects.requireNonNullElse(request.parameters(), Map.of()),
            Objects.requireNonNullElse(request.configBase(), "defconfig"),
            Objects.requireNonNullElse(request.configFragments(), List.of()),
            request.lab()),
        Objects.requireNonNullElse(request.machineClass(), ""),
        request.metric(),
        Objects.requireNonNullElseGet(
            request.unit(), () -> metric.map(Recipe.Metric::unit).orElse("")),
        gaps,
        change,
        Math.min(lower, change),
        Math.max(upper, change),
        request.before(),
        request.after(),
        Objects.requireNonNullElse(request.command(), ""));
  }

  /** What stands in subjects of mails, in commands and in tables must be one line. */
  private static void checkTexts(AlarmRequest request) throws Problem {
    for (Map.Entry<String, String> text : texts(request).entrySet()) {
      if (text.getValue().codePoints().anyMatch(Character::isISOControl)) {
        throw new Problem(
            "the field \"%s\" of the alarm has a control character: \"%s\""
                .formatted(text.getKey(), Printable.line(text.getValue(), SHOWN)),
            "give one line of text without tabs");
      }
    }
    if (request.source().contains("/")) {
      throw new Problem(
          "the source of the alarm has a slash: \"%s\""
              .formatted(Printable.line(request.source(), SHOWN)),
          "give the detector's name without one; it stands before the key with a slash between");
    }
  }

  /** All texts of an alarm by their fields. */
  private static Map<String, String> texts(AlarmRequest request) {
    var texts = new LinkedHashMap<String, String>();
    texts.put("key", request.key());
    texts.put("source", request.source());
    put(texts, "series", request.series());
    put(texts, "kind", request.kind());
    texts.put("repository", request.repository());
    put(texts, "branch", request.branch());
    texts.put("good", request.good());
    texts.put("bad", request.bad());
    Objects.requireNonNullElse(request.points(), List.<AlarmRequest.Point>of())
        .forEach(point -> texts.merge("points", String.valueOf(point.revision()), String::concat));
    put(texts, "recipe", request.recipe());
    put(texts, "command", request.command());
    put(texts, "profile", request.profile());
    Objects.requireNonNullElse(request.parameters(), Map.<String, String>of())
        .forEach((name, value) -> texts.merge("parameters", name + "=" + value, String::concat));
    put(texts, "configBase", request.configBase());
    Objects.requireNonNullElse(request.configFragments(), List.<String>of())
        .forEach(
            fragment -> texts.merge("configFragments", String.valueOf(fragment), String::concat));
    put(texts, "lab", request.lab());
    texts.put("metric", request.metric());
    put(texts, "unit", request.unit());
    put(texts, "machineClass", request.machineClass());
    return texts;
  }

  private static void put(Map<String, String> texts, String field, @Nullable String text) {
    if (text != null) {
      texts.put(field, text);
    }
  }

  private static double change(AlarmRequest request) throws Problem {
    if (request.change() != null) {
      double change = Objects.requireNonNull(request.change());
      if (!(change > -1) || !Double.isFinite(change) || change == 0) {
        throw new Problem(
            "an alarm of a change of " + change,
            "give it as a signed fraction above -1 that is not 0: -0.07 is 7 % less");
      }
      return Math.log1p(change);
    }
    if (request.before() == null || request.after() == null) {
      throw new Problem(
          "the alarm does not say how large the change is",
          "give \"before\" and \"after\" in the metric's unit, or \"change\" as a fraction");
    }
    double before = Objects.requireNonNull(request.before());
    double after = Objects.requireNonNull(request.after());
    if (!(before > 0 && after > 0 && Double.isFinite(before / after)) || before == after) {
      throw new Problem(
          "an alarm of %s before and %s after".formatted(before, after),
          "give two positive values that differ");
    }
    return Math.log(after / before);
  }

  private static double bound(String field, @Nullable Double given, double otherwise)
      throws Problem {
    if (given == null) {
      return otherwise;
    }
    if (!(given > -1) || !Double.isFinite(given)) {
      throw new Problem(
          "the field \"%s\" of the alarm is %s".formatted(field, given),
          "give a signed fraction above -1, such as -0.09 for 9 % less");
    }
    return Math.log1p(given);
  }

  private static String fraction(double log) {
    return String.format(Locale.ROOT, "%.4f", Math.expm1(log));
  }

  private static List<AlarmRecord.Gap> gaps(AlarmRequest request) throws Problem {
    List<AlarmRequest.Point> points =
        Objects.requireNonNullElse(request.points(), List.<AlarmRequest.Point>of());
    var gaps = new ArrayList<AlarmRecord.Gap>();
    double sum = 0;
    for (AlarmRequest.Point point : points) {
      if (!(point.weight() >= 0) || !Double.isFinite(point.weight())) {
        throw new Problem(
            "a point of the alarm has the weight " + point.weight(), "give 0 or more");
      }
      sum += point.weight();
    }
    try (KernelHistory history =
        KernelHistory.open(NamedFile.path(request.repository(), "repository"))) {
      String from = history.resolve(request.good()).id();
      String bad = history.resolve(request.bad()).id();
      if (from.equals(bad)) {
        throw new Problem(
            "good and bad of the alarm are the same commit, " + bad,
            "name the last commit before the change and the first one after it");
      }
      if (points.isEmpty() || sum == 0) {
        return List.of(new AlarmRecord.Gap(from, bad, 1));
      }
      for (AlarmRequest.Point point : points) {
        String to = history.resolve(point.revision()).id();
        gaps.add(new AlarmRecord.Gap(from, to, point.weight() / sum));
        from = to;
      }
      if (!from.equals(bad)) {
        throw new Problem(
            "the last point of the alarm is %s, not its bad revision".formatted(from),
            "end \"points\" with the bad revision");
      }
    }
    return gaps;
  }

  private Recipe.Metric metric(AlarmRequest request, String name) throws Problem {
    Recipe recipe = recipes.find(name);
    return recipe.metrics().stream()
        .filter(metric -> metric.name().equals(request.metric()))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                "recipe %s has no metric \"%s\""
                    .formatted(name, Printable.line(request.metric(), 80)),
                "it has: "
                    + String.join(
                        ", ", recipe.metrics().stream().map(Recipe.Metric::name).toList())));
  }

  private static AlarmRecord.Kind kind(
      AlarmRequest request, double change, Optional<Recipe.Metric> metric) throws Problem {
    if (request.kind() != null) {
      return switch (Objects.requireNonNull(request.kind()).toLowerCase(Locale.ROOT)) {
        case "loss" -> AlarmRecord.Kind.LOSS;
        case "gain" -> AlarmRecord.Kind.GAIN;
        case "machine" -> AlarmRecord.Kind.MACHINE;
        default ->
            throw new Problem(
                "an alarm of the kind \"" + Printable.line(request.kind(), 80) + "\"", KINDS);
      };
    }
    if (metric.isEmpty()) {
      throw new Problem(
          "the alarm names no recipe, so nobody knows whether more of %s is better"
              .formatted(Printable.line(request.metric(), 80)),
          KINDS);
    }
    return metric.get().higherIsBetter() == change < 0
        ? AlarmRecord.Kind.LOSS
        : AlarmRecord.Kind.GAIN;
  }
}
