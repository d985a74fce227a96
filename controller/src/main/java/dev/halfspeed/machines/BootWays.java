package dev.halfspeed.machines;

import dev.halfspeed.lab.BootPlans;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.work.BootWay;
import dev.halfspeed.worker.protocol.Result;
import java.util.Locale;
import java.util.Optional;

/** Whether it is known how a machine will boot images, and how. */
public final class BootWays {
  private BootWays() {}

  /**
   * Whether that hangs on a proof of hardware acceleration that nobody has made on the machine yet:
   * it takes an image to boot, so it comes after the first build.
   */
  public static boolean isOpen(Machine machine, Result.Facts facts) {
    return machine.boot().own() == null
        && facts.kvm() == null
        && switch (machine.boot().acceleration()) {
          case KVM -> true;
          case EMULATION -> false;
          case AUTO -> machine.boot().clock() != Machine.ClockChoice.INSTRUCTIONS;
        };
  }

  /** How it boots images, where that is known before any is booted. */
  public static Optional<BootWay> known(Machine machine, Result.Facts facts) {
    if (isOpen(machine, facts)) {
      return Optional.empty();
    }
    try {
      return Optional.of(BootWay.of(BootPlans.of(machine, facts)));
    } catch (Problem unusable) {
      return Optional.empty();
    }
  }

  /**
   * Facts after a probe: where even that did not tell, the machine is taken to have no hardware
   * acceleration.
   */
  public static Result.Facts afterProbe(Result.Facts facts) {
    return facts.kvm() != null
        ? facts
        : withKvm(facts, false, "the probe did not tell: " + facts.kvmExplanation());
  }

  /**
   * Whether a machine boots images as it did: where nobody knows of its acceleration any more, that
   * is taken to be what it was.
   */
  public static boolean isStill(BootWay before, Machine machine, Result.Facts facts) {
    boolean accelerated =
        before instanceof BootWay.Qemu guest && guest.acceleration() == BootWay.Acceleration.KVM;
    Result.Facts now =
        isOpen(machine, facts) ? withKvm(facts, accelerated, facts.kvmExplanation()) : facts;
    return known(machine, now).filter(before::equals).isPresent();
  }

  private static Result.Facts withKvm(Result.Facts facts, boolean kvm, String explanation) {
    return new Result.Facts(
        facts.hostname(),
        facts.architecture(),
        facts.cpuModel(),
        facts.cores(),
        facts.memoryBytes(),
        facts.diskFreeBytes(),
        facts.diskTotalBytes(),
        facts.operatingSystem(),
        facts.kernelRelease(),
        facts.tools(),
        kvm,
        explanation,
        facts.workerVersion(),
        facts.cpuGovernor());
  }

  private static String method(BootWay.Method method) {
    return method.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How images are booted, for people. */
  public static String words(BootWay way) {
    return switch (way) {
      case BootWay.Qemu plan ->
          "qemu, %s, %s clock, %s%s"
              .formatted(
                  plan.acceleration() == BootWay.Acceleration.KVM ? "KVM" : "emulation",
                  plan.clock() == BootWay.Clock.REAL ? "real" : "instruction",
                  Words.count(plan.cpus(), "CPU"),
                  plan.numberOfNodes() == 1
                      ? ""
                      : " on " + Words.count(plan.numberOfNodes(), "node"));
      case BootWay.Own plan ->
          "%s, %s".formatted(method(plan.method()), Words.count(plan.cpus(), "CPU"));
    };
  }

  /** How it boots, for people. */
  public static String words(Machine machine, Result.Facts facts) {
    if (isOpen(machine, facts)) {
      return "qemu, acceleration not known yet";
    }
    try {
      return words(BootWay.of(BootPlans.of(machine, facts)));
    } catch (Problem unusable) {
      return words(machine) + ": " + unusable.what();
    }
  }

  /** What its entry says of how it boots, for people. */
  public static String words(Machine machine) {
    Machine.Own own = machine.boot().own();
    return own == null ? "qemu" : method(BootWay.Method.of(own.method()));
  }
}
