package dev.halfspeed.campaign.bisection;

import dev.halfspeed.jobs.Testability;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says that an end of the range can't be built, booted or measured, and what to set. */
final class EndFailure {
  private static final Pattern CERTIFICATES =
      Pattern.compile("debian/|canonical|\\.pem\\b|certs/", Pattern.CASE_INSENSITIVE);
  private static final Pattern TARGET =
      Pattern.compile(
          "No rule to make target '([\\w.-]*config)'|Can't find default configuration",
          Pattern.CASE_INSENSITIVE);

  /** Stands before the worker's advice, which is told instead of this class's general one. */
  private static final String ADVICE = " -> ";

  /** Infrastructure faults come with their kind. */
  private static final Pattern FAULT = Pattern.compile("^[A-Z_]{4,}: ");

  private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

  private EndFailure() {}

  /** How a bisection ends that has no number of one of its ends; empty where it has both. */
  static Optional<BisectionEnding> of(
      Testability testability, CheckedRequest checked, Revisions revisions) {
    Revision bad = new Revision.Candidate(checked.range().dag().bad());
    for (Revision end : List.of(new Revision.Good(), bad)) {
      Optional<Testability.Doubt> failed = testability.failure(end);
      if (failed.isPresent() && !testability.isMeasured(end)) {
        boolean isBad = end.equals(bad);
        Resolved resolved = checked.resolved();
        String id = Words.shortId(revisions.commit(end).id());
        String asked = isBad ? checked.request().bad() : checked.request().good();
        boolean isMergeBase = !isBad && !resolved.good().id().equals(resolved.goodEnd().id());
        String name =
            isMergeBase ? id + " (the merge base)" : ID.matcher(asked).matches() ? id : asked;
        return Optional.of(
            Endings.failed(
                words(isBad ? "bad" : "good", name, failed.get().failure(), resolved.config())));
      }
    }
    return Optional.empty();
  }

  /**
   * One sentence about the failure, and one about the next step.
   *
   * @param end "good" or "bad"
   * @param name what the user called the end, or its short id
   */
  static String words(String end, String name, Testability.Failure failure, String config) {
    String what =
        switch (failure.cause()) {
          case UNBUILDABLE -> "does not build";
          case UNBOOTABLE -> "does not boot";
          case REPRODUCER_FAILED -> "can't be measured";
          case SKIPPED -> "is skipped";
        };
    return "The %s end %s %s: %s. Nothing is known about the commits between. %s"
        .formatted(end, name, what, stripped(failure.message()), next(end, failure, config));
  }

  private static String stripped(String message) {
    int advice = message.indexOf(ADVICE);
    String line = (advice < 0 ? message : message.substring(0, advice)).strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static String next(String end, Testability.Failure failure, String config) {
    String message = failure.message();
    if (FAULT.matcher(message).find()) {
      return "The log of the job says more; put that right on the machine, or set --%s to another commit."
          .formatted(end);
    }
    if (failure.cause() == Evidence.Cause.UNBUILDABLE) {
      if (TARGET.matcher(message).find()) {
        return "Set --config to a configuration that this tree has (%s is none), or to a file."
            .formatted(config);
      }
      int advice = message.indexOf(ADVICE);
      if (advice >= 0) {
        String words = message.substring(advice + ADVICE.length());
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
      }
      if (CERTIFICATES.matcher(message).find()) {
        return "Set CONFIG_SYSTEM_TRUSTED_KEYS=\"\" and CONFIG_SYSTEM_REVOCATION_KEYS=\"\": those"
            + " files come with the distribution's sources only.";
      }
      return "Set --config to a configuration with which it builds, or --%s to a commit that does."
          .formatted(end);
    }
    return failure.cause() == Evidence.Cause.UNBOOTABLE
        ? "Set --config to a configuration with which it boots, or --%s to a commit that does."
            .formatted(end)
        : "Set --metric or the recipe's parameters so that every run gives a number above zero, or"
            + " --%s to a commit with which the recipe runs.".formatted(end);
  }
}
