package dev.halfspeed.agent.ssh;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.SshTarget;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.SshHost;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.jspecify.annotations.Nullable;

/**
 * Makes the connections that lead to a machine: to each jump host through the one before it, and to
 * the machine. Each shows a host key that is known, and accepts a key.
 */
final class SshConnector {
  private static final int KEEP_ALIVE_SECONDS = 2;
  private static final int KEEP_ALIVE_MISSES = 5;

  static {
    // Java's own AES uses the processor's instructions for it; the library's first choice does not.
    // Must come before anything else of sshj: it chooses once.
    SecurityUtils.setRegisterBouncyCastle(false);
    EcdsaKeys.register();
  }

  /** Loaded when the first connection is made: it takes a moment. */
  private static final class Configuration {
    // The processor's AES instructions make GCM several times as fast as the library's first
    // choice.
    private static final List<String> CIPHERS =
        List.of(
            "aes128-gcm@openssh.com",
            "aes256-gcm@openssh.com",
            "chacha20-poly1305@openssh.com",
            "aes128-ctr",
            "aes256-ctr");
    private static final List<String> MACS =
        List.of(
            "hmac-sha2-256-etm@openssh.com",
            "hmac-sha2-512-etm@openssh.com",
            "hmac-sha2-256",
            "hmac-sha2-512");

    static final Config CONFIG = make();

    private Configuration() {}

    private static <T> List<Factory.Named<T>> chosen(
        List<Factory.Named<T>> all, List<String> names) {
      return names.stream()
          .flatMap(name -> all.stream().filter(factory -> factory.getName().equals(name)))
          .toList();
    }

    private static Config make() {
      var config = new DefaultConfig();
      config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
      config.setCipherFactories(chosen(config.getCipherFactories(), CIPHERS));
      config.setMACFactories(chosen(config.getMACFactories(), MACS));
      return config;
    }
  }

  private final ConnectionSettings settings;
  private final SshRoute route = new SshRoute();

  private SshConnector(ConnectionSettings settings) {
    this.settings = settings;
  }

  /**
   * Connects and authenticates, once; each connection may take the time for one.
   *
   * @throws MachineFault when the machine or a jump host is not reached, its host key is not the
   *     known one, or it does not accept the key
   */
  static SshRoute connect(Machine machine, ConnectionSettings settings)
      throws MachineFault, InterruptedException {
    var connector = new SshConnector(settings);
    boolean done = false;
    try {
      for (SshTarget target : SshTarget.leadingTo(machine)) {
        try {
          connector.add(target);
        } catch (MachineFault fault) {
          throw SshConfigFile.users().explain(target, fault);
        }
      }
      done = true;
      return connector.route;
    } finally {
      if (!done) {
        connector.route.close();
      }
    }
  }

  private void add(SshTarget target) throws MachineFault, InterruptedException {
    SshHost host = target.host();
    if (!Files.isReadable(host.key())) {
      throw keyFault(
          target, Files.exists(host.key()) ? "can't be read by this user" : "does not exist", null);
    }
    KnownHosts hosts = KnownHosts.read(target);
    @Nullable SSHClient before = target.number() == 0 ? null : route.last();
    var client = new SSHClient(Configuration.CONFIG);
    client.addHostKeyVerifier(hosts);
    client.setConnectTimeout((int) settings.connectTimeout().toMillis());
    client.setSocketFactory(new PromptSockets());
    var keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
    keepAlive.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    keepAlive.setMaxAliveCount(KEEP_ALIVE_MISSES);
    route.add(target, client);
    try (SshRoute.Deadline _ =
        route.deadline(settings.connectTimeout(), "connecting took too long")) {
      KeyProvider key = key(target, client);
      if (before == null) {
        client.connect(host.host(), host.port());
      } else {
        client.connectVia(before.newDirectConnection(host.host(), host.port()));
      }
      client.authPublickey(host.user(), key);
    } catch (UserAuthException e) {
      if (Thread.interrupted()) {
        throw SshConnection.interrupted(e);
      }
      if (route.aborted() != null || !client.isConnected()) {
        // Whoever is cut off in the middle was not refused.
        throw unreachable(target, e);
      }
      throw new SshRefusal(target, client.getUserAuth()).fault(e);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw SshConnection.interrupted(e);
      }
      MachineFault refusal = hosts.refusal();
      throw refusal == null ? unreachable(target, e) : refusal;
    }
  }

  private MachineFault unreachable(SshTarget target, IOException e) {
    String reason = route.aborted();
    return new MachineFault(
        MachineFault.Kind.UNREACHABLE,
        "machine %s: no SSH connection to %s%s: %s"
            .formatted(
                target.machine().name(),
                target.name(),
                target.way(),
                reason == null ? SshWords.of(e) : reason),
        nextStep(target, e),
        e);
  }

  private static String nextStep(SshTarget target, IOException e) {
    String setting = SshWords.setting(e);
    if (!setting.isEmpty()) {
      return "allow one of them there as well: %s in its /etc/ssh/sshd_config, and have sshd read it:"
              .formatted(setting)
          + " systemctl reload ssh";
    }
    if (e instanceof OpenFailException refused
        && refused.getReason() == OpenFailException.Reason.ADMINISTRATIVELY_PROHIBITED) {
      return "let the jump host %s pass connections on: AllowTcpForwarding yes, and no PermitOpen that forbids %s, in its /etc/ssh/sshd_config, and no restrict or no-port-forwarding beside the key in its authorized_keys"
          .formatted(
              target.machine().jumps().get(target.number() - 1).address(), target.host().address());
    }
    return "see whether it is up and its sshd listens: " + target.command();
  }

  /** The key, unlocked: a key with a passphrase can't be used, since nobody is there to type it. */
  private static KeyProvider key(SshTarget target, SSHClient client) throws MachineFault {
    try {
      KeyProvider key =
          client.loadKeys(target.host().key().toString(), PasswordUtils.createOneOff(new char[0]));
      key.getPrivate();
      return key;
    } catch (IOException | RuntimeException e) {
      throw keyFault(
          target, "is not a private key without a passphrase (" + SshWords.of(e) + ")", e);
    }
  }

  private static MachineFault keyFault(SshTarget target, String what, @Nullable Throwable cause) {
    String text =
        "machine %s: the key %s%s %s"
            .formatted(
                target.machine().name(),
                target.host().key(),
                target.isMachine() ? "" : " for " + target.name(),
                what);
    String next =
        "make one for the lab: ssh-keygen -t ed25519 -N '' -f FILE, name it with key in "
            + target.entry()
            + ", and bring it there with ssh-copy-id -i FILE";
    return cause == null
        ? new MachineFault(MachineFault.Kind.KEY_REFUSED, text, next)
        : new MachineFault(MachineFault.Kind.KEY_REFUSED, text, next, cause);
  }
}
