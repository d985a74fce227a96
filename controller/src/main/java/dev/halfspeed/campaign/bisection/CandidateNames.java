package dev.halfspeed.campaign.bisection;

import dev.halfspeed.report.Words;
import java.util.regex.Pattern;

/** The search knows commits by number and writes {@code #12}; people know them by their ids. */
final class CandidateNames {
  private static final Pattern NUMBER = Pattern.compile("#([0-9]{1,9})");

  private CandidateNames() {}

  /** The same words with short commit ids in the place of numbers. */
  static String named(String words, AssessmentRecord.Commits commits) {
    return NUMBER
        .matcher(words)
        .replaceAll(
            number -> Words.shortId(commits.candidate(Integer.parseInt(number.group(1))).id()));
  }
}
