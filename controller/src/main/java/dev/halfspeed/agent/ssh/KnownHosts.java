package dev.halfspeed.agent.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.SshTarget;
import dev.halfspeed.agent.ssh.KnownHostsLine.Marker;
import dev.halfspeed.core.Sha256;
import dev.halfspeed.core.ShellWord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Checks a host key against a known_hosts file as OpenSSH does, and remembers why a key was
 * refused. A key that is not in the file is never accepted, and one that a line revokes is not
 * either, whatever the other lines say.
 */
final class KnownHosts implements HostKeyVerifier {
  private static final int DEFAULT_PORT = 22;

  private final SshTarget target;
  private final List<KnownHostsLine> lines;
  private volatile @Nullable MachineFault refusal;

  private KnownHosts(SshTarget target, List<KnownHostsLine> lines) {
    this.target = target;
    this.lines = lines;
  }

  /**
   * Reads the known_hosts file of a host. A missing file knows no host.
   *
   * @throws MachineFault when the file is there and can't be read
   */
  static KnownHosts read(SshTarget target) throws MachineFault {
    Path path = target.host().knownHosts();
    try {
      List<String> text = text(path).lines().toList();
      List<KnownHostsLine> lines =
          IntStream.range(0, text.size())
              .mapToObj(i -> KnownHostsLine.read(i + 1, text.get(i)))
              .flatMap(Optional::stream)
              .toList();
      return new KnownHosts(target, lines);
    } catch (IOException e) {
      throw new MachineFault(
          MachineFault.Kind.HOST_KEY_UNKNOWN,
          "machine %s: the known_hosts file %s of %s can't be read: %s"
              .formatted(target.machine().name(), path, target.name(), e.getMessage()),
          "make the file readable, or name another with known-hosts in " + target.entry(),
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
    PublicKey plain = key instanceof Certificate<?> certificate ? certificate.getKey() : key;
    KeyType type = KeyType.fromKey(plain);
    byte[] encoded = encoded(plain);
    byte[] authority =
        key instanceof Certificate<?> certificate ? certificate.getSignatureKey() : new byte[0];
    // A key is revoked for a host on whatever port.
    for (KnownHostsLine line : lines) {
      if (line.marker() == Marker.REVOKED
          && (line.holds(encoded) || line.holds(authority))
          && (line.isAbout(withPort(hostname, port)) || line.isAbout(lower(hostname)))) {
        refusal = revoked(line, type, plain);
        return false;
      }
    }
    List<KnownHostsLine> about = about(hostname, port);
    if (about.stream()
        .anyMatch(line -> line.holds(line.marker() == Marker.AUTHORITY ? authority : encoded))) {
      return true;
    }
    Optional<KnownHostsLine> other =
        about.stream()
            .filter(line -> line.marker() == Marker.KNOWN)
            .filter(line -> line.type().equals(type.toString()))
            .findFirst()
            .or(() -> about.stream().findFirst());
    refusal = other.isEmpty() ? unknown(type, plain) : changed(other.get(), type, plain, authority);
    return false;
  }

  /**
   * The lines that name a host's key or who signs it. One that has a port of its own may be known
   * without it, as the ssh program sees it.
   */
  private List<KnownHostsLine> about(String hostname, int port) {
    var names = new ArrayList<>(List.of(withPort(hostname, port)));
    if (port != DEFAULT_PORT) {
      names.add(lower(hostname));
    }
    for (String name : names) {
      List<KnownHostsLine> about =
          lines.stream()
              .filter(line -> line.marker() != Marker.REVOKED && line.isAbout(name))
              .toList();
      if (!about.isEmpty()) {
        return about;
      }
    }
    return List.of();
  }

  private static String lower(String hostname) {
    return hostname.toLowerCase(Locale.ROOT);
  }

  private static String withPort(String hostname, int port) {
    return port == DEFAULT_PORT ? lower(hostname) : "[" + lower(hostname) + "]:" + port;
  }

  private MachineFault revoked(KnownHostsLine line, KeyType type, PublicKey key) {
    return new MachineFault(
        MachineFault.Kind.HOST_KEY_CHANGED,
        "machine %s: %s shows a host key (%s %s) that line %d of %s revokes"
            .formatted(
                target.machine().name(),
                target.name(),
                type,
                fingerprint(key),
                line.number(),
                target.host().knownHosts()),
        "find out why it was revoked: whoever shows it may not be that host. Give the host a new"
            + " key, and put that into the file");
  }

  private MachineFault unknown(KeyType type, PublicKey key) {
    return new MachineFault(
        MachineFault.Kind.HOST_KEY_UNKNOWN,
        "machine %s: the host key of %s is not in %s; it shows %s %s"
            .formatted(
                target.machine().name(),
                target.name(),
                target.host().knownHosts(),
                type,
                fingerprint(key)),
        "compare the fingerprint on the machine (ssh-keygen -lf /etc/ssh/ssh_host_"
            + "ed25519_key.pub), then"
            + learn());
  }

  private MachineFault changed(
      KnownHostsLine known, KeyType type, PublicKey key, byte[] authority) {
    if (known.marker() == Marker.AUTHORITY) {
      return new MachineFault(
          MachineFault.Kind.HOST_KEY_UNKNOWN,
          "machine %s: the host key of %s (%s %s) is %s the authority on line %d of %s"
              .formatted(
                  target.machine().name(),
                  target.name(),
                  type,
                  fingerprint(key),
                  authority.length == 0 ? "not signed by" : "signed by another than",
                  known.number(),
                  target.host().knownHosts()),
          "have the authority sign it (ssh-keygen -s CA -h ...; HostCertificate in its"
              + " sshd_config), or compare its fingerprint, then"
              + learn());
    }
    return new MachineFault(
        MachineFault.Kind.HOST_KEY_CHANGED,
        "machine %s: %s shows another host key (%s %s) than line %d of %s has"
            .formatted(
                target.machine().name(),
                target.name(),
                type,
                fingerprint(key),
                known.number(),
                target.host().knownHosts()),
        "find out why: someone may be in between. If the machine was set up anew: ssh-keygen -R %s -f %s, then%s"
            .formatted(
                ShellWord.quote(withPort(target.host().host(), target.host().port())),
                ShellWord.quote(target.host().knownHosts().toString()),
                learn()));
  }

  /** The command that brings the key into the file: behind a jump host a login that asks. */
  private String learn() {
    String file = ShellWord.quote(target.host().knownHosts().toString());
    return target.number() == 0
        ? ": ssh-keyscan -p %d %s >> %s"
            .formatted(target.host().port(), ShellWord.quote(target.host().host()), file)
        : " say yes to: %s -o UserKnownHostsFile=%s true".formatted(target.command(), file);
  }

  private static byte[] encoded(PublicKey key) {
    return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
  }

  /** As {@code ssh-keygen -l} prints it. */
  static String fingerprint(PublicKey key) {
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Sha256.of(encoded(key)));
  }

  /** What a host is asked for first: the kinds of key that it is known by. */
  @Override
  public List<String> findExistingAlgorithms(String hostname, int port) {
    Set<String> algorithms = new LinkedHashSet<>();
    for (KnownHostsLine line : about(hostname, port)) {
      if (line.marker() == Marker.AUTHORITY) {
        Arrays.stream(KeyType.values())
            .filter(type -> type.getParent() != null)
            .forEach(type -> algorithms.add(type.toString()));
      } else {
        if (line.type().equals(KeyType.RSA.toString())) {
          // One kind of key, three kinds of signature; the first two are allowed nowadays.
          algorithms.addAll(List.of("rsa-sha2-512", "rsa-sha2-256"));
        }
        algorithms.add(line.type());
      }
    }
    return List.copyOf(algorithms);
  }
}
