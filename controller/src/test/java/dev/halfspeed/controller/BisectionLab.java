package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.Resolved;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.WorkerClients;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.time.HastyTime;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.page.BisectionQuery;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.Templates;
import dev.halfspeed.web.page.bisection.BisectionPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A history of real git, a fake machine, and the controller that bisects. */
abstract class BisectionLab {
  static final double TINY_NOISE = 0.0005;

  private static final CommitBook BOOK =
      new CommitBook() {
        @Override
        public String author(String commit) {
          return "";
        }

        @Override
        public String message(String commit) {
          return "";
        }
      };

  @TempDir Path directory;
  KernelRepository repository;
  Path lab;

  @BeforeEach
  void setUp() throws IOException {
    repository = KernelRepository.create(directory.resolve("linux"));
    lab = directory.resolve("lab.yaml");
    Files.writeString(
        lab,
        """
        machines:
          - name: lab1
            address: lab1.example.org
            user: root
            key: /nonexistent
            known-hosts: /nonexistent
            roles: [build, test]
            boot: {method: qemu}
        """);
    TinyRecipe.write(directory.resolve("recipes"));
  }

  static double value(String metric, double speed) {
    return metric.equals("tps") ? speed : 1000 / speed;
  }

  Store store() throws Problem {
    return QuickStores.shared().open(directory.resolve("state/halfspeed.db"), WriteWatch.NONE);
  }

  void addMachine(String name) throws IOException {
    String text = Files.readString(lab);
    Files.writeString(lab, text + text.substring(text.indexOf("  - name")).replace("lab1", name));
  }

  List<Resolved.Earlier> earlier(String bisection) throws Problem {
    try (Store store = store()) {
      return RowJson.read(
              store.campaigns().find(bisection).orElseThrow().detailJson(), Resolved.class)
          .earlier();
    }
  }

  /** The same request with one thing in it wrong. */
  static BisectionRequest with(BisectionRequest fine, String what, String value) {
    return new BisectionRequest(
        what.equals("repository") ? value : fine.repository(),
        fine.good(),
        fine.bad(),
        what.equals("recipe") ? value : fine.recipe(),
        null,
        what.equals("parameter") ? Map.of(value, "1") : Map.of(),
        what.equals("config") ? value : fine.configBase(),
        what.equals("fragment") ? List.of(value) : List.of(),
        what.equals("lab") ? value : fine.lab(),
        fine.metric(),
        what.equals("confidence") ? Double.parseDouble(value) : fine.confidence(),
        false,
        List.of(),
        0,
        200,
        1,
        what.equals("priority") ? Integer.valueOf(value) : fine.priority(),
        what.equals("find") ? value : fine.find(),
        null,
        null,
        null);
  }

  static void assertRefused(Controller controller, BisectionRequest request, String named) {
    assertThatThrownBy(() -> controller.requests().bisect(request, People.ANN))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(named);
  }

  static void assertCulprit(BisectionView view, String culprit) {
    assertThat(ending(view).words()).isNotBlank();
    assertThat(ending(view).kind()).as(ending(view).words()).isEqualTo("culprit");
    assertThat(ending(view).commits().getFirst().id()).isEqualTo(culprit);
    assertThat(ending(view).confidence()).isGreaterThanOrEqualTo(0.99);
  }

  static BisectionView.Ending ending(BisectionView view) {
    return requireNonNull(view.ending());
  }

  BisectionView conclude(FakeMachine machine, BisectionRequest request) throws Exception {
    try (LabController controller = controller(machine)) {
      return await(controller, controller.requests().bisect(request, People.ANN));
    }
  }

  static BisectionView await(Controller controller, String bisection) throws Problem {
    Awaitility.await()
        .until(() ->
            controller.campaigns().bisection(bisection).state() != BisectionView.State.RUNNING
                && controller.campaigns().bisection(bisection).reportFile() != null);
    return controller.campaigns().bisection(bisection);
  }

  LabController controller(FakeMachine machine) throws Problem {
    return controller(ignored -> machine);
  }

  LabController controller(Map<String, FakeMachine> machines) throws Problem {
    return controller(machine -> requireNonNull(machines.get(machine.name())));
  }

  LabController controller(WorkerClients links) throws Problem {
    return controller(links, new HastyTime());
  }

  LabController controller(WorkerClients links, Time time) throws Problem {
    return LabController.open(
        store(),
        directory.resolve("state"),
        directory.resolve("recipes"),
        directory.resolve("worker"),
        lease -> links,
        UUID::randomUUID,
        time,
        true);
  }

  BisectionRequest request(String good, String bad, String metric) {
    return request(good, bad, metric, "regression");
  }

  BisectionRequest request(String good, String bad, String metric, String find) {
    return new BisectionRequest(
        repository.folder().toString(),
        good,
        bad,
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        lab.toString(),
        metric,
        0.99,
        false,
        List.of(),
        0,
        200,
        1,
        0,
        find,
        null,
        null,
        null);
  }

  /** The page of a bisection, as a browser gets it. */
  static String page(BisectionView view) {
    var latencies = new LatencyView(view.id(), List.of(), List.of());
    return new Templates()
        .write(
            BisectionPage.of(
                view, latencies, null, BisectionQuery.PLAIN, BOOK, Instant.EPOCH, false));
  }
}
