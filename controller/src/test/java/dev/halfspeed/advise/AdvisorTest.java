package dev.halfspeed.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The protocol: whole bisections of made-up labs, and every way in which a line can be wrong. */
final class AdvisorTest {
  private static final Revision GOOD = new Revision.Good();

  private final OtherLab lab = OtherLab.real();

  @Test
  void aLabWithTwoMachinesFindsItsCulprit() {
    JsonNode opened = lab.open("s", 40, ", 'id': 17");
    assertThat(opened.path("type").asString()).isEqualTo("opened");
    assertThat(opened.path("id").asInt()).isEqualTo(17);
    assertThat(opened.path("candidates").asInt()).isEqualTo(40);
    assertThat(opened.path("good_end").asString()).isEqualTo("c0");
    assertThat(opened.path("bad_end").asString()).isEqualTo("c40");
    assertThat(opened.path("boots_left").asDouble()).isGreaterThan(5);

    JsonNode end = lab.work("s", OtherLab.metric(23, 0.8, 0.01), "m1", "m2");
    assertCulprit(end, "c23");
    assertThat(end.path("effect").path("fraction").asDouble()).isBetween(-0.22, -0.18);
    assertThat(end.path("proof").path("revert_recovered").asDouble()).isBetween(0.8, 1.2);
    assertThat(kinds()).contains("build", "boot").doesNotContain("test");
    assertThat(lab.received()).anyMatch(line -> line.contains("\"revert_of\":\"c23\""));

    JsonNode posterior = lab.say("{'type': 'posterior', 'session': 's', 'top': 2, 'id': 'x'}");
    assertThat(posterior.path("id").asString()).isEqualTo("x");
    assertThat(posterior.path("phase").asString()).isEqualTo("concluded");
    assertThat(posterior.path("suspects").get(0).path("commit").asString()).isEqualTo("c23");
    assertThat(posterior.path("noise").asDouble()).isBetween(0.001, 0.05);
    JsonNode again = lab.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertCulprit(again, "c23");
    assertThat(lab.say("{'type': 'close', 'session': 's'}").path("type").asString())
        .isEqualTo("closed");
    assertThat(lab.say("{'type': 'close', 'session': 's'}").path("what").asString())
        .isEqualTo("there is no session s");
  }

  @Test
  void aLabWithoutABuildStepOnlyTests() {
    lab.open(
        "s",
        64,
        ", 'builds': false, 'reverts': false, 'reproducer': {'type': 'metric', 'better': 'lower'}");
    JsonNode end = lab.work("s", OtherLab.metric(9, 1.5, 0.002), "m1");
    assertCulprit(end, "c9");
    assertThat(end.path("effect").path("fraction").asDouble()).isBetween(0.48, 0.52);
    assertThat(end.path("proof").path("revert_recovered").isNull()).isTrue();
    assertThat(kinds()).containsOnly("test");
    assertThat(lab.received()).noneMatch(line -> line.contains("\"revert_of\":\"c"));
  }

  @Test
  void aRevertIsTestedAtOnceWhereNothingIsBuilt() {
    lab.open("s", 12, ", 'builds': false");
    assertCulprit(lab.work("s", OtherLab.metric(5, 0.7, 0.002), "m1", "m2"), "c5");
    assertThat(lab.received())
        .anyMatch(line ->
            line.contains("\"revert_of\":\"c5\"")
                && line.contains("\"kind\":\"test\"")
                && line.contains("\"commit\":\"c12\""));
  }

  @Test
  void goesRoundWhatCannotBeBuilt() {
    lab.open("s", 30, "");
    OtherLab.Truth truth = OtherLab.metric(20, 0.8, 0.005);
    JsonNode end =
        lab.work(
            "s",
            action -> {
              int commit = OtherLab.number(action.path("commit").asString());
              return commit == 15 || commit == 16
                  ? "'outcome': 'unbuildable'"
                  : truth.result(action);
            },
            "m1");
    assertCulprit(end, "c20");
  }

  @ParameterizedTest
  @CsvSource({"true, c0", "true, c30", "false, c0", "false, c30", "true, all", "false, all"})
  void anEndThatCannotBeTestedIsAConclusionToo(boolean builds, String broken) {
    lab.open("s", 30, ", 'builds': " + builds);
    OtherLab.Truth truth = OtherLab.metric(20, 0.8, 0.005);
    JsonNode end =
        lab.work(
            "s",
            action ->
                broken.equals("all") || action.path("commit").asString().equals(broken)
                    ? "'outcome': 'unbuildable'"
                    : truth.result(action),
            "m1",
            "m2");
    assertThat(end.path("kind").asString()).isEqualTo("suspects");
  }

