package dev.halfspeed.lab;

import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The machine at hand as a lab of one, reached like any other: through a private OpenSSH sshd that
 * listens on loopback alone, runs as the current user, and knows one key.
 *
 * <p>The sshd ends when this is closed, and when the process that started it dies, however it dies:
 * it hangs on a pipe from there.
 */
public final class LocalMachine implements AutoCloseable {
  /** What the machine at hand is called. */
  public static final String NAME = "local";

  private static final List<String> PROGRAM_FOLDERS =
      List.of("/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/bin", "/usr/local/bin", "/bin");
  private static final Duration START_DEADLINE = Duration.ofSeconds(10);
  private static final int PORT_TRIES = 5;
  private static final String INSTANCE = "sshd-";
  private static final String INSTALL = "apt-get install openssh-server";

  // The shell becomes the sshd; what it leaves behind ends that when this process is gone. In a
  // session of its own, so that Ctrl-C on the terminal does not reach it; with the usual mask,
  // since
  // what comes through it is for recipes' users as on any machine.
  private static final String KEEPER =
      """
      umask 022
      exec 3<&0
      (
        read -r _ <&3
        case $(cat "/proc/$$/cmdline") in *"$2"*) kill "$$";; esac
      ) </dev/null >/dev/null 2>&1 &
      exec "$1" -D -e -f "$2" </dev/null >/dev/null 2>>"$3" 3<&-
      """;
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private final Process keeper;
  private final Path instance;
  private final Machine machine;

  private LocalMachine(Process keeper, Path instance, Machine machine) {
    this.keeper = keeper;
    this.instance = instance;
    this.machine = machine;
  }

