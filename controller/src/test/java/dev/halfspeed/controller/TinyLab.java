package dev.halfspeed.controller;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.machines.WorkerClients;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.reconcile.RegressionSettings;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** A history of a dozen commits with one culprit, a recipe, and a lab of one fake machine. */
final class TinyLab {
  /** Regressions are confirmed, bisected and told without waiting. */
  static final RegressionSettings AT_ONCE =
      new RegressionSettings(
          Duration.ZERO,
          Duration.ofDays(1),
          Duration.ofDays(1),
          Duration.ofDays(1),
          Duration.ZERO,
          2,
          100,
          100);

  private static final int CULPRIT = 8;

  private final Path directory;
  private final KernelRepository repository;
  private final String good;
  private String culprit = "";

  TinyLab(Path directory) throws IOException {
    this.directory = directory;
    repository = KernelRepository.create(directory.resolve("linux"));
    good = repository.commit("import", "1000");
    for (int i = 1; i <= 12; i++) {
      String id = repository.commit("change " + i, i < CULPRIT ? "1000" : "800");
      culprit = i == CULPRIT ? id : culprit;
    }
    writeLab("{method: qemu}");
    TinyRecipe.write(directory.resolve("recipes"));
  }

  private void writeLab(String boot) throws IOException {
    Files.writeString(
        directory.resolve("lab.yaml"),
        """
        machines:
          - name: lab1
            address: lab1.example.org
            user: root
            key: /nonexistent
            known-hosts: /nonexistent
            roles: [build, test]
            boot: %s
        """
            .formatted(boot));
  }

  /** For a campaign that is yet to begin: its guests follow real time, so they are alone. */
  void machineDoesOneThingAtATime() throws IOException {
    writeLab("{method: qemu, clock: real}");
  }

  /** One commit more, of that speed. */
  void commit(String subject, String speed) throws IOException {
    repository.commit(subject, speed);
  }

  /** Lets a tag name a commit, whatever it named before. */
  void tag(String name, String revision) {
    repository.git("tag", "--force", name, revision);
  }

  /** The folder of the lab file lab.yaml, of the repository linux, and of all that is kept. */
  Path directory() {
    return directory;
  }

  /** The commit before all others. */
  String good() {
    return good;
  }

  /** The commit that made it slow. */
  String culprit() {
    return culprit;
  }

  LabController controller(FakeMachine machine, Time time) throws Problem {
    return controller(_ -> machine, time);
  }

  LabController controller(WorkerClients machines, Time time) throws Problem {
    return LabController.open(
        store(),
        directory.resolve("state"),
        directory.resolve("recipes"),
        directory.resolve("worker"),
        _ -> machines,
        UUID::randomUUID,
        time,
        true);
  }

  /** What is kept, while no controller runs. */
  Store store() throws Problem {
    return QuickStores.shared().open(directory.resolve("state/halfspeed.db"), WriteWatch.NONE);
  }

  static void until(Callable<Boolean> holds) {
    Awaitility.await().until(holds);
  }

  static BisectionView end(Controller controller, String bisection) throws Problem {
    until(() -> controller.campaigns().bisection(bisection).state() != BisectionView.State.RUNNING);
    return controller.campaigns().bisection(bisection);
  }

  BisectionRequest request(String bad) {
    return new BisectionRequest(
        repository.folder().toString(),
        good,
        bad,
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        directory.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        false,
        List.of(),
        0,
        200,
        1,
        0,
        "regression",
        null,
        null,
        null);
  }
}
