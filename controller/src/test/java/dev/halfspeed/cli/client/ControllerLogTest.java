package dev.halfspeed.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControllerLogTest {
  @TempDir Path state;

  @Test
  void isMadeAndGoesOn() throws Exception {
    Path log = ControllerLog.in(state);
    Files.writeString(log, "before\n");
    assertThat(ControllerLog.in(state)).isEqualTo(log).hasContent("before\n");
  }

  @Test
  void whatCantBeWrittenIsSaid() throws Exception {
    Path log = state.resolve("controller.log");
    Files.createDirectory(log);
    assertThat(refusal())
        .isEqualTo("The controller's log " + log + " can't be written: it is a folder");
    Files.delete(log);
    assertThat(new ProcessBuilder("mkfifo", log.toString()).start().waitFor()).isZero();
    assertThat(refusal()).endsWith("it is no ordinary file");
    Files.delete(log);
    Files.createSymbolicLink(log, state.resolve("none/log"));
    assertThat(refusal()).endsWith("it is no ordinary file");
  }

  private String refusal() {
    return catchThrowableOfType(Problem.class, () -> ControllerLog.in(state)).what();
  }
}
