package dev.halfspeed.agent.reboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.time.Mailbox;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.RecipePlan;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The link before a machine that is played by the test, with a clock that runs when it waits. */
final class RebootingClientTest {
  private static final String FALLBACK = "fa11bacc";
  private static final String IMAGE = "c0ffee";
  private static final JobId JOB = new JobId("b1-m-7", 1);
  private static final JobId SECOND = new JobId(JOB.job(), 2);
  private static final String BANNER = "[    0.000000] Linux version 6.12.0 (halfspeed)";
  private static final String LINE = "[    0.000000] Command line: ro halfspeed.boot=b1-m-7_1";
  private static final String INIT = "[    1.000000] Run /sbin/init as init process";

  private static final Result GONE =
      new Result.InfrastructureFault(
          Result.Fault.RESTARTED, "the machine was restarted before the job ended", "");

  @TempDir Path folder;
  private final Bare bare = new Bare();
  private final List<String> phases = new ArrayList<>();

  /** What an image does when it is started. */
  private enum Fate {
    COMES_UP,
    REBOOTS,
    HANGS,
    COMES_UP_AFTER_THE_DEADLINE,
    /** The machine stays in the system that it was to leave. */
    STAYS,
    /** The firmware starts the machine's own kernel at once. */
    IS_NOT_TAKEN,
    /** The boot loader takes the entry, and starts another kernel by it. */
    IS_ANOTHER_KERNEL
  }

  /** A machine with an own kernel, an image and a power button. */
  private static final class Bare implements WorkerClient, MachineCommands, Time {
    Fate fate = Fate.COMES_UP;
    String console = BANNER + "\nfallback\n";
    String printed = BANNER + "\n" + LINE + "\n" + INIT + "\n";
    String pstore = "";
    boolean pending;
    boolean itsLine;

    /** The next reboot starts the image, whoever wants it. */
    boolean armed;

    boolean switchIsCancelled;
    boolean powerWorks = true;
    int powerPressed;
    MachineFault.Kind silence = MachineFault.Kind.UNREACHABLE;
    int controllerDiesBefore = Integer.MAX_VALUE;
    int calls;
    long now;
    int boot = 1;
    String kernel = FALLBACK;
    boolean answers = true;
    boolean hangsAtWork;
    boolean unplugged;

    /** For how long the controller's processes are stopped when they wait for the image. */
    Duration frozenFor = Duration.ZERO;

    long changesAt = Long.MAX_VALUE;
    Runnable change = () -> {};
    final List<String> measuredOn = new ArrayList<>();
    final Map<JobId, Result> done = new HashMap<>();

    private void call() {
      calls++;
      if (calls == controllerDiesBefore) {
        throw new IllegalStateException("the controller is killed");
      }
    }

    private void at(Duration wait, Runnable what) {
      changesAt = now + wait.toNanos();
      change = what;
    }

    private void starts(String next) {
      boot++;
      kernel = next;
      answers = true;
    }

    @Override
    public WorkerClient.Running running() throws MachineFault {
      call();
      if (!answers) {
        now += Duration.ofSeconds(2).toNanos();
        throw new MachineFault(silence, "nobody answers", "wait");
      }
      return new WorkerClient.Running("boot-" + boot, kernel);
    }

    @Override
    public void leave(JobId id, String bootId) {
      call();
      assertThat(done).containsKey(id);
      if (!bootId.equals("boot-" + boot)) {
        return;
      }
      switch (fate) {
        case STAYS -> {}
        case COMES_UP -> goes(Duration.ofSeconds(20), () -> starts(IMAGE));
        case REBOOTS -> goes(Duration.ofSeconds(20), () -> starts(FALLBACK));
        case HANGS -> goes(Duration.ofDays(99), () -> {});
        case COMES_UP_AFTER_THE_DEADLINE -> goes(Duration.ofSeconds(190), () -> starts(IMAGE));
        case IS_NOT_TAKEN -> {
          printed = "";
          pending = true;
          goes(Duration.ofSeconds(20), () -> starts(FALLBACK));
        }
        case IS_ANOTHER_KERNEL -> {
          itsLine = true;
          goes(Duration.ofSeconds(20), () -> starts("bad1dea"));
        }
      }
    }

