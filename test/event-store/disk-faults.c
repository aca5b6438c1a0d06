/*
 * Preloaded into a process to make its disk slow or full:
 *   SLOW_SYNC_MS=500            every fsync and fdatasync takes that much longer
 *   FULL_WHILE=/path/to/file    while that file exists, writes to files (as SQLite makes them) find no space
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static void wait_as_told(void) {
  const char *milliseconds = getenv("SLOW_SYNC_MS");
  if (milliseconds != NULL) {
    usleep((useconds_t)atoi(milliseconds) * 1000);
  }
}

static int is_full(void) {
  const char *flag = getenv("FULL_WHILE");
  return flag != NULL && access(flag, F_OK) == 0;
}

int fsync(int descriptor) {
  wait_as_told();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(descriptor);
}

int fdatasync(int descriptor) {
  wait_as_told();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(descriptor);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  if (is_full()) {
    errno = ENOSPC;
    return -1;
  }
  return ((ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(descriptor, bytes, count, offset);
}
