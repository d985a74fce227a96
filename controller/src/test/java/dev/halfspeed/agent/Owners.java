package dev.halfspeed.agent;

import dev.halfspeed.worker.protocol.Owner;

/** Controllers that may own a machine. */
public final class Owners {
  private Owners() {}

  /** One of that id. */
  public static Owner owner(String id) {
    return new Owner(id, "/state/" + id, "host", "user", new Owner.ProcessId("b", "n", 1, 2));
  }
}
