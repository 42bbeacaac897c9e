/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which uses belong together: tables made by hand. */
#include <linux/major.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "sides.h"
#include "unit.h"

#define PIPES 15
#define MANY 50000

static struct nw_table table;
static struct nw_proc procs[4];
static struct netns spaces[2];
static struct nw_sides *sides;

/* Rows are added before uses, which point to them. */
static void begin(void)
{
	memset(&table, 0, sizeof(table));
	for (uint32_t i = 0; i < ARRAY_SIZE(procs); i++)
		procs[i] = (struct nw_proc){ .pid = 100 + i };
	ck_assert_int_eq(vec_reserve(&table.rows.socks, 16), 0);
}

static void end(void)
{
	for (size_t i = 0; i < table.rows.socks.n; i++)
		free((char *)table.rows.socks.at[i].attrs);
	nw_sides_free(sides);
	sides = NULL;
	vec_free(&table.rows.socks);
	vec_free(&table.uses.all);
}

static struct use_draft drafts[2 * MANY + 64];

static struct use_draft *use(unsigned proc, uint32_t fd, uint32_t mode, uint64_t inode)
{
	struct use_draft *added = &drafts[table.uses.all.n];
	struct nw_use *all = vec_push(&table.uses.all);

	*all = (struct nw_use){ .kind = NW_USE_FD, .proc = &procs[proc], .fd = fd, .more = added };
	*added = (struct use_draft){ .kind = NW_USE_FD };
	added->mode = mode;
	added->dev = PIPES;
	added->inode = inode;
	added->has = USE_HAS_STAT | USE_HAS_FILE | USE_HAS_INODE;
	return added;
}

static struct use_draft *mapped(unsigned proc, enum nw_use_kind kind, uint64_t inode)
{
	struct use_draft *added = use(proc, 0, S_IFREG, inode);

	added->kind = kind;
	table.uses.all.at[table.uses.all.n - 1].kind = kind;
	return added;
}

static struct nw_sock *unix_sock(uint64_t inode, uint32_t peer)
{
	struct nw_sock *sock = vec_push(&table.rows.socks);
	struct attr *attr = calloc(1, sizeof(*attr) + 8);

	sock->family = NW_UNIX;
	sock->inode = inode;
	attr->tag = NW_ATTR_PEER;
	attr->len = sizeof(peer);
	memcpy(attr + 1, &peer, sizeof(peer));
	sock->attrs = (char *)attr;
	sock->attrs_len = sizeof(*attr) + 8;
	return sock;
}

static struct nw_sock *tcp_sock(uint64_t inode, uint32_t local, uint32_t remote, unsigned space)
{
	static const uint8_t loopback[4] = { 127, 0, 0, 1 };
	struct nw_sock *sock = vec_push(&table.rows.socks);

	sock->family = NW_TCP;
	sock->af = AF_INET;
	sock->state = NW_STATE_ESTABLISHED;
	sock->netns = &spaces[space];
	sock->inode = inode;
	memcpy(sock->local, loopback, sizeof(loopback));
	memcpy(sock->remote, loopback, sizeof(loopback));
	sock->local_port = local;
	sock->remote_port = remote;
	return sock;
}

static void held(unsigned proc, uint32_t fd, const struct nw_sock *sock)
{
	use(proc, fd, 0, sock->inode)->has = USE_HAS_INODE;
	table.uses.all.at[table.uses.all.n - 1].sock = sock;
}

static const struct nw_side *side(size_t at)
{
	if (!sides)
		ck_assert_int_eq(nw_sides_make(&table, 0, &sides), 0);
	return nw_sides_of(sides, &table.uses.all.at[at]);
}

/* Who holds it, as "100:3 101:4 ". */
static const char *holders(const struct nw_side *of)
{
	static char text[256];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < nw_side_uses(of); i++) {
		const struct nw_use *at = nw_side_use(of, i);

		n += (size_t)snprintf(text + n, sizeof(text) - n, "%u:%u ",
				      nw_proc_pid(nw_use_proc(at)), nw_use_fd(at));
	}
	return text;
}

static const struct nw_side *only_other(size_t at)
{
	ck_assert_ptr_nonnull(side(at));
	ck_assert_uint_eq(nw_side_others(side(at)), 1);
	return nw_side_other(side(at), 0);
}

START_TEST(pipes)
{
	begin();
	use(2, 4, S_IFIFO, 7);
	use(0, 9, S_IFIFO, 7);
	use(0, 3, S_IFIFO, 7);
	use(1, 3, S_IFIFO, 8);
	use(1, 4, S_IFIFO, 7)->dev = PIPES + 1;
	use(1, 5, S_IFREG, 7);
	ck_assert_str_eq(holders(side(0)), "100:3 100:9 102:4 ");
	ck_assert_ptr_eq(side(0), side(1));
	ck_assert_ptr_eq(only_other(0), side(0));
	ck_assert_str_eq(holders(side(3)), "101:3 ");
	ck_assert_str_eq(holders(side(4)), "101:4 ");
	ck_assert_ptr_null(side(5));
	ck_assert_int_eq(nw_side_channel(side(0)), NW_CHANNEL_PIPE);
	ck_assert_ptr_null(nw_side_use(side(0), 3));
	ck_assert_ptr_null(nw_side_other(side(0), 1));
	end();
}
END_TEST

