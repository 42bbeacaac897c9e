/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A listener in a network namespace in which no process lives: a thread, or nothing but a mount. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

#include "population.h"

static struct {
	unsigned port;
	const char *file; /* NULL: the thread stays */
	int result;
	sem_t done;
} alone;

static int move_out(void)
{
	int fd, r;

	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	r = namespace_prepare();
	if (r == 0)
		r = tcp_listen("127.0.0.1", alone.port, 5);
	if (r < 0 || !alone.file)
		return r < 0 ? r : 0;
	fd = open(alone.file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	close(fd);
	return mount("/proc/thread-self/ns/net", alone.file, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

static void *leave(void *unused)
{
	(void)unused;
	alone.result = move_out();
	sem_post(&alone.done);
	while (!alone.file)
		pause();
	return NULL;
}

int alone_make(int argc, char **argv)
{
	pthread_t thread;
	int r;

	alone.port = (unsigned)atoi(argv[0]);
	alone.file = argc > 1 ? argv[1] : NULL;
	sem_init(&alone.done, 0, 0);
	r = pthread_create(&thread, NULL, leave, NULL);
	if (r)
		return -r;
	sem_wait(&alone.done);
	/* Where it is to be gone it is, before anybody looks. */
	if (alone.file)
		pthread_join(thread, NULL);
	return alone.result;
}
