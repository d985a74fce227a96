package dev.halfspeed.store.job;

import java.util.List;
import java.util.OptionalLong;

/** Images that were built, whoever asked for them. */
public interface BuildStore {
  /**
   * Which images a list shows. Empty texts filter nothing.
   *
   * @param commit the first digits of the commit that was built
   * @param config the first digits of the digest of the effective configuration
   * @param machine where it was built
   * @param isBooted whether those alone are shown of which a boot was measured
   */
  record Filter(String commit, String config, String machine, boolean isBooted) {}

  /**
   * The newest images that a filter lets through, the newest first.
   *
   * @param before a number of an image; only those before it
   */
  List<BuildRow> newest(Filter filter, long before, int most);

  /**
   * What asks for the page before one: 1 more than the largest of the smallest numbers that are not
   * smaller than {@code from}; empty where there are none.
   *
   * @param most of a page
   */
  OptionalLong newer(Filter filter, long from, int most);
}
