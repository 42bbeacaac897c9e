/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the filter share: rows of every kind, and what others know of them. */
#ifndef NW_UNIT_FILTER_H
#define NW_UNIT_FILTER_H

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <sys/socket.h>

#include "filter.h"
#include "sys.h"
#include "unit.h"

/* ---- what the filter asks others for ------------------------------------------- */

static const struct {
	const char *name, *protocol;
	uint32_t port;
} unit_services[] = {
	{ "ssh", "tcp", 22 },    { "domain", "tcp", 53 }, { "domain", "udp", 53 },
	{ "https", "tcp", 443 }, { "exec", "tcp", 512 },  { "exec", "udp", 513 },
	{ "le", "udp", 9999 },
};

__attribute__((weak)) bool names_port(struct names *names, const char *service,
				      const char *protocol, uint32_t *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(unit_services); i++) {
		if (strcmp(unit_services[i].name, service) != 0 ||
		    strcmp(unit_services[i].protocol, protocol) != 0)
			continue;
		*ret = unit_services[i].port;
		return true;
	}
	return false;
}

__attribute__((weak)) bool names_uid(struct names *names, const char *user, uint32_t *ret)
{
	*ret = 1000;
	return strcmp(user, "alice") == 0;
}

__attribute__((weak)) int names_addresses(struct names *names, const char *host, int af,
					  struct nw_address *ret, size_t room)
{
	static const struct nw_address both[] = {
		{ .family = AF_INET, .bytes = { 10, 0, 0, 1 } },
		{ .family = AF_INET6, .bytes = { 0x20, 1, 0xd, 0xb8, [15] = 1 } },
	};
	int n = 0;

	if (strcmp(host, "old.host") == 0)
		return -EROFS;
	if (strcmp(host, "a-host") != 0)
		return -ENOENT;
	for (size_t i = 0; i < ARRAY_SIZE(both) && room - (size_t)n; i++)
		if (af == AF_UNSPEC || af == both[i].family)
			ret[n++] = both[i];
	return n;
}

/* Never looked into by the functions above. */
static inline struct names *unit_names(void)
{
	static uint64_t nothing;

	return (struct names *)&nothing;
}

static inline struct filter *filter_for(int af, const char *text)
{
	struct filter_error error = { 0 };
	struct filter *filter = NULL;
	int r = filter_parse(unit_names(), af, text, strlen(text), &filter, &error);

	ck_assert_msg(r == 0, "%s: %s at %zu", text, error.what, error.at);
	ck_assert_ptr_nonnull(filter);
	return filter;
}

static inline struct filter *filter_of(const char *text)
{
	return filter_for(AF_UNSPEC, text);
}

/* ---- filters by chance, the same in every run ---------------------------------- */

/* xorshift64* */
static inline uint32_t unit_any(uint32_t below)
{
	static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(0x2545f4914f6cdd1d)) >> 32) % below;
}

/* Conditions of these `n` with operators and parentheses between them, appended. */
static inline void unit_random_filter(char *text, const char *const *conditions, size_t n,
				      unsigned depth)
{
	static const char *const between[] = { " or ", " and ", " ", " | ", " && " };

	if (depth == 0 || unit_any(4) == 0) {
		strcat(text, unit_any(3) ? "" : "not ");
		strcat(text, conditions[unit_any((uint32_t)n)]);
		return;
	}
	strcat(text, unit_any(4) ? "( " : "!( ");
	for (unsigned i = 1 + unit_any(3); i; i--) {
		unit_random_filter(text, conditions, n, depth - 1);
		strcat(text, i > 1 ? between[unit_any(ARRAY_SIZE(between))] : " )");
	}
}

/* ---- rows ---------------------------------------------------------------------- */

#define UNIT_NETNS 4026531840

struct unit_row {
	char letter; /* what the tests call it */
	uint8_t family, af, state;
	const char *local, *remote; /* addresses; of UNIX sockets: name, in `name_len` bytes */
	uint32_t local_port, remote_port;
	uint32_t ifindex;
	uint32_t protocol; /* of those that are not just their family's */
	uint64_t inode;
	uint32_t uid; /* UINT32_MAX: not known */
	uint8_t reason;
	uint8_t first_holder, holders; /* in unit_files */
	size_t name_len;
	uint32_t peer;
};

