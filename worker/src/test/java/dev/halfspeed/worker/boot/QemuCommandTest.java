package dev.halfspeed.worker.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.BootPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QemuCommandTest {
  private final Architecture architecture = Architecture.ofThisMachine();

  @TempDir Path folder;

  @BeforeEach
  void anEmulator() throws Exception {
    Path program = Files.writeString(folder.resolve(architecture.emulator()), "#!/bin/sh");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> words(int cpus, int nodes) throws Exception {
    var plan =
        new BootPlan.Qemu(
            BootPlan.Acceleration.EMULATION,
            BootPlan.Clock.REAL,
            cpus,
            960L << 20,
            nodes,
            List.of(),
            Duration.ofMinutes(1));
    Path any = folder.resolve("any");
    return new QemuCommand(new Tools(Map.of("PATH", folder.toString())), architecture)
        .words(plan, any, any, any, any);
  }

  /** What follows each word {@code name}. */
  private static List<String> after(List<String> words, String name) {
    return IntStream.range(0, words.size() - 1)
        .filter(at -> words.get(at).equals(name))
        .mapToObj(at -> words.get(at + 1))
        .toList();
  }

  private void config(String... lines) throws Exception {
    Files.write(folder.resolve("config"), List.of(lines));
  }

  /** It finds one for each socket. */
  @Test
  @EnabledOnOs(architectures = {"amd64", "x86_64"})
  void eachCpuHasASocketWhereTheKernelHasNoAcpi() throws Exception {
    config("CONFIG_SMP=y", "# CONFIG_ACPI is not set");
    assertThat(after(words(4, 1), "-smp")).containsExactly("cpus=4,sockets=4,cores=1,threads=1");
  }

  @Test
  void otherCpusShareASocket() throws Exception {
    assertThat(after(words(4, 1), "-smp")).containsExactly("4");
    config("CONFIG_SMP=y", "CONFIG_ACPI=y");
    assertThat(after(words(4, 1), "-smp")).containsExactly("4");
  }

  @Test
  void oneNodeIsWhatAGuestHasAnyway() throws Exception {
    List<String> words = words(4, 1);
    assertThat(after(words, "-m")).containsExactly("960M");
    assertThat(words).doesNotContain("-numa", "-object");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, ',cpus=0-0|,cpus=1-1'",
    "4, 2, ',cpus=0-1|,cpus=2-3'",
    "3, 2, ',cpus=0-1|,cpus=2-2'",
    "1, 2, ',cpus=0-0|'",
    "5, 3, ',cpus=0-1|,cpus=2-3|,cpus=4-4'"
  })
  void nodesShareMemoryAndCpus(int cpus, int nodes, String shares) throws Exception {
    List<String> words = words(cpus, nodes);
    String[] share = shares.split("\\|", -1);
    assertThat(share).hasSize(nodes);
    // No socket lies in two of them.
    assertThat(after(words, "-smp")).singleElement().asString().contains("sockets=" + cpus);
    String size = 960 / nodes + "M";
    for (int node = 0; node < nodes; node++) {
      assertThat(after(words, "-object").get(node))
          .isEqualTo("memory-backend-ram,id=node" + node + ",size=" + size);
      assertThat(after(words, "-numa").get(node))
          .isEqualTo("node,nodeid=" + node + ",memdev=node" + node + share[node]);
    }
  }
}
