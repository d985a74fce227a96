package dev.halfspeed.campaign.configs;

import dev.halfspeed.configs.OptionGroup;
import dev.halfspeed.configs.OptionSearch;
import dev.halfspeed.configs.SearchRound;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.List;
import java.util.Optional;

/**
 * The rounds of a config bisection as the store has them, for those who read and do not search.
 *
 * @param assessment what the search thought last; empty before its first decision
 * @param starts never empty
 * @param search knows the names of configurations; its judgement is nobody's
 */
record ConfigRounds(
    ConfigBisectionRequest request,
    ConfigBisectionDetail detail,
    Optional<ConfigAssessment> assessment,
    List<SearchRound.Start> starts,
    OptionSearch search) {

  /** Reads them. */
  static ConfigRounds read(Store store, CampaignRecord record) {
    ConfigBisectionDetail detail = RowJson.read(record.detailJson(), ConfigBisectionDetail.class);
    Optional<ConfigAssessment> assessment =
        store
            .campaigns()
            .lastAssessment(record.id())
            .map(json -> RowJson.read(json, ConfigAssessment.class));
    List<SearchRound.Start> starts =
        assessment.map(ConfigAssessment::starts).orElse(List.of(SearchRound.Start.first()));
    return new ConfigRounds(
        RowJson.read(record.requestJson(), ConfigBisectionRequest.class),
        detail,
        assessment,
        starts,
        new OptionSearch(
            detail.difference().groups(),
            new Settings(0.99, 1, 1, new Reproducer.Metric()),
            starts));
  }

  List<OptionGroup> groups() {
    return detail.difference().groups();
  }

  /** What people call a configuration. */
  String words(Revision revision) {
    return ConfigWords.configuration(search.set(revision), groups(), request);
  }
}
