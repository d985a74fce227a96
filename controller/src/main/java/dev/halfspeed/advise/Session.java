package dev.halfspeed.advise;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Forecast;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.SearchDriver;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One bisection in somebody else's lab: what was handed out, what came back, and what the search
 * makes of it.
 */
final class Session {
  private static final double USUAL_CONFIDENCE = 0.99;
  private static final int USUAL_BOOTS = 200;
  private static final int USUAL_TOP = 10;
  private static final int MOST_BOOTS = 100_000;

  private final String name;
  private final History history;
  private final Lab lab;
  private final Readings readings;
  private final SearchDriver search;
  private final Conclusions conclusions;
  private final Images images;
  private final Findings findings;
  private final Map<String, Action> actions = new LinkedHashMap<>();

  /** Machines that found nothing to do since anything has changed. */
  private final Set<Integer> resting = new HashSet<>();

  private Advice.@Nullable Conclusion conclusion;

  private Session(
      String name,
      History history,
      Lab lab,
      Readings readings,
      Conclusions conclusions,
      Search search) {
    this.name = name;
    this.history = history;
    this.lab = lab;
    this.readings = readings;
    this.search = new SearchDriver(search, List.of());
    this.conclusions = conclusions;
    images = lab.builds() ? Images.none(lab.shared()) : Images.all(history.dag().size());
    findings = new Findings(lab, readings, images);
  }

  /**
   * Opens a session.
   *
   * @throws Problem naming the field that is not as it must be
   */
  static Session open(String name, LabMessage.Open open, SearchMaker maker) throws Problem {
    List<LabMessage.Commit> commits = open.commits();
    if (commits == null || commits.isEmpty()) {
      throw new Problem(
          "\"commits\" is missing or empty",
          "give them with their parents, [{\"id\": \"b\", \"parents\": [\"a\"]}]; where there is"
              + " none, bad has nothing that good lacks: swap them if they were mixed up");
    }
    List<String> good = open.good();
    String bad = open.bad();
    if (good == null || good.isEmpty() || good.contains(null) || good.contains("")) {
      throw new Problem("\"good\" is missing", "name a commit without the change, or several");
    }
    if (bad == null || bad.isEmpty()) {
      throw new Problem("\"bad\" is missing", "name a commit with the change");
    }
    Lab lab = Lab.of(open);
    Sought sought = Objects.requireNonNullElse(open.find(), LabMessage.Find.REGRESSION).sought();
    Readings readings = Readings.of(open.reproducer(), sought);
    Settings settings = settings(open, readings);
    double none = Objects.requireNonNullElse(open.pNone(), Prior.TYPICAL_NONE);
    if (!(none > 0 && none < 1)) {
      throw new Problem("\"p_none\" is " + none, "it lies between 0 and 1; usual is 0.1");
    }
    History history = History.of(commits, good, bad);
    return new Session(
        name,
        history,
        lab,
        readings,
        new Conclusions(history, lab, readings, settings, sought),
        maker.search(history.dag(), history.prior(none), settings));
  }

