/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ss shows on a second line: groups of columns, made from the library's metrics. */
#include <string.h>

#include "nsockets.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Columns that belong to a group besides its metrics. */
static const char *const info_columns[] = { "tcp_options", "congestion", "ulp",
					    "mptcp_subflow", "tls" };
static const char *const extended_columns[] = {
	"user",
	"inode",
	"cookie",
	"cgroup_path",
	"cgroup",
	"v6only",
	"shutdown",
	"mark",
	"tos",
	"tclass",
	"class_id",
	"device",
	"peer_inode",
	"groups",
	"packet_version",
	"packet_flags",
	"fanout",
	"filter",
	"multicast_addresses",
	"local_addresses",
	"remote_addresses",
	"pending_inodes",
};
static const char *const holder_columns[] = {
	"peer",      "container", "runtime", "pod",     "unit",
	"user_unit", "slice",     "session", "made_in",
};
static const char *const option_columns[] = {
	"recverr",         "freebind",      "hdrincl",  "mc_loop",
	"transparent",     "mc_all",        "nodefrag", "bind_address_no_port",
	"recverr_rfc4884", "defer_connect", "v6only",   "tos",
	"tclass",          "mark",
};

static void add_all(struct column_list *list, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		column_add(list, keys[i]);
}

static void add_metrics(struct column_list *list, uint32_t want)
{
	for (unsigned i = 0; i < nw_metrics(); i++)
		if (nw_metric_want(i) & want)
			column_add(list, nw_metric_name(i));
}

static bool always(const struct nw_sock *sock)
{
	(void)sock;
	return true;
}

static bool has_path(const struct nw_sock *sock)
{
	size_t len;

	return nw_sock_label(sock, NW_LABEL_CGROUP, &len) != NULL;
}

/* A listener's queue and its limit stand in the row; numbers that another detail puts into
 * words are for machines. */
static const struct {
	const char *key;
	bool (*repeats)(const struct nw_sock *sock);
} repeated[] = {
	{ "unacked", nw_sock_listens },
	{ "sacked", nw_sock_listens },
	{ "cgroup", has_path },
	{ "fanout_id", always },
	{ "fanout_type", always },
	{ "subflow_flags", always },
	{ "subflow_peer_token", always },
	{ "subflow_id", always },
	{ "subflow_peer_id", always },
	{ "subflow_map_seq", always },
	{ "subflow_map_sfseq", always },
	{ "subflow_ssn_offset", always },
	{ "subflow_map_len", always },
	{ "tls_version", always },
	{ "tls_cipher", always },
	{ "tls_txconf", always },
	{ "tls_rxconf", always },
	{ "tls_zc_ro_tx", always },
	{ "tls_rx_no_pad", always },
};

static void mark_repeated(struct column_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(repeated); k++)
			if (strcmp(list->at[i].key, repeated[k].key) == 0)
				list->at[i].repeats = repeated[k].repeats;
}

void nsockets_details(const struct options *options, struct column_list *ret)
{
	if (options->trouble)
		column_add(ret, "trouble");
	if (options->extended && options->programs)
		add_all(ret, holder_columns, ARRAY_SIZE(holder_columns));
	if (options->extended) {
		add_all(ret, extended_columns, ARRAY_SIZE(extended_columns));
		add_metrics(ret, NW_WANT_DETAILS);
	}
	if (options->socket_options)
		add_all(ret, option_columns, ARRAY_SIZE(option_columns));
	if (options->memory)
		add_metrics(ret, NW_WANT_MEMORY);
	if (options->tcp_info) {
		add_all(ret, info_columns, ARRAY_SIZE(info_columns));
		add_metrics(ret, NW_WANT_INFO);
	}
	mark_repeated(ret);
}
