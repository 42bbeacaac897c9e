/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rows are servers, which are peers; of which IP version, in which state. */
#include <sys/socket.h>

#include "table.h"
#include "unit.h"

#define BOTH_ROLES (NW_ROLE_SERVER | NW_ROLE_PEER)
#define BOTH_IPS (NW_IPV4 | NW_IPV6)

/* What a row has of a peer. */
enum peer {
	NO_PEER = 0,
	PORT = 1 << 0,
	ADDRESS = 1 << 1,
	KNOWN = 1 << 2,  /* the family has one for this socket */
	LISTED = 1 << 3, /* among the addresses of an SCTP association */
};

static void choose(struct rows *rows, uint32_t roles, uint32_t ip, uint32_t states)
{
	const struct taking taking = { .rows = rows, .roles = roles, .ip = ip, .states = states };

	select_rows(&taking);
}

static bool is_selected(enum nw_family family, int af, enum nw_state state, unsigned peer,
			uint32_t roles, uint32_t ip)
{
	struct rows rows = { 0 };
	struct nw_sock *sock = rows_add(&rows, family, af);
	bool selected;

	ck_assert_ptr_nonnull(sock);
	sock->state = (uint8_t)state;
	if (peer & PORT)
		sock->remote_port = 40000;
	if (peer & ADDRESS)
		sock->remote[15] = 1;
	if (peer & KNOWN)
		sock->has |= HAS_REMOTE;
	if (peer & LISTED)
		ck_assert_int_eq(rows_attr(&rows, NW_ATTR_PEERS, "address", 8), 0);
	choose(&rows, roles, ip, STATES_SHOWN);
	ck_assert_uint_le(rows.socks.n, 1);
	selected = rows.socks.n == 1;
	rows_free(&rows);
	return selected;
}

static void assert_role(enum nw_family family, enum nw_state state, unsigned peer, bool server)
{
	ck_assert_msg(is_selected(family, AF_INET6, state, peer, NW_ROLE_SERVER, BOTH_IPS) == server,
		      "family %d, state %d, peer %u", family, state, peer);
	ck_assert(is_selected(family, AF_INET6, state, peer, NW_ROLE_PEER, BOTH_IPS) == !server);
	ck_assert(is_selected(family, AF_INET6, state, peer, BOTH_ROLES, BOTH_IPS));
	ck_assert(!is_selected(family, AF_INET6, state, peer, 0, BOTH_IPS));
}

/* netstat's rule: no peer port, whatever the state. */
START_TEST(streams)
{
	static const enum nw_family families[] = { NW_TCP, NW_MPTCP, NW_SMC };

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		assert_role(families[i], NW_STATE_LISTEN, KNOWN, true);
		assert_role(families[i], NW_STATE_CLOSE, KNOWN, true);
		assert_role(families[i], NW_STATE_ESTABLISHED, KNOWN | PORT | ADDRESS, false);
		assert_role(families[i], NW_STATE_TIME_WAIT, KNOWN | PORT, false);
		/* A connection to :: is one for that. */
		assert_role(families[i], NW_STATE_SYN_SENT, KNOWN | PORT, false);
		assert_role(families[i], NW_STATE_CLOSE, KNOWN | ADDRESS, true);
	}
}
END_TEST

/* Associations have peers, endpoints have none. */
START_TEST(associations)
{
	assert_role(NW_SCTP, NW_STATE_LISTEN, KNOWN, true);
	assert_role(NW_SCTP, NW_STATE_CLOSE, KNOWN, true);
	assert_role(NW_SCTP, NW_STATE_ESTABLISHED, KNOWN | PORT | ADDRESS | LISTED, false);
	assert_role(NW_SCTP, NW_STATE_LAST_ACK, KNOWN | LISTED, false);
}
END_TEST

/* No peer address, whatever the port. */
START_TEST(datagrams)
{
	static const enum nw_family families[] = { NW_UDP, NW_UDPLITE, NW_RAW, NW_PING };

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		assert_role(families[i], NW_STATE_CLOSE, KNOWN, true);
		assert_role(families[i], NW_STATE_ESTABLISHED, KNOWN | PORT | ADDRESS, false);
		/* A raw socket's peer has no port. */
		assert_role(families[i], NW_STATE_ESTABLISHED, KNOWN | ADDRESS, false);
		assert_role(families[i], NW_STATE_CLOSE, KNOWN | PORT, true);
	}
}
END_TEST

START_TEST(listeners)
{
	static const enum nw_family families[] = { NW_UNIX, NW_VSOCK, NW_TIPC };

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		assert_role(families[i], NW_STATE_LISTEN, NO_PEER, true);
		assert_role(families[i], NW_STATE_ESTABLISHED, NO_PEER, false);
		assert_role(families[i], NW_STATE_ESTABLISHED, KNOWN | PORT | ADDRESS, false);
		/* A datagram socket of theirs serves nobody in particular. */
		assert_role(families[i], NW_STATE_CLOSE, NO_PEER, false);
	}
}
END_TEST

/* What cannot listen serves whoever comes, unless it has a peer. */
START_TEST(others)
{
	static const enum nw_family families[] = { NW_PACKET, NW_NETLINK, NW_XDP };

	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		assert_role(families[i], NW_STATE_NONE, NO_PEER, true);
		assert_role(families[i], NW_STATE_CLOSE, NO_PEER, true);
		assert_role(families[i], NW_STATE_ESTABLISHED, KNOWN | PORT, false);
		/* Netlink's peer 0 is the kernel. */
		assert_role(families[i], NW_STATE_ESTABLISHED, KNOWN, false);
	}
}
END_TEST