  @Test
  void everyFieldIsUnderstood() {
    JsonNode answer =
        lab.open(
            "s",
            5,
            ", 'p_none': 0.3, 'builds': true, 'images': 'shared', 'layouts': true, 'reverts': true,"
                + " 'reproducer': {'type': 'pass-fail', 'fails_when_good': 0, 'fails_when_bad': 1},"
                + " 'confidence': 0.999, 'max_boots': 50, 'runs': 3, 'seed': 9");
    assertThat(answer.path("type").asString()).as(answer.toString()).isEqualTo("opened");
    assertThat(lab.say("{'type': 'posterior', 'session': 's'}").path("none").asDouble())
        .isCloseTo(0.3, within(1e-9));
    JsonNode action =
        lab.say(
            "{'type': 'idle', 'session': 's', 'machine': 'm1', 'builds': true, 'boots': false,"
                + " 'build_seconds': {'c5': 1}}");
    assertThat(action.path("kind").asString()).isEqualTo("build");
  }

  @Test
  void oneMachineBuildsAndTheOthersBoot() {
    var opening = OtherLab.object("{'type': 'open', 'session': 's', " + OtherLab.chain(25) + "}");
    opening.set(
        "machines",
        OtherLab.object(
                "{'all': [{'name': 'builder', 'boots': false}, {'name': 'm1', 'builds': false},"
                    + " {'name': 'm2', 'builds': false}]}")
            .get("all"));
    lab.say(opening.toString());
    OtherLab.Truth truth = OtherLab.metric(17, 0.8, 0.01);
    JsonNode end =
        lab.work(
            "s",
            action -> {
              assertThat(action.path("machine").asString().equals("builder"))
                  .isEqualTo(action.path("kind").asString().equals("build"));
              return truth.result(action);
            },
            "builder",
            "m1",
            "m2");
    assertCulprit(end, "c17");
  }

  @Test
  void theSameLinesGiveTheSameAnswers() {
    lab.open("s", 40, ", 'seed': 7");
    lab.work("s", OtherLab.metric(11, 0.9, 0.03), "m1", "m2");
    OtherLab again = OtherLab.real();
    lab.sent().forEach(again::say);
    assertThat(again.received()).isEqualTo(lab.received());
  }

  @Test
  void sessionsDoNotSeeEachOther() {
    OtherLab alone = OtherLab.real();
    alone.open("a", 20, "");
    alone.work("a", OtherLab.metric(4, 0.8, 0.01), "m1");
    lab.open("b", 33, "");
    for (String line : alone.sent()) {
      lab.say("{'type': 'idle', 'session': 'b', 'machine': 'm2'}");
      lab.say(line);
    }
    assertThat(lab.received().stream().filter(line -> line.contains("\"session\":\"a\"")).toList())
        .isEqualTo(alone.received());
  }

  @Test
  void imagesThatStayWhereTheyWereBuilt() {
    lab.open("s", 16, ", 'images': 'own'");
    var places = new ArrayList<String>();
    OtherLab.Truth truth = OtherLab.metric(6, 0.8, 0.01);
    JsonNode end =
        lab.work(
            "s",
            action -> {
              String place =
                  action.path("machine").asString()
                      + action.path("commit").asString()
                      + action.path("revert_of").asString("");
              if (action.path("kind").asString().equals("build")) {
                places.add(place);
              } else {
                assertThat(places).contains(place);
              }
              return truth.result(action);
            },
            "m1",
            "m2");
    assertCulprit(end, "c6");
  }

  @Test
  void aResultTwiceIsOneAndAnotherIsRefused() {
    lab.open("s", 4, "");
    JsonNode first = lab.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertThat(first.path("kind").asString()).isEqualTo("build");
    String built = "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'built'}";
    JsonNode noted = lab.say(built);
    assertThat(noted.path("counts").asBoolean()).isTrue();
    assertThat(lab.say(built)).isEqualTo(noted);
    JsonNode refused = lab.say(built.replace("'built'", "'unbuildable'"));
    assertThat(refused.path("what").asString())
        .isEqualTo("action a1 has ended already, otherwise: built");
  }

  @Test
  void aFailureCountsWhenItIsBelieved() {
    var search = new StubSearch(3);
    OtherLab stubbed = stubbed(search);
    stubbed.open("s", 3, ", 'builds': false");
    List<Boolean> counted = new ArrayList<>();
    for (String outcome :
        List.of("reproducer-failed", "reproducer-failed", "infrastructure", "cancelled")) {
      counted.add(tested(stubbed, search, 0, "'outcome': '" + outcome + "'"));
    }
    for (String outcome : List.of("measured', 'values': [3.0], 'id': 'x", "unbootable")) {
      counted.add(tested(stubbed, search, 1, "'outcome': '" + outcome + "'"));
    }
    for (int again = 2; again <= 4; again++) {
      counted.add(tested(stubbed, search, 1, "'outcome': 'unbootable'"));
    }
    assertThat(counted).containsExactly(false, true, false, false, true, false, false, false, true);
    stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertThat(search.evidence)
        .containsExactly(
            new Evidence.Untestable(new Revision.Candidate(0), Evidence.Cause.REPRODUCER_FAILED),
            new Evidence.Measured(
                new Revision.Candidate(1),
                0,
                "candidate 1, layout 0",
                Purpose.SEARCH,
                List.of(Math.log(3))),
            new Evidence.Untestable(new Revision.Candidate(1), Evidence.Cause.UNBOOTABLE));
  }

