package dev.halfspeed.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.FaultMessages;
import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.agent.Owners;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.agent.ssh.Programs;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.agent.ssh.TestSshd;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.recipe.FolderCopy;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link through a real OpenSSH sshd on loopback to a worker that does as a test says. */
final class SshWorkerClientTest {
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofMinutes(1));
  private static final Job JOB = new Job.Facts(null, List.of(), Duration.ofMinutes(1));

  @TempDir static Path shared;
  private static TestSshd local;
  private static Path archive;

  /** What a machine has in its folder to which the worker was sent. */
  private static Path installed;

  private static int homes;

  private Path home;
  private Machine machine;
  private final List<WorkerClient> links = new ArrayList<>();
  private final List<TestSshd> sshds = new ArrayList<>();

  @BeforeAll
  static void startSshd() throws Exception {
    archive = FakeWorker.pack(shared);
    local = new TestSshd(shared);
    Path first = shared.resolve("installed");
    installed = first.resolve("worker");
    try (WorkerClient link = client(local.machine(first.toString()), archive, SETTINGS, 1)) {
      link.connect();
    }
  }

  @AfterAll
  static void endSshd() {
    local.close();
  }

  @BeforeEach
  void newMachine() throws IOException {
    home = Files.createDirectories(shared.resolve("a worker's \"$HOME\" " + ++homes));
    machine = local.machine(home.toString());
    try (Stream<Path> paths = Files.walk(installed)) {
      for (Path path : paths.toList()) {
        Files.copy(
            path,
            home.resolve("worker").resolve(installed.relativize(path)),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** The machine has never seen a worker. */
  private void forgetTheWorker() throws Exception {
    Programs.run("rm", "-r", home.resolve("worker").toString());
  }

  @AfterEach
  void closeLinks() throws Exception {
    for (WorkerClient link : links) {
      link.close();
    }
    // Ends what the fake worker follows.
    Programs.run("rm", "-rf", home.toString());
    sshds.forEach(TestSshd::close);
  }

  private WorkerClient connect() throws MachineFault, InterruptedException {
    return connect(SETTINGS, 1);
  }

  private static WorkerClient client(
      Machine machine, Path archive, ConnectionSettings settings, long lease) {
    return SshWorkerClient.to(
        machine,
        archive,
        new MachineLease(Owners.owner("a"), at -> "", lease, other -> other + 1),
        settings);
  }

  private WorkerClient connect(ConnectionSettings settings, long lease)
      throws MachineFault, InterruptedException {
    WorkerClient link = client(machine, archive, settings, lease);
    link.connect();
    links.add(link);
    return link;
  }

  private void emit(String job, long number, JobEvent.Body body) throws IOException {
    var event = new JobEvent(number, Instant.EPOCH, body);
    Path folder = Files.createDirectories(home.resolve("fake").resolve(job));
    Path part = Files.writeString(folder.resolve("part"), Protocol.write(event));
    Files.move(part, folder.resolve(Long.toString(number)));
  }

  private void finish(String job, long number) throws IOException {
    emit(job, number, new JobEvent.Body.Finished(new Result.Cancelled()));
  }

  private static CompletableFuture<Result> follow(
      WorkerClient link, String job, List<JobEvent> events) {
    var result = new CompletableFuture<Result>();
    Thread.startVirtualThread(() -> {
      try {
        result.complete(link.run(new JobId(job, 1), JOB, events::add));
      } catch (MachineFault | InterruptedException | RuntimeException e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  private static List<Long> numbers(List<JobEvent> events) {
    synchronized (events) {
      return events.stream().map(JobEvent::number).toList();
    }
  }

  private static List<JobEvent> newList() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  private List<ProcessHandle> workers() {
    return ProcessHandle.allProcesses()
        .filter(process -> {
          try {
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            return line.contains("/bin/halfspeed-worker\0serve\0")
                && line.contains(home.toString());
          } catch (IOException e) {
            return false;
          }
        })
        .toList();
  }

  /** Kills this home's connections as a fallen line does: both ends are left behind. */
  private void dropConnections() throws Exception {
    // The worker's parent is the sshd process of its connection.
    for (ProcessHandle worker : workers()) {
      worker.parent().filter(SshWorkerClientTest::isSshd).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isSshd(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).startsWith("sshd");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void followsAJobToItsEnd() throws Exception {
    emit("a", 1, new JobEvent.Body.Started(7));
    emit("a", 2, new JobEvent.Body.Phase("compile"));
    finish("a", 3);
    List<JobEvent> events = newList();
    Result result = connect().run(new JobId("a", 1), JOB, events::add);
    assertThat(result).isEqualTo(new Result.Cancelled());
    assertThat(numbers(events)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void followsTwoJobsAtOnce() throws Exception {
    WorkerClient link = connect();
    List<JobEvent> first = newList();
    List<JobEvent> second = newList();
    var one = follow(link, "a", first);
    var two = follow(link, "b", second);
    emit("a", 1, new JobEvent.Body.Phase("a1"));
    emit("b", 1, new JobEvent.Body.Phase("b1"));
    await().until(() -> first.size() == 1 && second.size() == 1);
    finish("b", 2);
    two.join();
    finish("a", 2);
    one.join();
    assertThat(first.getFirst().body()).isEqualTo(new JobEvent.Body.Phase("a1"));
    assertThat(second.getFirst().body()).isEqualTo(new JobEvent.Body.Phase("b1"));
  }

  @Test
  void seesEachEventOnceAlthoughTheConnectionDrops() throws Exception {
    WorkerClient link = connect();
    List<JobEvent> events = newList();
    var result = follow(link, "a", events);
    for (int i = 1; i <= 9; i++) {
      int n = i;
      emit("a", i, new JobEvent.Body.Progress("objects", i, null));
      if (i % 3 == 0) {
        await().until(() -> events.size() == n);
        dropConnections();
      }
    }
    finish("a", 10);
    result.join();
    assertThat(numbers(events)).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
  }

  @Test
  void aWorkerThatHangsForGoodIsNotTakenForAJobThatTakesLong() throws Exception {
    var impatient =
        new ConnectionSettings(
            SETTINGS.connectTimeout(),
            Duration.ofSeconds(3),
            SETTINGS.transferDeadline(),
            SETTINGS.firstBackoff(),
            SETTINGS.longestBackoff(),
            SETTINGS.giveUpAfter());
    List<JobEvent> events = newList();
    var result = follow(connect(impatient, 1), "a", events);
    emit("a", 1, new JobEvent.Body.Started(7));
    Path requests = home.resolve("fake/requests");
    await().until(() -> Files.readString(requests).contains("AskRunning"));
    assertThat(Files.readString(requests)).as("one that answers keeps").containsOnlyOnce("Hello");
    // What a worker starts for a moment has its command line.
    List<ProcessHandle> hanging =
        workers().stream()
            .filter(worker -> worker.parent().filter(SshWorkerClientTest::isSshd).isPresent())
            .toList();
    for (ProcessHandle worker : hanging) {
      Programs.run("kill", "-STOP", Long.toString(worker.pid()));
    }
    try {
      finish("a", 2);
      assertThat(result.get(5, TimeUnit.MINUTES)).isEqualTo(new Result.Cancelled());
      assertThat(numbers(events)).containsExactly(1L, 2L);
    } finally {
      hanging.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void aLongLineArrivesWhole() throws Exception {
    String config = "CONFIG_64BIT=y # ä\n".repeat(150_000);
    emit("a", 1, new JobEvent.Body.Phase(config));
    finish("a", 2);
    List<JobEvent> events = newList();
    connect().run(new JobId("a", 1), JOB, events::add);
    assertThat(events.getFirst().body()).isEqualTo(new JobEvent.Body.Phase(config));
  }

  @Test
  void anInterruptStopsFollowingAndLeavesTheLinkUsable() throws Exception {
    WorkerClient link = connect();
    List<JobEvent> events = newList();
    var ended = new CompletableFuture<Throwable>();
    Thread follower =
        Thread.startVirtualThread(() -> {
          try {
            link.run(new JobId("a", 1), JOB, events::add);
          } catch (MachineFault | InterruptedException e) {
            ended.complete(e);
          }
        });
    emit("a", 1, new JobEvent.Body.Started(1));
    await().until(() -> events.size() == 1);
    follower.interrupt();
    assertThat(ended.join()).isInstanceOf(InterruptedException.class);
    assertThat(link.jobs())
        .containsExactly(new Reply.JobStatus(new JobId("a", 1), "Build", Reply.State.RUNNING, 3));
    link.cancel(new JobId("a", 1));
  }

  @Test
  void aControllerThatWasOvertakenLosesTheLease() throws Exception {
    WorkerClient link = connect();
    Files.writeString(home.resolve("fake/lease"), "9");
    var fault =
        catchThrowableOfType(
            MachineFault.class, () -> link.run(new JobId("a", 1), JOB, event -> {}));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.LEASE_LOST);
    assertThat(fault).hasMessageContaining("lease 1 is older than 9");
  }

  @Test
  void givesUpOnAMachineThatStaysAway() throws Exception {
    List<JobEvent> events = newList();
    CompletableFuture<Result> result;
    try (var other = new TestSshd(shared)) {
      machine = other.machine(home.toString());
      WorkerClient link = connect(SETTINGS.giveUpAfter(Duration.ofMillis(500)), 1);
      result = follow(link, "a", events);
      emit("a", 1, new JobEvent.Body.Started(1));
      await().until(() -> events.size() == 1);
    }
    dropConnections();
    assertThat(catchThrowableOfType(ExecutionException.class, result::get))
        .cause()
        .isInstanceOfSatisfying(
            MachineFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(MachineFault.Kind.UNREACHABLE));
    assertThat(numbers(events)).containsExactly(1L);
  }

  @Test
  void aWorkerThatDoesNotStartIsNotTakenForADeadMachine() throws Exception {
    Files.createDirectories(home.resolve("fake"));
    Files.createFile(home.resolve("fake/broken"));
    var fault = catchThrowableOfType(MachineFault.class, this::connect);
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.PROTOCOL);
    assertThat(fault).hasMessageContaining("libc is too old");
  }

  @Test
  void anotherProtocolVersionIsRefused() throws Exception {
    Files.createDirectories(home.resolve("fake"));
    Files.writeString(home.resolve("fake/version"), "77");
    var fault = catchThrowableOfType(MachineFault.class, this::connect);
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.PROTOCOL);
    assertThat(fault).hasMessageContaining("version 77");
  }

  @Test
  void senselessRepliesAreAFaultAndNotARetry() throws Exception {
    WorkerClient link = connect();
    Files.createFile(home.resolve("fake/babble"));
    var fault = catchThrowableOfType(MachineFault.class, link::jobs);
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.PROTOCOL);
  }

  @Test
  void sendsTheWorkerOnceAlthoughTwoConnectAtOnce() throws Exception {
    forgetTheWorker();
    var both =
        Stream.of(1, 2)
            .map(i ->
                CompletableFuture.runAsync(() -> {
                  try {
                    client(machine, archive, SETTINGS, 1).connect();
                  } catch (MachineFault | InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }))
            .toList();
    both.forEach(CompletableFuture::join);
    try (Stream<Path> versions = Files.list(home.resolve("worker"))) {
      assertThat(versions).hasSize(1);
    }
    Path program =
        home.resolve("worker")
            .resolve(WorkerRuntime.of(archive).folder())
            .resolve("bin/halfspeed-worker");
    var before = Files.readAttributes(program, "unix:ino,ctime");
    connect();
    assertThat(Files.readAttributes(program, "unix:ino,ctime")).isEqualTo(before);
  }

  @Test
  void aRuntimeForAnotherArchitectureIsRefused() throws Exception {
    Path other = FakeWorker.pack(Files.createDirectories(shared.resolve("other")), "vax");
    var fault =
        catchThrowableOfType(
            MachineFault.class, () -> client(machine, other, SETTINGS, 1).connect());
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.NO_RUNTIME);
    assertThat(fault).hasMessageContaining("vax").hasMessageContaining(FakeWorker.architecture());
  }

  @Test
  void sendsOnlyTheObjectsThatAreMissing() throws Exception {
    Path source = Files.createDirectories(shared.resolve("source" + homes));
    Programs.run("git", "init", "-q", source.toString());
    Files.writeString(source.resolve("same"), "x".repeat(100_000));
    String first = snapshot(source, "one");
    String second = snapshot(source, "two");
    WorkerClient link = connect();
    link.sendCommit(source, first);
    String target = home + "/source.git";
    assertThat(objects(target)).isEqualTo(4);
    link.sendCommit(source, second);
    link.sendCommit(source, second);
    assertThat(objects(target)).isEqualTo(7);
    // Another connection finds out what is there.
    String third = snapshot(source, "three");
    WorkerClient again = connect();
    again.sendCommit(source, second);
    again.sendCommit(source, third);
    assertThat(objects(target)).isEqualTo(10);
    assertThat(Programs.run("git", "-C", target, "show", third + ":changing")).isEqualTo("three");
    assertThat(
            Programs.run("git", "-C", target, "rev-parse", "refs/halfspeed/commits/" + first)
                .strip())
        .isEqualTo(first);
  }

  /** A worker removes what is old while the connection stays. */
  @Test
  void sendsAgainWhatTheMachineHasRemoved() throws Exception {
    Path source = Files.createDirectories(shared.resolve("removed" + homes));
    Programs.run("git", "init", "-q", source.toString());
    String commit = snapshot(source, "one");
    Path recipe = Files.createDirectories(shared.resolve("removed-recipe" + homes));
    Files.writeString(recipe.resolve("run"), "#!/bin/sh\n");
    WorkerClient link = connect();
    link.sendCommit(source, commit);
    String digest = FolderCopy.of(recipe).digest();
    link.sendRecipe(recipe, digest);
    String target = home + "/source.git";
    Programs.run("git", "-C", target, "update-ref", "-d", "refs/halfspeed/commits/" + commit);
    Path sent = home.resolve("recipes").resolve(digest);
    Files.delete(sent.resolve("run"));
    Files.delete(sent);
    link.sendCommit(source, commit);
    link.sendRecipe(recipe, digest);
    Programs.run("git", "-C", target, "rev-parse", "refs/halfspeed/commits/" + commit);
    assertThat(sent.resolve("run")).exists();
  }

  @Test
  void removesVersionsOfTheWorkerThatNobodyHasUsedForWeeks() throws Exception {
    forgetTheWorker();
    Path versions = Files.createDirectories(home.resolve("worker"));
    Path old = Files.createDirectories(versions.resolve("0123456789abcdef/bin")).getParent();
    Path inUse = Files.createDirectories(versions.resolve("fedcba9876543210/bin")).getParent();
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(20))));
    connect();
    assertThat(old).doesNotExist();
    assertThat(inUse).exists();
    // Connecting counts as use.
    Path mine = versions.resolve(WorkerRuntime.of(archive).folder());
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(20)));
    Files.setLastModifiedTime(mine, longAgo);
    connect();
    assertThat(Files.getLastModifiedTime(mine)).isGreaterThan(longAgo);
  }

  private static String snapshot(Path source, String text) throws Exception {
    Files.writeString(source.resolve("changing"), text);
    Programs.run("git", "-C", source.toString(), "add", "-A");
    String tree = Programs.run("git", "-C", source.toString(), "write-tree").strip();
    return Programs.run(
            "git",
            "-C",
            source.toString(),
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "commit-tree",
            "-m",
            text,
            tree)
        .strip();
  }

  private static long objects(String repository) throws Exception {
    return Programs.run("git", "-C", repository, "cat-file", "--batch-all-objects", "--batch-check")
        .lines()
        .count();
  }

  @Test
  void aCommitThatIsNotThereIsAClearFault() throws Exception {
    Path source = Files.createDirectories(shared.resolve("empty-source"));
    Programs.run("git", "init", "-q", source.toString());
    WorkerClient link = connect();
    String missing = "0123456789".repeat(4);
    var fault = catchThrowableOfType(MachineFault.class, () -> link.sendCommit(source, missing));
    assertThat(fault).hasMessageContaining(missing);
    assertThat(link.jobs()).hasSize(1);
  }

  /** Another sshd, which allows a connection that many sessions. */
  private Machine limitedTo(int sessions) throws Exception {
    return with(new TestSshd(shared, "MaxSessions " + sessions));
  }

  /** Another sshd, with one more setting. */
  private Machine with(TestSshd sshd) {
    sshds.add(sshd);
    return sshd.machine(home.toString());
  }

  private static void assertNamesTheLimit(MachineFault fault) {
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.PROTOCOL);
    assertThat(fault)
        .hasMessageStartingWith("machine lab1: its sshd refused another session")
        .hasMessageContaining("MaxSessions may be too low");
    assertThat(fault.nextStep())
        .contains("set MaxSessions to 10", "/etc/ssh/sshd_config")
        .doesNotContain("folder", "disk");
  }

  private interface Action {
    void perform() throws Exception;
  }

  @Test
  void anSshdThatAllowsTooFewSessionsIsNamedWithTheLimit() throws Exception {
    Path source = shared.resolve("limited");
    Programs.run("git", "init", "-q", source.toString());
    String commit = snapshot(source, "one");
    Path recipe = Files.createDirectories(shared.resolve("limited-recipe"));
    Files.writeString(recipe.resolve("recipe.yaml"), "name: limited-recipe");
    String digest = FolderCopy.of(recipe).digest();
    String folder = home.toString();
    machine = limitedTo(1);
    try (SshConnection connection = SshConnection.open(machine, SETTINGS);
        SshConnection.Channel _ = connection.start("cat")) {
      var push = new CommitPush(connection, machine.host(), folder + "/source.git", SETTINGS);
      List<Action> actions =
          List.of(
              push::prepare,
              () -> push.push(source, commit),
              () -> new RecipeTransfer(connection, SETTINGS).send(recipe, digest, folder));
      for (Action action : actions) {
        IOException refused = catchThrowableOfType(IOException.class, action::perform);
        assertNamesTheLimit(new FaultMessages(machine).failed(refused));
      }
      assertThat(connection.isAlive()).isTrue();
    }
    // Its first session may still be on its way out when the worker's is asked for.
    assertNamesTheLimit(
        catchThrowableOfType(MachineFault.class, () -> connect().sendCommit(source, commit)));
  }

  /** A lost or damaged object is the commit's, and known before anybody waits for the machine. */
  @ParameterizedTest
  @ValueSource(strings = {"lost", "empty", "garbage"})
  void aCommitWhoseObjectsAreNotWholeIsNamedAtOnce(String how) throws Exception {
    Path source = shared.resolve(how);
    Programs.run("git", "init", "-q", source.toString());
    Files.createDirectories(source.resolve("mm"));
    Files.writeString(source.resolve("mm/a.c"), "int " + how + ";\n");
    String commit = snapshot(source, "one");
    String blob = Programs.run("git", "-C", source.toString(), "rev-parse", commit + ":mm/a.c");
    Path object =
        source.resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.strip().substring(2));
    Files.delete(object);
    switch (how) {
      case "empty" -> Files.createFile(object);
      case "garbage" -> Files.writeString(object, "garbage");
      default -> {}
    }
    WorkerClient link = connect();
    var fault = catchThrowableOfType(MachineFault.class, () -> link.sendCommit(source, commit));
    assertThat(fault.kind()).isEqualTo(MachineFault.Kind.SOURCES_DAMAGED);
    assertThat(fault.isItsOwn()).isFalse();
    assertThat(fault).hasMessageContaining(blob.strip()).hasMessageContaining("mm/a.c");
    assertThat(fault.nextStep()).contains("git -C " + source + " fsck");
    // The way to the machine is as good as before.
    Files.writeString(source.resolve("mm/a.c"), "int whole_" + how + ";\n");
    link.sendCommit(source, snapshot(source, "two"));
  }

  /** As git would that waits for a disk. */
  @Test
  void aGitThatSaysNothingIsNotWaitedFor() throws Exception {
    Path source = shared.resolve("silent");
    Programs.run("git", "init", "-q", source.toString());
    String commit = snapshot(source, "one");
    Path folder = Files.createDirectories(shared.resolve("silent-git"));
    Path git = Files.writeString(folder.resolve("git"), "#!/bin/sh\nexec cat >/dev/null\n");
    Files.setPosixFilePermissions(git, PosixFilePermissions.fromString("rwxr-xr-x"));
    machine = with(new TestSshd(shared, Map.of("PATH", folder + ":" + System.getenv("PATH"))));
    var brief =
        new ConnectionSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(1));
    try (SshConnection connection = SshConnection.open(machine, SETTINGS)) {
      var push = new CommitPush(connection, machine.host(), home + "/source.git", brief);
      IOException fault = catchThrowableOfType(IOException.class, () -> push.push(source, commit));
      assertThat(fault).isNotNull();
    }
  }

  @Test
  void noGitSettingOfTheMachinesUserCounts() throws Exception {
    Path user = Files.createDirectories(shared.resolve("user"));
    Path hook = Files.createDirectories(user.resolve("hooks")).resolve("pre-receive");
    Files.writeString(hook, "#!/bin/sh\n: >" + user + "/ran\nexit 1\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path settings = user.resolve(".gitconfig");
    Files.writeString(
        settings,
        """
        [safe]
          bareRepository = explicit
        [core]
          hooksPath = %1$s/hooks
        [init]
          templateDir = %1$s
        [transfer]
          hideRefs = refs/halfspeed
        [receive]
          maxInputSize = 1
        """
            .formatted(user));
    Path source = shared.resolve("settings");
    Programs.run("git", "init", "-q", source.toString());
    String commit = snapshot(source, "one");
    machine =
        with(
            new TestSshd(
                shared,
                Map.of(
                    "HOME", user.toString(),
                    "GIT_CONFIG_GLOBAL", settings.toString(),
                    "GIT_DIR", "/nonexistent",
                    "GIT_TEMPLATE_DIR", user.toString())));
    connect().sendCommit(source, commit);
    assertThat(objects(home + "/source.git")).isEqualTo(3);
    assertThat(home.resolve("source.git/hooks")).doesNotExist();
    assertThat(user.resolve("ran")).doesNotExist();
  }

  @Test
  void sendsARecipeOnceWithItsExecutableBits() throws Exception {
    Path recipe = shared.resolve("recipe");
    Files.createDirectories(recipe.resolve("sub dir"));
    Path script = Files.writeString(recipe.resolve("run"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(recipe.resolve("sub dir/data"), "1");
    Files.writeString(recipe.resolve("a\\b\nc"), "3");
    Files.createDirectories(recipe.resolve("sub dir/empty"));
    String digest = FolderCopy.of(recipe).digest();
    WorkerClient link = connect();
    link.sendRecipe(recipe, digest);
    // Who has it needs it no more, whatever has become of the folder.
    Files.writeString(recipe.resolve("sub dir/data"), "2");
    link.sendRecipe(recipe, digest);
    connect().sendRecipe(recipe, digest);
    Path sent = home.resolve("recipes").resolve(digest);
    assertThat(sent.resolve("run")).isExecutable();
    assertThat(sent.resolve("sub dir/data")).hasContent("1");
    assertThat(Files.isExecutable(sent.resolve("sub dir/data"))).isFalse();
    assertThat(sent.resolve("a\\b\nc")).hasContent("3");
    assertThat(sent.resolve("sub dir/empty")).isEmptyDirectory();
    assertThat(FolderCopy.of(sent).digest()).isEqualTo(digest);
    try (Stream<Path> all = Files.list(home.resolve("recipes"))) {
      assertThat(all).containsExactly(sent);
    }
  }

  @Test
  void aRecipeThatWasEditedIsNeverSentUnderItsOldDigest() throws Exception {
    Path recipe = Files.createDirectories(shared.resolve("edited"));
    Path script = Files.writeString(recipe.resolve("run"), "#!/bin/sh\n");
    String digest = FolderCopy.of(recipe).digest();
    Files.writeString(script, "#!/bin/sh\nsleep 1\n");
    WorkerClient link = connect();
    var fault = catchThrowableOfType(MachineFault.class, () -> link.sendRecipe(recipe, digest));
    assertThat(fault).hasMessageContaining(recipe.toString()).hasMessageContaining("has changed");
    assertThat(fault.nextStep()).contains("put it back");
    assertThat(fault.isItsOwn()).isFalse();
    assertThat(home.resolve("recipes").resolve(digest)).doesNotExist();
    Files.delete(script);
    fault = catchThrowableOfType(MachineFault.class, () -> link.sendRecipe(recipe, digest));
    assertThat(fault).hasMessageContaining("has changed");
    Files.delete(recipe);
    fault = catchThrowableOfType(MachineFault.class, () -> link.sendRecipe(recipe, digest));
    assertThat(fault).hasMessageContaining(recipe.toString());
    Files.createDirectories(recipe);
    Files.writeString(script, "#!/bin/sh\n");
    link.sendRecipe(recipe, digest);
    assertThat(home.resolve("recipes").resolve(digest).resolve("run")).hasContent("#!/bin/sh\n");
  }

  @Test
  void readsTheEndOfALog() throws Exception {
    WorkerClient link = connect();
    Files.createDirectories(home.resolve("jobs/a_1"));
    Files.writeString(home.resolve("jobs/a_1/build.log"), "first\nlast ä\n");
    assertThat(link.read("jobs/a_1/missing.log", new FilePart.Extent())).isEmpty();
    assertThat(part(link, new FilePart.Extent())).isEqualTo("14 2\n");
    assertThat(part(link, new FilePart.Bytes(0, 100))).isEqualTo("first\nlast ä\n");
    assertThat(part(link, new FilePart.Bytes(6, 4))).isEqualTo("last");
    assertThat(part(link, new FilePart.Bytes(99, 4))).isEmpty();
  }

  private static String part(WorkerClient link, FilePart part) throws Exception {
    return new String(link.read("jobs/a_1/build.log", part).orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void ofALargeLogOnlyWhatIsAskedForTravels() throws Exception {
    WorkerClient link = connect();
    Files.createDirectories(home.resolve("jobs/a_1"));
    Path log = home.resolve("jobs/a_1/build.log");
    byte[] block = "x".repeat(99).concat("\n").repeat(10_000).getBytes(StandardCharsets.UTF_8);
    try (OutputStream output = Files.newOutputStream(log)) {
      for (int i = 0; i < 100; i++) {
        output.write(block);
      }
      output.write(
          "mm/slab.c:7: Error: it's \"bad\"\n$(false) `x` last".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(part(link, new FilePart.Extent())).isEqualTo(Files.size(log) + " 1000001\n");
    assertThat(part(link, new FilePart.Lines(1_000_000, 5, 10, 1000)))
        .isEqualTo("xxxxxxxxxx\nmm/slab.c:\n$(false) `\n");
    assertThat(part(link, new FilePart.Lines(5, 300, 1000, 2_500))).hasSize(2_500);
    assertThat(part(link, new FilePart.Bytes(Files.size(log) - 4, 1 << 20))).isEqualTo("last");
    assertThat(part(link, new FilePart.Matches("ERROR: it's \"b", false, 9, 20)))
        .isEqualTo("1000001:mm/slab.c:7:\n");
    assertThat(part(link, new FilePart.Matches("(^|:)error: |`x`", true, 9, 12)))
        .isEqualTo("1000002:$(fa\n");
    assertThat(part(link, new FilePart.Matches("x", false, 3, 20)).lines()).hasSize(3);
    assertThat(part(link, new FilePart.Matches("nothing of it", false, 3, 20))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret", "/etc/passwd", "jobs/../../secret", "jobs//x", "", "link/passwd"})
  void aPathOutOfTheWorkersFolderIsRefused(String path) throws Exception {
    WorkerClient link = connect();
    Files.createSymbolicLink(home.resolve("link"), Path.of("/etc"));
    var fault =
        catchThrowableOfType(MachineFault.class, () -> link.read(path, new FilePart.Bytes(0, 10)));
    assertThat(fault).hasMessageContaining("worker's folder");
  }
}
