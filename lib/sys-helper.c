/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process that looks at files in place of this one, and how long it is waited for. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "sys-inside.h"

#define QUESTION_ROOM 4096

struct answer {
	int error;
	struct sys_stat stat;
};

/* ---- the helper's side -------------------------------------------------------------- */

/* Between a process's birth among threads and its end nothing but system calls is allowed:
 * whoever held a lock of malloc() or stdio is not there to give it back. */

/* Nobody may wait for the end of a pipe that the helper has open by accident. */
static bool close_others(int low, int high)
{
	if (low > 0 && syscall(SYS_close_range, 0U, (unsigned)low - 1, 0U) < 0)
		return false;
	if (high - low > 1 &&
	    syscall(SYS_close_range, (unsigned)low + 1, (unsigned)high - 1, 0U) < 0)
		return false;
	return syscall(SYS_close_range, (unsigned)high + 1, ~0U, 0U) == 0;
}

__attribute__((noreturn)) static void serve(int root, int fd)
{
	char path[QUESTION_ROOM];

	if (!close_others(root < fd ? root : fd, root < fd ? fd : root))
		_exit(1);
	for (;;) {
		struct answer answer = { 0 };
		ssize_t len = recv(fd, path, sizeof(path) - 1, 0);

		if (len <= 0)
			_exit(0);
		path[len] = '\0';
		answer.error = -sys_stat_at(root, path, AT_NO_AUTOMOUNT, &answer.stat);
		if (send(fd, &answer, sizeof(answer), MSG_NOSIGNAL) < 0)
			_exit(0);
	}
}

/* ---- its life ------------------------------------------------------------------------ */

void sys_helper_init(struct sys_helper *helper)
{
	pthread_mutex_init(&helper->lock, NULL);
	helper->fd = -1;
}

/* Signals stay blocked in the helper: the program's handlers are not meant for it. */
/* Without room it is seen: that is all. */
static void remember(struct sys_helper *helper, int fd)
{
	struct stat st;
	uint64_t *slot = fstat(fd, &st) == 0 ? vec_push(&helper->made.all) : NULL;

	if (slot)
		*slot = st.st_ino;
}

static int start(struct sys *sys)
{
	struct sys_helper *helper = &sys->helper;
	sigset_t all, before;
	int pair[2];
	long pid;
	int error;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	for (int i = 0; i < 2; i++)
		remember(helper, pair[i]);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	/* As fork(), but nobody is told of its end. */
	pid = syscall(SYS_clone, 0UL, 0UL, 0UL, 0UL, 0UL);
	error = errno;
	if (pid == 0)
		serve(sys->root, pair[1]);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return -error;
	}
	helper->pid = (pid_t)pid;
	helper->fd = pair[0];
	return 0;
}

bool sys_helper_made(const struct sys *sys, uint64_t inode)
{
	const struct inodes *made = &sys->helper.made;

	for (size_t i = 0; i < made->all.n; i++)
		if (made->all.at[i] == inode)
			return true;
	return false;
}

/* It waits for its next question, and so it ends at once. */
static void end(struct sys_helper *helper)
{
	if (!helper->pid)
		return;
	close(TAKE_FD(helper->fd));
	kill(helper->pid, SIGKILL);
	while (waitpid(helper->pid, NULL, __WALL) < 0 && errno == EINTR)
		;
	helper->pid = 0;
}

/* It may be beyond SIGKILL, and is left behind with it. */
static int leave(struct sys_helper *helper, uint64_t key)
{
	struct sys_silent *silent = vec_push(&helper->silent);

	kill(helper->pid, SIGKILL);
	close(TAKE_FD(helper->fd));
	if (silent)
		*silent = (struct sys_silent){ key, helper->pid };
	helper->pid = 0;
	return silent ? -ETIMEDOUT : -ENOMEM;
}

static bool is_silent(const struct sys_helper *helper, uint64_t key)
{
	for (size_t i = 0; i < helper->silent.n; i++)
		if (helper->silent.at[i].key == key)
			return true;
	return false;
}

static bool has_ended(const struct sys_silent *silent)
{
	return waitpid(silent->pid, NULL, __WALL | WNOHANG) != 0;
}

void sys_stat_renew(struct sys *sys)
{
	struct sys_helper *helper = &sys->helper;

	pthread_mutex_lock(&helper->lock);
	for (size_t i = helper->silent.n; i-- > 0;)
		if (has_ended(&helper->silent.at[i]))
			helper->silent.at[i] = helper->silent.at[--helper->silent.n];
	pthread_mutex_unlock(&helper->lock);
}

void sys_helper_free(struct sys_helper *helper)
{
	end(helper);
	for (size_t i = 0; i < helper->silent.n; i++)
		has_ended(&helper->silent.at[i]);
	vec_free(&helper->silent);
	vec_free(&helper->made.all);
	pthread_mutex_destroy(&helper->lock);
}

/* ---- a question ---------------------------------------------------------------------- */

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What poll() takes. */
static int left_until(int64_t then)
{
	const int64_t left = then - now_ms();

	if (left < 0)
		return 0;
	return left > INT32_MAX ? INT32_MAX : (int)left;
}

/* 1: an answer, 0: none in time. */
static int wait_for(int fd, uint32_t wait_ms)
{
	const int64_t then = now_ms() + wait_ms;
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	for (;;) {
		int r = poll(&poll_fd, 1, left_until(then));

		if (r >= 0 || errno != EINTR)
			return r < 0 ? -errno : r;
	}
}

static int ask(struct sys *sys, uint64_t key, uint32_t wait_ms, struct sys_stat *ret,
	       const char *path)
{
	struct sys_helper *helper = &sys->helper;
	const size_t len = strlen(path);
	struct answer answer;
	int r = helper->pid ? 0 : start(sys);

	if (r < 0)
		return r;
	if (send(helper->fd, path, len, MSG_NOSIGNAL) == (ssize_t)len) {
		r = wait_for(helper->fd, wait_ms);
		if (r == 0)
			return leave(helper, key);
		if (r > 0 && recv(helper->fd, &answer, sizeof(answer), 0) == sizeof(answer)) {
			if (!answer.error)
				*ret = answer.stat;
			return -answer.error;
		}
	}
	/* Somebody has ended it. */
	end(helper);
	return -EIO;
}

int sys_stat_timed(struct sys *sys, uint64_t key, uint32_t wait_ms, struct sys_stat *ret,
		   const char *path)
{
	struct sys_helper *helper = &sys->helper;
	int r;

	if (sys_reads_copy(sys))
		return sys_kept_stat(sys, true, path, ret);
	if (!*path || strlen(path) >= QUESTION_ROOM)
		return -ENAMETOOLONG;
	pthread_mutex_lock(&helper->lock);
	r = is_silent(helper, key) ? -ETIMEDOUT : ask(sys, key, wait_ms, ret, path);
	pthread_mutex_unlock(&helper->lock);
	sys_keep_stat(sys, true, path, r, ret);
	return r;
}
