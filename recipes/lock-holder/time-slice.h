/*
 * Time-slice extensions of restartable sequences, Linux 7.0: a thread that says so is given a few microseconds more before it is
 * taken off its CPU. Linux: Documentation/userspace-api/rseq.rst.
 */
#ifndef TIME_SLICE_H
#define TIME_SLICE_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What older headers lack. The numbers are part of the kernel's interface. */
#ifndef PR_RSEQ_SLICE_EXTENSION
#define PR_RSEQ_SLICE_EXTENSION 79
#define PR_RSEQ_SLICE_EXTENSION_GET 1
#define PR_RSEQ_SLICE_EXTENSION_SET 2
#define PR_RSEQ_SLICE_EXT_ENABLE 1
#endif
#ifndef SYS_rseq_slice_yield
#define SYS_rseq_slice_yield 471
#endif
#ifndef AT_RSEQ_FEATURE_SIZE
#define AT_RSEQ_FEATURE_SIZE 27
#endif

/* The kernel's own, which no C library has a name for. */
#define ERRNO_NOT_SUPPORTED 524

#define RSEQ_UNREGISTER 1
#define RSEQ_OLD_SIZE 32
#define RSEQ_SIZE 64
#if defined(__x86_64__) || defined(__i386__)
#define RSEQ_SIGNATURE 0x53053053u
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define RSEQ_SIGNATURE 0xd428bc00u
#else
#define RSEQ_SIGNATURE 0u
#endif

/* struct rseq as of Linux 7.0, and room for what comes. */
struct rseq_area {
	uint32_t cpu_id_start, cpu_id;
	uint64_t rseq_cs;
	uint32_t flags, node_id, mm_cid;
	volatile uint8_t request, granted;
	uint16_t reserved;
	uint8_t later[32];
} __attribute__((aligned(RSEQ_SIZE)));

_Static_assert(offsetof(struct rseq_area, request) == 28 && sizeof(struct rseq_area) == RSEQ_SIZE, "the layout is the kernel's");

/* Where glibc, from 2.35 on, has registered what it uses. */
extern const ptrdiff_t __rseq_offset __attribute__((weak));

static __thread struct rseq_area rseq_area;

/* Whether the kernel knows of them at all. */
static int time_slice_known(void)
{
	return prctl(PR_RSEQ_SLICE_EXTENSION, PR_RSEQ_SLICE_EXTENSION_GET, 0, 0, 0) >= 0;
}

/*
 * Switches them on for this thread, and returns 0 or the error. The area that glibc has registered may be of the old size, for which
 * the kernel gives none: it is exchanged for one of ours.
 */
static int time_slice_enable(void)
{
	unsigned long known = getauxval(AT_RSEQ_FEATURE_SIZE);

	if (!time_slice_known())
		return EINVAL;
	if (&__rseq_offset) {
		char *glibc = (char *)__builtin_thread_pointer() + __rseq_offset;
		long left = -1;

		for (unsigned int size = RSEQ_OLD_SIZE; left && size <= 2 * RSEQ_SIZE; size++)
			left = syscall(SYS_rseq, glibc, size, RSEQ_UNREGISTER, RSEQ_SIGNATURE);
	}
	if (syscall(SYS_rseq, &rseq_area, known > RSEQ_OLD_SIZE ? RSEQ_SIZE : RSEQ_OLD_SIZE, 0, RSEQ_SIGNATURE))
		return errno;
	return prctl(PR_RSEQ_SLICE_EXTENSION, PR_RSEQ_SLICE_EXTENSION_SET, PR_RSEQ_SLICE_EXT_ENABLE, 0, 0) ? errno : 0;
}

#endif
