package dev.halfspeed.web.page.campaign;

import dev.halfspeed.controller.ImageList;
import dev.halfspeed.report.Words;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.List;

/**
 * The list of images.
 *
 * @param machines that it can be filtered by
 * @param before as the address has it; empty where these are the newest ones
 * @param older address of those behind them; empty where there are none
 */
public record ImagesPage(
    ImageFilters filters, List<String> machines, List<Row> rows, String before, String older)
    implements Page {
  private static final int DIGITS = 12;

  public ImagesPage {
    machines = List.copyOf(machines);
    rows = List.copyOf(rows);
  }

  /** The page of a part of the list. */
  public static ImagesPage of(
      ImageFilters filters, List<String> machines, ImageList list, String before) {
    Long next = list.next();
    return new ImagesPage(
        filters,
        machines,
        list.images().stream().map(image -> Row.of(image, filters)).toList(),
        before,
        next == null ? "" : filters.address(Links.images(), Long.toString(next)));
  }

  /**
   * An image.
   *
   * @param sameCommit leads to those of the same commit
   * @param sameConfig leads to those of the same configuration
   * @param usedBy who booted it
   * @param beside leads to what of it was measured, to be shown beside another
   */
  public record Row(
      Link sameCommit,
      String subject,
      String release,
      Link sameConfig,
      Link machine,
      String size,
      String compiler,
      String buildId,
      Instant builtAt,
      Link campaign,
      String log,
      String boots,
      Link usedBy,
      String beside) {
    static Row of(ImageList.Image image, ImageFilters filters) {
      return new Row(
          new Link(
              Show.commit(image.commit()),
              new ImageFilters(image.commit(), "", "", filters.booted())
                  .address(Links.images(), "")),
          Show.line(image.subject()),
          Show.line(image.release()),
          new Link(
              brief(image.configSha256()),
              new ImageFilters("", image.configSha256(), "", filters.booted())
                  .address(Links.images(), "")),
          new Link(Show.line(image.machine()), Links.machine(image.machine())),
          Words.bytes(image.bytes()),
          Show.line(image.compiler()),
          Show.line(image.buildId()),
          image.builtAt(),
          new Link(Show.line(image.campaign()), Links.campaignOf(image.campaign())),
          Links.log(image.job()),
          image.boots() == 0 ? "none" : Show.count(image.boots(), "boot"),
          new Link(
              image.boots() == 0 ? "" : Show.count(image.campaigns(), "campaign"),
              Links.campaignsOf(image.commit())),
          Links.variants("", image.commit(), "", ""));
    }

    private static String brief(String digest) {
      return digest.length() > DIGITS ? digest.substring(0, DIGITS) : digest;
    }
  }

  /** Whether these are the newest ones. */
  public boolean isFirst() {
    return before.isEmpty();
  }

  /** The newest ones of the same kind. */
  public String newest() {
    return filters.address(Links.images(), "");
  }

  /** The same for programs. */
  public String json() {
    return filters.address(Links.API + Links.images(), before);
  }

  @Override
  public String title() {
    return "Images";
  }

  @Override
  public String template() {
    return "images.jte";
  }
}
