package dev.halfspeed.controller;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.report.view.VariantPairView;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is known of campaigns of all kinds, those that have ended too. */
public interface CampaignQueries {

  /** A part of the list of campaigns of all kinds. */
  CampaignList list(CampaignQuery query);

  /** All bisections, the newest first. */
  List<BisectionSummary> bisections();

  /** One bisection. */
  BisectionView bisection(String bisection) throws Problem;

  /**
   * An effective .config of a bisection's images, by its digest.
   *
   * @throws Problem when none of them was built with it
   */
  EffectiveConfig config(String bisection, String digest) throws Problem;

  /**
   * A picture or a text of the profiles of a bisection's culprit and its parent.
   *
   * @param file parent.svg, culprit.svg, difference.svg, parent.txt or culprit.txt
   */
  String profile(String bisection, String file) throws Problem;

  /** The latencies of single transactions in a bisection, without the change and with it. */
  LatencyView latencies(String bisection) throws Problem;

  /**
   * The latencies of single transactions in one boot of a bisection, beside both sides'.
   *
   * @param boot its number, from 1
   * @throws Problem when there is no such boot
   */
  LatencyView latencies(String bisection, int boot) throws Problem;

  /**
   * How the commits of a stretch of a bisection's range descend from each other.
   *
   * @param until the candidate after it
   * @param isWaiting whether the caller waits for a long range to be read
   * @return empty where it is not known now: the repository can't be read, or is being read
   */
  Optional<RangeGraphView> graph(String bisection, int from, int until, boolean isWaiting)
      throws Problem;

  /** All config bisections, the newest first. */
  List<ConfigBisectionSummary> configBisections();

  /** One config bisection. */
  ConfigBisectionView configBisection(String id) throws Problem;

  /** The comparisons that people asked for, the newest first. */
  List<ComparisonSummary> comparisons();

  /** All comparisons, those of watches too, the newest first. */
  List<ComparisonSummary> allComparisons();

  /** One comparison. */
  ComparisonView comparison(String id) throws Problem;

  /**
   * What campaigns have measured, the last measured first.
   *
   * @param before only those whose last boot has a smaller number
   * @throws Problem when it is asked for what there is not
   */
  VariantList variants(VariantQuery query, long before, int most) throws Problem;

  /**
   * Two variants that were measured, beside each other; names are as in the list.
   *
   * @throws Problem when one of them was not measured
   */
  VariantPairView pair(String first, String second) throws Problem;

  /** The report of a bisection, in Markdown. */
  String report(String bisection) throws Problem;

  /**
   * Follows a bisection. The listener is called from one thread at a time, at once with the state
   * as it is, and then whenever something changed; a slow listener misses intermediate changes,
   * never the last one.
   *
   * @return closes the subscription
   */
  AutoCloseable follow(String bisection, Consumer<BisectionView> listener) throws Problem;

  /** The campaigns that have not ended, by kind. */
  List<OpenWork> openWork();
}