  /**
   * Starts the sshd.
   *
   * @param state folder of keys, which are made once, and of this sshd's configuration and log;
   *     only for this user
   * @param workerDirectory the worker's folder
   * @throws Problem when there is no sshd, or it does not start
   */
  public static LocalMachine start(Path state, Path workerDirectory) throws Problem {
    Path sshd = program("sshd");
    Path keygen = program("ssh-keygen");
    try {
      Path folder = privateFolder(state.toAbsolutePath().normalize());
      endAbandoned(folder);
      makeKeys(folder, keygen);
      return start(sshd, folder, workerDirectory.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new Problem(
          "the machine at hand can't be made a lab in " + state + ": " + e.getMessage(),
          "see whether this user may write there",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem("interrupted while the sshd started", "start again", e);
    }
  }

  /** The machine, named local. */
  public Machine machine() {
    return machine;
  }

  /** What the sshd logged. */
  public Path log() {
    return instance.resolve("log");
  }

  private static Path program(String name) throws Problem {
    Optional<Path> found =
        Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                PROGRAM_FOLDERS.stream())
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, name).toAbsolutePath())
            .filter(Files::isExecutable)
            .findFirst();
    return found.orElseThrow(() ->
        new Problem(
            "the machine at hand has no "
                + name
                + ", the door that it is reached through as a lab machine (package"
                + " openssh-server)",
            INSTALL));
  }

  private static Path privateFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  private static void makeKeys(Path folder, Path keygen)
      throws IOException, InterruptedException, Problem {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      for (String name : List.of("host_key", "client_key")) {
        // One that was made on a full disk, or by a process that was killed, may be empty.
        if (isWritten(folder.resolve(name)) && isWritten(folder.resolve(name + ".pub"))) {
          continue;
        }
        Files.deleteIfExists(folder.resolve(name));
        Files.deleteIfExists(folder.resolve(name + ".pub"));
        Process process =
            new ProcessBuilder(
                    keygen.toString(),
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-C",
                    "halfspeed",
                    "-f",
                    folder.resolve(name).toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
          throw new Problem("no SSH key could be made in " + folder + ": " + said, INSTALL);
        }
      }
      Files.copy(
          folder.resolve("client_key.pub"),
          folder.resolve("authorized_keys"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isWritten(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) > 0;
  }

  private static LocalMachine start(Path sshd, Path folder, Path workerDirectory)
      throws IOException, InterruptedException, Problem {
    String user = System.getProperty("user.name");
    boolean root = user.equals("root");
    if (root) {
      // Where sshd confines what is not yet authenticated; systemd makes it elsewhere.
      Files.createDirectories(Path.of("/run/sshd"));
    }
    boolean usePam = root && throughPam(user);
    Path instance =
        privateFolder(
            folder.resolve(
                INSTANCE + ProcessHandle.current().pid() + "-" + INSTANCES.incrementAndGet()));
    for (int tried = 1; true; tried++) {
      int port = freePort();
      write(instance, folder, port, user, usePam);
      Process keeper =
          new ProcessBuilder(
                  "setsid",
                  "/bin/sh",
                  "-c",
                  KEEPER,
                  "halfspeed-local-sshd",
                  sshd.toString(),
                  instance.resolve("config").toString(),
                  instance.resolve("log").toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (isListening(keeper, port, instance.resolve("log"))) {
        return new LocalMachine(
            keeper, instance, describe(folder, instance, port, user, workerDirectory));
      }
      keeper.destroy();
      String log = logOf(instance);
      if (tried == PORT_TRIES || !log.contains("Address already in use")) {
        remove(instance);
        throw new Problem(
            "the private sshd of the machine at hand does not start: " + lastLine(log),
            "try it by hand: " + sshd + " -t, and see whether openssh-server is whole");
      }
    }
  }

  private static Machine describe(
      Path folder, Path instance, int port, String user, Path workerDirectory) {
    return new Machine(
        NAME,
        "127.0.0.1",
        port,
        user,
        folder.resolve("client_key"),
        instance.resolve("known_hosts"),
        Set.of(Machine.Role.BUILD, Machine.Role.TEST),
        Machine.Boot.DEFAULT,
        workerDirectory.toString(),
        null);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void write(Path instance, Path folder, int port, String user, boolean usePam)
      throws IOException {
    Files.writeString(
        instance.resolve("config"),
        """
        ListenAddress 127.0.0.1
        Port %d
        HostKey %s
        PidFile %s
        AuthorizedKeysFile %s
        AllowUsers %s
        PermitRootLogin prohibit-password
        PubkeyAuthentication yes
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM %s
        StrictModes no
        AllowTcpForwarding no
        AllowAgentForwarding no
        X11Forwarding no
        PermitTTY no
        PrintMotd no
        UseDNS no
        MaxStartups 100
        SetEnv %s
        """
            .formatted(
                port,
                quote(folder.resolve("host_key")),
                quote(instance.resolve("pid")),
                quote(folder.resolve("authorized_keys")),
                user,
                usePam ? "yes" : "no",
                environment()));
    Files.writeString(
        instance.resolve("known_hosts"),
        "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host_key.pub")));
  }

  private static String quote(Path path) {
    return "\"" + path + "\"";
  }

  /**
   * What its shells start with. A bash of level 2 leaves the user's .bashrc alone, which it reads
   * as the first shell of a connection: what is meant for a terminal takes a second for each
   * command there, or waits for a minute, as pyenv does where another shell was killed while it
   * rehashed. The programs are those that the user has at hand, since what the .bashrc says of them
   * is not read, and the system's.
   */
  private static String environment() {
    String path =
        Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                PROGRAM_FOLDERS.stream())
            .filter(folder -> folder.startsWith("/"))
            .filter(folder -> folder.chars().noneMatch(c -> c == '"' || c == '\\' || c < ' '))
            .distinct()
            .collect(Collectors.joining(":"));
    return "SHLVL=1 \"PATH=" + path + "\"";
  }

  /**
   * Whether sshd has to ask PAM. Without PAM it refuses accounts that are locked for passwords,
   * which the root account of cloud images often is; keys are another matter.
   */
  private static boolean throughPam(String user) throws Problem {
    boolean locked;
    try (Stream<String> lines = Files.lines(Path.of("/etc/shadow"))) {
      locked = lines.anyMatch(line -> line.startsWith(user + ":!"));
    } catch (IOException e) {
      return false;
    }
    if (locked && !Files.exists(Path.of("/etc/pam.d/sshd"))) {
      throw new Problem(
          "the account " + user + " is locked, and sshd lets nobody into locked accounts",
          "leave it without a password, but not locked: usermod -p '*' " + user);
    }
    return locked;
  }

  private static boolean isListening(Process keeper, int port, Path log)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + START_DEADLINE.toNanos();
    while (System.nanoTime() < end && keeper.isAlive()) {
      // Another process may have been quicker to take the port.
      if (Files.exists(log) && Files.readString(log).contains("Server listening on")) {
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
          return true;
        } catch (IOException e) {
          // Not yet.
        }
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return false;
  }

  private static String logOf(Path instance) throws IOException {
    Path log = instance.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static String lastLine(String log) {
    List<String> lines = log.lines().toList();
    return lines.isEmpty() ? "it says nothing" : lines.getLast();
  }

  /** Ends what is left of processes that died without ending it. */
  private static void endAbandoned(Path folder) throws IOException {
    List<Path> instances;
    try (Stream<Path> children = Files.list(folder)) {
      instances =
          children
              .filter(child -> String.valueOf(child.getFileName()).startsWith(INSTANCE))
              .toList();
    }
    for (Path abandoned : instances) {
      String name = String.valueOf(abandoned.getFileName());
      String owner = name.substring(INSTANCE.length()).split("-")[0];
      if (!isAlive(owner)) {
        sshdOf(abandoned).ifPresent(ProcessHandle::destroy);
        remove(abandoned);
      }
    }
  }

  private static boolean isAlive(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The sshd of an instance, if the process of that number is one with its configuration. */
  private static Optional<ProcessHandle> sshdOf(Path instance) {
    try {
      long pid = Long.parseLong(Files.readString(instance.resolve("pid")).strip());
      String commandLine = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      return commandLine.contains(instance.resolve("config").toString())
          ? ProcessHandle.of(pid)
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Ends the sshd. Connections through it stay until their other end closes them. */
  @Override
  public void close() {
    try {
      keeper.getOutputStream().close();
      if (!keeper.waitFor(5, TimeUnit.SECONDS)) {
        keeper.destroyForcibly();
      }
      remove(instance);
    } catch (IOException e) {
      // The next start removes what is left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
