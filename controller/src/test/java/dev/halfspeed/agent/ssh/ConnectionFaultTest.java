package dev.halfspeed.agent.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.lab.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a connection is refused, against a server in this process. */
final class ConnectionFaultTest {
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofSeconds(1));

  /** Made once: it takes longer than a whole connection. */
  private static KeyPair hostKey;

  @TempDir private static Path shared;
  @TempDir Path folder;
  private SshServer server;
  private Path key;
  private Path knownHosts;
  private final AtomicBoolean accepts = new AtomicBoolean(true);
  private final AtomicBoolean asked = new AtomicBoolean();

  @BeforeAll
  static void makeKeys() throws Exception {
    hostKey = newKey();
    Programs.run(
        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", shared.resolve("key").toString());
  }

  @BeforeEach
  void startServer() throws Exception {
    key = Files.copy(shared.resolve("key"), folder.resolve("key"));
    knownHosts = folder.resolve("known_hosts");
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator((user, publicKey, session) -> {
      asked.set(true);
      return accepts.get();
    });
    server.setCommandFactory((channel, command) -> {
      throw new IOException("no command is expected");
    });
    server.start();
  }

  @AfterEach
  void endServer() throws Exception {
    server.stop(true);
  }

  private static KeyPair newKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private void know(KeyPair pair) throws Exception {
    Files.writeString(
        knownHosts,
        "# machines\nother ssh-rsa AAAA\n[127.0.0.1]:%d %s\n"
            .formatted(server.getPort(), PublicKeyEntry.toString(pair.getPublic())));
  }

  private Machine machine() {
    return machine(server.getPort());
  }

  private Machine machine(int port) {
    return new Machine(
        "lab1",
        "127.0.0.1",
        port,
        "ann",
        key,
        knownHosts,
        Set.of(Machine.Role.TEST),
        Machine.Boot.DEFAULT,
        "w",
        null);
  }

  private MachineFault fault(Machine machine, ConnectionSettings settings) {
    var fault =
        catchThrowableOfType(
            MachineFault.class, () -> SshConnection.open(machine, settings).close());
    assertThat(fault).isNotNull().hasMessageStartingWith("machine lab1");
    assertThat(fault.nextStep()).isNotBlank();
    return fault;
  }

  private MachineFault fault() {
    return fault(machine(), SETTINGS);
  }

  @Test
  void aKnownHostIsConnected() throws Exception {
    know(hostKey);
    try (SshConnection connection = SshConnection.open(machine(), SETTINGS)) {
      assertThat(connection.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"rsa, RFC4716", "rsa, PEM", "ecdsa, RFC4716", "ecdsa, PEM", "ed25519, RFC4716"})
  void keysOfAllUsualKindsWork(String type, String format) throws Exception {
    know(hostKey);
    Files.delete(key);
    Programs.run("ssh-keygen", "-q", "-t", type, "-m", format, "-N", "", "-f", key.toString());
    try (SshConnection connection = SshConnection.open(machine(), SETTINGS)) {
      assertThat(connection.isAlive()).isTrue();
    }
  }

  @Test
  void anUnknownHostKeyIsShownAndRefused() {
    MachineFault fault = fault();
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.HOST_KEY_UNKNOWN);
    assertThat(fault).hasMessageContaining(KnownHosts.fingerprint(hostKey.getPublic()));
    assertThat(fault.nextStep())
        .contains("ssh-keyscan -p " + server.getPort())
        .contains(knownHosts.toString());
    assertThat(asked).as("the key was shown to a stranger").isFalse();
    assertThat(knownHosts).doesNotExist();
  }

  @Test
  void aChangedHostKeyIsRefusedAndItsLineNamed() throws Exception {
    know(newKey());
    MachineFault fault = fault();
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.HOST_KEY_CHANGED);
    assertThat(fault).hasMessageContaining("line 3 of " + knownHosts);
    assertThat(asked).isFalse();
  }

  @Test
  void aRevokedHostKeyIsRefused() throws Exception {
    know(hostKey);
    Files.writeString(knownHosts, Files.readString(knownHosts).replace("\n[", "\n@revoked ["));
    assertThat(fault().kind()).isEqualTo(MachineFault.Kind.HOST_KEY_CHANGED);
  }

  @Test
  void aRefusedKeyIsNamed() throws Exception {
    know(hostKey);
    accepts.set(false);
    MachineFault fault = fault();
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.KEY_REFUSED);
    assertThat(fault).hasMessageContaining("ann@127.0.0.1").hasMessageContaining(key.toString());
  }

  @Test
  void aMissingKeyIsNamed() throws Exception {
    know(hostKey);
    Files.delete(key);
    MachineFault fault = fault();
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.KEY_REFUSED);
    assertThat(fault).hasMessageContaining(key + " does not exist");
  }

  @Test
  void aKeyWithAPassphraseIsRefused() throws Exception {
    know(hostKey);
    Files.delete(key);
    Programs.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", key.toString());
    MachineFault fault = fault();
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.KEY_REFUSED);
    assertThat(fault).hasMessageContaining("passphrase");
  }

  @Test
  void aFileThatIsNoKeyIsRefused() throws Exception {
    know(hostKey);
    Files.writeString(key, "hello\n");
    assertThat(fault().kind()).isEqualTo(MachineFault.Kind.KEY_REFUSED);
  }

  @Test
  void aMachineThatIsDownIsUnreachable() throws Exception {
    int port = server.getPort();
    know(hostKey);
    server.stop(true);
    MachineFault fault = fault(machine(port), SETTINGS);
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE);
    assertThat(fault.nextStep()).contains("ssh -i");
  }

  @Test
  void aPortThatAcceptsAndSaysNothingIsUnreachable() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var hasty =
          new ConnectionSettings(
              Duration.ofMillis(300),
              SETTINGS.answerDeadline(),
              SETTINGS.transferDeadline(),
              SETTINGS.firstBackoff(),
              SETTINGS.longestBackoff(),
              SETTINGS.giveUpAfter());
      MachineFault fault = fault(machine(silent.getLocalPort()), hasty);
      assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE);
      assertThat(fault).hasMessageContaining("too long");
    }
  }

  @Test
  void aMachineThatTakesTooLongToLookAtTheKeyHasNotRefusedIt() throws Exception {
    know(hostKey);
    var over = new CountDownLatch(1);
    server.setPublickeyAuthenticator((user, offered, session) -> {
      try {
        return over.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        return false;
      }
    });
    var hasty =
        new ConnectionSettings(
            Duration.ofSeconds(3),
            SETTINGS.answerDeadline(),
            SETTINGS.transferDeadline(),
            SETTINGS.firstBackoff(),
            SETTINGS.longestBackoff(),
            SETTINGS.giveUpAfter());
    MachineFault fault = fault(machine(), hasty);
    over.countDown();
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE);
    assertThat(fault).hasMessageContaining("too long");
  }

  @Test
  void aNameThatDoesNotExistIsUnreachable() {
    var nowhere =
        new Machine(
            "lab1",
            "no-such-host.invalid",
            22,
            "ann",
            key,
            knownHosts,
            Set.of(),
            Machine.Boot.DEFAULT,
            "w",
            null);
    MachineFault fault = fault(nowhere, SETTINGS);
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE);
    assertThat(fault).hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void wordsReachTheShellAsTheyAre() throws Exception {
    String word = "a'b \"$HOME\" `id` \\ *\n;";
    assertThat(Programs.run("bash", "-c", RemoteScript.of("printf %s \"$1\"", word)))
        .isEqualTo(word);
  }
}
