package dev.halfspeed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.BootPlan.Acceleration;
import dev.halfspeed.worker.protocol.BootPlan.Clock;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may run together, how guests are started, and what is missing: all from the facts. */
final class CapacityTest {
  private static final Set<Machine.Role> BOTH = Set.of(Machine.Role.BUILD, Machine.Role.TEST);

  private static Machine machine(Set<Machine.Role> roles, Machine.Boot boot) {
    return new Machine(
        "lab1", "h", 22, "u", Path.of("/k"), Path.of("/h"), roles, boot, "~/w", null);
  }

  private static Machine.Boot boot(
      Machine.AccelerationChoice acceleration,
      Machine.ClockChoice clock,
      int cpus,
      long mebibytes,
      int guests) {
    return new Machine.Boot(
        acceleration,
        clock,
        cpus,
        mebibytes << 20,
        1,
        guests,
        List.of("a"),
        Duration.ofSeconds(9),
        null);
  }

  private static Result.Facts facts(
      int cores, long mebibytes, @Nullable Boolean kvm, Map<String, String> tools) {
    return new Result.Facts(
        "h",
        "x86_64",
        "cpu",
        cores,
        mebibytes << 20,
        1,
        1,
        "os",
        "r",
        tools,
        kvm,
        "why",
        "v",
        null);
  }

  @ParameterizedTest
  @CsvSource({
    // clock, cores, guests in the entry, building, booting, may build, may boot
    "REAL,         8, 0, 0, 0, true,  true",
    "REAL,         8, 0, 0, 1, false, false",
    "REAL,         8, 0, 1, 0, false, false",
    "REAL,         8, 2, 0, 1, false, true",
    "REAL,         8, 2, 0, 2, false, false",
    "REAL,         8, 2, 1, 0, false, false",
    "INSTRUCTIONS, 2, 0, 0, 0, true,  true",
    "INSTRUCTIONS, 2, 0, 1, 0, false, true",
    "INSTRUCTIONS, 2, 0, 0, 1, true,  true",
    "INSTRUCTIONS, 2, 0, 1, 1, false, false",
    "INSTRUCTIONS, 2, 0, 0, 2, false, false",
    "INSTRUCTIONS, 4, 1, 0, 1, true,  false",
    "INSTRUCTIONS, 4, 9, 1, 2, false, true",
    "INSTRUCTIONS, 4, 9, 0, 4, false, false",
    "INSTRUCTIONS, 1, 0, 0, 0, true,  true",
    "INSTRUCTIONS, 1, 0, 1, 0, false, false",
    "INSTRUCTIONS, 1, 0, 0, 1, false, false"
  })
  void whatMayRunTogether(
      Clock clock,
      int cores,
      int guests,
      int building,
      int booting,
      boolean mayBuild,
      boolean mayBoot) {
    Machine machine =
        machine(
            BOTH, boot(Machine.AccelerationChoice.AUTO, Machine.ClockChoice.AUTO, 0, 0, guests));
    Capacity capacity = Capacity.of(machine, cores, clock);
    assertThat(capacity.mayBuild(building, booting)).isEqualTo(mayBuild);
    assertThat(capacity.mayBoot(building, booting)).isEqualTo(mayBoot);
  }

  @Test
  void aMachineDoesOnlyWhatItsRolesSay() {
    Capacity builder =
        Capacity.of(machine(Set.of(Machine.Role.BUILD), Machine.Boot.DEFAULT), 4, Clock.REAL);
    assertThat(builder.mayBuild(0, 0)).isTrue();
    assertThat(builder.mayBoot(0, 0)).isFalse();
    Capacity tester =
        Capacity.of(
            machine(Set.of(Machine.Role.TEST), Machine.Boot.DEFAULT), 4, Clock.INSTRUCTIONS);
    assertThat(tester.mayBuild(0, 0)).isFalse();
    assertThat(tester.mayBoot(0, 3)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // acceleration, clock, cpus, memory, guests; cores, memory, kvm; then the plan
    "AUTO,      AUTO,         0, 0,    0, 4, 16384, true,  KVM,       REAL,         4, 3072",
    "AUTO,      AUTO,         0, 0,    0, 2, 24576, false, EMULATION, INSTRUCTIONS, 1, 3072",
    "AUTO,      AUTO,         0, 0,    0, 2, 24576,      , EMULATION, INSTRUCTIONS, 1, 3072",
    "AUTO,      AUTO,         0, 0,    0, 4, 4096,  false, EMULATION, INSTRUCTIONS, 1, 768",
    "AUTO,      AUTO,         2, 0,    0, 2, 4096,  false, EMULATION, REAL,         2, 3072",
    "AUTO,      INSTRUCTIONS, 0, 1024, 1, 4, 4096,  true,  EMULATION, INSTRUCTIONS, 1, 1024",
    "EMULATION, REAL,         0, 0,    0, 4, 4096,  true,  EMULATION, REAL,         4, 3072",
    "KVM,       AUTO,         1, 0,    0, 4, 16384, true,  KVM,       REAL,         1, 3072"
  })
  void howGuestsAreStarted(
      Machine.AccelerationChoice acceleration,
      Machine.ClockChoice clock,
      int cpus,
      long memory,
      int guests,
      int cores,
      long hostMemory,
      @Nullable Boolean kvm,
      Acceleration expectedAcceleration,
      Clock expectedClock,
      int expectedCpus,
      long expectedMemory)
      throws Problem {
    Machine machine = machine(BOTH, boot(acceleration, clock, cpus, memory, guests));
    assertThat(BootPlans.of(machine, facts(cores, hostMemory, kvm, Map.of())))
        .isEqualTo(
            new BootPlan.Qemu(
                expectedAcceleration,
                expectedClock,
                expectedCpus,
                expectedMemory << 20,
                1,
                List.of("a"),
                Duration.ofSeconds(9)));
  }

