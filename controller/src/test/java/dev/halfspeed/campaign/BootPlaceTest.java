package dev.halfspeed.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.work.BootWay;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which boots of a machine can be compared. */
final class BootPlaceTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void anotherAccelerationIsAnotherWayAndAnotherCommandLineIsNot() {
    BootPlace usual = guest(BootWay.Acceleration.KVM, 2, List.of());
    assertThat(guest(BootWay.Acceleration.KVM, 2, List.of("mitigations=off"))).isEqualTo(usual);
    assertThat(guest(BootWay.Acceleration.EMULATION, 2, List.of())).isNotEqualTo(usual);
    assertThat(guest(BootWay.Acceleration.KVM, 4, List.of())).isNotEqualTo(usual);
    assertThat(BootPlace.of("lab1", Optional.empty()))
        .isNotEqualTo(usual)
        .isEqualTo(BootPlace.of("lab1", Optional.of("{}")));
    assertThat(usual.way())
        .isEqualTo("in a guest (KVM) with 2 CPUs, 1024 MiB and the host's clock");
  }

  @Test
  void theMachineItselfIsTheSameWithALittleMoreMemory() {
    BootPlace usual = own(BootWay.Method.KEXEC, 8_000_000_000L);
    assertThat(own(BootWay.Method.KEXEC, 8_000_004_096L)).isEqualTo(usual);
    assertThat(own(BootWay.Method.GRUB, 8_000_000_000L)).isNotEqualTo(usual);
    assertThat(usual.way()).isEqualTo("by itself (kexec) with 8 CPUs");
  }

  private static BootPlace guest(
      BootWay.Acceleration acceleration, int cpus, List<String> arguments) {
    return place(
        new BootWay.Qemu(
            acceleration, BootWay.Clock.REAL, cpus, 1L << 30, null, arguments, MINUTE));
  }

  private static BootPlace own(BootWay.Method method, long memoryBytes) {
    return place(new BootWay.Own(method, 8, memoryBytes, List.of(), null, MINUTE, MINUTE));
  }

  private static BootPlace place(BootWay plan) {
    return BootPlace.of("lab1", Optional.of(RowJson.write(plan)));
  }
}
