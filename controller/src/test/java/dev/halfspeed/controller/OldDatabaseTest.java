package dev.halfspeed.controller;

import static dev.halfspeed.controller.OldLab.row;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.time.Time;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is lost of a database that commit 73147d0 wrote. What plain SQL finds in the file as it
 * was written is what today's views show.
 */
final class OldDatabaseTest {
  /** The number of a candidate; of no other revision. */
  private static final String INDEX =
      "iif(revision LIKE 'candidate %', substr(revision, 11), NULL)";

  /** The last assessment of each bisection. */
  private static final String LAST =
      """
      WITH last AS (
        SELECT id, sequence, state, assessment_json AS said
        FROM bisection JOIN decision ON bisection = id
        WHERE number = (
          SELECT max(number) FROM decision WHERE bisection = id AND assessment_json != '{}'))
      """;

  /** The boots that gave samples, numbered in the order of their ends. */
  private static final String BOOT =
      """
      WITH boot AS (
        SELECT bisection.sequence, bisection, machine, result_json,
          row_number() OVER (PARTITION BY bisection ORDER BY job_end.rowid) AS number
        FROM job JOIN job_end USING (job, attempt) JOIN bisection ON bisection = id
        WHERE outcome = 'measured')
      """;

  @TempDir private static Path folder;
  private static OldLab lab;
  private static LabController controller;
  private static List<BisectionView> bisections;

  @BeforeAll
  static void open() throws Exception {
    lab = OldLab.in(folder);
    controller =
        LabController.open(
            lab.state(),
            lab.recipes(),
            folder.resolve("worker"),
            _ ->
                machine -> {
                  throw new AssertionError(machine);
                },
            Time.real(),
            false);
    bisections = new ArrayList<>();
    for (BisectionSummary one : controller.campaigns().bisections().reversed()) {
      bisections.add(controller.campaigns().bisection(one.id()));
    }
  }

  @AfterAll
  static void close() {
    controller.close();
  }

  private static void assertShown(Stream<String> shown, String query) {
    List<String> written = lab.written(query);
    assertThat(written).isNotEmpty();
    assertThat(shown).containsExactlyElementsOf(written);
  }

  private static Stream<String> ofBisections(Function<BisectionView, Stream<String>> rows) {
    return bisections.stream()
        .flatMap(bisection -> rows.apply(bisection).map(row -> row(bisection.id(), row)));
  }

  private static String commit(BisectionView.@Nullable Commit commit) {
    return commit == null
        ? row(null, null, null)
        : row(commit.id(), commit.subject(), commit.index());
  }

  private static String change(BisectionView.@Nullable Change change) {
    return change == null
        ? row(null, null, null)
        : row(change.fraction(), change.low(), change.high());
  }

  private static String span(BisectionView.@Nullable Span span) {
    return span == null ? row(null, null, null) : row(span.expected(), span.low(), span.high());
  }

  private static String deviation(CheckView.@Nullable Deviation deviation) {
    return deviation == null
        ? row(null, null, null)
        : row(deviation.fraction(), deviation.low(), deviation.high());
  }

  @Test
  void theListOfBisections() {
    assertShown(
        controller.campaigns().bisections().stream()
            .map(one ->
                row(
                    one.id(),
                    one.state(),
                    one.createdAt(),
                    one.endedAt(),
                    one.repository(),
                    one.good(),
                    one.bad(),
                    one.recipe(),
                    one.metric(),
                    one.conclusion())),
        """
        SELECT id, state, created_at, ended_at, request_json ->> '$.repository',
          request_json ->> '$.good', request_json ->> '$.bad', detail_json ->> '$.recipe',
          detail_json ->> '$.metric',
          (ending_json ->> '$.kind') || ': ' || (ending_json ->> '$.words')
        FROM bisection ORDER BY sequence DESC
        """);
  }

  @Test
  void whatWasAsked() {
    assertShown(
        ofBisections(bisection -> {
          BisectionView.Request request = bisection.request();
          return Stream.of(
              row(
                  request.good().id(),
                  request.good().subject(),
                  request.bad().id(),
                  request.bad().subject(),
                  request.candidates(),
                  request.parameters(),
                  request.metricUnit(),
                  request.higherIsBetter(),
                  request.config(),
                  request.confidence(),
                  request.maximumBoots(),
                  request.find()));
        }),
        """
        SELECT id, detail_json ->> '$.good.id', detail_json ->> '$.good.subject',
          detail_json ->> '$.bad.id', detail_json ->> '$.bad.subject',
          detail_json ->> '$.candidates',
          (SELECT group_concat(key || '=' || value) FROM json_each(detail_json, '$.parameters')),
          detail_json ->> '$.metricUnit', detail_json -> '$.higherIsBetter',
          detail_json ->> '$.config', request_json -> '$.confidence',
          request_json ->> '$.maximumBoots', 'regression'
        FROM bisection ORDER BY sequence
        """);
  }

