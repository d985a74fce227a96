package dev.halfspeed.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What known cases teach about where time goes, one rule a line of docs/evidence.md. A new rule is
 * a row here, and one there.
 */
public final class ProfileRules {
  /** Of rules about the same functions only the first that fires is told. */
  public static final List<ProfileRule> ALL =
      List.of(
          rule(
              "spinlock-of-buffers",
              "StrategyGetBuffer",
              "backends of PostgreSQL spin for the lock of the free list of buffers, whose holder"
                  + " does not run or faults",
              "try huge_pages=on and preempt=none, and warm buffers before the run",
              "s_lock",
              "perform_spin_delay"),
          rule(
              "spinlock",
              "",
              "backends of PostgreSQL spin for a lock whose holder does not run",
              "see who calls it; a holder that faults or is preempted makes all others wait",
              "s_lock",
              "perform_spin_delay"),
          rule(
              "lwlock",
              "",
              "backends of PostgreSQL wait for a lock of its shared memory",
              "see which one in wait events, and what its holder does in the kernel",
              "LWLockAcquire",
              "LWLockAcquireOrWait"),
          rule(
              "kernel-spinlock",
              "",
              "processors spin for a lock of the kernel",
              "see its callers in the flame graph; lock statistics (CONFIG_LOCK_STAT) name it",
              "native_queued_spin_lock_slowpath",
              "queued_spin_lock_slowpath",
              "pv_queued_spin_lock_slowpath",
              "queued_write_lock_slowpath",
              "queued_read_lock_slowpath"),
          rule(
              "mmap-lock",
              "",
              "tasks wait for a semaphore that another one holds for writing, often that of an"
                  + " address space",
              "see who maps and unmaps memory while others fault",
              "rwsem_down_write_slowpath",
              "rwsem_down_read_slowpath",
              "rwsem_optimistic_spin"),
          rule(
              "mutex",
              "",
              "tasks spin or sleep for a mutex of the kernel",
              "see its callers in the flame graph",
              "__mutex_lock*",
              "mutex_spin_on_owner"),
          rule(
              "compaction",
              "",
              "memory is compacted, in a task that allocates or in kcompactd",
              "try transparent_hugepage/defrag=defer+madvise; with buffered writes look for larger"
                  + " folios",
              "compact_zone",
              "try_to_compact_pages"),
          rule(
              "reclaim",
              "",
              "memory is freed by looking for pages that can go",
              "try a larger vm.watermark_scale_factor, and see what fills the memory",
              "shrink_node*",
              "shrink_lruvec"),
          rule(
              "numa-balancing",
              "",
              "tasks fault on pages that NUMA balancing has unmapped, and move them",
              "try kernel.numa_balancing=0",
              "do_numa_page",
              "do_huge_pmd_numa_page",
              "task_numa_work",
              "change_prot_numa",
              "migrate_misplaced_*"),
          rule(
              "page-migration",
              "",
              "pages are moved in memory",
              "see who asks: compaction, NUMA balancing or a program",
              "migrate_pages*",
              "migrate_folio*"),
          rule(
              "khugepaged",
              "",
              "small pages are put together into huge ones",
              "try khugepaged/scan_sleep_millisecs, pages_to_scan and max_ptes_none",
              "khugepaged*",
              "hpage_collapse_scan_*",
              "collapse_huge_page"),
          rule(
              "swap-readahead",
              "",
              "swap is read ahead, also what nobody asked for",
              "try vm.page-cluster=0",
              "swap_vma_readahead",
              "swap_cluster_readahead",
              "swapin_readahead"),
          rule(
              "function-calls",
              "",
              "processors wait until others have run a function, often to flush a TLB",
              "see its callers: munmap, mprotect, NUMA balancing, khugepaged",
              "smp_call_function_many_cond",
              "smp_call_function_single"),
          rule(
              "clear-pages",
              "",
              "memory is zeroed, as in faults on fresh memory",
              "try huge_pages=on and warm buffers before the run, and see whether init_on_alloc or"
                  + " init_on_free is on",
              "clear_page*",
              "clear_huge_page",
              "folio_zero_user",
              "clear_user*",
              "post_alloc_hook",
              "prep_new_page"),
          rule(
              "unmapping",
              "",
              "mappings are taken away and their pages given back",
              "see who unmaps or ends: munmap, madvise, short-lived processes",
              "zap_pte_range",
              "unmap_page_range",
              "unmap_vmas"),
          rule(
              "page-faults",
              "",
              "memory is touched by way of faults",
              "try huge pages (huge_pages=on), and warm buffers before the run",
              "exc_page_fault",
              "do_user_addr_fault",
              "do_mem_abort"),
          rule(
              "allocation",
              "",
              "folios are allocated",
              "compare sizes of folios (CONFIG_PAGE_OWNER), and what frees them so soon",
              "folio_alloc*",
              "__folio_alloc*",
              "alloc_pages*",
              "__alloc_pages*",
              "get_page_from_freelist"),
          rule(
              "allocator-lock",
              "get_page_from_freelist",
              "processors wait for the lock of a zone of memory",
              "see what allocates and frees in large numbers, and percpu_pagelist_high_fraction",
              "native_queued_spin_lock_slowpath",
              "_raw_spin_lock*"),
          rule(
              "copies",
              "",
              "memory is copied between the kernel and programs",
              "compare sizes of reads and writes, and how well the copying functions suit the"
                  + " processor",
              "copy_user_generic*",
              "rep_movs_alternative",
              "_copy_to_iter",
              "_copy_from_iter",
              "copy_page_to_iter",
              "copy_folio_from_iter_atomic",
              "__arch_copy_to_user",
              "__arch_copy_from_user"),
          rule(
              "entry",
              "",
              "time goes into the way in and out of the kernel",
              "compare mitigations (/sys/devices/system/cpu/vulnerabilities), and what audits or"
                  + " traces system calls",
              "syscall_enter_from_user_mode*",
              "syscall_exit_to_user_mode*",
              "syscall_trace_enter",
              "syscall_exit_work",
              "entry_ibpb",
              "srso_*",
              "retbleed_*",
              "clear_bhb_loop"),
          rule(
              "scheduler",
              "",
              "time goes into choosing who runs",
              "compare the scheduler's settings and the preemption mode, and count context"
                  + " switches",
              "__schedule",
              "try_to_wake_up"),
          rule(
              "balancing",
              "",
              "time goes into spreading tasks over processors",
              "compare the scheduler's domains, and who becomes idle so often",
              "sched_balance_*",
              "load_balance",
              "newidle_balance",
              "update_sd_lb_stats*"),
          rule(
              "journal",
              "",
              "tasks wait for or write the journal of a file system",
              "see who calls fsync, and compare the mount's options",
              "jbd2_*",
              "xlog_*",
              "xfs_log_*"));

  private ProfileRules() {}

  private static ProfileRule rule(
      String id, String caller, String meaning, String wayOut, String... functions) {
    return new ProfileRule(id, List.of(functions), caller, meaning, wayOut);
  }

  /** What the rules make of two sides, what takes most of the time first. */
  public static List<ProfileHint> of(ProfileComparison comparison, Slower slower) {
    var hints = new ArrayList<ProfileHint>();
    if (slower != Slower.NEITHER) {
      for (ProfileRule rule : ALL) {
        ShareDifference found = comparison.of(rule::samples);
        ShareDifference time = slower == Slower.FIRST ? found.inverse() : found;
        // The first of several rules about the same functions is the one that says more.
        boolean isTold =
            hints.stream().anyMatch(hint -> hint.rule().functions().equals(rule.functions()));
        if (!isTold && ProfileRule.fits(time)) {
          hints.add(new ProfileHint(rule, time));
        }
      }
    }
    hints.sort(Comparator.comparingDouble(hint -> -hint.time().difference()));
    return hints;
  }
}