static const struct unit_row unit_rows[] = {
	{ 'a', NW_TCP, AF_INET, NW_STATE_LISTEN, "0.0.0.0", "0.0.0.0", 22, 0,
	  .inode = 101, .holders = 1 },
	{ 'b', NW_TCP, AF_INET, NW_STATE_ESTABLISHED, "10.0.0.1", "192.0.2.7", 22, 40000,
	  .inode = 102, .uid = 1000, .first_holder = 1, .holders = 2 },
	{ 'c', NW_TCP, AF_INET6, NW_STATE_ESTABLISHED, "::ffff:10.0.0.1", "::ffff:192.0.2.7",
	  8080, 50000, .ifindex = 3, .inode = 103, .uid = 33, .first_holder = 3, .holders = 1 },
	{ 'd', NW_TCP, AF_INET6, NW_STATE_LISTEN, "::", "::", 443, 0, .inode = 104,
	  .reason = NW_REASON_NO_PERMISSION },
	{ 'e', NW_TCP, AF_INET, NW_STATE_TIME_WAIT, "10.0.0.1", "198.51.100.9", 40001,
	  443, .uid = UINT32_MAX, .reason = NW_REASON_TIME_WAIT },
	{ 'f', NW_TCP, AF_INET, NW_STATE_SYN_RECV, "10.0.0.1", "192.0.2.9", 22, 55555,
	  .uid = UINT32_MAX, .reason = NW_REASON_SYN_RECV },
	{ 'g', NW_UDP, AF_INET, NW_STATE_CLOSE, "127.0.0.53", "0.0.0.0", 53, 0,
	  .inode = 107, .reason = NW_REASON_UNKNOWN },
	{ 'h', NW_UDP, AF_INET6, NW_STATE_ESTABLISHED, "2001:db8::1", "2001:db8::2",
	  33333, 53, .inode = 108, .uid = 1000, .reason = NW_REASON_UNKNOWN },
	{ 'i', NW_UNIX, AF_UNIX, NW_STATE_LISTEN, "/tmp/.X11-unix/X0", .inode = 109,
	  .name_len = 17, .first_holder = 4, .holders = 1 },
	{ 'j', NW_UNIX, AF_UNIX, NW_STATE_CLOSE, "\0Bus\0x", .inode = 110, .name_len = 6,
	  .uid = 1000, .reason = NW_REASON_UNKNOWN },
	{ 'k', NW_UNIX, AF_UNIX, NW_STATE_ESTABLISHED, NULL, .inode = 111, .peer = 109,
	  .uid = 1000, .reason = NW_REASON_UNKNOWN },
	{ 'l', NW_UNIX, AF_UNIX, NW_STATE_CLOSE,
	  "\0"
	  "0a1b2",
	  .inode = 112, .name_len = 6, .reason = NW_REASON_UNKNOWN },
	{ 'm', NW_PACKET, AF_PACKET, NW_STATE_NONE, NULL, NULL, ETH_P_IP, .ifindex = 3,
	  .protocol = ETH_P_IP, .inode = 113, .reason = NW_REASON_UNKNOWN },
	{ 'n', NW_NETLINK, AF_NETLINK, NW_STATE_NONE, NULL, NULL, 4242, .inode = 114,
	  .uid = UINT32_MAX, .reason = NW_REASON_UNKNOWN },
	{ 'o', NW_NETLINK, AF_NETLINK, NW_STATE_NONE, NULL, NULL, 0xfffff001,
	  .protocol = 16, .inode = 115, .uid = UINT32_MAX, .reason = NW_REASON_UNKNOWN },
	{ 'p', NW_VSOCK, AF_VSOCK, NW_STATE_LISTEN, "\3", NULL, 1024, .inode = 116,
	  .uid = UINT32_MAX, .reason = NW_REASON_UNKNOWN },
	{ 'q', NW_TCP, AF_INET, NW_STATE_BOUND_INACTIVE, "127.0.0.1", "0.0.0.0", 5000, 0,
	  .inode = 117, .reason = NW_REASON_UNKNOWN },
	{ 'r', NW_RAW, AF_INET, NW_STATE_CLOSE, "0.0.0.0", "0.0.0.0", 1, 0, .protocol = 1,
	  .inode = 118, .reason = NW_REASON_UNKNOWN },
};

