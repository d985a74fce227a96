package dev.halfspeed.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.lab.Capacity;
import dev.halfspeed.schedule.MachineScheduler.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineSchedulerTest {
  private static final Capacity ONE = Capacity.ONE_THING;
  private static final String LAB1 = "root@lab1:22";

  private final MachineScheduler scheduler = new MachineScheduler();
  private final List<String> woken = new ArrayList<>();

  private MachineScheduler.Share join(String bisection, int priority) {
    return scheduler.join(bisection, priority, List.of(LAB1), () -> woken.add(bisection));
  }

  @Test
  void nobodyBuildsOrBootsWhereAnotherMeasures() {
    MachineScheduler.Share one = join("one", 0);
    MachineScheduler.Share two = join("two", 0);
    assertThat(one.may(LAB1, ONE, Use.BOOT)).isTrue();
    one.started(LAB1, ONE, Use.BOOT);
    one.passes(LAB1);
    assertThat(two.may(LAB1, ONE, Use.BOOT)).isFalse();
    assertThat(two.may(LAB1, ONE, Use.BUILD)).isFalse();
    assertThat(two.othersUsing(LAB1)).containsExactly("one");
    one.ended(LAB1, Use.BOOT, Duration.ofMinutes(1));
    assertThat(two.may(LAB1, ONE, Use.BUILD)).isTrue();
    assertThat(woken).contains("two");
  }

  @Test
  void ofTwoThatWereToldOfAFreePlaceOneHasIt() {
    MachineScheduler.Share one = join("one", 0);
    MachineScheduler.Share two = join("two", 0);
    assertThat(one.may(LAB1, ONE, Use.BOOT)).isTrue();
    one.passes(LAB1);
    assertThat(two.may(LAB1, ONE, Use.BOOT)).isTrue();
    one.learns();
    assertThat(one.take(LAB1, ONE, Use.BOOT)).isTrue();
    assertThat(two.take(LAB1, ONE, Use.BOOT)).isFalse();
    one.goesOn(LAB1, Duration.ofMinutes(1));
    assertThat(two.take(LAB1, ONE, Use.BOOT)).isFalse();
    one.ended(LAB1, Use.BOOT, Duration.ofMinutes(1));
    assertThat(two.take(LAB1, ONE, Use.BOOT)).isFalse();
    one.passes(LAB1);
    assertThat(two.take(LAB1, ONE, Use.BOOT)).isTrue();
  }

  @Test
  void theStricterOfTwoCapacitiesHolds() {
    var shared = new Capacity(1, 2, 2, false);
    MachineScheduler.Share strict = join("strict", 0);
    MachineScheduler.Share lax = join("lax", 0);
    strict.started(LAB1, ONE, Use.BOOT);
    strict.passes(LAB1);
    assertThat(lax.may(LAB1, shared, Use.BUILD)).isFalse();
  }

  @Test
  void aHigherPriorityComesFirst() {
    MachineScheduler.Share low = join("low", 0);
    MachineScheduler.Share high = join("high", 1);
    assertThat(low.may(LAB1, ONE, Use.BOOT)).isFalse();
    assertThat(high.may(LAB1, ONE, Use.BOOT)).isTrue();
    high.passes(LAB1);
    assertThat(woken).containsExactly("low");
    assertThat(low.may(LAB1, ONE, Use.BOOT)).isTrue();
    high.learns();
    assertThat(low.may(LAB1, ONE, Use.BOOT)).isFalse();
  }

  @Test
  void equalsTakeTurnsByTheTimeTheyUse() {
    MachineScheduler.Share one = join("one", 0);
    MachineScheduler.Share two = join("two", 0);
    Duration used = MachineScheduler.QUANTUM.dividedBy(2);
    var order = new ArrayList<String>();
    for (int round = 0; round < 8; round++) {
      MachineScheduler.Share next = one.may(LAB1, ONE, Use.BOOT) ? one : two;
      assertThat(next.may(LAB1, ONE, Use.BOOT)).isTrue();
      order.add(next == one ? "one" : "two");
      next.started(LAB1, ONE, Use.BOOT);
      next.ended(LAB1, Use.BOOT, used);
    }
    assertThat(order).startsWith("one", "one");
    assertThat(order.stream().filter("one"::equals).count()).isBetween(3L, 5L);
  }

  /** Who had nothing to do beside a build may want the place of the build. */
  @Test
  void whoPassedIsAskedAgainWhenOtherWorkHasEnded() {
    var shared = new Capacity(1, 2, 2, false);
    MachineScheduler.Share one = join("one", 1);
    MachineScheduler.Share two = join("two", 0);
    one.started(LAB1, shared, Use.BUILD);
    one.passes(LAB1);
    assertThat(two.may(LAB1, shared, Use.BUILD)).isFalse();
    two.passes(LAB1);
    woken.clear();
    one.learns();
    one.ended(LAB1, Use.BUILD, Duration.ofMinutes(1));
    assertThat(woken).containsExactly("two");
    one.passes(LAB1);
    assertThat(two.may(LAB1, shared, Use.BUILD)).isTrue();
  }

  @Test
  void whoComesLaterHasNoClaimToThePast() {
    MachineScheduler.Share first = join("first", 0);
    first.started(LAB1, ONE, Use.BUILD);
    first.ended(LAB1, Use.BUILD, Duration.ofHours(9));
    MachineScheduler.Share second = join("second", 0);
    assertThat(first.may(LAB1, ONE, Use.BOOT)).isTrue();
    first.leave();
    assertThat(second.may(LAB1, ONE, Use.BOOT)).isTrue();
  }

  /** What may still run on a machine that was away is ended by whoever looks at it first. */
  @Test
  void whatIsLeftOfABisectionKeepsOthersFromWorkAndNotFromLooking() {
    MachineScheduler.Share over = join("over", 0);
    MachineScheduler.Share next = join("next", 0);
    over.started(LAB1, ONE, Use.BOOT);
    assertThat(next.takeToLook(LAB1, ONE)).isFalse();
    over.leave();
    assertThat(woken).contains("next");
    assertThat(next.hasLeftovers(LAB1)).isTrue();
    assertThat(next.may(LAB1, ONE, Use.BOOT)).isFalse();
    assertThat(next.takeToLook(LAB1, ONE)).isTrue();
    next.clearLeftovers(LAB1);
    next.ended(LAB1, Use.BOOT, Duration.ofSeconds(1));
    assertThat(next.hasLeftovers(LAB1)).isFalse();
    assertThat(next.may(LAB1, ONE, Use.BOOT)).isTrue();
  }
}
