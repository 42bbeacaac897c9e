/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names from a name service of our own: a namespace with an /etc, and a name server on
 * its loopback interface that answers, denies, or keeps silent.
 */
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <netwho.h>

#include "names.h"
#include "sys.h"
#include "unit-nameserver.h"

/* ---- the namespace ------------------------------------------------------------------ */

static int write_text(const char *path, const char *text)
{
	_closefd_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : -1;
}

static int loopback_up(void)
{
	_closefd_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	return ioctl(fd, SIOCSIFFLAGS, &ifr);
}

static int enter(void)
{
	char users[64], groups[64];

	snprintf(users, sizeof(users), "0 %u 1", geteuid());
	snprintf(groups, sizeof(groups), "0 %u 1", getegid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0)
		return -1;
	/* Without a group that is mapped no file can be made. */
	if (write_text("/proc/self/uid_map", users) < 0 ||
	    write_text("/proc/self/setgroups", "deny") < 0 ||
	    write_text("/proc/self/gid_map", groups) < 0)
		return -1;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("tmpfs", "/etc", "tmpfs", 0, NULL) < 0)
		return -1;
	/* nscd would answer from outside. */
	mount("tmpfs", "/run", "tmpfs", 0, NULL);
	return loopback_up();
}

static bool may_enter(void)
{
	pid_t pid = fork();
	int status = 1;

	if (pid == 0)
		_exit(enter() < 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static void setup(void)
{
	ck_assert_int_eq(enter(), 0);
	ck_assert_int_eq(write_text("/etc/nsswitch.conf",
				    "passwd: files\nhosts: files dns\n"
				    "services: files\nprotocols: files\n"),
			 0);
	/* Whoever waits for this resolver waits for two and a half minutes. */
	ck_assert_int_eq(write_text("/etc/resolv.conf",
				    "nameserver 127.0.0.1\noptions timeout:30 attempts:5\n"),
			 0);
	start_server();
}

struct asked {
	struct sys *sys;
	struct names *names;
};

static void open_names(struct asked *asked)
{
	ck_assert_int_eq(sys_open(NULL, &asked->sys), 0);
	ck_assert_int_eq(names_open(asked->sys, &asked->names), 0);
}

static void close_names(struct asked *asked)
{
	names_free(asked->names);
	sys_free(asked->sys);
}

static struct nw_address numbered(unsigned char last)
{
	return (struct nw_address){ .family = AF_INET, .bytes = { 192, 0, 2, last } };
}

static const char *host(struct asked *asked, unsigned char last)
{
	const struct nw_address a = numbered(last);

	return names_host(asked->names, &a);
}

static size_t resolve(struct asked *asked, unsigned first, unsigned n, unsigned timeout_ms)
{
	struct nw_address all[256];
	size_t unanswered;

	for (unsigned i = 0; i < n; i++)
		all[i] = numbered((unsigned char)(first + i));
	ck_assert_int_eq(names_resolve(asked->names, all, n, timeout_ms, &unanswered), 0);
	return unanswered;
}

/* ---- tests --------------------------------------------------------------------------- */

/* A thread that still waits for a name server when the program ends cannot tidy up: libc's
 * memory for its question is no leak of ours. The sanitizer, a shared library, must see it. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:res_context_send\nleak:res_context\n";
}

START_TEST(users_and_protocols)
{
	char passwd[8192];
	struct asked asked;

	/* More than any first guess of a buffer. */
	snprintf(passwd, sizeof(passwd),
		 "root:x:0:0::/:/bin/sh\nlong:x:7:7:%05000d:/:/bin/sh\n"
		 "last:x:4294967294:8::/:\n",
		 0);
	write_text("/etc/passwd", passwd);
	write_text("/etc/protocols", "icmp 1 ICMP\ntcp 6 TCP\n");
	open_names(&asked);

	ck_assert_str_eq(names_user(asked.names, 0), "root");
	ck_assert_str_eq(names_user(asked.names, 7), "long");
	ck_assert_str_eq(names_user(asked.names, 4294967294U), "last");
	ck_assert_ptr_null(names_user(asked.names, 8));
	ck_assert_str_eq(names_protocol(asked.names, 6), "tcp");
	ck_assert_ptr_null(names_protocol(asked.names, 7));
	close_names(&asked);
}
END_TEST

START_TEST(services_as_getservbyport)
{
	char services[8192];
	struct asked asked;

	snprintf(services, sizeof(services),
		 "http 80/tcp www\nsecond 80/tcp\nweb 80/udp\nlong 81/tcp a%05000d\n"
		 "behind 82/tcp\nhigh 65535/sctp\n",
		 0);
	write_text("/etc/services", services);
	open_names(&asked);

	ck_assert_str_eq(names_service(asked.names, 80, "tcp"), "http");
	ck_assert_str_eq(names_service(asked.names, 80, "udp"), "web");
	ck_assert_str_eq(names_service(asked.names, 81, "tcp"), "long");
	ck_assert_str_eq(names_service(asked.names, 82, "tcp"), "behind");
	ck_assert_str_eq(names_service(asked.names, 65535, "sctp"), "high");
	ck_assert_ptr_null(names_service(asked.names, 65535, "tcp"));
	ck_assert_ptr_null(names_service(asked.names, 65536 + 80, "tcp"));
	close_names(&asked);
}
END_TEST

START_TEST(hosts_named_and_denied)
{
	struct nw_address other[] = {
		{ .family = AF_INET6, .bytes = { [10] = 255, 255, 192, 0, 2, 1 } },
		{ .family = AF_INET6, .bytes = { 0x20, 1, [15] = 1 } },
	};
	struct asked asked;
	size_t unanswered;

	write_text("/etc/hosts", "192.0.2.201 listed.example\n2001::1 six.example\n");
	open_names(&asked);

	ck_assert_uint_eq(resolve(&asked, 1, 150, 20000), 0);
	ck_assert_str_eq(host(&asked, 1), "host-1.example");
	ck_assert_str_eq(host(&asked, 99), "host-99.example");
	ck_assert_ptr_null(host(&asked, 100));
	ck_assert_uint_eq(resolve(&asked, 201, 1, 20000), 0);
	ck_assert_str_eq(host(&asked, 201), "listed.example");
	/* Asked once, remembered. */
	ck_assert_uint_eq(resolve(&asked, 1, 150, 20000), 0);
	ck_assert_uint_eq(questions, 150);

	ck_assert_int_eq(names_resolve(asked.names, other, 2, 20000, &unanswered), 0);
	ck_assert_uint_eq(unanswered, 0);
	ck_assert_str_eq(names_host(asked.names, &other[0]), "host-1.example");
	ck_assert_str_eq(names_host(asked.names, &other[1]), "six.example");
	ck_assert_uint_eq(questions, 150);
	close_names(&asked);
}
END_TEST

/* The resolver waits much longer; we do not, not even to clean up. */
START_TEST(gives_up_at_the_deadline)
{
	struct asked asked;

	silent = true;
	open_names(&asked);
	ck_assert_uint_eq(resolve(&asked, SILENT, 50, 300), 50);
	for (unsigned i = 0; i < 50; i++)
		ck_assert_ptr_null(host(&asked, (unsigned char)(SILENT + i)));
	/* Nobody waits again for those under way; the threads are all taken. */
	ck_assert_uint_eq(resolve(&asked, SILENT, 50, 300), 50);
	close_names(&asked);
}
END_TEST

START_TEST(asks_no_more_than_16_at_once)
{
	struct asked asked;

	silent = true;
	open_names(&asked);
	for (int i = 0; i < 3; i++)
		resolve(&asked, SILENT, 50, 300);
	silent = false;
	/* The server saw one, and the others are in its queue: nothing else was asked. */
	usleep(500000);
	ck_assert_uint_eq(questions, 16);
	close_names(&asked);
}
END_TEST

START_TEST(takes_what_came_too_late)
{
	struct asked asked;

	silent = true;
	open_names(&asked);
	ck_assert_uint_eq(resolve(&asked, SILENT, 3, 100), 3);
	silent = false;
	for (int i = 0; i < 1000 && resolve(&asked, SILENT, 3, 100); i++)
		usleep(10000);
	ck_assert_str_eq(host(&asked, SILENT + 1), "host-201.example");
	ck_assert_uint_eq(questions, 3);
	close_names(&asked);
}
END_TEST

/* Nobody listens at this address: the name service gives up at once, and that is that. */
START_TEST(does_not_ask_the_dead_again)
{
	struct asked asked;

	ck_assert_int_eq(write_text("/etc/resolv.conf", "nameserver 127.0.0.2\n"), 0);
	open_names(&asked);
	ck_assert_uint_eq(resolve(&asked, 1, 20, 20000), 20);
	ck_assert_int_eq(write_text("/etc/resolv.conf", "nameserver 127.0.0.1\n"), 0);
	ck_assert_uint_eq(resolve(&asked, 1, 20, 20000), 20);
	ck_assert_uint_eq(questions, 0);
	close_names(&asked);
}
END_TEST

START_TEST(recorded_hosts)
{
	_cleanup_(sys_freep) struct sys *replay = NULL;
	_cleanup_(names_freep) struct names *names = NULL;
	const struct nw_address all[] = { numbered(1), numbered(DENIED), numbered(SILENT) };
	struct asked asked;
	size_t unanswered;

	silent = true;
	open_names(&asked);
	ck_assert_int_eq(sys_record(asked.sys, "/etc/recording"), 0);
	ck_assert_int_eq(names_resolve(asked.names, all, 2, 20000, &unanswered), 0);
	ck_assert_int_eq(names_resolve(asked.names, all, 3, 100, &unanswered), 0);
	ck_assert_uint_eq(unanswered, 1);
	ck_assert_int_eq(names_save(asked.names), 0);
	ck_assert_int_eq(sys_record_end(asked.sys), 0);
	close_names(&asked);

	ck_assert_int_eq(sys_open("/etc/recording", &replay), 0);
	ck_assert_int_eq(names_open(replay, &names), 0);
	ck_assert_int_eq(names_resolve(names, all, 3, 20000, &unanswered), 0);
	ck_assert_uint_eq(unanswered, 1);
	ck_assert_str_eq(names_host(names, &all[0]), "host-1.example");
	ck_assert_ptr_null(names_host(names, &all[1]));
	ck_assert_uint_eq(questions, 3);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		users_and_protocols,          services_as_getservbyport,
		hosts_named_and_denied,       gives_up_at_the_deadline,
		asks_no_more_than_16_at_once, takes_what_came_too_late,
		does_not_ask_the_dead_again,  recorded_hosts,
	};
	TCase *tc;

	if (!may_enter()) {
		puts("1..0 # SKIP no user namespaces here");
		return 0;
	}

	tc = tcase_create("namespace");
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_set_timeout(tc, 60);
	return unit_run_case("names-live", tc, tests, ARRAY_SIZE(tests));
}
