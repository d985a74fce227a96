package dev.halfspeed.web.page.campaign;

import dev.halfspeed.controller.ImageList;
import java.time.Instant;

/** Images as they might be, with texts that a hostile repository gave them. */
public final class ImageSamples {
  static final String COMMIT = "c0ffee".repeat(6) + "c0ff";
  static final String CONFIG = "ab".repeat(32);
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202e";

  private ImageSamples() {}

  /** An image that was booted so often. */
  public static ImageList.Image image(int number, int boots) {
    return new ImageList.Image(
        number,
        "b1-" + number + "/2",
        "b1",
        "lab 1",
        COMMIT,
        HOSTILE,
        "0123456789abcdef",
        CONFIG,
        "6.12.0" + HOSTILE,
        "gcc 12" + HOSTILE,
        12L << 20,
        Instant.parse("2026-11-29T11:00:00Z"),
        boots,
        boots == 0 ? 0 : 2);
  }
}
