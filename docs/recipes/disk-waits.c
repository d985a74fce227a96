/*
 * Sleeps for so many microseconds, as for a disk, then writes 4 KiB to a file in /dev/shm, and so on for five seconds. Prints how
 * often it came round in a second.
 *
 *   cc -O2 -o disk-waits disk-waits.c
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int count, char **words) {
  if (count != 2 || atol(words[1]) <= 0) {
    fprintf(stderr, "usage: disk-waits MICROSECONDS\n");
    return 2;
  }
  struct timespec wait = {atol(words[1]) / 1000000, atol(words[1]) % 1000000 * 1000};
  static char page[4096];
  int file = open("/dev/shm/disk-waits", O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0) {
    perror("/dev/shm/disk-waits");
    return 2;
  }
  long rounds = 0;
  double start = now();
  double end = start;
  while (end - start < 5) {
    nanosleep(&wait, NULL);
    if (pwrite(file, page, sizeof page, 0) != sizeof page) {
      perror("write");
      return 2;
    }
    rounds++;
    end = now();
  }
  unlink("/dev/shm/disk-waits");
  printf("%.2f\n", rounds / (end - start));
  return 0;
}
