package dev.halfspeed.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.halfspeed.agent.ConnectionLostException;
import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.agent.Owners;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.agent.ssh.TestSshd;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.SshHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines behind jump hosts, each a real OpenSSH sshd with a key of its own. */
final class JumpHostTest {
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(5));

  @TempDir Path folder;
  private TestSshd target;
  private TestSshd gate;

  @BeforeEach
  void start() throws Exception {
    target = new TestSshd(folder, "AllowTcpForwarding no");
    gate = new TestSshd(folder, "ForceCommand false", "PermitTTY no");
  }

  @AfterEach
  void end() throws Exception {
    target.close();
    gate.close();
  }

  private MachineFault fault(Machine machine) {
    var fault =
        catchThrowableOfType(
            MachineFault.class, () -> SshConnection.open(machine, SETTINGS).close());
    assertThat(fault).isNotNull();
    return fault;
  }

  @Test
  void aMachineIsReachedThroughSeveralJumpHosts() throws Exception {
    try (var second = new TestSshd(folder)) {
      Machine machine =
          target.machine(folder.resolve("home").toString(), gate.host(), second.host());
      Path archive = FakeWorker.pack(folder);
      WorkerClient link =
          SshWorkerClient.to(
              machine,
              archive,
              new MachineLease(Owners.owner("a"), at -> "", 1, other -> other + 1),
              SETTINGS);
      link.connect();
      assertThat(link.jobs()).hasSize(1);
      link.close();
    }
  }

  @Test
  void aJumpHostThatPassesNothingOnIsNamed() throws Exception {
    try (var closed = new TestSshd(folder, "AllowTcpForwarding no")) {
      MachineFault fault = fault(target.machine("w", closed.host()));
      assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE);
      assertThat(fault)
          .hasMessage(
              "machine lab1: no SSH connection to 127.0.0.1:%d through the jump host 127.0.0.1:%d: it is not allowed there (open failed)"
                  .formatted(target.port(), closed.port()));
      assertThat(fault.nextStep()).contains("AllowTcpForwarding yes", "PermitOpen");
    }
  }

  @Test
  void eachHostKeyIsChecked() throws Exception {
    String other = target.hostKey();
    target.know(gate.hostKey());
    MachineFault fault = fault(target.machine("w", gate.host()));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.HOST_KEY_CHANGED);
    assertThat(fault)
        .hasMessageStartingWith("machine lab1: 127.0.0.1:%d shows".formatted(target.port()));
    gate.know(other);
    fault = fault(target.machine("w", gate.host()));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.HOST_KEY_CHANGED);
    assertThat(fault)
        .hasMessageStartingWith(
            "machine lab1: the jump host 127.0.0.1:%d shows".formatted(gate.port()));
    gate.knownHosts("");
    fault = fault(target.machine("w", gate.host()));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.HOST_KEY_UNKNOWN);
    assertThat(fault)
        .hasMessageContaining("host key of the jump host 127.0.0.1:%d".formatted(gate.port()));
    gate.know(gate.hostKey());
    target.knownHosts("");
    fault = fault(target.machine("w", gate.host()));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.HOST_KEY_UNKNOWN);
    // A scan from here would not reach it.
    assertThat(fault.nextStep())
        .contains("say yes to: ssh -i ", " -J ", "127.0.0.1:" + gate.port(), "UserKnownHostsFile")
        .doesNotContain("ssh-keyscan");
  }

  @Test
  void aJumpHostThatRefusesTheKeyIsNamed() {
    SshHost host = gate.host();
    var stranger =
        new SshHost(host.host(), host.port(), host.user(), target.host().key(), host.knownHosts());
    MachineFault fault = fault(target.machine("w", stranger));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.KEY_REFUSED);
    assertThat(fault)
        .hasMessage(
            "machine lab1: %s@127.0.0.1 (a jump host) does not accept the key %s"
                .formatted(host.user(), target.host().key()));
  }

  @Test
  void whoIsDownIsNamed() throws Exception {
    target.close();
    MachineFault fault = fault(target.machine("w", gate.host()));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE);
    assertThat(fault)
        .hasMessage(
            "machine lab1: no SSH connection to 127.0.0.1:%d through the jump host 127.0.0.1:%d: Connection refused"
                .formatted(target.port(), gate.port()));
    assertThat(fault.nextStep()).contains(" -J ");
    gate.close();
    fault = fault(target.machine("w", gate.host()));
    assertThat(fault)
        .hasMessage(
            "machine lab1: no SSH connection to the jump host 127.0.0.1:%d: connection refused: nothing listens there"
                .formatted(gate.port()));
    assertThat(fault.nextStep()).contains("-p " + gate.port()).doesNotContain(" -J ");
  }

  @Test
  void aJumpHostThatGoesAwayIsNamed() throws Exception {
    try (SshConnection connection =
        SshConnection.open(target.machine("w", gate.host()), SETTINGS)) {
      assertThat(connection.run("echo here", SETTINGS.answerDeadline()).out()).contains("here");
      gate.dropConnections();
      await().until(() -> !connection.isAlive());
      assertThat(connection.lost(new IOException("x")))
          .isInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("at the jump host 127.0.0.1:" + gate.port());
    }
  }

  @Test
  void aDeadlineEndsAConnectionBehindAJumpHost() throws Exception {
    try (SshConnection connection =
        SshConnection.open(target.machine("w", gate.host()), SETTINGS)) {
      assertThat(
              catchThrowableOfType(
                  ConnectionLostException.class,
                  () -> connection.run("sleep 20", Duration.ofMillis(200))))
          .isNotNull();
      assertThat(connection.isAlive()).isFalse();
    }
  }
}
