/*
 * touch-again MIB sequential|random SEED FILE: fills MIB of memory, has the kernel move it to swap, touches each page again,
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

/* Writing back takes its time, and pages that are being written stay. */
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

/* The nearest rank. */
static double percentile(const double *sorted, size_t count, double part)
{
	size_t rank = (size_t)(part * count);

	return sorted[rank < count ? rank : count - 1];
}

static size_t resident(void *memory, size_t bytes, unsigned char *pages, size_t count)
{
	size_t found = 0;

	if (mincore(memory, bytes, pages))
		fail("mincore");
	for (size_t page = 0; page < count; page++)
		found += pages[page] & 1;
	return found;
}

/* Asks again and again: what was being written when it was asked stays until somebody asks once more. */
static void move_to_swap(void *memory, size_t bytes, size_t count)
{
	unsigned char *pages = malloc(count);
	double patience = now_us() + 1e6 * PATIENCE_SECONDS;

	if (!pages)
		fail("malloc");
	do {
		struct timespec pause = { .tv_nsec = 10000000 };

		if (madvise(memory, bytes, MADV_PAGEOUT))
			fail("MADV_PAGEOUT, which Linux knows from 5.4 on");
		nanosleep(&pause, NULL);
		if (now_us() > patience) {
			errno = ETIMEDOUT;
			fail("the memory does not leave for swap");
		}
	} while (resident(memory, bytes, pages, count));
	free(pages);
}

int main(int argc, char **argv)
{
	size_t page = sysconf(_SC_PAGESIZE);

	if (argc != 5) {
		fprintf(stderr, "usage: touch-again MIB sequential|random SEED FILE\n");
		return 2;
	}
	size_t bytes = strtoull(argv[1], NULL, 10) << 20, count = bytes / page;
	int at_random = !strcmp(argv[2], "random");
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
	for (size_t at = 0; at < count; at++) {
		size_t other = at_random ? next_random() % (at + 1) : at;

		order[at] = order[other];
		order[other] = at;
	}
	/* What is touched below was touched before. */
	memset(times, 1, count * sizeof(*times));
	move_to_swap(memory, bytes, count);

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
		percentile(times, count, 0.5), percentile(times, count, 0.99));
	if (fclose(out))
		fail(argv[4]);
	return 0;
}
