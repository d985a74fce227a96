package dev.halfspeed.regression.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LifecycleTest {
  private static final EventDetail.Commit COMMIT = new EventDetail.Commit("c".repeat(40), "mm: x");
  private static final EventDetail.Culprit CULPRIT =
      new EventDetail.Culprit(
          COMMIT, new EventDetail.Change(-0.1, -0.12, -0.08), 0.99, "b1", "proof");
  private static final Order ORDER =
      new Order("r1/confirm/a1", Order.Purpose.CONFIRM, "a1", "good", "bad");

  /** One of each kind, in the order in which a regression with a culprit has them. */
  private static final List<EventDetail> ALL =
      List.of(
          new EventDetail.Detected("a1"),
          new EventDetail.Joined("a2", "overlaps"),
          new EventDetail.Held(),
          new EventDetail.Wanted(ORDER),
          new EventDetail.Refused(ORDER.key(), "busy", true),
          new EventDetail.Asked(ORDER.key(), "k1"),
          new EventDetail.Started(ORDER.key(), "k1"),
          new EventDetail.Ended(
              ORDER.key(),
              new Finding.Compared(
                  Finding.Verdict.DIFFERENT,
                  new EventDetail.Change(-0.1, -0.12, -0.08),
                  Finding.Kernels.DIFFERENT,
                  "slower")),
          new EventDetail.Confirmed("a1", new EventDetail.Change(-0.1, -0.12, -0.08)),
          new EventDetail.Bisecting("a1"),
          new EventDetail.CulpritFound(CULPRIT),
          new EventDetail.Released("a2", "another"),
          new EventDetail.Told(11, NoticeKind.CULPRIT, 1),
          new EventDetail.Recovered("g1"),
          new EventDetail.Relapsed("worse"),
          new EventDetail.Blamed(COMMIT, "it was that"),
          new EventDetail.Recovered("g2"),
          new EventDetail.Fixed(CULPRIT, "proved"),
          new EventDetail.Retracted("wrong disk"));

  private static final List<EventDetail> OTHERS =
      List.of(
          new EventDetail.WithoutCulprit("no budget", true, List.of(COMMIT)),
          new EventDetail.Insignificant("nothing"),
          new EventDetail.Infrastructure("the machine"),
          new EventDetail.Merged("r2"),
          new EventDetail.Ignored("expected"),
          new EventDetail.Moved("/srv/linux", COMMIT, COMMIT, "one tag earlier"));

  @Test
  void aRegressionGoesFromAlarmToFixAndItsEventsComeBackAsTheyWereKept() {
    var events = new ArrayList<Event>();
    for (EventDetail detail : ALL) {
      events.add(event(events.size() + 1, detail));
    }
    Regression regression = Regression.of(events);
    assertThat(regression.state()).isEqualTo(State.RETRACTED);
    assertThat(regression.alarms()).containsExactly("a1");
    assertThat(regression.culprit().orElseThrow().commit()).isEqualTo(COMMIT);
    List<Event> read = events.stream().map(each -> Event.of(each.record())).toList();
    assertThat(read).isEqualTo(events);
    for (EventDetail detail : OTHERS) {
      Event event = event(1, detail);
      assertThat(Event.of(event.record())).isEqualTo(event);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverComesWhateverOrderAnEventIsTakenOrThrows(long seed) {
    var random = new SplittableRandom(seed);
    var all = new ArrayList<>(ALL);
    all.addAll(OTHERS);
    var reached = EnumSet.noneOf(State.class);
    for (int trial = 0; trial < 500; trial++) {
      @Nullable State state = null;
      State beforeFix = State.WITHOUT_A_CULPRIT;
      for (int step = 0; step < 60; step++) {
        EventDetail detail = all.get(random.nextInt(all.size()));
        State next;
        try {
          next = Lifecycle.after(state, beforeFix, detail);
        } catch (IllegalTransitionException refused) {
          assertThat(refused).hasMessageMatching("a regression .*");
          continue;
        }
        if (state != null && !state.isOpen()) {
          // What is over stays over, but for a person who withdraws or corrects a fixed one, or
          // who says where else to look for what was not found.
          boolean isMoved =
              detail instanceof EventDetail.Moved
                  && next == State.HELD
                  && (state == State.INSIGNIFICANT || state == State.INFRASTRUCTURE);
          assertThat(next == state || isMoved || (state == State.FIXED && next == State.RETRACTED))
              .as("%s after %s, seed %d", next, detail, seed)
              .isTrue();
        }
        if (state != null && state != next && next == State.VERIFYING_THE_FIX) {
          beforeFix = state;
        }
        state = next;
        reached.add(next);
      }
    }
    assertThat(reached).containsExactlyInAnyOrder(State.values());
  }

  @Test
  void aRegressionBeginsWithAnAlarm() {
    assertThatThrownBy(() -> Regression.of(List.of(event(1, new EventDetail.Held()))))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessage("a regression begins with an alarm, not with held");
    assertThatThrownBy(() ->
            Regression.of(
                List.of(
                    event(1, new EventDetail.Detected("a1")),
                    event(2, new EventDetail.CulpritFound(CULPRIT)))))
        .hasMessage("a regression that is detected can't be culprit found");
  }

  private static Event event(int number, EventDetail detail) {
    return new Event(
        "r1",
        number,
        "r1/" + number,
        Instant.parse("2026-03-01T10:00:00Z").plusSeconds(number),
        Event.OURSELVES,
        detail);
  }
}
