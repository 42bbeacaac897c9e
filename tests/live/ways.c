/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * There are several ways to the sockets that processes use: by their holders, which a BPF program
 * or the scan finds; socket by socket, of few processes; and from all sockets there are. Of what
 * stands still they tell the same.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <netwho.h>

#include "unit.h"

#define IP (NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE))
#define LIST 65536

static int bound(int af, int type, const char *host)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };
	int fd = socket(af, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return fd;
	if (af == AF_INET) {
		inet_pton(AF_INET, host, &four.sin_addr);
		ck_assert_int_eq(bind(fd, (struct sockaddr *)&four, sizeof(four)), 0);
	} else {
		inet_pton(AF_INET6, host, &six.sin6_addr);
		if (bind(fd, (struct sockaddr *)&six, sizeof(six)) < 0)
			close(fd);
	}
	return fd;
}

/* To the address of another one. */
static int called(int af, int type, int other)
{
	struct sockaddr_storage to;
	socklen_t len = sizeof(to);
	int fd = socket(af, type | SOCK_CLOEXEC, 0);

	if (fd < 0 || getsockname(other, (struct sockaddr *)&to, &len) < 0)
		return -1;
	if (af == AF_INET6 && to.ss_family == AF_INET) {
		const struct sockaddr_in four = *(struct sockaddr_in *)&to;
		struct sockaddr_in6 *six = (struct sockaddr_in6 *)&to;

		*six = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = four.sin_port };
		inet_pton(AF_INET6, "::ffff:127.0.0.1", &six->sin6_addr);
		len = sizeof(*six);
	}
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, len), 0);
	return fd;
}

static void make_sockets(void)
{
	int listener = bound(AF_INET, SOCK_STREAM, "127.0.0.1");
	int six = bound(AF_INET6, SOCK_STREAM, "::1");
	int server = bound(AF_INET, SOCK_DGRAM, "127.0.0.1");
	int pair[2];

	ck_assert_int_eq(listen(listener, 5), 0);
	called(AF_INET, SOCK_STREAM, listener);
	accept(listener, NULL, NULL);
	/* What is in no queue of accept() any more has a holder on one side only. */
	called(AF_INET6, SOCK_STREAM, listener);
	accept(listener, NULL, NULL);
	if (six >= 0 && listen(six, 5) == 0) {
		called(AF_INET6, SOCK_STREAM, six);
		accept(six, NULL, NULL);
	}
	called(AF_INET, SOCK_DGRAM, server);
	bound(AF_INET6, SOCK_DGRAM, "::");
	/* In no table: nothing but made; bound and no more. */
	socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bound(AF_INET, SOCK_STREAM, "127.0.0.1");
	socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_TCP);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	ck_assert_int_ge(dup(listener), 0);
}

static size_t put_end(char *text, size_t room, const struct nw_sock *sock, enum nw_end end)
{
	struct nw_address address;
	size_t n = 0;

	if (!nw_sock_address(sock, end, &address))
		return (size_t)snprintf(text, room, " -");
	n = (size_t)snprintf(text, room, " %d/%u/", address.family, address.port);
	for (int i = 0; i < (address.family == AF_INET ? 4 : 16); i++)
		n += (size_t)snprintf(text + n, room - n, "%02x", address.bytes[i]);
	return n;
}

/* A line for each use of one of these processes. */
static const char *list(struct nw *nw, const uint32_t pids[2], bool named, uint32_t want,
			enum nw_owners owners)
{
	const struct nw_use_query uses = {
		.size = sizeof(uses),
		.kinds = NW_BIT(NW_USE_FD),
		.want = NW_USE_SOCKETS | NW_USE_KNOWN | want,
		.pids = named ? pids : NULL,
		.n_pids = named ? 2 : 0,
	};
	const struct nw_query query = {
		.size = sizeof(query), .families = IP, .uses = &uses, .owners = owners,
	};
	char *text = calloc(1, LIST);
	const struct nw_use *use;
	struct nw_table *table;
	size_t n = 0;

	ck_assert_int_eq(nw_table_take(nw, &query, &table), 0);
	nw_foreach(use, use, table) {
		const struct nw_sock *sock = nw_use_sock(use);
		const uint32_t pid = nw_proc_pid(nw_use_proc(use));

		if (pid != pids[0] && pid != pids[1])
			continue;
		ck_assert_ptr_nonnull(sock);
		n += (size_t)snprintf(text + n, LIST - n, "%u %u %d %d %d %llu", pid,
				      nw_use_fd(use), nw_sock_family(sock), nw_sock_ip(sock),
				      nw_sock_state(sock),
				      (unsigned long long)nw_sock_inode(sock));
		n += put_end(text + n, LIST - n, sock, NW_LOCAL);
		n += put_end(text + n, LIST - n, sock, NW_REMOTE);
		n += (size_t)snprintf(text + n, LIST - n, "\n");
	}
	nw_table_free(table);
	return text;
}

static pid_t heir(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

START_TEST(alike)
{
	static const struct {
		const char *name;
		bool named;
		uint32_t want;
		enum nw_owners owners;
	} ways[] = {
		{ "by holders, scanned", false, NW_USE_ALONE, NW_OWNERS_SCAN },
		{ "by holders, as the kernel tells", false, NW_USE_ALONE, NW_OWNERS_BPF },
		{ "sought", true, NW_USE_ALONE, NW_OWNERS_AUTO },
		{ "of all processes", false, 0, NW_OWNERS_AUTO },
	};
	const char *expected;
	uint32_t pids[2];
	struct nw *nw;
	size_t lines = 0;
	pid_t child;

	make_sockets();
	child = heir();
	pids[0] = (uint32_t)(getpid() < child ? getpid() : child);
	pids[1] = (uint32_t)(getpid() < child ? child : getpid());
	ck_assert_int_eq(nw_open(NULL, &nw), 0);
	expected = list(nw, pids, true, 0, NW_OWNERS_AUTO);
	for (const char *p = expected; *p; p++)
		lines += *p == '\n';
	ck_assert_uint_ge(lines, 2 * 9);
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		const char *found = list(nw, pids, ways[i].named, ways[i].want, ways[i].owners);

		ck_assert_msg(strcmp(found, expected) == 0, "%s:\n%sand not\n%s", ways[i].name,
			      found, expected);
		free((void *)found);
	}
	free((void *)expected);
	nw_free(nw);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}
END_TEST

UNIT_MAIN("ways", alike)
