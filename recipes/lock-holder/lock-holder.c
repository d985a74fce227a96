/*
 * lock-holder PROCESSES ACQUISITIONS PAGES none|advise|reserved cold|warm WORK off|on SEED FOLDER: PROCESSES take one spinlock in shared
 * memory ACQUISITIONS times in all, and touch the next PAGES pages of shared memory while they hold it. Writes what that took to
 * result.json and counters in FOLDER.
 */
#define _GNU_SOURCE
#include "time-slice.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define HUGE_PAGE (2ul << 20)

/* How PostgreSQL waits for a spinlock: src/backend/storage/lmgr/s_lock.c. */
#define MIN_SPINS_PER_DELAY 10
#define MAX_SPINS_PER_DELAY 1000
#define DEFAULT_SPINS_PER_DELAY 100
#define MAX_DELAYS 1000
#define MIN_DELAY_US 1000
#define MAX_DELAY_US 1000000

struct shared {
	_Alignas(64) atomic_int lock;
	/* Under the lock. */
	_Alignas(64) size_t next;
	uint64_t ended_ns;
	/* What each process adds at its end. */
	_Alignas(64) atomic_ullong spins, delays, faults, switches, granted;
};

static struct shared *shared;
static char *memory;
static float *waits_us;
static size_t acquisitions, pages, page;

/* Of this process. */
static uint64_t state, spins, delays, granted;
static int spins_per_delay = DEFAULT_SPINS_PER_DELAY;

