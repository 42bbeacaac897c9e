/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of a socket, netstat's first. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "column.h"
#include "trouble.h"

#define GETTER(name)                                                                     \
	static void name(const struct column *column, struct view *view,                 \
			 const struct nw_sock *sock, struct cell *ret)

static struct cell scratch_cell(const struct view *view)
{
	return cell_text(view->scratch.at, view->scratch.n);
}

GETTER(get_proto)
{
	*ret = cell_word(endpoint_proto(sock));
}

GETTER(get_family)
{
	*ret = cell_word(nw_family_name(nw_sock_family(sock)));
}

GETTER(get_ip)
{
	if (nw_sock_ip(sock))
		*ret = cell_number((uint64_t)nw_sock_ip(sock));
}

GETTER(get_state)
{
	const char *state = endpoint_state(sock);

	if (*state)
		*ret = cell_word(state);
}

GETTER(get_local)
{
	if (nw_sock_family(sock) == NW_UNIX)
		return;
	endpoint_print(view, sock, NW_LOCAL, &view->scratch);
	*ret = scratch_cell(view);
}

GETTER(get_remote)
{
	if (nw_sock_family(sock) == NW_UNIX)
		return;
	endpoint_print(view, sock, NW_REMOTE, &view->scratch);
	*ret = scratch_cell(view);
}

/* Machines get the address itself, also where people get its name. */
static void numeric_address(struct view *view, const struct nw_sock *sock,
			    enum nw_end end, struct cell *ret)
{
	struct nw_address address;
	struct view numeric = { .numeric_hosts = true };

	if (!nw_sock_address(sock, end, &address))
		return;
	if (address.family != AF_INET && address.family != AF_INET6)
		return;
	endpoint_host(&numeric, &address, &view->scratch);
	*ret = scratch_cell(view);
}

static void numeric_port(const struct nw_sock *sock, enum nw_end end, struct cell *ret)
{
	struct nw_address address;

	if (nw_sock_address(sock, end, &address))
		*ret = cell_number(address.port);
}

static void host_name(struct view *view, const struct nw_sock *sock, enum nw_end end,
		      struct cell *ret)
{
	struct nw_address address;

	if (!view->numeric_hosts && nw_sock_address(sock, end, &address))
		*ret = cell_word(nw_host_name(view->nw, &address));
}

GETTER(get_local_address)
{
	numeric_address(view, sock, NW_LOCAL, ret);
}

GETTER(get_remote_address)
{
	numeric_address(view, sock, NW_REMOTE, ret);
}

GETTER(get_local_port)
{
	numeric_port(sock, NW_LOCAL, ret);
}

GETTER(get_remote_port)
{
	numeric_port(sock, NW_REMOTE, ret);
}

GETTER(get_local_host)
{
	host_name(view, sock, NW_LOCAL, ret);
}

GETTER(get_remote_host)
{
	host_name(view, sock, NW_REMOTE, ret);
}

GETTER(get_device)
{
	*ret = cell_word(nw_sock_device(sock));
}

GETTER(get_uid)
{
	uint32_t uid;

	if (nw_sock_uid(sock, &uid))
		*ret = cell_number(uid);
}

GETTER(get_user)
{
	uint32_t uid;

	if (!nw_sock_uid(sock, &uid))
		return;
	if (!view->numeric_users)
		*ret = cell_word(nw_user_name(view->nw, uid));
	if (ret->kind == CELL_ABSENT) {
		buffer_u64(&view->scratch, uid);
		*ret = scratch_cell(view);
	}
}

GETTER(get_inode)
{
	if (nw_sock_inode(sock))
		*ret = cell_number(nw_sock_inode(sock));
}

GETTER(get_cookie)
{
	uint64_t cookie;

	if (nw_sock_cookie(sock, &cookie))
		*ret = cell_number(cookie);
}

GETTER(get_netns)
{
	if (nw_sock_netns(sock))
		*ret = cell_number(nw_sock_netns(sock));
}

/* For people: a name, a number, or at least a process that lives there. */
GETTER(get_space)
{
	const char *name = nw_sock_netns_name(sock);

	if (name)
		buffer_string(&view->scratch, name);
	else if (nw_sock_netns(sock))
		buffer_u64(&view->scratch, nw_sock_netns(sock));
	else
		buffer_format(&view->scratch, "pid:%u", nw_sock_netns_pid(sock));
	if (nw_sock_netns_closed(sock))
		buffer_string(&view->scratch, "/proc");
	*ret = scratch_cell(view);
}

GETTER(get_netns_name)
{
	*ret = cell_word(nw_sock_netns_name(sock));
}

GETTER(get_netns_pid)
{
	if (nw_sock_netns_pid(sock))
		*ret = cell_number(nw_sock_netns_pid(sock));
}

GETTER(get_netns_closed)
{
	*ret = cell_flag(nw_sock_netns_closed(sock));
}

