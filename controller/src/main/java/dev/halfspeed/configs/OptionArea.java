package dev.halfspeed.configs;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a kernel option is about, of those whose change is known to move a database's metrics by
 * itself. By its name: a .config does not say in which menu an option is.
 */
public enum OptionArea {
  PREEMPTION("(?:ARCH_NO_)?PREEMPT(?:ION)?(?:_.*)?|GENERIC_LOCKBREAK|UNINLINE_SPIN_UNLOCK"),
  SCHEDULER(
      "(?:.*_)?SCHED(?:_.*)?|HZ(?:_.*)?|NO_HZ.*|TICK_.*|.*_SPIN_ON_OWNER|QUEUED_.*LOCKS"
          + "|PARAVIRT_SPINLOCKS|CFS_BANDWIDTH|UCLAMP_.*|RSEQ.*|PSI(?:_.*)?|CPU_(?:FREQ|IDLE).*"
          + "|.*_RCU(?:_.*)?|RCU_.*|CPU_ISOLATION|ENERGY_MODEL|X86_INTEL_PSTATE|NUMA_BALANCING.*"),
  MEMORY(
      ".*TRANSPARENT_HUGEPAGE.*|.*HUGETLB.*|.*HUGE_PAGE.*|NUMA(?:_.*)?|.*MEMCG.*|COMPACTION"
          + "|MIGRATION|KSM|ZSWAP.*|ZSMALLOC.*|SWAP|LRU_GEN.*|SL[AU]B.*|PAGE_.*|CMA(?:_.*)?"
          + "|SPARSEMEM.*|DEFERRED_STRUCT_PAGE_INIT|PER_VMA_LOCK|INIT_ON_.*|SHUFFLE_PAGE_.*"
          + "|PT_RECLAIM|READ_ONLY_THP_FOR_FS|USERFAULTFD|DAMON.*|IOMMU_DEFAULT_.*|SWIOTLB.*"),
  MITIGATIONS(
      "(?:CPU_)?MITIGATION.*|SPECULATION_MITIGATIONS|PAGE_TABLE_ISOLATION|RETPOLINE|RETHUNK|SLS"
          + "|CPU_[A-Z]+_ENTRY|CALL_DEPTH_TRACKING|GDS_.*|RANDOMIZE_.*|STACKPROTECTOR.*"
          + "|INIT_STACK_.*|ZERO_CALL_USED_REGS|FORTIFY_SOURCE|HARDENED_.*|CFI.*"
          + "|SHADOW_CALL_STACK|X86_(?:KERNEL_IBT|USER_SHADOW_STACK)|VMAP_STACK|K?STACK_ERASE.*"),
  DEBUGGING(
      "DEBUG_.*|.*_DEBUG|PROVE_.*|LOCKDEP.*|LOCK_STAT|K[AMC]SAN.*|KFENCE.*|UBSAN.*|KCOV.*|KMEMLEAK"
          + "|FTRACE.*|.*_TRACER");

  private final Pattern names;

  OptionArea(String names) {
    this.names = Pattern.compile("CONFIG_(?:" + names + ")");
  }

  /** Of a symbol such as CONFIG_PREEMPT_LAZY; empty where it is of none of them. */
  public static Optional<OptionArea> of(String symbol) {
    return Stream.of(values()).filter(area -> area.names.matcher(symbol).matches()).findFirst();
  }

  /** For people, such as "preemption". */
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