static void fail(const char *what)
{
	fprintf(stderr, "lock-holder: error: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

/* splitmix64, Steele, Lea and Flood 2014. */
static uint64_t next_random(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void pause_cpu(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("isb" ::: "memory");
#endif
}

static void sleep_us(long length)
{
	struct timespec time = { .tv_sec = length / 1000000, .tv_nsec = length % 1000000 * 1000 };

	nanosleep(&time, NULL);
}

static int try_lock(void)
{
	return !atomic_exchange_explicit(&shared->lock, 1, memory_order_acquire);
}

static void spin(void)
{
	int turns = 0, slept = 0;
	long delay_us = 0;

	while (atomic_load_explicit(&shared->lock, memory_order_relaxed) || !try_lock()) {
		pause_cpu();
		spins++;
		if (++turns < spins_per_delay)
			continue;
		if (++slept > MAX_DELAYS) {
			errno = ETIMEDOUT;
			fail("the spinlock is stuck");
		}
		if (!delay_us)
			delay_us = MIN_DELAY_US;
		sleep_us(delay_us);
		delays++;
		/* Between one and two times as long. */
		delay_us += delay_us * (next_random() >> 11) / (1ull << 53);
		if (delay_us > MAX_DELAY_US)
			delay_us = MIN_DELAY_US;
		turns = 0;
	}
	if (!delay_us) {
		spins_per_delay += 100;
		if (spins_per_delay > MAX_SPINS_PER_DELAY)
			spins_per_delay = MAX_SPINS_PER_DELAY;
	} else if (spins_per_delay > MIN_SPINS_PER_DELAY) {
		spins_per_delay--;
	}
}

static void touch(size_t at, size_t count)
{
	for (size_t each = 0; each < count; each++)
		*(volatile char *)(memory + (at + each) * page) = 1;
}

static void take_turns(uint64_t work, int slices)
{
	for (;;) {
		uint64_t began = now_ns(), got;
		size_t mine;

		if (!try_lock())
			spin();
		if (slices)
			rseq_area.request = 1;
		got = now_ns();
		mine = shared->next;
		if (mine < acquisitions) {
			touch(mine * pages, pages);
			shared->next = mine + 1;
			if (mine + 1 == acquisitions)
				shared->ended_ns = now_ns();
		}
		atomic_store_explicit(&shared->lock, 0, memory_order_release);
		if (slices) {
			rseq_area.request = 0;
			if (rseq_area.granted) {
				granted++;
				syscall(SYS_rseq_slice_yield);
			}
		}
		if (mine >= acquisitions)
			return;
		waits_us[mine] = (got - began) / 1e3f;
		/* Nothing that a compiler could leave out. */
		for (uint64_t done = 0; done < work; done++)
			__asm__ volatile("" : : "r"(next_random()));
	}
}

static void process(int warm, uint64_t work, int slices, int ready, int go)
{
	struct rusage before, after;
	char byte;

	if (slices) {
		errno = time_slice_enable();
		if (errno)
			fail("slices=on, which needs Linux 7.0 with CONFIG_RSEQ_SLICE_EXTENSION, not switched off by rseq_slice_ext=");
	}
	for (size_t at = 0; at < acquisitions; at += page / sizeof(*waits_us))
		waits_us[at] = 0;
	if (warm)
		touch(0, acquisitions * pages);
	if (write(ready, "", 1) != 1)
		fail("pipe");
	/* So that the parent sees the end of the pipe where another process died. */
	close(ready);
	/* The end of this pipe is the sign to begin. */
	if (read(go, &byte, 1))
		fail("pipe");
	getrusage(RUSAGE_SELF, &before);
	take_turns(work, slices);
	getrusage(RUSAGE_SELF, &after);
	atomic_fetch_add(&shared->spins, spins);
	atomic_fetch_add(&shared->delays, delays);
	atomic_fetch_add(&shared->granted, granted);
	atomic_fetch_add(&shared->faults, after.ru_minflt - before.ru_minflt);
	atomic_fetch_add(&shared->switches, after.ru_nivcsw - before.ru_nivcsw);
}

static void *share(size_t bytes, int flags)
{
	void *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | flags, -1, 0);

	if (mapped == MAP_FAILED)
		fail(flags & MAP_HUGETLB ? "no reserved huge pages (vm.nr_hugepages)" : "no memory");
	return mapped;
}

/* Shared memory that begins where a huge page may. */
static char *share_aligned(size_t bytes)
{
	char *room = mmap(NULL, bytes + HUGE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), *start;

	if (room == MAP_FAILED)
		fail("no memory");
	start = (char *)(((uintptr_t)room + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
	start = mmap(start, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	if (start == MAP_FAILED)
		fail("no memory");
	return start;
}

static int by_size(const void *left, const void *right)
{
	float a = *(const float *)left, b = *(const float *)right;

	return (a > b) - (a < b);
}

/* The nearest rank: the smallest value that at least so many of 1,000 values are not above. */
static double percentile(const float *sorted, size_t count, size_t per_mille)
{
	return sorted[(count * per_mille + 999) / 1000 - 1];
}

static FILE *create(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file)
		fail(path);
	return file;
}

static void write_results(const char *folder, double seconds)
{
	FILE *file = create(folder, "result.json");

	qsort(waits_us, acquisitions, sizeof(*waits_us), by_size);
	fprintf(file, "{\"acquisitions\": %.3f, \"wait_p99\": %.4f, \"wait_p999\": %.4f, \"wait_max\": %.4f}\n", acquisitions / seconds,
		percentile(waits_us, acquisitions, 990), percentile(waits_us, acquisitions, 999), waits_us[acquisitions - 1]);
	if (fclose(file))
		fail("result.json");
	file = create(folder, "counters");
	fprintf(file, "lock.spins %llu\nlock.delays %llu\nlock.faults %llu\nlock.involuntary_switches %llu\nlock.slices_granted %llu\n"
		"rseq.time_slice_extensions %d\n",
		atomic_load(&shared->spins), atomic_load(&shared->delays), atomic_load(&shared->faults),
		atomic_load(&shared->switches), atomic_load(&shared->granted), time_slice_known());
	if (fclose(file))
		fail("counters");
}

int main(int argc, char **argv)
{
	if (argc != 10) {
		fprintf(stderr, "usage: lock-holder PROCESSES ACQUISITIONS PAGES none|advise|reserved cold|warm WORK off|on SEED FOLDER\n");
		return 2;
	}
	size_t count = strtoull(argv[1], NULL, 10), bytes;
	int huge = !strcmp(argv[4], "advise") ? 1 : !strcmp(argv[4], "reserved") ? 2 : !strcmp(argv[4], "none") ? 0 : -1;
	int warm = !strcmp(argv[5], "warm") ? 1 : !strcmp(argv[5], "cold") ? 0 : -1;
	int slices = !strcmp(argv[7], "on") ? 1 : !strcmp(argv[7], "off") ? 0 : -1;
	uint64_t work = strtoull(argv[6], NULL, 10), seed = strtoull(argv[8], NULL, 10), began;
	int ready[2], go[2];
	pid_t parent = getpid(), *children;

	acquisitions = strtoull(argv[2], NULL, 10);
	pages = strtoull(argv[3], NULL, 10);
	page = sysconf(_SC_PAGESIZE);
	errno = EINVAL;
	if (!count || !acquisitions || !pages)
		fail("PROCESSES, ACQUISITIONS and PAGES must be at least 1");
	if (huge < 0 || warm < 0 || slices < 0)
		fail("huge pages must be none, advise or reserved, memory cold or warm, slices off or on");
	bytes = (acquisitions * pages * page + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	shared = share(sizeof(*shared), 0);
	waits_us = share(acquisitions * sizeof(*waits_us), 0);
	memory = huge == 2 ? share(bytes, MAP_HUGETLB) : share_aligned(bytes);
	if (huge != 2 && madvise(memory, bytes, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) && huge)
		fail("MADV_HUGEPAGE, which needs CONFIG_TRANSPARENT_HUGEPAGE");
	children = calloc(count, sizeof(*children));
	if (!children || pipe(ready) || pipe(go))
		fail("pipe");
	for (size_t at = 0; at < count; at++) {
		children[at] = fork();
		if (children[at] < 0)
			fail("fork");
		if (!children[at]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (getppid() != parent)
				return 1;
			close(go[1]);
			state = seed + at * 0x5851f42d4c957f2du;
			process(warm, work, slices, ready[1], go[0]);
			return 0;
		}
	}
	close(ready[1]);
	for (size_t at = 0; at < count; at++) {
		char byte;

		if (read(ready[0], &byte, 1) != 1) {
			errno = ECHILD;
			fail("a process of the workload ended before it began");
		}
	}
	began = now_ns();
	close(go[1]);
	for (size_t at = 0; at < count; at++) {
		int status;

		if (wait(&status) < 0)
			fail("wait");
		/* One that dies may hold the lock: nobody else would ever end. */
		if (status) {
			for (size_t each = 0; each < count; each++)
				kill(children[each], SIGKILL);
			while (wait(NULL) > 0)
				;
			errno = ECHILD;
			fail("a process of the workload ended early, as when memory ran out");
		}
	}
	write_results(argv[9], (shared->ended_ns - began) / 1e9);
	return 0;
}