    private void goes(Duration away, Runnable then) {
      // A machine that shuts down answers for a while.
      at(
          Duration.ofSeconds(3),
          () -> {
            answers = false;
            console += printed;
            at(away, then);
          });
    }

    @Override
    public Result run(JobId id, Job job, Consumer<JobEvent> onEvent) throws MachineFault {
      call();
      if (!answers) {
        throw new MachineFault(MachineFault.Kind.UNREACHABLE, "nobody answers", "wait");
      }
      Result result = done.get(id);
      if (result == null) {
        result =
            switch (job) {
              case Job.Switch ready -> {
                assertThat(ready.token())
                    .isEqualTo(id.job().replace(".switch", "") + "_" + id.attempt());
                armed = true;
                yield switchIsCancelled
                    ? new Result.Cancelled()
                    : new Result.Switched("boot-" + boot, IMAGE);
              }
              case Job.Measure ignored -> {
                if (hangsAtWork) {
                  answers = false;
                  // What a worker says that finds its job's processes gone after a restart.
                  done.put(id, GONE);
                  throw new MachineFault(MachineFault.Kind.UNREACHABLE, "nobody answers", "wait");
                }
                measuredOn.add(kernel + " boot-" + boot);
                yield new Result.Measured(
                    new Result.BootReport("boot-" + boot, kernel, "r", Map.of(), Map.of()),
                    List.of(),
                    Duration.ofSeconds(1));
              }
              case Job.Recover ignored -> {
                var left = new Result.Recovered(pstore, pending, itsLine);
                pstore = "";
                pending = false;
                armed = false;
                yield left;
              }
              case Job.Build ignored -> throw new IllegalStateException("not asked here");
              case Job.Facts ignored -> throw new IllegalStateException("not asked here");
            };
        done.put(id, result);
      }
      onEvent.accept(new JobEvent(2, Instant.EPOCH, new JobEvent.Body.Finished(result)));
      return result;
    }

    @Override
    public MachineCommands.Answer run(String commandLine, Duration deadline) {
      if (commandLine.equals("show")) {
        return new MachineCommands.Answer(0, console);
      }
      assertThat(commandLine).isEqualTo("press");
      powerPressed++;
      if (!powerWorks) {
        return new MachineCommands.Answer(1, "BMC does not answer");
      }
      answers = false;
      if (!unplugged) {
        at(Duration.ofSeconds(30), () -> starts(FALLBACK));
      }
      return new MachineCommands.Answer(0, "");
    }

