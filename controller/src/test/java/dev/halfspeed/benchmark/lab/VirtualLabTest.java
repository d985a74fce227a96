package dev.halfspeed.benchmark.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.benchmark.Worlds;
import dev.halfspeed.benchmark.strategy.Player;
import dev.halfspeed.benchmark.strategy.Strategy;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VirtualLabTest {
  private static final Image GOOD = Image.of(new Revision.Good());
  private static final Image BAD = Image.of(new Revision.Candidate(9));
  private static final Decision END =
      new Decision.Conclude(new Conclusion.NotReproduced(1, new Effect(0, 0, 0), false), "");
  private static final Decision REST = new Decision.Rest("");

  private static Decision build(Image image) {
    return new Decision.Build(image, "");
  }

  private static Decision boot(Image image) {
    return new Decision.Boot(image, 1, Purpose.SEARCH, "");
  }

  private static Trial play(World world, Player player) {
    return VirtualLab.run(world, () -> player);
  }

  private static World world(String... more) {
    var lines = new ArrayList<>(List.of("history: {commits: 10}"));
    lines.addAll(List.of(more));
    return Worlds.world(1, lines.toArray(String[]::new));
  }

  /** Builds the good end, boots it so often, and concludes. */
  private static Player boots(int count) {
    return (evidence, inFlight, slot) -> {
      if (evidence.stream().filter(Evidence.Measured.class::isInstance).count() >= count) {
        return END;
      }
      if (slot.images().contains(GOOD)) {
        return slot.mayBoot() ? boot(GOOD) : REST;
      }
      return inFlight.isEmpty() ? build(GOOD) : REST;
    };
  }

  @Test
  void timePassesAsTheJobsTakeIt() {
    Trial trial =
        play(world("costs: {first-build: 900, build: 300, boot: 60, run: 240}"), boots(3));
    assertThat(trial.error()).isEmpty();
    assertThat(trial.ending()).isEqualTo("not-reproduced");
    assertThat(trial.toEnd().hours()).isCloseTo((900 + 3 * 300) / 3600.0, within(1e-9));
    assertThat(trial.toEnd().machineHours()).isCloseTo(0.5, within(1e-9));
    assertThat(trial.toEnd().search()).isEqualTo(3);
    assertThat(trial.toEnd().builds()).isEqualTo(1);
  }

  @Test
  void checksForDriftAreNoSearch() {
    var purposes = List.of(Purpose.CALIBRATION, Purpose.DRIFT, Purpose.SEARCH, Purpose.REVERT);
    Player player =
        (evidence, inFlight, slot) ->
            evidence.isEmpty()
                ? build(GOOD)
                : evidence.size() > purposes.size()
                    ? END
                    : new Decision.Boot(GOOD, 3, purposes.get(evidence.size() - 1), "");
    Tally tally = play(world(), player).toEnd();
    assertThat(tally.calibration()).isEqualTo(2);
    assertThat(tally.search()).isEqualTo(1);
    assertThat(tally.proof()).isEqualTo(1);
    assertThat(tally.runs()).isEqualTo(12);
  }

  @Test
  void machinesWorkAtOnceAndShareImages() {
    Trial trial = play(world("machines: {count: 4}"), boots(8));
    assertThat(trial.toEnd().hours()).isCloseTo((300 + 2 * 300) / 3600.0, within(1e-9));
    assertThat(trial.toEnd().builds()).isEqualTo(1);
  }

  @Test
  void whatEndsAtTheSameMomentIsKnownWhoeverIsAskedFirst() {
    var known = new ArrayList<Integer>();
    Player player = boots(4);
    play(
        world("machines: {count: 4}"),
        (evidence, inFlight, slot) -> {
          known.add(evidence.size());
          return player.next(evidence, inFlight, slot);
        });
    // Nothing, the build, and then all four boots at once.
    assertThat(known.stream().distinct()).containsExactly(0, 1, 5);
  }

  @Test
  void whereEveryMachineRestsThePlayerSaysHowItEnds() {
    var left = new Conclusion.Suspects(List.of(3), 0.9, new Effect(0, 0, 0), "nothing left");
    var player =
        new Player() {
          @Override
          public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
            return REST;
          }

          @Override
          public Optional<Conclusion> nothingLeft(
              List<Evidence> evidence, int machines, String why) {
            assertThat(machines).isEqualTo(1);
            return Optional.of(left);
          }
        };
    Trial trial = play(world(), player);
    assertThat(trial.error()).isEmpty();
    assertThat(trial.conclusion()).contains(left);
  }

  @Test
  void brokenRulesAreErrors() {
    assertThat(error((evidence, inFlight, slot) -> boot(GOOD))).contains("not built");
    assertThat(error((evidence, inFlight, slot) -> build(GOOD))).contains("builds what is built");
    assertThat(error((evidence, inFlight, slot) -> build(new Image(new Revision.Good(), 1))))
        .contains("layout");
    assertThat(error((evidence, inFlight, slot) -> build(Image.of(new Revision.Candidate(10)))))
        .contains("no such commit");
    assertThat(error((evidence, inFlight, slot) -> REST)).contains("stalled");
    assertThat(
            error((evidence, inFlight, slot) -> {
              throw new IllegalStateException("oops");
            }))
        .contains("oops");
    Trial early =
        VirtualLab.run(
            world(),
            () -> {
              throw new IllegalStateException("too early");
            });
    assertThat(early.error().orElse("")).contains("too early");
    assertThat(early.right()).isFalse();
    assertThat(early.ending()).isEqualTo("error");
  }

  private static String error(Player player) {
    return play(world(), player).error().orElse("none");
  }

  @Test
  void nobodyBuildsTwiceAtOnce() {
    Trial trial = play(world("machines: {count: 2}"), (evidence, inFlight, slot) -> build(GOOD));
    assertThat(trial.error().orElse("")).contains("being built");
  }

  @Test
  void whoeverGoesOnForEverIsStopped() {
    Trial trial = play(world("maximum-boots: 20"), boots(1_000_000));
    assertThat(trial.ending()).isEqualTo("exhausted");
    assertThat(trial.toEnd().search()).isEqualTo(22);
    Player rebuilder =
        (evidence, inFlight, slot) -> build(new Image(new Revision.Good(), evidence.size()));
    assertThat(play(world("layouts: true", "maximum-boots: 20"), rebuilder).error().orElse(""))
        .contains("endless");
  }

  @Test
  void anAcceptedAnswerIsRememberedWithItsCost() {
    int culprit = world().guilty().getFirst();
    Player player =
        new Player() {
          @Override
          public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
            return boots(4).next(evidence, inFlight, slot);
          }

          @Override
          public Optional<Answer> accepted(List<Evidence> evidence) {
            return evidence.size() == 3 ? Optional.of(new Answer(culprit, 0.99)) : Optional.empty();
          }
        };
    Trial trial = play(world(), player);
    assertThat(trial.right()).isTrue();
    assertThat(trial.rightAfterProof()).isFalse();
    assertThat(trial.toAnswer().boots()).isEqualTo(2);
    assertThat(trial.toEnd().boots()).isEqualTo(4);
  }

  @Test
  void uselessWorkIsCancelledAndItsMachineFree() {
    Player player =
        new Player() {
          @Override
          public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
            if (evidence.size() == 1) {
              assertThat(inFlight).isEmpty();
              return END;
            }
            return build(slot.machine() == 0 ? GOOD : BAD);
          }

          @Override
          public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
            return inFlight;
          }
        };
    Trial trial =
        play(
            Worlds.world(1, "history: {commits: 10}", "machines: {count: 2, speed-spread: 0.3}"),
            player);
    assertThat(trial.error()).isEmpty();
    assertThat(trial.toEnd().builds()).isEqualTo(2);
  }

  @Test
  void aDeadMachineLosesItsJobAndIsNeverAskedAgain() {
    var asked = new ArrayList<Integer>();
    Player player =
        (evidence, inFlight, slot) -> {
          asked.add(slot.machine());
          return boots(3).next(evidence, inFlight, slot);
        };
    Trial trial = play(world("machines: {count: 2, dies: [{machine: 0, hour: 0.1}]}"), player);
    assertThat(trial.error()).isEmpty();
    // The build takes 300 s and ends in time; the boot after it is lost after 60 s.
    assertThat(trial.toEnd().hours()).isCloseTo((300 + 3 * 300) / 3600.0, within(1e-9));
    assertThat(asked.subList(asked.size() - 3, asked.size())).containsOnly(1);
  }

  @Test
  void aFaultTakesItsTimeAndIsNoEvidence() {
    Trial trial = play(world("machines: {failures: 0.5}"), boots(40));
    assertThat(trial.error()).isEmpty();
    int jobs = trial.toEnd().search() + trial.toEnd().builds();
    assertThat(jobs).isBetween(55, 130);
    assertThat(trial.toEnd().hours()).isCloseTo(jobs * 300 / 3600.0, within(1e-9));
  }

  @Test
  void brokenCommitsAreToldApart() {
    var seen = new ArrayList<Evidence>();
    Player player =
        (evidence, inFlight, slot) -> {
          if (evidence.size() == 20) {
            seen.addAll(evidence);
            return END;
          }
          Image next = Image.of(new Revision.Candidate(evidence.size() / 2));
          return slot.images().contains(next) ? boot(next) : build(next);
        };
    World world =
        Worlds.world(3, "history: {commits: 200}", "broken: {boot: 0.5}", "culprit-commits: [199]");
    assertThat(play(world, player).error()).isEmpty();
    for (Evidence each : seen) {
      if (each instanceof Evidence.Untestable(Revision revision, Evidence.Cause cause)) {
        assertThat(cause).isEqualTo(Evidence.Cause.UNBOOTABLE);
        assertThat(world.boots(revision)).isFalse();
      }
    }
    assertThat(seen).hasAtLeastOneElementOfType(Evidence.Untestable.class);
  }

  private static Player concludes(Conclusion conclusion) {
    return (evidence, inFlight, slot) -> new Decision.Conclude(conclusion, "");
  }

  private static Conclusion suspects(Integer... candidates) {
    return new Conclusion.Suspects(List.of(candidates), 0.99, new Effect(0, 0, 0), "");
  }

  @Test
  void aSetOfSuspectsMayHoldTheCulprit() {
    World plain = world("culprit-commits: [5]");
    World hidden = world("culprit-commits: [5]", "broken: {near: true}");
    Trial held = play(plain, concludes(suspects(4, 5)));
    assertThat(held.contained()).isTrue();
    assertThat(held.right()).isFalse();
    assertThat(held.accusedInnocent()).isFalse();
    assertThat(play(hidden, concludes(suspects(4, 5))).right()).isTrue();
    assertThat(play(hidden, concludes(suspects(3, 4))).right()).isFalse();
    assertThat(play(hidden, concludes(suspects(3, 4))).contained()).isFalse();
    assertThat(play(hidden, concludes(suspects(5))).right()).isTrue();
    World none = world("culprits: []");
    assertThat(play(none, concludes(suspects(4, 5))).contained()).isFalse();
    assertThat(play(none, boots(1)).contained()).isTrue();
  }

  @Test
  void ofTwoCulpritsBothMayBeNamed() {
    World world = world("culprits: [0.4, 0.6]", "culprit-commits: [2, 7]");
    assertThat(world.guilty()).containsExactly(7, 2);
    Conclusion.Culprit one = culprit(7, List.of());
    Trial half = play(world, concludes(one));
    assertThat(half.rightAfterProof()).isTrue();
    assertThat(half.allNamed()).isFalse();
    assertThat(play(world, concludes(culprit(2, List.of(one)))).allNamed()).isTrue();
    Trial wrong = play(world, concludes(culprit(3, List.of(one))));
    assertThat(wrong.allNamed()).isFalse();
    assertThat(wrong.accusedInnocent()).isTrue();
  }

  private static Conclusion.Culprit culprit(int candidate, List<Conclusion.Culprit> others) {
    return new Conclusion.Culprit(
        candidate,
        0.99,
        new Effect(0, 0, 0),
        1,
        new Conclusion.Proof(6, 2, 2, Optional.empty()),
        others);
  }

  @Test
  void withoutACulpritSilenceIsRight() {
    World world = Worlds.world(1, "history: {commits: 10}", "culprits: []");
    Trial silent = play(world, boots(1));
    assertThat(silent.right()).isTrue();
    assertThat(silent.rightAfterProof()).isTrue();
    Player accuser =
        (evidence, inFlight, slot) ->
            switch (Strategy.Plan.culprit(4, 0.9)) {
              case Strategy.Plan.End(Conclusion conclusion) ->
                  new Decision.Conclude(conclusion, "");
              case Strategy.Plan.Test test -> REST;
            };
    Trial accused = play(world, accuser);
    assertThat(accused.right()).isFalse();
    assertThat(accused.accusedInnocent()).isTrue();
  }
}
