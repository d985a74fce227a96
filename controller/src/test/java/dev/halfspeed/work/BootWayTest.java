package dev.halfspeed.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.worker.protocol.BootPlan;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BootWayTest {
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  @ParameterizedTest
  @EnumSource
  void aGuestsWayIsWhatAWorkerWasTold(BootPlan.Acceleration acceleration) {
    keeps(
        new BootPlan.Qemu(
            acceleration, BootPlan.Clock.REAL, 4, 2L << 30, 1, List.of("quiet"), DEADLINE));
  }

  @Test
  void nodesAreKept() {
    keeps(
        new BootPlan.Qemu(
            BootPlan.Acceleration.KVM, BootPlan.Clock.REAL, 4, 2L << 30, 2, List.of(), DEADLINE));
  }

  @ParameterizedTest
  @EnumSource
  void aMachinesOwnWayIsWhatAWorkerWasTold(BootPlan.Method method) {
    keeps(own(method, "mkinitramfs -o $1 $2"));
    keeps(own(method, null));
  }

  private static BootPlan own(BootPlan.Method method, @Nullable String initramfs) {
    return new BootPlan.Own(
        method, 8, 16L << 30, List.of("quiet"), initramfs, Duration.ofSeconds(30), DEADLINE);
  }

  private static void keeps(BootPlan plan) {
    String json = RowJson.write(BootWay.of(plan));
    assertThat(RowJson.read(json, BootWay.class).plan()).isEqualTo(plan);
  }

  /** Boots are compared where the texts of their ways are equal, those of earlier versions too. */
  @Test
  void itsTextStaysAsItIs() {
    var plan =
        new BootPlan.Qemu(
            BootPlan.Acceleration.EMULATION,
            BootPlan.Clock.INSTRUCTIONS,
            1,
            1L << 30,
            1,
            List.of(),
            DEADLINE);
    keeps(plan);
    assertThat(RowJson.write(BootWay.of(plan)))
        .isEqualTo(
            """
            {"@type":"Qemu","acceleration":"EMULATION","clock":"INSTRUCTIONS","cpus":1,\
            "memoryBytes":1073741824,"kernelArguments":[],"bootDeadline":"PT1M30S"}\
            """);
  }
}
