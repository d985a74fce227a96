package dev.halfspeed.agent;

import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The way to one machine's worker. Safe for use by several threads; several jobs may be followed at
 * once. A connection that drops is made again, and jobs are followed on from the last event seen.
 */
public interface WorkerClient extends AutoCloseable {

  /**
   * Makes sure that the machine can be used now. Tries once; everything else connects by itself,
   * and is more patient.
   *
   * @throws MachineFault when the machine can't be used
   */
  void connect() throws MachineFault, InterruptedException;

  /**
   * Starts a job, or finds it if it was started before, and follows it to its end. An interrupt
   * stops following; the job goes on.
   *
   * @param onEvent sees every event once, in order; called from one thread at a time
   * @throws MachineFault when the machine can't be reached for long, or refuses
   */
  Result run(JobId id, Job job, Consumer<JobEvent> onEvent)
      throws MachineFault, InterruptedException;

  /** Ends a job; does nothing when it has ended or is unknown. */
  void cancel(JobId id) throws MachineFault, InterruptedException;

  /**
   * The system that runs on a machine.
   *
   * @param bootId another one after each start
   * @param buildId of its kernel, hexadecimal; empty where it does not tell
   */
  record Running(String bootId, String buildId) {}

  /**
   * Asks which system runs, over a new connection, since an old one may lead to a system that is
   * gone. Tries once.
   *
   * @throws MachineFault of the kind {@link MachineFault.Kind#UNREACHABLE} while nobody answers
   */
  Running running() throws MachineFault, InterruptedException;

  /**
   * Has the machine leave the running system for what a {@link Job.Switch} has made ready; does
   * nothing where another system runs.
   *
   * @param id of the job that made the boot ready
   * @param bootId of the system to leave
   */
  void leave(JobId id, String bootId) throws MachineFault, InterruptedException;

  /** The jobs that the worker knows. */
  List<Reply.JobStatus> jobs() throws MachineFault, InterruptedException;

  /**
   * Sends a commit with its tree, only the objects that the machine lacks.
   *
   * @param repository a repository on this machine that has the commit
   * @param commit 40 hexadecimal digits
   */
  void sendCommit(Path repository, String commit) throws MachineFault, InterruptedException;

  /**
   * Sends a recipe's folder, unless a recipe of this digest is there.
   *
   * @param digest names it on the machine
   */
  void sendRecipe(Path folder, String digest) throws MachineFault, InterruptedException;

  /**
   * Reads a part of a text file on the machine. Tries once: somebody waits for it, and can ask
   * again.
   *
   * @param path relative to the worker's folder, for example jobs/NAME/build.log
   * @return empty where there is no such file (yet)
   */
  Optional<byte[]> read(String path, FilePart part) throws MachineFault, InterruptedException;

  /** Closes the connection; jobs go on. */
  @Override
  void close();
}
