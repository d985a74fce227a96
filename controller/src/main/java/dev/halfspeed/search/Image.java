package dev.halfspeed.search;

/**
 * One build of a revision.
 *
 * @param layout 0 for the usual build; another number for the same code laid out differently, which
 *     draws the luck of its alignment anew
 */
public record Image(Revision revision, int layout) {
  public Image {
    if (layout < 0) {
      throw new IllegalArgumentException("a layout's number is 0 or more, not " + layout);
    }
  }

  /** The usual build of a revision. */
  public static Image of(Revision revision) {
    return new Image(revision, 0);
  }
}
