/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/net/unix beside sock_diag, where anybody may write lines. */
#include <sys/socket.h>

#include "unit-stage.h"

#define TITLES "Num       RefCount Protocol Flags    Type St Inode Path\n"
/* Reference count, flags, state, inode and name of a line. */
#define LINE(ref, flags, st, inode, name)                                                \
	"0000000000000000: " ref " 00000000 " flags " 0001 " st " " inode name "\n"
#define PLAIN "00000000"
#define ACCEPTS "00010000"

static void add_unix(struct stage *stage, uint64_t inode, enum nw_state state,
		     uint32_t recvq, const char *name, size_t len)
{
	struct nw_sock *sock = stage_add(stage, NW_UNIX, AF_UNIX, inode, state);

	sock->recvq = recvq;
	sock->has = HAS_QUEUES;
	if (len)
		ck_assert_int_eq(rows_attr(&stage->rows, NW_ATTR_NAME, name, len), 0);
}

#define LISTENER(stage, inode, waiting, name)                                            \
	add_unix(stage, inode, NW_STATE_LISTEN, waiting, name, sizeof(name) - 1)

/* A stage beside this file. */
static void open_beside(struct stage *stage, const char *file)
{
	dir_recording("complete\n");
	if (file)
		dir_text("proc/net/unix", file);
	stage_open(stage);
}

static size_t count_inode(const struct stage *stage, uint64_t inode)
{
	size_t n = 0;

	for (size_t i = 0; i < stage->rows.socks.n; i++)
		n += stage->rows.socks.at[i].inode == inode;
	return n;
}

static void assert_refcount(const struct stage *stage, uint64_t inode, uint32_t refcount)
{
	const struct nw_sock *sock = stage_find(stage, inode);

	ck_assert(sock->has & HAS_REFCOUNT);
	ck_assert_uint_eq(sock->refcount, refcount);
}

static void assert_no_refcount(const struct stage *stage, uint64_t inode)
{
	ck_assert(!(stage_find(stage, inode)->has & HAS_REFCOUNT));
}

/* ---- reference counts -------------------------------------------------------- */

START_TEST(refcounts)
{
	struct stage stage = { 0 };
	struct nw_sock *other;

	open_beside(&stage, TITLES LINE("00000003", PLAIN, "03", "  300", "")
				    LINE("00000002", ACCEPTS, "01", "100", " /a")
					    LINE("0000000A", PLAIN, "01", "4026531999", ""));
	LISTENER(&stage, 100, 0, "/a");
	add_unix(&stage, 300, NW_STATE_ESTABLISHED, 0, NULL, 0);
	add_unix(&stage, UINT64_C(4026531999), NW_STATE_CLOSE, 0, NULL, 0);
	add_unix(&stage, 400, NW_STATE_ESTABLISHED, 0, NULL, 0);
	other = stage_add(&stage, NW_TCP, AF_INET, 500, NW_STATE_ESTABLISHED);
	other->inode = 100;
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	ck_assert_uint_eq(stage.rows.socks.n, 5);
	assert_refcount(&stage, 100, 2);
	assert_refcount(&stage, 300, 3);
	assert_refcount(&stage, UINT64_C(4026531999), 10);
	/* Made after the file was read. */
	assert_no_refcount(&stage, 400);
	ck_assert_uint_eq(stage.rows.socks.at[4].has, 0);
	ck_assert_uint_eq(stage.notes.all.n, 0);
	stage_close(&stage);
}
END_TEST

/* Two lines for one inode: one of them was written by somebody. Neither is believed. */
START_TEST(forged_twice)
{
	struct stage stage = { 0 };

	open_beside(&stage, TITLES LINE("00000002", PLAIN, "03", "100",
					" /a") LINE("00000099", PLAIN, "03", "300", "")
				    LINE("00000004", PLAIN, "03", "200",
					 "") LINE("00000099", PLAIN, "03", "100", " /a")
					    LINE("00000003", PLAIN, "03", "300", "")
						    LINE("00000099", PLAIN, "03", "300", ""));
	for (uint64_t inode = 100; inode <= 300; inode += 100)
		add_unix(&stage, inode, NW_STATE_ESTABLISHED, 0, NULL, 0);
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	ck_assert_uint_eq(stage.rows.socks.n, 3);
	assert_no_refcount(&stage, 100);
	assert_refcount(&stage, 200, 4);
	assert_no_refcount(&stage, 300);
	stage_close(&stage);
}
END_TEST

/* A line makes no socket: the kernel did not tell of one with this inode. */
START_TEST(forged_inode)
{
	struct stage stage = { 0 };

	open_beside(&stage, TITLES LINE("00000002", ACCEPTS, "01", "666", " /run/docker.sock")
				    LINE("00000003", PLAIN, "03", "100", ""));
	add_unix(&stage, 100, NW_STATE_ESTABLISHED, 0, NULL, 0);
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	ck_assert_uint_eq(stage.rows.socks.n, 1);
	assert_refcount(&stage, 100, 3);
	stage_close(&stage);
}
END_TEST

