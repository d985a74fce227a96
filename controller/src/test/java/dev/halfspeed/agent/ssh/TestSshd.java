package dev.halfspeed.agent.ssh;

import dev.halfspeed.health.DisturbanceLimits;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.SshHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real OpenSSH sshd on loopback that runs as the user of the tests, with settings of its own. */
public final class TestSshd implements AutoCloseable {
  private static final long START_SECONDS = 300;

  private final Path folder;
  private final int port;
  private final Process process;

  /**
   * Starts it. Bash takes itself for the shell within another one and reads no start-up file, so
   * that a developer's .bashrc neither decides what a test sees nor costs each command its time.
   *
   * @param parent of its folder, with its keys
   * @param settings lines of an sshd_config, but for SetEnv: only the first of these counts
   */
  public TestSshd(Path parent, String... settings) throws IOException, InterruptedException {
    this(parent, Map.of(), settings);
  }

  /**
   * Starts one whose shells have more in their environment.
   *
   * @param environment names and values
   */
  public TestSshd(Path parent, Map<String, String> environment, String... settings)
      throws IOException, InterruptedException {
    String setEnv =
        Stream.concat(
                Stream.of("SHLVL=1"),
                environment.entrySet().stream()
                    .map(entry -> "\"" + entry.getKey() + "=" + entry.getValue() + "\""))
            .collect(Collectors.joining(" "));
    folder = Files.createTempDirectory(parent, "sshd");
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    for (String name : List.of("host_key", "key")) {
      Programs.run(
          "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(name).toString());
    }
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Path config =
        Files.writeString(
            folder.resolve("config"),
            String.join("\n", settings)
                + """

                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                PidFile none
                AuthorizedKeysFile %s
                PermitRootLogin yes
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                StrictModes no
                PrintMotd no
                MaxStartups 100
                SetEnv %s
                """
                    .formatted(
                        port, folder.resolve("host_key"), folder.resolve("key.pub"), setEnv));
    Path log = folder.resolve("log");
    process =
        new ProcessBuilder(
                "sh",
                "-c",
                "PATH=$PATH:/usr/sbin:/usr/local/sbin:/sbin;"
                    + " exec \"$(command -v sshd)\" -D -f \"$1\" -E \"$2\"",
                "sshd",
                config.toString(),
                log.toString())
            .start();
    know(hostKey());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.exists(log) || !Files.readString(log).contains("listening on")) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IOException(
            "no sshd: " + (Files.exists(log) ? Files.readString(log) : "without a word"));
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Its public host key: kind and key. */
  public String hostKey() throws IOException {
    String[] words = Files.readString(folder.resolve("host_key.pub")).split(" ");
    return words[0] + " " + words[1];
  }

  /** Makes a host key the known one. */
  public void know(String key) throws IOException {
    knownHosts("[127.0.0.1]:%d %s\n".formatted(port, key));
  }

  public void knownHosts(String text) throws IOException {
    Files.writeString(folder.resolve("known_hosts"), text);
  }

  Path folder() {
    return folder;
  }

  public int port() {
    return port;
  }

  public SshHost host() {
    return new SshHost(
        "127.0.0.1",
        port,
        System.getProperty("user.name"),
        folder.resolve("key"),
        folder.resolve("known_hosts"));
  }

  /** As a machine whose worker has a folder, behind jump hosts. */
  public Machine machine(String directory, SshHost... jumps) {
    SshHost host = host();
    return new Machine(
        "lab1",
        host.host(),
        host.port(),
        host.user(),
        host.key(),
        host.knownHosts(),
        Set.of(Machine.Role.BUILD, Machine.Role.TEST),
        Machine.Boot.DEFAULT,
        directory,
        null,
        1,
        null,
        List.of(jumps),
        DisturbanceLimits.DEFAULT);
  }

  /** Kills the processes of its connections, as a fallen line does. */
  public void dropConnections() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
