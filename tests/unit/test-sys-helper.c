/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The helper: what it tells, what happens when it does not, and that nothing is left of it. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "sys-inside.h"
#include "unit.h"

#define LONG_MS 10000
#define SHORT_MS 20

static struct sys *sys;

static void begin(void)
{
	ck_assert_int_eq(sys_open(NULL, &sys), 0);
}

static void end(void)
{
	sys_free(sys);
	/* No child of any kind. */
	ck_assert_int_eq(waitpid(-1, NULL, __WALL), -1);
	ck_assert_int_eq(errno, ECHILD);
}

static int look(uint64_t key, uint32_t wait_ms, const char *path)
{
	struct sys_stat st;

	return sys_stat_timed(sys, key, wait_ms, &st, path);
}

START_TEST(tells)
{
	struct sys_stat own, told;

	begin();
	ck_assert_int_eq(sys_stat(sys, true, &own, "proc/self/exe"), 0);
	/* Its own program is the same. */
	ck_assert_int_eq(sys_stat_timed(sys, 1, LONG_MS, &told, "proc/self/exe"), 0);
	ck_assert(own.dev == told.dev && own.inode == told.inode && own.size == told.size &&
		  own.mode == told.mode && own.nlink == told.nlink && own.uid == told.uid);
	ck_assert_int_eq(look(1, LONG_MS, "nosuch"), -ENOENT);
	ck_assert_int_eq(look(1, LONG_MS, ""), -ENAMETOOLONG);
	ck_assert_int_eq(look(1, LONG_MS, "proc"), 0);
	end();
}
END_TEST

START_TEST(is_no_child)
{
	begin();
	ck_assert_int_eq(look(1, LONG_MS, "proc"), 0);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	ck_assert_int_gt(sys->helper.pid, 0);
	end();
}
END_TEST

START_TEST(is_made_again)
{
	begin();
	ck_assert_int_eq(look(1, LONG_MS, "proc"), 0);
	kill(sys->helper.pid, SIGKILL);
	ck_assert_int_eq(look(1, LONG_MS, "proc"), -EIO);
	ck_assert_int_eq(look(1, LONG_MS, "proc"), 0);
	end();
}
END_TEST

/* As long as it is stopped it is like one whose server does not answer. */
START_TEST(falls_silent)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int tries = 0, r;

	begin();
	ck_assert_int_eq(look(1, LONG_MS, "proc"), 0);
	kill(sys->helper.pid, SIGSTOP);
	ck_assert_int_eq(look(1, SHORT_MS, "proc"), -ETIMEDOUT);
	/* Nobody is asked, so nobody is waited for. */
	ck_assert_int_eq(sys->helper.pid, 0);
	ck_assert_int_eq(look(1, LONG_MS, "proc"), -ETIMEDOUT);
	ck_assert_int_eq(sys->helper.pid, 0);
	ck_assert_int_eq(look(2, LONG_MS, "proc"), 0);
	/* Its end takes a while. */
	do {
		nanosleep(&pause, NULL);
		sys_stat_renew(sys);
		r = look(1, LONG_MS, "proc");
	} while (r == -ETIMEDOUT && ++tries < 500);
	ck_assert_int_eq(r, 0);
	end();
}
END_TEST

static void *look_often(void *arg)
{
	for (int i = 0; i < 200; i++)
		if (look((uintptr_t)arg, LONG_MS, "proc/self/stat") != 0)
			return arg;
	return NULL;
}

START_TEST(from_threads)
{
	pthread_t threads[4];
	void *failed;

	begin();
	for (uintptr_t i = 0; i < ARRAY_SIZE(threads); i++)
		ck_assert_int_eq(
			pthread_create(&threads[i], NULL, look_often, (void *)(i + 1)), 0);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
		ck_assert_ptr_null(failed);
	}
	end();
}
END_TEST

UNIT_MAIN("sys-helper", tells, is_no_child, is_made_again, falls_silent, from_threads)