  @Test
  void jobs() {
    assertShown(
        ofBisections(bisection ->
            bisection.attempts().stream()
                .map(job ->
                    row(
                        job.job(),
                        job.kind(),
                        commit(job.commit()),
                        job.machine(),
                        job.startedAt(),
                        job.endedAt(),
                        job.outcome(),
                        job.message(),
                        job.log()))),
        """
        SELECT bisection, job || '/' || attempt, kind, "commit", subject, %s, machine, started_at,
          job_end.ended_at, outcome, coalesce(job_end.message, job.message), log_path
        FROM job LEFT JOIN job_end USING (job, attempt) JOIN bisection ON bisection = id
        ORDER BY bisection.sequence, job.sequence
        """
            .formatted(INDEX));
  }

  @Test
  void samples() {
    assertShown(
        ofBisections(bisection ->
            bisection.samples().stream()
                .flatMap(sample ->
                    new TreeMap<>(sample.metrics())
                        .entrySet().stream()
                            .map(metric ->
                                row(
                                    sample.boot(),
                                    sample.run(),
                                    sample.at(),
                                    sample.machine(),
                                    sample.purpose(),
                                    commit(sample.commit()),
                                    sample.disturbance(),
                                    sample.value(),
                                    metric.getKey(),
                                    metric.getValue())))),
        """
        SELECT bisection,
          dense_rank() OVER (PARTITION BY bisection ORDER BY job_end.rowid) AS boot, run,
          job_end.ended_at, machine, lower(purpose), "commit", subject, %s, NULL,
          (SELECT value FROM sample AS own
            WHERE own.job = job.job AND own.attempt = job.attempt AND own.run = sample.run
              AND metric = detail_json ->> '$.metric'),
          metric, value
        FROM sample JOIN job_end USING (job, attempt) JOIN job USING (job, attempt)
          JOIN bisection ON bisection = id
        ORDER BY bisection.sequence, boot, run, metric
        """
            .formatted(INDEX));
  }

  @Test
  void decisions() {
    assertShown(
        ofBisections(bisection ->
            bisection.steps().stream()
                .map(step ->
                    row(
                        step.at(),
                        step.machine(),
                        step.action(),
                        commit(step.commit()),
                        step.why()))),
        """
        SELECT bisection, at, machine, action, "commit", subject, %s, why
        FROM decision JOIN bisection ON bisection = id ORDER BY sequence, number
        """
            .formatted(INDEX));
  }

  @Test
  void suspects() {
    assertShown(
        ofBisections(bisection ->
            bisection.suspects().stream()
                .map(suspect -> row(commit(suspect.commit()), suspect.probability()))),
        LAST
            + """
            SELECT last.id, suspect.value ->> '$.commit', suspect.value ->> '$.subject',
              suspect.value ->> '$.candidate', suspect.value -> '$.probability'
            FROM last, json_each(said, '$.suspects') AS suspect ORDER BY sequence, suspect.key
            """);
  }

  @Test
  void progress() {
    assertShown(
        ofBisections(bisection -> {
          BisectionView.Progress progress = bisection.progress();
          return Stream.of(
              row(
                  progress.phase(),
                  progress.remaining(),
                  progress.entropyBits(),
                  progress.noRegression(),
                  change(progress.effect()),
                  progress.noise(),
                  progress.boots(),
                  progress.builds()));
        }),
        LAST
            + """
            SELECT id, iif(state = 'RUNNING', said ->> '$.phase', 'done'), said ->> '$.remaining',
              said -> '$.entropyBits', said -> '$.none', said -> '$.effect.fraction',
              said -> '$.effect.low', said -> '$.effect.high', said -> '$.noise',
              (SELECT count(*) FROM job JOIN job_end USING (job, attempt)
                WHERE bisection = id AND outcome = 'measured'),
              (SELECT count(*) FROM job JOIN job_end USING (job, attempt)
                WHERE bisection = id AND outcome = 'built')
            FROM last ORDER BY sequence
            """);
  }

