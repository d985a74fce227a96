package dev.halfspeed.web.page.variant;

import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.List;

/**
 * What was measured, to choose two from.
 *
 * @param first name of the one that is chosen already; empty where none is
 * @param parts lists, one below the other
 * @param older address of what is behind the last list; empty where nothing is
 */
public record VariantsPage(
    VariantFilters filters, String first, List<Part> parts, String before, String older)
    implements Page {
  public VariantsPage {
    parts = List.copyOf(parts);
  }

  /**
   * A list.
   *
   * @param title empty where it is the only one
   */
  public record Part(String title, List<Row> rows) {
    public Part {
      rows = List.copyOf(rows);
    }

    /** A list of variants, as they are chosen beside the first one. */
    public static Part of(String title, List<VariantList.Variant> variants, String first) {
      return new Part(title, variants.stream().map(variant -> Row.of(variant, first)).toList());
    }
  }

  /**
   * A variant.
   *
   * @param choice leads on once it is chosen
   */
  public record Row(
      Link choice,
      String commit,
      String subject,
      Link campaign,
      String kind,
      String recipe,
      String boots,
      Instant lastAt) {
    static Row of(VariantList.Variant variant, String first) {
      String recipe = variant.recipe();
      return new Row(
          new Link(
              Show.line(variant.role()),
              first.isEmpty()
                  ? Links.variants(variant.name(), "", "", "")
                  : Links.pair(first, variant.name())),
          Show.commit(variant.commit().id()),
          Show.line(variant.commit().subject()),
          new Link(Show.line(variant.campaign()), Links.campaignOf(variant.campaign())),
          variant.kind(),
          recipe == null ? "" : Show.line(recipe),
          Show.count(variant.boots(), "boot"),
          variant.lastAt());
    }
  }

  /** Whether there is nothing to choose. */
  public boolean isEmpty() {
    return parts.stream().allMatch(part -> part.rows().isEmpty());
  }

  /** Whether these are the last measured ones. */
  public boolean isFirst() {
    return before.isEmpty();
  }

  /** The last measured ones of the same kind. */
  public String newest() {
    return Links.variants(first, filters.commit(), filters.campaign(), "");
  }

  /** Without what is chosen. */
  public String anew() {
    return Links.variants("", filters.commit(), filters.campaign(), "");
  }

  /** The same for programs. */
  public String json() {
    return Links.API
        + "/variants"
        + Links.query(
            "commit",
            filters.commit(),
            "campaign",
            filters.campaign(),
            "like",
            filters.isEmpty() ? first : "",
            "before",
            before);
  }

  @Override
  public String title() {
    return first.isEmpty() ? "What was measured" : "Beside " + first;
  }

  @Override
  public String template() {
    return "variants.jte";
  }
}
