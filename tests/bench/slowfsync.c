/* Makes every fsync and fdatasync take SLOW_FSYNC_US microseconds longer, so that a machine with a fast disk shows
 * what one with a slow disk would do.  gcc -O2 -shared -fPIC -o slowfsync.so slowfsync.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

typedef int (*sync_call)(int);

static int slowly(const char *name, int fd)
{
    const char *pause = getenv("SLOW_FSYNC_US");
    sync_call call = (sync_call)dlsym(RTLD_NEXT, name);
    int result = call(fd);

    if (pause)
        usleep((useconds_t)atoi(pause));
    return result;
}

int fsync(int fd)
{
    return slowly("fsync", fd);
}

int fdatasync(int fd)
{
    return slowly("fdatasync", fd);
}
