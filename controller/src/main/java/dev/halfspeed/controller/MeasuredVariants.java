package dev.halfspeed.controller;

import dev.halfspeed.campaign.VariantName;
import dev.halfspeed.campaign.VariantPair;
import dev.halfspeed.campaign.VariantSetup;
import dev.halfspeed.campaign.bisection.BisectionVariants;
import dev.halfspeed.campaign.comparison.ComparisonVariants;
import dev.halfspeed.campaign.configs.ConfigBisectionVariants;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.SampleStore;
import dev.halfspeed.store.job.VariantRow;
import dev.halfspeed.work.RevisionName;
import java.util.List;
import java.util.Objects;

/** What campaigns of all kinds have measured, and any two of it beside each other. */
final class MeasuredVariants {
  private final Store store;

  MeasuredVariants(Store store) {
    this.store = store;
  }

  /** A part of the list. */
  VariantList list(VariantQuery query, long before, int most) throws Problem {
    String like = query.like();
    String experiment =
        like.isEmpty() ? "" : record(VariantName.parse(like).campaign()).experiment();
    List<VariantRow> rows =
        store
            .samples()
            .variants(
                new SampleStore.VariantFilter(query.commit(), query.campaign(), "", experiment),
                before,
                most + 1);
    return new VariantList(
        rows.stream().limit(most).map(MeasuredVariants::variant).toList(),
        rows.size() > most ? rows.get(most - 1).number() : null);
  }

  private static VariantList.Variant variant(VariantRow row) {
    return new VariantList.Variant(
        VariantName.of(row.campaign(), row.revision()),
        row.campaign(),
        row.kind().word(),
        role(row),
        new BisectionView.Commit(row.commit(), row.subject(), null),
        row.recipe(),
        row.boots(),
        row.lastAt());
  }

  private static String role(VariantRow row) {
    return switch (row.kind()) {
      case BISECTION ->
          BisectionVariants.role(
              RevisionName.parse(row.revision()), Objects.requireNonNullElse(row.candidates(), 0));
      case COMPARISON -> Objects.requireNonNullElse(row.name(), row.revision());
      case CONFIG_BISECTION -> row.subject();
      case CHECK, RECHECK -> row.revision();
    };
  }

  /** Two of them beside each other. */
  VariantPairView pair(String first, String second) throws Problem {
    VariantPair.Member one = member(first);
    VariantPair.Member other = member(second);
    return VariantPair.of(store, one, other)
        .orElseThrow(() -> notMeasured(first + " or " + second));
  }

  private VariantPair.Member member(String text) throws Problem {
    VariantName name = VariantName.parse(text);
    CampaignRecord record = record(name.campaign());
    VariantRow row =
        store
            .samples()
            .variants(
                new SampleStore.VariantFilter("", record.id(), name.stored(), ""),
                Long.MAX_VALUE,
                1)
            .stream()
            .findFirst()
            .orElseThrow(() -> notMeasured(name.toString()));
    return new VariantPair.Member(name, setup(record, name, row));
  }

  private static VariantSetup setup(CampaignRecord record, VariantName name, VariantRow row)
      throws Problem {
    return switch (record.kind()) {
      case BISECTION -> BisectionVariants.setup(record, name.revision(), row.commit());
      case COMPARISON -> ComparisonVariants.setup(record, name.revision());
      case CONFIG_BISECTION -> ConfigBisectionVariants.setup(record, row.subject());
      case CHECK, RECHECK -> throw notMeasured(name.toString());
    };
  }

  private static Problem notMeasured(String name) {
    return new Problem(
        ProblemCode.UNKNOWN,
        "no boot of " + name + " gave numbers that count",
        "choose another from the list of variants, or wait for its first boot");
  }

  private CampaignRecord record(String id) throws Problem {
    return store
        .campaigns()
        .find(id)
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "there is no campaign \"" + id + "\"",
                "halfspeed status lists them"));
  }
}