/* ---- connections nobody accepted yet ----------------------------------------- */

#define WAITING(name) LINE("00000002", PLAIN, "02", "    0", " " name)

START_TEST(not_accepted)
{
	struct stage stage = { 0 };
	const struct nw_sock *sock;

	open_beside(&stage, TITLES WAITING("/a") LINE("00000003", PLAIN, "04", "    0", " /a"));
	LISTENER(&stage, 100, 2, "/a");
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	ck_assert_uint_eq(count_inode(&stage, 0), 2);
	ck_assert_uint_eq(stage.rows.socks.n, 3);
	sock = stage_find(&stage, 0);
	ck_assert_uint_eq(sock->family, NW_UNIX);
	ck_assert_uint_eq(sock->af, AF_UNIX);
	ck_assert_uint_eq(sock->type, SOCK_STREAM);
	/* User, queues and cookie are not known of it. */
	ck_assert_uint_eq(sock->has, HAS_REFCOUNT);
	assert_attr(&stage.rows, NW_ATTR_NAME, "/a", 2);
	/* One still has its client, the other's has gone. */
	ck_assert_uint_ne(stage.rows.socks.at[1].state, stage.rows.socks.at[2].state);
	ck_assert_uint_eq(stage.rows.socks.at[1].refcount + stage.rows.socks.at[2].refcount, 5);
	stage_close(&stage);
}
END_TEST