#define UNIT_ROWS ARRAY_SIZE(unit_rows)

struct unit_table {
	struct rows rows, sealed;
	struct nw_file files[5];
	struct nw_proc procs[5];
	struct netns netns;
	struct group group; /* of row b */
};

static inline void unit_label(struct arena *arena, struct labels *labels,
			      enum nw_label label, const char *text)
{
	labels->len[label] = (uint32_t)strlen(text);
	arena_add(arena, text, strlen(text), &labels->at[label]);
}

static inline void unit_address(const struct unit_row *row, const char *text, uint8_t *ret)
{
	if (row->af == AF_INET || row->af == AF_INET6)
		ck_assert_int_eq(inet_pton(row->af, text, ret), 1);
	else if (text)
		memcpy(ret, text, 1);
}

static inline void unit_attributes(struct rows *rows, const struct unit_row *row)
{
	const uint32_t rtt = 25000, skmem[9] = { 0, 212992 }, mark = 0x11;
	uint8_t info[104] = { 0 };

	memcpy(info + 68, &rtt, sizeof(rtt));
	if (row->letter == 'b') {
		rows_attr(rows, NW_ATTR_TCP_INFO, info, sizeof(info));
		rows_attr(rows, NW_ATTR_MARK, &mark, sizeof(mark));
	}
	if (row->letter == 'g')
		rows_attr(rows, NW_ATTR_SKMEMINFO, skmem, sizeof(skmem));
	if (row->name_len)
		rows_attr(rows, NW_ATTR_NAME, row->local, row->name_len);
	if (row->peer)
		rows_attr(rows, NW_ATTR_PEER, &row->peer, sizeof(row->peer));
}

static inline void unit_add(struct rows *rows, const struct unit_row *row)
{
	struct nw_sock *sock = rows_add(rows, row->family, row->af);

	sock->state = row->state;
	sock->inode = row->inode;
	sock->ifindex = row->ifindex;
	sock->local_port = row->local_port;
	sock->remote_port = row->remote_port;
	sock->reason = row->reason;
	if (row->family != NW_UNIX) {
		unit_address(row, row->local, sock->local);
		sock->has |= HAS_LOCAL | HAS_PROTOCOL;
		sock->protocol = row->protocol         ? row->protocol
			       : row->family == NW_TCP ? IPPROTO_TCP
			       : row->family == NW_UDP ? IPPROTO_UDP
						       : 0;
	}
	if (row->af == AF_INET || row->af == AF_INET6) {
		unit_address(row, row->remote, sock->remote);
		sock->has |= HAS_REMOTE | HAS_QUEUES;
		sock->cookie = 0x1a00 + (uint64_t)row->letter;
		sock->recvq = row->letter == 'b' ? 5000 : 0;
		sock->has |= HAS_COOKIE;
	}
	if (row->uid != UINT32_MAX) {
		sock->uid = row->uid;
		sock->has |= HAS_UID;
	}
	if (row->letter == 'b') {
		sock->cgroup = 77;
		sock->has |= HAS_CGROUP;
	}
	unit_attributes(rows, row);
}

/* Processes as they are after sealing. */
static inline void unit_proc(struct unit_table *table, size_t i, uint32_t pid,
			     const char *comm, const char *argv)
{
	struct nw_proc *proc = &table->procs[i];
	struct arena *arena = &table->sealed.arena;

	*proc = (struct nw_proc){ .pid = pid };
	if (comm) {
		proc->comm_len = (uint32_t)strlen(comm);
		arena_add(arena, comm, proc->comm_len, &proc->comm);
	}
	if (argv) {
		proc->argv_len = (uint32_t)strlen(argv) + 1;
		arena_add(arena, argv, proc->argv_len, &proc->argv);
	}
	table->files[i] = (struct nw_file){ .pid = pid, .tid = pid, .proc = proc };
}