GETTER(get_reason)
{
	if (nw_sock_reason(sock) != NW_REASON_NONE)
		*ret = cell_word(nw_reason_name(nw_sock_reason(sock)));
}

GETTER(get_flags)
{
	*ret = cell_word(nw_sock_listens(sock) ? "[ ACC ]" : "[ ]");
}

GETTER(get_type)
{
	static const char *const types[] = {
		[SOCK_STREAM] = "STREAM",
		[SOCK_DGRAM] = "DGRAM",
		[SOCK_RAW] = "RAW",
		[SOCK_RDM] = "RDM",
		[SOCK_SEQPACKET] = "SEQPACKET",
	};
	int type = nw_sock_type(sock);

	if (type > 0)
		*ret = cell_word(type <= SOCK_SEQPACKET ? types[type] : "UNKNOWN");
}

GETTER(get_protocol)
{
	uint32_t protocol;

	if (nw_sock_protocol(sock, &protocol))
		*ret = cell_number(protocol);
}

/* An abstract name's NULs show as '@', as everybody writes them. */
GETTER(get_path)
{
	size_t len = 0;
	const char *name = nw_sock_attribute(sock, NW_ATTR_NAME, &len);
	char *copy;

	if (!name)
		return;
	if (name[0] || len == 0) {
		*ret = cell_text(name, len);
		return;
	}
	copy = buffer_room(&view->scratch, len);
	if (!copy)
		return;
	for (size_t i = 0; i < len; i++)
		copy[i] = name[i] ? name[i] : '@';
	*ret = cell_text(copy, len);
}

/* The same for machines: its very bytes. */
GETTER(get_name)
{
	size_t len;
	const char *name = nw_sock_attribute(sock, NW_ATTR_NAME, &len);

	if (name)
		*ret = cell_text(name, len);
}

static void attribute_word(const struct nw_sock *sock, enum nw_attribute which, struct cell *ret)
{
	size_t len;
	const char *word = nw_sock_attribute(sock, which, &len);

	if (word)
		*ret = cell_text(word, strnlen(word, len));
}

GETTER(get_congestion)
{
	attribute_word(sock, NW_ATTR_CONGESTION, ret);
}

GETTER(get_ulp)
{
	attribute_word(sock, NW_ATTR_ULP, ret);
}

static bool known_metric(const struct nw_sock *sock, enum nw_metric metric, uint64_t *ret)
{
	*ret = 0;
	return nw_sock_metric(sock, metric, ret);
}

/* netstat's text: name (seconds/retransmits/probes). */
GETTER(get_timer)
{
	uint64_t expires, retransmits, probes;
	enum nw_timer timer;
	const char *name;

	if (!nw_sock_timer(sock, &timer))
		return;
	known_metric(sock, NW_TIMER_EXPIRES, &expires);
	known_metric(sock, NW_RETRANSMITS, &retransmits);
	known_metric(sock, NW_PROBES, &probes);
	name = nw_timer_name(timer);
	if (timer == NW_TIMER_OFF)
		expires = 0;
	if (name)
		buffer_string(&view->scratch, name);
	else
		buffer_format(&view->scratch, "unkn-%d", (int)timer);
	buffer_format(&view->scratch, " (%.2f/%u/%u)", (double)expires / 1000,
		      (unsigned)retransmits, (unsigned)probes);
	*ret = scratch_cell(view);
}

GETTER(get_timer_name)
{
	enum nw_timer timer;

	if (nw_sock_timer(sock, &timer))
		*ret = cell_word(nw_timer_name(timer));
}

#define HOLDERS (NW_WANT_HOLDERS | NW_WANT_PROGRAM)
#define HOLDERS_ALL (HOLDERS | NW_WANT_STAT | NW_WANT_STATUS)

