// LD_PRELOAD shim for tests: a disk that fails when it is told to.
//
// FAULTS_FOLDER   only files in this folder are touched
// FAULTS_CONTROL  a small file that says what happens next; a changed text starts the count anew:
//                   kill-before N   SIGKILL instead of the Nth sync from now
//                   kill-after N    SIGKILL when the Nth sync from now is done, before anybody hears of it
//                   sync-fails      every sync answers EIO, and nothing is synced
//                   disk-full       every write answers ENOSPC
//                   fine            nothing happens; the count goes on
// FAULTS_DURABLE  a folder that gets a copy of each file as of its last sync: what a power cut would leave at worst.
//                 The number of syncs since the text changed stands in its file `syncs`.
//
// Build: cc -shared -fPIC -O2 -o faults.so faults.c -ldl -lpthread
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int (*real_fdatasync)(int);
static int (*real_fsync)(int);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder, *control, *durable;
static char said[64];
static long syncs;

static void prepare(void) {
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_pwrite64 = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    real_write = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    folder = getenv("FAULTS_FOLDER");
    control = getenv("FAULTS_CONTROL");
    durable = getenv("FAULTS_DURABLE");
}

// The file's name within the folder, or null.
static const char *name_of(int fd, char path[4096]) {
    if (!folder || !control) return NULL;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, 4095);
    if (length < 0) return NULL;
    path[length] = 0;
    size_t prefix = strlen(folder);
    if (strncmp(path, folder, prefix) || path[prefix] != '/') return NULL;
    return path + prefix + 1;
}

// What the control file says now.
static void listen_to_control(void) {
    char text[64] = "";
    int fd = open(control, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t length = read(fd, text, sizeof text - 1);
        text[length > 0 ? length : 0] = 0;
        close(fd);
    }
    if (strcmp(text, said)) {
        strcpy(said, text);
        syncs = 0;
    }
}

static void copy(const char *path, const char *name) {
    char to[4096], part[4104];
    static char block[1 << 16];
    snprintf(to, sizeof to, "%s/%s", durable, name);
    snprintf(part, sizeof part, "%s.part", to);
    int in = open(path, O_RDONLY | O_CLOEXEC), out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t length;
    while (in >= 0 && out >= 0 && (length = read(in, block, sizeof block)) > 0)
        if (real_write(out, block, length) != length) abort();
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    rename(part, to);
}

static void count_syncs(void) {
    char path[4096], text[32];
    snprintf(path, sizeof path, "%s/syncs", durable);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return;
    int length = snprintf(text, sizeof text, "%ld\n", syncs);
    if (real_write(fd, text, length) != length) abort();
    close(fd);
}

static int synced(int fd, int (*real)(int)) {
    char path[4096];
    const char *name = name_of(fd, path);
    if (!name) return real(fd);
    pthread_mutex_lock(&lock);
    listen_to_control();
    syncs++;
    long at = 0;
    int result = 0;
    if (sscanf(said, "kill-before %ld", &at) == 1 && syncs == at) kill(getpid(), SIGKILL);
    if (!strncmp(said, "sync-fails", 10)) {
        errno = EIO;
        result = -1;
    } else {
        result = real(fd);
        if (!result && durable) copy(path, name);
        if (durable) count_syncs();
    }
    if (sscanf(said, "kill-after %ld", &at) == 1 && syncs == at) kill(getpid(), SIGKILL);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

static int is_full(int fd) {
    char path[4096];
    if (!name_of(fd, path)) return 0;
    pthread_mutex_lock(&lock);
    listen_to_control();
    int full = !strncmp(said, "disk-full", 9);
    pthread_mutex_unlock(&lock);
    return full;
}

int fdatasync(int fd) {
    pthread_once(&once, prepare);
    return synced(fd, real_fdatasync);
}

int fsync(int fd) {
    pthread_once(&once, prepare);
    return synced(fd, real_fsync);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    pthread_once(&once, prepare);
    if (is_full(fd)) {
        errno = ENOSPC;
        return -1;
    }
    return real_pwrite64(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    return pwrite64(fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    pthread_once(&once, prepare);
    if (is_full(fd)) {
        errno = ENOSPC;
        return -1;
    }
    return real_write(fd, bytes, count);
}
