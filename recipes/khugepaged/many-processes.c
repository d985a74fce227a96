/*
 * many-processes COUNT MIB FILLED SECONDS FILE: COUNT processes map MIB each, touch FILLED of the 512 pages of each huge page, and
 * sleep. Writes the CPU time that khugepaged takes per second, over whole passes and pauses of at least SECONDS, to FILE as JSON.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HUGE_PAGE (2u << 20)
#define PAGES 512
#define SCAN_SLEEP "/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs"

static void fail(const char *what)
{
	fprintf(stderr, "khugepaged: error: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* The number of the kernel thread khugepaged, 0 where there is none. */
static int khugepaged(void)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	int found = 0;

	if (!processes)
		fail("/proc");
	while (!found && (entry = readdir(processes))) {
		int process = atoi(entry->d_name);
		char path[64], name[64] = "";
		FILE *comm;

		if (process <= 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/comm", process);
		comm = fopen(path, "r");
		if (!comm)
			continue;
		if (fgets(name, sizeof(name), comm) && !strcmp(name, "khugepaged\n"))
			found = process;
		fclose(comm);
	}
	closedir(processes);
	return found;
}

/* Nanoseconds of CPU time that it has had. */
static uint64_t cpu_ns(int process)
{
	char path[64];
	unsigned long long taken;
	FILE *schedstat;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", process);
	schedstat = fopen(path, "r");
	if (!schedstat)
		fail("/proc/PID/schedstat, which needs CONFIG_SCHED_INFO (CONFIG_SCHEDSTATS or CONFIG_TASK_DELAY_ACCT)");
	if (fscanf(schedstat, "%llu", &taken) != 1) {
		errno = EPROTO;
		fail(path);
	}
	fclose(schedstat);
	return taken;
}

static void sleep_for(uint64_t milliseconds)
{
	struct timespec length = { .tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000 };

	while (nanosleep(&length, &length) && errno == EINTR)
		;
}

static uint64_t scan_sleep_milliseconds(void)
{
	unsigned int pause;
	FILE *file = fopen(SCAN_SLEEP, "r");

	if (!file)
		fail(SCAN_SLEEP);
	if (fscanf(file, "%u", &pause) != 1) {
		errno = EPROTO;
		fail(SCAN_SLEEP);
	}
	fclose(file);
	return pause;
}

/* Ends the pause in which khugepaged is, as each write of its length does. */
static void wake(uint64_t pause)
{
	FILE *file = fopen(SCAN_SLEEP, "w");

	if (!file || fprintf(file, "%llu", (unsigned long long)pause) < 0 || fclose(file))
		fail(SCAN_SLEEP);
}

/* Waits until it pauses after a pass. */
static void await_pause(int process)
{
	char path[64], state;

	snprintf(path, sizeof(path), "/proc/%d/stat", process);
	do {
		FILE *stat = fopen(path, "r");

		if (!stat)
			fail(path);
		if (fscanf(stat, "%*d (%*[^)]) %c", &state) != 1) {
			errno = EPROTO;
			fail(path);
		}
		fclose(stat);
		if (state != 'S')
			sleep_for(10);
	} while (state != 'S');
}

/* All of them must be there until the end. */
static void check_children(void)
{
	if (waitpid(-1, NULL, WNOHANG)) {
		errno = ECHILD;
		fail("a process of the workload ended while it was measured, as when memory ran out");
	}
}

/* Holds memory until its parent has gone. */
static void hold(size_t bytes, size_t filled, int ready)
{
	size_t page = HUGE_PAGE / PAGES;
	char *memory = mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		fail("no memory");
	memory = (char *)(((uintptr_t)memory + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
	/* Small pages first: a first touch would be given a huge page at once. */
	if (madvise(memory, bytes, MADV_NOHUGEPAGE))
		fail("MADV_NOHUGEPAGE, which needs CONFIG_TRANSPARENT_HUGEPAGE");
	for (size_t at = 0; at < bytes; at += HUGE_PAGE)
		for (size_t each = 0; each < filled; each++)
			memory[at + each * (PAGES / filled) * page] = 1;
	if (madvise(memory, bytes, MADV_HUGEPAGE))
		fail("MADV_HUGEPAGE");
	if (write(ready, "", 1) != 1)
		fail("pipe");
	/* So that the parent sees the end of the pipe where another process died. */
	close(ready);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		fprintf(stderr, "usage: many-processes COUNT MIB FILLED SECONDS FILE\n");
		return 2;
	}
	size_t count = strtoull(argv[1], NULL, 10), bytes = strtoull(argv[2], NULL, 10) << 20, filled = strtoull(argv[3], NULL, 10);
	uint64_t length = strtoull(argv[4], NULL, 10) * 1000;

	bytes = bytes / HUGE_PAGE * HUGE_PAGE;
	errno = EINVAL;
	if (!count || !bytes || !filled || filled > PAGES || !length)
		fail("COUNT and SECONDS must be at least 1, MIB at least 2, and FILLED from 1 to 512");
	pid_t *children = calloc(count, sizeof(*children)), parent = getpid();
	int ready[2], thread = khugepaged();

	if (!thread) {
		errno = ESRCH;
		fail("there is no khugepaged: transparent_hugepage/enabled must not be never");
	}
	if (!children || pipe(ready))
		fail("pipe");
	for (size_t at = 0; at < count; at++) {
		children[at] = fork();
		if (children[at] < 0)
			fail("fork");
		if (!children[at]) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (getppid() == parent)
				hold(bytes, filled, ready[1]);
			return 1;
		}
	}
	close(ready[1]);
	for (size_t at = 0; at < count; at++) {
		char byte;

		if (read(ready[0], &byte, 1) != 1) {
			errno = ECHILD;
			fail("a process of the workload");
		}
	}

	/* From the beginning of a pass to that of another: how many are between, does not change the time per second. */
	uint64_t pause = scan_sleep_milliseconds();

	if (pause)
		await_pause(thread);
	double began = now();
	uint64_t before = cpu_ns(thread);

	wake(pause);
	sleep_for(length);
	if (pause)
		await_pause(thread);
	uint64_t taken = cpu_ns(thread) - before;

	while (pause && cpu_ns(thread) - before == taken) {
		check_children();
		sleep_for(5);
	}
	double took = now() - began;

	check_children();
	for (size_t at = 0; at < count; at++)
		kill(children[at], SIGKILL);
	while (wait(NULL) > 0)
		;
	if (!taken) {
		errno = ETIMEDOUT;
		fail("khugepaged did nothing meanwhile, give it longer (seconds)");
	}
	FILE *out = fopen(argv[5], "w");

	if (!out)
		fail(argv[5]);
	fprintf(out, "{\"cpu\": %.6f}\n", taken / 1e6 / took);
	if (fclose(out))
		fail(argv[5]);
	return 0;
}
