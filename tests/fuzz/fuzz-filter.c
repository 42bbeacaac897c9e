/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: filters. Bytes below 128 are the text itself, those above are words of the
 * language, so that what comes by chance is a filter often enough. What is one is tried on
 * rows made of the same bytes: early, late, and as a program for the kernel.
 */
#include <sys/socket.h>

#include "../unit/unit-bytecode.h"
#include "filter-inside.h"
#include "fuzz.h"

/* ---- what the filter asks others for ------------------------------------------- */

__attribute__((weak)) bool names_port(struct names *names, const char *service,
				      const char *protocol, uint32_t *ret)
{
	*ret = (uint32_t)strlen(service) + (*protocol == 't');
	return *service == 's';
}

__attribute__((weak)) bool names_uid(struct names *names, const char *user, uint32_t *ret)
{
	*ret = (uint32_t)strlen(user);
	return *user == 'r';
}

__attribute__((weak)) int names_addresses(struct names *names, const char *host, int af,
					  struct nw_address *ret, size_t room)
{
	const size_t n = strlen(host) % 4;

	for (size_t i = 0; i < n && i < room; i++)
		ret[i] = (struct nw_address){ .family = i % 2 ? AF_INET6 : AF_INET };
	return n ? (int)n : -ENOENT;
}

static bool find_cgroup(void *arg, const char *path, uint64_t *ret)
{
	*ret = strlen(path);
	return *ret % 3;
}

/* ---- text ---------------------------------------------------------------------- */

static const char *const words[128] = {
	"( ",
	" ) ",
	" or ",
	" and ",
	" not ",
	"! ",
	"| ",
	"&& ",
	"state ",
	"exclude ",
	"established ",
	"listening ",
	"closed ",
	"all ",
	"connected ",
	"bucket ",
	"bound ",
	"src ",
	"dst ",
	"sport ",
	"dport ",
	"dev ",
	"fwmark ",
	"cgroup ",
	"autobound ",
	"= ",
	"!= ",
	"< ",
	"<= ",
	"> ",
	">= ",
	"eq ",
	"ne ",
	"lt ",
	"ge ",
	"~ ",
	"!~ ",
	"pid ",
	"comm ",
	"program ",
	"container ",
	"unit ",
	"pod ",
	"reason ",
	"user ",
	"inode ",
	"cookie ",
	"netns ",
	"proto ",
	"family ",
	"rtt ",
	"recv_q ",
	"retransmits ",
	"refcount ",
	"rcvbuf ",
	"timer_expires ",
	"peer_inode ",
	"mark ",
	"ifindex ",
	"inet:",
	"inet6:",
	"unix:",
	"link:",
	"netlink:",
	"vsock:",
	"127.0.0.1",
	"10/8",
	"[::1]",
	"::ffff:10.0.0.1",
	"::/0",
	"[fe80::/10]",
	"*",
	":ssh ",
	":80 ",
	"/8 ",
	"0 ",
	"1 ",
	"22 ",
	"65535 ",
	"0x10/0xf0 ",
	"1,2 ",
	"ip ",
	"rtnl ",
	"kernel ",
	"lo ",
	"eth0 ",
	"tcp ",
	"unix ",
	"inet6 ",
	"time-wait ",
	"unknown ",
	"/tmp/* ",
	"@a[!b]? ",
	"'a b' ",
	"\\ ",
	"5ms ",
	"1.5K ",
	"3Mi ",
	"18446744073709551615 ",
	"/here ",
	"root ",
	"any ",
	"sport 22 ",
	"dport 80 ",
	"src 10.0.0.1 ",
	"dst [::1]:80 ",
	"dev 1 ",
	"dev lo ",
	"fwmark 1 ",
	"cgroup 7 ",
	"pid = 1 ",
	"state listening ",
	"not sport 22 ",
	"sport != 22 ",
	"dport > 5 ",
	"src inet:* ",
	"dst inet6:*:53 ",
};

