package dev.halfspeed.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.agent.Owners;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.agent.ssh.Programs;
import dev.halfspeed.agent.ssh.TestSshd;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.recipe.FolderCopy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts whose login shell is not what a script would like, behind a real OpenSSH sshd. */
final class LoginShellTest {
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofSeconds(5));

  @TempDir static Path shared;
  private static Path archive;
  private static int homes;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void pack() throws Exception {
    archive = FakeWorker.pack(shared);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private Path newHome() throws Exception {
    return Files.createDirectories(shared.resolve("a worker's \"$HOME\"! é " + ++homes));
  }

  /** A machine where every command goes through a command line of ours. */
  private Machine forced(String command, String directory) throws Exception {
    var sshd = new TestSshd(shared, "ForceCommand " + command);
    open.add(sshd);
    return sshd.machine(directory);
  }

  private WorkerClient connect(Machine machine) throws MachineFault, InterruptedException {
    return connect(machine, SETTINGS);
  }

  private WorkerClient connect(Machine machine, ConnectionSettings settings)
      throws MachineFault, InterruptedException {
    WorkerClient link =
        SshWorkerClient.to(
            machine,
            archive,
            new MachineLease(Owners.owner("a"), at -> "", 1, other -> other + 1),
            settings);
    open.add(link);
    link.connect();
    return link;
  }

  /** All that is done over a connection. */
  private void assertThatAllWorks(Machine machine, Path home) throws Exception {
    WorkerClient link = connect(machine);
    assertThat(link.jobs()).hasSize(1);
    Path source = Files.createTempDirectory(shared, "source");
    Programs.run("git", "init", "-q", source.toString());
    Files.writeString(source.resolve("file"), "x");
    Programs.run("git", "-C", source.toString(), "add", "-A");
    String tree = Programs.run("git", "-C", source.toString(), "write-tree").strip();
    String commit =
        Programs.run(
                "git",
                "-C",
                source.toString(),
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@e",
                "commit-tree",
                "-m",
                "m",
                tree)
            .strip();
    link.sendCommit(source, commit);
    assertThat(Programs.run("git", "-C", home + "/source.git", "cat-file", "-p", commit + ":file"))
        .isEqualTo("x");
    Path recipe = Files.createTempDirectory(shared, "recipe");
    Path deep = Files.createDirectories(recipe.resolve("folder".repeat(20)).resolve("it's"));
    Files.writeString(deep.resolve("a!\\\n\"b é"), "y".repeat(1000));
    String digest = FolderCopy.of(recipe).digest();
    link.sendRecipe(recipe, digest);
    assertThat(FolderCopy.of(home.resolve("recipes").resolve(digest)).digest()).isEqualTo(digest);
    try (Stream<Path> all = Files.list(home.resolve("recipes"))) {
      assertThat(all).hasSize(1);
    }
    Files.createDirectories(home.resolve("jobs/a!'b"));
    Files.write(home.resolve("jobs/a!'b/log"), new byte[] {'h', 0, (byte) 0xC3, (byte) 0xA4, '\n'});
    assertThat(link.read("jobs/a!'b/log", new FilePart.Bytes(1, 100)))
        .hasValue(new byte[] {0, (byte) 0xC3, (byte) 0xA4, '\n'});
    assertThat(link.read("jobs/a!'b/log", new FilePart.Matches("H", false, 9, 3)))
        .hasValue("1:h\n".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "rbash", "csh", "tcsh", "fish", "zsh"})
  void anyLoginShellWorks(String shell) throws Exception {
    assumeTrue(isInstalled(shell), shell + " is not installed");
    Path home = newHome();
    assertThatAllWorks(forced(shell + " -c \"$SSH_ORIGINAL_COMMAND\"", home.toString()), home);
  }

  private static boolean isInstalled(String program) throws Exception {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  @Test
  void aStartUpFileThatPrintsChangesNothing() throws Exception {
    Path home = newHome();
    assertThatAllWorks(
        forced(
            "echo '{ \"@type\": 1'; echo 'Welcome'; printf 'halfspeed:home=/wrong '; echo oh >&2;"
                + " exec sh -c \"$SSH_ORIGINAL_COMMAND\"",
            home.toString()),
        home);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PATH=/usr/sbin:/sbin:$PATH nologin                | "This account is currently not available." (exit status 1)
          false                                             | nothing is said (exit status 1)
          exit                                              | nothing is said (exit status 0)
          internal-sftp                                     | "This service allows sftp connections only." (exit status 1)
          echo 'Only backups here' >&2; exit 3              | "Only backups here" (exit status 3)
          printf 'Bye.\\033[31m\\r\\n'; exit 254            | "Bye. [31m" (exit status 254)
          """)
  void anAccountThatRunsNoCommandsIsQuoted(String command, String words) throws Exception {
    Machine machine = forced(command, newHome().toString());
    var fault = catchThrowableOfType(MachineFault.class, () -> connect(machine));
    assertThat(fault)
        .hasMessage(
            "machine lab1: %s@127.0.0.1 is let in, but commands are not run there: %s"
                .formatted(machine.user(), words));
    assertThat(fault.nextStep())
        .contains("chsh -s /bin/sh", "ForceCommand", ".bashrc", "-p " + machine.port());
  }

  @Test
  void aStartUpFileThatWaitsIsSaid() throws Exception {
    Machine machine = forced("sleep 30", newHome().toString());
    var hasty =
        new ConnectionSettings(
            SETTINGS.connectTimeout(),
            Duration.ofSeconds(1),
            SETTINGS.transferDeadline(),
            SETTINGS.firstBackoff(),
            SETTINGS.longestBackoff(),
            Duration.ofMillis(1));
    var fault = catchThrowableOfType(MachineFault.class, () -> connect(machine, hasty));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE);
    assertThat(fault)
        .hasMessageContaining("a first command did not end within 1 s")
        .hasMessageContaining("start-up files");
  }

  @Test
  void programsThatAreMissingAreNamed() throws Exception {
    Path bin = Files.createTempDirectory(shared, "bin");
    for (String name : List.of("sh", "mkdir", "uname", "df", "awk", "sed", "chmod", "rm", "tar")) {
      Path program =
          Stream.of("/usr/bin", "/bin")
              .map(folder -> Path.of(folder, name))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      Files.copy(program.toRealPath(), bin.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Machine machine =
        forced("PATH=" + bin + " exec sh -c \"$SSH_ORIGINAL_COMMAND\"", newHome().toString());
    var fault = catchThrowableOfType(MachineFault.class, () -> connect(machine));
    assertThat(fault).hasMessage("machine lab1: it has no gzip, no sha256sum");
  }

  @Test
  void aFolderWhereNothingMayBeExecutedIsNamedWithItsMount() throws Exception {
    Path mount = Files.createTempDirectory(shared, "mount");
    String mounted = "unshare -rm sh -c 'mount -t tmpfs -o noexec none " + mount + " && %s'";
    assumeTrue(
        new ProcessBuilder("sh", "-c", mounted.formatted("true")).start().waitFor() == 0,
        "nothing can be mounted");
    Path home = mount.resolve("worker");
    Machine machine = forced(mounted.formatted("eval \"$SSH_ORIGINAL_COMMAND\""), home.toString());
    var fault = catchThrowableOfType(MachineFault.class, () -> connect(machine));
    assertThat(fault)
        .hasMessage(
            "machine lab1: nothing may be executed in its folder %s: the file system at %s is mounted noexec"
                .formatted(home, mount));
    assertThat(fault.nextStep()).contains("with directory in the machine's entry");
  }

  @ParameterizedTest
  @CsvSource({"/proc/halfspeed, can't be used", "/dev/null/x, can't be used"})
  void aFolderThatCannotBeMadeIsQuoted(String directory, String what) throws Exception {
    Machine machine = forced("sh -c \"$SSH_ORIGINAL_COMMAND\"", directory);
    var fault = catchThrowableOfType(MachineFault.class, () -> connect(machine));
    assertThat(fault)
        .hasMessageContaining("its folder " + directory + " " + what)
        .hasMessageContaining("mkdir:");
    assertThat(fault.nextStep()).contains("may write to " + directory);
  }

  @Test
  void aQuotaThatIsUsedUpIsAFullDisk() throws Exception {
    Path bin = Files.createTempDirectory(shared, "full");
    Path cat =
        Files.writeString(
            bin.resolve("cat"),
            """
            #!/bin/sh
            [ -e "%1$s/failed" ] && exec /bin/cat
            : >"%1$s/failed"
            echo 'cat: write error: Disk quota exceeded' >&2
            exit 1
            """
                .formatted(bin));
    Files.setPosixFilePermissions(cat, PosixFilePermissions.fromString("rwxr-xr-x"));
    Machine machine =
        forced("PATH=" + bin + ":$PATH; eval \"$SSH_ORIGINAL_COMMAND\"", newHome().toString());
    // More than sshd takes before somebody reads it.
    Path big =
        Files.write(
            bin.resolve("halfspeed-worker-" + FakeWorker.architecture() + ".tar.gz"),
            new byte[8 << 20]);
    WorkerClient link =
        SshWorkerClient.to(
            machine,
            big,
            new MachineLease(Owners.owner("a"), at -> "", 1, other -> other + 1),
            SETTINGS);
    open.add(link);
    var fault = catchThrowableOfType(MachineFault.class, link::connect);
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.DISK_FULL);
    assertThat(fault)
        .hasMessage(
            "machine lab1: the worker can't be put there: cat: write error: Disk quota exceeded");
  }
}
