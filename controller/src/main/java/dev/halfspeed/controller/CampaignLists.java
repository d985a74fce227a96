package dev.halfspeed.controller;

import dev.halfspeed.campaign.CampaignRun;
import dev.halfspeed.campaign.CampaignRunner;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignLine;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignChoices;
import dev.halfspeed.store.campaign.CampaignFilter;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.CampaignRow;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Draws lists of campaigns of all kinds. */
final class CampaignLists {
  private static final String SEARCHING = "searching";
  private static final String PAUSED = "paused";
  private static final String WAITS = "waiting for machines";

  private final Store store;
  private final CampaignRunner running;

  CampaignLists(Store store, CampaignRunner running) {
    this.store = store;
    this.running = running;
  }

  CampaignList list(CampaignQuery query) {
    int count = store.campaigns().count(query.filter());
    List<CampaignRow> rows =
        store.campaigns().list(query.filter(), query.order(), query.from(), query.most());
    boolean leavesOut = query.filter().lowest() > Terms.AUTOMATIC;
    CampaignChoices choices = store.campaigns().choices();
    return new CampaignList(
        rows.stream().map(this::line).toList(),
        count,
        leavesOut
            ? store
                .campaigns()
                .count(query.filter().between(Integer.MIN_VALUE, query.filter().lowest() - 1))
            : 0,
        new CampaignList.Choices(
            choices.states(), choices.owners(), choices.repositories(), choices.recipes()));
  }

  /** All of a kind, the newest first. */
  List<CampaignLine> all(CampaignRecord.Kind kind) {
    var filter =
        new CampaignFilter(
            Set.of(kind), "", "", "", "", "", "", Integer.MIN_VALUE, Integer.MAX_VALUE);
    return store
        .campaigns()
        .list(filter, CampaignFilter.Order.NEWEST, 0, Integer.MAX_VALUE)
        .stream()
        .map(this::line)
        .toList();
  }

  private CampaignLine line(CampaignRow row) {
    return new CampaignLine(
        row.id(),
        row.kind().word(),
        row.state().toLowerCase(Locale.ROOT),
        row.ending(),
        row.owner(),
        row.priority() <= Terms.AUTOMATIC,
        row.createdAt(),
        row.endedAt(),
        row.repository(),
        between(row),
        row.recipe(),
        row.metric(),
        row.machine(),
        row.endedAt() == null ? now(row) : Objects.requireNonNullElse(row.message(), ""),
        row.roles() == null
            ? List.of()
            : Stream.of(row.roles().split(","))
                .map(role -> role.toLowerCase(Locale.ROOT))
                .sorted()
                .toList());
  }

  private static List<String> between(CampaignRow row) {
    return row.kind() == CampaignRecord.Kind.COMPARISON
        ? List.of(RowJson.read(row.variants(), String[].class))
        : Stream.of(row.good(), row.bad()).filter(Objects::nonNull).toList();
  }

  private String now(CampaignRow row) {
    if (row.paused()) {
      return PAUSED;
    }
    Optional<CampaignRun> run = running.running(row.id());
    List<BisectionView.Activity> waits = run.map(CampaignRun::heldUp).orElseGet(() -> held(row));
    if (!waits.isEmpty()) {
      return waits.getFirst().doing();
    }
    if (row.kind() != CampaignRecord.Kind.BISECTION
        && row.kind() != CampaignRecord.Kind.CONFIG_BISECTION) {
      return run.stream()
          .flatMap(now -> now.activities().stream())
          .map(BisectionView.Activity::doing)
          .findFirst()
          .orElse(WAITS);
    }
    if (row.phase() == null) {
      return WAITS;
    }
    Integer remaining = row.remaining();
    return row.phase().equals(SEARCHING) && remaining != null
        ? Words.count(remaining, "suspect") + " left"
        : row.phase();
  }

  private List<BisectionView.Activity> held(CampaignRow row) {
    return running.isHeld(row.id())
        ? store.campaigns().find(row.id()).map(running::held).orElse(List.of())
        : List.of();
  }
}
