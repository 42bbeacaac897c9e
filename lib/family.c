/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The socket families: one initialiser each. */
#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "family.h"

#ifndef AF_SMC
#define AF_SMC 43
#endif

/* A socket that is bound and no more is a server's as well. */
#define LISTENERS                                                                        \
	(1U << NW_STATE_LISTEN | 1U << NW_STATE_CLOSE | 1U << NW_STATE_BOUND_INACTIVE)

/*
 * Of TCP no closed socket is in a table of the kernel's that it dumps. Asked for them as well
 * it would look at every connection, and find none.
 */
#define TCP_LISTENERS (LISTENERS & ~(1U << NW_STATE_CLOSE))

static const struct family families[] = {
	{ NW_TCP,
	  "tcp",
	  { "TCP", "TCPv6" },
	  IPPROTO_TCP,
	  TCP_LISTENERS,
	  inet_ask,
	  inet_read,
	  { { "tcp-inet", AF_INET }, { "tcp-inet6", AF_INET6 } },
	  { { "tcp", AF_INET, inet_line }, { "tcp6", AF_INET6, inet_line } },
	  inet_exact },
	{ NW_MPTCP,
	  "mptcp",
	  { "MPTCP", "MPTCPv6" },
	  0,
	  LISTENERS,
	  inet_ask,
	  inet_read,
	  { { "mptcp-inet", AF_INET }, { "mptcp-inet6", AF_INET6 } },
	  { { 0 } } },
	{ NW_SMC, "smc", { "SMC", "SMC6" }, 0, 0, smc_ask, smc_read, { { "smc", AF_SMC } }, { { 0 } } },
	{ NW_SCTP,
	  "sctp",
	  { "SCTP", "SCTPv6" },
	  IPPROTO_SCTP,
	  LISTENERS,
	  inet_ask,
	  inet_read,
	  { { "sctp-inet", AF_INET }, { "sctp-inet6", AF_INET6 } },
	  /* Both IP versions are in them. */
	  { { "sctp/eps", 0, sctp_endpoint_line }, { "sctp/assocs", 0, sctp_association_line } } },
	{ NW_UDP,
	  "udp",
	  { "UDP", "UDPv6" },
	  IPPROTO_UDP,
	  0,
	  inet_ask,
	  inet_read,
	  { { "udp-inet", AF_INET }, { "udp-inet6", AF_INET6 } },
	  { { "udp", AF_INET, inet_line }, { "udp6", AF_INET6, inet_line } },
	  inet_exact },
	{ NW_UDPLITE,
	  "udplite",
	  { "UDP-Lite", "UDPLITEv6" },
	  IPPROTO_UDPLITE,
	  0,
	  inet_ask,
	  inet_read,
	  { { "udplite-inet", AF_INET }, { "udplite-inet6", AF_INET6 } },
	  { { "udplite", AF_INET, inet_line }, { "udplite6", AF_INET6, inet_line } },
	  inet_exact },
	{ NW_RAW,
	  "raw",
	  { "RAW", "RAWv6" },
	  IPPROTO_RAW,
	  0,
	  inet_ask,
	  inet_read,
	  { { "raw-inet", AF_INET }, { "raw-inet6", AF_INET6 } },
	  { { "raw", AF_INET, inet_line }, { "raw6", AF_INET6, inet_line } } },
	/* Ping sockets have no sock_diag handler in any kernel. */
	{ NW_PING,
	  "ping",
	  { "PING", "PINGv6" },
	  0,
	  0,
	  NULL,
	  NULL,
	  { { 0 } },
	  { { "icmp", AF_INET, inet_line }, { "icmp6", AF_INET6, inet_line } } },
	{ NW_UNIX,
	  "unix",
	  { "UNIX", "UNIX-STREAM" },
	  0,
	  0,
	  unix_ask,
	  unix_read,
	  { { "unix", AF_UNIX } },
	  { { "unix", AF_UNIX, unix_line } },
	  unix_exact },
	{ NW_PACKET,
	  "packet",
	  { "PACKET" },
	  0,
	  0,
	  packet_ask,
	  packet_read,
	  { { "packet", AF_PACKET } },
	  { { "packet", AF_PACKET, packet_line } } },
	{ NW_NETLINK,
	  "netlink",
	  { "NETLINK" },
	  0,
	  0,
	  netlink_ask,
	  netlink_read,
	  { { "netlink", AF_NETLINK } },
	  { { "netlink", AF_NETLINK, netlink_line } } },
	{ NW_VSOCK, "vsock", { "AF_VSOCK" }, 0, 0, vsock_ask, vsock_read, { { "vsock", AF_VSOCK } }, { { 0 } } },
	{ NW_XDP, "xdp", { "XDP" }, 0, 0, xdp_ask, xdp_read, { { "xdp", AF_XDP } }, { { 0 } } },
	{ NW_TIPC, "tipc", { "TIPC" }, 0, 0, tipc_ask, tipc_read, { { "tipc", AF_TIPC } }, { { 0 } } },
};

const struct family *family_get(enum nw_family id)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (families[i].id == id)
			return &families[i];
	return NULL;
}

static bool is_listed(const struct text *word, const struct family *family)
{
	for (size_t i = 0; i < ARRAY_SIZE(family->listed); i++)
		if (family->listed[i] && text_is(word, family->listed[i]))
			return true;
	return false;
}

/*
 * Asking sock_diag for a protocol that is not there makes the kernel load its module;
 * merely looking must not change the system. /proc/net/protocols names what is there.
 */
int family_present(struct sys *sys, uint64_t *ret)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	struct text text, line, word;
	int r = sys_read(sys, &data, "proc/net/protocols");
	uint64_t present = 0;

	held = data.at;
	if (r == -ENOMEM)
		return r;
	if (r < 0 || data.n == 0) {
		*ret = UINT64_MAX;
		return 0;
	}
	text = text_of(data.at, data.n);
	while (text_line(&text, &line)) {
		if (!text_word(&line, &word))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(families); i++)
			if (is_listed(&word, &families[i]))
				present |= NW_BIT(families[i].id);
	}
	*ret = present;
	return 0;
}
