/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds sockets: other users, heirs, threads with a private table, odd names. */
#include <errno.h>
#include <linux/close_range.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "population.h"

static int named(void)
{
	static char endless[600];
	static const struct {
		const char *argv0;
		unsigned port;
	} all[] = {
		{ "some-very-long-program-name-that-does-not-fit", 18030 },
		{ "nginx: master process /usr/sbin/nginx", 18031 },
		{ "/opt/some dir/prog with blanks", 18032 },
		{ "", 18033 },
		{ "/usr/sbin/", 18034 },
		{ "-sh", 18035 },
		{ "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", 18036 },
		{ "gr\xc3\xb6\xc3\x9f" "e", 18037 },
		/* The last slash is beyond the 512 bytes that netstat reads. */
		{ endless, 18038 },
	};
	int last = 0;

	memset(endless, 'x', sizeof(endless) - 1);
	memcpy(endless, "/opt/", 5);
	endless[590] = '/';
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		int r = child_named(all[i].argv0, all[i].port, NULL);

		last = r < 0 ? r : last;
	}
	return last;
}

static int become_user(uid_t uid)
{
	/* By system call: the library's own function would also want to tell threads. */
	if (syscall(SYS_setresgid, uid, uid, uid) < 0 ||
	    syscall(SYS_setresuid, uid, uid, uid) < 0)
		return -errno;
	/* Otherwise /proc/PID/fd would stay root's. */
	prctl(PR_SET_DUMPABLE, 1);
	return 0;
}

/* A SYN_RECV row has its listener's uid in /proc, an orphan that of its dead process. */
static int user_endings(void)
{
	int listener = tcp_listen("127.0.0.1", 18029, 5);
	int seconds = 200, fd;
	struct pair pair;

	if (listener < 0)
		return listener;
	setsockopt(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof(seconds));
	fd = tcp_dial("127.0.0.1", 18029, 19029);
	if (fd < 0)
		return fd;

	/* Not with a filter that drops the FIN: not everywhere may users attach one. */
	int r = pair_make_narrow("127.0.0.1", 18039, &pair);

	if (r >= 0)
		r = fill(pair.client);
	return r < 0 ? r : close(pair.client);
}

static int user_sockets(const void *arg)
{
	const unsigned *uid = arg;
	unsigned port = *uid == 65534 ? 18027 : 18028;
	struct pair pair;
	int fds[2];
	int r = become_user(*uid);

	/* In a user namespace of our own other users do not exist. */
	if (r == -EINVAL)
		return 0;
	if (r >= 0)
		r = pair_make("127.0.0.1", port, &pair);
	if (r >= 0)
		r = pair_make("::1", port, &pair);
	if (r >= 0)
		r = inet_bound("127.0.0.1", port, SOCK_DGRAM, 0);
	if (r >= 0)
		r = socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0 ? -errno : 0;
	if (r >= 0 && *uid == 65534)
		r = user_endings();
	return r;
}

static int other_users(void)
{
	static const unsigned uids[] = { 65534, 12345 };
	int last = 0;

	for (size_t i = 0; i < ARRAY_SIZE(uids); i++) {
		int r = child_start(user_sockets, &uids[i]);

		last = r < 0 ? r : last;
	}
	return last;
}

static int nothing(const void *arg)
{
	return 0;
}

/* Held twice; and once more only by the heir. */
static int inherited(void)
{
	struct pair pair;
	int r = pair_make("127.0.0.1", 18025, &pair);

	if (r >= 0)
		r = child_heir(nothing, NULL);
	if (r < 0)
		return r;
	return close(pair.server);
}

struct holder {
	unsigned port;
	int result;
	sem_t done;
};

static void *hold_alone(void *arg)
{
	struct holder *holder = arg;

	if (unshare(CLONE_FILES) < 0) {
		holder->result = -errno;
	} else {
		close_range(3, ~0U, 0);
		holder->result = tcp_listen("127.0.0.1", holder->port, 5);
	}
	sem_post(&holder->done);
	while (pause() < 0)
		;
	return NULL;
}

/* Only /proc/PID/task/TID/fd shows what such a thread holds. */
static int private_table(const void *arg)
{
	static struct holder holder = { .port = 18054 };
	pthread_t thread;
	int r;

	sem_init(&holder.done, 0, 0);
	r = pthread_create(&thread, NULL, hold_alone, &holder);
	if (r)
		return -r;
	sem_wait(&holder.done);
	return holder.result;
}

static int threads(void)
{
	return child_start(private_table, NULL);
}

int odd_processes(void)
{
	static const struct deed deeds[] = {
		{ "odd program names", named },
		{ "other users", other_users },
		{ "thread with a private table", threads },
		{ "inherited sockets", inherited },
		{ "child", children_ready },
	};

	deeds_do(deeds, ARRAY_SIZE(deeds));
	return 0;
}
