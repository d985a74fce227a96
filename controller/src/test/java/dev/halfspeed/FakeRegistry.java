package dev.halfspeed;

import dev.halfspeed.controller.Registry;
import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.LabView;
import dev.halfspeed.report.view.RepositoryView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Labs and repositories in lists; each lab has one machine. */
public final class FakeRegistry implements Registry {
  private final List<LabView> labs = new ArrayList<>();
  private final List<RepositoryView> repositories = new ArrayList<>();

  @Override
  public List<LabView> labs() {
    return List.copyOf(labs);
  }

  @Override
  public LabView addLab(String name, String file, boolean replace, Principal by) throws Problem {
    if (!replace && labs.stream().anyMatch(lab -> lab.name().equals(name))) {
      throw new Problem("there is a lab " + name + " already", "replace it");
    }
    var lab =
        new LabView(
            name,
            file,
            false,
            by.name(),
            Instant.EPOCH,
            List.of(new LabView.Machine("lab1", "ann@lab1:22")));
    labs.add(lab);
    return lab;
  }

  @Override
  public void removeLab(String name, Principal by) throws Problem {
    if (!labs.removeIf(lab -> lab.name().equals(name))) {
      throw new Problem(ProblemCode.UNKNOWN, "there is no lab " + name, "halfspeed lab list");
    }
  }

  @Override
  public List<RepositoryView> repositories() {
    return List.copyOf(repositories);
  }

  @Override
  public RepositoryView addRepository(String name, String path, boolean replace, Principal by) {
    var repository = new RepositoryView(name, path, false, by.name(), Instant.EPOCH);
    repositories.add(repository);
    return repository;
  }

  @Override
  public void removeRepository(String name, Principal by) throws Problem {
    if (!repositories.removeIf(repository -> repository.name().equals(name))) {
      throw new Problem(
          ProblemCode.UNKNOWN, "there is no repository " + name, "halfspeed repository list");
    }
  }
}
