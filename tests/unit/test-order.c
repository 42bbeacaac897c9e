/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of rows: the documented one, whatever order they come in. */
#include <sys/socket.h>

#include "table.h"
#include "unit.h"

#define ROWS_MAX 32

/* One row to be; `rank` in the array is where it belongs. */
struct wanted {
	enum nw_family family;
	int af;
	enum nw_state state;
	uint32_t local_port;
	uint8_t local, remote; /* last byte of the address */
	uint32_t remote_port;
	uint64_t netns, cookie, inode;
	const char *name;
	size_t name_len;
};

static void add_row(struct rows *rows, const struct wanted *wanted, size_t rank)
{
	struct nw_sock *sock = rows_add(rows, wanted->family, wanted->af);

	ck_assert_ptr_nonnull(sock);
	sock->state = (uint8_t)wanted->state;
	sock->local_port = wanted->local_port;
	sock->local[wanted->af == AF_INET6 ? 15 : 3] = wanted->local;
	sock->remote_port = wanted->remote_port;
	sock->remote[wanted->af == AF_INET6 ? 15 : 3] = wanted->remote;
	sock->netns_at = wanted->netns;
	sock->cookie = wanted->cookie;
	sock->inode = wanted->inode;
	sock->expires = (uint32_t)rank;
	if (wanted->name_len)
		ck_assert_int_eq(
			rows_attr(rows, NW_ATTR_NAME, wanted->name, wanted->name_len), 0);
}

/* A small generator, so that a failure comes again. */
static size_t next_number(uint32_t *state, size_t below)
{
	*state = *state * 1103515245 + 12345;
	return (*state >> 8) % below;
}

static void shuffle(size_t *places, size_t n, uint32_t seed)
{
	for (size_t i = 0; i < n; i++)
		places[i] = i;
	for (size_t i = n - 1; i > 0; i--) {
		size_t other = next_number(&seed, i + 1), held = places[i];

		places[i] = places[other];
		places[other] = held;
	}
}

/* Whatever order they come in, they go out in the order of the array. */
static void assert_order(const struct wanted *all, size_t n)
{
	for (uint32_t seed = 0; seed < 50; seed++) {
		size_t places[ROWS_MAX];
		struct rows rows = { 0 };
		uint32_t *order;

		ck_assert_uint_le(n, ROWS_MAX);
		shuffle(places, n, seed);
		for (size_t i = 0; i < n; i++)
			add_row(&rows, &all[places[i]], places[i]);
		ck_assert_int_eq(order_rows(&rows, &order), 0);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(rows.socks.at[order[i]].expires, i);
		free(order);
		rows_free(&rows);
	}
}

#define ROW(...)                                                                         \
	{                                                                                \
		__VA_ARGS__, NULL, 0                                                     \
	}
#define LOW 1
#define HIGH 200

/* Of each pair the earlier key decides, against all the later ones. */
START_TEST(keys_in_their_order)
{
	static const struct wanted all[] = {
		ROW(NW_TCP, AF_INET, NW_STATE_LISTEN, 22, LOW, LOW, 1, 0, 1, 1),
		ROW(NW_TCP, AF_INET, NW_STATE_LISTEN, 22, LOW, LOW, 1, 0, 1, 2),
		ROW(NW_TCP, AF_INET, NW_STATE_LISTEN, 22, LOW, LOW, 1, 0, 2, 1),
		ROW(NW_TCP, AF_INET, NW_STATE_LISTEN, 22, LOW, LOW, 1, 1, 1, 1),
		ROW(NW_TCP, AF_INET, NW_STATE_LISTEN, 22, LOW, LOW, 2, 0, 1, 1),
		ROW(NW_TCP, AF_INET, NW_STATE_LISTEN, 22, LOW, HIGH, 1, 0, 1, 1),
		ROW(NW_TCP, AF_INET, NW_STATE_LISTEN, 22, HIGH, LOW, 1, 0, 1, 1),
		ROW(NW_TCP, AF_INET, NW_STATE_LISTEN, 65535, LOW, LOW, 1, 0, 1, 1),
		ROW(NW_TCP, AF_INET, NW_STATE_ESTABLISHED, 22, LOW, LOW, 1, 0, 1, 1),
		ROW(NW_TCP, AF_INET6, NW_STATE_LISTEN, 22, LOW, LOW, 1, 0, 1, 1),
		ROW(NW_TCP, AF_INET6, NW_STATE_CLOSE, 22, LOW, LOW, 1, 0, 1, 1),
		ROW(NW_UDP, AF_INET, NW_STATE_LISTEN, 22, LOW, LOW, 1, 0, 1, 1),
	};

	assert_order(all, ARRAY_SIZE(all));
}
END_TEST

