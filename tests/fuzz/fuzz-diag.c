/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: netlink messages. The first byte picks the parser of the others. */
#include <libmnl/libmnl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "fuzz.h"

static const struct {
	ask_fn *ask;
	read_fn *read;
	enum nw_family family;
	uint8_t af, protocol;
} parsers[] = {
	{ inet_ask, inet_read, NW_TCP, AF_INET, IPPROTO_TCP },
	{ inet_ask, inet_read, NW_MPTCP, AF_INET, IPPROTO_TCP },
	{ inet_ask, inet_read, NW_SCTP, AF_INET6, IPPROTO_SCTP },
	{ inet_ask, inet_read, NW_UDP, AF_INET6, IPPROTO_UDP },
	{ inet_ask, inet_read, NW_RAW, AF_INET, IPPROTO_RAW },
	{ unix_ask, unix_read, NW_UNIX, AF_UNIX, 0 },
	{ packet_ask, packet_read, NW_PACKET, AF_PACKET, 0 },
	{ netlink_ask, netlink_read, NW_NETLINK, AF_NETLINK, 0 },
	{ vsock_ask, vsock_read, NW_VSOCK, AF_VSOCK, 0 },
	{ xdp_ask, xdp_read, NW_XDP, AF_XDP, 0 },
	{ tipc_ask, tipc_read, NW_TIPC, AF_TIPC, 0 },
	{ smc_ask, smc_read, NW_SMC, AF_SMC, 0 },
};

/* libmnl compares lengths as int: one above 2^31 would pass for a small one. */
static bool whole(const struct nlmsghdr *msg, int left)
{
	return mnl_nlmsg_ok(msg, left) && msg->nlmsg_len <= (uint32_t)left;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t body[ASK_ROOM / 8];
	const struct nlmsghdr *msg;
	struct rows rows = { 0 };
	struct ask ask = { 0 };
	size_t pick;
	char *stream;
	int left;

	if (size < 1)
		return 0;
	pick = (data[0] & 0x7f) % ARRAY_SIZE(parsers);
	ask.family = parsers[pick].family;
	ask.af = parsers[pick].af;
	ask.protocol = parsers[pick].protocol;
	ask.want = data[0] & 0x80 ? 0 : ~0U;
	must(parsers[pick].ask(&ask, body) <= sizeof(body));

	left = (int)(size - 1);
	stream = copy_of(data + 1, size - 1);
	msg = (const struct nlmsghdr *)stream;
	for (; whole(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		size_t before = rows.socks.n;

		must_be_sound(&rows, before, parsers[pick].read(msg, &ask, &rows));
	}
	rows_free(&rows);
	free(stream);
	return 0;
}
