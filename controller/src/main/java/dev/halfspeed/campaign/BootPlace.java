package dev.halfspeed.campaign;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.work.BootWay;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Where boots can be compared: a machine, and the way in which it booted. The kernel's command line
 * is no part of it: variants may differ by it, and it is among what a kernel says of its state.
 *
 * @param way for people, such as "guests of 2 CPUs"; equal texts are equal ways
 */
record BootPlace(String machine, String way) implements Comparable<BootPlace> {
  private static final Comparator<BootPlace> ORDER =
      Comparator.comparing(BootPlace::machine).thenComparing(BootPlace::way);

  private static final Logger LOG = LoggerFactory.getLogger(BootPlace.class);
  private static final String NOT_KEPT = "in a way that is not known";
  private static final long MEBIBYTE = 1L << 20;

  /**
   * The place of a boot.
   *
   * @param plan how the machine booted, as JSON; empty where that was not kept
   */
  static BootPlace of(String machine, Optional<String> plan) {
    return new BootPlace(machine, plan.map(BootPlace::read).orElse(NOT_KEPT));
  }

  private static String read(String json) {
    try {
      return way(RowJson.read(json, BootWay.class));
    } catch (JacksonException e) {
      // Another version may have booted in a way that this one does not know.
      LOG.debug("a way to boot can't be read", e);
      return NOT_KEPT;
    }
  }

  private static String way(BootWay way) {
    return switch (way) {
      case BootWay.Qemu guest ->
          "in a guest (%s) with %d CPUs%s, %d MiB and %s"
              .formatted(
                  guest.acceleration() == BootWay.Acceleration.KVM ? "KVM" : "emulation",
                  guest.cpus(),
                  guest.numberOfNodes() == 1 ? "" : " on %d nodes".formatted(guest.numberOfNodes()),
                  guest.memoryBytes() / MEBIBYTE,
                  guest.clock() == BootWay.Clock.INSTRUCTIONS
                      ? "a clock that counts instructions"
                      : "the host's clock");
      // One kernel says a little more memory than another.
      case BootWay.Own own ->
          "by itself (%s) with %d CPUs%s"
              .formatted(
                  own.method().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                  own.cpus(),
                  own.initramfs() == null ? "" : " and an initramfs");
    };
  }

  @Override
  public int compareTo(BootPlace other) {
    return ORDER.compare(this, other);
  }
}
