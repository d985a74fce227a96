package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CampaignRun;
import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.campaign.Origins;
import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.jobs.BootNumbers;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.Journal;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ProfileEvidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.CampaignSummary;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Draws the picture of a bisection from what the store holds, and from the running bisection where
 * there is one.
 */
public final class BisectionViews {
  private static final String DONE = "done";
  private static final String PAUSED = "paused";
  private static final String NO_PHASE = "waiting for machines";

  private final Store store;
  private final InstantSource clock;
  private final Path reports;
  private final DecisionSteps steps;

  public BisectionViews(Store store, InstantSource clock, Path reports) {
    this.store = store;
    this.clock = clock;
    this.reports = reports;
    steps = new DecisionSteps(store.campaigns());
  }

  /** Where a bisection's report lies once it has ended. */
  public Path reportFile(String bisection) {
    return reports.resolve(bisection + ".md");
  }

  /**
   * A line about it.
   *
   * @param held what its machines wait for, where it can't be taken up
   */
  public BisectionSummary summary(
      CampaignSummary row, Optional<CampaignRun> running, List<BisectionView.Activity> held) {
    Optional<AssessmentRecord> now = running.flatMap(BisectionViews::assessment);
    List<BisectionView.Activity> waits = running.map(CampaignRun::heldUp).orElse(held);
    CampaignState state = CampaignState.valueOf(row.state());
    String phase =
        state == CampaignState.RUNNING
            ? now.map(AssessmentRecord::phase)
                .orElse(Objects.requireNonNullElse(row.phase(), NO_PHASE))
            : DONE;
    return new BisectionSummary(
        row.id(),
        state.view(),
        row.owner(),
        row.createdAt(),
        row.endedAt(),
        row.repository(),
        row.good(),
        row.bad(),
        row.recipe(),
        row.metric(),
        row.paused() ? PAUSED : waits.isEmpty() ? phase : waits.getFirst().doing(),
        now.map(AssessmentRecord::remaining)
            .orElse(Objects.requireNonNullElse(row.remaining(), row.candidates())),
        row.ending() == null ? null : row.ending() + ": " + row.message());
  }

  /**
   * The whole picture.
   *
   * @param held what its machines wait for, where it can't be taken up
   */
  public BisectionView view(
      CampaignRecord record, Optional<CampaignRun> running, List<BisectionView.Activity> held) {
    Resolved resolved = RowJson.read(record.detailJson(), Resolved.class);
    BisectionRequest request = RowJson.read(record.requestJson(), BisectionRequest.class);
    Interventions interventions = Interventions.of(store, record.id());
    Optional<JobPages> known = running.flatMap(run -> run.jobPages(interventions));
    // Samples first: a job that ends between the two reads is then known without its samples, never
    // the other way round.
    List<SampleRecord> rows =
        known.map(JobPages::samples).orElseGet(() -> store.boots().samples(record.id()));
    List<JobRecord> jobs = known.map(JobPages::jobs).orElseGet(() -> store.jobs().all(record.id()));
    List<BisectionView.Step> decided = steps.of(record.id());
    Optional<AssessmentRecord> assessment =
        running
            .flatMap(BisectionViews::assessment)
            .or(() -> lastAssessment(record.id()))
            // One that failed before both ends had numbers says nothing about commits.
            .filter(last -> state(record) != CampaignState.FAILED || last.effect() != null);
    List<BisectionView.Sample> samples = samples(resolved, jobs, rows, interventions.marks());
    BisectionEnding ending = ending(record, resolved);
    Optional<CulpritProfiles> profiles = profiles(record.id(), resolved, jobs, ending);
    Optional<ProfileEvidence> profile = profiles.flatMap(CulpritProfiles::evidence);
    return new BisectionView(
        record.id(),
        state(record).view(),
        record.owner(),
        record.createdAt(),
        record.endedAt(),
        request(request, resolved, interventions),
        progress(record, resolved, assessment, jobs, interventions.isPaused()),
        running.map(CampaignRun::activities).orElse(held),
        suspects(assessment),
        assessment.map(AssessmentRecord::posterior).map(RecordViews::posterior).orElse(null),
        samples,
        jobs.stream().map(job -> attempt(resolved, job)).toList(),
        decided,
        StateDifferences.of(jobs, store.boots().states(record.id()), BootNumbers.of(rows)),
        TimeLedger.of(jobs, Objects.requireNonNullElse(record.endedAt(), clock.instant()))
            .since(record.createdAt()),
        ending == null ? null : RecordViews.ending(ending),
        "/bisections/" + record.id(),
        Files.exists(reportFile(record.id())) ? reportFile(record.id()).toString() : null,
        Origins.of(record, store, interventions),
        new ComparedSides(resolved, jobs)
            .of(ending)
            .flatMap(sides ->
                new CounterEvidences(record.id(), store, sides.metric(), rows)
                    .compare(sides.first(), sides.second(), sides.isKnown()))
            .orElse(null),
        profile.orElse(null),
        profile.isPresent()
            ? null
            : Optional.ofNullable(ending)
                .map(BisectionEnding::withoutProfile)
                .or(() -> profiles.flatMap(CulpritProfiles::trouble))
                .orElse(null));
  }

