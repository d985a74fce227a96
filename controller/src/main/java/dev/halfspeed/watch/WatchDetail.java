package dev.halfspeed.watch;

import java.util.List;

/**
 * What a watch's request came to when it was added: kept with it, and never resolved again.
 *
 * @param reference id of the commit that new kernels are compared with
 * @param referenceSubject first line of its message
 * @param known names of tags that were there when it was added, and are no points
 * @param machines how many machines the lab had
 */
public record WatchDetail(
    String reference, String referenceSubject, List<String> known, int machines) {
  public WatchDetail {
    known = List.copyOf(known);
  }
}
