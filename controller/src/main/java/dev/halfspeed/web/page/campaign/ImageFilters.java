package dev.halfspeed.web.page.campaign;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.web.page.Links;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a list of images is filtered by, as the address says it. Empty texts filter nothing.
 *
 * @param booted yes: those alone of which a boot was measured
 */
public record ImageFilters(String commit, String config, String machine, String booted) {
  /** That only images are shown of which a boot was measured. */
  public static final String YES = "yes";

  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{4,64}");

  /**
   * Reads it.
   *
   * @param fields gives the field of a name; empty where it is not there
   * @throws Problem when one says nothing that lists can be filtered by
   */
  public static ImageFilters of(UnaryOperator<String> fields) throws Problem {
    var filters =
        new ImageFilters(
            fields.apply("commit").toLowerCase(Locale.ROOT),
            fields.apply("config").toLowerCase(Locale.ROOT),
            fields.apply("machine"),
            fields.apply("booted"));
    requireDigits("commit", filters.commit());
    requireDigits("config", filters.config());
    if (!List.of("", YES).contains(filters.booted())) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"booted\" in the address is nothing that is known",
          "give " + YES + ", or leave it out");
    }
    return filters;
  }

  private static void requireDigits(String name, String given) throws Problem {
    if (!given.isEmpty() && !DIGITS.matcher(given).matches()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "\"" + name + "\" in the address is not the beginning of a digest",
          "give its first 4 hexadecimal digits or more, or leave it out");
    }
  }

  /** The question of the store. */
  public BuildStore.Filter query() {
    return new BuildStore.Filter(commit, config, machine, !booted.isEmpty());
  }

  /** The address of a part of the list. */
  String address(String path, String before) {
    return path
        + Links.query(
            "commit", commit, "config", config, "machine", machine, "booted", booted, "before",
            before);
  }
}
