package dev.halfspeed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halfspeed.health.DisturbanceLimits;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.BootPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabFileTest {
  private static final Path HOME = Path.of("/home/ann");

  @TempDir Path folder;

  private List<Machine> read(String text) throws Problem, IOException {
    return LabFile.read(Files.writeString(folder.resolve("lab.yaml"), text), HOME, "ann");
  }

  @Test
  void theExampleInTheGuideIsRight() throws Exception {
    String guide = Files.readString(Path.of("../docs/lab.md"));
    int start = guide.indexOf("```yaml\n") + "```yaml\n".length();
    List<Machine> machines = read(guide.substring(start, guide.indexOf("```", start)));
    assertThat(machines)
        .extracting(Machine::name)
        .containsExactly("lab1", "lab2", "everything-else");
    assertThat(machines.get(1))
        .isEqualTo(
            new Machine(
                "lab2",
                "192.0.2.17",
                2222,
                "halfspeed",
                Path.of("/home/ann/.ssh/halfspeed"),
                folder.resolve("known_hosts"),
                Set.of(Machine.Role.values()),
                new Machine.Boot(
                    Machine.AccelerationChoice.KVM,
                    Machine.ClockChoice.REAL,
                    8,
                    12L << 30,
                    2,
                    0,
                    List.of("mitigations=off"),
                    Duration.ofSeconds(90),
                    null),
                "/srv/halfspeed",
                null,
                1,
                new Machine.CheckAgain(Duration.ofHours(12), 200),
                List.of(),
                DisturbanceLimits.DEFAULT));
    assertThat(machines.get(2))
        .isEqualTo(
            new Machine(
                "everything-else",
                "lab3",
                22,
                "ann",
                Path.of("/home/ann/.ssh/id_ed25519"),
                Path.of("/home/ann/.ssh/known_hosts"),
                Set.of(Machine.Role.BUILD, Machine.Role.TEST),
                Machine.Boot.DEFAULT,
                "~/.cache/halfspeed/worker",
                null,
                1,
                Machine.CheckAgain.DEFAULT,
                List.of(),
                DisturbanceLimits.DEFAULT));
  }

  @Test
  void whenMachinesAreCheckedAgainIsSaidForTheFileOrForAMachine() throws Exception {
    assertThat(
            read(
                """
                machines:
                  - {name: a, address: a}
                  - {name: b, address: b, health: {check-again: {jobs: 7}}}
                  - {name: c, address: c, health: {check-again: never}}
                health: {check-again: {hours: 6, jobs: 50}}
                """))
        .extracting(Machine::checkAgain)
        .containsExactly(
            new Machine.CheckAgain(Duration.ofHours(6), 50),
            new Machine.CheckAgain(Duration.ofHours(24), 7),
            null);
    Problem problem =
        catchThrowableOfType(
            Problem.class,
            () ->
                read(
                    """
                    machines:
                      - {name: a, address: a, health: {check-again: {days: 2}}}
                    """));
    assertThat(problem.what())
        .endsWith("line 2: machines[0].health.check-again.days is no field that is known");
  }

  @Test
  void whatDisturbsAMachineIsSaidForItOrForAll() throws Exception {
    List<Machine> machines =
        read(
            """
            health: {disturbance: {others: 25%, wait: 10m}}
            machines:
              - {name: a, address: a}
              - {name: b, address: b, health: {disturbance: {others: off, steal: 0.5 %}}}
              - {name: c, address: c, health: {disturbance: off, check-again: never}}
            """);
    Duration tenMinutes = Duration.ofMinutes(10);
    assertThat(machines)
        .extracting(Machine::disturbance)
        .containsExactly(
            new DisturbanceLimits(0.02, 0.25, 0.02, tenMinutes),
            new DisturbanceLimits(0.005, DisturbanceLimits.NEVER, 0.02, tenMinutes),
            DisturbanceLimits.OFF);
    assertThat(machines.get(1).checkAgain()).isEqualTo(Machine.CheckAgain.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "on, line 1: machines[0].health.disturbance is \"on\"",
    "{steal: 2}, line 1: machines[0].health.disturbance.steal is \"2\"",
    "{others: 0%}, line 1: machines[0].health.disturbance.others is \"0%\"",
    "{io: 3%}, line 1: machines[0].health.disturbance.io is no field that is known"
  })
  void limitsThatAreNoneAreRefused(String limits, String said) {
    Problem problem =
        catchThrowableOfType(
            Problem.class,
            () ->
                read(
                    "machines: [{name: a, address: b, health: {disturbance: %s}}]"
                        .formatted(limits)));
    assertThat(problem.what()).endsWith(said);
  }

  @Test
  void aMachineMayBootImagesItself() throws Exception {
    Machine machine =
        read("""
        machines:
          - name: a
            address: b
            boot:
              method: systemd-boot
              power: ipmitool -H bmc chassis power reset
              console: cat /var/log/console/a
              initramfs: mkinitramfs -o "$1" "$2"
              kernel-arguments: [mitigations=off]
              down: 2m
        """)
            .getFirst();
    assertThat(machine.boot())
        .isEqualTo(
            new Machine.Boot(
                Machine.AccelerationChoice.AUTO,
                Machine.ClockChoice.REAL,
                0,
                0,
                1,
                0,
                List.of("mitigations=off"),
                Duration.ofMinutes(5),
                new Machine.Own(
                    BootPlan.Method.SYSTEMD_BOOT,
                    "ipmitool -H bmc chassis power reset",
                    "cat /var/log/console/a",
                    "mkinitramfs -o \"$1\" \"$2\"",
                    Duration.ofMinutes(2))));
  }

  @Test
  void aMachineThatIsSlowToAnswerIsWaitedFor() throws Exception {
    Machine machine = read("machines: [{name: a, address: b, patience: 3}]").getFirst();
    assertThat(machine.patience()).isEqualTo(3);
  }

  @Test
  void anAddressMayBeIpv6() throws Exception {
    Machine machine = read("machines: [{name: a, address: '[::1]:2222'}]").getFirst();
    assertThat(machine.host()).isEqualTo("::1");
    assertThat(machine.port()).isEqualTo(2222);
  }

  @Test
  void jumpHostsAreGivenInTheirOrder() throws Exception {
    List<Machine> machines =
        read(
            """
            machines:
              - {name: a, address: b, user: bob, jump: "gate:2222"}
              - {name: c, address: d, key: k, jump: [eve@gate, "[fd00::1]:24"]}
              - name: e
                address: f
                jump:
                  - gate
                  - address: 10.0.0.1:77
                    user: carol
                    key: ~/carol
                    known-hosts: gates
              - {name: g, address: h, jump: {address: i}}
              - {name: j, address: k, jump: []}
            """);
    Path usual = HOME.resolve(".ssh/id_ed25519");
    Path known = HOME.resolve(".ssh/known_hosts");
    assertThat(machines)
        .extracting(Machine::jumps)
        .containsExactly(
            List.of(new SshHost("gate", 2222, "bob", usual, known)),
            List.of(
                new SshHost("gate", 22, "eve", folder.resolve("k"), known),
                new SshHost("fd00::1", 24, "ann", folder.resolve("k"), known)),
            List.of(
                new SshHost("gate", 22, "ann", usual, known),
                new SshHost(
                    "10.0.0.1", 77, "carol", HOME.resolve("carol"), folder.resolve("gates"))),
            List.of(new SshHost("i", 22, "ann", usual, known)),
            List.of());
  }

  // Slashes stand for line ends; the line is that of the mistake.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                           | 1 | machines is missing | list at least one
          machines: []                                                 | 1 | machines names none | list at least one
          machines: 5                                                  | 1 | machines is no list | [A, B]
          - a                                                          | 1 | the file holds no fields | NAME: VALUE
          machnes: []                                                  | 1 | machnes is no field | did you mean machines
          machines:/ - name: a/   adress: b                            | 3 | machines[0].adress is | did you mean address
          machines:/ - name: a/   address: b/   zzzzzzzzzz: 1          | 4 | zzzzzzzzzz is no field | there are: address, boot
          machines:/ - name: a/   address: b/   boot: {clok: real}     | 4 | boot.clok is | did you mean clock
          machines:/ - name: a                                         | 2 | address is missing | HOST:PORT
          machines:/ - address: a                                      | 2 | name is missing | letters
          machines:/ - name: a b/   address: c                         | 2 | name is "a b" | letters, digits
          machines:/ - name: a/   address: b:99999                     | 3 | address is "b:99999" | 65535
          machines:/ - name: a/   address: -oProxyCommand=x            | 3 | address is "-oProxyCommand=x" | HOST
          machines:/ - name: a/   address: [b]                         | 3 | address is no single value | give it one
          machines:/ - name: a/   address: b/   user: -x               | 4 | user is "-x" | user's name
          machines:/ - name: a/   address: b/   jump: -oProxyCommand=x | 4 | jump is "-oProxyCommand=x" | USER@HOST:PORT
          machines:/ - name: a/   address: b/   jump: [g, 'h:99999']   | 4 | jump[1] is "h:99999" | 65535
          machines:/ - name: a/   address: b/   jump: [g, [h]]         | 4 | jump[1] is no single value | give it one
          machines:/ - name: a/   address: b/   jump:/   - {user: u}   | 5 | jump[0].address is missing | HOST:PORT
          machines:/ - name: a/   address: b/   jump: {address: g, port: 3} | 4 | jump.port is no field | address, key
          machines:/ - name: a/   address: b/   roles: [build, tests]  | 4 | roles is "tests" | build, test
          machines:/ - name: a/   address: b/   roles: build           | 4 | roles is no list | [A, B]
          machines:/ - name: a/   address: b/   roles: []              | 4 | roles names none | [build, test]
          machines:/ - name: a/   address: b/ - name: a/   address: c  | 4 | machines[1].name is "a", as on line 2 | of its own
          machines:/ - name: a/   name: b/   address: c                | 3 | has "name" twice | leave one
          machines: [/                                                 | 2 | no YAML | correct it
          machines:/ - name: a/   address: b/   boot: qemu             | 4 | boot holds no fields | NAME: VALUE
          machines:/ - name: a/   address: b/   boot: {method: pxe}    | 4 | boot.method is "pxe" | qemu, kexec
          machines:/ - name: a/   address: b/   boot: {method: kexec}  | 4 | boot.power is missing | power: ipmitool
          machines:/ - name: a/   address: b/   boot:/     method: grub/     power: x/     cpus: 4 | 7 | boot.cpus is no field | console, deadline
          machines:/ - name: a/   address: b/   boot:/     method: kexec/     power: x/     down: 1d | 7 | down is "1d" | 2h
          machines:/ - name: a/   address: b/   boot: {power: x}       | 4 | boot.power is no field | there are
          machines:/ - name: a/   address: b/   patience: 0            | 4 | patience is "0" | 1 to 100
          machines:/ - name: a/   address: b/   boot: {clock: fast}    | 4 | clock is "fast" | auto, real, instructions
          machines:/ - name: a/   address: b/   boot: {memory: 3G}     | 4 | memory is "3G" | 3GiB
          machines:/ - name: a/   address: b/   boot: {memory: 1MiB}   | 4 | memory is "1MiB" | at least 256MiB
          machines:/ - name: a/   address: b/   boot: {cpus: 0}        | 4 | cpus is "0" | 1 to 9999
          machines:/ - name: a/   address: b/   boot: {nodes: 65}      | 4 | nodes is "65" | 1 to 64
          machines:/ - name: a/   address: b/   boot: {deadline: 60}   | 4 | deadline is "60" | 60s
          machines:/ - name: a/   address: b/   boot: {clock: instructions, cpus: 2}            | 4 | cpus is 2 with | cpus: 1
          machines:/ - name: a/   address: b/   boot: {clock: instructions, acceleration: kvm}  | 4 | "kvm" | emulation
          machines:/ - name: a/   address: b/   boot: {kernel-arguments: ['']}                  | 4 | kernel-arguments[0] is empty | give it a value
          """)
  void aMistakeIsNamedWithItsLine(String text, int line, String what, String nextStep) {
    var problem =
        catchThrowableOfType(Problem.class, () -> read(String.join("\n", text.split("/", -1))));
    assertThat(problem.what())
        .startsWith(folder.resolve("lab.yaml") + " line " + line)
        .contains(what);
    assertThat(problem.nextStep()).contains(nextStep);
  }

  @Test
  void aMissingFileIsNamed() {
    var problem =
        catchThrowableOfType(
            Problem.class, () -> LabFile.read(folder.resolve("none.yaml"), HOME, "ann"));
    assertThat(problem.what()).contains("none.yaml");
  }
}
