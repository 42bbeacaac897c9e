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
}
