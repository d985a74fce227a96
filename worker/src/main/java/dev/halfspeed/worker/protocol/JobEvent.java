package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a job. Events of a job are numbered from 1 without gaps and never
 * change.
 *
 * @param at by the machine's clock, which may be wrong: for people, never for decisions
 */
public record JobEvent(long number, Instant at, Body body) {

  /** What happened. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
  public sealed interface Body {
    /** The supervisor runs; its process group can be cancelled from now on. */
    record Started(long processGroup) implements Body {}

    /**
     * A named part of the job began, for example checkout, configure, compile, boot, setup, run.
     */
    record Phase(String name) implements Body {}

    /**
     * Long work advanced.
     *
     * @param total absent where it is not known
     */
    record Progress(String what, long done, @Nullable Long total) implements Body {}

    /** A run gave its numbers: shown at once, but counted only with the job's result. */
    record RunFinished(Result.RunReport run) implements Body {}

    /** The job ended; always the last event. */
    record Finished(Result result) implements Body {}
  }
}