  private static boolean tested(OtherLab lab, StubSearch search, int candidate, String end) {
    search.decisions.add(
        new Decision.Boot(
            Image.of(new Revision.Candidate(candidate)), 1, Purpose.SEARCH, "halves #2"));
    JsonNode action = lab.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertThat(action.path("why").asString()).isEqualTo("halves c3");
    return lab.say(
            "{'type': 'result', 'session': 's', 'action': '"
                + action.path("action").asString()
                + "', "
                + end
                + "}")
        .path("counts")
        .asBoolean();
  }

  @Test
  void equalDigestsAreEqualKernelsAndAMissingImageIsBuiltAgain() {
    var search = new StubSearch(3);
    OtherLab stubbed = stubbed(search);
    stubbed.open("s", 3, ", 'layouts': true");
    var image = new Image(new Revision.Candidate(2), 1);
    search.decisions.add(new Decision.Build(image, "another layout"));
    JsonNode build = stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertThat(build.path("layout").asInt()).isEqualTo(1);
    assertThat(search.slots.getLast().mayRelayout()).isTrue();
    assertThat(search.slots.getLast().images()).isEmpty();
    stubbed.say(
        "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'built', 'image': 'f00'}");
    search.decisions.add(new Decision.Boot(image, 2, Purpose.SEARCH, "boot it"));
    JsonNode boot = stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm2'}");
    assertThat(search.slots.getLast().images()).containsExactly(image);
    assertThat(boot.path("runs").asInt()).isEqualTo(2);
    stubbed.say("{'type': 'result', 'session': 's', 'action': 'a2', 'outcome': 'image-missing'}");
    stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm2'}");
    assertThat(search.slots.getLast().images()).isEmpty();
    assertThat(search.evidence)
        .containsExactly(new Evidence.Built(new Revision.Candidate(2), "digest f00"));
  }

  @Test
  void passAndFailAreToldToTheSearch() {
    var search = new StubSearch(3);
    var asked = new ArrayList<Settings>();
    var advisor =
        new Advisor(
            (dag, prior, settings) -> {
              asked.add(settings);
              return search;
            },
            bug -> {
              throw bug;
            });
    var stubbed = new OtherLab(advisor::answer);
    stubbed.open(
        "s",
        3,
        ", 'builds': false, 'runs': 4, 'reproducer': {'type': 'pass-fail', 'fails_when_bad': 0.7}");
    assertThat(asked).extracting(Settings::runs).containsExactly(4);
    search.decisions.add(new Decision.Boot(Image.of(GOOD), 4, Purpose.CALIBRATION, "the good end"));
    JsonNode action = stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertThat(action.path("runs").asInt()).isEqualTo(4);
    assertThat(action.path("commit").asString()).isEqualTo("c0");
    assertThat(action.path("purpose").asString()).isEqualTo("calibration");
    String result = "{'type': 'result', 'session': 's', 'action': 'a1', ";
    assertThat(stubbed.say(result + "'outcome': 'judged'}").path("what").asString())
        .startsWith("a judged boot has at least one run");
    stubbed.say(result + "'outcome': 'judged', 'passed': 3, 'failed': 1}");
    stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertThat(search.evidence)
        .containsExactly(new Evidence.Judged(GOOD, 0, "good, layout 0", Purpose.CALIBRATION, 3, 1));
  }

  /** Wrong in one run of ten on either side; and seldom without a reason, yet often not with it. */
  @ParameterizedTest
  @CsvSource({"0.1, 0.9", "0.02, 0.4"})
  void aFlakyTestFindsItsCulprit(double failsWhenGood, double failsWhenBad) {
    lab.open(
        "s",
        50,
        ", 'builds': false, 'max_boots': 1000, 'reproducer': {'type': 'pass-fail',"
            + " 'fails_when_bad': "
            + failsWhenBad
            + "}");
    JsonNode end = lab.work("s", OtherLab.passFail(33, failsWhenGood, failsWhenBad, 5), "m1", "m2");
    assertCulprit(end, "c33");
    double fraction = (1 - failsWhenBad) / (1 - failsWhenGood) - 1;
    assertThat(end.path("effect").path("fraction").asDouble()).isNegative();
    JsonNode posterior = lab.say("{'type': 'posterior', 'session': 's'}");
    assertThat(posterior.path("effect").path("fraction").asDouble())
        .isCloseTo(fraction, within(0.25));
    assertThat(posterior.path("noise").isNull()).isTrue();
  }

  /** Higher is better unless it is said otherwise; the improvement is a rise, or a fall. */
  @ParameterizedTest
  @CsvSource({"higher, 1.25", "lower, 0.8"})
  void findsWhatMadeTheMetricBetter(String better, double factor) {
    lab.open(
        "s",
        40,
        ", 'find': 'improvement', 'reproducer': {'type': 'metric', 'better': '" + better + "'}");
    JsonNode end = lab.work("s", OtherLab.metric(23, factor, 0.01), "m1", "m2");
    assertCulprit(end, "c23");
    assertThat(end.path("effect").path("fraction").asDouble()).isCloseTo(factor - 1, within(0.02));
    assertThat(end.path("words").asString())
        .startsWith("c23 brought the improvement: ")
        .doesNotContain("culprit")
        .doesNotContain("regression");
  }