/* Every family is one of those above. */
START_TEST(every_family)
{
	for (unsigned family = 0; family < NW_FAMILIES_; family++) {
		/* An end with a peer of every kind is nobody's server. */
		assert_role(family, NW_STATE_ESTABLISHED, KNOWN | PORT | ADDRESS | LISTED,
			    false);
		/* And a listener without any is one. */
		assert_role(family, NW_STATE_LISTEN, NO_PEER, true);
	}
}
END_TEST

START_TEST(ip_versions)
{
	static const struct {
		enum nw_family family;
		int af;
		bool with_4, with_6;
	} all[] = {
		{ NW_TCP, AF_INET, true, false },
		{ NW_TCP, AF_INET6, false, true },
		{ NW_MPTCP, AF_INET, true, false },
		{ NW_SCTP, AF_INET6, false, true },
		{ NW_SMC, AF_INET6, false, true },
		{ NW_UDP, AF_INET, true, false },
		{ NW_UDPLITE, AF_INET6, false, true },
		{ NW_RAW, AF_INET, true, false },
		{ NW_PING, AF_INET6, false, true },
		/* They have no version, and are asked for with both. */
		{ NW_UNIX, AF_UNIX, true, true },
		{ NW_PACKET, AF_PACKET, true, true },
		{ NW_NETLINK, AF_NETLINK, true, true },
		{ NW_VSOCK, AF_VSOCK, true, true },
		{ NW_XDP, AF_XDP, true, true },
		{ NW_TIPC, AF_TIPC, true, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		ck_assert(is_selected(all[i].family, all[i].af, NW_STATE_LISTEN, NO_PEER,
				      BOTH_ROLES, NW_IPV4) == all[i].with_4);
		ck_assert(is_selected(all[i].family, all[i].af, NW_STATE_LISTEN, NO_PEER,
				      BOTH_ROLES, NW_IPV6) == all[i].with_6);
		ck_assert(is_selected(all[i].family, all[i].af, NW_STATE_LISTEN, NO_PEER,
				      BOTH_ROLES, BOTH_IPS));
	}
}
END_TEST

/* One state, several, or what is shown when nobody says: all but what is only bound. */
START_TEST(states)
{
	static const uint32_t asked[] = { NW_BIT(NW_STATE_LISTEN), NW_BIT(NW_STATE_NONE),
					  NW_BIT(NW_STATE_BOUND_INACTIVE),
					  NW_BIT(NW_STATE_CLOSE) | NW_BIT(NW_STATE_LISTEN),
					  STATES_SHOWN };

	for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
		struct rows rows = { 0 };
		size_t n = 0;

		for (unsigned state = 0; state < NW_STATES_; state++) {
			struct nw_sock *sock = rows_add(&rows, NW_TCP, AF_INET);

			ck_assert_ptr_nonnull(sock);
			sock->state = (uint8_t)state;
		}
		choose(&rows, BOTH_ROLES, BOTH_IPS, asked[i]);
		for (unsigned state = 0; state < NW_STATES_; state++)
			if (asked[i] & NW_BIT(state))
				ck_assert_uint_eq(rows.socks.at[n++].state, state);
		ck_assert_uint_eq(rows.socks.n, n);
		rows_free(&rows);
	}
}
END_TEST

/* Bound and no more: neither server nor peer, and shown to whoever asks for the state. */
START_TEST(bound)
{
	static const uint32_t roles[] = { NW_ROLE_SERVER, NW_ROLE_PEER, BOTH_ROLES };

	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		struct rows rows = { 0 };
		struct nw_sock *sock = rows_add(&rows, NW_TCP, AF_INET);

		ck_assert_ptr_nonnull(sock);
		sock->state = NW_STATE_BOUND_INACTIVE;
		choose(&rows, roles[i], BOTH_IPS, ~0U);
		ck_assert_uint_eq(rows.socks.n, 1);
		choose(&rows, roles[i], BOTH_IPS, STATES_SHOWN);
		ck_assert_uint_eq(rows.socks.n, 0);
		rows_free(&rows);
	}
}
END_TEST

/* Those that stay keep their attributes and their order. */
START_TEST(what_stays)
{
	struct rows rows = { 0 };

	for (uint32_t i = 0; i < 20; i++) {
		struct nw_sock *sock = rows_add(&rows, NW_TCP, i % 2 ? AF_INET : AF_INET6);

		ck_assert_ptr_nonnull(sock);
		sock->inode = i;
		sock->remote_port = i % 4 < 2 ? 0 : 40000;
		ck_assert_int_eq(rows_attr(&rows, NW_ATTR_MARK, &i, sizeof(i)), 0);
	}
	choose(&rows, NW_ROLE_SERVER, NW_IPV4, STATES_SHOWN);
	ck_assert_uint_eq(rows.socks.n, 5);
	for (uint32_t i = 0; i < 5; i++) {
		const struct nw_sock *sock = &rows.socks.at[i];
		const uint32_t *mark;
		size_t len;

		ck_assert_uint_eq(sock->inode, 4 * i + 1);
		mark = row_attr(&rows, sock, NW_ATTR_MARK, &len);
		ck_assert_ptr_nonnull(mark);
		ck_assert_uint_eq(*mark, 4 * i + 1);
	}
	choose(&rows, NW_ROLE_PEER, NW_IPV4, STATES_SHOWN);
	ck_assert_uint_eq(rows.socks.n, 0);
	choose(&rows, BOTH_ROLES, BOTH_IPS, STATES_SHOWN);
	ck_assert_uint_eq(rows.socks.n, 0);
	rows_free(&rows);
}
END_TEST

UNIT_MAIN("select", streams, associations, datagrams, listeners, others, every_family,
	  ip_versions, states, bound, what_stays)
