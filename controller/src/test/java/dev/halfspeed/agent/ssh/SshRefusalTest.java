package dev.halfspeed.agent.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.SshTarget;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.SshHost;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is said when a real OpenSSH sshd does not let Halfspeed in, or lets it in by its host key.
 */
final class SshRefusalTest {
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(5));

  @TempDir Path folder;

  private static MachineFault fault(Machine machine) {
    var fault =
        catchThrowableOfType(
            MachineFault.class, () -> SshConnection.open(machine, SETTINGS).close());
    assertThat(fault).isNotNull();
    return fault;
  }

  private MachineFault fault(String... settings) throws Exception {
    try (var sshd = new TestSshd(folder, settings)) {
      return fault(sshd.machine("w"));
    }
  }

  @Test
  void aSecondFactorIsSaid() throws Exception {
    MachineFault fault =
        fault("PasswordAuthentication yes", "AuthenticationMethods publickey,password");
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.KEY_REFUSED);
    assertThat(fault)
        .hasMessageContaining("accepts the key")
        .hasMessageContaining("wants a second factor as well (password)");
    assertThat(fault.nextStep()).contains("Match User", "AuthenticationMethods publickey");
  }

  @Test
  void anSshdThatTakesNoKeysIsSaidWithItsBanner() throws Exception {
    Path banner = Files.writeString(folder.resolve("banner"), "Closed for\n\033[1mrepairs\n");
    MachineFault fault =
        fault("PasswordAuthentication yes", "PubkeyAuthentication no", "Banner " + banner);
    assertThat(fault)
        .hasMessageEndingWith(
            "@127.0.0.1 accepts no keys at all, only password; it says: Closed for [1mrepairs");
    assertThat(fault.nextStep()).contains("PubkeyAuthentication yes");
  }

  @Test
  void aUserWhoIsNotLetInIsSaid() throws Exception {
    MachineFault fault = fault("AllowUsers somebody");
    assertThat(fault).hasMessageContaining("does not accept the key");
    assertThat(fault.nextStep()).contains("ssh-copy-id", "AllowUsers", "has expired");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          KexAlgorithms sntrup761x25519-sha512@openssh.com | no key exchange | it offers sntrup761x25519-sha512@openssh.com; | KexAlgorithms +curve25519-sha256
          Ciphers aes128-cbc,aes256-cbc                    | no cipher       | it offers aes128-cbc, aes256-cbc;             | Ciphers +aes128-gcm@openssh.com
          """)
  void algorithmsThatAreNotSharedAreNamed(
      String setting, String what, String offers, String nextStep) throws Exception {
    MachineFault fault = fault(setting);
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE);
    assertThat(fault)
        .hasMessageContaining("it allows " + what + " that Halfspeed has: " + offers)
        .hasMessageContaining("Halfspeed has ");
    assertThat(String.valueOf(fault.getMessage()))
        .doesNotContain("settlement", "kex-strict", "ext-info", "-cert-v01");
    assertThat(fault.nextStep()).contains(nextStep, "/etc/ssh/sshd_config");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SSH-1.5-OpenSSH_3.4            | it speaks SSH 1 only (SSH-1.5-OpenSSH_3.4)
          HTTP/1.1 400 Bad Request       | is another service
          Exceeded MaxStartups           | too many connections (MaxStartups)
          """)
  void whateverElseListensThereIsSaid(String says, String words) throws Exception {
    try (var sshd = new TestSshd(folder);
        var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> {
        try (var socket = server.accept();
            OutputStream out = socket.getOutputStream()) {
          out.write((says + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.flush();
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (IOException e) {
          // The other end says what it thinks of it.
        }
      });
      SshHost host = sshd.host();
      Machine machine =
          new Machine(
              "lab1",
              host.host(),
              server.getLocalPort(),
              host.user(),
              host.key(),
              host.knownHosts(),
              Set.of(),
              Machine.Boot.DEFAULT,
              "w",
              null);
      assertThat(fault(machine)).hasMessageContaining(words);
    }
  }

  @Test
  void aHostKeyThatAnAuthoritySignedIsKnown() throws Exception {
    Path authority = folder.resolve("authority");
    Path key = folder.resolve("ecdsa");
    Programs.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority.toString());
    Programs.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", key.toString());
    Programs.run(
        "ssh-keygen",
        "-q",
        "-s",
        authority.toString(),
        "-h",
        "-I",
        "lab1",
        "-n",
        "127.0.0.1",
        key + ".pub");
    String signer = Files.readString(folder.resolve("authority.pub"));
    try (var sshd =
        new TestSshd(folder, "HostKey " + key, "HostCertificate " + key + "-cert.pub")) {
      sshd.knownHosts("@cert-authority [127.0.0.*]:* " + signer);
      SshConnection.open(sshd.machine("w"), SETTINGS).close();
      // A file that names the key itself knows it as well.
      sshd.knownHosts(
          "[127.0.0.1]:%d %s"
              .formatted(sshd.port(), Files.readString(folder.resolve("ecdsa.pub"))));
      SshConnection.open(sshd.machine("w"), SETTINGS).close();
      sshd.knownHosts("@cert-authority * " + signer + "@revoked * " + signer);
      assertThat(fault(sshd.machine("w")))
          .hasMessageContaining("line 2")
          .hasMessageContaining("revokes");
      sshd.knownHosts("@cert-authority * " + sshd.hostKey());
      assertThat(fault(sshd.machine("w")))
          .hasMessageContaining("is signed by another than the authority");
    }
  }

  @ParameterizedTest
  @CsvSource({"ecdsa, 256", "ecdsa, 384", "ecdsa, 521", "rsa, 2048"})
  void aHostThatIsKnownByAnotherKindOfKeyIsAskedForThat(String type, String bits) throws Exception {
    Path key = folder.resolve("other");
    Programs.run("ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-f", key.toString());
    try (var sshd = new TestSshd(folder, "HostKey " + key)) {
      sshd.know(Files.readString(folder.resolve("other.pub")));
      SshConnection.open(sshd.machine("w"), SETTINGS).close();
    }
  }

  @Test
  void anAliasOfTheSshConfigurationIsSaidWithWhatItStandsFor() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("config"),
            """
            Host lab1
              HostName 10.9.8.7
              Port 2222
              User eve
              IdentityFile /keys/lab
              ProxyJump gate,ann@inner:24
            Host *
              ServerAliveInterval 5
            """);
    var file = new SshConfigFile(config);
    var alias = new SshHost("lab1", 22, "ann", Path.of("/keys/mine"), Path.of("/known"));
    assertThat(file.fields(alias))
        .containsExactly(
            "address: 10.9.8.7:2222", "user: eve", "key: /keys/lab", "jump: [gate,ann@inner:24]");
    assertThat(file.fields(new SshHost("lab2", 22, "ann", Path.of("/k"), Path.of("/known"))))
        .isEmpty();
    try (var sshd = new TestSshd(folder)) {
      SshHost host = sshd.host();
      Machine machine =
          new Machine(
              "m",
              "lab1",
              22,
              "eve",
              host.key(),
              host.knownHosts(),
              Set.of(),
              Machine.Boot.DEFAULT,
              "w",
              null);
      var before = new MachineFault(MachineFault.Kind.UNREACHABLE, "what", "look");
      assertThat(file.explain(new SshTarget(machine, 0), before).nextStep())
          .isEqualTo(
              "%s has settings for lab1, which Halfspeed does not read: write them in the machine's entry, address: 10.9.8.7:2222, key: /keys/lab, jump: [gate,ann@inner:24]; otherwise look"
                  .formatted(config));
    }
    assertThat(new SshConfigFile(folder.resolve("none")).fields(alias)).isEmpty();
  }
}
