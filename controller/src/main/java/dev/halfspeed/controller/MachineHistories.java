package dev.halfspeed.controller;

import dev.halfspeed.campaign.MachineUse;
import dev.halfspeed.campaign.check.CheckViews;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.machine.StatusRecord;
import dev.halfspeed.work.JobKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Reads from the store what machines did. */
final class MachineHistories {
  /** More of a machine's jobs are not drawn. */
  private static final int MOST_JOBS = 2_000;

  private static final int MOST_CHECKS = 30;
  private static final int MOST_STANDINGS = 30;

  /** Jobs that began before the span may reach into it. */
  private static final Duration LONGEST_JOB = Duration.ofHours(24);

  private static final String MEASURE = "measure";

  private final Store store;
  private final CheckViews checks;
  private final MachineScheduler scheduler;
  private final MachineUse use;

  MachineHistories(Store store, CheckViews checks, MachineScheduler scheduler, MachineUse use) {
    this.store = store;
    this.checks = checks;
    this.scheduler = scheduler;
    this.use = use;
  }

  /** What machines did in a span of time. */
  List<MachineDay> days(List<MachineView> machines, Instant from, Instant until) {
    List<StatusRecord> statuses = store.machines().statuses();
    return machines.stream()
        .map(machine -> day(machine, jobs(machine.name(), from, until), statuses, from, until))
        .toList();
  }

  /** How many campaigns share each machine now. */
  Map<String, Integer> queues(List<MachineView> machines) {
    var queues = new TreeMap<String, Integer>();
    for (MachineView machine : machines) {
      queues.put(machine.name(), scheduler.campaigns(machine.address()).size());
    }
    return queues;
  }

  MachineHistory history(MachineView machine, Instant from, Instant until) {
    List<JobRecord> jobs = jobs(machine.name(), from, until);
    List<StatusRecord> statuses = store.machines().statuses();
    var kinds = new HashMap<String, String>();
    return new MachineHistory(
        day(machine, jobs, statuses, from, until),
        jobs.stream().map(job -> work(job, kinds)).toList(),
        statuses.reversed().stream()
            .filter(record -> record.machine().equals(machine.name()))
            .limit(MOST_STANDINGS)
            .map(MachineHistories::standing)
            .toList(),
        checks.ended(machine.name(), MOST_CHECKS),
        scheduler.campaigns(machine.address()).stream()
            .map(id -> new MachineHistory.Queued(id, kind(id, kinds), use.words(id)))
            .toList());
  }

  private List<JobRecord> jobs(String machine, Instant from, Instant until) {
    return store.jobs().onMachine(machine, from.minus(LONGEST_JOB), until, MOST_JOBS).stream()
        .filter(job -> Objects.requireNonNullElse(job.endedAt(), until).isAfter(from))
        .toList();
  }

  private MachineDay day(
      MachineView machine,
      List<JobRecord> jobs,
      List<StatusRecord> statuses,
      Instant from,
      Instant until) {
    var parts = new ArrayList<MachineDay.Part>();
    addBarred(
        parts,
        statuses.stream().filter(record -> record.machine().equals(machine.name())).toList(),
        until);
    for (JobRecord job : jobs) {
      addJob(parts, job, until);
    }
    return new MachineDay(
        machine,
        parts.stream()
            .map(part -> new MachineDay.Part(part.use(), later(part.from(), from), part.until()))
            .filter(part -> part.until().isAfter(part.from()))
            .sorted(Comparator.comparing(MachineDay.Part::from))
            .toList());
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static void addBarred(
      List<MachineDay.Part> parts, List<StatusRecord> statuses, Instant until) {
    Instant since = null;
    for (StatusRecord record : statuses) {
      boolean bars = record.state().equals("drained") || record.state().equals("quarantined");
      if (bars && since == null) {
        since = record.at();
      } else if (!bars && since != null) {
        parts.add(new MachineDay.Part(MachineDay.Use.BARRED, since, record.at()));
        since = null;
      }
    }
    if (since != null) {
      parts.add(new MachineDay.Part(MachineDay.Use.BARRED, since, until));
    }
  }

  /** A measured boot is its phases, at its end; before them everything was made ready. */
  private static void addJob(List<MachineDay.Part> parts, JobRecord job, Instant until) {
    Instant end = Objects.requireNonNullElse(job.endedAt(), until);
    Instant at = job.startedAt();
    if (job.result() instanceof JobResult.Measured measured) {
      Map<String, Duration> phases = measured.boot().phases();
      Instant begin =
          later(at, end.minus(phases.values().stream().reduce(Duration.ZERO, Duration::plus)));
      parts.add(new MachineDay.Part(MachineDay.Use.BOOT, at, begin));
      at = begin;
      for (Map.Entry<String, Duration> phase : phases.entrySet()) {
        Instant next = at.plus(phase.getValue());
        parts.add(
            new MachineDay.Part(
                phase.getKey().equals(MEASURE) ? MachineDay.Use.RUN : MachineDay.Use.BOOT,
                at,
                next));
        at = next;
      }
    } else {
      parts.add(new MachineDay.Part(use(job), at, end));
    }
  }

  private static MachineDay.Use use(JobRecord job) {
    if (job.result() instanceof JobResult.InfrastructureFault) {
      return MachineDay.Use.FAULT;
    }
    return switch (job.kind()) {
      case JobKind.BUILD -> MachineDay.Use.BUILD;
      case JobKind.BOOT -> MachineDay.Use.BOOT;
      default -> MachineDay.Use.OTHER;
    };
  }

  private MachineHistory.Work work(JobRecord job, Map<String, String> kinds) {
    return new MachineHistory.Work(
        job.job() + "/" + job.attempt(),
        job.campaign(),
        kind(job.campaign(), kinds),
        job.kind(),
        job.commit(),
        job.subject(),
        job.startedAt(),
        job.endedAt(),
        job.outcome(),
        job.message());
  }

  private String kind(String campaign, Map<String, String> known) {
    return known.computeIfAbsent(
        campaign,
        id -> {
          Optional<CampaignRecord> record = store.campaigns().find(id);
          return record.map(found -> found.kind().word()).orElse("");
        });
  }

  private static MachineView.Standing standing(StatusRecord record) {
    return new MachineView.Standing(
        record.state(),
        record.cause(),
        record.reason(),
        record.at(),
        record.principal().isEmpty() ? null : record.principal());
  }
}
