package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.campaign.Origins;
import dev.halfspeed.configs.ConfigDifference;
import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.configs.OptionChange;
import dev.halfspeed.configs.OptionConclusion;
import dev.halfspeed.configs.OptionGroup;
import dev.halfspeed.configs.OptionSearch;
import dev.halfspeed.configs.SearchRound;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.jobs.BootNumbers;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Draws the picture of a config bisection from what the store holds. */
public final class ConfigBisectionViews {
  private final Store store;

  public ConfigBisectionViews(Store store) {
    this.store = store;
  }

  /**
   * The whole picture.
   *
   * @param activities what machines do for it now
   */
  public ConfigBisectionView view(CampaignRecord record, List<BisectionView.Activity> activities) {
    // Before what was thought: a job's configuration is one of the rounds that were begun by then.
    JobPages pages = JobPages.read(store, record.id());
    ConfigRounds rounds = ConfigRounds.read(store, record);
    ConfigBisectionRequest request = rounds.request();
    ConfigBisectionDetail detail = rounds.detail();
    Optional<ConfigAssessment> assessment = rounds.assessment();
    List<SearchRound.Start> starts = rounds.starts();
    List<OptionGroup> groups = rounds.groups();
    Interventions interventions = Interventions.of(store, record.id());
    List<ConfigBisectionView.Configuration> configurations = configurations(pages, rounds);
    String json = record.endingJson();
    ConfigEnding ending = json == null ? null : RowJson.read(json, ConfigEnding.class);
    return new ConfigBisectionView(
        record.id(),
        CampaignState.valueOf(record.state()).view(),
        record.owner(),
        record.createdAt(),
        record.endedAt(),
        request.good(),
        request.bad(),
        new BisectionView.Commit(detail.commit().id(), detail.commit().subject(), null),
        detail.recipe(),
        new TreeMap<>(detail.parameters()),
        detail.metric(),
        detail.metricUnit(),
        detail.higherIsBetter(),
        request.confidence(),
        interventions.boots().orElse(request.maximumBoots()),
        groups.size(),
        groups.stream().map(OptionGroup::words).toList(),
        detail.difference().fixed().stream().map(OptionChange::words).toList(),
        detail.notes(),
        new ConfigBisectionView.Progress(
            phase(record, assessment, interventions),
            starts.size(),
            assessment.map(ConfigAssessment::remaining).orElse(groups.size()),
            words(starts.getLast().fixed(), groups),
            count(pages, JobKind.BOOT, Outcome.MEASURED),
            count(pages, JobKind.BUILD, Outcome.BUILT),
            sameKernels(configurations),
            assessment.map(ConfigAssessment::effect).map(MetricChange::view).orElse(null),
            assessment.map(ConfigAssessment::noise).orElse(null)),
        starts.stream().map(start -> round(start, groups)).toList(),
        assessment.map(ConfigAssessment::suspects).orElse(List.of()).stream()
            .map(suspect ->
                new ConfigBisectionView.Suspect(
                    words(suspect.groups(), groups), suspect.probability()))
            .toList(),
        configurations,
        activities,
        ending == null ? null : ending(ending, detail, rounds.search(), pages),
        record.message(),
        Origins.of(record, store, interventions));
  }

  private static String phase(
      CampaignRecord record, Optional<ConfigAssessment> assessment, Interventions interventions) {
    return record.endedAt() != null
        ? "done"
        : interventions.isPaused()
            ? "paused"
            : assessment.map(ConfigAssessment::phase).orElse("waiting for machines");
  }

  private static ConfigBisectionView.Round round(
      SearchRound.Start start, List<OptionGroup> groups) {
    return new ConfigBisectionView.Round(
        words(start.fixed(), groups),
        start.carriers().stream().map(carrier -> words(carrier.groups(), groups)).toList(),
        start.boots());
  }

  private static List<String> words(List<Integer> numbers, List<OptionGroup> groups) {
    return numbers.stream().map(number -> groups.get(number).words()).toList();
  }

  private static int count(JobPages pages, String kind, Outcome outcome) {
    return (int)
        pages.ended().stream()
            .filter(job -> job.kind().equals(kind) && outcome.words().equals(job.outcome()))
            .count();
  }

  private static int sameKernels(List<ConfigBisectionView.Configuration> configurations) {
    List<String> kernels =
        configurations.stream()
            .map(ConfigBisectionView.Configuration::buildId)
            .filter(each -> each != null)
            .map(String::valueOf)
            .toList();
    return kernels.size() - (int) kernels.stream().distinct().count();
  }