    @Override
    public void connect() throws MachineFault {
      running();
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public Time.Running start(String name, Runnable task) {
      throw new IllegalStateException("the link starts nothing");
    }

    @Override
    public <T> Mailbox<T> mailbox() {
      throw new IllegalStateException("the link waits for no message");
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void sleep(Duration duration) {
      now += duration.toNanos();
      if (!answers) {
        now += frozenFor.toNanos();
        frozenFor = Duration.ZERO;
      }
      while (now >= changesAt) {
        changesAt = Long.MAX_VALUE;
        change.run();
      }
    }

    @Override
    public void cancel(JobId id) {}

    @Override
    public List<Reply.JobStatus> jobs() throws MachineFault {
      call();
      if (!answers) {
        throw new MachineFault(MachineFault.Kind.UNREACHABLE, "nobody answers", "wait");
      }
      return done.keySet().stream()
          .map(id -> new Reply.JobStatus(id, "Measure", Reply.State.FINISHED, 2))
          .toList();
    }

    @Override
    public void sendCommit(Path repository, String commit) {}

    @Override
    public void sendRecipe(Path recipe, String digest) {}

    @Override
    public Optional<byte[]> read(String path, FilePart part) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private RebootingClient link(@Nullable String console) throws Exception {
    var link = new RebootingClient(machine(console), bare, folder.resolve("boots"), bare, bare);
    link.connect();
    return link;
  }

  private static Machine machine(@Nullable String console) {
    return new Machine(
        "lab1",
        "h",
        22,
        "u",
        Path.of("k"),
        Path.of("n"),
        Set.of(Machine.Role.TEST),
        new Machine.Boot(
            Machine.AccelerationChoice.AUTO,
            Machine.ClockChoice.REAL,
            0,
            0,
            1,
            0,
            List.of(),
            Duration.ofSeconds(180),
            new Machine.Own(BootPlan.Method.GRUB, "press", console, null, Duration.ofSeconds(60))),
        "d",
        null);
  }

  private static Job.Measure job() {
    return new Job.Measure(
        "key",
        new BootPlan.Own(
            BootPlan.Method.GRUB,
            4,
            1L << 30,
            List.of(),
            null,
            Duration.ofSeconds(60),
            Duration.ofSeconds(180)),
        new RecipePlan(
            "r",
            "d",
            Map.of(),
            null,
            null,
            "run",
            null,
            new RecipePlan.Results("json", Map.of("file", "f"), List.of("tps")),
            List.of()),
        1,
        7,
        Duration.ofMinutes(10));
  }

  private Result boot(RebootingClient link, JobId id) throws Exception {
    return link.run(
        id,
        job(),
        event -> {
          if (event.body() instanceof JobEvent.Body.Phase(String name)) {
            phases.add(name);
          }
        });
  }

  private Result boot() throws Exception {
    return boot(link("show"), JOB);
  }

  private Result.Unbootable unbootable(Result result) {
    assertThat(result).isInstanceOf(Result.Unbootable.class);
    assertThat(bare.measuredOn).isEmpty();
    return (Result.Unbootable) result;
  }

  private Result.InfrastructureFault fault(Result result) {
    assertThat(result).isInstanceOf(Result.InfrastructureFault.class);
    assertThat(bare.measuredOn).isEmpty();
    return (Result.InfrastructureFault) result;
  }

  @Test
  void theImageIsMeasuredAfterItsBoot() throws Exception {
    Result result = boot();
    assertThat(bare.measuredOn).containsExactly("c0ffee boot-2");
    assertThat(phases).containsExactly("reboot", "boot");
    // Steps are named after their job.
    assertThat(bare.done).containsOnlyKeys(JOB, new JobId("b1-m-7.switch", 1));
    assertThat(((Result.Measured) result).boot().phases().get("boot"))
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(35));
    assertThat(bare.powerPressed).isZero();
    // It stays in the image, and may still hang there.
    assertThat(folder.resolve("boots/lab1")).exists();
  }

  @ParameterizedTest
  @EnumSource(
      value = MachineFault.Kind.class,
      names = {"KEY_REFUSED", "PROTOCOL", "DISK_FULL"})
  void aSystemThatGoesDownOrComesUpMayRefuseInManyWays(MachineFault.Kind silence) throws Exception {
    bare.silence = silence;
    assertThat(boot()).isInstanceOf(Result.Measured.class);
    assertThat(bare.measuredOn).containsExactly("c0ffee boot-2");
  }

  @Test
  void aMachineWithAnotherHostKeyIsNotWaitedFor() throws Exception {
    bare.silence = MachineFault.Kind.HOST_KEY_CHANGED;
    RebootingClient link = link("show");
    assertThatThrownBy(() -> boot(link, JOB)).isInstanceOf(MachineFault.class);
  }

  @Test
  void aKernelThatPanicsAndRebootsIsItsCommitsFault() throws Exception {
    bare.fate = Fate.REBOOTS;
    bare.printed =
        BANNER + "\n" + LINE + "\n[ 1.0] Kernel panic - not syncing: no init\n" + BANNER + "\n";
    Result.Unbootable result = unbootable(boot());
    assertThat(result.how()).isEqualTo(Result.BootFailure.PANIC);
    assertThat(result.message()).isEqualTo("Kernel panic - not syncing: no init");
    assertThat(bare.powerPressed).isZero();
  }

  @Test
  void withoutConsoleAPanicIsReadFromPstore() throws Exception {
    bare.fate = Fate.REBOOTS;
    bare.pstore = "Panic#1 Part1\n<0>[ 1.0] Kernel panic - not syncing: no root\n";
    Result.Unbootable result = unbootable(boot(link(null), JOB));
    assertThat(result.how()).isEqualTo(Result.BootFailure.PANIC);
    assertThat(result.consoleTail()).contains("no root");
  }

  @Test
  void aKernelThatResetsTheMachineWithoutAWordIsItsCommitsFaultTheSecondTime() throws Exception {
    bare.fate = Fate.REBOOTS;
    // The machine may have lost its power.
    assertThat(fault(boot()).fault()).isEqualTo(Result.Fault.BOOT_SETUP);
    bare.printed = bare.printed.replace(JOB.folder(), SECOND.folder());
    assertThat(unbootable(boot(link("show"), SECOND)).how()).isEqualTo(Result.BootFailure.EXIT);
  }

  /** The first attempt may have failed for something else, such as a full disk. */
  @Test
  void theSecondAttemptMayBeTheFirstOneInDoubt() throws Exception {
    bare.fate = Fate.REBOOTS;
    bare.printed = bare.printed.replace(JOB.folder(), SECOND.folder());
    assertThat(fault(boot(link("show"), SECOND)).fault()).isEqualTo(Result.Fault.BOOT_SETUP);
    var third = new JobId(JOB.job(), 3);
    bare.printed = bare.printed.replace(SECOND.folder(), third.folder());
    assertThat(unbootable(boot(link("show"), third)).how()).isEqualTo(Result.BootFailure.EXIT);
  }

  @Test
  void whereNothingTellsWhetherTheImageWasStartedItIsNobodysEvidence() throws Exception {
    bare.fate = Fate.REBOOTS;
    assertThat(fault(boot(link(null), JOB)).fault()).isEqualTo(Result.Fault.WRONG_KERNEL);
  }

  @Test
  void aPanicOfAnEarlierBootOnTheConsoleIsNotThisOnes() throws Exception {
    bare.fate = Fate.REBOOTS;
    bare.console = BANNER + "\nhalfspeed.boot=b1-m-6_1\nKernel panic - not syncing: old\n";
    assertThat(fault(boot()).message()).contains("started anew without a panic");
  }

  @Test
  void aKernelThatHangsIsItsCommitsFaultAndThePowerCommandBringsTheMachineBack() throws Exception {
    bare.fate = Fate.HANGS;
    bare.printed = BANNER + "\n" + LINE + "\n[ 0.5] the last words\n";
    Result.Unbootable result = unbootable(boot());
    assertThat(result.how()).isEqualTo(Result.BootFailure.HANG);
    assertThat(result.message()).contains("within 180 s", "the last words");
    assertThat(bare.powerPressed).isOne();
    assertThat(bare.kernel).isEqualTo(FALLBACK);
    assertThat(phases).containsExactly("reboot", "boot", "power", "recover");
    assertThat(folder.resolve("boots/lab1")).doesNotExist();
  }

  @Test
  void aKernelThatSaysThatItStallsHasHungAndNotPanicked() throws Exception {
    bare.fate = Fate.HANGS;
    bare.printed =
        BANNER
            + "\n"
            + LINE
            + "\nRun /sbin/init as init process\n"
            + "[ 21.0] rcu: INFO: rcu_sched detected stalls on CPUs/tasks:\n"
            + "[ 21.0] rcu: \t(detected by 0, t=2100 jiffies, g=-1163, q=1 ncpus=1)\n";
    Result.Unbootable result = unbootable(boot());
    assertThat(result.how()).isEqualTo(Result.BootFailure.HANG);
    assertThat(result.message())
        .isEqualTo(
            "no answer within 180 s; on the console: rcu: INFO: rcu_sched detected stalls on"
                + " CPUs/tasks:");
  }

  @Test
  void aHangWithoutAWordOnTheConsoleIsBelievedWhenItComesAgain() throws Exception {
    bare.fate = Fate.HANGS;
    bare.printed = "";
    RebootingClient link = link("show");
    assertThat(fault(boot(link, JOB)).message()).contains("may never have been started");
    assertThat(unbootable(boot(link, new JobId(JOB.job(), 2))).how())
        .isEqualTo(Result.BootFailure.HANG);
    assertThat(bare.powerPressed).isEqualTo(2);
  }

  @Test
  void aPanicThatStaysIsOnePowerCommandAway() throws Exception {
    bare.fate = Fate.HANGS;
    bare.printed = BANNER + "\n" + LINE + "\n[ 1.0] Kernel panic - not syncing: no init\n";
    assertThat(unbootable(boot()).how()).isEqualTo(Result.BootFailure.PANIC);
    assertThat(bare.powerPressed).isOne();
  }

  @Test
  void aSystemWithoutNetworkIsToldFromAHangAndBelievedTheSecondTime() throws Exception {
    bare.fate = Fate.HANGS;
    // The network between here and there may have failed.
    assertThat(fault(boot()).message()).contains("nobody answered on the network");
    bare.printed = bare.printed.replace(JOB.folder(), SECOND.folder());
    assertThat(unbootable(boot(link("show"), SECOND)).how())
        .isEqualTo(Result.BootFailure.NO_NETWORK);
  }

  @Test
  void aPowerCommandThatFailsIsTheLabsFault() throws Exception {
    bare.fate = Fate.HANGS;
    bare.powerWorks = false;
    Result.InfrastructureFault fault = fault(boot());
    assertThat(fault.fault()).isEqualTo(Result.Fault.MACHINE_DOWN);
    assertThat(fault.logTail()).contains("BMC does not answer");
    assertThat(folder.resolve("boots/lab1")).exists();

    // The next attempt presses once more, before it asks anything of the machine.
    bare.powerWorks = true;
    bare.fate = Fate.COMES_UP;
    boot(link("show"), SECOND);
    assertThat(bare.measuredOn).hasSize(1);
  }

  @Test
  void anImageThatComesUpAfterTheDeadlineIsNotMeasured() throws Exception {
    bare.fate = Fate.COMES_UP_AFTER_THE_DEADLINE;
    // The button does nothing, though it says that all is well.
    bare.printed = BANNER + "\n" + LINE + "\n";
    var deaf =
        new MachineCommands() {
          @Override
          public Answer run(String commandLine, Duration deadline) {
            return new Answer(0, "");
          }
        };
    RebootingClient link =
        new RebootingClient(machine("show"), bare, folder.resolve("b"), deaf, bare);
    Result.InfrastructureFault fault = fault(boot(link, JOB));
    assertThat(fault.fault()).isEqualTo(Result.Fault.BOOT_SETUP);
    assertThat(fault.message()).contains("only after its deadline");
  }

  @Test
  void aMachineThatDoesNotLeaveIsNotMeasured() throws Exception {
    bare.fate = Fate.STAYS;
    Result.InfrastructureFault fault = fault(boot());
    assertThat(fault.fault()).isEqualTo(Result.Fault.BOOT_SETUP);
    assertThat(fault.message()).contains("did not leave the running system within 60 s");
  }

  @Test
  void aOneShotEntryThatWasNotTakenIsTheBootLoadersFault() throws Exception {
    bare.fate = Fate.IS_NOT_TAKEN;
    assertThat(fault(boot()).message()).contains("did not take the one-shot entry");
  }

  @Test
  void anotherKernelWithTheImagesCommandLineIsTheLabsFault() throws Exception {
    bare.fate = Fate.IS_ANOTHER_KERNEL;
    Result.InfrastructureFault fault = fault(boot());
    assertThat(fault.fault()).isEqualTo(Result.Fault.WRONG_KERNEL);
    assertThat(fault.message()).contains("in the image's place", "bad1dea");
    assertThat(bare.powerPressed).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 26, 27})
  void aControllerThatIsKilledAnywhereGoesOn(int call) throws Exception {
    RebootingClient first = link("show");
    bare.controllerDiesBefore = call;
    try {
      boot(first, JOB);
    } catch (IllegalStateException killed) {
      assertThat(killed).hasMessage("the controller is killed");
    }
    bare.controllerDiesBefore = Integer.MAX_VALUE;
    Result result = boot(link("show"), JOB);
    assertThat(result).isInstanceOf(Result.Measured.class);
    // Whatever was killed: one boot, one measurement.
    assertThat(bare.measuredOn).containsExactly("c0ffee boot-2");
    assertThat(bare.boot).isEqualTo(2);
    assertThat(bare.powerPressed).isZero();
  }

