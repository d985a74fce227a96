package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.view.ConfigView;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An effective .config, and how it differs from those of both ends.
 *
 * @param bisection its id
 * @param words what it is, in a sentence
 * @param images that were built with it
 * @param more how many images are not shown
 */
public record ConfigPage(
    String bisection,
    String digest,
    String words,
    List<ImageRow> images,
    int more,
    List<Difference> differences)
    implements Page {
  /** More rows than that are in the JSON alone. */
  private static final int MOST = 500;

  private static final int DIGITS = 12;
  private static final String ABSENT = "(does not exist)";

  public ConfigPage {
    images = List.copyOf(images);
    differences = List.copyOf(differences);
  }

  /** An image. */
  public record ImageRow(
      CommitWords commit, String role, String machine, String release, Link log) {}

  /**
   * From one end.
   *
   * @param id its name in the page
   * @param words how many options, or why there are none
   * @param more how many options are not shown
   */
  public record Difference(
      String id, String title, String words, List<OptionRow> options, int more) {
    public Difference {
      options = List.copyOf(options);
    }
  }

  /** An option with both its values. */
  public record OptionRow(String name, String here, String there) {}

  /** The page. */
  public static ConfigPage of(ConfigView view, CommitBook book) {
    return new ConfigPage(
        view.bisection(),
        view.digest(),
        "%s set; %s built with it."
            .formatted(
                Show.count(view.options(), "option"), Show.count(view.images().size(), "image")),
        view.images().stream().limit(MOST).map(image -> row(image, book)).toList(),
        Math.max(0, view.images().size() - MOST),
        List.of(
            difference("good", "the good end", view.digest(), view.fromGood()),
            difference("bad", "the bad end", view.digest(), view.fromBad())));
  }

  private static ImageRow row(ConfigView.Image image, CommitBook book) {
    return new ImageRow(
        CommitWords.of(image.commit(), book),
        image.role(),
        Show.line(image.machine()),
        Show.line(image.release()),
        new Link("build", Links.log(image.job())));
  }

  private static Difference difference(
      String id, String end, String digest, ConfigView.@Nullable Difference difference) {
    String title = "Against " + end;
    if (difference == null) {
      return new Difference(id, title, "No image of " + end + " has been built yet.", List.of(), 0);
    }
    int count = difference.options().size();
    String words =
        difference.digest().equals(digest)
            ? "The same configuration."
            : count == 0
                ? "The same options; only comments differ."
                : Show.count(count, "option") + (count == 1 ? " differs." : " differ.");
    return new Difference(
        id,
        title,
        words,
        difference.options().stream().limit(MOST).map(ConfigPage::row).toList(),
        Math.max(0, count - MOST));
  }

  private static OptionRow row(ConfigView.Option option) {
    return new OptionRow(
        option.name(),
        Show.line(Objects.requireNonNullElse(option.here(), ABSENT)),
        Show.line(Objects.requireNonNullElse(option.there(), ABSENT)));
  }

  /** As much of the digest as tells it from others. */
  public String briefDigest() {
    return digest.length() > DIGITS ? digest.substring(0, DIGITS) : digest;
  }

  @Override
  public String title() {
    return "Configuration " + briefDigest() + " \u00b7 " + bisection;
  }

  @Override
  public String template() {
    return "config.jte";
  }

  /** The bisection's page. */
  public Link campaign() {
    return new Link(bisection, Links.campaign(bisection, true));
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.config(bisection, digest);
  }

  /** The .config itself. */
  public String text() {
    return json() + "/text";
  }
}