  /** Those of its first culprit; empty where none was proved, or no boot was made for one. */
  private Optional<CulpritProfiles> profiles(
      String id, Resolved resolved, List<JobRecord> jobs, @Nullable BisectionEnding ending) {
    return new ComparedSides(resolved, jobs)
        .ofProfiles(ending)
        .flatMap(sides -> CulpritProfiles.read(store, id, jobs, sides));
  }

  /**
   * A picture or a text of a bisection's profiles.
   *
   * @param file its name, such as culprit.svg
   * @return empty where there is none of that name, or no profile
   */
  public Optional<String> profileFile(CampaignRecord record, String file) {
    Resolved resolved = RowJson.read(record.detailJson(), Resolved.class);
    return profiles(record.id(), resolved, store.jobs().all(record.id()), ending(record, resolved))
        .flatMap(profiles -> profiles.file(file));
  }

  private static CampaignState state(CampaignRecord record) {
    return CampaignState.valueOf(record.state());
  }

  private static String phase(
      CampaignRecord record, Optional<AssessmentRecord> assessment, boolean isPaused) {
    if (state(record) != CampaignState.RUNNING) {
      return DONE;
    }
    if (isPaused) {
      return PAUSED;
    }
    return assessment.map(AssessmentRecord::phase).orElse(NO_PHASE);
  }

  private static @Nullable BisectionEnding ending(CampaignRecord record, Resolved resolved) {
    String json = record.endingJson();
    if (json == null) {
      return null;
    }
    BisectionEnding ending = RowJson.read(json, BisectionEnding.class);
    // Earlier versions kept one where runs pass or fail.
    return resolved.isPassOrFail() ? ending.withoutEffect() : ending;
  }

  private static Optional<AssessmentRecord> assessment(CampaignRun run) {
    return run.campaign() instanceof BisectionCampaign bisection
        ? bisection.assessment()
        : Optional.empty();
  }

  private Optional<AssessmentRecord> lastAssessment(String bisection) {
    return store
        .campaigns()
        .lastAssessment(bisection)
        .map(json -> RowJson.read(json, AssessmentRecord.class));
  }

