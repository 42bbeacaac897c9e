/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The socket families: one initialiser each, and how rows of one are gathered. */
#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "family.h"

#ifndef AF_SMC
#define AF_SMC 43
#endif

#define LISTENERS (1U << NW_STATE_LISTEN | 1U << NW_STATE_CLOSE)

static const struct family families[] = {
	{ NW_TCP,
	  "tcp",
	  { "TCP", "TCPv6" },
	  IPPROTO_TCP,
	  LISTENERS,
	  inet_ask,
	  inet_read,
	  { { "tcp-inet", AF_INET }, { "tcp-inet6", AF_INET6 } },
	  { { "net/tcp", AF_INET, inet_line }, { "net/tcp6", AF_INET6, inet_line } } },
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
	  { { "net/sctp/eps", AF_INET, sctp_endpoint_line },
	    { "net/sctp/eps", AF_INET6, sctp_endpoint_line },
	    { "net/sctp/assocs", AF_INET, sctp_association_line },
	    { "net/sctp/assocs", AF_INET6, sctp_association_line } } },
	{ NW_UDP,
	  "udp",
	  { "UDP", "UDPv6" },
	  IPPROTO_UDP,
	  0,
	  inet_ask,
	  inet_read,
	  { { "udp-inet", AF_INET }, { "udp-inet6", AF_INET6 } },
	  { { "net/udp", AF_INET, inet_line }, { "net/udp6", AF_INET6, inet_line } } },
	{ NW_UDPLITE,
	  "udplite",
	  { "UDP-Lite", "UDPLITEv6" },
	  IPPROTO_UDPLITE,
	  0,
	  inet_ask,
	  inet_read,
	  { { "udplite-inet", AF_INET }, { "udplite-inet6", AF_INET6 } },
	  { { "net/udplite", AF_INET, inet_line }, { "net/udplite6", AF_INET6, inet_line } } },
	{ NW_RAW,
	  "raw",
	  { "RAW", "RAWv6" },
	  IPPROTO_RAW,
	  0,
	  inet_ask,
	  inet_read,
	  { { "raw-inet", AF_INET }, { "raw-inet6", AF_INET6 } },
	  { { "net/raw", AF_INET, inet_line }, { "net/raw6", AF_INET6, inet_line } } },
	/* Ping sockets have no sock_diag handler in any kernel. */
	{ NW_PING,
	  "ping",
	  { "PING", "PINGv6" },
	  0,
	  0,
	  NULL,
	  NULL,
	  { { 0 } },
	  { { "net/icmp", AF_INET, inet_line }, { "net/icmp6", AF_INET6, inet_line } } },
	{ NW_UNIX,
	  "unix",
	  { "UNIX", "UNIX-STREAM" },
	  0,
	  0,
	  unix_ask,
	  unix_read,
	  { { "unix", AF_UNIX } },
	  { { "net/unix", AF_UNIX, unix_line } } },
	{ NW_PACKET,
	  "packet",
	  { "PACKET" },
	  0,
	  0,
	  packet_ask,
	  packet_read,
	  { { "packet", AF_PACKET } },
	  { { "net/packet", AF_PACKET, packet_line } } },
	{ NW_NETLINK,
	  "netlink",
	  { "NETLINK" },
	  0,
	  0,
	  netlink_ask,
	  netlink_read,
	  { { "netlink", AF_NETLINK } },
	  { { "net/netlink", AF_NETLINK, netlink_line } } },
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

/* ---- sock_diag -------------------------------------------------------------------------- */

struct reading {
	const struct family *family;
	struct ask ask;
	struct rows *rows;
	uint64_t malformed;
};

static int read_message(const struct nlmsghdr *msg, void *arg)
{
	struct reading *reading = arg;
	int r = 0;

	if (msg->nlmsg_type == SOCK_DIAG_BY_FAMILY)
		r = reading->family->read(msg, &reading->ask, reading->rows);
	if (r == -EBADMSG) {
		reading->malformed++;
		return 0;
	}
	return r;
}

/* An interrupted dump is repeated up to three times, then used and noted. */
static int dump_patiently(const struct taking *taking, const struct sys_dump *dump,
			  struct reading *reading, struct sys_dump_end *end)
{
	const size_t socks = taking->rows->socks.n, bytes = taking->rows->arena.n;
	int r;

	for (int tries = 0; tries < 3; tries++) {
		taking->rows->socks.n = socks;
		taking->rows->arena.n = bytes;
		reading->malformed = 0;
		r = sys_dump(taking->sys, dump, read_message, reading, end);
		if (r < 0 || !end->interrupted)
			break;
	}
	return r;
}

static struct ask ask_for(const struct family *family, const struct taking *taking, uint8_t af)
{
	struct ask ask = {
		.family = family->id,
		.af = af,
		.protocol = family->protocol,
		.want = taking->want,
	};

	if (taking->roles == NW_ROLE_SERVER)
		ask.states = family->server_states;
	return ask;
}

