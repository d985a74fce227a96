package dev.halfspeed.work;

import dev.halfspeed.search.Revision;
import java.util.Locale;

/** Writes a revision as the text that the store keeps, and reads it back. */
public final class RevisionName {
  private static final String GOOD = "good";
  private static final String CANDIDATE = "candidate ";
  private static final String REVERT = "revert ";
  private static final String COUNTER_VARIANT = "counter-variant ";

  private RevisionName() {}

  public static String of(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> GOOD;
      case Revision.Candidate(int index) -> CANDIDATE + index;
      case Revision.Revert(int culprit) -> REVERT + culprit;
      case Revision.CounterVariant(int culprit, Revision.PutBack by) ->
          COUNTER_VARIANT + culprit + " " + by.name().toLowerCase(Locale.ROOT);
    };
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Revision parse(String name) {
    if (name.equals(GOOD)) {
      return new Revision.Good();
    }
    if (name.startsWith(CANDIDATE)) {
      return new Revision.Candidate(Integer.parseInt(name.substring(CANDIDATE.length())));
    }
    if (name.startsWith(REVERT)) {
      return new Revision.Revert(Integer.parseInt(name.substring(REVERT.length())));
    }
    if (name.startsWith(COUNTER_VARIANT)) {
      String[] words = name.substring(COUNTER_VARIANT.length()).split(" ", 2);
      return new Revision.CounterVariant(
          Integer.parseInt(words[0]), Revision.PutBack.valueOf(words[1].toUpperCase(Locale.ROOT)));
    }
    throw new IllegalArgumentException("not a revision: " + name);
  }
}
