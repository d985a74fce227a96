package dev.halfspeed.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.protocol.Owner;
import org.junit.jupiter.api.Test;

final class MachineLeaseTest {
  private final MachineLease lease =
      new MachineLease(owner("a"), machine -> "", 3, other -> other + 1);

  /** A controller of that name. */
  static Owner owner(String id) {
    return new Owner(id, "/state/" + id, "host", "user", new Owner.ProcessId("b", "n", 1, 2));
  }

  @Test
  void theTokenIsRaisedAboveThatOfWhoeverHadTheMachine() {
    assertThat(lease.mayRaise("lab1", 9, owner("b"))).isTrue();
    assertThat(lease.token()).isEqualTo(10);
    assertThat(lease.mayRaise("lab2", 5, owner("b"))).isTrue();
    assertThat(lease.token()).isEqualTo(10);
  }

  @Test
  void aMachineThatWasTakenFromItIsUsedAgainWhenItIsFree() {
    lease.admitted("lab1");
    assertThat(lease.mayRaise("lab1", 4, owner("b"))).isTrue();
    assertThat(lease.token()).isEqualTo(5);
  }

  @Test
  void twoControllersOfOneNameDoNotTakeAMachineBackAndForth() {
    lease.admitted("lab1");
    assertThat(lease.mayRaise("lab1", 4, owner("a"))).isFalse();
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
