package dev.halfspeed.evidence;

import static dev.halfspeed.evidence.HintRule.Basis.TIME;
import static dev.halfspeed.evidence.HintRule.Basis.WORK;
import static dev.halfspeed.evidence.HintRule.Sense.LESS;
import static dev.halfspeed.evidence.HintRule.Sense.MORE;

import java.util.ArrayList;
import java.util.List;

/**
 * What known cases teach, one rule a line of docs/evidence.md. A new rule is a row here, and one
 * there.
 */
public final class HintRules {
  /** In the order in which hints are told. */
  public static final List<HintRule> ALL =
      List.of(
          new HintRule(
              "compaction-stall",
              "vmstat.compact_stall",
              MORE,
              1.2,
              WORK,
              "tasks stop in the page allocator to compact memory themselves",
              "try transparent_hugepage/defrag=defer+madvise; with buffered writes look for larger"
                  + " folios"),
          new HintRule(
              "compaction-fail",
              "vmstat.compact_fail",
              MORE,
              1.2,
              WORK,
              "compaction finds no free block, so memory is fragmented",
              "compare /proc/buddyinfo, and try transparent_hugepage/defrag=defer or"
                  + " vm.compaction_proactiveness"),
          new HintRule(
              "direct-reclaim",
              "vmstat.allocstall_*",
              MORE,
              1.2,
              WORK,
              "tasks stop in the page allocator to free memory themselves",
              "try a larger vm.watermark_scale_factor, and see what fills the memory"),
          new HintRule(
              "refault",
              "vmstat.workingset_refault_*",
              MORE,
              1.2,
              WORK,
              "pages are read again that were evicted a moment ago",
              "give the guest or the control group more memory, and compare the page cache"),
          new HintRule(
              "huge-pages-fewer",
              "vmstat.thp_fault_alloc",
              LESS,
              1.2,
              WORK,
              "faults get fewer huge pages",
              "compare transparent_hugepage/enabled and defrag of both kernels"),
          new HintRule(
              "huge-pages-fallback",
              "vmstat.thp_fault_fallback",
              MORE,
              1.2,
              WORK,
              "faults that could have a huge page get small ones",
              "see whether memory is fragmented, or reserve huge pages (huge_pages=on)"),
          new HintRule(
              "huge-pages-split",
              "vmstat.thp_split_*",
              MORE,
              1.2,
              WORK,
              "huge pages are split again",
              "see who unmaps, protects or reclaims parts of them"),
          new HintRule(
              "khugepaged",
              "kthread.khugepaged",
              MORE,
              1.2,
              TIME,
              "khugepaged takes more CPU time",
              "try khugepaged/scan_sleep_millisecs, pages_to_scan and max_ptes_none"),
          new HintRule(
              "numa-scan",
              "vmstat.numa_pte_updates",
              MORE,
              1.2,
              TIME,
              "NUMA balancing takes more mappings away to see who uses them",
              "try kernel.numa_balancing=0, or a longer numa_balancing/scan_period_min_ms"),
          new HintRule(
              "numa-faults",
              "vmstat.numa_hint_faults",
              MORE,
              1.2,
              WORK,
              "tasks fault on pages that NUMA balancing has unmapped",
              "try kernel.numa_balancing=0"),
          new HintRule(
              "numa-migration",
              "vmstat.numa_pages_migrated",
              MORE,
              1.2,
              WORK,
              "pages move between nodes",
              "try kernel.numa_balancing=0, or bind tasks and memory with numactl"),
          new HintRule(
              "numa-remote",
              "vmstat.numa_other",
              MORE,
              1.2,
              WORK,
              "memory comes from another node than the one that asks",
              "compare placement of tasks and memory (numastat), or bind them with numactl"),
          new HintRule(
              "swap-readahead",
              "vmstat.swap_ra",
              MORE,
              1.2,
              WORK,
              "swap is read ahead, also what nobody asked for",
              "try vm.page-cluster=0, and compare swap_ra_hit"),
          new HintRule(
              "swap-in",
              "vmstat.pswpin",
              MORE,
              1.2,
              WORK,
              "pages come back from swap",
              "give it more memory, or compare vm.swappiness and vm.page-cluster"),
          new HintRule(
              "major-faults",
              "vmstat.pgmajfault",
              MORE,
              1.2,
              WORK,
              "faults wait for storage",
              "see whether files and buffers are warm before the run"),
          new HintRule(
              "page-faults",
              "vmstat.pgfault",
              MORE,
              1.2,
              WORK,
              "memory is touched by way of faults more often",
              "try huge pages (huge_pages=on), warm buffers before the run, and see whether locks"
                  + " are held over a fault"),
          new HintRule(
              "tlb-shootdowns",
              "interrupts.TLB",
              MORE,
              1.2,
              WORK,
              "mappings are taken away that other CPUs have in use",
              "see who unmaps memory: NUMA balancing, khugepaged, munmap or madvise"),
          new HintRule(
              "function-calls",
              "interrupts.CAL",
              MORE,
              1.2,
              WORK,
              "CPUs interrupt each other to run a function",
              "take a profile with call graphs of smp_call_function_many_cond"),
          new HintRule(
              "reschedule",
              "interrupts.RES",
              MORE,
              1.2,
              WORK,
              "CPUs interrupt each other to wake tasks up",
              "compare where tasks are woken up: the scheduler's domains and the preemption mode"),
          new HintRule(
              "context-switches",
              "stat.ctxt",
              MORE,
              1.2,
              WORK,
              "tasks leave the CPU more often, since they wait or are preempted",
              "compare the preemption mode (preempt=none, lazy, full) and what locks are waited"
                  + " for"),
          new HintRule(
              "run-delay",
              "schedstat.run_delay",
              MORE,
              1.2,
              TIME,
              "tasks that could run wait longer for a CPU",
              "compare the scheduler's settings, and what else runs (kthread, cpu.softirq)"),
          new HintRule(
              "system-time",
              "cpu.system",
              MORE,
              1.1,
              TIME,
              "more of the time is spent in the kernel",
              "take a profile of both (perf record -e cpu-clock) and compare symbols"),
          new HintRule(
              "softirq-time",
              "cpu.softirq",
              MORE,
              1.2,
              TIME,
              "more of the time is spent in softirqs",
              "see which one in softirqs.*, and take a profile"),
          new HintRule(
              "idle-time",
              "cpu.idle",
              MORE,
              1.2,
              TIME,
              "CPUs have nothing to run, so tasks wait for each other, for timers or for storage",
              "see who waits for what: wait events of the database, perf sched, off-CPU profiles"),
          new HintRule(
              "storage-wait",
              "cpu.iowait",
              MORE,
              1.2,
              TIME,
              "CPUs wait for storage",
              "compare disk.* and the I/O scheduler"),
          new HintRule(
              "memory-pressure",
              "pressure.memory.some",
              MORE,
              1.2,
              TIME,
              "tasks wait for memory",
              "see compaction, reclaim and refaults above"),
          new HintRule(
              "io-pressure",
              "pressure.io.some",
              MORE,
              1.2,
              TIME,
              "tasks wait for storage",
              "compare disk.* and the I/O scheduler"),
          new HintRule(
              "retransmissions",
              "net.Tcp.RetransSegs",
              MORE,
              1.2,
              WORK,
              "TCP sends segments again",
              "see whether packets are dropped (net.TcpExt.*, softirqs.NET_RX)"),
          new HintRule(
              "spin-delay",
              "wait.Timeout.SpinDelay",
              MORE,
              1.2,
              TIME,
              "backends of PostgreSQL sleep in s_lock, since who holds a spinlock does not run",
              "try huge_pages=on and preempt=none: a holder that faults or is preempted makes all"
                  + " others wait"),
          new HintRule(
              "lwlock-waits",
              "wait.LWLock.*",
              MORE,
              1.2,
              TIME,
              "backends of PostgreSQL wait for a lock of its shared memory",
              "see which one, and what its holder does in the kernel"));

  private HintRules() {}

  /** What the rules make of some findings. */
  public static List<Hint> of(CounterFindings findings, Slower slower) {
    var hints = new ArrayList<Hint>();
    if (slower != Slower.NEITHER) {
      for (HintRule rule : ALL) {
        for (CounterDifference found : findings.differences()) {
          CounterDifference difference = slower == Slower.FIRST ? found.inverse() : found;
          if (rule.fits(difference)) {
            hints.add(new Hint(rule, difference));
          }
        }
      }
    }
    return hints;
  }
}