  private static BisectionView.Request request(
      BisectionRequest request, Resolved resolved, Interventions interventions) {
    return new BisectionView.Request(
        request.repository(),
        new BisectionView.Commit(resolved.good().id(), resolved.good().subject(), null),
        new BisectionView.Commit(
            resolved.bad().id(), resolved.bad().subject(), resolved.candidates() - 1),
        resolved.candidates(),
        resolved.recipe(),
        new TreeMap<>(resolved.parameters()),
        resolved.metric(),
        resolved.metricUnit(),
        resolved.higherIsBetter(),
        resolved.config(),
        request.confidence(),
        interventions.boots().orElse(request.maximumBoots()),
        resolved.sought().word(),
        new BisectionView.Setup(
            request.good(),
            request.bad(),
            request.recipe(),
            request.profile(),
            new TreeMap<>(request.parameters()),
            request.configBase(),
            request.configFragments(),
            request.lab(),
            request.metric(),
            request.firstParent(),
            request.paths(),
            request.runs(),
            request.seed(),
            request.perf()),
        new BisectionView.Commit(resolved.goodEnd().id(), resolved.goodEnd().subject(), null),
        borrowed(request, resolved));
  }

  private static BisectionView.@Nullable Borrowed borrowed(
      BisectionRequest request, Resolved resolved) {
    int ends = resolved.ends().size();
    int noise = resolved.earlier().size();
    String comparison = ends == 0 || request.known() == null ? null : request.known().comparison();
    return ends + noise == 0 ? null : new BisectionView.Borrowed(comparison, ends, noise);
  }

  private static BisectionView.Progress progress(
      CampaignRecord record,
      Resolved resolved,
      Optional<AssessmentRecord> assessment,
      List<JobRecord> jobs,
      boolean isPaused) {
    BisectionView.Forecast forecast =
        state(record) == CampaignState.RUNNING
            ? assessment.map(AssessmentRecord::forecast).map(RecordViews::forecast).orElse(null)
            : null;
    BisectionView.Span seconds = forecast == null ? null : forecast.seconds();
    return new BisectionView.Progress(
        phase(record, assessment, isPaused),
        assessment.map(AssessmentRecord::remaining).orElse(resolved.candidates()),
        assessment
            .map(AssessmentRecord::entropyBits)
            .orElse(Math.log(resolved.candidates()) / Math.log(2)),
        count(jobs, JobKind.BOOT, Outcome.MEASURED),
        count(jobs, JobKind.BUILD, Outcome.BUILT),
        assessment
            .map(AssessmentRecord::effect)
            .filter(known -> !resolved.isPassOrFail())
            .map(MetricChange::view)
            .orElse(null),
        assessment.map(AssessmentRecord::noise).orElse(null),
        assessment.map(AssessmentRecord::none).orElse(0.0),
        seconds == null ? null : seconds.expected(),
        forecast,
        assessment.map(AssessmentRecord::regimes).orElse(List.of()).stream()
            .map(regime ->
                new BisectionView.Regime(
                    resolved.machines().get(regime.machine()), regime.boot(), regime.fraction()))
            .toList());
  }

  private static int count(List<JobRecord> jobs, String kind, Outcome outcome) {
    return (int)
        jobs.stream()
            .filter(job -> job.kind().equals(kind) && outcome.words().equals(job.outcome()))
            .count();
  }

  private static List<BisectionView.Suspect> suspects(Optional<AssessmentRecord> assessment) {
    return assessment
        .map(known ->
            known.suspects().stream()
                .map(suspect ->
                    new BisectionView.Suspect(
                        new BisectionView.Commit(
                            suspect.commit(), suspect.subject(), suspect.candidate()),
                        suspect.probability()))
                .toList())
        .orElse(List.of());
  }

