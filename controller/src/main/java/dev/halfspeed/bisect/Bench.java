package dev.halfspeed.bisect;

import dev.halfspeed.lab.Capacity;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One machine's part in one bisection: what runs there, which images are ready, how it boots. Used
 * by one thread.
 */
final class Bench {
  private final int number;
  private final Station station;
  private final int bad;
  private @Nullable BootPlan plan;
  private @Nullable Capacity capacity;
  private int building;
  private int booting;

  /**
   * Nothing runs there yet.
   *
   * @param number of the machine, from 0
   * @param bad the number of the bad end
   */
  Bench(int number, Station station, int bad) {
    this.number = number;
    this.station = station;
    this.bad = bad;
  }

  int number() {
    return number;
  }

  Station station() {
    return station;
  }

  /** How images are booted here; empty until the machine's acceleration is known. */
  Optional<BootPlan> plan() {
    return Optional.ofNullable(plan);
  }

  /**
   * Settles how images are booted here, for the whole bisection: another way gives other numbers.
   */
  void settle(BootPlan settled) {
    plan = settled;
    capacity =
        switch (settled) {
          case BootPlan.Qemu qemu ->
              Capacity.of(station.machine(), station.facts().cores(), qemu.clock());
          case BootPlan.Own ignored ->
              Capacity.of(station.machine(), station.facts().cores(), BootPlan.Clock.REAL);
        };
  }

  void started(Job job) {
    count(job, 1);
  }

  void ended(Job job) {
    count(job, -1);
  }

  private void count(Job job, int change) {
    switch (job) {
      case Job.Build ignored -> building += change;
      case Job.Measure ignored -> booting += change;
      case Job.Facts ignored -> booting += change;
      case Job.Switch ignored -> booting += change;
      case Job.Recover ignored -> booting += change;
    }
  }

  boolean isIdle() {
    return building == 0 && booting == 0;
  }

  /** The place for one more piece of work, as the search sees it. */
  Slot slot(List<JobRecord> jobs) {
    boolean mayBuild = capacity == null ? building == 0 : capacity.mayBuild(building, booting);
    boolean mayBoot = capacity != null && capacity.mayBoot(building, booting);
    return new Slot(
        number,
        mayBuild,
        mayBoot,
        false,
        images(jobs).keySet().stream().map(Image::of).collect(Collectors.toSet()),
        Costs.of(jobs, station.name(), bad));
  }

  /**
   * The images on this machine by revision, as the jobs tell: built, and not found missing since.
   */
  Map<Revision, Result.Image> images(List<JobRecord> jobs) {
    var images = new HashMap<Revision, Result.Image>();
    for (JobRecord job : jobs) {
      String json = job.resultJson();
      String name = job.revision();
      if (json == null || name == null || !job.machine().equals(station.name())) {
        continue;
      }
      switch (Protocol.read(json, Result.class)) {
        case Result.Built built -> images.put(RevisionName.parse(name), built.image());
        case Result.InfrastructureFault fault -> {
          if (fault.fault() == Result.Fault.IMAGE_MISSING) {
            images.remove(RevisionName.parse(name));
          }
        }
        case Result.FactsFound ignored -> {}
        case Result.Unbuildable ignored -> {}
        case Result.Measured ignored -> {}
        case Result.Unbootable ignored -> {}
        case Result.ReproducerFailed ignored -> {}
        case Result.Cancelled ignored -> {}
        case Result.Switched ignored -> {}
        case Result.Recovered ignored -> {}
      }
    }
    return images;
  }
}
