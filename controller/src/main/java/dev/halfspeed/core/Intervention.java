package dev.halfspeed.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person did to a campaign that had not ended.
 *
 * @param number from 1, rising within the campaign
 * @param by name of the principal
 * @param reason for people, one line
 */
public record Intervention(int number, Instant at, String by, Act act, String reason) {

  /** What was done. */
  public sealed interface Act {
    /** No new work from now on; what runs goes on to its end. */
    record Pause() implements Act {}

    /** New work again. */
    record Resume() implements Act {}

    /**
     * Another priority.
     *
     * @param priority among campaigns that share machines; the higher goes first
     */
    record Prioritize(int priority) implements Act {}

    /**
     * Another budget; one of the two may be absent, and stays as it is then.
     *
     * @param boots measured boots in all
     * @param machineSeconds what all jobs together may take of machines
     */
    record Budget(@Nullable Integer boots, @Nullable Long machineSeconds) implements Act {}

    /**
     * One more boot of a commit, or of a configuration.
     *
     * @param revision the search's name of it
     * @param commit its full id; what people call a configuration
     * @param afterJob number of the last job that had been started
     */
    record Remeasure(String revision, String commit, int afterJob) implements Act {}

    /**
     * A sample is no evidence.
     *
     * @param job of the boot
     * @param run number of the run in its boot, from 1; absent: all of the boot's
     */
    record Exclude(String job, int attempt, @Nullable Integer run) implements Act {}

    /**
     * A commit is taken for what a person says, whatever was measured.
     *
     * @param revision the search's name of it
     * @param commit its full id
     */
    record Mark(String revision, String commit, Verdict verdict) implements Act {}

    /**
     * An earlier intervention is taken back.
     *
     * @param number of that one
     */
    record Undo(int number) implements Act {}
  }

  /** What a person takes a commit for. */
  public enum Verdict {
    /** It does not have the change that is looked for. */
    GOOD,
    /** It has that change. */
    BAD,
    /** It is not to be tested. */
    SKIP
  }
}
