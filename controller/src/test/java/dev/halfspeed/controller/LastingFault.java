package dev.halfspeed.controller;

import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Something that goes wrong each time, for ever: for one commit, on one machine, or everywhere.
 *
 * @param stage the kind of job that it hits
 * @param speed of the commit that it hits, which tells the commits of a simulated lab apart; empty:
 *     it hits all
 * @param isOnOneMachine whether only the first machine has it
 * @param after when it begins, from the beginning of the world
 */
record LastingFault(
    Kind kind, Stage stage, Optional<String> speed, boolean isOnOneMachine, Duration after) {

  /** How it shows. */
  sealed interface Kind {
    /** Every job ends like this. */
    record Ends(Result result) implements Kind {}

    /** The controller runs into a bug of its own at each start of a job. */
    record ControllerThrows() implements Kind {}

    /** The connection drops whenever such a job is followed. */
    record LosesLink() implements Kind {}

    /** The worker refuses to start such a job. */
    record Refuses() implements Kind {}

    /** Nothing is ever heard of such a job. */
    record Silent() implements Kind {}
  }

  /** What kind of job. */
  enum Stage {
    BUILD,
    BOOT
  }

  private static final Duration A_MOMENT = Duration.ofSeconds(30);

  /** All that can go wrong in such jobs. */
  static List<Kind> kinds(Stage stage) {
    Stream<Kind> faults =
        Stream.of(Result.Fault.values())
            .map(fault -> new Kind.Ends(new Result.InfrastructureFault(fault, "for ever", "")));
    Stream<Kind> own =
        switch (stage) {
          case BUILD ->
              Stream.of(new Kind.Ends(new Result.Unbuildable("compile", "no", "", A_MOMENT)));
          case BOOT ->
              Stream.of(
                  new Kind.Ends(
                      new Result.Unbootable(Result.BootFailure.HANG, "no life", "", A_MOMENT)),
                  new Kind.Ends(new Result.ReproducerFailed("run", "timed out", "", A_MOMENT)));
        };
    Stream<Kind> others =
        Stream.of(
            new Kind.Ends(new Result.Cancelled()),
            new Kind.Ends(new Result.Switched("boot", "build")),
            new Kind.ControllerThrows(),
            new Kind.LosesLink(),
            new Kind.Refuses(),
            new Kind.Silent());
    return Stream.of(faults, own, others).flatMap(all -> all).toList();
  }

  /** One that is drawn: two of three hit one commit, one of four one machine, the rest all. */
  static LastingFault draw(SplittableRandom random, List<String> speeds) {
    Stage stage = random.nextBoolean() ? Stage.BUILD : Stage.BOOT;
    List<Kind> kinds = kinds(stage);
    Kind kind = kinds.get(random.nextInt(kinds.size()));
    int scope = random.nextInt(12);
    Optional<String> speed =
        scope < 8 ? Optional.of(speeds.get(random.nextInt(speeds.size()))) : Optional.empty();
    boolean isLate = random.nextInt(4) == 0;
    Duration after = isLate ? Duration.ofMinutes(random.nextInt(300)) : Duration.ZERO;
    return new LastingFault(kind, stage, speed, scope >= 8 && scope < 11, after);
  }

  /** Whether it hits a job, on a machine that has it. */
  boolean hits(Job job, FakeMachine hardware, long now) {
    if (now < after.toNanos()) {
      return false;
    }
    return switch (job) {
      case Job.Build build ->
          stage == Stage.BUILD && speed.map(hardware.speed(build)::equals).orElse(true);
      case Job.Measure measure ->
          stage == Stage.BOOT && speed.map(hardware.speed(measure)::equals).orElse(true);
      case Job.Facts _, Job.Switch _, Job.Recover _ -> false;
    };
  }
}
