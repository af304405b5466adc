/* Preloaded: records what a program does to its SQLite files in $WRITE_LOG, in order, so that a power cut can be replayed
   after each step. A record is a line `KIND FILE OFFSET LENGTH`, followed by LENGTH bytes. KIND is w (write), t (truncate
   to OFFSET) or s (synced to disk); FILE is d (database) or w (write-ahead log). The shared-memory file is no storage.
   A write is recorded before it is done and a sync after it: never more durable than it was. The lock keeps records whole;
   the driver adds its own (`a`, acknowledged) through the same append-only file. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;

static int ends(const char *text, size_t length, const char *end) {
    size_t n = strlen(end);
    return length >= n && memcmp(text + length - n, end, n) == 0;
}

/* d, w, or 0 for a file that does not matter. */
static char which(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path);
    if (n <= 0) return 0;
    if (ends(path, (size_t)n, "attune.db")) return 'd';
    if (ends(path, (size_t)n, "attune.db-wal")) return 'w';
    if (ends(path, (size_t)n, "attune.db-journal")) abort(); /* not in WAL mode: the replay would prove nothing */
    return 0;
}

static void record(char kind, int fd, uint64_t offset, uint64_t length, const void *bytes) {
    char file = which(fd);
    if (!file) return;
    pthread_mutex_lock(&lock);
    if (log_fd < 0) log_fd = open(getenv("WRITE_LOG"), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
    char head[96];
    int n = snprintf(head, sizeof head, "%c %c %lu %lu\n", kind, file, (unsigned long)offset, (unsigned long)length);
    /* One writev: whole even beside another process that appends. */
    struct iovec parts[2] = {{head, (size_t)n}, {(void *)bytes, length}};
    if (log_fd < 0 || writev(log_fd, parts, bytes ? 2 : 1) != (ssize_t)((size_t)n + length)) abort();
    pthread_mutex_unlock(&lock);
}

#define REAL(name, type, ...) type (*real)(__VA_ARGS__) = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    REAL("pwrite64", ssize_t, int, const void *, size_t, off64_t);
    record('w', fd, (uint64_t)offset, length, bytes);
    return real(fd, bytes, length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    REAL("pwrite", ssize_t, int, const void *, size_t, off_t);
    record('w', fd, (uint64_t)offset, length, bytes);
    return real(fd, bytes, length, offset);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL("write", ssize_t, int, const void *, size_t);
    if (which(fd)) record('w', fd, (uint64_t)lseek(fd, 0, SEEK_CUR), length, bytes);
    return real(fd, bytes, length);
}

int ftruncate(int fd, off_t length) {
    REAL("ftruncate", int, int, off_t);
    record('t', fd, (uint64_t)length, 0, 0);
    return real(fd, length);
}

int ftruncate64(int fd, off64_t length) {
    REAL("ftruncate64", int, int, off64_t);
    record('t', fd, (uint64_t)length, 0, 0);
    return real(fd, length);
}

int fdatasync(int fd) {
    REAL("fdatasync", int, int);
    int done = real(fd);
    if (done == 0) record('s', fd, 0, 0, 0);
    return done;
}

int fsync(int fd) {
    REAL("fsync", int, int);
    int done = real(fd);
    if (done == 0) record('s', fd, 0, 0, 0);
    return done;
}
