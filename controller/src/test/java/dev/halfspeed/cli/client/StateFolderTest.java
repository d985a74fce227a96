package dev.halfspeed.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFolderTest {
  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  @Test
  void aNewOneIsPrivate() throws Exception {
    Path state = folder.resolve("new/state");
    StateFolder.prepare(state, notes::add);
    assertThat(mode(state)).isEqualTo("rwx------");
    assertThat(notes).isEmpty();
  }

  @Test
  void anOpenOneIsClosedWithAllThatIsInItAndThatIsSaid() throws Exception {
    Path state = Files.createDirectories(folder.resolve("state"));
    Path log = Files.writeString(state.resolve("controller.log"), "x");
    Path keys = Files.createDirectories(state.resolve("local"));
    Path link = Files.createSymbolicLink(state.resolve("link"), folder.resolve("elsewhere"));
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "x");
    chmod(log, "rw-r--r--");
    chmod(keys, "rwxrwxr-x");
    chmod(elsewhere, "rw-r--r--");
    chmod(state, "rwxr-xr-x");
    StateFolder.prepare(state, notes::add);
    assertThat(mode(state)).isEqualTo("rwx------");
    assertThat(mode(log)).isEqualTo("rw-------");
    assertThat(mode(keys)).isEqualTo("rwx------");
    assertThat(mode(link)).isEqualTo("rw-r--r--");
    assertThat(notes).singleElement().asString().contains(state.toString(), "for you alone");
    StateFolder.prepare(state, notes::add);
    assertThat(notes).hasSize(1);
  }

  @Test
  void oneOfAnotherUserIsRefused() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives folders away");
    Path state = Files.createDirectories(folder.resolve("theirs"));
    chmod(state, "rwxr-xr-x");
    Files.setAttribute(state, "unix:uid", 12_345);
    Problem problem =
        catchThrowableOfType(Problem.class, () -> StateFolder.prepare(state, notes::add));
    assertThat(problem.what())
        .isEqualTo("The state directory " + state + " belongs to another user, 12345.");
    assertThat(problem.nextStep()).contains("as that user", "--state DIR");
    assertThat(mode(state)).isEqualTo("rwxr-xr-x");
    assertThat(notes).isEmpty();
  }

  @Test
  void oneThatUsersShareIsRefused() throws Exception {
    Path shared = Files.createDirectories(folder.resolve("shared"));
    Files.setAttribute(shared, "unix:mode", 01777);
    for (Path path : List.of(shared, Path.of("/"), Path.of(System.getProperty("user.home")))) {
      Problem problem =
          catchThrowableOfType(Problem.class, () -> StateFolder.prepare(path, notes::add));
      assertThat(problem.what()).contains(path.toString(), "not for Halfspeed alone");
    }
    assertThat(Files.getAttribute(shared, "unix:mode")).isEqualTo(041777);
  }

  @Test
  void aTokenIsMadeOnceAndReplacedWhenOthersCouldReadIt() throws Exception {
    String token = TokenFile.madeIn(folder);
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(mode(TokenFile.in(folder))).isEqualTo("rw-------");
    assertThat(TokenFile.madeIn(folder)).isEqualTo(token);
    chmod(TokenFile.in(folder), "rw-r-----");
    String other = TokenFile.madeIn(folder);
    assertThat(other).matches("[0-9a-f]{64}").isNotEqualTo(token);
    Files.writeString(TokenFile.in(folder), "\n");
    assertThat(catchThrowableOfType(Problem.class, () -> TokenFile.madeIn(folder))).isNull();
  }

  @Test
  void aTokenThatOthersReadOrGuessIsRefused() throws Exception {
    Path named = Files.writeString(folder.resolve("mine"), "0123456789abcdefghij\n");
    chmod(named, "rw-r--r--");
    assertThat(refusal(named)).contains("read by others");
    chmod(named, "rw-------");
    assertThat(TokenFile.named(named)).isEqualTo("0123456789abcdefghij");
    Files.writeString(named, "secret\n");
    assertThat(refusal(named)).contains("20 to 1000");
    assertThat(refusal(Path.of("/dev/zero"))).contains("can't be read");
    assertThat(refusal(folder)).contains("can't be read");
  }

  private static String refusal(Path file) {
    Problem problem = catchThrowableOfType(Problem.class, () -> TokenFile.named(file));
    return problem.what();
  }

  private static void chmod(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
