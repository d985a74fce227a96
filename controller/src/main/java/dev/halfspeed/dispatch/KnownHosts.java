package dev.halfspeed.dispatch;

import dev.halfspeed.lab.Machine;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts.KnownHostEntry;
import org.jspecify.annotations.Nullable;

/**
 * Checks a machine's host key against its known_hosts file, and remembers why a key was refused. A
 * key that is not in the file is never accepted.
 */
final class KnownHosts implements HostKeyVerifier {
  private static final int DEFAULT_PORT = 22;

  private record Entry(int line, KnownHostEntry entry) {}

  private final Machine machine;
  private final List<Entry> entries;
  private final OpenSSHKnownHosts file;
  private volatile @Nullable MachineFault refusal;

  private KnownHosts(Machine machine, List<Entry> entries, OpenSSHKnownHosts file) {
    this.machine = machine;
    this.entries = entries;
    this.file = file;
  }

  /**
   * Reads a machine's known_hosts file. A missing file knows no host.
   *
   * @throws MachineFault when the file is there and can't be read
   */
  static KnownHosts read(Machine machine) throws MachineFault {
    Path path = machine.knownHosts();
    try {
      String text = text(path);
      var entries = new ArrayList<Entry>();
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        for (KnownHostEntry entry :
            new OpenSSHKnownHosts(new StringReader(lines.get(i) + "\n")).entries()) {
          entries.add(new Entry(i + 1, entry));
        }
      }
      return new KnownHosts(machine, entries, new OpenSSHKnownHosts(new StringReader(text)));
    } catch (IOException e) {
      throw new MachineFault(
          MachineFault.Kind.HOST_KEY_UNKNOWN,
          "machine "
              + machine.name()
              + ": its known_hosts file "
              + path
              + " can't be read: "
              + e.getMessage(),
          "make the file readable, or name another with known-hosts in the machine's entry",
          e);
    }
  }

  private static String text(Path path) throws IOException {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Why the key was refused; absent while none was. */
  @Nullable MachineFault refusal() {
    return refusal;
  }

  @Override
  public boolean verify(String hostname, int port, PublicKey key) {
    String host = port == DEFAULT_PORT ? hostname : "[" + hostname + "]:" + port;
    KeyType type = KeyType.fromKey(key);
    Entry other = null;
    try {
      for (Entry known : entries) {
        if (known.entry().appliesTo(type, host)) {
          if (known.entry().verify(key)) {
            return true;
          }
          other = known;
        } else if (other == null && known.entry().appliesTo(host)) {
          other = known;
        }
      }
    } catch (IOException e) {
      refusal =
          new MachineFault(
              MachineFault.Kind.HOST_KEY_UNKNOWN,
              "machine " + machine.name() + ": its host key can't be checked: " + e.getMessage(),
              "see whether " + machine.knownHosts() + " is a known_hosts file",
              e);
      return false;
    }
    refusal = other == null ? unknown(type, key) : changed(other, type, key);
    return false;
  }

  private MachineFault unknown(KeyType type, PublicKey key) {
    return new MachineFault(
        MachineFault.Kind.HOST_KEY_UNKNOWN,
        "machine %s: the host key of %s is not in %s; it shows %s %s"
            .formatted(machine.name(), address(), machine.knownHosts(), type, fingerprint(key)),
        "compare the fingerprint on the machine (ssh-keygen -lf /etc/ssh/ssh_host_"
            + "ed25519_key.pub), then: ssh-keyscan -p %d %s >> %s"
                .formatted(
                    machine.port(),
                    RemoteScript.quote(machine.host()),
                    RemoteScript.quote(machine.knownHosts().toString())));
  }

  private MachineFault changed(Entry known, KeyType type, PublicKey key) {
    return new MachineFault(
        MachineFault.Kind.HOST_KEY_CHANGED,
        "machine %s: %s shows another host key (%s %s) than line %d of %s has"
            .formatted(
                machine.name(),
                address(),
                type,
                fingerprint(key),
                known.line(),
                machine.knownHosts()),
        "find out why: someone may be in between. If the machine was set up anew: ssh-keygen -R %s -f %s, then ssh-keyscan -p %d %s >> %s"
            .formatted(
                RemoteScript.quote(hostEntry()),
                RemoteScript.quote(machine.knownHosts().toString()),
                machine.port(),
                RemoteScript.quote(machine.host()),
                RemoteScript.quote(machine.knownHosts().toString())));
  }

  private String address() {
    return machine.host() + ":" + machine.port();
  }

  private String hostEntry() {
    return machine.port() == DEFAULT_PORT
        ? machine.host()
        : "[" + machine.host() + "]:" + machine.port();
  }

  /** As {@code ssh-keygen -l} prints it. */
  static String fingerprint(PublicKey key) {
    byte[] encoded = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public List<String> findExistingAlgorithms(String hostname, int port) {
    return file.findExistingAlgorithms(hostname, port);
  }
}