  @ParameterizedTest
  @CsvSource({
    "higher, regression, 1.25, better: the metric changed by +, improvement",
    "lower, regression, 0.8, better: the metric changed by -, improvement",
    "higher, improvement, 0.8, worse: the metric changed by -, regression"
  })
  void endsTheOtherWayRoundSayTheWayOut(
      String better, String find, double factor, String words, String other) {
    lab.open(
        "s",
        20,
        ", 'find': '" + find + "', 'reproducer': {'type': 'metric', 'better': '" + better + "'}");
    JsonNode end = lab.work("s", OtherLab.metric(7, factor, 0.01), "m1", "m2");
    assertThat(end.path("kind").asString()).isEqualTo("not-reproduced");
    assertThat(end.path("words").asString())
        .startsWith("The bad end is " + words)
        .endsWith(
            "Swap good and bad, or look for the "
                + other
                + ": open the session with \"find\": \""
                + other
                + "\".");
  }

  /**
   * The failing becomes passing; told rates are those of the reproducer, whatever is looked for.
   */
  @Test
  void findsWhatMadeAFailingTestPass() {
    String told =
        ", 'builds': false, 'max_boots': 1000, 'find': 'improvement', 'reproducer': {'type':"
            + " 'pass-fail', 'fails_when_good': %s, 'fails_when_bad': %s}";
    assertThat(lab.open("t", 50, told.formatted(0.05, 0.9)).path("what").asString())
        .isEqualTo(
            "the reproducer fails as seldom on a good kernel as on a bad one, or more seldom");
    lab.open("s", 50, told.formatted(0.9, 0.05));
    JsonNode end = lab.work("s", OtherLab.passFail(33, 0.9, 0.05, 5), "m1", "m2");
    assertCulprit(end, "c33");
    assertThat(end.path("effect").path("fraction").asDouble()).isBetween(-1.0, -0.5);
  }

  /** Where a commit mended the test, or the ends are mixed up, whatever the rates. */
  @ParameterizedTest
  @CsvSource({"0.9, 0.1, 33", "0.9, 0.1, 1", "0.6, 0.02, 20", "1, 0.3, 49"})
  void aTestThatFailsLessAtTheBadEndIsNoRegression(double good, double bad, int mended) {
    lab.open("s", 50, ", 'max_boots': 400, 'reproducer': {'type': 'pass-fail'}");
    JsonNode end = lab.work("s", OtherLab.passFail(mended, good, bad, 5), "m1");
    assertThat(end.path("kind").asString()).isEqualTo("not-reproduced");
    assertThat(end.path("words").asString())
        .startsWith("The bad end is better: of its ")
        .endsWith("open the session with \"find\": \"improvement\".");
  }

  @Test
  void anEndThatNeverRanIsNotSaidToBeLikeTheOther() {
    lab.open("s", 50, ", 'max_boots': 400, 'reproducer': {'type': 'pass-fail'}");
    OtherLab.Truth truth = OtherLab.passFail(20, 0.9, 0.1, 5);
    JsonNode end =
        lab.work(
            "s",
            action ->
                action.path("kind").asString().equals("boot")
                        && action.path("commit").asString().equals("c0")
                    ? "'outcome': 'unbootable'"
                    : truth.result(action),
            "m1");
    assertThat(end.path("kind").asString()).isEqualTo("not-reproduced");
    assertThat(end.path("words").asString())
        .isEqualTo(
            "There is no regression. One of the ends could not be tested, so whether they differ"
                + " otherwise is not known.");
  }

  /** Four runs of each end, in the words of the reproducer, whichever way is looked. */
  @ParameterizedTest
  @CsvSource({
    "regression, 4, 0, 'better: of its 4 runs 0 failed, of the good end~s 4 runs 4.', improvement",
    "improvement, 0, 4, 'worse: of its 4 runs 4 failed, of the good end~s 4 runs 0.', regression",
    "regression, 2, 1, '', ''"
  })
  void aTestThatFailsOnTheOtherEndSaysTheWayOut(
      String find, int goodFailed, int badFailed, String words, String other) {
    var search = new StubSearch(3);
    var stubbed = stubbed(search);
    stubbed.open(
        "s", 3, ", 'builds': false, 'find': '" + find + "', 'reproducer': {'type': 'pass-fail'}");
    var bad = new Revision.Candidate(2);
    search.decisions.add(new Decision.Boot(Image.of(GOOD), 4, Purpose.CALIBRATION, "good"));
    search.decisions.add(new Decision.Boot(Image.of(bad), 4, Purpose.CALIBRATION, "bad"));
    search.decisions.add(
        new Decision.Conclude(
            new Conclusion.NotReproduced(0.99, new Effect(0, -0.4, 0.5), !words.isEmpty()),
            "no change"));
    String idle = "{'type': 'idle', 'session': 's', 'machine': 'm1'}";
    String result = "{'type': 'result', 'session': 's', 'action': 'a%d', 'outcome': 'judged',";
    stubbed.say(idle);
    stubbed.say(
        result.formatted(1) + " 'passed': " + (4 - goodFailed) + ", 'failed': " + goodFailed + "}");
    stubbed.say(idle);
    stubbed.say(
        result.formatted(2) + " 'passed': " + (4 - badFailed) + ", 'failed': " + badFailed + "}");
    assertThat(stubbed.say(idle).path("words").asString())
        .isEqualTo(
            words.isEmpty()
                ? "The two ends do not differ."
                : "The bad end is "
                    + words.replace('~', '\'')
                    + " Swap good and bad, or look for the "
                    + other
                    + ": open the session with \"find\": \""
                    + other
                    + "\".");
  }