START_TEST(families)
{
	struct wanted all[NW_FAMILIES_] = { { 0 } };

	for (unsigned i = 0; i < NW_FAMILIES_; i++)
		all[i] = (struct wanted){ .family = i,
					  .af = AF_INET,
					  .state = i % 2 ? NW_STATE_LISTEN : NW_STATE_CLOSE,
					  .local_port = 1000 - i,
					  .inode = 1000 - i };
	assert_order(all, ARRAY_SIZE(all));
}
END_TEST

/* States other than listening are no key: those rows stay mixed, by their ports. */
START_TEST(states_do_not_count)
{
	static const struct wanted all[] = {
		ROW(NW_TCP, AF_INET, NW_STATE_TIME_WAIT, 22, 0, 0, 0, 0, 0, 0),
		ROW(NW_TCP, AF_INET, NW_STATE_ESTABLISHED, 23, 0, 0, 0, 0, 0, 0),
		ROW(NW_TCP, AF_INET, NW_STATE_CLOSING, 24, 0, 0, 0, 0, 0, 0),
		ROW(NW_TCP, AF_INET, NW_STATE_SYN_SENT, 25, 0, 0, 0, 0, 0, 0),
	};

	assert_order(all, ARRAY_SIZE(all));
}
END_TEST

/* Ports of vsock and netlink have 32 bits, cookies and inodes 64: none may be cut. */
START_TEST(large_numbers)
{
	static const struct wanted ports[] = {
		ROW(NW_NETLINK, AF_NETLINK, 0, 0, 0, 0, 0, 0, 9, 9),
		ROW(NW_NETLINK, AF_NETLINK, 0, 65535, 0, 0, 0, 0, 9, 9),
		ROW(NW_NETLINK, AF_NETLINK, 0, 65536, 0, 0, 0, 0, 8, 8),
		ROW(NW_NETLINK, AF_NETLINK, 0, UINT32_MAX - 1, 0, 0, 0, 0, 7, 7),
		ROW(NW_NETLINK, AF_NETLINK, 0, UINT32_MAX, 0, 0, 0, 0, 6, 6),
		ROW(NW_VSOCK, AF_VSOCK, NW_STATE_LISTEN, 65535, HIGH, 0, 0, 0, 5, 5),
		ROW(NW_VSOCK, AF_VSOCK, NW_STATE_LISTEN, 65536, HIGH, 0, 0, 0, 5, 5),
		ROW(NW_VSOCK, AF_VSOCK, NW_STATE_LISTEN, 100000, LOW, 0, 0, 0, 4, 4),
		ROW(NW_VSOCK, AF_VSOCK, NW_STATE_LISTEN, 3000000000U, LOW, 0, 0, 0, 3, 3),
		ROW(NW_VSOCK, AF_VSOCK, NW_STATE_ESTABLISHED, 1, 0, 0, 0, 0, 2, 2),
	};
	static const struct wanted identities[] = {
		ROW(NW_TCP, AF_INET, 0, 1, 0, 0, 0, 0, 1, UINT64_MAX),
		ROW(NW_TCP, AF_INET, 0, 1, 0, 0, 0, 0, UINT64_C(1) << 32, 7),
		ROW(NW_TCP, AF_INET, 0, 1, 0, 0, 0, 0, (UINT64_C(1) << 32) + 1, 1),
		ROW(NW_TCP, AF_INET, 0, 1, 0, 0, 0, 0, UINT64_MAX, 2),
		ROW(NW_TCP, AF_INET, 0, 1, 0, 0, 0, 0, UINT64_MAX, UINT64_C(1) << 40),
		ROW(NW_TCP, AF_INET, 0, 1, 0, 0, 0, 0, UINT64_MAX, UINT64_MAX),
	};

	assert_order(ports, ARRAY_SIZE(ports));
	assert_order(identities, ARRAY_SIZE(identities));
}
END_TEST