  private static Settings settings(LabMessage.Open open, Readings readings) throws Problem {
    double confidence = Objects.requireNonNullElse(open.confidence(), USUAL_CONFIDENCE);
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new Problem(
          "\"confidence\" is " + confidence, "it lies between 0.5 and 1; usual is 0.99");
    }
    int boots = Objects.requireNonNullElse(open.maxBoots(), USUAL_BOOTS);
    if (boots < 1 || boots > MOST_BOOTS) {
      throw new Problem(
          "\"max_boots\" is " + boots, "the budget lies between 1 and " + MOST_BOOTS + " boots");
    }
    int runs = Objects.requireNonNullElse(open.runs(), 0);
    if (runs < 0 || runs > Findings.MOST_RUNS) {
      throw new Problem(
          "\"runs\" is " + runs, "give 1 to " + Findings.MOST_RUNS + ", or leave it out");
    }
    return new Settings(
        confidence,
        boots,
        Objects.requireNonNullElse(open.seed(), 1L),
        readings.reproducer(),
        runs);
  }

  String name() {
    return name;
  }

  /** How many actions were handed out. */
  int actions() {
    return actions.size();
  }

  /** How many values were measured. */
  int values() {
    return findings.values();
  }

  /** What was understood, and what is ahead. */
  Advice.Opened opened(@Nullable JsonNode id) {
    Assessment assessment = assess();
    return new Advice.Opened(
        name,
        id,
        history.dag().size(),
        history.goodEnd(),
        history.badEnd(),
        assessment.entropyBits(),
        ahead(assessment.forecast()));
  }

  /** What an idle machine should do. */
  Advice idle(LabMessage.Idle idle) throws Problem {
    int machine = lab.number(idle.machine());
    lab.refuseUnused("builds", idle.builds());
    lab.refuseUnused("build_seconds", idle.buildSeconds());
    Slot.Costs costs =
        lab.costs(machine, history, Objects.requireNonNullElse(idle.buildSeconds(), Map.of()));
    if (conclusion != null) {
      return Conclusions.to(name, idle.id(), conclusion, awaited());
    }
    Lab.Place place = lab.machines().get(machine);
    boolean mayBoot = place.boots() && Objects.requireNonNullElse(idle.boots(), true);
    boolean mayBuild =
        lab.builds() ? place.builds() && Objects.requireNonNullElse(idle.builds(), true) : mayBoot;
    // Ends: each turn that does not return adds an image, or takes a revert for impossible.
    for (int turn = 0; turn <= 2 * history.dag().size() + 2; turn++) {
      Slot slot = new Slot(machine, mayBuild, mayBoot, lab.layouts(), images.on(machine), costs);
      switch (next(slot)) {
        case Decision.Build build -> {
          Optional<Advice> answer = build(idle.id(), machine, build);
          if (answer.isPresent()) {
            return answer.get();
          }
        }
        case Decision.Boot boot -> {
          return boot(idle.id(), machine, boot);
        }
        case Decision.Rest(String why) -> {
          boolean asFarAsItMay =
              mayBoot == place.boots() && (!lab.builds() || mayBuild == place.builds());
          return rest(idle.id(), machine, asFarAsItMay, why);
        }
        case Decision.Conclude(var ending, String ignored) -> {
          conclusion =
              conclusions.of(
                  ending,
                  assess().effect(),
                  findings.boots(),
                  EndRuns.of(findings.evidence(), history.dag().bad()));
          return Conclusions.to(name, idle.id(), conclusion, cancelAll());
        }
      }
    }
    throw new IllegalStateException("the search wants to build without end");
  }

  private Decision next(Slot slot) {
    return search.next(findings.evidence(), works(), slot);
  }

  private Optional<Advice> build(@Nullable JsonNode id, int machine, Decision.Build build) {
    Image image = build.image();
    if (image.revision() instanceof Revision.Revert && !lab.reverts()) {
      findings.withoutRevert(image.revision());
      return Optional.empty();
    }
    if (!lab.builds()) {
      images.add(machine, image);
      return Optional.empty();
    }
    return Optional.of(hand(id, new Work.Building(image, machine), "build", 0, null, build.why()));
  }

  private Advice boot(@Nullable JsonNode id, int machine, Decision.Boot boot) {
    return hand(
        id,
        new Work.Booting(boot.image(), machine, boot.runs(), boot.purpose()),
        lab.builds() ? "boot" : "test",
        boot.runs(),
        boot.purpose(),
        boot.why());
  }

  private Advice.Do hand(
      @Nullable JsonNode id,
      Work work,
      String kind,
      int runs,
      @Nullable Purpose purpose,
      String why) {
    var action = new Action("a" + (actions.size() + 1), work);
    actions.put(action.id(), action);
    resting.clear();
    return new Advice.Do(
        name,
        id,
        action.id(),
        lab.machines().get(work.machine()).name(),
        kind,
        history.commit(work.revision()),
        work.revision() instanceof Revision.Revert(int culprit) ? history.id(culprit) : null,
        work.image().layout(),
        runs,
        purpose == null ? null : word(purpose.name()),
        history.named(why));
  }

  private static String word(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * With nothing under way, rest of all machines is the end: nobody would ever say anything again.
   */
  private Advice rest(@Nullable JsonNode id, int machine, boolean asFarAsItMay, String why) {
    List<String> awaited = awaited();
    String named = history.named(why);
    if (!awaited.isEmpty()) {
      return new Advice.Wait(name, id, machineName(machine), named, awaited, List.of());
    }
    if (asFarAsItMay) {
      resting.add(machine);
    }
    List<String> others = new ArrayList<>();
    for (int other = 0; other < lab.machines().size(); other++) {
      if (!resting.contains(other)) {
        others.add(machineName(other));
      }
    }
    if (!others.isEmpty()) {
      return new Advice.Wait(name, id, machineName(machine), named, List.of(), others);
    }
    conclusion =
        conclusions.of(
            search.nothingLeft(
                findings.evidence(),
                lab.machines().size(),
                "no machine of this session can do anything more: " + why),
            assess().effect(),
            findings.boots(),
            EndRuns.of(findings.evidence(), history.dag().bad()));
    return Conclusions.to(name, id, conclusion, List.of());
  }

  private String machineName(int machine) {
    return lab.machines().get(machine).name();
  }

  /** How an action ended. */
  Advice.Noted result(LabMessage.Result result) throws Problem {
    String id = result.action();
    if (id == null) {
      throw new Problem("\"action\" is missing", "name the action that ended, as it was given");
    }
    Action action = actions.get(id);
    if (action == null) {
      throw new Problem(
          "the session has no action " + id,
          actions.isEmpty()
              ? "ask for one first: {\"type\": \"idle\", ...}"
              : "actions are a1 to a" + actions.size());
    }
    Action.Report report = Findings.report(result, action);
    Action.Report before = action.report();
    if (before == null) {
      findings.end(action, report);
      resting.clear();
    } else if (!before.equals(report)) {
      throw new Problem(
          "action " + id + " has ended already, otherwise: " + before.outcome().word(),
          "a result stands; what is measured again is another action, so ask for one");
    }
    return new Advice.Noted(
        name,
        result.id(),
        id,
        action.counts(),
        action.why(),
        before == null ? useless() : List.of());
  }

  /** Hands back what has become useless, each action once. */
  private List<String> useless() {
    if (conclusion != null) {
      return List.of();
    }
    List<Work> inFlight = works();
    var open = new ArrayList<Action>();
    actions.values().stream().filter(Action::isAwaited).forEach(open::add);
    var cancelled = new ArrayList<String>();
    for (Work work : search.useless(findings.evidence(), inFlight)) {
      open.stream()
          .filter(action -> action.work().equals(work))
          .findFirst()
          .ifPresent(action -> {
            open.remove(action);
            action.cancel();
            cancelled.add(action.id());
          });
    }
    return List.copyOf(cancelled);
  }

  private List<String> cancelAll() {
    List<String> open = awaited();
    actions.values().stream().filter(Action::isAwaited).forEach(Action::cancel);
    return open;
  }

  private List<String> awaited() {
    return actions.values().stream().filter(Action::isAwaited).map(Action::id).toList();
  }

  private List<Work> works() {
    return actions.values().stream().filter(Action::isAwaited).map(Action::work).toList();
  }

  /** What is believed now. */
  Advice.Posterior posterior(LabMessage.Posterior asked) throws Problem {
    int top = Objects.requireNonNullElse(asked.top(), USUAL_TOP);
    if (top < 0) {
      throw new Problem("\"top\" is " + top, "ask for 0 or more suspects");
    }
    Assessment assessment = assess();
    return new Advice.Posterior(
        name,
        asked.id(),
        conclusion == null ? word(assessment.phase().name()) : "concluded",
        assessment.top(top).stream()
            .map(suspect ->
                new Advice.Suspect(history.id(suspect.candidate()), suspect.probability()))
            .toList(),
        assessment.none(),
        assessment.effect().map(readings::change).orElse(null),
        readings instanceof Readings.Metric && assessment.noise() > 0 ? assessment.noise() : null,
        assessment.remaining(),
        assessment.entropyBits(),
        findings.boots(),
        ahead(assessment.forecast()),
        awaited(),
        assessment.regimes().stream()
            .map(regime ->
                new Advice.Regime(
                    lab.machines().get(regime.machine()).name(),
                    regime.boot(),
                    readings
                        .change(new Effect(regime.log(), regime.log(), regime.log()))
                        .fraction()))
            .toList());
  }

  private Assessment assess() {
    return search.assess(findings.evidence(), lab.machines().size());
  }

  private Advice.Ahead ahead(Forecast forecast) {
    return new Advice.Ahead(
        forecast.work().boots(),
        forecast.work().builds(),
        forecast.work().seconds(lab.plan()),
        forecast.success(),
        forecast.resolvable().isPresent()
            ? readings.part(forecast.resolvable().getAsDouble())
            : null);
  }
}
