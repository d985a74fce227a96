package dev.halfspeed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real OpenSSH sshd of this machine. */
final class LocalMachineTest {
  @TempDir Path folder;

  private Path state() {
    return folder.resolve("my state");
  }

  private static boolean isListening(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  private List<Path> instances() throws IOException {
    try (Stream<Path> children = Files.list(state())) {
      return children.filter(child -> child.toString().contains("/sshd-")).toList();
    }
  }

  @Test
  void itsSshdListensUntilItIsClosedAndLeavesOnlyKeys() throws Exception {
    byte[] key;
    int port;
    try (LocalMachine local = LocalMachine.start(state(), folder.resolve("w"))) {
      Machine machine = local.machine();
      port = machine.port();
      assertThat(isListening(port)).isTrue();
      key = Files.readAllBytes(machine.key());
      for (Path secret : List.of(machine.key(), state().resolve("host_key"))) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
            .isEqualTo("rw-------");
      }
      assertThat(Files.readString(machine.knownHosts()))
          .startsWith("[127.0.0.1]:" + machine.port() + " ssh-ed25519 ");
      assertThat(machine.directory()).isEqualTo(folder.resolve("w").toString());
      assertThat(local.log()).exists();
    }
    int closed = port;
    await().until(() -> !isListening(closed));
    assertThat(instances()).isEmpty();
    try (LocalMachine again = LocalMachine.start(state(), folder.resolve("w"))) {
      assertThat(Files.readAllBytes(again.machine().key())).isEqualTo(key);
    }
  }

  @Test
  void twoMayRunAtOnce() throws Exception {
    try (LocalMachine one = LocalMachine.start(state(), folder.resolve("w"));
        LocalMachine two = LocalMachine.start(state(), folder.resolve("w"))) {
      assertThat(isListening(one.machine().port())).isTrue();
      assertThat(isListening(two.machine().port())).isTrue();
    }
  }

  /** A program that starts one and is then killed. */
  static final class Abandons {
    private Abandons() {}

    /** Prints the port, and waits to be killed. */
    public static void main(String[] arguments) throws Exception {
      try (LocalMachine local = LocalMachine.start(Path.of(arguments[0]), Path.of(arguments[0]))) {
        System.out.println(local.machine().port());
        Thread.sleep(Duration.ofMinutes(2));
      }
    }
  }

  @Test
  void itsSshdEndsWithTheProcessThatStartedIt() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Abandons.class.getName(),
                state().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int port;
    try (var reader = process.inputReader()) {
      port = Integer.parseInt(reader.readLine());
      assertThat(isListening(port)).isTrue();
      process.destroyForcibly();
    }
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    await().until(() -> !isListening(port));
    assertThat(instances()).hasSize(1);
    try (LocalMachine next = LocalMachine.start(state(), folder.resolve("w"))) {
      assertThat(instances()).containsExactly(next.log().getParent());
    }
  }

  @Test
  void itsShellsLeaveAlonePartsMeantForATerminalAndHaveTheUsersPrograms() throws Exception {
    try (LocalMachine local = LocalMachine.start(state(), folder.resolve("w"))) {
      Machine machine = local.machine();
      Process ssh =
          new ProcessBuilder(
                  "ssh",
                  "-F/dev/null",
                  "-oBatchMode=yes",
                  "-oUserKnownHostsFile=\"" + machine.knownHosts() + "\"",
                  "-i" + machine.key(),
                  "-p" + machine.port(),
                  machine.user() + "@127.0.0.1",
                  // What the shell itself was started with.
                  "cat /proc/$$/environ")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String environment = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(ssh.waitFor()).isZero();
      // Bash reads the .bashrc of whoever comes over a connection at level 0 only.
      List<String> variables = List.of(environment.split("\0"));
      assertThat(variables).contains("SHLVL=1");
      String path =
          variables.stream().filter(each -> each.startsWith("PATH=")).findFirst().orElseThrow();
      assertThat(path.substring("PATH=".length()).split(":"))
          .contains(System.getenv("PATH").split(":"))
          .contains("/usr/sbin", "/bin");
    }
  }

  @Test
  void closingTwiceIsHarmless() throws Exception {
    LocalMachine local = LocalMachine.start(state(), folder.resolve("w"));
    local.close();
    assertThatCode(local::close).doesNotThrowAnyException();
  }
}
