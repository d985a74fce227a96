/*
 * rseq-slice: says in one line whether the kernel that runs has time-slice extensions, and how many of the critical sections of a
 * tenth of a second on one CPU, beside a process that wants it too, were given one.
 */
#define _GNU_SOURCE
#include "time-slice.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define SECTION_NS 20000ull
#define TRIAL_NS 100000000ull
/* Often enough that the kernel wants the CPU back in many sections. */
#define WAKE_NS 50000

static uint64_t now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

/* Wakes again and again, which asks for the CPU. */
static void want_the_cpu(pid_t parent)
{
	struct timespec length = { .tv_nsec = WAKE_NS };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		nanosleep(&length, NULL);
	_exit(0);
}

int main(void)
{
	unsigned long granted = 0, sections = 0;
	cpu_set_t one;
	pid_t self = getpid(), other;
	uint64_t end;
	int error = time_slice_enable();

	if (error == EINVAL) {
		printf("rseq-slice: this kernel has no time-slice extensions (from Linux 7.0 on, CONFIG_RSEQ_SLICE_EXTENSION)\n");
		return 0;
	}
	if (error == ERRNO_NOT_SUPPORTED) {
		printf("rseq-slice: this kernel has time-slice extensions, and they are switched off (rseq_slice_ext=off)\n");
		return 0;
	}
	if (error) {
		printf("rseq-slice: this kernel has time-slice extensions, and refuses them to this program: %s\n", strerror(error));
		return 0;
	}
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	other = fork();
	if (other < 0) {
		fprintf(stderr, "rseq-slice: error: fork: %s\n", strerror(errno));
		return 1;
	}
	if (!other)
		want_the_cpu(self);
	for (end = now_ns() + TRIAL_NS; now_ns() < end; sections++) {
		uint64_t until = now_ns() + SECTION_NS;

		rseq_area.request = 1;
		while (now_ns() < until)
			;
		rseq_area.request = 0;
		if (rseq_area.granted) {
			granted++;
			syscall(SYS_rseq_slice_yield);
		}
	}
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	printf("rseq-slice: this kernel has time-slice extensions: %lu of %lu critical sections were given one\n", granted, sections);
	return 0;
}
