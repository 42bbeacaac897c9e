/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink dumps through the door: whole, interrupted, refused, cut, nonsense. */
#include <linux/netlink.h>

#include "unit-dir.h"

#define OURS 0x40 /* any type of messages of their own */

/* What a dump brought: the first number in each message. */
struct brought {
	uint32_t numbers[64];
	size_t n;
	size_t stop_at; /* fail at the message of this index; 0: never */
	int error;
};

static int bring(const struct nlmsghdr *msg, void *arg)
{
	struct brought *brought = arg;

	ck_assert_uint_eq((uintptr_t)msg % NLMSG_ALIGNTO, 0);
	ck_assert_uint_ge(mnl_nlmsg_get_payload_len(msg), sizeof(uint32_t));
	ck_assert_uint_lt(brought->n, ARRAY_SIZE(brought->numbers));
	memcpy(&brought->numbers[brought->n++], mnl_nlmsg_get_payload(msg), sizeof(uint32_t));
	return brought->stop_at && brought->n == brought->stop_at ? brought->error : 0;
}

static void add_number(struct stream *stream, uint32_t number, uint16_t type, uint16_t flags)
{
	struct message m;

	message_begin(&m, &number, sizeof(number));
	m.head.nlmsg_type = type;
	m.head.nlmsg_flags = NLM_F_MULTI | flags;
	stream_add(stream, &m);
}

static void add_numbers(struct stream *stream, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i <= to; i++)
		add_number(stream, i, OURS, 0);
}

/* Replay what is in the stream. */
static int replay(const struct stream *stream, struct brought *brought, struct sys_dump_end *end)
{
	static const struct sys_dump dump = { .bus = NETLINK_SOCK_DIAG, .name = "things" };
	_cleanup_(sys_freep) struct sys *sys = NULL;

	dir_recording("complete\n");
	stream_save(stream, "things");
	sys = dir_open();
	memset(end, 0xff, sizeof(*end));
	return sys_dump(sys, &dump, bring, brought, end);
}

static void assert_numbers(const struct brought *brought, uint32_t from, uint32_t to)
{
	ck_assert_uint_eq(brought->n, to - from + 1);
	for (size_t i = 0; i < brought->n; i++)
		ck_assert_uint_eq(brought->numbers[i], from + i);
}

static void assert_clean(const struct sys_dump_end *end)
{
	ck_assert(!end->interrupted);
	ck_assert(!end->cut);
	ck_assert_uint_eq(end->malformed, 0);
}

/* ---- whole ------------------------------------------------------------------- */

START_TEST(whole)
{
	struct stream stream = { .n = 0 };
	struct brought brought = { .n = 0 };
	struct sys_dump_end end;

	add_numbers(&stream, 1, 50);
	stream_end(&stream, NLMSG_DONE, 0);
	ck_assert_int_eq(replay(&stream, &brought, &end), 0);
	assert_numbers(&brought, 1, 50);
	assert_clean(&end);
}
END_TEST

START_TEST(nothing_there)
{
	struct stream stream = { .n = 0 };
	struct brought brought = { .n = 0 };
	struct sys_dump_end end;

	stream_end(&stream, NLMSG_DONE, 0);
	ck_assert_int_eq(replay(&stream, &brought, &end), 0);
	ck_assert_uint_eq(brought.n, 0);
	assert_clean(&end);
}
END_TEST

/* Whatever stands behind the end is not part of it. */
START_TEST(more_behind_the_end)
{
	struct stream stream = { .n = 0 };
	struct brought brought = { .n = 0 };
	struct sys_dump_end end;

	add_numbers(&stream, 1, 2);
	stream_end(&stream, NLMSG_DONE, 0);
	add_number(&stream, 3, OURS, NLM_F_DUMP_INTR);
	stream_end(&stream, NLMSG_ERROR, -EPERM);
	ck_assert_int_eq(replay(&stream, &brought, &end), 0);
	assert_numbers(&brought, 1, 2);
	assert_clean(&end);
}
END_TEST

/* Netlink's own messages are for nobody. */
START_TEST(overhead)
{
	struct stream stream = { .n = 0 };
	struct brought brought = { .n = 0 };
	struct sys_dump_end end;

	add_number(&stream, 9, NLMSG_NOOP, 0);
	add_number(&stream, 1, NLMSG_MIN_TYPE, 0);
	add_number(&stream, 9, NLMSG_MIN_TYPE - 1, 0);
	add_number(&stream, 2, 0xffff, 0);
	stream_end(&stream, NLMSG_DONE, 0);
	ck_assert_int_eq(replay(&stream, &brought, &end), 0);
	assert_numbers(&brought, 1, 2);
	assert_clean(&end);
}
END_TEST

/* ---- interrupted, refused ---------------------------------------------------- */

START_TEST(interrupted)
{
	/* The flag may come with any of them, the end included. */
	for (uint32_t at = 1; at <= 4; at++) {
		struct stream stream = { .n = 0 };
		struct brought brought = { .n = 0 };
		struct sys_dump_end end;
		struct message m;
		int none = 0;

		for (uint32_t i = 1; i <= 3; i++)
			add_number(&stream, i, OURS, i == at ? NLM_F_DUMP_INTR : 0);
		message_begin(&m, &none, sizeof(none));
		m.head.nlmsg_type = NLMSG_DONE;
		m.head.nlmsg_flags = at == 4 ? NLM_F_DUMP_INTR : 0;
		stream_add(&stream, &m);
		ck_assert_int_eq(replay(&stream, &brought, &end), 0);
		ck_assert(end.interrupted);
		ck_assert(!end.cut);
		/* What it brought counts. */
		assert_numbers(&brought, 1, 3);
	}
}
END_TEST