static int take_diag(const struct family *family, const struct diag_source *source,
		     const struct taking *taking)
{
	char body[ASK_ROOM] __attribute__((aligned(8)));
	struct reading reading = {
		.family = family,
		.ask = ask_for(family, taking, source->af),
		.rows = taking->rows,
	};
	struct sys_dump dump = {
		.bus = NETLINK_SOCK_DIAG,
		.type = SOCK_DIAG_BY_FAMILY,
		.name = source->name,
		.body = body,
	};
	struct sys_dump_end end;
	int r;

	dump.body_len = family->ask(&reading.ask, body);
	r = dump_patiently(taking, &dump, &reading, &end);
	if (r < 0)
		return r;

	reading.malformed += end.malformed;
	if (end.interrupted)
		r = notes_add(taking->notes, NW_NOTE_INTERRUPTED, 0, 0, "sock_diag %s",
			      source->name);
	if (r == 0 && end.cut)
		r = notes_add(taking->notes, NW_NOTE_CUT, 0, 0, "sock_diag %s", source->name);
	if (r == 0 && reading.malformed)
		r = notes_add(taking->notes, NW_NOTE_MALFORMED, 0, reading.malformed,
			      "sock_diag %s", source->name);
	return r;
}

static bool ip_wanted(uint8_t af, uint32_t ip)
{
	return (af != AF_INET || ip & NW_IPV4) && (af != AF_INET6 || ip & NW_IPV6);
}

/* One refusal makes the whole family come from its files: the two are never mixed. */
static int take_all_diag(const struct family *family, const struct taking *taking)
{
	const size_t socks = taking->rows->socks.n, bytes = taking->rows->arena.n;
	int r = family->ask ? 0 : -ENOENT;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(family->diag); i++)
		if (family->diag[i].name && ip_wanted(family->diag[i].af, taking->ip))
			r = take_diag(family, &family->diag[i], taking);
	if (r < 0) {
		taking->rows->socks.n = socks;
		taking->rows->arena.n = bytes;
	}
	return r;
}

/* ---- /proc/net ---------------------------------------------------------------------------- */

int family_read_file(struct sys *sys, const struct file_source *source,
		     const struct ask *ask, struct rows *rows, uint64_t *malformed, bool *cut)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	struct text text, line;
	int r = sys_read(sys, &data, "proc/%s", source->path);

	held = data.at;
	if (r < 0)
		return r;
	*cut = r == 1;

	text = text_of(data.at, data.n);
	text_line(&text, &line); /* the names of the columns */
	while (text_line(&text, &line)) {
		r = source->line(line, ask, rows);
		if (r == -EBADMSG)
			(*malformed)++;
		else if (r < 0)
			return r;
	}
	return 0;
}

static int take_file(const struct family *family, const struct file_source *source,
		     const struct taking *taking)
{
	const struct ask ask = ask_for(family, taking, source->af);
	uint64_t malformed = 0;
	bool cut = false;
	int r;

	r = family_read_file(taking->sys, source, &ask, taking->rows, &malformed, &cut);
	if (r == 0 && cut)
		r = notes_add(taking->notes, NW_NOTE_CUT, 0, 0, "proc/%s", source->path);
	if (r == 0 && malformed)
		r = notes_add(taking->notes, NW_NOTE_MALFORMED, 0, malformed, "proc/%s",
			      source->path);
	return r;
}

/* 1: at least one file was there; 0: none; -ENOMEM. Other refusals become notes. */
static int take_files(const struct family *family, const struct taking *taking)
{
	int found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(family->files) && family->files[i].path; i++) {
		int r;

		if (!ip_wanted(family->files[i].af, taking->ip))
			continue;
		r = take_file(family, &family->files[i], taking);
		if (r == -ENOMEM || r == -EOVERFLOW)
			return r;
		if (r == 0)
			found = 1;
		else if (r != -ENOENT && notes_add(taking->notes, NW_NOTE_UNREADABLE, -r,
						   0, "proc/%s", family->files[i].path) < 0)
			return -ENOMEM;
	}
	return found;
}

static int note_missing(const struct family *family, const struct taking *taking, int error)
{
	/* ENOENT: no handler; EAFNOSUPPORT and EPROTONOSUPPORT: no netlink at all. */
	if (error == -ENOENT || error == -EPROTONOSUPPORT || error == -EAFNOSUPPORT) {
		if (!(taking->by_name & NW_BIT(family->id)))
			return 0;
		return notes_add(taking->notes, NW_NOTE_ABSENT, -error, 0, "%s", family->name);
	}
	return notes_add(taking->notes, NW_NOTE_UNREADABLE, -error, 0, "sock_diag %s",
			 family->name);
}

int family_take(const struct family *family, const struct taking *taking)
{
	int refused = take_all_diag(family, taking);
	int r;

	if (refused == -ENOMEM || refused == -EOVERFLOW)
		return refused;
	if (refused >= 0)
		return 0;

	r = take_files(family, taking);
	if (r < 0)
		return r;
	if (r == 0)
		return note_missing(family, taking, refused);
	if (!family->ask)
		return 0;
	return notes_add(taking->notes, NW_NOTE_FALLBACK, -refused, 0, "sock_diag %s",
			 family->name);
}
