package dev.halfspeed.watch;

import java.util.regex.Pattern;

/** A pattern of names of branches or tags: * stands for any text, ? for one letter. */
final class NamePattern {
  private final String text;
  private final Pattern pattern;

  /** A pattern, or a name. */
  NamePattern(String text) {
    this.text = text;
    var expression = new StringBuilder();
    text.chars()
        .forEach(letter ->
            expression.append(
                switch (letter) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(letter));
                }));
    pattern = Pattern.compile(expression.toString());
  }

  /** Whether it has a * or ?, and so may fit several names. */
  boolean isWild() {
    return text.contains("*") || text.contains("?");
  }

  boolean fits(String name) {
    return pattern.matcher(name).matches();
  }
}
