package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.ProfileText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ProfileEvidence;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a culprit and its parent spend their time.
 *
 * @param introduction what was compared, and what the numbers are worth; or why there is nothing
 * @param hints a sentence each
 * @param notes what is missing, a sentence each
 * @param head of the table
 * @param rows the functions that say most
 * @param files pictures and texts
 * @param picture the difference as a flame graph; absent where there is none
 */
public record ProfileCard(
    String introduction,
    List<String> hints,
    List<String> notes,
    List<String> head,
    List<List<String>> rows,
    List<Link> files,
    @Nullable String picture) {
  public ProfileCard {
    hints = List.copyOf(hints);
    notes = List.copyOf(notes);
    head = List.copyOf(head);
    rows = List.copyOf(rows);
    files = List.copyOf(files);
  }

  /** The card of a bisection; empty where profiles are no question. */
  static Optional<ProfileCard> of(BisectionView view) {
    ProfileEvidence evidence = view.profile();
    if (evidence == null) {
      return Optional.ofNullable(view.withoutProfile())
          .map(why ->
              new ProfileCard(
                  "There is none: " + Show.line(why) + ".",
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  null));
    }
    return Optional.of(
        new ProfileCard(
            ProfileText.introduction(evidence),
            evidence.hints().stream().map(hint -> Show.line(hint.words())).toList(),
            evidence.notes().stream().map(note -> Show.line(note) + ".").toList(),
            ProfileText.head(evidence),
            evidence.symbols().stream()
                .limit(ProfileText.ROWS)
                .map(symbol -> ProfileText.row(evidence, symbol))
                .toList(),
            List.of(
                new Link("without the change", Links.profile(view.id(), "parent.svg")),
                new Link("with it", Links.profile(view.id(), "culprit.svg")),
                new Link("the difference", Links.profile(view.id(), "difference.svg")),
                new Link("stacks without the change", Links.profile(view.id(), "parent.txt")),
                new Link("stacks with it", Links.profile(view.id(), "culprit.txt"))),
            Links.profile(view.id(), "difference.svg")));
  }
}
