package dev.halfspeed.report.view;

import java.time.Instant;
import java.util.List;

/**
 * A lab that requests name.
 *
 * @param source path of its file, on the controller's disk
 * @param byPath whether it got its name by itself, when somebody named its path
 * @param addedBy whoever did
 */
public record LabView(
    String name,
    String source,
    boolean byPath,
    String addedBy,
    Instant addedAt,
    List<Machine> machines) {

  /** A machine of it. */
  public record Machine(String name, String address) {}
}