  private static List<ConfigBisectionView.Configuration> configurations(
      JobPages pages, ConfigRounds rounds) {
    var boots = new Boots(pages, rounds.detail().metric());
    var byName = new LinkedHashMap<String, List<JobRecord>>();
    for (JobRecord job : pages.jobs()) {
      if (job.revision() != null && job.endedAt() != null) {
        byName.computeIfAbsent(job.revision(), ignored -> new ArrayList<>()).add(job);
      }
    }
    var all = new ArrayList<ConfigBisectionView.Configuration>();
    byName.forEach((name, jobs) -> {
      Revision revision = RevisionName.parse(name);
      all.add(
          new ConfigBisectionView.Configuration(
              rounds.words(revision),
              rounds.search().set(revision).cardinality(),
              buildId(jobs),
              jobs.stream()
                  .map(boots::values)
                  .filter(runs -> !runs.isEmpty())
                  .map(runs ->
                      runs.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                  .toList(),
              failure(jobs),
              jobs.stream().map(boots::attempt).toList()));
    });
    return List.copyOf(all);
  }

  /** What boots gave. */
  private static final class Boots {
    private final Map<String, Integer> numbers;
    private final Map<String, List<Double>> values = new HashMap<>();

    /** Why a run is no evidence: the first of each boot. */
    private final Map<String, String> disturbances = new HashMap<>();

    Boots(JobPages pages, String metric) {
      numbers = BootNumbers.of(pages.samples());
      for (SampleRecord sample : pages.samples()) {
        String job = sample.job() + "/" + sample.attempt();
        if (sample.disturbance() != null) {
          disturbances.putIfAbsent(job, sample.disturbance());
        } else if (sample.metric().equals(metric)) {
          values.computeIfAbsent(job, _ -> new ArrayList<>()).add(sample.value());
        }
      }
    }

    /** Of the runs that count; empty where none does. */
    List<Double> values(JobRecord job) {
      return values.getOrDefault(job.job() + "/" + job.attempt(), List.of());
    }

    ConfigBisectionView.Attempt attempt(JobRecord job) {
      String name = job.job() + "/" + job.attempt();
      String purpose = job.purpose();
      return new ConfigBisectionView.Attempt(
          name,
          numbers.get(name),
          job.kind(),
          purpose == null ? null : purpose.toLowerCase(Locale.ROOT),
          Objects.requireNonNullElse(job.outcome(), ""),
          job.message(),
          job.machine(),
          job.startedAt(),
          values(job),
          disturbances.get(name));
    }
  }

  private static @Nullable String buildId(List<JobRecord> jobs) {
    for (JobRecord job : jobs) {
      if (job.result() instanceof JobResult.Built built) {
        return built.image().buildId();
      }
    }
    return null;
  }

  /** Of a configuration that never gave a number, what failed last. */
  private static @Nullable String failure(List<JobRecord> jobs) {
    String last = null;
    for (JobRecord job : jobs) {
      if (job.result() instanceof JobResult.Measured) {
        return null;
      }
      if (job.result() instanceof JobResult.Unbuildable
          || job.result() instanceof JobResult.Unbootable
          || job.result() instanceof JobResult.ReproducerFailed) {
        last = job.message();
      }
    }
    return last;
  }

  private ConfigBisectionView.Ending ending(
      ConfigEnding ending, ConfigBisectionDetail detail, OptionSearch search, JobPages pages) {
    List<OptionGroup> groups = detail.difference().groups();
    return new ConfigBisectionView.Ending(
        ending.kind(),
        ending.carriers().stream()
            .map(carrier ->
                new ConfigBisectionView.Carrier(
                    words(carrier.groups(), groups),
                    carrier.confidence(),
                    MetricChange.of(carrier.effect(), detail.scale()).view(),
                    carrier.share(),
                    carrier.proof().culpritBoots(),
                    carrier.proof().parentBoots(),
                    carrier.proof().revertRecovered().orElse(null),
                    consequences(carrier, groups, search, pages)))
            .toList(),
        words(ending.found(), groups),
        words(ending.suspects(), groups));
  }

  /** What changes in the effective configuration beside what was asked for. */
  private List<String> consequences(
      OptionConclusion.Carrier carrier,
      List<OptionGroup> groups,
      OptionSearch search,
      JobPages pages) {
    var with = new BitSet();
    carrier.groups().forEach(with::set);
    Optional<ConfigFile> good = effective(new BitSet(), search, pages);
    Optional<ConfigFile> slow = effective(with, search, pages);
    if (good.isEmpty() || slow.isEmpty()) {
      return List.of();
    }
    Set<String> asked = new HashSet<>();
    carrier
        .groups()
        .forEach(
            number -> groups.get(number).changes().forEach(change -> asked.add(change.symbol())));
    return ConfigDifference.of(good.get(), slow.get(), asked).groups().stream()
        .flatMap(group -> group.changes().stream())
        .map(OptionChange::words)
        .toList();
  }

  private Optional<ConfigFile> effective(BitSet set, OptionSearch search, JobPages pages) {
    for (JobRecord job : pages.ended()) {
      String name = job.revision();
      if (name != null && job.result() instanceof JobResult.Built built) {
        Revision revision = RevisionName.parse(name);
        if (search.set(revision).equals(set)) {
          return store.jobs().config(built.image().configSha256()).map(ConfigFile::parse);
        }
      }
    }
    return Optional.empty();
  }
}
