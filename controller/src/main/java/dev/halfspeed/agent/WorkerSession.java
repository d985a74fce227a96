package dev.halfspeed.agent;

import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * One connection to a machine's worker, from its welcome until the connection drops. Safe for use
 * by several threads. All methods throw {@link ConnectionLostException} when it has dropped; then
 * {@link ReconnectingClient} makes another.
 */
public interface WorkerSession extends AutoCloseable {

  /** Whether requests can be answered, as far as is known. */
  boolean isAlive();

  /**
   * Asks for one reply.
   *
   * @param request makes the request from its id
   */
  Reply call(LongFunction<Request> request) throws IOException, InterruptedException;

  /** Asks, and leaves it to the caller to read the replies. */
  Replies ask(LongFunction<Request> request) throws IOException, InterruptedException;

  /** See {@link WorkerClient#sendCommit}. */
  void sendCommit(Path repository, String commit)
      throws IOException, MachineFault, InterruptedException;

  /** See {@link WorkerClient#sendRecipe}. */
  void sendRecipe(Path folder, String digest)
      throws IOException, MachineFault, InterruptedException;

  /** See {@link WorkerClient#read}. */
  Optional<byte[]> read(String path, FilePart part)
      throws IOException, MachineFault, InterruptedException;

  /** Tells the machine that this controller works on nothing there any more. */
  default void release() {}

  /** Ends the connection; jobs go on. */
  @Override
  void close();

  /** The replies to one request. */
  interface Replies extends AutoCloseable {
    /** Waits for the next reply. */
    Reply next() throws IOException, InterruptedException;

    @Override
    void close();
  }

  /** Makes a connection, with the worker at its other end greeted. */
  @FunctionalInterface
  interface Opener {
    /** Tries once. */
    WorkerSession open() throws MachineFault, InterruptedException;
  }
}
