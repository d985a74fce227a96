package dev.halfspeed.campaign;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.search.Revision;
import dev.halfspeed.work.RevisionName;
import java.util.regex.Pattern;

/**
 * Names a variant that was measured, wherever it was: the campaign, and the revision in it.
 *
 * @param campaign its id
 */
public record VariantName(String campaign, Revision revision) {
  private static final String COUNTER_VARIANT = "counter-variant-";
  private static final String EXAMPLE = "b12ab34:good or b12ab34:candidate-7";
  private static final int SHOWN = 60;
  private static final Pattern REVISION =
      Pattern.compile(
          "good|(candidate|revert)-[0-9]{1,9}|" + COUNTER_VARIANT + "[0-9]{1,9}-[a-z]+");

  /** The name of what the store calls {@code revision}. */
  public static String of(String campaign, String revision) {
    return campaign + ":" + revision.replace(' ', '-');
  }

  /**
   * Reads a name.
   *
   * @throws Problem when it is none
   */
  public static VariantName parse(String name) throws Problem {
    int colon = name.indexOf(':');
    String words = name.substring(colon + 1);
    if (colon > 0 && REVISION.matcher(words).matches()) {
      try {
        return new VariantName(name.substring(0, colon), RevisionName.parse(stored(words)));
      } catch (IllegalArgumentException e) {
        // A counter-variant of a kind that there is not.
        throw notNamed(name);
      }
    }
    throw notNamed(name);
  }

  /** The store's name of the revision. */
  public String stored() {
    return RevisionName.of(revision);
  }

  /** Words of the store have spaces where names have dashes, but for counter-variants' own. */
  private static String stored(String words) {
    return words.startsWith(COUNTER_VARIANT)
        ? "counter-variant " + words.substring(COUNTER_VARIANT.length()).replace('-', ' ')
        : words.replace('-', ' ');
  }

  private static Problem notNamed(String name) {
    return new Problem(
        ProblemCode.INVALID_FIELD,
        "\"" + Printable.line(name, SHOWN) + "\" names no variant that was measured",
        "choose one from the list of variants, whose names are such as " + EXAMPLE);
  }

  @Override
  public String toString() {
    return of(campaign, stored());
  }
}
