package dev.halfspeed.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MachineLeaseTest {
  private final MachineLease lease =
      new MachineLease(Owners.owner("a"), machine -> "", 3, other -> other + 1);

  /** A controller of that name. */
  @Test
  void theTokenIsRaisedAboveThatOfWhoeverHadTheMachine() {
    assertThat(lease.mayRaise("lab1", 9, Owners.owner("b"))).isTrue();
    assertThat(lease.token()).isEqualTo(10);
    assertThat(lease.mayRaise("lab2", 5, Owners.owner("b"))).isTrue();
    assertThat(lease.token()).isEqualTo(10);
  }

  @Test
  void anEqualTokenOfAnotherIsNotEnough() {
    assertThat(lease.mayRaise("lab1", 3, Owners.owner("b"))).isTrue();
    assertThat(lease.token()).isEqualTo(4);
  }

  @Test
  void aMachineThatWasTakenFromItIsUsedAgainWhenItIsFree() {
    lease.admitted("lab1");
    assertThat(lease.mayRaise("lab1", 4, Owners.owner("b"))).isTrue();
    assertThat(lease.token()).isEqualTo(5);
  }

  @Test
  void twoControllersOfOneNameDoNotTakeAMachineBackAndForth() {
    lease.admitted("lab1");
    assertThat(lease.mayRaise("lab1", 4, Owners.owner("a"))).isFalse();
    assertThat(lease.mayRaise("lab1", 4, null)).isFalse();
    assertThat(lease.token()).isEqualTo(3);
  }

  @Test
  void aMachineIsTakenOverOnceWhereThatIsAskedFor() {
    assertThat(lease.takesOver("lab1")).isFalse();
    lease.takingOver();
    assertThat(lease.takesOver("lab1")).isTrue();
    lease.admitted("lab1");
    assertThat(lease.takesOver("lab1")).isFalse();
  }
}
