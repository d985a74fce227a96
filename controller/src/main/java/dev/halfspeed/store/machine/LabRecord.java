package dev.halfspeed.store.machine;

import java.time.Instant;
import java.util.List;

/**
 * A lab that requests name.
 *
 * @param source path of the file that it was read from; what the text says of files is relative to
 *     its folder
 * @param text of that file, as it was checked
 * @param byPath whether it got its name by itself, when somebody named its path; its machines may
 *     then be those of other labs
 * @param addedBy name of the principal
 * @param machines in the order of the text
 */
public record LabRecord(
    String name,
    String source,
    String text,
    boolean byPath,
    String addedBy,
    Instant addedAt,
    List<Member> machines) {
  public LabRecord {
    machines = List.copyOf(machines);
  }

  /**
   * A machine of it.
   *
   * @param machine its id
   * @param address where it is
   */
  public record Member(String machine, String address) {}
}
