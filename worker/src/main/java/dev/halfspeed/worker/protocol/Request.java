package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a controller asks of a worker, one JSON object a line. Every request is answered by one
 * {@link Reply} of its id.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Request {
  /** Chosen by the controller, unique on the connection. */
  long id();

  /**
   * Opens the conversation: the first request on every connection.
   *
   * @param lease the controller's lease token; a worker refuses a token lower than the highest that
   *     it has seen
   * @param owner whose the machine is to be; absent: nobody's
   * @param takeOver whether it is taken from a living controller that works on it
   */
  record Hello(long id, int protocolVersion, long lease, @Nullable Owner owner, boolean takeOver)
      implements Request {
    /** Of one who only asks. */
    public Hello(long id, int protocolVersion, long lease) {
      this(id, protocolVersion, lease, null, false);
    }
  }

  /**
   * Says that the controller lives, and what it works on here.
   *
   * @param work for people: which campaigns, until when about; empty: none
   */
  record Beat(long id, String work) implements Request {}

  /** Starts a job, once: a second start of the same id is answered like the first. */
  record Start(long id, JobId job, Job work) implements Request {}

  /**
   * Streams a job's events as {@link Reply.Event}, from one on; ends after {@link
   * JobEvent.Body.Finished}.
   *
   * @param from number of the first event wanted, from 1
   */
  record Follow(long id, JobId job, long from) implements Request {}

  /**
   * Ends a job's whole process group. Cancelling a job that has ended, or is unknown, does nothing.
   */
  record Cancel(long id, JobId job) implements Request {}

  /** Lists all jobs that this worker knows. */
  record ListJobs(long id) implements Request {}

  /** Forgets jobs that have ended, with their folders. */
  record Forget(long id, JobId job) implements Request {}

  /** Asks which kernel runs. Answered by {@link Reply.Running}. */
  record AskRunning(long id) implements Request {}

  /**
   * Has the machine leave the running system for the image that a {@link Job.Switch} has made
   * ready. Does nothing when another system runs than the one to leave.
   *
   * @param bootId of the system to leave
   */
  record Leave(long id, JobId job, String bootId) implements Request {}
}