  @Test
  void theForecastOfTheOneThatRuns() {
    assertShown(
        ofBisections(bisection ->
            Stream.ofNullable(bisection.progress().forecast())
                .map(forecast ->
                    row(
                        span(forecast.boots()),
                        forecast.calibrationBoots(),
                        forecast.searchBoots(),
                        forecast.proofBoots(),
                        forecast.builds(),
                        span(forecast.seconds()),
                        forecast.machineSeconds(),
                        forecast.success(),
                        forecast.resolvable()))),
        LAST
            + """
            SELECT id, forecast -> '$.boots.expected', forecast -> '$.boots.low',
              forecast -> '$.boots.high', forecast -> '$.calibrationBoots',
              forecast -> '$.searchBoots', forecast -> '$.proofBoots', forecast -> '$.builds',
              forecast -> '$.seconds.expected', forecast -> '$.seconds.low',
              forecast -> '$.seconds.high', forecast -> '$.machineSeconds',
              forecast -> '$.success', forecast -> '$.resolvable'
            FROM (SELECT id, said -> '$.forecast' AS forecast FROM last WHERE state = 'RUNNING')
            """);
  }

  @Test
  void endings() {
    assertShown(
        ofBisections(bisection ->
            Stream.ofNullable(bisection.ending())
                .map(ending -> {
                  BisectionView.Proof proof = ending.proof();
                  return row(
                      ending.kind(),
                      ending.words(),
                      ending.confidence(),
                      change(ending.effect()),
                      ending.share(),
                      proof == null ? null : proof.culpritValues(),
                      proof == null ? null : proof.parentValues(),
                      proof == null ? null : proof.logLikelihoodRatio(),
                      proof == null ? null : proof.revertRecovered(),
                      ending.commits().stream().map(OldDatabaseTest::commit).toList());
                })),
        """
        SELECT id, ending_json ->> '$.kind', ending_json ->> '$.words',
          ending_json ->> '$.confidence', ending_json -> '$.effect.fraction',
          ending_json -> '$.effect.low', ending_json -> '$.effect.high', ending_json -> '$.share',
          ending_json -> '$.proof.culpritValues', ending_json -> '$.proof.parentValues',
          ending_json -> '$.proof.logLikelihoodRatio', ending_json -> '$.proof.revertRecovered',
          (SELECT '[' || coalesce(group_concat(
              (value ->> '$.id') || ' | ' || (value ->> '$.subject') || ' | '
                || (value ->> '$.index'), ',' ORDER BY key), '') || ']'
            FROM json_each(ending_json, '$.commits'))
        FROM bisection WHERE ended_at IS NOT NULL ORDER BY sequence
        """);
  }

  @Test
  void theReportNamesTheCulprit() throws Exception {
    BisectionView ended =
        bisections.stream()
            .filter(bisection -> bisection.state() == BisectionView.State.CONCLUDED)
            .findFirst()
            .orElseThrow();
    BisectionView.Commit culprit = requireNonNull(ended.ending()).commits().getFirst();
    assertThat(controller.campaigns().report(ended.id()))
        .startsWith("# Bisection " + ended.id() + ": culprit\n")
        .contains(
            culprit.id().substring(0, 10) + " (\"" + culprit.subject() + "\") changed tps by");
  }

  /** Of what the kernels told of themselves, their clock was not the same in all boots. */
  @Test
  void whatKernelsTold() {
    assertShown(
        ofBisections(bisection ->
            bisection.differences().stream()
                .flatMap(difference ->
                    difference.settings().stream()
                        .map(setting ->
                            row(
                                difference.machine(),
                                difference.name(),
                                setting.value(),
                                setting.boots())))),
        BOOT
            + """
            , clock AS (
              SELECT sequence, bisection, machine, number, result_json ->> '$.boot.state.clocksource'
                AS name
              FROM boot)
            SELECT bisection, machine, 'clocksource', name,
              '[' || group_concat(number, ',' ORDER BY number) || ']'
            FROM clock
            WHERE EXISTS (
              SELECT * FROM clock AS other
              WHERE other.bisection = clock.bisection AND other.machine = clock.machine
                AND other.name != clock.name)
            GROUP BY bisection, machine, name ORDER BY sequence, machine, min(number)
            """);
  }

  /** But for the first, which shares its name with the jobs that are under way. */
  @Test
  void thePhasesOfBoots() {
    assertShown(
        ofBisections(bisection ->
            new TreeMap<>(bisection.time().byKind())
                .entrySet().stream()
                    .filter(
                        phase -> List.of("measure", "restore", "shutdown").contains(phase.getKey()))
                    .map(phase ->
                        row(phase.getKey(), String.format(Locale.ROOT, "%.3f", phase.getValue())))),
        BOOT
            + """
            SELECT bisection, phase.key,
              format('%.3f', sum(CAST(trim(phase.value, 'PTS') AS REAL)))
            FROM boot, json_each(result_json, '$.boot.phases') AS phase
            WHERE phase.key != 'boot'
            GROUP BY bisection, phase.key ORDER BY sequence, phase.key
            """);
  }