/* Every byte of an address counts, the first one most, and none has a sign. */
START_TEST(addresses)
{
	for (int round = 0; round < 4; round++) {
		const int af = round & 1 ? AF_INET6 : AF_INET, end = round & 2;
		const size_t len = af == AF_INET ? 4 : 16;

		for (size_t at = 0; at < len; at++) {
			struct rows rows = { 0 };
			uint32_t *order;

			for (int i = 2; i >= 0; i--) {
				struct nw_sock *sock = rows_add(&rows, NW_TCP, af);

				uint8_t *address;

				ck_assert_ptr_nonnull(sock);
				address = end ? sock->remote : sock->local;
				address[at] = (uint8_t[]){ 1, 0x7f, 0x80 }[i];
				if (at + 1 < len)
					address[at + 1] = (uint8_t)(9 - i);
				sock->expires = (uint32_t)i;
			}
			ck_assert_int_eq(order_rows(&rows, &order), 0);
			for (uint32_t i = 0; i < 3; i++)
				ck_assert_uint_eq(rows.socks.at[order[i]].expires, i);
			free(order);
			rows_free(&rows);
		}
	}
}
END_TEST

#define UNIX(state, cookie, inode, name)                                                      \
	{                                                                                     \
		NW_UNIX, AF_UNIX, state, 0, 0, 0, 0, 0, cookie, inode, name, sizeof(name) - 1 \
	}

START_TEST(unix_sockets)
{
	static const struct wanted all[] = {
		UNIX(NW_STATE_LISTEN, 9, 9, "\0abstract"),
		UNIX(NW_STATE_LISTEN, 8, 8, "\0abstract\0"),
		UNIX(NW_STATE_LISTEN, 7, 7, "/run/a"),
		UNIX(NW_STATE_LISTEN, 6, 8, "/run/a"),
		UNIX(NW_STATE_LISTEN, 5, 6, "/run/a/b"),
		UNIX(NW_STATE_LISTEN, 4, 5, "/run/b"),
		UNIX(NW_STATE_LISTEN, 3, 4, "/run/\xff"),
		UNIX(NW_STATE_LISTEN, 2, 3, ""),
		UNIX(NW_STATE_ESTABLISHED, 1, 2, "/run/a"),
		UNIX(NW_STATE_CLOSE, 1, 3, "/run/a"),
		UNIX(NW_STATE_ESTABLISHED, 1, 1, "/run/b"),
		/* Those without a name by inode, whatever the kernel's cookies are. */
		UNIX(NW_STATE_CLOSE, 9, 0, ""),
		UNIX(NW_STATE_ESTABLISHED, 8, 1, ""),
		UNIX(NW_STATE_CLOSE, 7, 2, ""),
		UNIX(NW_STATE_ESTABLISHED, 6, UINT64_C(1) << 33, ""),
	};

	assert_order(all, ARRAY_SIZE(all));
}
END_TEST

/* Rows that are equal stay in the order in which they came. */
START_TEST(equals)
{
	struct rows rows = { 0 };
	uint32_t *order, previous = 0;

	for (uint32_t i = 0; i < 300; i++)
		add_row(&rows, &(struct wanted){ .family = NW_TCP, .local_port = i % 3 }, i);
	ck_assert_int_eq(order_rows(&rows, &order), 0);
	for (uint32_t i = 0; i < 300; i++) {
		ck_assert_uint_eq(rows.socks.at[order[i]].local_port, i / 100);
		ck_assert(i % 100 == 0 || order[i] > previous);
		previous = order[i];
	}
	free(order);
	rows_free(&rows);
}
END_TEST

START_TEST(few)
{
	struct rows rows = { 0 };
	uint32_t *order = NULL;

	ck_assert_int_eq(order_rows(&rows, &order), 0);
	free(order);
	add_row(&rows, &(struct wanted){ .family = NW_TCP }, 0);
	ck_assert_int_eq(order_rows(&rows, &order), 0);
	ck_assert_uint_eq(order[0], 0);
	free(order);
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("order", keys_in_their_order, families, states_do_not_count, large_numbers,
	  addresses, unix_sockets, equals, few)