/* Lines without an inode are believed as long as somebody waits at a listener so named. */
START_TEST(believed)
{
	static const struct {
		enum nw_state state;
		uint32_t waiting;
		const char *lines;
		size_t rows; /* of them */
	} all[] = {
		{ NW_STATE_LISTEN, 1, WAITING("/a"), 1 },
		{ NW_STATE_LISTEN, 0, WAITING("/a"), 0 },
		{ NW_STATE_LISTEN, 2, WAITING("/a") WAITING("/a") WAITING("/a"), 2 },
		{ NW_STATE_LISTEN, 3, WAITING("/a") WAITING("/a"), 2 },
		{ NW_STATE_LISTEN, 1, WAITING("/b"), 0 },
		{ NW_STATE_LISTEN, 1, WAITING("/aa"), 0 },
		{ NW_STATE_LISTEN, 1, WAITING("/"), 0 },
		{ NW_STATE_LISTEN, 1, LINE("00000002", PLAIN, "02", "    0", ""), 0 },
		/* Of other sockets the queue counts bytes. */
		{ NW_STATE_ESTABLISHED, 100, WAITING("/a"), 0 },
		{ NW_STATE_CLOSE, 100, WAITING("/a"), 0 },
		/* Nothing that waits to be accepted listens. */
		{ NW_STATE_LISTEN, 1, LINE("00000002", ACCEPTS, "01", "    0", " /a"), 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct stage stage = { 0 };
		char file[1024];

		snprintf(file, sizeof(file), TITLES "%s", all[i].lines);
		open_beside(&stage, file);
		add_unix(&stage, 100, all[i].state, all[i].waiting, "/a", 2);
		ck_assert_int_eq(join_unix_file(&stage.taking), 0);
		ck_assert_msg(count_inode(&stage, 0) == all[i].rows, "case %zu: %zu rows",
			      i, count_inode(&stage, 0));
		ck_assert_uint_eq(stage.rows.socks.n, 1 + all[i].rows);
		stage_close(&stage);
	}
}
END_TEST

/* Relative paths: several listeners may have one name, and each has its own queue. */
START_TEST(listeners_of_one_name)
{
	struct stage stage = { 0 };

	open_beside(&stage, TITLES WAITING("sock") WAITING("sock") WAITING("sock")
				    WAITING("sock") WAITING("sock") WAITING("other"));
	LISTENER(&stage, 100, 1, "sock");
	LISTENER(&stage, 200, 2, "sock");
	LISTENER(&stage, 300, 0, "sock");
	LISTENER(&stage, 400, 1, "sock");
	LISTENER(&stage, 500, 1, "other");
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	ck_assert_uint_eq(count_inode(&stage, 0), 5);
	stage_close(&stage);
}
END_TEST

/* The file writes an abstract name's NULs as '@'. */
START_TEST(abstract_listeners)
{
	struct stage stage = { 0 };

	open_beside(&stage, TITLES WAITING("@a@b") WAITING("@") WAITING("@c"));
	LISTENER(&stage, 100, 1, "\0a\0b");
	LISTENER(&stage, 200, 1, "\0");
	LISTENER(&stage, 300, 1, "c");
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	ck_assert_uint_eq(count_inode(&stage, 0), 2);
	stage_close(&stage);
}
END_TEST

/* What follows a newline in a name is a line of its own, and nobody's fault. */
START_TEST(names_with_newlines)
{
	struct stage stage = { 0 };

	open_beside(&stage,
		    TITLES LINE("00000002", ACCEPTS, "01", "100", " /a\n/b")
			    WAITING("/a\n/b") LINE("00000003", PLAIN, "03", "300", ""));
	add_unix(&stage, 300, NW_STATE_ESTABLISHED, 0, NULL, 0);
	LISTENER(&stage, 100, 1, "/a\n/b");
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	assert_refcount(&stage, 100, 2);
	assert_refcount(&stage, 300, 3);
	ck_assert_uint_eq(count_inode(&stage, 0), 1);
	ck_assert_uint_eq(stage.notes.all.n, 0);
	stage_close(&stage);
}
END_TEST

/* A name that forges a whole line: a listener nobody has, waiting at one that is there. */
START_TEST(names_that_forge_lines)
{
	struct stage stage = { 0 };

	open_beside(&stage,
		    TITLES LINE("00000002", PLAIN, "01", "100", " x\n" WAITING("/run/docker.sock"))
			    LINE("00000002", ACCEPTS, "01", "200", " /run/docker.sock"));
	add_unix(&stage, 100, NW_STATE_CLOSE, 0, "x\n" WAITING("/run/docker.sock"), 20);
	LISTENER(&stage, 200, 0, "/run/docker.sock");
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	ck_assert_uint_eq(stage.rows.socks.n, 2);
	assert_refcount(&stage, 200, 2);
	stage_close(&stage);
}
END_TEST

/* ---- what is said of the file ------------------------------------------------ */

START_TEST(malformed)
{
	struct stage stage = { 0 };

	open_beside(&stage, TITLES
		    "nonsense\n" LINE("00000003", PLAIN, "03", "300", "") "more\n");
	add_unix(&stage, 300, NW_STATE_ESTABLISHED, 0, "/a", 2);
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	assert_refcount(&stage, 300, 3);
	assert_note(&stage.notes, NW_NOTE_MALFORMED, 0, 2, "proc/net/unix");
	stage_close(&stage);
}
END_TEST

/* What is there of a file that is cut counts; that it is cut, the door says. */
START_TEST(cut)
{
	struct stage stage = { 0 };

	dir_text("index", "size 4000 proc/net/unix\n");
	open_beside(&stage, TITLES LINE("00000003", PLAIN, "03", "300", ""));
	add_unix(&stage, 300, NW_STATE_ESTABLISHED, 0, NULL, 0);
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	assert_refcount(&stage, 300, 3);
	ck_assert_int_eq(sys_troubles(stage.taking.sys, &stage.notes), 0);
	assert_note(&stage.notes, NW_NOTE_CUT, 0, 0, "proc/net/unix");
	stage_close(&stage);
}
END_TEST

START_TEST(refused_or_absent)
{
	for (int refused = 0; refused < 2; refused++) {
		struct stage stage = { 0 };

		dir_text("index", refused ? "error EACCES proc/net/unix\n" : "");
		open_beside(&stage, NULL);
		LISTENER(&stage, 100, 1, "/a");
		ck_assert_int_eq(join_unix_file(&stage.taking), 0);
		ck_assert_uint_eq(stage.rows.socks.n, 1);
		assert_no_refcount(&stage, 100);
		if (refused)
			assert_note(&stage.notes, NW_NOTE_UNREADABLE, EACCES, 0,
				    "proc/net/unix");
		else
			ck_assert_uint_eq(stage.notes.all.n, 0);
		stage_close(&stage);
	}
}
END_TEST

/* Where sock_diag refused, the file was the source: it has said all it has to say. */
START_TEST(the_file_was_the_source)
{
	struct stage stage = { 0 };

	open_beside(&stage, TITLES LINE("00000009", PLAIN, "03", "300", "") WAITING("/a"));
	LISTENER(&stage, 100, 1, "/a");
	add_unix(&stage, 300, NW_STATE_ESTABLISHED, 0, NULL, 0);
	stage.rows.socks.at[1].has |= HAS_REFCOUNT;
	stage.rows.socks.at[1].refcount = 3;
	ck_assert_int_eq(join_unix_file(&stage.taking), 0);
	ck_assert_uint_eq(stage.rows.socks.n, 2);
	assert_refcount(&stage, 300, 3);
	stage_close(&stage);
}
END_TEST

UNIT_DIR_MAIN("join", refcounts, forged_twice, forged_inode, not_accepted, believed,
	      listeners_of_one_name, abstract_listeners, names_with_newlines,
	      names_that_forge_lines, malformed, cut, refused_or_absent, the_file_was_the_source)