  @Test
  void checks() {
    assertShown(
        controller.machines().checks().stream()
            .map(check ->
                row(
                    check.id(),
                    check.machine(),
                    check.kind(),
                    check.startedAt(),
                    check.commit(),
                    check.subject(),
                    check.recipe(),
                    check.parameters(),
                    check.metric(),
                    check.metricUnit(),
                    check.config(),
                    check.boots(),
                    check.runs(),
                    check.state())),
        """
        SELECT id, machine, kind, started_at, detail_json ->> '$.commit.id',
          detail_json ->> '$.commit.subject', detail_json ->> '$.recipe',
          (SELECT group_concat(key || '=' || value) FROM json_each(detail_json, '$.parameters')),
          detail_json ->> '$.metric', detail_json ->> '$.metricUnit', detail_json ->> '$.config',
          request_json ->> '$.boots', request_json ->> '$.runs', coalesce(verdict, 'running')
        FROM machine_check LEFT JOIN machine_check_end ON check_id = id ORDER BY sequence DESC
        """);
  }

  @Test
  void theBootsOfChecks() {
    assertShown(
        controller.machines().checks().stream().map(check -> row(check.id(), check.samples())),
        """
        SELECT id, '[' || group_concat(runs, ',' ORDER BY number) || ']'
        FROM machine_check JOIN (
          SELECT check_id, number,
            '[' || group_concat(run.value -> '$.metrics.tps', ',' ORDER BY run.key) || ']' AS runs
          FROM machine_check_boot, json_each(result_json, '$.runs') AS run
          GROUP BY check_id, number) ON check_id = id
        GROUP BY id ORDER BY sequence DESC
        """);
  }

  @Test
  void whatChecksFound() {
    assertShown(
        controller.machines().checks().stream()
            .filter(check -> check.noise() != null)
            .map(check ->
                row(
                    check.id(),
                    check.endedAt(),
                    check.message(),
                    deviation(check.noise()),
                    deviation(check.within()),
                    check.resolvable(),
                    check.comparisons().stream().map(CheckView.Comparison::chance).toList())),
        """
        SELECT id, ended_at, message, finding_json -> '$.noise.between.deviation',
          finding_json -> '$.noise.between.low', finding_json -> '$.noise.between.high',
          finding_json -> '$.noise.within.deviation', finding_json -> '$.noise.within.low',
          finding_json -> '$.noise.within.high', finding_json -> '$.resolvable',
          json_array(
            json(finding_json -> '$.same.alternate.chance'),
            json(finding_json -> '$.same.halves.chance'))
        FROM machine_check JOIN machine_check_end ON check_id = id ORDER BY sequence DESC
        """);
  }

  @Test
  void machines() {
    assertShown(
        controller.machines().all().stream()
            .map(machine ->
                row(
                    machine.name(),
                    machine.address(),
                    machine.seenAt(),
                    machine.cores(),
                    machine.memoryBytes(),
                    machine.diskFreeBytes(),
                    machine.operatingSystem(),
                    new TreeMap<>(machine.tools()),
                    machine.acceleration())),
        """
        SELECT name, address, seen_at, facts_json ->> '$.cores', facts_json ->> '$.memoryBytes',
          facts_json ->> '$.diskFreeBytes', facts_json ->> '$.operatingSystem',
          (SELECT group_concat(key || '=' || value, ',' ORDER BY key)
            FROM json_each(facts_json, '$.tools')),
          facts_json ->> '$.kvmExplanation'
        FROM machine ORDER BY name
        """);
  }

  @Test
  void whatMachinesMayBeGiven() {
    assertShown(
        controller.machines().all().stream()
            .map(machine -> {
              MachineView.Standing standing = machine.standing();
              return row(
                  machine.name(),
                  machine.state(),
                  standing.state(),
                  standing.cause(),
                  standing.reason(),
                  standing.since(),
                  requireNonNull(machine.lastCheck()).id());
            }),
        """
        SELECT machine, iif(state = 'quarantined', state, 'not connected'), state, cause, reason,
          at,
          (SELECT id FROM machine_check JOIN machine_check_end ON check_id = id
            WHERE machine_check.machine = standing.machine ORDER BY sequence DESC LIMIT 1)
        FROM standing
        WHERE sequence IN (SELECT max(sequence) FROM standing GROUP BY machine) ORDER BY machine
        """);
  }
}