  @Test
  void aDeclaredStepIsToldToTheSearch() {
    var asked = new ArrayList<Settings>();
    var advisor =
        new Advisor(
            (dag, prior, settings) -> {
              asked.add(settings);
              return new StubSearch(3);
            },
            bug -> {
              throw bug;
            });
    new OtherLab(advisor::answer)
        .open("s", 3, ", 'reproducer': {'type': 'metric', 'better': 'lower', 'resolution': 0.5}");
    assertThat(asked.getFirst().reproducer())
        .isEqualTo(
            new Reproducer.Metric(
                Optional.empty(),
                Optional.of(new Reproducer.Step(0.5, new MetricScale(false, Sought.REGRESSION))),
                Sought.REGRESSION));
  }

  /** Fresh boots may prove a step while others are still possible, or with the last boots. */
  @ParameterizedTest
  @CsvSource({"200, its proof ends the search", "1, the budget of 1 boots is used up"})
  void aCulpritThatIsLessProbableThanAskedSaysSo(int boots, String why) {
    var search = new StubSearch(3);
    var stubbed = stubbed(search);
    stubbed.open("s", 3, ", 'builds': false, 'confidence': 0.995, 'max_boots': " + boots);
    search.decisions.add(new Decision.Boot(Image.of(GOOD), 1, Purpose.PROOF, "the proof"));
    search.decisions.add(
        new Decision.Conclude(
            new Conclusion.Culprit(
                1,
                0.98999,
                new Effect(-0.1, -0.2, -0.01),
                1,
                new Conclusion.Proof(6, 2, 2, Optional.empty()),
                List.of()),
            "#1 is proved"));
    stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    stubbed.say(
        "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'measured', 'values': [3]}");
    assertThat(
            stubbed
                .say("{'type': 'idle', 'session': 's', 'machine': 'm1'}")
                .path("words")
                .asString())
        .startsWith("c2 is the culprit: 2 fresh boots of it against 2 of what was before")
        .contains(" It is stated with 98.9 %, less than the 99.5 % asked for, since " + why);
  }

  @Test
  void aBadEndThatLooksBetterIsNoLossThatTakesMoreBoots() {
    JsonNode loss = belowNoiseFloor(new Effect(-0.05, -0.12, 0.02));
    assertThat(loss.path("boots_needed").asInt()).isEqualTo(33);
    assertThat(loss.path("words").asString()).contains("this one takes about 33 boots");
    JsonNode gain = belowNoiseFloor(new Effect(0.05, 0.01, 0.09));
    assertThat(gain.path("kind").asString()).isEqualTo("below-noise-floor");
    assertThat(gain.path("boots_needed").isNull()).isTrue();
    assertThat(gain.path("words").asString())
        .startsWith("No regression is seen between the ends, and one that the noise may hide is")
        .contains(" The bad end is better: the metric changed by +5.13 %. Swap good and bad");
  }

  private static JsonNode belowNoiseFloor(Effect effect) {
    var search = new StubSearch(3);
    OtherLab stubbed = stubbed(search);
    stubbed.open("s", 3, ", 'builds': false");
    search.decisions.add(
        new Decision.Conclude(new Conclusion.BelowNoiseFloor(effect, 0.0182, 33), "too small"));
    return stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
  }

