package dev.halfspeed.controller;

import dev.halfspeed.campaign.bisection.AssessmentRecord;
import dev.halfspeed.campaign.bisection.BisectionEnding;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.Resolved;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.core.MachineLoad;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.FactsRecord;
import dev.halfspeed.regression.lifecycle.EventDetail;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.watch.WatchDetail;
import dev.halfspeed.watch.WatchRequest;
import dev.halfspeed.work.BootWay;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The columns of the database that hold JSON, and the types of what is written there. */
final class StoredColumns {
  /** Of a column that holds JSON of one kind only. */
  private static final String ALWAYS = "''";

  private StoredColumns() {}

  /**
   * What is written into a column.
   *
   * @param writer the class with whose mapper it is written
   * @param kind SQL that tells the kind of a row
   * @param types by the row's kind
   */
  record Stored(Class<?> writer, String kind, Map<String, Type> types) {
    static Stored row(Type type) {
      return new Stored(RowJson.class, ALWAYS, Map.of("", type));
    }

    static Stored documents(Type type) {
      return new Stored(hidden("store.sqlite.Documents"), ALWAYS, Map.of("", type));
    }

    /** By the kind of the campaign; none where it writes none. */
    static Stored campaign(String kind, Function<CampaignRecord.Kind, @Nullable Type> types) {
      var all = new TreeMap<String, Type>();
      for (CampaignRecord.Kind each : CampaignRecord.Kind.values()) {
        Type type = types.apply(each);
        if (type != null) {
          all.put(each.name(), type);
        }
      }
      return new Stored(RowJson.class, kind, all);
    }
  }

  /** A class that only its room sees. */
  static Class<?> hidden(String name) {
    try {
      return Class.forName("dev.halfspeed." + name);
    } catch (ClassNotFoundException e) {
      throw new LinkageError(name + " is gone: say here what is written instead", e);
    }
  }

  /** All columns with JSON in the words of some room, and where it is written. */
  static Map<String, Stored> all() {
    var columns = new TreeMap<String, Stored>();
    // CampaignRunner.insert, a request as CampaignKind.request says
    columns.put("campaign.request_json", Stored.campaign("kind", StoredColumns::request));
    // CampaignKind.Accepted, as each kind accepts a request; again CampaignLog.settled
    columns.put("campaign.detail_json", Stored.campaign("kind", StoredColumns::detail));
    // Campaign.Ending, as each kind's campaign ends
    columns.put("campaign.ending_json", Stored.campaign("kind", StoredColumns::ending));
    // Campaign.assess of each kind, by way of CampaignLog.assessed
    columns.put(
        "decision.assessment_json",
        Stored.campaign(
            "(SELECT kind FROM campaign WHERE id = decision.campaign)", StoredColumns::assessment));
    // CampaignLog.started
    columns.put("job_work.work", Stored.row(hidden("jobs.JobOrder")));
    // WorkerResults.plan
    columns.put("boot.plan_json", Stored.row(BootWay.class));
    // MachineRegistry.remember
    columns.put("machine.facts_json", Stored.row(FactsRecord.class));
    // StoredWatches.add
    columns.put("watch.request_json", Stored.row(WatchRequest.class));
    columns.put("watch.detail_json", Stored.row(WatchDetail.class));
    // Event.record, by the simple name of the event's class
    columns.put(
        "regression_event.detail_json",
        new Stored(
            RowJson.class,
            "kind",
            Arrays.stream(EventDetail.class.getPermittedSubclasses())
                .collect(Collectors.toMap(Class::getSimpleName, Function.identity()))));
    // Documents, what the store writes itself
    columns.put("alarm.workload_json", Stored.documents(AlarmRecord.Workload.class));
    columns.put(
        "alarm.gaps_json",
        Stored.documents(new TypeReference<List<AlarmRecord.Gap>>() {}.getType()));
    columns.put("run.conditions_json", Stored.documents(MachineLoad.class));
    Type numbers = new TypeReference<Map<String, Double>>() {}.getType();
    columns.put("run_counters.rates_json", Stored.documents(numbers));
    columns.put("run_counters.levels_json", Stored.documents(numbers));
    columns.put("run_profile.metrics_json", Stored.documents(numbers));
    columns.put(
        "run_profile.notes_json", Stored.documents(new TypeReference<List<String>>() {}.getType()));
    columns.put(
        "machine_state.state_json",
        Stored.documents(new TypeReference<Map<String, String>>() {}.getType()));
    columns.put(
        "boot.phases_json", Stored.documents(new TypeReference<Map<String, Long>>() {}.getType()));
    return columns;
  }

  private static Type request(CampaignRecord.Kind kind) {
    return switch (kind) {
      case BISECTION -> BisectionRequest.class;
      case COMPARISON -> ComparisonRequest.class;
      case CONFIG_BISECTION -> ConfigBisectionRequest.class;
      case CHECK, RECHECK -> CheckRequest.class;
    };
  }

  private static Type detail(CampaignRecord.Kind kind) {
    return switch (kind) {
      case BISECTION -> Resolved.class;
      case COMPARISON -> hidden("campaign.comparison.ComparisonDetail");
      case CONFIG_BISECTION -> hidden("campaign.configs.ConfigBisectionDetail");
      case CHECK, RECHECK -> hidden("campaign.check.CheckDetail");
    };
  }

  private static @Nullable Type ending(CampaignRecord.Kind kind) {
    return switch (kind) {
      case BISECTION -> BisectionEnding.class;
      // What came out is counted anew from its samples.
      case COMPARISON -> null;
      case CONFIG_BISECTION -> hidden("campaign.configs.ConfigEnding");
      case CHECK, RECHECK -> hidden("campaign.check.CheckFinding");
    };
  }

  private static Type assessment(CampaignRecord.Kind kind) {
    return switch (kind) {
      case BISECTION -> AssessmentRecord.class;
      case COMPARISON -> hidden("campaign.comparison.ComparisonCampaign$Assessed");
      case CONFIG_BISECTION -> hidden("campaign.configs.ConfigAssessment");
      case CHECK, RECHECK -> hidden("campaign.check.CheckCampaign$Assessed");
    };
  }
}
