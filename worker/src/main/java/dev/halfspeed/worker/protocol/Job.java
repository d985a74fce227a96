package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a machine is asked to do. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Job {

  /** The job is cancelled by the worker itself, process group and all, when it takes longer. */
  Duration deadline();

  /**
   * Finds out what the machine is and has. Answered by {@link Result.FactsFound}.
   *
   * @param probeImage an image to prove hardware acceleration with, by booting it; absent: only
   *     what can be read is reported and acceleration stays unproved unless a proof on this host is
   *     remembered
   * @param tools names of programs to look for, besides those that builds and boots need
   */
  record Facts(@Nullable String probeImage, List<String> tools, Duration deadline) implements Job {}

  /**
   * Builds one kernel. Answered by {@link Result.Built} or {@link Result.Unbuildable}. An image
   * that exists under this key is answered at once.
   *
   * @param imageKey names the image on this machine: the controller's digest of everything that
   *     goes into it
   * @param commit a commit whose tree was pushed to the machine's repository, 40 hexadecimal digits
   * @param base a make target such as {@code tinyconfig}, or the text of a complete .config
   * @param fragments texts appended in order before {@code make olddefconfig}
   * @param parallelism compiler processes at once; 0: one a core
   * @param pinnedImages keys that must not be collected when space runs out
   * @param minimumFreeBytes collect unpinned images, least recently used first, until this much
   *     disk is free
   * @param modules whether the image is for a machine's own boot: then what its configuration makes
   *     a module is built and kept with it, and its release has a name of its own
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
      implements Job {}

  /**
   * Boots an image and runs the recipe in it. Answered by {@link Result.Measured}, or {@link
   * Result.Profiled} where it is for a profile; {@link Result.Unbootable}, or {@link
   * Result.ReproducerFailed}. The recipe's preparation is made first where this machine does not
   * have it yet. On a machine that boots images itself the image must be running, after a {@link
   * Switch} for it.
   *
   * @param imageKey an image that was built on, or sent to, this machine
   * @param runs how often the recipe runs in this boot, at least 1
   * @param seed handed to the recipe: the same for every commit, another for each boot
   * @param profiling what is taken beside the runs, which then measure nothing; absent: nothing
   */
  record Measure(
      String imageKey,
      BootPlan boot,
      RecipePlan recipe,
      int runs,
      long seed,
      Duration deadline,
      @Nullable Profiling profiling)
      implements Job {
    /** One without a profile. */
    public Measure(
        String imageKey, BootPlan boot, RecipePlan recipe, int runs, long seed, Duration deadline) {
      this(imageKey, boot, recipe, runs, seed, deadline, null);
    }

    /** The same for a profile. */
    public Measure with(Profiling asked) {
      return new Measure(imageKey, boot, recipe, runs, seed, deadline, asked);
    }

    public Measure {
      if (runs < 1) {
        throw new IllegalArgumentException("a boot has at least one run, not " + runs);
      }
    }
  }

  /**
   * Makes the machine ready to boot an image once, when it is asked to leave the running system
   * ({@link Request.Leave}). Answered by {@link Result.Switched}. The recipe's preparation is made
   * first where this machine does not have it yet, since it should not weigh on the fresh boot.
   *
   * @param token stands on the new kernel's command line and nowhere else
   */
  record Switch(
      String imageKey, BootPlan.Own boot, RecipePlan recipe, String token, Duration deadline)
      implements Job {}

  /**
   * Looks for what a boot that failed has left, and tidies up. Answered by {@link
   * Result.Recovered}.
   */
  record Recover(BootPlan.Own boot, Duration deadline) implements Job {}

  /** Where a build's configuration starts from. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
  sealed interface ConfigBase {
    /** A make target of the kernel tree, such as {@code defconfig} or {@code tinyconfig}. */
    record MakeTarget(String name) implements ConfigBase {}

    /** The text of a complete .config. */
    record ConfigText(String text) implements ConfigBase {}
  }
}
