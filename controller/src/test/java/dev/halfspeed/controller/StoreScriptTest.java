package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.time.Time;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The scripts that play real faults compare the store with what machines did. They take hours, so
 * nobody would notice for long that they can't read the store any more.
 */
final class StoreScriptTest {
  private static final Path SCRIPTS = Path.of("../recipes/demo").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void theScriptsReadABisectionThatHasEnded() throws Exception {
    var lab = new TinyLab(directory);
    BisectionView view;
    try (LabController controller = lab.controller(new FakeMachine(0.002), Time.real())) {
      view = TinyLab.end(controller, controller.requests().bisect(lab.request("main"), People.ANN));
    }
    JsonNode read =
        JsonMapper.shared()
            .readTree(output("python3", "store.py", directory.resolve("state").toString(), "tps"));
    JsonNode bisection = read.path("bisections").path(0);
    assertThat(bisection.path("id").asString()).isEqualTo(view.id());
    assertThat(bisection.path("ended_at").asString()).isNotBlank();
    JsonNode ending = JsonMapper.shared().readTree(bisection.path("ending_json").asString());
    assertThat(ending.path("kind").asString()).isEqualTo("culprit");
    assertThat(ending.path("commits").path(0).path("id").asString()).isEqualTo(lab.culprit());
    assertThat(bisection.path("jobs"))
        .hasSameSizeAs(view.attempts())
        .allSatisfy(job -> assertThat(job.path("outcome").asString()).isNotBlank());
    assertThat(values(read)).containsExactlyElementsOf(values(view));
  }

  private static List<Double> values(JsonNode read) {
    return read.path("samples")
        .valueStream()
        .flatMap(sample -> sample.path("values").valueStream())
        .map(JsonNode::asDouble)
        .sorted()
        .toList();
  }

  private static List<Double> values(BisectionView view) {
    return view.samples().stream().map(BisectionView.Sample::value).sorted().toList();
  }

  @Test
  void theScriptsStart() throws Exception {
    assertThat(output("./faults", "--list")).contains("none ", "power-loss ");
    assertThat(output("./kills", "--help")).contains("kill -9 of the controller");
    assertThat(SCRIPTS.resolve("__pycache__")).doesNotExist();
  }

  private static String output(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(SCRIPTS.toFile()).redirectErrorStream(true).start();
    try (var answer = process.inputReader()) {
      String said = requireNonNull(answer.readAllAsString());
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    }
  }
}
