package dev.halfspeed.cli.option;

import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of an option or an argument, as it stood on the command line: what it may be, and the
 * words for one that it can't be.
 */
final class OptionValue {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?");
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern UNIT = Pattern.compile("(?<number>.*[0-9])\\s*[A-Za-z%]+");
  private static final Pattern THOUSANDS = Pattern.compile("[0-9]{1,3}(,[0-9]{3})+");
  private static final int SHOWN = 60;

  /** Any text is a reason, none at all too. */
  private static final Set<String> FREE_TEXT = Set.of("--reason");

  private final ArgSpec argument;
  private final String text;

  /** A value of an option or an argument. */
  OptionValue(ArgSpec argument, String text) {
    this.argument = argument;
    this.text = text;
  }

  /** Reads numbers as they are written here: with a point, without a unit, never NaN. */
  static void readNumbersWith(CommandLine line) {
    line.registerConverter(int.class, text -> whole(text).intValueExact());
    line.registerConverter(long.class, text -> whole(text).longValueExact());
    line.registerConverter(double.class, OptionValue::decimal);
    line.registerConverter(Double.class, OptionValue::decimal);
  }

  private static BigDecimal whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new TypeConversionException(text);
    }
    return new BigDecimal(text);
  }

  private static double decimal(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new TypeConversionException(text);
    }
    return Double.parseDouble(text);
  }

  /** An option's longest name, or an argument's label. */
  static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /**
   * Checks what the type alone does not.
   *
   * @throws Problem when it is empty, when it is the next option whose place it took, or when it is
   *     out of bounds
   */
  void check() throws Problem {
    if (FREE_TEXT.contains(name(argument))) {
      return;
    }
    if (text.isBlank()) {
      throw unfit();
    }
    if (argument.isOption() && text.startsWith("--")) {
      throw new Problem(
          name(argument) + " has no value: " + Text.fit(text, SHOWN) + " follows it.",
          "Write: " + name(argument) + " " + argument.paramLabel());
    }
    Bounds bounds = bounds();
    if (bounds != null && !fits(bounds, Double.parseDouble(text))) {
      throw unfit();
    }
  }

  private static boolean fits(Bounds bounds, double number) {
    return bounds.between()
        ? number > bounds.least() && number < bounds.most()
        : number >= bounds.least() && number <= bounds.most();
  }

  /** Says that it can't be this, and what it may be. */
  Problem unfit() {
    String name = name(argument);
    if (text.isBlank()) {
      return new Problem(
          name + " is empty.",
          "Give it "
              + (isNumber() || isChoice() ? expected() : "a value (" + argument.paramLabel() + ")")
              + "; in a script, see whether the variable behind it is set.");
    }
    if (isFlag()) {
      return new Problem(
          name + " takes no value, and has \"" + shown() + "\".", "Write it alone: " + name);
    }
    return new Problem(
        name + " can't be \"" + shown() + "\".",
        isChoice() ? choose() : "Give it " + expected() + better());
  }

  private String shown() {
    return Text.fit(text, SHOWN);
  }

  private boolean isFlag() {
    return argument.isOption() && argument.arity().max() == 0;
  }

  private boolean isChoice() {
    return argument.type().isEnum();
  }

  private List<String> choices() {
    return Arrays.stream(argument.type().getEnumConstants()).map(String::valueOf).toList();
  }

  private String choose() {
    return WrongArguments.capital(NearestName.suggest(text, choices()));
  }

  private @Nullable Bounds bounds() {
    return argument.userObject() instanceof Field field ? field.getAnnotation(Bounds.class) : null;
  }

  private boolean isWhole() {
    return argument.type() == int.class || argument.type() == long.class;
  }

  private boolean isNumber() {
    return isWhole() || argument.type() == double.class || argument.type() == Double.class;
  }

  private String expected() {
    if (isChoice()) {
      return String.join(" or ", choices());
    }
    if (!isNumber()) {
      return argument.paramLabel();
    }
    Bounds bounds = bounds();
    String what = isWhole() ? "a whole number" : "a number";
    if (bounds == null) {
      return what + " of at most 18 digits";
    }
    return what
        + (bounds.between() ? " between %s and %s" : " from %s to %s")
            .formatted(plain(bounds.least()), plain(bounds.most()));
  }

  private static String plain(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }

  /** How the same number is written right, where it is only written wrong. */
  private String better() {
    if (!isNumber()) {
      return ".";
    }
    String plain = text.replace(",", "");
    if (isWhole() && THOUSANDS.matcher(text).matches() && isReadable(plain)) {
      return ", without commas: " + name(argument) + " " + plain;
    }
    String pointed = text.replace(',', '.');
    if (!pointed.equals(text) && isReadable(pointed)) {
      return ", written with a point: " + name(argument) + " " + pointed;
    }
    var unit = UNIT.matcher(text);
    if (unit.matches() && isReadable(unit.group("number"))) {
      return ", without a unit: " + name(argument) + " " + unit.group("number");
    }
    String part = "0." + text.replace("%", "");
    return text.endsWith("%") && isReadable(part)
        ? ", not in per cent: " + name(argument) + " " + part
        : ".";
  }

  private boolean isReadable(String number) {
    Bounds bounds = bounds();
    return (isWhole() ? WHOLE : NUMBER).matcher(number).matches()
        && (bounds == null || fits(bounds, Double.parseDouble(number)));
  }
}