static inline void unit_seal(struct unit_table *table, uint32_t device)
{
	const char *base = table->sealed.arena.at;

	for (size_t i = 0; i < UNIT_ROWS; i++) {
		const struct unit_row *row = &unit_rows[i];
		struct nw_sock *sock = &table->sealed.socks.at[i];

		sock->attrs = sock->attrs_len ? base + sock->attrs_at : NULL;
		sock->device = sock->ifindex ? base + device : NULL;
		sock->netns = &table->netns;
		sock->n_holders = row->holders;
		sock->holders = &table->files[row->first_holder];
	}
	table->sealed.socks.at['b' - 'a'].group = &table->group;
	table->group.base = base;
	for (size_t i = 0; i < ARRAY_SIZE(table->procs); i++)
		table->procs[i].base = base;
}

/* The rows as parsed, and as they are in a table. */
static inline void unit_table_make(struct unit_table *table)
{
	uint32_t device;

	memset(table, 0, sizeof(*table));
	table->netns = (struct netns){ .inum = UNIT_NETNS, .name = "blue" };
	for (size_t i = 0; i < UNIT_ROWS; i++) {
		unit_add(&table->rows, &unit_rows[i]);
		unit_add(&table->sealed, &unit_rows[i]);
	}
	arena_add(&table->sealed.arena, "eth0", sizeof("eth0"), &device);
	unit_proc(table, 0, 10, "sshd", "/usr/sbin/sshd");
	unit_proc(table, 1, 11, "sshd", "sshd: alice [priv]");
	unit_proc(table, 2, 12, NULL, NULL);
	unit_proc(table, 3, 20, "nginx", "nginx: worker");
	unit_proc(table, 4, 30, "Web Content", "/usr/lib/Xorg");
	unit_label(&table->sealed.arena, &table->procs[3].labels, NW_LABEL_CONTAINER, "web-1");
	unit_label(&table->sealed.arena, &table->procs[3].labels, NW_LABEL_UNIT,
		   "user@33.service");
	unit_label(&table->sealed.arena, &table->procs[3].labels, NW_LABEL_USER_UNIT,
		   "nginx.service");
	unit_label(&table->sealed.arena, &table->procs[3].labels, NW_LABEL_POD, "pod-a");
	unit_label(&table->sealed.arena, &table->procs[3].labels, NW_LABEL_RUNTIME, "docker");
	unit_label(&table->sealed.arena, &table->procs[3].labels, NW_LABEL_SLICE, "a.slice");
	unit_label(&table->sealed.arena, &table->procs[4].labels, NW_LABEL_CONTAINER,
		   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	unit_label(&table->sealed.arena, &table->group.labels, NW_LABEL_CGROUP, "/a.slice/b");
	unit_label(&table->sealed.arena, &table->group.labels, NW_LABEL_CONTAINER, "db-2");
	unit_seal(table, device);
}

static inline void unit_table_free(struct unit_table *table)
{
	rows_free(&table->rows);
	rows_free(&table->sealed);
}

/* The letters of the rows that match; what was said early must hold. */
static inline void unit_matches(const struct unit_table *table,
				const struct filter *filter, char ret[UNIT_ROWS + 1])
{
	const struct nw_sock *peer;
	size_t n = 0;

	for (size_t i = 0; i < UNIT_ROWS; i++) {
		const struct nw_sock *sock = &table->sealed.socks.at[i];
		enum filter_truth early =
			filter_early(filter, &table->rows, &table->rows.socks.at[i]);
		bool match;

		peer = unit_rows[i].peer ? &table->sealed.socks.at['i' - 'a'] : NULL;
		match = filter_match(filter, sock, peer);
		if (match)
			ret[n++] = unit_rows[i].letter;
		ck_assert_msg(early == FILTER_MAYBE || (early == FILTER_YES) == match,
			      "row %c: early %d, then %d", unit_rows[i].letter, early, match);
		/* The bound but inactive one is not asked for unless it is named. */
		if (!match || sock->state == NW_STATE_BOUND_INACTIVE)
			continue;
		ck_assert(filter_families(filter) & NW_BIT(sock->family));
		ck_assert(filter_states(filter, sock->family) & 1U << sock->state);
	}
	ret[n] = '\0';
}

#endif
