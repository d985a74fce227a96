package dev.halfspeed.search;

import java.util.Set;

/**
 * An idle place on a machine that asks what to do.
 *
 * @param machine number of the machine, from 0
 * @param mayBuild whether a build may start there now
 * @param mayBoot whether a boot may start there now
 * @param mayRelayout whether a build there can lay the same code out differently
 * @param images those that are ready to boot on that machine
 * @param costs what work takes there
 */
public record Slot(
    int machine,
    boolean mayBuild,
    boolean mayBoot,
    boolean mayRelayout,
    Set<Image> images,
    Costs costs) {
  public Slot {
    images = Set.copyOf(images);
  }

  /** The same place, at which nothing may boot now. */
  Slot onlyToBuild() {
    return new Slot(machine, mayBuild, false, mayRelayout, images, costs);
  }

  /** Predicted durations, in seconds of wall-clock time. */
  public interface Costs {
    /** Building this revision now. */
    double buildSeconds(Revision revision);

    /** One boot until the reproducer is ready to run, and its end. */
    double bootSeconds();

    /** One run. */
    double runSeconds();
  }
}
