/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of counters in /proc/net, as rows: by the names they have themselves. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "counter.h"
#include "row.h"

int counter_text(struct counter_reading *reading, struct text text, uint32_t *ret)
{
	if (text_len(&text))
		return arena_text(&reading->rows->text, text.p, text_len(&text), ret);
	*ret = 0;
	return 0;
}

int counter_add(struct counter_reading *reading, struct text name, uint64_t value,
		struct nw_counter **ret)
{
	struct nw_counter *counter;
	uint32_t at;
	int r = counter_text(reading, name, &at);

	if (r < 0)
		return r;
	counter = vec_push(&reading->rows->all);
	if (!counter)
		return -ENOMEM;
	counter->name_at = at;
	counter->value = value;
	counter->source = (uint8_t)reading->source;
	counter->width = reading->width;
	*ret = counter;
	return 0;
}

static int add_signed(struct counter_reading *reading, struct text name, uint32_t group,
		      struct text value)
{
	struct nw_counter *counter;
	const bool negative = value.p < value.end && *value.p == '-';
	uint64_t number;
	int r;

	if (negative)
		value.p++;
	if (!text_dec(&value, &number) || value.p != value.end) {
		reading->malformed++;
		return 0;
	}
	r = counter_add(reading, name, negative ? -number : number, &counter);
	if (r < 0)
		return r;
	counter->group_at = group;
	counter->negative = negative;
	return 0;
}

/* ---- snmp, netstat ---------------------------------------------------------------------- */

/* "Tcp: " before the columns. */
static bool take_prefix(struct text *line, struct text *ret)
{
	if (!text_word(line, ret) || text_len(ret) < 2 || ret->end[-1] != ':')
		return false;
	ret->end--;
	return true;
}

static bool same_text(struct text a, struct text b)
{
	return text_len(&a) == text_len(&b) && memcmp(a.p, b.p, text_len(&a)) == 0;
}

static int read_pair(struct counter_reading *reading, struct text prefix, struct text names,
		     struct text values)
{
	struct text name, value;
	uint32_t group;
	int r = counter_text(reading, prefix, &group);

	while (r == 0 && text_word(&names, &name)) {
		/* A cut line: what is not there is not 0. */
		if (!text_word(&values, &value)) {
			reading->malformed++;
			return 0;
		}
		r = add_signed(reading, name, group, value);
	}
	if (r == 0 && text_word(&values, &value))
		reading->malformed++;
	return r;
}

static bool is_wanted(const struct counter_reading *reading, struct text group)
{
	const char *const *groups = reading->groups;

	for (; groups && *groups; groups++)
		if (strlen(*groups) == text_len(&group) &&
		    memcmp(*groups, group.p, text_len(&group)) == 0)
			return true;
	return !reading->groups;
}

int counter_pairs(struct counter_reading *reading, struct text text)
{
	struct text names = { 0 }, values, prefix = { 0 }, other;
	bool waits = false;
	int r = 0;

	while (r == 0 && text_line(&text, &values)) {
		struct text columns = values;

		if (!take_prefix(&columns, &other)) {
			reading->malformed++;
			continue;
		}
		if (waits && same_text(prefix, other)) {
			if (is_wanted(reading, prefix))
				r = read_pair(reading, prefix, names, columns);
			waits = false;
			continue;
		}
		/* Names without values: the line below them is missing. */
		reading->malformed += waits;
		names = columns;
		prefix = other;
		waits = true;
	}
	reading->malformed += r == 0 && waits;
	return r;
}

/* ---- snmp6, sctp/snmp --------------------------------------------------------------------- */

/* Up to the 6 that all names of IPv6 have in front: "UdpLite6" of "UdpLite6InErrors". */
static size_t prefix_of(struct text name)
{
	static const char *const known[] = { "Ip6", "Icmp6", "UdpLite6", "Udp6", "Sctp" };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		const size_t len = strlen(known[i]);

		if (text_len(&name) > len && memcmp(name.p, known[i], len) == 0)
			return len;
	}
	return 0;
}

int counter_names(struct counter_reading *reading, struct text text)
{
	struct text line, name, value, last = { 0 };
	uint32_t group = 0;
	int r = 0;

	while (r == 0 && text_line(&text, &line)) {
		struct text prefix;

		if (!text_word(&line, &name) || !text_word(&line, &value)) {
			reading->malformed++;
			continue;
		}
		prefix = text_of(name.p, prefix_of(name));
		if (!last.p || !same_text(prefix, last))
			r = counter_text(reading, prefix, &group);
		last = prefix;
		name.p = prefix.end;
		if (r == 0)
			r = add_signed(reading, name, group, value);
	}
	return r;
}

/* ---- sockstat ------------------------------------------------------------------------------ */

int counter_keyed(struct counter_reading *reading, struct text text)
{
	struct text line, prefix, name, value;
	uint32_t group;
	int r = 0;

	while (r == 0 && text_line(&text, &line)) {
		if (!take_prefix(&line, &prefix)) {
			reading->malformed++;
			continue;
		}
		r = counter_text(reading, prefix, &group);
		while (r == 0 && text_word(&line, &name)) {
			if (!text_word(&line, &value)) {
				reading->malformed++;
				break;
			}
			r = add_signed(reading, name, group, value);
		}
	}
	return r;
}

