package dev.halfspeed.report.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Variants that were measured, the last measured first.
 *
 * @param next what asks for those behind them; absent: there are none
 */
public record VariantList(List<Variant> variants, @Nullable Long next) {
  public VariantList {
    variants = List.copyOf(variants);
  }

  /**
   * What a campaign has booted and measured.
   *
   * @param name by which addresses know it, such as b12ab34:candidate-7
   * @param kind of the campaign, such as bisection
   * @param role what it is in its campaign: good end, bad end, candidate, or a variant's name
   * @param boots that were measured
   * @param lastAt when the last of them began
   */
  public record Variant(
      String name,
      String campaign,
      String kind,
      String role,
      BisectionView.Commit commit,
      @Nullable String recipe,
      int boots,
      Instant lastAt) {}
}
