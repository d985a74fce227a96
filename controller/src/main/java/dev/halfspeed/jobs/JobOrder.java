package dev.halfspeed.jobs;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.halfspeed.work.BootWay;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Profiling;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a machine is asked to do, as the store keeps it until the job ends: a controller that takes
 * the job up again sends the very same where the machine has not heard of it.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
sealed interface JobOrder {
  /** The same for a worker. */
  Job job();

  /**
   * What a worker is asked to do.
   *
   * @throws IllegalArgumentException when it is a step that a machine makes of a boot by itself:
   *     none of these is a job of a campaign
   */
  static JobOrder of(Job job) {
    return switch (job) {
      case Job.Facts facts -> new Facts(facts.probeImage(), facts.tools(), facts.deadline());
      case Job.Build build ->
          new Build(
              build.imageKey(),
              build.commit(),
              ConfigBase.of(build.base()),
              build.fragments(),
              build.parallelism(),
              build.pinnedImages(),
              build.minimumFreeBytes(),
              build.modules(),
              build.deadline());
      case Job.Measure measure ->
          new Measure(
              measure.imageKey(),
              BootWay.of(measure.boot()),
              JobRecipe.of(measure.recipe()),
              measure.runs(),
              measure.seed(),
              measure.deadline(),
              Optional.ofNullable(measure.profiling())
                  .map(profiling -> new Profile(profiling.hertz()))
                  .orElse(null));
      case Job.Switch _, Job.Recover _ ->
          throw new IllegalArgumentException("no job of a campaign: " + job);
    };
  }

  /**
   * Finds out what the machine is.
   *
   * @param probeImage an image to prove hardware acceleration with; absent: that is not asked for
   * @param tools programs to look for besides the usual ones
   */
  record Facts(@Nullable String probeImage, List<String> tools, Duration deadline)
      implements JobOrder {
    @Override
    public Job job() {
      return new Job.Facts(probeImage, tools, deadline);
    }
  }

  /**
   * Builds a kernel.
   *
   * @param imageKey names the image on the machine
   * @param commit whose tree is built, 40 hexadecimal digits
   * @param fragments texts that are appended to the configuration
   * @param parallelism compiler processes at once; 0: one a core
   * @param pinnedImages keys of images that are kept when space runs out
   * @param minimumFreeBytes of the disk, for which others may go
   * @param modules whether modules are built and kept with it
   */
  record Build(
      String imageKey,
      String commit,
      ConfigBase base,
      List<String> fragments,
      int parallelism,
      List<String> pinnedImages,
      long minimumFreeBytes,
      boolean modules,
      Duration deadline)
      implements JobOrder {
    @Override
    public Job job() {
      return new Job.Build(
          imageKey,
          commit,
          base.base(),
          fragments,
          parallelism,
          pinnedImages,
          minimumFreeBytes,
          modules,
          deadline);
    }
  }

  /**
   * Boots an image and runs the recipe in it.
   *
   * @param imageKey names the image on the machine
   * @param runs how often the recipe runs in the boot
   * @param seed of what is left to chance
   * @param profiling what is taken beside the runs; absent: nothing
   */
  record Measure(
      String imageKey,
      BootWay boot,
      JobRecipe recipe,
      int runs,
      long seed,
      Duration deadline,
      @Nullable Profile profiling)
      implements JobOrder {
    @Override
    public Job job() {
      return new Job.Measure(
          imageKey,
          boot.plan(),
          recipe.plan(),
          runs,
          seed,
          deadline,
          profiling == null ? null : new Profiling(profiling.hertz()));
    }
  }

  /**
   * That a boot is for its profile.
   *
   * @param hertz samples a second of each processor
   */
  record Profile(int hertz) {}

  /** Where a configuration starts from. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
  sealed interface ConfigBase {
    /** The same for a worker. */
    Job.ConfigBase base();

    private static ConfigBase of(Job.ConfigBase base) {
      return switch (base) {
        case Job.ConfigBase.MakeTarget(String name) -> new MakeTarget(name);
        case Job.ConfigBase.ConfigText(String text) -> new ConfigText(text);
      };
    }

    /** A make target of the kernel's tree. */
    record MakeTarget(String name) implements ConfigBase {
      @Override
      public Job.ConfigBase base() {
        return new Job.ConfigBase.MakeTarget(name);
      }
    }

    /** The text of a complete .config. */
    record ConfigText(String text) implements ConfigBase {
      @Override
      public Job.ConfigBase base() {
        return new Job.ConfigBase.ConfigText(text);
      }
    }
  }
}