  @Test
  void aMachineThatHangsWhenTheControllerStartsGetsItsPowerCommand() throws Exception {
    bare.fate = Fate.HANGS;
    RebootingClient first = link("show");
    bare.controllerDiesBefore = 12;
    assertThatThrownBy(() -> boot(first, JOB)).hasMessage("the controller is killed");
    bare.controllerDiesBefore = Integer.MAX_VALUE;
    assertThat(bare.answers).isFalse();
    RebootingClient second = link("show");
    assertThat(bare.powerPressed).isOne();
    // That the machine came back by the button is not the commit's doing.
    assertThat(fault(boot(second, JOB)).fault()).isEqualTo(Result.Fault.BOOT_SETUP);
  }

  @Test
  void aKernelThatHangsAtWorkGetsThePowerCommandOnceAnHour() throws Exception {
    bare.hangsAtWork = true;
    RebootingClient link = link("show");
    assertThatThrownBy(() -> boot(link, JOB)).isInstanceOf(MachineFault.class);
    assertThat(bare.powerPressed).isZero();

    // Whoever waits for the machine tries to connect. At first the power supply is broken too.
    bare.unplugged = true;
    assertThatThrownBy(link::connect).isInstanceOf(MachineFault.class);
    assertThatThrownBy(link::connect).isInstanceOf(MachineFault.class);
    assertThat(bare.powerPressed).isOne();
    bare.unplugged = false;
    bare.sleep(Duration.ofHours(1));
    link.connect();
    assertThat(bare.powerPressed).isEqualTo(2);
    assertThat(bare.kernel).isEqualTo(FALLBACK);
    assertThat(folder.resolve("boots/lab1")).doesNotExist();

    // Nobody knows what it was, so it is tried again; no image is booted before that is known.
    assertThat(fault(boot(link, JOB))).isEqualTo(GONE);
    assertThat(bare.boot).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Kernel panic - not syncing: hung", "rcu: INFO: rcu_sched stall"})
  void aKernelThatSaysWhyItWentDownAtWorkFailsTheReproducer(String word) throws Exception {
    bare.console += BANNER + "\n" + LINE + "\n" + INIT + "\n[ 99.0] " + word + "\n" + BANNER;
    bare.done.put(JOB, GONE);
    assertThat(boot())
        .isInstanceOfSatisfying(
            Result.ReproducerFailed.class,
            failed ->
                assertThat(failed.message())
                    .isEqualTo("the kernel went down while it was measured: " + word));
    assertThat(bare.boot).isOne();
  }

  @Test
  void aMachineThatGoesDownInEachOfThreeMeasurementsFailsTheReproducer() throws Exception {
    bare.done.put(JOB, GONE);
    bare.done.put(SECOND, GONE);
    bare.done.put(new JobId(JOB.job(), 3), GONE);
    RebootingClient link = link("show");
    assertThat(boot(link, JOB)).isEqualTo(GONE);
    assertThat(boot(link, SECOND)).isEqualTo(GONE);
    assertThat(boot(link, new JobId(JOB.job(), 3)))
        .isInstanceOfSatisfying(
            Result.ReproducerFailed.class,
            failed -> assertThat(failed.message()).endsWith("3 times in a row, without a word"));
  }

  @Test
  void anotherFaultBetweenTwoDeathsIsNoDeath() throws Exception {
    bare.done.put(JOB, GONE);
    bare.done.put(
        SECOND, new Result.InfrastructureFault(Result.Fault.TOOL_MISSING, "no pgbench", ""));
    var third = new JobId(JOB.job(), 3);
    bare.done.put(third, GONE);
    assertThat(boot(link("show"), third)).isEqualTo(GONE);
  }

  @Test
  void whatWasMeasuredBeforeTheMachineLostItsPowerCounts() throws Exception {
    Result first = boot();
    // The answer was lost on its way, and the machine's own kernel has come up since.
    bare.starts(FALLBACK);
    Result again = boot(link("show"), JOB);
    assertThat(((Result.Measured) again).boot().bootId())
        .isEqualTo(((Result.Measured) first).boot().bootId());
    assertThat(bare.measuredOn).containsExactly("c0ffee boot-2");
    assertThat(bare.boot).isEqualTo(3);
  }

  @Test
  void whoWasFrozenLooksOnceMoreBeforeThePowerCommand() throws Exception {
    bare.frozenFor = Duration.ofHours(1);
    assertThat(boot()).isInstanceOf(Result.Measured.class);
    assertThat(bare.powerPressed).isZero();
  }

  @Test
  void aMachineThatIsDownWithoutABootUnderWayIsLeftAlone() {
    bare.answers = false;
    assertThatThrownBy(() -> link("show")).isInstanceOf(MachineFault.class);
    assertThat(bare.powerPressed).isZero();
    assertThat(Files.exists(folder.resolve("boots"))).isFalse();
  }

  @Test
  void aBootThatIsCancelledArrivesAndIsNotMeasured() throws Exception {
    RebootingClient link = link("show");
    link.cancel(JOB);
    assertThat(boot(link, JOB)).isInstanceOf(Result.Cancelled.class);
    assertThat(bare.measuredOn).isEmpty();
  }

  @Test
  void aBootThatIsCancelledBeforeItBeginsIsNotTheNextOneBySomebodyElse() throws Exception {
    RebootingClient link = link("show");
    link.cancel(JOB);
    assertThat(boot(link, JOB)).isInstanceOf(Result.Cancelled.class);
    assertThat(bare.armed).isFalse();
    assertThat(bare.boot).as("boots").isEqualTo(1);
  }

  @Test
  void aBootStaysCancelledWhileItsMachineIsAway() throws Exception {
    RebootingClient link = link("show");
    link.cancel(JOB);
    bare.answers = false;
    assertThatThrownBy(() -> boot(link, JOB)).isInstanceOf(MachineFault.class);
    bare.answers = true;
    assertThat(boot(link, JOB)).isInstanceOf(Result.Cancelled.class);
    assertThat(bare.measuredOn).isEmpty();
  }

  @Test
  void whatWasCancelledWhileItToldTheBootLoaderIsTakenBack() throws Exception {
    bare.switchIsCancelled = true;
    assertThat(boot()).isInstanceOf(Result.Cancelled.class);
    assertThat(bare.armed).isFalse();
  }
}