static char *text_for(const uint8_t *data, size_t size, size_t *len)
{
	char *text = malloc(size * 24 + 1), *end = text;

	must(text);
	for (size_t i = 0; i < size; i++) {
		if (data[i] < 128)
			*end++ = (char)data[i];
		else if (words[data[i] - 128])
			end = stpcpy(end, words[data[i] - 128]);
	}
	*len = (size_t)(end - text);
	/* Memory that ends where the text does. */
	return realloc(text, *len ? *len : 1);
}

/* ---- rows ---------------------------------------------------------------------- */

static const struct {
	uint8_t family, af;
} kinds[] = {
	{ NW_TCP, AF_INET },    { NW_TCP, AF_INET6 },     { NW_UDP, AF_INET },
	{ NW_UDP, AF_INET6 },   { NW_RAW, AF_INET },      { NW_MPTCP, AF_INET },
	{ NW_UNIX, AF_UNIX },   { NW_PACKET, AF_PACKET }, { NW_NETLINK, AF_NETLINK },
	{ NW_VSOCK, AF_VSOCK }, { NW_XDP, AF_XDP },       { NW_TIPC, AF_TIPC },
	{ NW_SMC, AF_INET6 },
};

struct table {
	struct rows rows, sealed;
	struct nw_proc procs[2];
	struct nw_file files[2];
	struct netns netns;
};

static void add_row(struct rows *rows, size_t kind, const uint8_t *bytes, size_t n)
{
	static const uint8_t info[248] = { [68] = 200, [80] = 10 };
	struct nw_sock *sock = rows_add(rows, kinds[kind].family, kinds[kind].af);
	const uint32_t number = bytes[0];

	must(sock);
	memcpy(sock->local, bytes, 16);
	memcpy(sock->remote, bytes + 16, 16);
	if (bytes[32] & 1)
		memcpy(sock->local, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a", 13);
	sock->local_port = bytes[33] & 1 ? 22 : (uint32_t)bytes[33] << 8;
	sock->remote_port = bytes[34] & 1 ? 80 : (uint32_t)bytes[34] << 8;
	sock->has = 0x7fff & ((uint32_t)bytes[36] << 8 | bytes[37]);
	/* Only some can be bound to an interface. */
	if (kinds[kind].family < NW_UNIX || kinds[kind].family == NW_PACKET)
		sock->ifindex = bytes[35] & 3;
	/* Addresses and ports of the families the kernel can filter are always known. */
	if (kinds[kind].af == AF_INET || kinds[kind].af == AF_INET6)
		sock->has |= HAS_LOCAL | HAS_REMOTE;
	sock->state = bytes[38] % NW_STATES_;
	sock->inode = bytes[39] & 7;
	sock->cgroup = sock->has & HAS_CGROUP ? bytes[40] & 7 : 0;
	sock->uid = bytes[41];
	sock->reason = bytes[42] % NW_REASONS_;
	sock->n_holders = sock->inode ? bytes[43] & 1 : 0;
	if (bytes[44] & 1)
		rows_attr(rows, NW_ATTR_NAME, bytes, n < 60 ? n : 60);
	if (bytes[44] & 2)
		rows_attr(rows, NW_ATTR_TCP_INFO, info, bytes[45] % sizeof(info));
	if (bytes[44] & 4)
		rows_attr(rows, NW_ATTR_MARK, &number, sizeof(number));
	if (bytes[44] & 8)
		rows_attr(rows, NW_ATTR_PEER, &number, sizeof(number));
}

static void make(struct table *table, const uint8_t *data, size_t size)
{
	uint8_t bytes[64] = { 0 };
	uint32_t device;

	memset(table, 0, sizeof(*table));
	memcpy(bytes, data, size < sizeof(bytes) ? size : sizeof(bytes));
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		add_row(&table->rows, i, bytes, size);
		add_row(&table->sealed, i, bytes, size);
		/* Neighbours differ a little. */
		bytes[(i * 7) % sizeof(bytes)] ^= (uint8_t)(1 << i % 8);
		bytes[33 + i % 12]++;
	}
	arena_add(&table->sealed.arena, "lo", 3, &device);
	for (size_t i = 0; i < ARRAY_SIZE(table->procs); i++) {
		table->procs[i].pid = bytes[i];
		arena_add(&table->sealed.arena, bytes, 5, &table->procs[i].comm);
		table->procs[i].comm_len = bytes[i] & 3;
		table->files[i] =
			(struct nw_file){ .pid = bytes[i], .proc = &table->procs[i] };
	}
	table->procs[0].base = table->procs[1].base = table->sealed.arena.at;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct nw_sock *sock = &table->sealed.socks.at[i];

		sock->attrs = sock->attrs_len ? table->sealed.arena.at + sock->attrs_at : NULL;
		sock->device = sock->ifindex == 1 ? table->sealed.arena.at + device : NULL;
		sock->holders = &table->files[i & 1];
		sock->netns = &table->netns;
	}
}