/* A thread's descriptor is its process's. */
START_TEST(threads)
{
	begin();
	procs[1] = (struct nw_proc){ .pid = 100, .tid = 200 };
	use(0, 3, S_IFIFO, 7);
	use(0, 4, S_IFIFO, 7);
	use(1, 3, S_IFIFO, 7);
	use(1, 4, S_IFIFO, 7);
	ck_assert_str_eq(holders(side(0)), "100:3 100:4 ");
	ck_assert_ptr_eq(side(3), side(0));
	ck_assert_ptr_eq(nw_use_proc(nw_side_use(side(0), 0)), &procs[0]);
	end();
}
END_TEST

START_TEST(events_and_queues)
{
	begin();
	for (unsigned i = 0; i < 3; i++) {
		struct use_draft *event = use(i, 3, 0, 1038);

		event->has |= USE_HAS_INDEX;
		event->index = i == 1 ? 6 : 5;
		use(i, 4, S_IFREG, 77);
	}
	/* Its number is not known. */
	use(3, 3, 0, 1038);
	ck_assert_int_eq(nw_sides_make(&table, PIPES, &sides), 0);
	ck_assert_str_eq(holders(side(0)), "100:3 102:3 ");
	ck_assert_str_eq(holders(side(2)), "101:3 ");
	ck_assert_str_eq(holders(side(1)), "100:4 101:4 102:4 ");
	ck_assert_int_eq(nw_side_channel(side(1)), NW_CHANNEL_QUEUE);
	ck_assert_ptr_null(side(6));
	end();
}
END_TEST

static void terminal(unsigned proc, uint32_t fd, uint64_t dev, uint64_t rdev, uint32_t index)
{
	struct use_draft *added = use(proc, fd, S_IFCHR, 3);

	added->dev = dev;
	added->rdev = rdev;
	added->index = index;
	added->has |= major(rdev) == TTYAUX_MAJOR ? USE_HAS_INDEX : 0;
}

/* 30 is where /dev is, 31 and 32 are mounts of devpts. */
START_TEST(terminals)
{
	const uint64_t master = makedev(TTYAUX_MAJOR, 2);

	begin();
	terminal(0, 3, 31, master, 1);
	terminal(1, 3, 30, master, 2);
	terminal(2, 3, 30, master, 4);
	terminal(0, 4, 31, makedev(UNIX98_PTY_SLAVE_MAJOR, 1), 0);
	terminal(1, 4, 32, makedev(UNIX98_PTY_SLAVE_MAJOR, 1), 0);
	terminal(2, 4, 32, makedev(UNIX98_PTY_SLAVE_MAJOR, 2), 0);
	terminal(3, 4, 32, makedev(UNIX98_PTY_SLAVE_MAJOR, 2), 0);
	ck_assert_ptr_eq(only_other(0), side(3));
	ck_assert_ptr_eq(only_other(3), side(0));
	ck_assert_uint_eq(nw_side_others(side(4)), 0);
	ck_assert_str_eq(holders(only_other(1)), "102:4 103:4 ");
	ck_assert_ptr_eq(only_other(5), side(1));
	ck_assert_uint_eq(nw_side_others(side(2)), 0);
	end();
}
END_TEST

START_TEST(unix_pairs)
{
	begin();
	held(0, 3, unix_sock(11, 12));
	held(1, 3, unix_sock(12, 11));
	held(2, 3, &table.rows.socks.at[1]);
	held(0, 4, unix_sock(13, 0));
	held(0, 5, unix_sock(14, 99));
	ck_assert_str_eq(holders(only_other(0)), "101:3 102:3 ");
	ck_assert_ptr_eq(only_other(1), side(0));
	/* What had the other end is gone. */
	ck_assert_uint_eq(nw_side_others(side(3)), 0);
	/* Nobody is seen to have it. */
	ck_assert_uint_eq(nw_side_uses(only_other(4)), 0);
	ck_assert_uint_eq(nw_side_inode(only_other(4)), 99);
	ck_assert_ptr_null(nw_side_sock(only_other(4)));
	ck_assert_uint_eq(nw_side_others(only_other(4)), 0);
	end();
}
END_TEST

