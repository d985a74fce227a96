/*
 * write-in-pieces MIB KIB PERCENT FILE FOLDER: breaks PERCENT of free memory into single pages, writes MIB to a new FILE through the
 * page cache, KIB at a time, and removes it. Writes how fast that went and percentiles of the time of a call to FOLDER/result.json.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what)
{
	fprintf(stderr, "large-folio-writes: error: %s: %s\n", what, strerror(errno));
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
	if (argc != 6) {
		fprintf(stderr, "usage: write-in-pieces MIB KIB PERCENT FILE FOLDER\n");
		return 2;
	}
	size_t bytes = strtoull(argv[1], NULL, 10) << 20, each = strtoull(argv[2], NULL, 10) << 10, percent = strtoull(argv[3], NULL, 10);
	size_t count = each ? bytes / each : 0;
	double *times = malloc(count * sizeof(*times)), began, last;
	char *data = malloc(each);
	int file;

	errno = EINVAL;
	if (!count || percent > 99)
		fail("MIB must hold at least one write of KIB, and PERCENT be at most 99");
	if (!times || !data)
		fail("no memory");
	memset(times, 1, count * sizeof(*times));
	memset(data, 1, each);
	unlink(argv[4]);
	file = open(argv[4], O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (file < 0)
		fail(argv[4]);
	break_free_memory(percent, sysconf(_SC_PAGESIZE));

	began = last = now_us();
	for (size_t at = 0; at < count; at++) {
		double then;
		ssize_t written = write(file, data, each);

		if (written != (ssize_t)each) {
			if (written >= 0)
				errno = ENOSPC;
			fail(argv[4]);
		}
		then = now_us();
		times[at] = then - last;
		last = then;
	}
	if (close(file) || unlink(argv[4]))
		fail(argv[4]);
	qsort(times, count, sizeof(*times), by_size);
	if (chdir(argv[5]))
		fail(argv[5]);

	FILE *out = fopen("result.json", "w");

	if (!out
		|| fprintf(out, "{\"written\": %.4f, \"write_p50\": %.4f, \"write_p99\": %.4f, \"write_max\": %.4f}\n",
			count * each / 1048576.0 / ((last - began) / 1e6), percentile(times, count, 500),
			percentile(times, count, 990), times[count - 1]) < 0
		|| fclose(out))
		fail("result.json");
	return 0;
}