/* ---- what must hold ------------------------------------------------------------ */

static void program(const struct filter *filter, const struct nw_sock *sock, bool match,
		    bool privileged)
{
	static char buffer[65536];
	const size_t len = filter_bytecode(filter, sock->family, sock->af, privileged,
					   buffer, sizeof(buffer));
	size_t mark_len;
	const uint32_t *mark = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_MARK, &mark_len);
	const struct bytecode_entry entry = {
		.sock = sock,
		.chosen = sock->local_port >= 32768 && sock->local_port <= 60999,
		.mark = mark ? *mark : 1,
	};

	if (!len)
		return;
	must(bytecode_audit(buffer, (int)len));
	must(bytecode_run(buffer, (int)len, &entry) || !match);
	must(filter_bytecode(filter, sock->family, sock->af, privileged, buffer, len - 1) == 0);
}

/* Any row will do, if it is said to have one. */
static const struct nw_sock *peer_of(const struct table *table, const struct nw_sock *sock)
{
	size_t len;
	const uint32_t *inode = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_PEER, &len);

	return inode && *inode ? &table->sealed.socks.at[6] : NULL;
}

static void try_on(const struct filter *filter, const struct table *table)
{
	const uint64_t families = filter_families(filter);

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const struct nw_sock *sock = &table->sealed.socks.at[i];
		const enum filter_truth early =
			filter_early(filter, &table->rows, &table->rows.socks.at[i]);
		const bool match = filter_match(filter, sock, peer_of(table, sock));

		must(early == FILTER_MAYBE || (early == FILTER_YES) == match);
		program(filter, sock, match, i & 1);
		if (!match || sock->state == NW_STATE_BOUND_INACTIVE)
			continue;
		must(families & NW_BIT(sock->family));
		must(filter_states(filter, sock->family) & 1U << sock->state);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int afs[] = { AF_UNSPEC, AF_UNIX,   AF_INET,
				   AF_INET6,  AF_PACKET, AF_NETLINK };
	struct filter_error error = { 0 };
	struct filter *filter = NULL;
	struct table table;
	static uint64_t nobody;
	char *text;
	size_t len;
	int r;

	if (size < 1)
		return 0;
	text = text_for(data + 1, size - 1, &len);
	r = filter_parse((struct names *)&nobody, afs[data[0] % ARRAY_SIZE(afs)], text,
			 len, &filter, &error);
	must(r == 0 || r == -EINVAL);
	if (r < 0) {
		must(!filter && error.what && error.at + error.len <= len);
	} else {
		filter_resolve(filter, find_cgroup, NULL, &error);
		filter_want(filter);
		make(&table, data, size);
		try_on(filter, &table);
		rows_free(&table.rows);
		rows_free(&table.sealed);
	}
	filter_free(filter);
	free(text);
	return 0;
}
