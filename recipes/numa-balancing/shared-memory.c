/*
 * shared-memory THREADS MIB SECONDS SEED FOLDER: THREADS threads, each on a CPU of its own as far as there are any, visit pages of
 * MIB of shared memory at random for SECONDS. Writes how many pages are visited per second to result.json, and counters, in FOLDER.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_NODES 1024
#define WORD_BITS (8 * sizeof(unsigned long))
#define MPOL_DEFAULT 0
#define MPOL_INTERLEAVE 3
/* A few cache lines of a page, as a database reads a tuple of it. */
#define LINES 4
#define LINE_BYTES 64
/* Visits between two looks at the clock's sign. */
#define BATCH 64

struct thread {
	pthread_t id;
	int cpu;
	unsigned int node;
	uint64_t state;
	unsigned long long visits;
};

static char *memory;
static size_t page, pages;
static atomic_int over;
static pthread_barrier_t together;

static void fail(const char *what)
{
	fprintf(stderr, "numa-balancing: error: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* splitmix64, Steele, Lea and Flood 2014. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void *visit(void *argument)
{
	struct thread *self = argument;
	uint64_t state = self->state;
	unsigned long long visits = 0;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(self->cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one) || syscall(SYS_getcpu, NULL, &self->node, NULL))
		fail("a thread does not get its CPU");
	pthread_barrier_wait(&together);
	while (!atomic_load_explicit(&over, memory_order_relaxed)) {
		for (int each = 0; each < BATCH; each++) {
			uint64_t drawn = next_random(&state);
			char *at = memory + drawn % pages * page + (drawn >> 32) % (page / LINE_BYTES - LINES) * LINE_BYTES;

			/* Written to, since who only reads does not share. */
			for (int line = 0; line < LINES; line++)
				__atomic_fetch_add((unsigned int *)(at + line * LINE_BYTES), 1, __ATOMIC_RELAXED);
		}
		visits += BATCH;
	}
	self->visits = visits;
	return NULL;
}

/* The nodes that have memory, as a mask of words. */
static void nodes_with_memory(unsigned long *mask, int *count)
{
	char list[4096];
	FILE *file = fopen("/sys/devices/system/node/has_memory", "r");

	*count = 0;
	if (!file || !fgets(list, sizeof(list), file))
		fail("/sys/devices/system/node/has_memory, which needs CONFIG_NUMA");
	fclose(file);
	for (char *part = strtok(list, ",\n"); part; part = strtok(NULL, ",\n")) {
		int first, last, found = sscanf(part, "%d-%d", &first, &last);

		if (found < 1)
			continue;
		for (int node = first; node <= (found == 2 ? last : first) && node < MAX_NODES; node++) {
			mask[node / WORD_BITS] |= 1ul << node % WORD_BITS;
			(*count)++;
		}
	}
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		fprintf(stderr, "usage: shared-memory THREADS MIB SECONDS SEED FOLDER\n");
		return 2;
	}
	size_t count = strtoull(argv[1], NULL, 10), bytes = strtoull(argv[2], NULL, 10) << 20;
	uint64_t seconds = strtoull(argv[3], NULL, 10), seed = strtoull(argv[4], NULL, 10);
	unsigned long mask[MAX_NODES / WORD_BITS] = { 0 }, used[MAX_NODES / WORD_BITS] = { 0 };
	unsigned long long visits = 0;
	int nodes, used_nodes = 0;
	struct thread *threads = calloc(count, sizeof(*threads));
	struct rusage before, after;
	cpu_set_t cpus;

	page = sysconf(_SC_PAGESIZE);
	pages = bytes / page;
	errno = EINVAL;
	if (!count || !pages || !seconds)
		fail("THREADS, MIB and SECONDS must be at least 1");
	nodes_with_memory(mask, &nodes);
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!threads || memory == MAP_FAILED || sched_getaffinity(0, sizeof(cpus), &cpus))
		fail("no memory");
	/* Small pages, so that what moves is a page that was visited. */
	madvise(memory, bytes, MADV_NOHUGEPAGE);
	/* One page on each node in turn. The policy is that of the thread and only for this: memory with a policy is not balanced. */
	if (syscall(SYS_set_mempolicy, MPOL_INTERLEAVE, mask, MAX_NODES + 1))
		fail("set_mempolicy");
	memset(memory, 1, bytes);
	if (syscall(SYS_set_mempolicy, MPOL_DEFAULT, NULL, 0))
		fail("set_mempolicy");
	errno = pthread_barrier_init(&together, NULL, count + 1);
	if (errno)
		fail("pthread_barrier_init");
	for (size_t at = 0, cpu = 0; at < count; at++, cpu = (cpu + 1) % CPU_SETSIZE) {
		while (!CPU_ISSET(cpu, &cpus))
			cpu = (cpu + 1) % CPU_SETSIZE;
		threads[at].cpu = cpu;
		threads[at].state = seed + at * 0x5851f42d4c957f2du;
		errno = pthread_create(&threads[at].id, NULL, visit, &threads[at]);
		if (errno)
			fail("pthread_create");
	}
	pthread_barrier_wait(&together);
	getrusage(RUSAGE_SELF, &before);

	struct timespec length = { .tv_sec = seconds };
	double began = now(), took;

	while (nanosleep(&length, &length) && errno == EINTR)
		;
	atomic_store(&over, 1);
	for (size_t at = 0; at < count; at++) {
		unsigned long bit = 1ul << threads[at].node % WORD_BITS, *word = &used[threads[at].node / WORD_BITS % (MAX_NODES / WORD_BITS)];

		pthread_join(threads[at].id, NULL);
		visits += threads[at].visits;
		used_nodes += !(*word & bit);
		*word |= bit;
	}
	took = now() - began;
	getrusage(RUSAGE_SELF, &after);
	if (chdir(argv[5]))
		fail(argv[5]);

	FILE *out = fopen("result.json", "w");

	if (!out || fprintf(out, "{\"accesses\": %.3f}\n", visits / took) < 0 || fclose(out))
		fail("result.json");
	out = fopen("counters", "w");
	if (!out
		|| fprintf(out, "numa.nodes_with_memory %d\nnuma.nodes_with_threads %d\nnuma.faults %ld\n", nodes, used_nodes,
			after.ru_minflt - before.ru_minflt) < 0
		|| fclose(out))
		fail("counters");
	return 0;
}