  @Test
  void nodesHaveAsMuchMemoryAsEachOther() throws Exception {
    var boot =
        new Machine.Boot(
            Machine.AccelerationChoice.EMULATION,
            Machine.ClockChoice.REAL,
            2,
            1000L << 20,
            3,
            0,
            List.of(),
            Duration.ofSeconds(9),
            null);
    assertThat(BootPlans.of(machine(BOTH, boot), facts(2, 4096, false, Map.of())))
        .isEqualTo(
            new BootPlan.Qemu(
                Acceleration.EMULATION,
                Clock.REAL,
                2,
                999L << 20,
                3,
                List.of(),
                Duration.ofSeconds(9)));
  }

  @Test
  void nodesThatCouldNotBootAreRefused() {
    var boot =
        new Machine.Boot(
            Machine.AccelerationChoice.EMULATION,
            Machine.ClockChoice.REAL,
            2,
            512L << 20,
            8,
            0,
            List.of(),
            Duration.ofSeconds(9),
            null);
    var problem =
        catchThrowableOfType(
            Problem.class,
            () -> BootPlans.of(machine(BOTH, boot), facts(2, 4096, false, Map.of())));
    assertThat(problem.what())
        .isEqualTo("machine lab1: 8 nodes with 64 MiB each are too small to boot");
    assertThat(problem.nextStep())
        .isEqualTo("set memory in its entry to 1024 MiB or more, or nodes lower");
  }

  @ParameterizedTest
  @CsvSource({
    "KVM,  REAL, 0, 0,    0, 4, 4096, false, no guest was seen to boot with it: why",
    "AUTO, AUTO, 8, 0,    0, 4, 4096, true,  8 CPUs",
    "AUTO, AUTO, 0, 4096, 0, 4, 4096, true,  do not fit",
    "AUTO, AUTO, 0, 0,    0, 4, 1024, false, do not fit",
    "AUTO, AUTO, 0, 2048, 2, 4, 4096, true,  2 guests with 2048 MiB each"
  })
  void whatAMachineCantGiveIsAProblem(
      Machine.AccelerationChoice acceleration,
      Machine.ClockChoice clock,
      int cpus,
      long memory,
      int guests,
      int cores,
      long hostMemory,
      boolean kvm,
      String what) {
    Machine machine = machine(BOTH, boot(acceleration, clock, cpus, memory, guests));
    var problem =
        catchThrowableOfType(
            Problem.class, () -> BootPlans.of(machine, facts(cores, hostMemory, kvm, Map.of())));
    assertThat(problem.what()).startsWith("machine lab1").contains(what);
  }

  @Test
  void missingToolsAreNamedWithTheirPackages() {
    var some =
        Map.of("git", "1", "gcc", "1", "make", "1", "ld", "1", "bc", "1", "perl", "1", "tar", "1");
    Problem problem =
        ToolCheck.missing(
                machine(BOTH, Machine.Boot.DEFAULT),
                facts(1, 1, null, some),
                new RecipeTools(
                    List.of("postgres", "pgbench", "mkfs.xfs"), Map.of("mkfs.xfs", "xfsprogs")))
            .orElseThrow();
    assertThat(problem.what())
        .isEqualTo(
            "machine lab1 lacks flex, bison, libelf, qemu-system-x86_64, postgres, pgbench and"
                + " mkfs.xfs");
    assertThat(problem.nextStep())
        .isEqualTo(
            "there: apt-get install flex bison libelf-dev qemu-system-x86 postgresql xfsprogs");
    assertThat(
            ToolCheck.missing(
                machine(Set.of(Machine.Role.TEST), Machine.Boot.DEFAULT),
                facts(1, 1, null, Map.of("qemu-system-x86_64", "7")),
                RecipeTools.NONE))
        .isEmpty();
  }

  @Test
  void whoIsNotRootNeedsSudoWhereImagesAreBootedByTheMachine() {
    var own = new Machine.Own(BootPlan.Method.KEXEC, "power", null, null, Duration.ofSeconds(60));
    var boot =
        new Machine.Boot(
            Machine.AccelerationChoice.AUTO,
            Machine.ClockChoice.AUTO,
            0,
            0,
            1,
            0,
            List.of(),
            Duration.ofSeconds(9),
            own);
    Machine machine = machine(Set.of(Machine.Role.TEST), boot);
    assertThat(missing(machine, Map.of("kexec", "present")))
        .isEqualTo("machine lab1 lacks sudo; there: apt-get install sudo");
    assertThat(missing(machine, Map.of("kexec", "present", "sudo", Result.Facts.REFUSED)))
        .isEqualTo(
            "on machine lab1 sudo -n true fails for u; there, as root: "
                + "echo 'u ALL=(root) NOPASSWD: ALL' >/etc/sudoers.d/halfspeed");
    assertThat(missing(machine, Map.of("kexec", "present", "sudo", "present"))).isEmpty();
  }

  private static String missing(Machine machine, Map<String, String> tools) {
    return ToolCheck.missing(machine, facts(1, 1, null, tools), RecipeTools.NONE)
        .map(problem -> problem.what() + "; " + problem.nextStep())
        .orElse("");
  }
}
