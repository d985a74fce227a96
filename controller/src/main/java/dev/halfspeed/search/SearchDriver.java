package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a search what the places of a lab should do: one way for bisections, advice and simulated
 * labs, so that what is shown of one holds for all. Used by one thread.
 */
public final class SearchDriver {
  /** So many suspects at most are named where nothing is left to do. */
  private static final int MOST_SUSPECTS = 100;

  private final Search search;
  private final List<Evidence> earlier;
  private List<Evidence> last = List.of();
  private List<Evidence> all;

  /**
   * Nothing is asked yet.
   *
   * @param earlier what is known beforehand: of the machines, or of the ends
   */
  public SearchDriver(Search search, List<Evidence> earlier) {
    this.search = search;
    this.earlier = List.copyOf(earlier);
    all = this.earlier;
  }

  /**
   * What the evidence says, {@link Search#assess}.
   *
   * @param evidence all that came since the beginning, in its order
   */
  public Assessment assess(List<Evidence> evidence, int machines) {
    return search.assess(with(evidence), machines);
  }

  /** The same in short, {@link Search#standing}. */
  public Standing standing(List<Evidence> evidence) {
    return search.standing(with(evidence));
  }

  /**
   * What a free place should do. One that may do either rests only when neither is worth while.
   *
   * @param inFlight work that was handed out and has not come back, on all machines
   */
  public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
    List<Evidence> known = with(evidence);
    Decision decision = search.next(known, inFlight, slot);
    return decision instanceof Decision.Rest && slot.mayBuild() && slot.mayBoot()
        ? search.next(known, inFlight, slot.onlyToBuild())
        : decision;
  }

  /** The conclusion that the evidence allows already, {@link Search#concluded}. */
  public Optional<Decision.Conclude> concluded(List<Evidence> evidence) {
    return search.concluded(with(evidence));
  }

  /** The work under way whose outcome would change next to nothing any more. */
  public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
    return inFlight.isEmpty() ? inFlight : search.useless(with(evidence), inFlight);
  }

  /**
   * How it ends when every place rests and nothing is under way: nobody would ever say anything
   * again.
   *
   * @param machines how many there are
   * @param why the reason that the last place was given for resting
   */
  public Conclusion nothingLeft(List<Evidence> evidence, int machines, String why) {
    Assessment assessment = assess(evidence, machines);
    List<Assessment.Suspect> top =
        assessment.top(Math.min(MOST_SUSPECTS, Math.max(1, assessment.remaining())));
    return new Conclusion.Suspects(
        top.stream().map(Assessment.Suspect::candidate).toList(),
        top.stream().mapToDouble(Assessment.Suspect::probability).sum(),
        assessment.effect().orElse(Effect.UNKNOWN),
        why);
  }

  /**
   * What was known beforehand, and has come since.
   *
   * @param evidence never changed once made
   */
  public List<Evidence> with(List<Evidence> evidence) {
    if (!isLast(evidence)) {
      last = evidence;
      var longer = new ArrayList<Evidence>(earlier.size() + evidence.size());
      longer.addAll(earlier);
      longer.addAll(evidence);
      all = List.copyOf(longer);
    }
    return all;
  }

  @SuppressWarnings("ReferenceEquality") // another list may be equal, but that is no use to know
  private boolean isLast(List<Evidence> evidence) {
    return last == evidence;
  }
}