  private static List<BisectionView.Sample> samples(
      Resolved resolved,
      List<JobRecord> jobs,
      List<SampleRecord> rows,
      Map<Revision, Intervention> marks) {
    var metrics = new LinkedHashMap<String, Map<Integer, Map<String, Double>>>();
    var disturbances = new HashMap<String, String>();
    for (SampleRecord row : rows) {
      metrics
          .computeIfAbsent(row.job() + "/" + row.attempt(), ignored -> new TreeMap<>())
          .computeIfAbsent(row.run(), ignored -> new TreeMap<>())
          .put(row.metric(), row.value());
      if (row.disturbance() != null) {
        disturbances.put(row.job() + "/" + row.attempt() + "/" + row.run(), row.disturbance());
      }
    }
    var byJob = new HashMap<String, JobRecord>();
    jobs.forEach(job -> byJob.put(job.job() + "/" + job.attempt(), job));
    var samples = new ArrayList<BisectionView.Sample>();
    int boot = 0;
    for (var entry : metrics.entrySet()) {
      JobRecord job = Objects.requireNonNull(byJob.get(entry.getKey()));
      boot++;
      for (var run : entry.getValue().entrySet()) {
        samples.add(
            new BisectionView.Sample(
                Objects.requireNonNull(job.endedAt()),
                commit(job),
                role(resolved, job),
                Objects.requireNonNull(job.purpose()).toLowerCase(Locale.ROOT),
                job.machine(),
                entry.getKey(),
                boot,
                run.getKey(),
                Objects.requireNonNullElse(run.getValue().get(resolved.metric()), Double.NaN),
                run.getValue(),
                Optional.ofNullable(disturbances.get(entry.getKey() + "/" + run.getKey()))
                    .or(() -> marked(job, marks))
                    .orElse(null)));
      }
    }
    return List.copyOf(samples);
  }

  /** Why a boot is no evidence whose commit a person has marked; empty where it is. */
  private static Optional<String> marked(JobRecord job, Map<Revision, Intervention> marks) {
    return Optional.ofNullable(
            marks.get(RevisionName.parse(Objects.requireNonNull(job.revision()))))
        .filter(
            mark -> !Journal.isProof(Purpose.valueOf(Objects.requireNonNull(job.purpose())), mark))
        .map(mark ->
            "its commit was marked %s by %s: %s"
                .formatted(
                    Interventions.verdict(mark).name().toLowerCase(Locale.ROOT),
                    mark.by(),
                    mark.reason()));
  }

  /** Of a job that is about a revision. */
  static String role(Resolved resolved, JobRecord job) {
    return BisectionVariants.role(
        RevisionName.parse(Objects.requireNonNull(job.revision())), resolved.candidates());
  }

  /** Of a job that is about one. */
  static BisectionView.Commit commit(JobRecord job) {
    return new BisectionView.Commit(
        Objects.requireNonNull(job.commit()),
        Objects.requireNonNullElse(job.subject(), ""),
        Revisions.index(job.revision()));
  }

  private static BisectionView.Detail detail(Resolved resolved, JobRecord job) {
    String role = job.revision() == null ? null : role(resolved, job);
    String purpose = job.purpose();
    String why = purpose == null ? null : purpose.toLowerCase(Locale.ROOT);
    return switch (job.result()) {
      case JobResult.Built built ->
          new BisectionView.Detail(
              role,
              why,
              built.image().buildId(),
              built.image().release(),
              Map.of(),
              built.image().configSha256());
      case JobResult.Measured measured ->
          new BisectionView.Detail(
              role,
              why,
              measured.boot().buildId(),
              measured.boot().release(),
              seconds(measured.boot().phases()),
              null);
      case null, default -> new BisectionView.Detail(role, why, null, null, Map.of(), null);
    };
  }

  private static Map<String, Double> seconds(Map<String, Duration> phases) {
    var seconds = new TreeMap<String, Double>();
    phases.forEach((name, took) -> seconds.put(name, took.toMillis() / 1000.0));
    return seconds;
  }

  private static BisectionView.Attempt attempt(Resolved resolved, JobRecord job) {
    return new BisectionView.Attempt(
        job.job() + "/" + job.attempt(),
        job.kind(),
        job.commit() == null ? null : commit(job),
        job.machine(),
        job.startedAt(),
        job.endedAt(),
        job.outcome(),
        job.message(),
        job.logPath(),
        detail(resolved, job));
  }
}
