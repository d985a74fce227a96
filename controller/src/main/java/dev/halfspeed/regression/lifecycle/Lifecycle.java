package dev.halfspeed.regression.lifecycle;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which event leads from which state to which: the only place that knows. */
final class Lifecycle {
  /** Before anybody has looked for a commit. */
  private static final Set<State> UNTRIED = EnumSet.of(State.DETECTED, State.HELD);

  /** A person may have a say in these. */
  private static final Set<State> TOLD =
      EnumSet.of(
          State.CULPRIT_KNOWN, State.VERIFYING_THE_FIX, State.WITHOUT_A_CULPRIT, State.FIXED);

  /** A person may say where the change lies, before a recovery of it is looked into. */
  private static final Set<State> MOVABLE =
      EnumSet.of(
          State.DETECTED,
          State.HELD,
          State.CONFIRMED,
          State.BISECTING,
          State.CULPRIT_KNOWN,
          State.WITHOUT_A_CULPRIT,
          State.INSIGNIFICANT,
          State.INFRASTRUCTURE);

  private Lifecycle() {}

  /**
   * The state after an event.
   *
   * @param state before it; absent for the first event
   * @param before the state before that one: where a relapse leads back to
   * @throws IllegalTransitionException where that can't happen
   */
  static State after(@Nullable State state, State before, EventDetail detail) {
    if (state == null) {
      if (detail instanceof EventDetail.Detected) {
        return State.DETECTED;
      }
      throw new IllegalTransitionException(
          "a regression begins with an alarm, not with " + name(detail));
    }
    return switch (detail) {
      case EventDetail.Detected _ -> throw illegal(state, detail);
      case EventDetail.Joined _, EventDetail.Released _ -> from(open(), state, detail, state);
      // What a campaign comes to is written whatever has become of the regression meanwhile.
      case EventDetail.Asked _,
          EventDetail.Started _,
          EventDetail.Refused _,
          EventDetail.Ended _,
          EventDetail.Told _ ->
          state;
      case EventDetail.Held _ -> from(EnumSet.of(State.DETECTED), state, detail, State.HELD);
      case EventDetail.Wanted(Order order) -> from(wanting(order), state, detail, state);
      case EventDetail.Confirmed _ -> from(EnumSet.of(State.HELD), state, detail, State.CONFIRMED);
      case EventDetail.Bisecting _ ->
          from(EnumSet.of(State.CONFIRMED), state, detail, State.BISECTING);
      case EventDetail.CulpritFound _ ->
          from(
              EnumSet.of(State.BISECTING, State.WITHOUT_A_CULPRIT),
              state,
              detail,
              State.CULPRIT_KNOWN);
      case EventDetail.WithoutCulprit _ ->
          from(
              EnumSet.of(State.HELD, State.CONFIRMED, State.BISECTING),
              state,
              detail,
              State.WITHOUT_A_CULPRIT);
      case EventDetail.Insignificant _ ->
          from(EnumSet.of(State.HELD, State.BISECTING), state, detail, State.INSIGNIFICANT);
      case EventDetail.Infrastructure _ ->
          from(
              EnumSet.of(State.DETECTED, State.HELD, State.BISECTING),
              state,
              detail,
              State.INFRASTRUCTURE);
      case EventDetail.Recovered _ ->
          from(
              EnumSet.of(State.CULPRIT_KNOWN, State.WITHOUT_A_CULPRIT),
              state,
              detail,
              State.VERIFYING_THE_FIX);
      case EventDetail.Relapsed _ ->
          from(EnumSet.of(State.VERIFYING_THE_FIX), state, detail, before);
      case EventDetail.Fixed _ ->
          from(EnumSet.of(State.VERIFYING_THE_FIX), state, detail, State.FIXED);
      case EventDetail.Merged _ ->
          from(
              EnumSet.of(State.HELD, State.CULPRIT_KNOWN, State.VERIFYING_THE_FIX),
              state,
              detail,
              State.MERGED);
      case EventDetail.Ignored _ -> from(open(), state, detail, State.IGNORED);
      case EventDetail.Blamed _ -> from(blamable(), state, detail, blamed(state));
      case EventDetail.Moved _ ->
          from(MOVABLE, state, detail, state == State.DETECTED ? state : State.HELD);
      case EventDetail.Retracted _ -> from(TOLD, state, detail, State.RETRACTED);
    };
  }

  /** What a person may decide in a state. */
  static Set<RegressionDecision> decisions(State state) {
    var decisions = EnumSet.noneOf(RegressionDecision.class);
    if (MOVABLE.contains(state)) {
      decisions.add(RegressionDecision.MOVE);
    }
    if (blamable().contains(state)) {
      decisions.add(RegressionDecision.BLAME);
    }
    if (state.isOpen()) {
      decisions.add(RegressionDecision.IGNORE);
    }
    if (TOLD.contains(state)) {
      decisions.add(RegressionDecision.RETRACT);
    }
    return decisions;
  }

  /** A person who names the commit of what was fixed does not open it again. */
  private static State blamed(State state) {
    return state == State.FIXED || state == State.VERIFYING_THE_FIX ? state : State.CULPRIT_KNOWN;
  }

  private static Set<State> open() {
    var open = EnumSet.noneOf(State.class);
    for (State state : State.values()) {
      if (state.isOpen()) {
        open.add(state);
      }
    }
    return open;
  }

  private static Set<State> blamable() {
    var states = open();
    states.removeAll(UNTRIED);
    states.add(State.FIXED);
    return states;
  }

  private static Set<State> wanting(Order order) {
    return switch (order.purpose()) {
      case CONFIRM -> EnumSet.of(State.HELD);
      case BISECT -> EnumSet.of(State.BISECTING);
      case CHECK -> EnumSet.of(State.HELD, State.CULPRIT_KNOWN);
      case FIX -> EnumSet.of(State.VERIFYING_THE_FIX);
    };
  }

  private static State from(Set<State> states, State state, EventDetail detail, State to) {
    if (!states.contains(state)) {
      throw illegal(state, detail);
    }
    return to;
  }

  private static IllegalTransitionException illegal(State state, EventDetail detail) {
    return new IllegalTransitionException(
        "a regression that is %s can't be %s".formatted(state.words(), name(detail)));
  }

  private static String name(EventDetail detail) {
    return detail
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
