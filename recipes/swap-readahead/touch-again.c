/*
 * touch-again MIB sequential|pairs|random SEED FILE: fills MIB of memory, has the kernel move it to swap, touches each page again,
 * and writes how many pages a second came back, and percentiles of the time of a touch, to FILE as JSON.
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

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

#define PATIENCE_SECONDS 120

static uint64_t state;

static void fail(const char *what)
{
	fprintf(stderr, "swap-readahead: error: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* splitmix64, Steele, Lea and Flood 2014. */
static uint64_t next_random(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
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

/*
 * Writing takes its time, and a page that is clean when it is written is kept until memory is short. So what is still in memory is
 * touched, which costs no reading, and moved again: clean, and with its copy in swap, it goes at once.
 */
static void move_to_swap(char *memory, size_t bytes, size_t page)
{
	unsigned char *present = malloc(bytes / page);
	double patience = now_us() + 1e6 * PATIENCE_SECONDS;
	size_t left;

	if (!present)
		fail("malloc");
	do {
		struct timespec pause = { .tv_nsec = 10000000 };

		if (madvise(memory, bytes, MADV_PAGEOUT))
			fail("MADV_PAGEOUT, which Linux knows from 5.4 on");
		nanosleep(&pause, NULL);
		if (mincore(memory, bytes, present))
			fail("mincore");
		left = 0;
		for (size_t at = 0; at < bytes / page; at++) {
			if (present[at] & 1) {
				*(volatile char *)(memory + at * page);
				left++;
			}
		}
		if (now_us() > patience) {
			errno = ETIMEDOUT;
			fail("the memory does not leave for swap");
		}
	} while (left);
	free(present);
}

int main(int argc, char **argv)
{
	size_t page = sysconf(_SC_PAGESIZE);

	if (argc != 5) {
		fprintf(stderr, "usage: touch-again MIB sequential|pairs|random SEED FILE\n");
		return 2;
	}
	size_t bytes = strtoull(argv[1], NULL, 10) << 20, count = bytes / page;
	size_t together = !strcmp(argv[2], "random") ? 1 : !strcmp(argv[2], "pairs") ? 2 : !strcmp(argv[2], "sequential") ? count : 0;

	errno = EINVAL;
	if (!count)
		fail("the size must be at least 1 MiB");
	if (!together)
		fail("the pattern must be sequential, pairs or random");
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t *order = malloc(count * sizeof(*order));
	double *times = malloc(count * sizeof(*times));

	state = strtoull(argv[3], NULL, 10);
	if (memory == MAP_FAILED || !order || !times)
		fail("no memory");
	madvise(memory, bytes, MADV_NOHUGEPAGE);
	/* Pages of one value need no swap. */
	for (size_t at = 0; at < bytes; at += sizeof(uint64_t))
		*(uint64_t *)(memory + at) = next_random();
	for (size_t at = 0; at < count; at++)
		order[at] = at;
	/* Groups of pages that follow each other, the groups in a random order. */
	for (size_t group = 0; group < count / together; group++) {
		size_t other = next_random() % (group + 1);

		for (size_t each = 0; each < together; each++) {
			order[group * together + each] = order[other * together + each];
			order[other * together + each] = group * together + each;
		}
	}
	/* What is touched below was touched before. */
	memset(times, 1, count * sizeof(*times));
	move_to_swap(memory, bytes, page);

	double began = now_us(), last = began;

	for (size_t at = 0; at < count; at++) {
		double then;

		*(volatile char *)(memory + order[at] * page);
		then = now_us();
		times[at] = then - last;
		last = then;
	}
	qsort(times, count, sizeof(*times), by_size);

	FILE *out = fopen(argv[4], "w");

	if (!out)
		fail(argv[4]);
	fprintf(out, "{\"pages\": %.3f, \"touch_p50\": %.4f, \"touch_p99\": %.4f}\n", 1e6 * count / (last - began),
		percentile(times, count, 500), percentile(times, count, 990));
	if (fclose(out))
		fail(argv[4]);
	return 0;
}
