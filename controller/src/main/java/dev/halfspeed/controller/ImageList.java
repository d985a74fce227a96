package dev.halfspeed.controller;

import dev.halfspeed.store.job.BuildRow;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Images that were built, the newest first.
 *
 * @param next what asks for the older ones; absent: there are none
 * @param previous what asks for the newer ones; absent: these are the newest
 */
public record ImageList(List<Image> images, @Nullable Long next, @Nullable Long previous) {
  public ImageList {
    images = List.copyOf(images);
  }

  /**
   * An image.
   *
   * @param number later images have higher ones
   * @param job that built it, as NAME/ATTEMPT
   * @param campaign that asked for it first
   * @param buildId which the running kernel tells, too
   * @param bytes of the kernel
   * @param boots measured boots of it on its machine
   * @param campaigns that these boots were for
   */
  public record Image(
      long number,
      String job,
      String campaign,
      String machine,
      String commit,
      @Nullable String subject,
      String buildId,
      String configSha256,
      String release,
      String compiler,
      long bytes,
      Instant builtAt,
      int boots,
      int campaigns) {
    static Image of(BuildRow row) {
      return new Image(
          row.number(),
          row.job() + "/" + row.attempt(),
          row.campaign(),
          row.machine(),
          row.commit(),
          row.subject(),
          row.buildId(),
          row.configSha256(),
          row.release(),
          row.compiler(),
          row.bytes(),
          row.builtAt(),
          row.boots(),
          row.campaigns());
    }
  }

  /**
   * A page of a list.
   *
   * @param rows one more than the page has, where there are more
   * @param newer what asks for the page before it
   */
  static ImageList of(List<BuildRow> rows, OptionalLong newer, int most) {
    List<Image> shown = rows.stream().limit(most).map(Image::of).toList();
    return new ImageList(
        shown,
        rows.size() > most ? shown.getLast().number() : null,
        newer.isPresent() ? (Long) newer.getAsLong() : null);
  }
}
