/* Preloaded: fsync and fdatasync fail with EIO while the file $SYNC_FAILS_WHILE is there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int ill(void) {
    const char *flag = getenv("SYNC_FAILS_WHILE");
    if (!flag || access(flag, F_OK) != 0) return 0;
    errno = EIO;
    return 1;
}

int fsync(int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    return ill() ? -1 : real(fd);
}

int fdatasync(int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    return ill() ? -1 : real(fd);
}
