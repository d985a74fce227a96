package dev.halfspeed.web.page.variant;

import dev.halfspeed.controller.VariantQuery;

/**
 * What a list of variants is filtered by. Empty texts filter nothing.
 *
 * @param commit the first digits of the commit
 * @param campaign the only one
 */
public record VariantFilters(String commit, String campaign) {
  /** The question of the store. */
  public VariantQuery query() {
    return new VariantQuery(commit, campaign, "");
  }

  /** Whether everything is listed. */
  public boolean isEmpty() {
    return commit.isEmpty() && campaign.isEmpty();
  }
}
