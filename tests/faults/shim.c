/* Makes the n-th write, flush or cut of a study's files fail: put before the C library with LD_PRELOAD.
   POSTIL_FAULT_IN: a part of the paths that are meant. POSTIL_FAULT_AT: which call fails, from 1.
   POSTIL_FAULT_ERROR: EIO or ENOSPC. POSTIL_FAULT_ALL: every call from there on.
   POSTIL_FAULT_COUNT: a file to which the number of calls is written at the end. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls, at = -1;
static int all, error_number = EIO;
static const char *in;

static void begin(void) {
    if (at >= 0) return;
    const char *text = getenv("POSTIL_FAULT_AT");
    const char *name = getenv("POSTIL_FAULT_ERROR");
    at = text ? atol(text) : 0;
    all = getenv("POSTIL_FAULT_ALL") != NULL;
    in = getenv("POSTIL_FAULT_IN");
    error_number = name && !strcmp(name, "ENOSPC") ? ENOSPC : EIO;
}

/* 1 when this call on this file has to fail. */
static int fails(int file) {
    char link[64], path[4096];
    int before = errno;
    begin();
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length <= 0 || !in) return 0;
    path[length] = 0;
    if (!strstr(path, in)) return 0;
    long n = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    if (at > 0 && (n == at || (all && n > at))) {
        errno = error_number;
        return 1;
    }
    return 0;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int f, const void *b, size_t n) { REAL(write); return fails(f) ? -1 : real(f, b, n); }
ssize_t pwrite(int f, const void *b, size_t n, off_t o) { REAL(pwrite); return fails(f) ? -1 : real(f, b, n, o); }
ssize_t pwrite64(int f, const void *b, size_t n, off64_t o) { REAL(pwrite64); return fails(f) ? -1 : real(f, b, n, o); }
int fsync(int f) { REAL(fsync); return fails(f) ? -1 : real(f); }
int fdatasync(int f) { REAL(fdatasync); return fails(f) ? -1 : real(f); }
int ftruncate(int f, off_t n) { REAL(ftruncate); return fails(f) ? -1 : real(f, n); }
int ftruncate64(int f, off64_t n) { REAL(ftruncate64); return fails(f) ? -1 : real(f, n); }

__attribute__((destructor)) static void end(void) {
    const char *file = getenv("POSTIL_FAULT_COUNT");
    if (!file) return;
    FILE *out = fopen(file, "w");
    if (!out) return;
    fprintf(out, "%ld\n", calls);
    fclose(out);
}
