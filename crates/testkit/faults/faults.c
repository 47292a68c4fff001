// LD_PRELOAD shim for tests: a disk that fails when it is told to.
//
// FAULTS_FOLDER   only files in this folder are touched
// FAULTS_CONTROL  a small file that says what happens next, `WORD N ORDER PREFIX`; a changed text starts the count anew.
//                 Faults befall only files whose names within the folder begin with the prefix, and only their syncs count:
//                   kill-before N       SIGKILL instead of the Nth sync from now
//                   kill-after N        SIGKILL when the Nth sync from now is done, before anybody hears of it
//                   kill-all-before N   the same, for the server too whose process id stands in `postmaster.pid`, and for
//                   kill-all-after N    whoever syncs later
//                   fail-at N           the Nth sync from now answers EIO, and nothing is synced
//                   sync-fails          every sync does
//                   disk-full           every write answers ENOSPC
//                   disk-full-growing   every write beyond a file's end does
//                   fine                nothing happens; the count goes on
// FAULTS_DURABLE  a folder that gets a copy of each file as of its last sync: what a power cut would leave at worst
// FAULTS_COUNT    a file with the text and the number of syncs since it changed. All processes count together.
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
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int (*real_fdatasync)(int);
static int (*real_fsync)(int);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_pwritev64)(int, const struct iovec *, int, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_posix_fallocate64)(int, off64_t, off64_t);
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder, *control, *durable, *counter;

// What the control file says.
struct order {
    char text[128], word[32], prefix[64];
    long at;
};

static void prepare(void) {
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_pwrite64 = (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    real_pwritev64 = (ssize_t(*)(int, const struct iovec *, int, off64_t))dlsym(RTLD_NEXT, "pwritev64");
    real_write = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    real_posix_fallocate64 = (int (*)(int, off64_t, off64_t))dlsym(RTLD_NEXT, "posix_fallocate64");
    folder = getenv("FAULTS_FOLDER");
    control = getenv("FAULTS_CONTROL");
    durable = getenv("FAULTS_DURABLE");
    counter = getenv("FAULTS_COUNT");
}

// The file's name within the folder, or null.
static const char *name_of(int fd, char path[4096]) {
    if (!folder || !control || !durable || !counter) return NULL;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, 4095);
    if (length < 0) return NULL;
    path[length] = 0;
    size_t prefix = strlen(folder);
    if (strncmp(path, folder, prefix) || path[prefix] != '/') return NULL;
    return path + prefix + 1;
}

static ssize_t text_of(int fd, char *text, size_t size) {
    ssize_t length = fd < 0 ? 0 : pread(fd, text, size - 1, 0);
    text[length > 0 ? length : 0] = 0;
    return length;
}

static struct order ordered(void) {
    struct order order = {0};
    int fd = open(control, O_RDONLY | O_CLOEXEC);
    text_of(fd, order.text, sizeof order.text);
    if (fd >= 0) close(fd);
    sscanf(order.text, "%31s %ld %*d %63s", order.word, &order.at, order.prefix);
    return order;
}

static int befalls(const struct order *order, const char *name) {
    return !strncmp(name, order->prefix, strlen(order->prefix));
}

// The folders that a name needs.
static void make_folders(char *path) {
    for (char *slash = path + strlen(durable) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = 0;
        mkdir(path, 0700);
        *slash = '/';
    }
}

static void copy(const char *path, const char *name) {
    char to[4096], part[4104];
    static char block[1 << 16];
    struct stat what;
    if (stat(path, &what) || !S_ISREG(what.st_mode)) return;
    snprintf(to, sizeof to, "%s/%s", durable, name);
    make_folders(to);
    snprintf(part, sizeof part, "%s.part", to);
    int in = open(path, O_RDONLY | O_CLOEXEC), out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t length;
    while (in >= 0 && out >= 0 && (length = read(in, block, sizeof block)) > 0)
        if (real_write(out, block, length) != length) abort();
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    rename(part, to);
}

// Counts one sync more, for all processes; whoever counts is alone until the file is closed.
static long count(int fd, const struct order *order) {
    char text[192], *line;
    long syncs = 0;
    text_of(fd, text, sizeof text);
    if ((line = strchr(text, '\n'))) {
        syncs = atol(line + 1);
        *line = 0;
    }
    if (strcmp(text, order->text)) syncs = 0;
    int length = snprintf(text, sizeof text, "%s\n%ld\n", order->text, ++syncs);
    // In this order: whoever reads meanwhile finds a number.
    if (pwrite(fd, text, length, 0) != length || ftruncate(fd, length)) abort();
    return syncs;
}

static void die(int with_server) {
    char path[4096], text[32];
    snprintf(path, sizeof path, "%s/postmaster.pid", folder);
    int fd = with_server ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (text_of(fd, text, sizeof text) > 0) kill(atoi(text), SIGKILL);
    kill(getpid(), SIGKILL);
}

static int synced(int fd, int (*real)(int)) {
    char path[4096];
    const char *name = name_of(fd, path);
    if (!name) return real(fd);
    pthread_mutex_lock(&lock);
    int counted = open(counter, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (counted < 0 || flock(counted, LOCK_EX)) abort();
    struct order order = ordered();
    long syncs = befalls(&order, name) ? count(counted, &order) : 0;
    int now = syncs && syncs == order.at, over = syncs && syncs >= order.at;
    if (now && !strcmp(order.word, "kill-before")) die(0);
    if (over && !strcmp(order.word, "kill-all-before")) die(1);
    if (syncs > order.at && !strcmp(order.word, "kill-all-after")) die(1);
    int result = 0;
    if ((syncs && !strcmp(order.word, "sync-fails")) || (now && !strcmp(order.word, "fail-at"))) {
        errno = EIO;
        result = -1;
    } else {
        result = real(fd);
        if (!result) copy(path, name);
    }
    if (now && !strcmp(order.word, "kill-after")) die(0);
    if (over && !strcmp(order.word, "kill-all-after")) die(1);
    int error = errno;
    close(counted);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

// Is there no room for so many bytes at this place? -1: wherever the file is.
static int is_full(int fd, off64_t at, size_t bytes) {
    char path[4096];
    const char *name = name_of(fd, path);
    if (!name) return 0;
    struct order order = ordered();
    if (!befalls(&order, name)) return 0;
    if (!strcmp(order.word, "disk-full")) return 1;
    if (strcmp(order.word, "disk-full-growing")) return 0;
    struct stat64 file;
    if (fstat64(fd, &file)) return 0;
    if (at < 0) at = lseek64(fd, 0, SEEK_CUR);
    return at + (off64_t)bytes > file.st_size;
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
    if (is_full(fd, at, count)) {
        errno = ENOSPC;
        return -1;
    }
    return real_pwrite64(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    return pwrite64(fd, bytes, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
    pthread_once(&once, prepare);
    size_t bytes = 0;
    for (int part = 0; part < count; part++) bytes += parts[part].iov_len;
    if (is_full(fd, at, bytes)) {
        errno = ENOSPC;
        return -1;
    }
    return real_pwritev64(fd, parts, count, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
    return pwritev64(fd, parts, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    pthread_once(&once, prepare);
    if (is_full(fd, -1, count)) {
        errno = ENOSPC;
        return -1;
    }
    return real_write(fd, bytes, count);
}

int posix_fallocate64(int fd, off64_t at, off64_t bytes) {
    pthread_once(&once, prepare);
    return is_full(fd, at, bytes) ? ENOSPC : real_posix_fallocate64(fd, at, bytes);
}

int posix_fallocate(int fd, off_t at, off_t bytes) {
    return posix_fallocate64(fd, at, bytes);
}
