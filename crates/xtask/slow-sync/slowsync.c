// LD_PRELOAD shim for benchmarks: every fsync and fdatasync is counted, and also sleeps SYNC_US microseconds (0 = not at
// all), so that a benchmark on tmpfs sees a disk with one fixed, repeatable sync cost. The count is an unsigned 64-bit
// number in native order at the start of the file SYNC_COUNT (8 bytes at least), shared by all processes that name it.
// Build: cc -shared -fPIC -O2 -o slowsync.so slowsync.c -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static long pause_us;
static uint64_t *count;
static int (*real_fdatasync)(int);
static int (*real_fsync)(int);
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void prepare(void) {
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    const char *text = getenv("SYNC_US");
    pause_us = text ? atol(text) : 2000;
    const char *file = getenv("SYNC_COUNT");
    int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
    if (fd >= 0) {
        void *page = mmap(0, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (page != MAP_FAILED) count = page;
        close(fd);
    }
}

static int counted(int result) {
    if (count) __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
    if (pause_us > 0) {
        struct timespec t = {pause_us / 1000000, (pause_us % 1000000) * 1000};
        nanosleep(&t, 0);
    }
    return result;
}

int fdatasync(int fd) {
    pthread_once(&once, prepare);
    return counted(real_fdatasync(fd));
}

int fsync(int fd) {
    pthread_once(&once, prepare);
    return counted(real_fsync(fd));
}
