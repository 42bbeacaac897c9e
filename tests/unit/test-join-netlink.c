/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink sockets in a multicast group come twice out of one dump. */
#include <sys/socket.h>

#include "table.h"
#include "unit.h"

static void add_cookie(struct rows *rows, enum nw_family family, uint64_t cookie)
{
	struct nw_sock *sock =
		rows_add(rows, family, family == NW_NETLINK ? AF_NETLINK : AF_INET);

	ck_assert_ptr_nonnull(sock);
	sock->cookie = cookie;
	if (cookie)
		sock->has = HAS_COOKIE;
	ck_assert_int_eq(rows_attr(rows, NW_ATTR_FLAGS, &cookie, sizeof(cookie)), 0);
}

START_TEST(netlink_twins)
{
	static const struct {
		enum nw_family family;
		uint64_t cookie;
		size_t sent, kept;
	} all[] = {
		/* Cookies of other families are counted apart. */
		{ NW_TCP, 5, 2, 2 },
		{ NW_UNIX, 6, 1, 1 },
		{ NW_NETLINK, 5, 2, 1 },
		{ NW_NETLINK, 6, 1, 1 },
		{ NW_NETLINK, 7, 3, 1 },
		{ NW_NETLINK, UINT64_MAX - 1, 2, 1 },
		/* Without a cookie nobody knows that they are the same. */
		{ NW_NETLINK, 0, 3, 3 },
		{ NW_VSOCK, 5, 1, 1 },
		{ NW_VSOCK, 7, 2, 2 },
		{ NW_XDP, UINT64_MAX - 1, 1, 1 },
	};
	struct rows rows = { 0 };
	size_t total = 0;

	for (size_t turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < ARRAY_SIZE(all); i++)
			if (turn < all[i].sent)
				add_cookie(&rows, all[i].family, all[i].cookie);
	join_netlink_twins(&rows);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		size_t found = 0;

		for (size_t at = 0; at < rows.socks.n; at++) {
			const struct nw_sock *sock = &rows.socks.at[at];
			const uint64_t *flags;
			size_t len;

			if (sock->family != all[i].family || sock->cookie != all[i].cookie)
				continue;
			found++;
			/* Its attributes are still its own. */
			flags = row_attr(&rows, sock, NW_ATTR_FLAGS, &len);
			ck_assert_ptr_nonnull(flags);
			ck_assert_uint_eq(*flags, sock->cookie);
		}
		ck_assert_uint_eq(found, all[i].kept);
		total += found;
	}
	ck_assert_uint_eq(rows.socks.n, total);
	rows_free(&rows);
}
END_TEST

START_TEST(no_netlink)
{
	struct rows rows = { 0 };

	join_netlink_twins(&rows);
	ck_assert_uint_eq(rows.socks.n, 0);
	add_cookie(&rows, NW_TCP, 5);
	add_cookie(&rows, NW_TCP, 5);
	join_netlink_twins(&rows);
	ck_assert_uint_eq(rows.socks.n, 2);
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("join-netlink", netlink_twins, no_netlink)
