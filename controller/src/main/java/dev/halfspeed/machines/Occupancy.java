package dev.halfspeed.machines;

import java.util.Optional;

/** Keeps work away from machines that are looked at. */
public interface Occupancy {
  /**
   * Has a machine to itself for a moment, if nothing runs there.
   *
   * @param machine its address
   * @return to be closed when it may be used again; empty where something runs
   */
  Optional<Occupied> occupy(String machine);

  /** A machine that nobody else uses until this is closed. */
  interface Occupied extends AutoCloseable {
    @Override
    void close();
  }
}
