package dev.halfspeed.configs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChangedOptionsTest {
  private static ConfigFile config(String... lines) {
    return ConfigFile.parse(String.join("\n", lines));
  }

  private static ChangedOptions between(ConfigFile before, ConfigFile after) {
    return ChangedOptions.between(List.of(before), after).orElseThrow();
  }

  @Test
  void aChoiceIsPutBackWithWhatIsOffFirst() {
    ChangedOptions changed =
        between(
            config("CONFIG_PREEMPT_NONE=y", "# CONFIG_PREEMPT_LAZY is not set", "CONFIG_HZ=250"),
            config("CONFIG_PREEMPT_LAZY=y", "CONFIG_HZ=1000"));
    assertThat(changed.changes())
        .extracting(OptionChange::words)
        .containsExactly(
            "CONFIG_PREEMPT_NONE y -> n", "CONFIG_PREEMPT_LAZY n -> y", "CONFIG_HZ 250 -> 1000");
    assertThat(changed.fragment())
        .isEqualTo(
            """
            # CONFIG_PREEMPT_LAZY is not set
            CONFIG_PREEMPT_NONE=y
            CONFIG_HZ=250
            """);
  }

  @Test
  void whatIsOffAndWhatIsNotThereIsTheSame() {
    assertThat(
            ChangedOptions.between(
                List.of(config("# CONFIG_SWAP is not set", "CONFIG_SMP=y")),
                config("CONFIG_SMP=y")))
        .isEmpty();
  }

  /** What the compiler decides is no change of the commit. */
  @Test
  void theCompilerIsNoOption() {
    assertThat(
            ChangedOptions.between(
                List.of(config("CONFIG_GCC_VERSION=120200")), config("CONFIG_GCC_VERSION=140200")))
        .isEmpty();
  }

  /** A merge that brings what one of its parents had already has not changed it. */
  @Test
  void aMergeHasChangedWhatDiffersFromAllOfItsParents() {
    ConfigFile merge = config("CONFIG_SWAP=y", "CONFIG_KSM=y");
    ChangedOptions changed =
        ChangedOptions.between(List.of(config("CONFIG_SMP=y"), config("CONFIG_KSM=y")), merge)
            .orElseThrow();
    assertThat(changed.changes()).extracting(OptionChange::symbol).containsExactly("CONFIG_SWAP");
  }

  @Test
  void ofManyThoseOfAnAreaAreTried() {
    String drivers =
        IntStream.range(0, 40)
            .mapToObj(number -> "CONFIG_NIC_" + number + "=y")
            .collect(Collectors.joining("\n"));
    ConfigFile before = config("CONFIG_SMP=y");
    assertThat(ChangedOptions.between(List.of(before), config("CONFIG_SMP=y", drivers))).isEmpty();
    assertThat(
            between(before, config("CONFIG_SMP=y", drivers, "CONFIG_NUMA_BALANCING=y")).changes())
        .extracting(OptionChange::symbol)
        .containsExactly("CONFIG_NUMA_BALANCING");
    assertThat(between(before, config("CONFIG_SMP=y", "CONFIG_NIC_1=y")).changes()).hasSize(1);
  }

  @Test
  void theCommandLineDoesWhatTheConfigurationCouldNot() {
    ConfigFile before =
        config("CONFIG_PREEMPT_NONE=y", "# CONFIG_NUMA_BALANCING_DEFAULT_ENABLED is not set");
    ConfigFile after =
        config(
            "CONFIG_PREEMPT_DYNAMIC=y",
            "CONFIG_PREEMPT_LAZY=y",
            "CONFIG_NUMA_BALANCING_DEFAULT_ENABLED=y");
    ChangedOptions changed = between(before, after);
    assertThat(changed.restoredIn(after)).isEmpty();
    assertThat(changed.arguments(after))
        .containsExactlyInAnyOrder("preempt=none", "numa_balancing=disable");
    ConfigFile tried = config("CONFIG_PREEMPT_DYNAMIC=y", "CONFIG_PREEMPT_LAZY=y");
    assertThat(changed.restoredIn(tried))
        .extracting(OptionChange::symbol)
        .containsExactly("CONFIG_NUMA_BALANCING_DEFAULT_ENABLED");
    assertThat(changed.arguments(tried)).containsExactly("preempt=none");
    assertThat(changed.arguments(config("CONFIG_PREEMPT_LAZY=y")))
        .as("a kernel that can't switch ignores it")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONFIG_PREEMPT_NONE, PREEMPTION",
    "CONFIG_PREEMPTION, PREEMPTION",
    "CONFIG_GENERIC_LOCKBREAK, PREEMPTION",
    "CONFIG_HZ_250, SCHEDULER",
    "CONFIG_FAIR_GROUP_SCHED, SCHEDULER",
    "CONFIG_SCHED_AUTOGROUP, SCHEDULER",
    "CONFIG_NUMA_BALANCING_DEFAULT_ENABLED, SCHEDULER",
    "CONFIG_TRANSPARENT_HUGEPAGE_ALWAYS, MEMORY",
    "CONFIG_SLUB_CPU_PARTIAL, MEMORY",
    "CONFIG_MITIGATION_RETPOLINE, MITIGATIONS",
    "CONFIG_CPU_MITIGATIONS, MITIGATIONS",
    "CONFIG_DEBUG_VM, DEBUGGING",
    "CONFIG_PROVE_LOCKING, DEBUGGING"
  })
  void optionsHaveAreas(String symbol, OptionArea area) {
    assertThat(OptionArea.of(symbol)).contains(area);
  }

  @ParameterizedTest
  @CsvSource({"CONFIG_E1000", "CONFIG_EXT4_FS", "CONFIG_X86_HYPERVISOR_GUEST", "PREEMPT_NONE"})
  void othersHaveNone(String symbol) {
    assertThat(OptionArea.of(symbol)).isEmpty();
  }
}
