package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A knob of a recipe.
 *
 * @param name lower case; its scripts see it as HALFSPEED_PARAM_NAME
 * @param defaultValue {@value #AUTO}: the recipe's scripts size it to the machine, and a user may
 *     ask for that too
 * @param minimum of a number; absent: -{@value #LARGEST}
 * @param maximum of a number; absent: {@value #LARGEST}
 * @param choices the only values that a text may have; empty: any
 * @param pattern a regular expression that the whole of a text matches; absent: any
 * @param unit of a number, such as s or MB; absent: it is a plain number
 * @param trusted whether its value is run, or opened as a file, on a machine of the lab: then only
 *     those may set it who may run anything there
 */
public record Parameter(
    String name,
    Type type,
    String defaultValue,
    @Nullable BigDecimal minimum,
    @Nullable BigDecimal maximum,
    List<String> choices,
    @Nullable String pattern,
    @Nullable String unit,
    boolean trusted,
    String description) {
  /** The value that leaves a parameter to the recipe's scripts. */
  public static final String AUTO = "auto";

  /**
   * What every program reads as a number: a larger one overflows in many, and must be asked for.
   */
  public static final int LARGEST = Integer.MAX_VALUE;

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}([.][0-9]{1,18})?");

  /** What a parameter's value looks like. */
  public enum Type {
    /** A whole number. */
    INTEGER,
    /** A decimal number. */
    NUMBER,
    /** Text on one line. */
    STRING;

    /** As it is written in recipe.yaml. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Parameter {
    choices = List.copyOf(choices);
  }

  /**
   * Checks a value.
   *
   * @throws Problem when it is not of the type or out of bounds
   */
  public void check(String value) throws Problem {
    if (value.equals(AUTO) && defaultValue.equals(AUTO)) {
      return;
    }
    boolean fits =
        switch (type) {
          case INTEGER -> INTEGER.matcher(value).matches() && isWithinBounds(value);
          case NUMBER -> NUMBER.matcher(value).matches() && isWithinBounds(value);
          case STRING ->
              value.chars().noneMatch(Character::isISOControl)
                  && (choices.isEmpty() || choices.contains(value))
                  && (pattern == null || value.matches(pattern));
        };
    if (!fits) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "parameter " + name + " cannot be '" + value + "'",
          "give it " + expected());
    }
  }

  private boolean isWithinBounds(String value) {
    var number = new BigDecimal(value);
    return number.compareTo(least()) >= 0 && number.compareTo(most()) <= 0;
  }

  private BigDecimal least() {
    return minimum == null ? BigDecimal.valueOf(-LARGEST) : minimum;
  }

  private BigDecimal most() {
    return maximum == null ? BigDecimal.valueOf(LARGEST) : maximum;
  }

  private String expected() {
    String what =
        switch (type) {
          case INTEGER -> "a whole number" + bounds();
          case NUMBER -> "a number" + bounds();
          case STRING -> text();
        };
    return defaultValue.equals(AUTO) ? what + ", or " + AUTO : what;
  }

  private String text() {
    if (!choices.isEmpty()) {
      return "one of " + String.join(", ", choices);
    }
    return pattern == null ? "text on one line" : "text that matches " + pattern;
  }

  private String bounds() {
    return " from " + least().toPlainString() + " to " + most().toPlainString();
  }
}
