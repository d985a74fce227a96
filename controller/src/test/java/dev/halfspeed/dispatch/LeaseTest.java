package dev.halfspeed.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LeaseTest {
  private final Lease lease = new Lease(3, other -> other + 1);

  @Test
  void aControllerThatHasJustStartedTakesAMachineOver() {
    assertThat(lease.takeOver("lab1", 9)).isTrue();
    assertThat(lease.token()).isEqualTo(10);
    assertThat(lease.takeOver("lab2", 5)).isTrue();
    assertThat(lease.token()).isEqualTo(10);
  }

  @Test
  void whatWasTakenFromItItDoesNotTakeBack() {
    lease.admitted("lab1");
    assertThat(lease.takeOver("lab1", 4)).isFalse();
    assertThat(lease.token()).isEqualTo(3);
  }
}
