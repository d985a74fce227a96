package dev.halfspeed.worker.protocol;

/**
 * A controller, as a machine that works for it knows it.
 *
 * @param id of its state directory, the same after each restart on it
 * @param state path of that directory
 * @param host that it runs on
 * @param user whom it runs as
 * @param process tells a controller on the machine itself that has died
 */
public record Owner(String id, String state, String host, String user, ProcessId process) {

  /**
   * The process of a controller, wherever that runs.
   *
   * @param bootId of the system there
   * @param namespace in which its number means something
   * @param pid its number
   * @param startTime clock ticks from the start of the system to the start of the process
   */
  public record ProcessId(String bootId, String namespace, long pid, long startTime) {}

  /** Who it is, in words. */
  public String words() {
    return "the controller of " + user + "@" + host + ", state directory " + state;
  }
}
