package dev.halfspeed.controller;

import dev.halfspeed.core.Principal;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.LabView;
import dev.halfspeed.report.view.RepositoryView;
import java.util.List;

/** What requests may name. Methods block, as those of the controller. */
public interface Registry {
  /** All labs, by name. */
  List<LabView> labs();

  /**
   * Registers a lab.
   *
   * @param file path of a lab file, on the controller's disk
   * @param replace whether one of that name may be there already
   * @throws Problem when anything is not as it must be, or whoever asks may not name paths
   */
  LabView addLab(String name, String file, boolean replace, Principal by) throws Problem;

  /**
   * Takes a lab's name away.
   *
   * @throws Problem when there is none, or a campaign that has not ended uses it
   */
  void removeLab(String name, Principal by) throws Problem;

  /** All repositories, by name. */
  List<RepositoryView> repositories();

  /**
   * Registers a git repository.
   *
   * @param path on the controller's disk
   * @param replace whether one of that name may be there already
   * @throws Problem when anything is not as it must be, or whoever asks may not name paths
   */
  RepositoryView addRepository(String name, String path, boolean replace, Principal by)
      throws Problem;

  /** Takes a repository's name away; campaigns know its path. */
  void removeRepository(String name, Principal by) throws Problem;
}
