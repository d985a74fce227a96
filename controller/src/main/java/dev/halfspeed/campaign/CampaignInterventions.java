package dev.halfspeed.campaign;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.core.Principal;
import dev.halfspeed.jobs.CampaignLog;
import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.SampleName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.RevisionName;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes what people do to campaigns: checks it, writes it down, and has the campaign read it. The
 * last check and the write are one step, so that of two who do the same the second one is told.
 */
public final class CampaignInterventions {
  private final Store store;
  private final InstantSource clock;
  private final RangeLookup ranges;
  private final ConfigurationLookup configurations;
  private final Consumer<String> written;

  /**
   * Nobody has done anything.
   *
   * @param ranges of bisections
   * @param configurations of config bisections
   * @param written called with a campaign's id when something was done to it
   */
  public CampaignInterventions(
      Store store,
      InstantSource clock,
      RangeLookup ranges,
      ConfigurationLookup configurations,
      Consumer<String> written) {
    this.store = store;
    this.ranges = ranges;
    this.configurations = configurations;
    this.clock = clock;
    this.written = written;
  }

  /**
   * Does something to a campaign.
   *
   * @param reason for people, one line
   * @return the number by which it can be undone
   * @throws Problem when there is no reason, it makes no sense as things stand, or the campaign has
   *     ended
   */
  public int intervene(
      CampaignRecord campaign, InterventionRequest asked, String reason, Principal by)
      throws Problem {
    if (reason.isBlank()) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "No reason is given",
          "Say why, so that others know it later: --reason TEXT, or \"reason\" in the request.");
    }
    if (campaign.endedAt() != null) {
      throw hasEnded(campaign);
    }
    var writing = new Writing(campaign, reason, by);
    return switch (asked) {
      case InterventionRequest.Pause() -> write(writing, before -> pause(campaign, before));
      case InterventionRequest.Resume() -> write(writing, before -> resume(campaign, before));
      case InterventionRequest.Prioritize(int priority) -> {
        RequestParts.checkPriority(priority);
        yield write(writing, _ -> new Act.Prioritize(priority));
      }
      case InterventionRequest.Budget budget -> {
        Act act = budget(budget);
        yield write(writing, _ -> act);
      }
      case InterventionRequest.Exclude(String sample) ->
          write(writing, _ -> exclude(campaign, sample));
      case InterventionRequest.Remeasure(String boot)
          when campaign.kind() == CampaignRecord.Kind.CONFIG_BISECTION ->
          write(
              writing,
              _ -> {
                ConfigurationLookup.Configuration found = configurations.find(campaign, boot);
                return remeasure(campaign, found.revision(), found.words());
              });
      // A large range takes seconds to read: nobody else waits for that.
      case InterventionRequest.Remeasure(String commit) -> {
        try (RangeLookup.Range range = ranges.of(campaign)) {
          RangeLookup.Named named = range.find(commit);
          yield write(writing, _ -> remeasure(campaign, named.revision(), named.commit()));
        }
      }
      case InterventionRequest.Mark(String commit, String words) -> {
        Intervention.Verdict verdict = verdict(words);
        try (RangeLookup.Range range = ranges.of(campaign)) {
          RangeLookup.Named named = range.find(commit);
          yield write(writing, before -> mark(campaign, range, named, verdict, before));
        }
      }
      case InterventionRequest.Undo(int number) when uncoversMark(campaign, number) -> {
        try (RangeLookup.Range range = ranges.of(campaign)) {
          yield write(writing, before -> undoMark(campaign, range, number, before));
        }
      }
      case InterventionRequest.Undo(int number) ->
          write(writing, before -> undo(campaign, number, before));
    };
  }

  /** What is the same in each row. */
  private record Writing(CampaignRecord campaign, String reason, Principal by) {}

  /** Says what is to be written, by what was done before. */
  private interface Check {
    Act act(Interventions before) throws Problem;
  }

  private synchronized int write(Writing writing, Check check) throws Problem {
    CampaignRecord campaign = writing.campaign();
    Act act = check.act(Interventions.of(store, campaign.id()));
    OptionalInt number =
        store
            .interventions()
            .append(campaign.id(), clock.instant(), writing.by().name(), act, writing.reason());
    if (number.isEmpty()) {
      throw hasEnded(campaign);
    }
    written.accept(campaign.id());
    return number.getAsInt();
  }

  private static String name(CampaignRecord campaign) {
    return campaign.kind().inWords() + " " + campaign.id();
  }

  private static Problem hasEnded(CampaignRecord campaign) {
    return new Problem(
        ProblemCode.WRONG_STATE,
        "The " + name(campaign) + " has ended",
        "Start another one: kernels that were built are used again. See halfspeed report "
            + campaign.id()
            + ".");
  }

  private Act remeasure(CampaignRecord campaign, Revision revision, String name) {
    int last =
        store.jobs().all(campaign.id()).stream()
            .mapToInt(job -> CampaignLog.numberOf(job.job()))
            .max()
            .orElse(0);
    return new Act.Remeasure(RevisionName.of(revision), name, last);
  }

  private Act exclude(CampaignRecord campaign, String words) throws Problem {
    List<SampleRecord> samples = store.boots().samples(campaign.id());
    SampleName name =
        SampleName.find(words, samples)
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.INVALID_FIELD,
                    "The %s has no sample \"%s\"".formatted(name(campaign), words),
                    "Name one by its boot and run, such as 3/2, or a whole boot, such as 3: the"
                        + " page and halfspeed status %s list them.".formatted(campaign.id())));
    List<String> known =
        samples.stream().filter(name::isOf).map(SampleRecord::disturbance).toList();
    if (known.stream().allMatch(Objects::nonNull)) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Sample \"%s\" is no evidence already: %s".formatted(words, known.getFirst()),
          "Nothing has to be done.");
    }
    if (campaign.kind() == CampaignRecord.Kind.CONFIG_BISECTION) {
      configurations.requireInRound(campaign, name.job());
    }
    return new Act.Exclude(name.job(), name.attempt(), name.run());
  }

  private static Intervention.Verdict verdict(String words) throws Problem {
    return Stream.of(Intervention.Verdict.values())
        .filter(each -> word(each).equals(words))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                ProblemCode.INVALID_FIELD,
                "\"" + words + "\" is nothing that a commit can be marked",
                "Say good, bad or skip."));
  }

  private static Act mark(
      CampaignRecord campaign,
      RangeLookup.Range range,
      RangeLookup.Named named,
      Intervention.Verdict verdict,
      Interventions before)
      throws Problem {
    if (named.isEnd()) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Commit " + Words.shortId(named.commit()) + " is an end of the range",
          "The ends are what is compared: start another bisection with other ends, or leave out"
              + " samples with halfspeed exclude.");
    }
    Map<Revision, Intervention.Verdict> marks = verdicts(before);
    marks.put(named.revision(), verdict);
    if (!hasSuspect(range, marks)) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "With commit %s marked %s no suspect is left"
              .formatted(Words.shortId(named.commit()), word(verdict)),
          "It contradicts another mark; undo that one first: halfspeed status %s lists them."
              .formatted(campaign.id()));
    }
    return new Act.Mark(RevisionName.of(named.revision()), named.commit(), verdict);
  }

  private static Map<Revision, Intervention.Verdict> verdicts(Interventions interventions) {
    Map<Revision, Intervention.Verdict> marks = new HashMap<>();
    interventions
        .marks()
        .forEach((revision, mark) -> marks.put(revision, Interventions.verdict(mark)));
    return marks;
  }

  private static boolean hasSuspect(
      RangeLookup.Range range, Map<Revision, Intervention.Verdict> marks) {
    return range.hasSuspect(
        marked(marks, Intervention.Verdict.GOOD), marked(marks, Intervention.Verdict.BAD));
  }

  private static Set<Revision> marked(
      Map<Revision, Intervention.Verdict> marks, Intervention.Verdict verdict) {
    return marks.entrySet().stream()
        .filter(mark -> mark.getValue() == verdict)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static String word(Intervention.Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private static Act pause(CampaignRecord campaign, Interventions before) throws Problem {
    Optional<Intervention> pause = before.pause();
    if (pause.isPresent()) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "The %s is paused already, by %s: %s"
              .formatted(name(campaign), pause.get().by(), pause.get().reason()),
          "To go on: halfspeed resume " + campaign.id() + " --reason TEXT");
    }
    return new Act.Pause();
  }

  private static Act resume(CampaignRecord campaign, Interventions before) throws Problem {
    if (!before.isPaused()) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "The " + name(campaign) + " is not paused",
          "See what it does: halfspeed status " + campaign.id());
    }
    return new Act.Resume();
  }

  private static Act budget(InterventionRequest.Budget asked) throws Problem {
    Integer boots = asked.maximumBoots();
    Double hours = asked.maximumMachineHours();
    if (boots == null && hours == null) {
      throw new Problem(
          ProblemCode.INVALID_FIELD,
          "No budget is given",
          "Give --max-boots, --max-machine-hours, or both.");
    }
    if (boots != null) {
      RequestParts.checkBoots(boots);
    }
    RequestParts.checkMachineHours(hours);
    return new Act.Budget(boots, hours == null ? null : Terms.machineTime(hours).toSeconds());
  }

  private static Act undo(CampaignRecord campaign, int number, Interventions before)
      throws Problem {
    Intervention done =
        before
            .get(number)
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.INVALID_FIELD,
                    "Nobody has done a number %d to the %s".formatted(number, name(campaign)),
                    "halfspeed status " + campaign.id() + " lists what people did."));
    Optional<Intervention> undoing = before.undoing(number);
    if (undoing.isPresent()) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Number %d was undone by %s: %s"
              .formatted(number, undoing.get().by(), undoing.get().reason()),
          "Do it again if you want it.");
    }
    if (done.act() instanceof Act.Undo) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Number %d is \"%s\", which can't be undone"
              .formatted(number, InterventionText.view(done, before).what()),
          "Do again what was undone.");
    }
    return new Act.Undo(number);
  }

  /** Whether an earlier mark of the same commit holds again without this one. */
  private boolean uncoversMark(CampaignRecord campaign, int number) {
    Interventions now = Interventions.of(store, campaign.id());
    return now.get(number)
        .filter(each ->
            each.act() instanceof Act.Mark mark
                && verdicts(now.without(number)).containsKey(RevisionName.parse(mark.revision())))
        .isPresent();
  }

  /** What holds again may contradict other marks; fewer marks never do. */
  private static Act undoMark(
      CampaignRecord campaign, RangeLookup.Range range, int number, Interventions before)
      throws Problem {
    Act undo = undo(campaign, number, before);
    if (!hasSuspect(range, verdicts(before.without(number)))) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Without number %d an earlier mark of its commit holds again, and no suspect is left"
              .formatted(number),
          "Undo what that mark contradicts first: halfspeed status %s lists them."
              .formatted(campaign.id()));
    }
    return undo;
  }
}