  @Test
  void aTestThatFailsEverywhereAlikeBlamesNobody() {
    lab.open("s", 50, ", 'builds': false, 'reproducer': {'type': 'pass-fail'}");
    JsonNode end = lab.work("s", OtherLab.passFail(99, 0.2, 0.2, 7), "m1", "m2");
    assertThat(end.path("kind").asString()).as(end.toString()).isEqualTo("not-reproduced");
    assertThat(end.path("commits").isEmpty()).isTrue();
    assertThat(end.path("confidence").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void anotherLayoutTellsLuckFromAChange() {
    lab.open("s", 40, ", 'layouts': true, 'max_boots': 400");
    OtherLab.Truth truth = OtherLab.metricWithLuck(14, 0.95, 0.004, 0.012);
    assertCulprit(lab.work("s", truth, "m1", "m2"), "c14");
    assertThat(lab.received())
        .anyMatch(line -> line.contains("\"kind\":\"build\"") && line.contains("\"layout\":1"));
  }

  @Test
  void whatHasBecomeUselessIsCancelledOnce() {
    var search = new StubSearch(3);
    OtherLab stubbed = stubbed(search);
    stubbed.open("s", 3, "");
    for (int candidate = 0; candidate < 3; candidate++) {
      search.decisions.add(
          new Decision.Build(Image.of(new Revision.Candidate(candidate)), "ahead"));
      stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    }
    search.useless.add(new Work.Building(Image.of(new Revision.Candidate(2)), 0));
    String built = "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'built'}";
    assertThat(stubbed.say(built).path("cancel").valueStream().map(JsonNode::asString))
        .containsExactly("a3");
    JsonNode wait = stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertThat(wait.path("awaiting").valueStream().map(JsonNode::asString)).containsExactly("a2");
    assertThat(search.inFlight).hasSize(1);
    assertThat(
            stubbed
                .say(built.replace("a1", "a3").replace("'built'", "'cancelled'"))
                .path("cancel")
                .isEmpty())
        .isTrue();
  }

  @Test
  void aConclusionCancelsTheRest() {
    var search = new StubSearch(3);
    OtherLab stubbed = stubbed(search);
    stubbed.open("s", 3, "");
    search.decisions.add(new Decision.Build(Image.of(GOOD), "the good end"));
    stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    search.decisions.add(
        new Decision.Conclude(
            new Conclusion.EnvironmentShift("#0 and #2 moved on machine 1"), "moved"));
    JsonNode end = stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm2'}");
    assertThat(end.path("kind").asString()).isEqualTo("environment-shift");
    assertThat(end.path("words").asString()).isEqualTo("c1 and c3 moved on machine m2");
    assertThat(end.path("cancel").valueStream().map(JsonNode::asString)).containsExactly("a1");
    assertThat(
            stubbed
                .say("{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'cancelled'}")
                .path("type")
                .asString())
        .isEqualTo("noted");
  }

  @Test
  void nobodyIsLeftWaitingInSilence() {
    OtherLab stubbed = stubbed(new StubSearch(3));
    stubbed.open("s", 3, "");
    JsonNode wait = stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    assertThat(wait.path("type").asString()).isEqualTo("wait");
    assertThat(wait.path("why").asString()).isEqualTo("after c2 nothing is left");
    assertThat(wait.path("machines").valueStream().map(JsonNode::asString)).containsExactly("m2");
    wait = stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm2', 'builds': false}");
    assertThat(wait.path("machines").valueStream().map(JsonNode::asString)).containsExactly("m2");
    JsonNode end = stubbed.say("{'type': 'idle', 'session': 's', 'machine': 'm2'}");
    assertThat(end.path("kind").asString()).isEqualTo("suspects");
    assertThat(end.path("commits").size()).isEqualTo(3);
    assertThat(end.path("confidence").asDouble()).isBetween(0.89, 0.91);
    assertThat(end.path("words").asString())
        .isEqualTo(
            "It is one of these commits, and they can't be told apart: no machine of this session"
                + " can do anything more: after c2 nothing is left");
  }

  @Test
  void aBugIsAnAnswerToo() {
    var bugs = new ArrayList<RuntimeException>();
    var advisor =
        new Advisor(
            (dag, prior, settings) -> {
              throw new IllegalStateException("oops");
            },
            bugs::add);
    var stubbed = new OtherLab(advisor::answer);
    JsonNode answer = stubbed.open("s", 3, ", 'id': 4");
    assertThat(answer.path("type").asString()).isEqualTo("error");
    assertThat(answer.path("id").asInt()).isEqualTo(4);
    assertThat(answer.path("what").asString()).contains("bug").contains("oops");
    assertThat(bugs).hasSize(1);
  }

  @Test
  void aRangeThatDoesNotFitIsAnAnswerToo() {
    var advisor =
        new Advisor(
            (dag, prior, settings) -> {
              throw new OutOfMemoryError("Java heap space");
            },
            bug -> {});
    JsonNode answer = new OtherLab(advisor::answer).open("s", 3, "");
    assertThat(answer.path("what").asString()).contains("not enough memory");
    assertThat(answer.path("next").asString()).contains("HALFSPEED_JAVA_OPTIONS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | not JSON",
        "[] | not one JSON object",
        "null | null",
        "{'type': 'open'} {} | not one JSON object",
        "{} | type",
        "{'type': 'opne', 'session': 's'} | opne",
        "{'type': 'idle', 'machine': 'm1'} | session",
        "{'type': 'idle', 'session': 't', 'machine': 'm1'} | no session t",
        "{'type': 'idle', 'session': 's'} | machine",
        "{'type': 'idle', 'session': 's', 'machine': 'm3'} | no machine m3",
        "{'type': 'idle', 'session': 's', 'machin': 'm1'} | no field \"machin\"",
        "{'type': 'idle', 'session': 's', 'machine': 'm1', 'build_seconds': {'c1': -3}} | c1",
        "{'type': 'idle', 'session': 's', 'machine': 'm1', 'builds': 'maybe'} | in builds",
        "{'type': 'posterior', 'session': 's', 'top': -1} | top",
        "{'type': 'posterior', 'session': 's', 'top': 1.5} | in top",
        "{'type': 'result', 'session': 's', 'outcome': 'built'} | action",
        "{'type': 'result', 'session': 's', 'action': 'a9', 'outcome': 'built'} | no action a9",
        "{'type': 'result', 'session': 's', 'action': 'a1'} | outcome",
        "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'bulit'} | in outcome",
        "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'measured'} | a build",
        "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'unbootable'} | a build",
        "{'type': 'open', 'session': 's'} | open already",
        "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'built', 'passed': 1} |"
            + " passed",
        "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'built', 'values': [1]} |"
            + " values",
        "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'infrastructure', 'image':"
            + " 'i'} | image",
        "{'type': 'posterior', 'session': 's', 'top': '3'} | in top is not a whole number",
        "{'type': 'posterior', 'session': 's', 'top': NaN} | in top is not a whole number",
        "{'type': 'posterior', 'session': 's', 'top': 3, 'top': 4} | \"top\" is there twice",
        "{'type': 'idle', 'session': 's', 'machine': 'm2', 'boots': 1} | in boots is not true or"
            + " false",
        "{'type': 'idle', 'session': 's', 'machine': 'm2', 'build_seconds': {'c99': 3}} | names"
            + " c99",
        "{'type': 'idle', 'session': 's', 'machine': 'm2', 'build_seconds': {'c2': NaN}} |"
            + " build_seconds.c2",
        "{'type': 'idle', 'session': 's', 'machine': 'm2', 'build_seconds': {'c2': 1, 'c2': 2}} |"
            + " twice",
        "{'type': 'idle', 'session': 's', | the line is not JSON",
      })
  void aBadLineSaysWhatIsWrongAndChangesNothing(String line, String word) {
    lab.open("s", 8, "");
    lab.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    JsonNode answer = lab.say(line);
    assertThat(answer.path("type").asString()).isEqualTo("error");
    assertThat(answer.path("line").asInt()).isEqualTo(3);
    assertThat(answer.path("what").asString()).contains(word);
    assertThat(answer.path("next").asString()).isNotBlank();
    JsonNode noted =
        lab.say("{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'built'}");
    assertThat(noted.path("type").asString()).isEqualTo("noted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'commits': [] | commits",
        "'commits': [{'parents': []}] | commits[0]",
        "'commits': [{'id': 'c1'}, {'id': 'c1'}] | c1 is there twice",
        "'commits': [{'id': 'c1', 'parents': ['3', {}]}] | commits[0].parents[1]",
        "'good': null | good",
        "'good': ['c9'] | c9 is neither",
        "'bad': null | bad",
        "'bad': 'c9' | c9 is not among",
        "'bad': 'c0' | c0 is not among",
        "'good': 'c3' | an ancestor of one",
        "'machines': [] | machines",
        "'machines': [{}] | machines[0]",
        "'machines': [{'name': 'm'}, {'name': 'm'}] | m is there twice",
        "'machines': [{'name': 'm', 'boots': false}] | no machine may boot",
        "'machines': [{'name': 'm', 'builds': false}] | no machine may build",
        "'machines': [{'name': 'm', 'run_seconds': -1}] | machines[0].run_seconds",
        "'images': 'own', 'machines': [{'name': 'm'}, {'name': 'n', 'builds': false}] | n may not",
        "'images': 'mine' | in images",
        "'confidence': 1 | confidence",
        "'confidence': 1e999 | confidence",
        "'max_boots': 0 | max_boots",
        "'p_none': 0 | p_none",
        "'p_none': '0.2' | in p_none is not a number",
        "'reproducer': {'type': 'metric', 'better': 0} | better",
        "'builds': false, 'images': 'own' | images",
        "'builds': false, 'layouts': true | layouts",
        "'runs': -1 | runs",
        "'commits': [{'id': 'c3', 'parents': ['c0'], 'weight': 0}] | weight of commit c3",
        "'commits': [{'id': 'c3', 'parents': ['c0'], 'weight': 1e308}] | weight of commit c3",
        "'commits': [{'id': 'c3', 'parents': [null]}] | a parent that is null",
        "'reproducer': {'type': 'fps'} | fps",
        "'find': 'better' | in find is not one of its words: regression, improvement",
        "'find': 1 | in find",
        "'find': '' | in find",
        "'reproducer': {'type': 'metric', 'resolution': 0} | \"resolution\" is 0",
        "'reproducer': {'type': 'metric', 'resolution': -0.1} | \"resolution\" is -0.1",
        "'reproducer': {'type': 'metric', 'resolution': 1e999} | \"resolution\" is Infinity",
        "'reproducer': {'type': 'metric', 'resolution': '1'} | in reproducer.resolution is not a"
            + " number",
        "'reproducer': {'type': 'pass-fail', 'resolution': 1} | no field \"resolution\"",
        "'reproducer': {'type': 'pass-fail', 'fails_when_good': 2} | fails_when_good",
        "'reproducer': {'type': 'pass-fail', 'fails_when_good': 0.99} | as often",
      })
  void anOpeningIsCheckedWhole(String fields, String word) {
    var whole =
        OtherLab.object("{'type': 'open', 'session': 's', 'id': 5, " + OtherLab.chain(3) + "}");
    OtherLab.object("{" + fields + "}")
        .properties()
        .forEach(field -> whole.set(field.getKey(), field.getValue()));
    JsonNode answer = lab.say(whole.toString());
    assertThat(answer.path("type").asString()).isEqualTo("error");
    assertThat(answer.path("id").asInt()).isEqualTo(5);
    assertThat(answer.path("what").asString()).contains(word);
    assertThat(lab.open("s", 3, "").path("type").asString()).isEqualTo("opened");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0.0 | not greater than 0",
        "-3 | not greater than 0",
        "1e999 | not greater than 0",
        "NaN | not greater than 0",
        "-Infinity | not greater than 0",
        "'7' | in values[0] is not a number",
        "null | null",
        "'x' | in values",
      })
  void aMetricIsAPositiveNumber(String value, String word) {
    lab.open("s", 3, ", 'builds': false");
    lab.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
    String result = "{'type': 'result', 'session': 's', 'action': 'a1', 'outcome': 'measured'";
    assertThat(lab.say(result + ", 'values': [" + value + "]}").path("what").asString())
        .contains(word);
    assertThat(lab.say(result + "}").path("what").asString()).contains("values");
    assertThat(lab.say(result + ", 'values': 12.5}").path("type").asString()).isEqualTo("noted");
  }

  /** The one that does not fit is refused; those that are open go on, and one closed makes room. */
  @Test
  void aSessionThatDoesNotFitCostsNoOther() {
    var advisor =
        new Advisor(
            (dag, prior, settings) -> new StubSearch(dag.size()),
            new MemoryBudget(20L << 20),
            bug -> {
              throw new AssertionError("a bug", bug);
            });
    var small = new OtherLab(advisor::answer);
    int open = 0;
    while (small.open("s" + open, 1000, "").path("type").asString().equals("opened")) {
      open++;
    }
    assertThat(open).isBetween(3, 10);
    assertThat(small.received().getLast())
        .contains("a session of 1000 commits does not fit")
        .contains("the " + open + " open sessions leave");
    for (int session = 0; session < open; session++) {
      assertThat(
              small
                  .say("{'type': 'posterior', 'session': 's" + session + "'}")
                  .path("type")
                  .asString())
          .isEqualTo("posterior");
    }
    small.say("{'type': 'close', 'session': 's0'}");
    assertThat(small.open("t", 1000, "").path("type").asString()).isEqualTo("opened");
  }

  /** A lab whose work never comes to an end, or gives numbers without end, fills no memory. */
  @Test
  void workWithoutEndCostsNoOtherSession() {
    var search = new StubSearch(3);
    var advisor =
        new Advisor(
            (dag, prior, settings) -> search,
            new MemoryBudget(17L << 20),
            bug -> {
              throw new AssertionError("a bug", bug);
            });
    var small = new OtherLab(advisor::answer);
    small.open("t", 3, "");
    small.open("s", 3, ", 'builds': false, 'max_boots': 100000");
    String last = "";
    int actions = 0;
    for (; actions < 2000 && last.isEmpty(); actions++) {
      search.decisions.add(new Decision.Boot(Image.of(GOOD), 1, Purpose.SEARCH, "again"));
      JsonNode answer = small.say("{'type': 'idle', 'session': 's', 'machine': 'm1'}");
      last = answer.path("what").asString("");
      small.say(
          "{'type': 'result', 'session': 's', 'action': '"
              + answer.path("action").asString("")
              + "', 'outcome': 'infrastructure'}");
    }
    assertThat(last)
        .isEqualTo("session s has so many actions and values that no more fit into the memory");
    assertThat(actions).isBetween(300, 1500);
    assertThat(small.say("{'type': 'posterior', 'session': 't'}").path("type").asString())
        .isEqualTo("posterior");
    assertThat(small.say("{'type': 'close', 'session': 's'}").path("type").asString())
        .isEqualTo("closed");
  }

  /** Names are kept too: long ones take what they take. */
  @Test
  void longNamesCountToo() {
    var advisor =
        new Advisor(
            (dag, prior, settings) -> new StubSearch(dag.size()),
            new MemoryBudget(20L << 20),
            bug -> {
              throw new AssertionError("a bug", bug);
            });
    var small = new OtherLab(advisor::answer);
    String name = "c".repeat(1_000_000);
    String more =
        ", 'good': '%s', 'commits': [{'id': 'c3', 'parents': ['%s']}]".formatted(name, name);
    String fields = "'bad': 'c3', 'machines': [{'name': 'm'}]" + more;
    JsonNode first = small.say("{'type': 'open', 'session': 's', " + fields + "}");
    assertThat(first.path("what").asString()).contains("does not fit into the memory");
  }

  private static OtherLab stubbed(StubSearch search) {
    var advisor =
        new Advisor(
            (dag, prior, settings) -> search,
            bug -> {
              throw new AssertionError("a bug", bug);
            });
    return new OtherLab(advisor::answer);
  }

  private static void assertCulprit(JsonNode end, String commit) {
    assertThat(end.path("kind").asString()).as(end.toString()).isEqualTo("culprit");
    assertThat(end.path("commits").valueStream().map(JsonNode::asString)).containsExactly(commit);
    assertThat(end.path("confidence").asDouble()).isGreaterThanOrEqualTo(0.99);
  }

  /** The kinds of all actions. */
  private Stream<String> kinds() {
    return lab.received().stream()
        .map(OtherLab::object)
        .filter(answer -> answer.path("type").asString().equals("do"))
        .map(answer -> answer.path("kind").asString());
  }
}