/* Datagrams: many send to one, which itself sends to none. */
START_TEST(unix_servers)
{
	struct nw_sock *listener;
	struct attr *attr;
	const uint32_t waiting[2] = { 31, 30 };

	begin();
	held(0, 3, unix_sock(20, 0));
	held(1, 3, unix_sock(22, 20));
	held(2, 3, unix_sock(21, 20));
	held(3, 3, unix_sock(23, 23));
	listener = unix_sock(29, 0);
	attr = (struct attr *)listener->attrs;
	attr->tag = NW_ATTR_PENDING;
	attr->len = sizeof(waiting);
	memcpy(attr + 1, waiting, sizeof(waiting));
	held(0, 4, listener);
	held(1, 4, unix_sock(30, 0));
	ck_assert_uint_eq(nw_side_others(side(0)), 2);
	ck_assert_ptr_eq(nw_side_other(side(0), 0), side(2));
	ck_assert_ptr_eq(nw_side_other(side(0), 1), side(1));
	ck_assert_ptr_eq(only_other(1), side(0));
	/* Connected to itself. */
	ck_assert_ptr_eq(only_other(3), side(3));
	ck_assert_uint_eq(nw_side_others(side(4)), 2);
	ck_assert_uint_eq(nw_side_inode(nw_side_other(side(4), 0)), 31);
	ck_assert_ptr_eq(nw_side_other(side(4), 1), side(5));
	end();
}
END_TEST

START_TEST(connections)
{
	struct nw_sock *sock;

	begin();
	held(0, 3, tcp_sock(40, 1000, 80, 0));
	held(1, 3, tcp_sock(41, 80, 1000, 0));
	/* The same addresses elsewhere. */
	held(2, 3, tcp_sock(42, 80, 1000, 1));
	held(0, 4, tcp_sock(43, 7, 7, 0));
	held(3, 4, &table.rows.socks.at[3]);
	sock = tcp_sock(44, 80, 1000, 0);
	sock->family = NW_UDP;
	held(0, 5, sock);
	/* An IPv6 socket, of IPv4. */
	held(0, 6, tcp_sock(45, 2000, 81, 0));
	sock = tcp_sock(46, 81, 2000, 0);
	sock->af = AF_INET6;
	memcpy(sock->local, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f\0\0\1", 16);
	memcpy(sock->remote, sock->local, 16);
	held(1, 6, sock);
	sock = tcp_sock(47, 82, 0, 0);
	sock->state = NW_STATE_LISTEN;
	held(1, 7, sock);
	ck_assert_ptr_eq(only_other(0), side(1));
	ck_assert_ptr_eq(only_other(1), side(0));
	ck_assert_uint_eq(nw_side_others(side(2)), 0);
	ck_assert_ptr_eq(only_other(3), side(3));
	ck_assert_str_eq(holders(only_other(3)), "100:4 103:4 ");
	ck_assert_uint_eq(nw_side_others(side(5)), 0);
	ck_assert_ptr_eq(only_other(6), side(7));
	ck_assert_uint_eq(nw_side_others(side(8)), 0);
	end();
}
END_TEST

START_TEST(memory)
{
	static const char memfd[] = "/memfd:x (deleted)", zero[] = "/dev/zero";
	struct use_draft *added;

	begin();
	for (unsigned i = 0; i < 2; i++) {
		added = use(i, 3, S_IFREG, 50);
		added->link = memfd;
		added->link_len = sizeof(memfd) - 1;
		added = mapped(i, NW_USE_MEMORY, 50);
		added->link = memfd;
		added->link_len = sizeof(memfd) - 1;
		added = mapped(i, NW_USE_DELETED, 51);
		added->link = zero;
		added->link_len = sizeof(zero) - 1;
	}
	ck_assert_str_eq(holders(side(0)), "100:0 100:3 101:0 101:3 ");
	ck_assert_str_eq(holders(side(2)), "100:0 101:0 ");
	ck_assert_int_eq(nw_side_channel(side(2)), NW_CHANNEL_MEMORY);
	end();
}
END_TEST

START_TEST(many)
{
	begin();
	ck_assert_int_eq(vec_reserve(&table.uses.all, 2 * MANY), 0);
	for (uint32_t i = 0; i < MANY; i++) {
		use(0, i, S_IFIFO, MANY - i);
		use(1, i, S_IFIFO, MANY - i);
	}
	for (size_t i = 0; i < 2 * MANY; i += 2) {
		ck_assert_uint_eq(nw_side_uses(side(i)), 2);
		ck_assert_ptr_eq(side(i), side(i + 1));
	}
	end();
}
END_TEST

START_TEST(nothing)
{
	begin();
	ck_assert_int_eq(nw_sides_make(&table, 0, &sides), 0);
	end();
	nw_sides_free(NULL);
}
END_TEST

UNIT_MAIN("sides", pipes, threads, events_and_queues, terminals, unix_pairs, unix_servers,
	  connections, memory, many, nothing)
