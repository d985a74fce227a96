package dev.halfspeed.agent.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.SshTarget;
import dev.halfspeed.lab.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Objects;
import java.util.Set;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnownHostsTest {
  private static KeyPair pair;
  private static KeyPair other;

  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    pair = generator.generateKeyPair();
    other = generator.generateKeyPair();
  }

  private static String text(KeyPair pair) {
    return PublicKeyEntry.toString(pair.getPublic());
  }

  private KnownHosts read(String lines) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("known_hosts"),
            lines.replace('/', '\n').replace("KEY", text(pair)).replace("OTHER", text(other)));
    return read(file);
  }

  private static KnownHosts read(Path file) throws MachineFault {
    return KnownHosts.read(
        new SshTarget(
            new Machine(
                "lab1",
                "lab1.example.org",
                22,
                "ann",
                Path.of("key"),
                file,
                Set.of(),
                Machine.Boot.DEFAULT,
                "w",
                null),
            0));
  }

  private static PublicKey key() {
    return pair.getPublic();
  }

  // Slashes stand for line ends; keys, which have slashes too, are put in afterwards.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a KEY                          | a    | 22   | accepted
          a KEY                          | A    | 22   | accepted
          A.Example KEY                  | a.example | 22 | accepted
          a KEY                          | b    | 22   | unknown
          a,b KEY                        | b    | 22   | accepted
          a OTHER                        | a    | 22   | changed
          a OTHER/a KEY                  | a    | 22   | accepted
          *.x KEY                        | a.x  | 22   | accepted
          ?.x KEY                        | ab.x | 22   | unknown
          *,!a KEY                       | a    | 22   | unknown
          !a,* KEY                       | a    | 22   | unknown
          *,!a KEY                       | b    | 22   | accepted
          !a KEY                         | b    | 22   | unknown
          a KEY                          | a    | 2222 | accepted
          [a]:2222 KEY                   | a    | 2222 | accepted
          [a]:2222 KEY                   | a    | 22   | unknown
          [a]:2222 OTHER/a KEY           | a    | 2222 | changed
          [*]:2222 KEY                   | a    | 2222 | accepted
          a KEY/@revoked a KEY           | a    | 22   | revoked by line 2
          @revoked a KEY/a KEY           | a    | 22   | revoked by line 1
          a KEY/@revoked * KEY           | a    | 22   | revoked by line 2
          [a]:9 KEY/@revoked * KEY       | a    | 9    | revoked by line 2
          [a]:9 KEY/@revoked a KEY       | a    | 9    | revoked by line 2
          [a]:9 KEY/@revoked [a]:9 KEY   | a    | 9    | revoked by line 2
          a KEY/@revoked b KEY           | a    | 22   | accepted
          a KEY/@revoked *,!a KEY        | a    | 22   | accepted
          a KEY/@revoked a OTHER         | a    | 22   | accepted
          @revoked a OTHER               | a    | 22   | unknown
          @cert-authority a KEY          | a    | 22   | not signed
          @foo a KEY                     | a    | 22   | unknown
          # a KEY/a                      | a    | 22   | unknown
          """)
  void linesAreReadAsOpensshReadsThem(String lines, String host, int port, String expected)
      throws Exception {
    KnownHosts hosts = read(lines);
    boolean accepted = hosts.verify(host, port, key());
    assertThat(accepted).isEqualTo(expected.equals("accepted"));
    if (accepted) {
      return;
    }
    MachineFault refusal = Objects.requireNonNull(hosts.refusal());
    switch (expected) {
      case "unknown" -> assertThat(refusal).hasMessageContaining("is not in");
      case "changed" -> assertThat(refusal).hasMessageContaining("another host key");
      case "not signed" -> assertThat(refusal).hasMessageContaining("is not signed by");
      default ->
          assertThat(refusal)
              .hasMessageContaining("that " + expected.substring("revoked by ".length()))
              .hasMessageContaining("revokes");
    }
  }

  @Test
  void aHashedNameIsRevokedToo() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("hashed"), "lab1.example.org %1$s\nother %1$s\n".formatted(text(pair)));
    assertThat(read(file).verify("lab1.example.org", 22, key())).isTrue();
    Programs.run("ssh-keygen", "-q", "-H", "-f", file.toString());
    String hashed = Files.readString(file);
    assertThat(hashed).contains("|1|").doesNotContain("lab1");
    assertThat(read(file).verify("lab1.example.org", 22, key())).isTrue();
    Files.writeString(file, hashed + "@revoked " + hashed.lines().findFirst().orElseThrow() + "\n");
    assertThat(read(file).verify("lab1.example.org", 22, key())).isFalse();
    assertThat(read(file).verify("other", 22, key())).isTrue();
  }

  @Test
  void aHostIsAskedFirstForTheKindOfKeyThatItIsKnownBy() throws Exception {
    assertThat(read("a KEY").findExistingAlgorithms("a", 22))
        .containsExactly("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa");
    assertThat(read("@revoked a KEY").findExistingAlgorithms("a", 22)).isEmpty();
    assertThat(read("@cert-authority * KEY").findExistingAlgorithms("a", 22))
        .contains("ssh-ed25519-cert-v01@openssh.com");
  }
}
