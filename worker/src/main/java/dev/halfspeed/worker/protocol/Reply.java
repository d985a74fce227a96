package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker answers, one JSON object a line. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Reply {
  /** The id of the request that this answers. */
  long id();

  /** The worker is ready; {@code home} is its folder on the machine, as an absolute path. */
  record Welcome(long id, int protocolVersion, String workerVersion, String home)
      implements Reply {}

  /** Done. */
  record Ok(long id) implements Reply {}

  /** An event of a followed job. */
  record Event(long id, JobEvent event) implements Reply {}

  /**
   * The kernel that runs.
   *
   * @param bootId another one after each start
   * @param buildId the kernel's GNU build-id, hexadecimal; empty where it does not tell
   */
  record Running(long id, String bootId, String buildId) implements Reply {}

  /** The jobs on this machine. */
  record Jobs(long id, List<JobStatus> jobs) implements Reply {}

  /**
   * The request was not carried out.
   *
   * @param highestLease the highest token that this machine has seen, where that is the reason
   * @param owner who has the machine, or had it last, where that is known
   */
  record Refused(
      long id, Reason reason, String message, @Nullable Long highestLease, @Nullable Owner owner)
      implements Reply {
    public Refused(long id, Reason reason, String message) {
      this(id, reason, message, null, null);
    }
  }

  /** Why a request was refused. */
  enum Reason {
    /** A controller with a higher lease token has been here. */
    STALE_LEASE,
    /** Another controller lives and works here. */
    IN_USE,
    UNKNOWN_JOB,
    /** The request is malformed or of another protocol version. */
    BAD_REQUEST,
    /** The worker could not do it: disk, permissions, a bug. */
    FAILED
  }

  /** A job as a listing shows it. */
  record JobStatus(JobId job, String kind, State state, long events) {}

  /** Where a job stands. */
  enum State {
    RUNNING,
    FINISHED
  }
}
