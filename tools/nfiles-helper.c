/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that looks in place of this one: what it is asked, and what it tells. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "nfiles-ground.h"
#include "nfiles-inside.h"

enum order_kind { ORDER_RESOLVE, ORDER_LOOK, ORDER_WALK };

struct order {
	enum order_kind kind;
	bool follow, deep;
	uint8_t cross;
	uint64_t device;
	char path[2 * PATH_MAX];
};

enum word_kind {
	WORD_ASKS,    /* this mount */
	WORD_MET,     /* on a walk */
	WORD_REFUSED, /* on a walk */
	WORD_END,
};

struct word {
	enum word_kind kind;
	int error;
	size_t mount;
	struct files_look look;
	char call[8];
	char path[2 * PATH_MAX];
};

/* ---- the helper's side ---------------------------------------------------------------- */

static int say(struct files_ground *ground, struct word *word, const char *path)
{
	const size_t len = strlen(path);

	if (len >= sizeof(word->path))
		return -ENAMETOOLONG;
	memcpy(word->path, path, len + 1);
	if (send(ground->fd, word, offsetof(struct word, path) + len + 1, MSG_NOSIGNAL) < 0)
		_exit(0);
	return 0;
}

int helper_tell(struct files_ground *ground, size_t mount)
{
	struct word word = { .kind = WORD_ASKS, .mount = mount };

	return say(ground, &word, "");
}

static int tell_met(void *arg, const struct files_met *met)
{
	struct word word = { .kind = WORD_MET, .error = met->error, .look = met->look };

	if (met->call) {
		word.kind = WORD_REFUSED;
		strncpy(word.call, met->call, sizeof(word.call) - 1);
	}
	say(arg, &word, met->path);
	return 0;
}

static int obey(struct files_ground *ground, const struct order *order, struct word *word,
		char **path)
{
	const struct files_walk walk = {
		.deep = order->deep,
		.cross = order->cross,
		.device = order->device,
		.meet = tell_met,
		.arg = ground,
	};

	switch (order->kind) {
	case ORDER_RESOLVE:
		return ground_resolve(ground, order->path, path);
	case ORDER_LOOK:
		return ground_look(ground, order->path, order->follow, &word->look);
	default:
		return ground_walk(ground, order->path, &walk);
	}
}

__attribute__((noreturn)) static void serve(struct files_ground *ground, int fd)
{
	static struct order order;
	static struct word word;

	/* Whoever reads our output to its end is not to wait for the helper. */
	if (dup2(fd, STDIN_FILENO) < 0 || syscall(SYS_close_range, 1U, ~0U, 0U) < 0)
		_exit(1);
	ground->fd = STDIN_FILENO;
	ground->is_helper = true;
	while (recv(ground->fd, &order, sizeof(order), 0) > 0) {
		char *path = NULL;

		word = (struct word){ .kind = WORD_END };
		word.error = -obey(ground, &order, &word, &path);
		say(ground, &word, path ? path : "");
		free(path);
	}
	_exit(0);
}

/* ---- its life -------------------------------------------------------------------------- */

static int start(struct files_ground *ground)
{
	sigset_t all, before;
	int pair[2];

	if (ground->pid)
		return 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	ground->pid = fork();
	if (ground->pid == 0)
		serve(ground, pair[1]);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(pair[1]);
	ground->fd = pair[0];
	ground->at = SIZE_MAX;
	if (ground->pid > 0)
		return 0;
	ground->pid = 0;
	close(ground->fd);
	return -EAGAIN;
}

/* It may be beyond SIGKILL. */
void helper_end(struct files_ground *ground)
{
	if (!ground->pid)
		return;
	close(ground->fd);
	kill(ground->pid, SIGKILL);
	waitpid(ground->pid, NULL, WNOHANG);
	ground->pid = 0;
	ground->fd = -1;
}

/* ---- asking it ------------------------------------------------------------------------- */

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
	return left > INT_MAX ? INT_MAX : (int)left;
}

static int wait_for(const struct files_ground *ground)
{
	const int64_t then = now_ms() + ground->wait_ms;
	struct pollfd poll_fd = { .fd = ground->fd, .events = POLLIN };

	for (;;) {
		int r = poll(&poll_fd, 1, left_until(then));

		if (r > 0)
			return 0;
		if (r == 0)
			return -ETIMEDOUT;
		if (errno != EINTR)
			return -errno;
	}
}

/* The next word; without one the helper is given up, and the mount that it asks. */
static int hear(struct files_ground *ground, struct word *ret)
{
	int r = wait_for(ground);
	ssize_t len = r < 0 ? 0 : recv(ground->fd, ret, sizeof(*ret), 0);

	if (len > (ssize_t)offsetof(struct word, path)) {
		ret->path[len - 1 - (ssize_t)offsetof(struct word, path)] = '\0';
		return 0;
	}
	helper_end(ground);
	if (r == -ETIMEDOUT && ground->at < ground->mounts.n)
		ground->mounts.at[ground->at].silent = true;
	return r < 0 ? r : -EIO;
}

static int send_order(struct files_ground *ground, struct order *order, const char *path)
{
	const size_t len = strlen(path);
	int r;

	if (len >= sizeof(order->path))
		return -ENAMETOOLONG;
	r = start(ground);
	if (r < 0)
		return r;
	memcpy(order->path, path, len + 1);
	if (send(ground->fd, order, offsetof(struct order, path) + len + 1, MSG_NOSIGNAL) >= 0)
		return 0;
	helper_end(ground);
	return -EIO;
}

static int meet(const struct files_walk *walk, const struct word *word)
{
	const struct files_met met = {
		.path = word->path,
		.call = word->kind == WORD_REFUSED ? word->call : NULL,
		.error = word->error,
		.look = word->look,
	};

	return walk->meet(walk->arg, &met);
}

/* `walk` NULL: nothing is met. */
static int ask(struct files_ground *ground, struct order *order, const char *path,
	       const struct files_walk *walk, struct word *ret)
{
	int r = send_order(ground, order, path);

	while (r == 0) {
		r = hear(ground, ret);
		if (r < 0)
			return r;
		if (ret->kind == WORD_END)
			return -ret->error;
		if (ret->kind == WORD_ASKS)
			ground->at = ret->mount;
		else if (walk)
			r = meet(walk, ret);
		if (r < 0)
			helper_end(ground);
	}
	return r;
}

int helper_resolve(struct files_ground *ground, const char *path, char **ret)
{
	struct order order = { .kind = ORDER_RESOLVE };
	struct word word;
	int r = ask(ground, &order, path, NULL, &word);

	if (r < 0)
		return r;
	*ret = strdup(word.path);
	return *ret ? 0 : -ENOMEM;
}

int helper_look(struct files_ground *ground, const char *path, bool follow,
		struct files_look *ret)
{
	struct order order = { .kind = ORDER_LOOK, .follow = follow };
	struct word word;
	int r = ask(ground, &order, path, NULL, &word);

	if (r == 0)
		*ret = word.look;
	return r;
}

int helper_walk(struct files_ground *ground, const char *path, const struct files_walk *walk)
{
	struct order order = {
		.kind = ORDER_WALK,
		.deep = walk->deep,
		.cross = walk->cross,
		.device = walk->device,
	};
	struct word word;

	return ask(ground, &order, path, walk, &word);
}