const struct column sock_columns[] = {
	{ "proto", "Proto", "protocol, with a 6 for IPv6", 0, 5, 0, get_proto, 0 },
	{ "local", "Local Address", "own address and port", NW_WANT_DEVICES | WANT_HOSTS,
	  23, 0, get_local, 0 },
	{ "remote", "Foreign Address", "the peer's address and port", WANT_HOSTS, 23, 0,
	  get_remote, 0 },
	{ "state", "State", "state of the connection", 0, 11, 0, get_state, 0 },
	{ "user", "User", "owner of the socket by name, or its number with -n", 0, 10, 0,
	  get_user, 0 },
	{ "inode", "Inode", "inode of the socket; joins it to /proc/PID/fd", 0, 10, 0,
	  get_inode, 0 },
	{ "process", "PID/Program name", "who holds it, or why nobody does", HOLDERS, 20,
	  0, get_process, 0 },
	{ "context", "Security Context", "security label of the holders",
	  NW_WANT_HOLDERS | NW_WANT_CONTEXT, 50, 0, get_context, 0 },
	{ "timer", "Timer", "timer (seconds/retransmits/probes)", NW_WANT_TIMERS, 0, 0,
	  get_timer, 0 },
	{ "flags", "Flags", "[ ACC ]: listens (UNIX)", 0, 11, 0, get_flags, 0 },
	{ "type", "Type", "STREAM, DGRAM, SEQPACKET, RAW", 0, 10, 0, get_type, 0 },
	{ "path", "Path", "UNIX name, @ for NUL in abstract ones", 0, 0, 0, get_path, 0 },
	{ "name", "Name", "UNIX name, its very bytes", 0, 0, 0, get_name, 0 },
	{ "family", "Family", "tcp, udp, unix, packet ...", 0, 0, 0, get_family, 0 },
	{ "ip", "IP", "4 or 6", 0, 0, 1, get_ip, 0 },
	{ "protocol", "Protocol", "IP protocol, netlink protocol or ethertype, a number",
	  0, 0, 1, get_protocol, 0 },
	{ "local_address", "Local", "own address, never a name", 0, 0, 0, get_local_address, 0 },
	{ "local_port", "Port", "own port, a number", 0, 0, 1, get_local_port, 0 },
	{ "remote_address", "Remote", "the peer's address, never a name", 0, 0, 0,
	  get_remote_address, 0 },
	{ "remote_port", "Port", "the peer's port, a number", 0, 0, 1, get_remote_port, 0 },
	{ "local_host", "Local Host", "name of the own address, if it has one",
	  WANT_HOSTS, 0, 0, get_local_host, 0 },
	{ "remote_host", "Remote Host", "name of the peer's address, if it has one",
	  WANT_HOSTS, 0, 0, get_remote_host, 0 },
	{ "device", "Device", "interface the socket is bound to", NW_WANT_DEVICES, 0, 0,
	  get_device, 0 },
	{ "uid", "UID", "owner of the socket, a number", 0, 0, 1, get_uid, 0 },
	{ "cookie", "Cookie", "the kernel's name for the socket, never reused", 0, 0, 1,
	  get_cookie, 0 },
	{ "netns", "NetNS", "network namespace, its inode", 0, 0, 1, get_netns, 0 },
	{ "space", "NetNS", "network namespace: name, inode or pid:N; /proc: only read there",
	  0, 10, 0, get_space, 0 },
	{ "netns_name", "NetNS Name", "its name in /run/netns", 0, 0, 0, get_netns_name, 0 },
	{ "netns_pid", "NetNS PID", "a process that lives in it", 0, 0, 1, get_netns_pid, 0 },
	{ "netns_closed", "NetNS Closed", "1: could not be entered, was read in /proc", 0,
	  0, 0, get_netns_closed, 0 },
	{ "reason", "Reason", "why nobody holds it", NW_WANT_HOLDERS, 0, 0, get_reason, 0 },
	{ "pid", "PID", "processes that hold it", NW_WANT_HOLDERS, 0, 0, get_pids, 0 },
	{ "holders", "Holders", "descriptors that hold it: pid, tid, fd, program, comm, uid, start",
	  HOLDERS_ALL, 0, 0, get_holders, 0 },
	{ "peer", "Peer", "who holds the other end of a UNIX socket: pid/program/fd",
	  HOLDERS_ALL | NW_WANT_PEERS, 0, 0, get_peer_holders, 0 },
	{ "trouble", "Trouble", "what about it deserves a look", TROUBLE_WANT, 0, 0,
	  get_trouble, 0 },
	{ "timer_name", "Timer", "off, on, keepalive, timewait, probe", NW_WANT_TIMERS, 0,
	  0, get_timer_name, 0 },
	{ "congestion", "Congestion", "congestion control algorithm", NW_WANT_INFO, 0, 0,
	  get_congestion, 0 },
	{ "ulp", "ULP", "protocol on top of TCP: tls, mptcp", NW_WANT_INFO, 0, 0, get_ulp, 0 },
	{ "pending_inodes", "Pending", "UNIX clients that wait to be accepted, inodes", 0,
	  0, 0, get_pending, 0 },
	{ "groups", "Groups", "netlink multicast groups joined", NW_WANT_DETAILS, 0, 0,
	  get_groups, 0 },
	{ "filter", "Filter", "packet filter, instructions as code jt jf k",
	  NW_WANT_DETAILS, 0, 0, get_filter, 0 },
	{ "multicast_addresses", "Multicast", "link layer addresses joined (packet)",
	  NW_WANT_DETAILS, 0, 0, get_multicast, 0 },
	{ "local_addresses", "Local Addresses", "all own addresses (SCTP)", 0, 0, 0,
	  get_locals, 0 },
	{ "remote_addresses", "Remote Addresses", "all addresses of the peer (SCTP)", 0,
	  0, 0, get_peers, 0 },
};

const size_t sock_columns_n = sizeof(sock_columns) / sizeof(*sock_columns);
