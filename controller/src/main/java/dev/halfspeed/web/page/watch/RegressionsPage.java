package dev.halfspeed.web.page.watch;

import dev.halfspeed.regression.lifecycle.State;
import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.TablePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of regressions.
 *
 * @param state that they are filtered by: open, closed, one in words; empty: all
 * @param source who raised the alarm; empty: all
 * @param states what can be filtered by
 */
public record RegressionsPage(
    String state,
    String source,
    List<String> states,
    List<String> sources,
    List<RegressionRow> rows,
    TablePart pages)
    implements Page {
  private static final int ROWS = 50;
  private static final int MOST_SOURCES = 100;
  private static final String OPEN = "open";
  private static final String CLOSED = "closed";

  public RegressionsPage {
    states = List.copyOf(states);
    sources = List.copyOf(sources);
    rows = List.copyOf(rows);
  }

  /**
   * The page of a filter.
   *
   * @param all the newest first
   */
  public static RegressionsPage of(
      List<RegressionView> all, String state, String source, int page) {
    List<RegressionView> shown =
        all.stream()
            .filter(each -> isIn(each, state))
            .filter(each -> source.isEmpty() || source(each).equals(source))
            .toList();
    TablePart pages = TablePart.of(shown.size(), ROWS, page);
    var states = new ArrayList<>(List.of(OPEN, CLOSED));
    Arrays.stream(State.values()).map(State::words).forEach(states::add);
    return new RegressionsPage(
        state,
        source,
        states,
        Stream.concat(Stream.of(source), all.stream().map(RegressionsPage::source))
            .filter(each -> !each.isEmpty())
            .distinct()
            .sorted()
            .limit(MOST_SOURCES)
            .toList(),
        shown.subList(pages.from(), pages.until()).stream().map(RegressionRow::of).toList(),
        pages);
  }

  private static String source(RegressionView regression) {
    return regression.alarms().isEmpty() ? "" : regression.alarms().getFirst().source();
  }

  private static boolean isIn(RegressionView regression, String state) {
    return switch (state) {
      case "" -> true;
      case OPEN -> isOpen(regression);
      case CLOSED -> !isOpen(regression);
      default -> regression.state().equals(state);
    };
  }

  /** Whether something is still to be done about it. */
  static boolean isOpen(RegressionView regression) {
    return Arrays.stream(State.values())
        .anyMatch(state -> state.words().equals(regression.state()) && state.isOpen());
  }

  @Override
  public String title() {
    return "Regressions";
  }

  @Override
  public String template() {
    return "regressions.jte";
  }

  /** A further page of the list. */
  public String address(int page) {
    return Links.regressions(state, source, page);
  }
}
