package dev.halfspeed.web.page.variant;

import dev.halfspeed.controller.VariantQuery;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a list of variants is filtered by, as the address says it. Empty texts filter nothing.
 *
 * @param commit the first digits of the commit
 * @param campaign the only one
 */
public record VariantFilters(String commit, String campaign) {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{4,40}");

  /**
   * Reads it.
   *
   * @param fields gives the field of a name; empty where it is not there
   * @throws Problem when one says nothing that lists can be filtered by
   */
  public static VariantFilters of(UnaryOperator<String> fields) throws Problem {
    String commit = fields.apply("commit").toLowerCase(Locale.ROOT);
    if (!commit.isEmpty() && !DIGITS.matcher(commit).matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"commit\" in the address is not the beginning of a commit's id",
          "give its first 4 to 40 hexadecimal digits, or leave it out");
    }
    return new VariantFilters(commit, fields.apply("campaign"));
  }

  /** The question of the store. */
  public VariantQuery query() {
    return new VariantQuery(commit, campaign, "");
  }

  /** Whether everything is listed. */
  public boolean isEmpty() {
    return commit.isEmpty() && campaign.isEmpty();
  }
}