/* ---- rpc/nfs, rpc/nfsd ----------------------------------------------------------------------- */

/* By number, as the protocols and the kernel's include/linux/sunrpc/stats.h have them. */
struct rpc_line {
	const char *key;
	bool counted; /* the first number is how many follow */
	size_t n;
	const char *const *names; /* NULL: as text of the number */
};

static const char *const rpc_names[] = { "calls", "retrans", "authrefrsh" };
static const char *const rpcd_names[] = { "calls", "badcalls", "badfmt", "badauth", "badclnt" };
static const char *const net_names[] = { "packets", "udp", "tcp", "tcpconn" };
static const char *const rc_names[] = { "hits", "misses", "nocache" };
/* RFC 1813 */
static const char *const proc3_names[] = {
	"null",	  "getattr", "setattr", "lookup", "access", "readlink", "read",	   "write",
	"create", "mkdir",   "symlink", "mknod",  "remove", "rmdir",	"rename",  "link",
	"readdir", "readdirplus", "fsstat", "fsinfo", "pathconf", "commit",
};
/* enum in the kernel's include/linux/nfs4.h, to which it only appends */
static const char *const proc4_names[] = {
	"null",	   "read",   "write", "commit",	   "open",	"open_conf", "open_noat",
	"open_dgrd", "close", "setattr", "fsinfo",  "renew",	"setclntid", "confirm",
	"lock",	   "lockt",  "locku", "access",	   "getattr",	"lookup",    "lookup_root",
	"remove",  "rename", "link",  "symlink",   "create",	"pathconf",  "statfs",
	"readlink", "readdir", "server_caps", "delegreturn", "getacl", "setacl", "fs_locations",
};
/* RFC 5661, 16.2 and 18: from the third on, the two before are no operations */
static const char *const proc4ops_names[] = {
	"op0",	      "op1",	   "op2",	   "access",	 "close",     "commit",
	"create",     "delegpurge", "delegreturn", "getattr",	 "getfh",     "link",
	"lock",	      "lockt",	   "locku",	   "lookup",	 "lookupp",   "nverify",
	"open",	      "openattr",  "open_confirm", "open_downgrade", "putfh", "putpubfh",
	"putrootfh",  "read",	   "readdir",	   "readlink",	 "remove",    "rename",
	"renew",      "restorefh", "savefh",	   "secinfo",	 "setattr",   "setclientid",
	"setclientid_confirm", "verify", "write",
};

#define NAMES(n) ARRAY_SIZE(n), n

static const struct rpc_line nfs_lines[] = {
	{ "net", false, NAMES(net_names) },
	{ "rpc", false, NAMES(rpc_names) },
	{ "proc3", true, NAMES(proc3_names) },
	{ "proc4", true, NAMES(proc4_names) },
};

static const struct rpc_line nfsd_lines[] = {
	{ "rc", false, NAMES(rc_names) },
	{ "net", false, NAMES(net_names) },
	{ "rpc", false, NAMES(rpcd_names) },
	{ "proc3", true, NAMES(proc3_names) },
	{ "proc4ops", true, NAMES(proc4ops_names) },
};

static const struct rpc_line *rpc_line_of(enum nw_counter_source source, struct text key)
{
	const struct rpc_line *lines = source == NW_COUNTERS_NFS ? nfs_lines : nfsd_lines;
	const size_t n = source == NW_COUNTERS_NFS ? ARRAY_SIZE(nfs_lines)
						   : ARRAY_SIZE(nfsd_lines);

	for (size_t i = 0; i < n; i++)
		if (text_is(&key, lines[i].key))
			return &lines[i];
	return NULL;
}

static int read_rpc_line(struct counter_reading *reading, const struct rpc_line *known,
			 struct text key, struct text line)
{
	struct nw_counter *counter;
	struct text word;
	uint64_t number;
	uint32_t group;
	int r = counter_text(reading, key, &group);

	if (known->counted && !text_word(&line, &word))
		reading->malformed++;
	/* What later kernels append has no name here, and nothing asks for it. */
	for (size_t i = 0; r == 0 && i < known->n && text_word(&line, &word); i++) {
		if (!text_dec(&word, &number) || word.p != word.end) {
			reading->malformed++;
			continue;
		}
		r = counter_add(reading, text_of(known->names[i], strlen(known->names[i])),
				number, &counter);
		if (r == 0)
			counter->group_at = group;
	}
	return r;
}

int counter_rpc(struct counter_reading *reading, struct text text)
{
	const struct rpc_line *known;
	struct text line, key;
	int r = 0;

	while (r == 0 && text_line(&text, &line)) {
		if (!text_word(&line, &key)) {
			reading->malformed++;
			continue;
		}
		known = rpc_line_of(reading->source, key);
		if (known)
			r = read_rpc_line(reading, known, key, line);
	}
	return r;
}
