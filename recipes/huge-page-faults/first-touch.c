/*
 * first-touch MIB PERCENT no|yes FILE: breaks PERCENT of free memory into single pages, touches each page of MIB of new memory,
 * with MADV_HUGEPAGE if "yes", and writes how fast that went and percentiles of the time of a touch to FILE as JSON.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define HUGE_PAGE (2u << 20)

static void fail(const char *what)
{
	fprintf(stderr, "huge-page-faults: error: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return 1e6 * time.tv_sec + time.tv_nsec / 1e3;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* The nearest rank: the smallest value that at least so many of 1,000 values are not above. */
static double percentile(const double *sorted, size_t count, size_t per_mille)
{
	return sorted[(count * per_mille + 999) / 1000 - 1];
}

static size_t free_bytes(void)
{
	char line[256];
	size_t kilobytes = 0;
	FILE *meminfo = fopen("/proc/meminfo", "r");

	if (!meminfo)
		fail("/proc/meminfo");
	while (fgets(line, sizeof(line), meminfo))
		sscanf(line, "MemFree: %zu kB", &kilobytes);
	fclose(meminfo);
	return kilobytes << 10;
}

/* Memory of which every second page is given back: what is free then is free in single pages. */
static void break_free_memory(size_t percent, size_t page)
{
	size_t bytes = free_bytes() / 100 * percent / page * page;
	char *memory;

	if (!bytes)
		return;
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		fail("no memory to break into pieces");
	madvise(memory, bytes, MADV_NOHUGEPAGE);
	for (size_t at = 0; at < bytes; at += page)
		memory[at] = 1;
	for (size_t at = 0; at + page <= bytes; at += 2 * page)
		if (madvise(memory + at, page, MADV_DONTNEED))
			fail("MADV_DONTNEED");
}

int main(int argc, char **argv)
{
	size_t page = sysconf(_SC_PAGESIZE);

	if (argc != 5) {
		fprintf(stderr, "usage: first-touch MIB PERCENT no|yes FILE\n");
		return 2;
	}
	size_t bytes = strtoull(argv[1], NULL, 10) << 20, count = bytes / page;

	if (!count) {
		errno = EINVAL;
		fail("the size must be at least 1 MiB");
	}
	double *times = malloc(count * sizeof(*times));
	char *memory = mmap(NULL, bytes + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED || !times)
		fail("no memory");
	memory = (char *)(((uintptr_t)memory + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
	if (!strcmp(argv[3], "yes") && madvise(memory, bytes, MADV_HUGEPAGE))
		fail("MADV_HUGEPAGE");
	memset(times, 1, count * sizeof(*times));
	break_free_memory(strtoull(argv[2], NULL, 10), page);

	double began = now_us(), last = began;

	for (size_t at = 0; at < count; at++) {
		double then;

		*(volatile char *)(memory + at * page) = 1;
		then = now_us();
		times[at] = then - last;
		last = then;
	}
	qsort(times, count, sizeof(*times), by_size);

	FILE *out = fopen(argv[4], "w");

	if (!out)
		fail(argv[4]);
	fprintf(out, "{\"touch_p999\": %.4f, \"touch_max\": %.4f, \"touched\": %.4f}\n", percentile(times, count, 999),
		times[count - 1], bytes / 1048576.0 / ((last - began) / 1e6));
	if (fclose(out))
		fail(argv[4]);
	return 0;
}
