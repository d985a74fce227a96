package dev.halfspeed.lab;

import dev.halfspeed.health.DisturbanceLimits;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlFields;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code disturbance} of a lab file. */
final class DisturbanceFields {
  private static final String FIELD = "disturbance";
  private static final String OFF = "off";
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,3})?)\\s*%");

  private DisturbanceFields() {}

  /**
   * The limits of a machine, or of all.
   *
   * @param health the fields that it is one of
   * @param usual what is not said
   */
  static DisturbanceLimits read(YamlFields health, DisturbanceLimits usual) throws Problem {
    if (!health.has(FIELD)) {
      return usual;
    }
    if (health.isText(FIELD)) {
      String word = health.required(FIELD);
      if (!word.equals(OFF)) {
        throw health.wrong(FIELD, word, "write {steal: 2%, others: 10%}, or off");
      }
      return DisturbanceLimits.OFF;
    }
    YamlFields limits = health.below(FIELD);
    var read =
        new DisturbanceLimits(
            part(limits, "steal", usual.steal()),
            part(limits, "others", usual.others()),
            part(limits, "throttling", usual.throttling()),
            limits.duration("wait", usual.longestWait()));
    limits.end();
    return read;
  }

  private static double part(YamlFields limits, String field, double usual) throws Problem {
    Optional<String> text = limits.text(field);
    if (text.isEmpty()) {
      return usual;
    }
    if (text.get().equals(OFF)) {
      return DisturbanceLimits.NEVER;
    }
    Matcher percent = PERCENT.matcher(text.get());
    double part = percent.matches() ? Double.parseDouble(percent.group(1)) / 100 : 0;
    if (part <= 0) {
      throw limits.wrong(field, text.get(), "it should be such as 10%, or off");
    }
    return part;
  }
}
