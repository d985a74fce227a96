package dev.halfspeed.regression;

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

  private Lifecycle() {}

  /**
   * The state after an event.
   *
   * @param state before it; absent for the first event
   * @param before the state before that one: where a relapse leads back to
   * @throws IllegalTransitionException where that can't happen
   */
  static State after(@Nullable State state, State before, Happening happening) {
    if (state == null) {
      if (happening instanceof Happening.Detected) {
        return State.DETECTED;
      }
      throw new IllegalTransitionException(
          "a regression begins with an alarm, not with " + name(happening));
    }
    return switch (happening) {
      case Happening.Detected _ -> throw illegal(state, happening);
      case Happening.Joined _, Happening.Released _ -> from(open(), state, happening, state);
      // What a campaign comes to is written whatever has become of the regression meanwhile.
      case Happening.Asked _,
          Happening.Started _,
          Happening.Refused _,
          Happening.Ended _,
          Happening.Told _ ->
          state;
      case Happening.Held _ -> from(EnumSet.of(State.DETECTED), state, happening, State.HELD);
      case Happening.Wanted(Order order) -> from(wanting(order), state, happening, state);
      case Happening.Confirmed _ -> from(EnumSet.of(State.HELD), state, happening, State.CONFIRMED);
      case Happening.Bisecting _ ->
          from(EnumSet.of(State.CONFIRMED), state, happening, State.BISECTING);
      case Happening.CulpritFound _ ->
          from(
              EnumSet.of(State.BISECTING, State.WITHOUT_A_CULPRIT),
              state,
              happening,
              State.CULPRIT_KNOWN);
      case Happening.WithoutCulprit _ ->
          from(
              EnumSet.of(State.HELD, State.CONFIRMED, State.BISECTING),
              state,
              happening,
              State.WITHOUT_A_CULPRIT);
      case Happening.Insignificant _ ->
          from(EnumSet.of(State.HELD, State.BISECTING), state, happening, State.INSIGNIFICANT);
      case Happening.Infrastructure _ ->
          from(
              EnumSet.of(State.DETECTED, State.HELD, State.BISECTING),
              state,
              happening,
              State.INFRASTRUCTURE);
      case Happening.Recovered _ ->
          from(
              EnumSet.of(State.CULPRIT_KNOWN, State.WITHOUT_A_CULPRIT),
              state,
              happening,
              State.VERIFYING_THE_FIX);
      case Happening.Relapsed _ ->
          from(EnumSet.of(State.VERIFYING_THE_FIX), state, happening, before);
      case Happening.Fixed _ ->
          from(EnumSet.of(State.VERIFYING_THE_FIX), state, happening, State.FIXED);
      case Happening.Merged _ ->
          from(
              EnumSet.of(State.HELD, State.CULPRIT_KNOWN, State.VERIFYING_THE_FIX),
              state,
              happening,
              State.MERGED);
      case Happening.Ignored _ -> from(open(), state, happening, State.IGNORED);
      case Happening.Blamed _ -> from(blamable(), state, happening, blamed(state));
      case Happening.Retracted _ -> from(TOLD, state, happening, State.RETRACTED);
    };
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

  private static State from(Set<State> states, State state, Happening happening, State to) {
    if (!states.contains(state)) {
      throw illegal(state, happening);
    }
    return to;
  }

  private static IllegalTransitionException illegal(State state, Happening happening) {
    return new IllegalTransitionException(
        "a regression that is %s can't be %s".formatted(state.words(), name(happening)));
  }

  private static String name(Happening happening) {
    return happening
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