START_TEST(refused)
{
	static const int errors[] = { -ENOENT, -EPERM, -EINVAL, -EOPNOTSUPP };

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		struct stream stream = { .n = 0 };
		struct brought brought = { .n = 0 };
		struct nlmsgerr error = { .error = errors[i] };
		struct sys_dump_end end;
		struct message m;

		message_begin(&m, &error, sizeof(error));
		m.head.nlmsg_type = NLMSG_ERROR;
		stream_add(&stream, &m);
		ck_assert_int_eq(replay(&stream, &brought, &end), errors[i]);
		ck_assert_uint_eq(brought.n, 0);
	}
}
END_TEST

/* An inet protocol without a handler is refused in the very last message. */
START_TEST(refused_at_the_end)
{
	struct stream stream = { .n = 0 };
	struct brought brought = { .n = 0 };
	struct sys_dump_end end;

	add_numbers(&stream, 1, 2);
	stream_end(&stream, NLMSG_DONE, -ENOENT);
	ck_assert_int_eq(replay(&stream, &brought, &end), -ENOENT);
}
END_TEST

/* A number above 0 is the length of what was dumped. */
START_TEST(done_with_a_length)
{
	struct stream stream = { .n = 0 };
	struct brought brought = { .n = 0 };
	struct sys_dump_end end;

	add_numbers(&stream, 1, 2);
	stream_end(&stream, NLMSG_DONE, 20);
	ck_assert_int_eq(replay(&stream, &brought, &end), 0);
	assert_numbers(&brought, 1, 2);
	assert_clean(&end);
}
END_TEST

START_TEST(ends_without_a_number)
{
	static const uint16_t types[] = { NLMSG_DONE, NLMSG_ERROR };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct stream stream = { .n = 0 };
		struct brought brought = { .n = 0 };
		struct sys_dump_end end;
		struct message m;

		add_numbers(&stream, 1, 2);
		message_begin(&m, "xyz", 4);
		m.head.nlmsg_type = types[i];
		m.head.nlmsg_len = NLMSG_HDRLEN + 3;
		stream_add(&stream, &m);
		ck_assert_int_eq(replay(&stream, &brought, &end),
				 types[i] == NLMSG_DONE ? 0 : -EBADMSG);
		assert_numbers(&brought, 1, 2);
	}
}
END_TEST

START_TEST(stopped)
{
	struct stream stream = { .n = 0 };
	struct brought brought = { .stop_at = 2, .error = -ENOMEM };
	struct sys_dump_end end;

	add_numbers(&stream, 1, 9);
	stream_end(&stream, NLMSG_DONE, 0);
	ck_assert_int_eq(replay(&stream, &brought, &end), -ENOMEM);
	ck_assert_uint_eq(brought.n, 2);
}
END_TEST

/* ---- cut, malformed ---------------------------------------------------------- */

/* However much of it is left: the messages that are whole count, and it is said. */
START_TEST(cut)
{
	struct stream all = { .n = 0 };
	const size_t each = NLMSG_ALIGN(NLMSG_HDRLEN + sizeof(uint32_t));

	add_numbers(&all, 1, 3);
	stream_end(&all, NLMSG_DONE, 0);
	for (size_t len = 0; len < all.n; len++) {
		struct stream stream = all;
		struct brought brought = { .n = 0 };
		struct sys_dump_end end;

		stream.n = len;
		ck_assert_int_eq(replay(&stream, &brought, &end), 0);
		ck_assert(end.cut);
		ck_assert(!end.interrupted);
		ck_assert_uint_eq(brought.n, len / each);
		/* A cut is no fault of the messages. */
		ck_assert_uint_eq(end.malformed, 0);
	}
}
END_TEST

/* A message that claims to be longer than all there is, or shorter than its header. */
START_TEST(malformed)
{
	static const uint32_t lengths[] = { 0,          1,          15,        1000000,
					    0x7fffffff, 0x80000000, 0xffffffff };

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct stream stream = { .n = 0 };
		struct brought brought = { .n = 0 };
		struct sys_dump_end end;
		struct nlmsghdr *liar;

		add_numbers(&stream, 1, 2);
		liar = (struct nlmsghdr *)(stream.at + stream.n);
		add_numbers(&stream, 3, 4);
		stream_end(&stream, NLMSG_DONE, 0);
		liar->nlmsg_len = lengths[i];
		ck_assert_int_eq(replay(&stream, &brought, &end), 0);
		assert_numbers(&brought, 1, 2);
		/* Its end was not found, so it does not count as whole. */
		ck_assert(end.cut);
	}
}
END_TEST

START_TEST(refusals_recorded)
{
	static const struct sys_dump dump = { .bus = NETLINK_SOCK_DIAG, .name = "things" };
	struct brought brought = { .n = 0 };
	struct sys_dump_end end;
	struct sys *sys;

	dir_recording("complete\n");
	sys = dir_open();
	ck_assert_int_eq(sys_dump(sys, &dump, bring, &brought, &end), -ENOENT);
	sys_free(sys);
	dir_text("index", "error EPROTONOSUPPORT diag/" DIR_NETNS "/things\n");
	sys = dir_open();
	ck_assert_int_eq(sys_dump(sys, &dump, bring, &brought, &end), -EPROTONOSUPPORT);
	sys_free(sys);
	ck_assert_uint_eq(brought.n, 0);
}
END_TEST

UNIT_DIR_MAIN("sys-netlink", whole, nothing_there, more_behind_the_end, overhead,
	      interrupted, refused, refused_at_the_end, done_with_a_length,
	      ends_without_a_number, stopped, cut, malformed, refusals_recorded)
