package dev.halfspeed.registry;

import dev.halfspeed.core.Principal;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.machine.RepositoryRecord;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Git repositories on the controller's disk, by name. */
public final class Repositories {
  private static final String KIND = "repository";

  private final Store store;
  private final InstantSource clock;

  public Repositories(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * The path of a repository.
   *
   * @param repository its name, or its path, which has a slash in it and is given back as it is
   */
  public String path(String repository) throws Problem {
    return RegisteredName.isPath(repository) ? repository : require(repository).path();
  }

  /** All repositories, by name. */
  public List<RepositoryRecord> all() {
    return store.registry().repositories();
  }

  /**
   * Registers a repository.
   *
   * @param path on the controller's disk
   * @param replace whether one of that name may be there already
   * @throws Problem when the name is none, or there is no git repository at that path; nothing was
   *     changed then
   */
  public synchronized RepositoryRecord add(String name, String path, boolean replace, Principal by)
      throws Problem {
    RegisteredName.require(name, KIND);
    if (path.contains("://")) {
      throw new Problem(
          "\"" + Printable.line(path, 120) + "\" is an address, and a repository is a folder",
          "clone it on the controller's host first: git clone --bare URL PATH");
    }
    Path folder = NamedFile.path(path, KIND).toAbsolutePath().normalize();
    KernelHistory.open(folder).close();
    Optional<RepositoryRecord> before =
        store.registry().repository(name).filter(existing -> !existing.byPath());
    if (before.isPresent() && before.get().path().equals(folder.toString())) {
      return before.get();
    }
    if (before.isPresent() && !replace) {
      throw new Problem(
          ProblemCode.NAME_TAKEN,
          "there is a repository " + name + " already: " + before.get().path(),
          "replace it: halfspeed repository add --replace " + name + " " + path);
    }
    Optional<RepositoryRecord> same = at(folder).filter(existing -> !existing.byPath());
    if (same.isPresent() && !same.get().name().equals(name)) {
      throw new Problem(
          ProblemCode.ALREADY_REGISTERED,
          folder + " is repository " + same.get().name() + " already",
          "use that name, or take it away first: halfspeed repository remove " + same.get().name());
    }
    return save(name, folder, false, by);
  }

  /**
   * Names a repository by itself whose path was named by the controller's own command line. Does
   * nothing to one that has a name.
   */
  public synchronized void remember(String path, Principal by) throws Problem {
    Path folder = NamedFile.path(path, KIND).toAbsolutePath().normalize();
    if (at(folder).isEmpty()) {
      String name =
          RegisteredName.of(
              folder, KIND, all().stream().map(RepositoryRecord::name).collect(Collectors.toSet()));
      save(name, folder, true, by);
    }
  }

  /** Takes a repository's name away; campaigns know its path. */
  public synchronized void remove(String name) throws Problem {
    require(name);
    store.registry().removeRepository(name);
  }

  private Optional<RepositoryRecord> at(Path folder) {
    return all().stream().filter(each -> each.path().equals(folder.toString())).findFirst();
  }

  private RepositoryRecord save(String name, Path folder, boolean byPath, Principal by) {
    var record = new RepositoryRecord(name, folder.toString(), byPath, by.name(), clock.instant());
    store.registry().save(record);
    return record;
  }

  private RepositoryRecord require(String name) throws Problem {
    Optional<RepositoryRecord> repository = store.registry().repository(name);
    if (repository.isEmpty()) {
      throw RegisteredName.unknown(name, KIND, all().stream().map(RepositoryRecord::name).toList());
    }
    return repository.get();
  }
}
