package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.ReconnectingClient;
import dev.halfspeed.campaign.bisection.BisectionEnding;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two machines that may fail, drift and be disturbed, under the real controller in virtual time.
 */
abstract class HealthLab {
  static final List<String> MACHINES = List.of("lab1", "lab2");
  static final double NOISE = 0.002;
  static final long SEED = 5;
  static final int SQLITE_ERROR = 1;
  static final int SQLITE_READONLY = 8;
  static final int SQLITE_FULL = 13;

  @TempDir Path folder;
  final VirtualTime time = new VirtualTime(SEED);
  final SplittableRandom random = new SplittableRandom(SEED);
  final Map<String, FakeMachine> hardware = new LinkedHashMap<>();
  final Map<String, SimulatedMachine> machines = new LinkedHashMap<>();
  KernelRepository repository;
  VirtualTime.Program program;
  Store store;
  LabController controller;
  String good = "";
  String culprit = "";

  /** The beginnings of the writes that fail now, with SQLite's codes for why. */
  final Map<String, Integer> refused = new HashMap<>();

  /** Hears of each write that was made, on the thread that made it. */
  Consumer<String> written = what -> {};

  @BeforeEach
  void setUp() throws Exception {
    repository = KernelRepository.create(folder.resolve("linux"));
    good = repository.commit("import", "1000");
    for (int i = 1; i <= 12; i++) {
      String id = repository.commit("change " + i, i < 8 ? "1000" : "900");
      culprit = i == 8 ? id : culprit;
    }
    TinyRecipe.write(folder.resolve("recipes"));
    for (String name : MACHINES) {
      hardware.put(name, new FakeMachine(NOISE));
      machines.put(
          name,
          new SimulatedMachine(name, time, requireNonNull(hardware.get(name)), random.nextLong()));
    }
    writeLab("");
    start();
  }

  void writeLab(String health) throws IOException {
    Path file = folder.resolve("lab.yaml");
    SimulatedLab.describe(MACHINES, file);
    Files.writeString(file, health, StandardOpenOption.APPEND);
  }

  private void start() throws Problem {
    program = time.program();
    store = QuickStores.shared().open(database(), watch());
    controller =
        ask(() ->
            LabController.open(
                store,
                folder,
                folder.resolve("recipes"),
                folder.resolve("worker"),
                lease ->
                    machine ->
                        new ReconnectingClient(
                            machine,
                            ConnectionSettings.DEFAULTS,
                            program,
                            () ->
                                requireNonNull(machines.get(machine.name()))
                                    .connect(program, lease.token(), touch -> {})),
                () -> new UUID(random.nextLong(), random.nextLong()),
                program,
                true));
  }

  Path database() {
    return folder.resolve("halfspeed.db");
  }

  WriteWatch watch() {
    return new WriteWatch() {
      @Override
      public void before(String what) {
        refused.forEach((beginning, code) -> {
          if (what.startsWith(beginning)) {
            throw new StoreException(
                new Problem("Can't " + what, "wait", new SQLException("refused", "", code)),
                code != SQLITE_ERROR);
          }
        });
      }

      @Override
      public void after(String what) {
        written.accept(what);
      }
    };
  }

  /** The controller is killed, and another one started. */
  void restart() throws Problem {
    program.kill();
    pass(Duration.ofSeconds(1));
    store.close();
    start();
  }

  @AfterEach
  void tearDown() {
    program.kill();
    pass(Duration.ofSeconds(1));
    store.close();
    assertThat(machines.values()).allSatisfy(machine -> assertThat(machine.violations()).isEmpty());
  }

  interface Question<T> {
    T answer() throws Problem;
  }

  /** Asks the controller something, in its time. */
  <T> T ask(Question<T> question) throws Problem {
    var answers = new ArrayList<T>();
    var problems = new ArrayList<Problem>();
    program.start(
        "question",
        () -> {
          try {
            answers.add(question.answer());
          } catch (Problem problem) {
            problems.add(problem);
          }
        });
    assertThat(time.play(Duration.ofHours(1), () -> !answers.isEmpty() || !problems.isEmpty()))
        .isTrue();
    if (!problems.isEmpty()) {
      throw problems.getFirst();
    }
    return answers.getFirst();
  }

  void pass(Duration length) {
    time.play(length, () -> false);
  }

  BisectionRequest request() {
    return request(1);
  }

  BisectionRequest request(long seed) {
    return new BisectionRequest(
        repository.folder().toString(),
        good,
        "main",
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        folder.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        false,
        List.of(),
        0,
        200,
        seed,
        null,
        "regression",
        null,
        null,
        null);
  }

  CheckRequest checkRequest(@Nullable String machine) {
    return new CheckRequest(
        repository.folder().toString(),
        good,
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        folder.resolve("lab.yaml").toString(),
        machine,
        "tps",
        12,
        2,
        1);
  }

  List<CheckView> check(@Nullable String machine) throws Problem {
    List<CheckView> started =
        ask(() -> controller.machines().startCheck(checkRequest(machine), People.ANN));
    assertThat(
            time.play(
                Duration.ofDays(1),
                () ->
                    started.stream()
                        .allMatch(each ->
                            store.campaigns().find(each.id()).orElseThrow().endedAt() != null)))
        .isTrue();
    pass(Duration.ofSeconds(1));
    var ended = new ArrayList<CheckView>();
    for (CheckView each : started) {
      ended.add(ask(() -> controller.machines().check(each.id())));
    }
    return ended;
  }

  BisectionEnding toTheEnd(String bisection) {
    assertThat(
            time.play(
                Duration.ofDays(2),
                () -> store.campaigns().find(bisection).orElseThrow().endedAt() != null))
        .isTrue();
    return RowJson.read(
        requireNonNull(store.campaigns().find(bisection).orElseThrow().endingJson()),
        BisectionEnding.class);
  }

  void assertFound(String bisection) {
    BisectionEnding ending = toTheEnd(bisection);
    assertThat(ending.kind()).as(ending.words()).isEqualTo("culprit");
    assertThat(ending.commits().getFirst().id()).isEqualTo(culprit);
  }

  MachineView machine(String name) throws Problem {
    return ask(controller.machines()::all).stream()
        .filter(machine -> machine.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  List<String> standings(String machine) {
    return store.machines().statuses().stream()
        .filter(standing -> standing.machine().equals(machine))
        .map(standing -> standing.state() + " by " + standing.cause())
        .toList();
  }

  long startedSince(String machine, Instant since) {
    return store.campaigns().all(Set.of(CampaignRecord.Kind.BISECTION)).stream()
        .flatMap(bisection -> store.jobs().all(bisection.id()).stream())
        .filter(job -> job.machine().equals(machine) && job.startedAt().isAfter(since))
        .count();
  }

  List<String> kindsOfChecks() throws Problem {
    return ask(controller.machines()::checks).reversed().stream().map(CheckView::kind).toList();
  }
}
