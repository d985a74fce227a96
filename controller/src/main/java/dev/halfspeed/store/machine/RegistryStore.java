package dev.halfspeed.store.machine;

import java.util.List;
import java.util.Optional;

/** Labs and repositories by name. */
public interface RegistryStore {
  /** Adds a lab, or replaces that of its name. */
  void save(LabRecord lab);

  /** All labs, by name. */
  List<LabRecord> labs();

  /** The lab of a name; empty when there is none. */
  Optional<LabRecord> lab(String name);

  /** Takes a lab's name away; false when there is none. */
  boolean removeLab(String name);

  /** Adds a repository, or replaces that of its name or path. */
  void save(RepositoryRecord repository);

  /** All repositories, by name. */
  List<RepositoryRecord> repositories();

  /** The repository of a name; empty when there is none. */
  Optional<RepositoryRecord> repository(String name);

  /** Takes a repository's name away; false when there is none. */
  boolean removeRepository(String name);
}
