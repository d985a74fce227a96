package dev.halfspeed.configs;

import java.util.Map;
import java.util.Optional;

/**
 * Words of the kernel's command line that do what an option does
 * (Documentation/admin-guide/kernel-parameters.txt).
 */
final class OptionArgument {
  private static final String DYNAMIC = "CONFIG_PREEMPT_DYNAMIC";

  /** Where the option is on; each takes effect in kernels with {@link #DYNAMIC} alone. */
  private static final Map<String, String> PREEMPTION =
      Map.of(
          "CONFIG_PREEMPT_NONE", "preempt=none",
          "CONFIG_PREEMPT_VOLUNTARY", "preempt=voluntary",
          "CONFIG_PREEMPT_LAZY", "preempt=lazy",
          "CONFIG_PREEMPT", "preempt=full");

  private static final Map<String, String> WHERE_ON =
      Map.of(
          "CONFIG_TRANSPARENT_HUGEPAGE_ALWAYS", "transparent_hugepage=always",
          "CONFIG_TRANSPARENT_HUGEPAGE_MADVISE", "transparent_hugepage=madvise",
          "CONFIG_TRANSPARENT_HUGEPAGE_NEVER", "transparent_hugepage=never",
          "CONFIG_NUMA_BALANCING_DEFAULT_ENABLED", "numa_balancing=enable",
          "CONFIG_INIT_ON_ALLOC_DEFAULT_ON", "init_on_alloc=1",
          "CONFIG_INIT_ON_FREE_DEFAULT_ON", "init_on_free=1",
          "CONFIG_RANDOMIZE_KSTACK_OFFSET_DEFAULT", "randomize_kstack_offset=on",
          "CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP_DEFAULT_ON", "hugetlb_free_vmemmap=on",
          "CONFIG_PSI_DEFAULT_DISABLED", "psi=0");

  private static final Map<String, String> WHERE_OFF =
      Map.of(
          "CONFIG_NUMA_BALANCING_DEFAULT_ENABLED", "numa_balancing=disable",
          "CONFIG_INIT_ON_ALLOC_DEFAULT_ON", "init_on_alloc=0",
          "CONFIG_INIT_ON_FREE_DEFAULT_ON", "init_on_free=0",
          "CONFIG_RANDOMIZE_KSTACK_OFFSET_DEFAULT", "randomize_kstack_offset=off",
          "CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP_DEFAULT_ON", "hugetlb_free_vmemmap=off",
          "CONFIG_PSI_DEFAULT_DISABLED", "psi=1",
          "CONFIG_SCHED_AUTOGROUP", "noautogroup",
          "CONFIG_CPU_MITIGATIONS", "mitigations=off",
          "CONFIG_SPECULATION_MITIGATIONS", "mitigations=off");

  private OptionArgument() {}

  /** The one that makes an option as it was before; empty where there is none. */
  static Optional<String> of(OptionChange change, ConfigFile kernel) {
    boolean wasOn = change.good().filter("y"::equals).isPresent();
    if (wasOn && kernel.value(DYNAMIC).isPresent() && PREEMPTION.containsKey(change.symbol())) {
      return Optional.of(PREEMPTION.get(change.symbol()));
    }
    return Optional.ofNullable((wasOn ? WHERE_ON : WHERE_OFF).get(change.symbol()));
  }
}
