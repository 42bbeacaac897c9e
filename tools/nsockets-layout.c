/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From nsockets' options to a query, and to sections and columns. */
#include <stdio.h>
#include <string.h>

#include "nsockets.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define NETSTAT_INTERNET                                                                 \
	(NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE) | NW_BIT(NW_RAW) |         \
	 NW_BIT(NW_SCTP))
#define INTERNET (NETSTAT_INTERNET | NW_BIT(NW_MPTCP) | NW_BIT(NW_SMC) | NW_BIT(NW_PING))
#define EVERYTHING (NW_BIT(NW_FAMILIES_) - 1)

/* ---- the question ----------------------------------------------------------------------------- */

static uint64_t chosen_letters(const struct options *options)
{
	uint64_t bits = 0;

	bits |= options->tcp ? NW_BIT(NW_TCP) : 0;
	bits |= options->udp ? NW_BIT(NW_UDP) : 0;
	bits |= options->udplite ? NW_BIT(NW_UDPLITE) : 0;
	bits |= options->sctp ? NW_BIT(NW_SCTP) : 0;
	bits |= options->raw ? NW_BIT(NW_RAW) : 0;
	return bits;
}

/* -4 alone means all Internet protocols; nothing at all means those and UNIX. */
static uint64_t chosen_families(const struct options *options)
{
	uint64_t bits = chosen_letters(options);

	if ((options->inet || options->inet6) && !bits && !(options->others & INTERNET))
		bits |= NETSTAT_INTERNET;
	if (options->unix_domain)
		bits |= NW_BIT(NW_UNIX);
	bits |= options->others;
	if (options->everything)
		bits = EVERYTHING;
	/* A family that is not here was all that was asked for. */
	if (!bits && options->alien)
		return 0;
	return (bits ? bits : NETSTAT_INTERNET | NW_BIT(NW_UNIX)) & ~options->without;
}

uint64_t nsockets_named(const struct options *options)
{
	return chosen_letters(options) | options->others;
}

bool nsockets_unnamed(const struct options *options)
{
	return !nsockets_named(options) && !options->inet && !options->inet6 &&
	       !options->unix_domain && !options->everything && !options->alien;
}

static uint32_t chosen_ip(const struct options *options)
{
	uint32_t ip = 0;

	ip |= options->inet ? NW_IPV4 : 0;
	ip |= options->inet6 ? NW_IPV6 : 0;
	return ip;
}

/* Connections of MPTCP are among what is asked for, and so are the sockets they consist of. */
static bool has_subflows(const struct options *options)
{
	const uint64_t both = NW_BIT(NW_TCP) | NW_BIT(NW_MPTCP);

	return !options->netstat && (chosen_families(options) & both) == both;
}

bool nsockets_groups(const struct options *options)
{
	/* An order that was asked for stays; and where rows are left out, so may be whatever the
	 * others would stand below. */
	return has_subflows(options) && options->format == FORMAT_TEXT && !options->sort &&
	       !options->summary && !options->trouble && !options->kill && !options->baseline &&
	       !options->diff;
}

static uint32_t netstat_want(const struct options *options)
{
	uint32_t want = NW_WANT_REFCOUNT;

	if (options->programs || options->context)
		want |= NW_WANT_HOLDERS | NW_WANT_PROGRAM;
	if (options->context)
		want |= NW_WANT_CONTEXT;
	if (options->timers)
		want |= NW_WANT_TIMERS;
	return want;
}

struct nw_query nsockets_query(const struct options *options)
{
	struct nw_query query = {
		.size = sizeof(query),
		.families = chosen_families(options),
		.by_name = nsockets_named(options),
		.ip = chosen_ip(options),
		.netns = options->netns,
		.owners = options->netstat ? NW_OWNERS_SCAN : (uint32_t)options->owners,
		.states = options->bound_inactive ? ~0U : 0,
	};

	if (options->verbose && nsockets_unnamed(options))
		query.by_name = query.families & NETSTAT_INTERNET;
	/* A filter says by itself which sockets are meant; and counts are of all of them. */
	if (!options->all &&
	    (options->listening || !(options->filter || options->summary)))
		query.roles = options->listening ? NW_ROLE_SERVER : NW_ROLE_PEER;
	/* Which rows there are does not depend on the columns: some ends of UNIX sockets are
	 * only where reference counts are. */
	query.want = options->netstat ? netstat_want(options) : NW_WANT_REFCOUNT;
	if (has_subflows(options))
		query.want |= NW_WANT_SUBFLOWS;
	return query;
}

struct netstat_face nsockets_face(const struct options *options)
{
	uint64_t families = chosen_families(options);

	return (struct netstat_face){
		.internet = families & NETSTAT_INTERNET,
		.unix_domain = families & NW_BIT(NW_UNIX),
		.extend = options->extend,
		.programs = options->programs || options->context,
		.context = options->context,
		.timers = options->timers,
		.wide = options->wide,
		.all = options->all,
		.listening = options->listening,
	};
}

/* ---- the layout --------------------------------------------------------------------------------- */

/* When a default column is there. */
enum when {
	ALWAYS,
	NETNS,
	SUBFLOWS,
	EXTEND,
	PROGRAMS,
	REPEATED,
	CONTEXT,
	TIMERS,
	UNIX_NAMES,
	PACKETS,
};

struct default_column {
	const char *key;
	enum when when;
	const char *title; /* other than the column's own */
	uint8_t width;
	bool left;
};

static const struct default_column internet_columns[] = {
	{ "space", NETNS, NULL, 0, 0 },       { "proto", ALWAYS, NULL, 0, 0 },
	{ "recv_q", ALWAYS, "Recv-Q", 6, 0 }, { "send_q", ALWAYS, "Send-Q", 6, 0 },
	{ "local", ALWAYS, NULL, 0, 0 },      { "remote", ALWAYS, NULL, 0, 0 },
	{ "state", ALWAYS, NULL, 0, 0 },      { "user", EXTEND, NULL, 0, 0 },
	{ "inode", EXTEND, NULL, 0, 0 },      { "process", PROGRAMS, NULL, 0, 0 },
	{ "context", CONTEXT, NULL, 0, 0 },   { "timer", TIMERS, NULL, 0, 0 },
};

static const struct default_column unix_columns[] = {
	{ "space", NETNS, NULL, 0, 0 },         { "proto", ALWAYS, NULL, 0, 0 },
	{ "refcount", ALWAYS, "RefCnt", 6, 1 }, { "flags", ALWAYS, NULL, 0, 0 },
	{ "type", ALWAYS, NULL, 0, 0 },         { "state", ALWAYS, NULL, 13, 0 },
	{ "inode", ALWAYS, "I-Node", 8, 0 },    { "process", PROGRAMS, NULL, 0, 0 },
	{ "context", CONTEXT, NULL, 0, 0 },     { "path", ALWAYS, NULL, 0, 0 },
};

static const struct default_column other_columns[] = {
	{ "space", NETNS, NULL, 0, 0 },       { "proto", ALWAYS, NULL, 7, 0 },
	{ "type", ALWAYS, NULL, 0, 0 },       { "recv_q", ALWAYS, "Recv-Q", 6, 0 },
	{ "send_q", ALWAYS, "Send-Q", 6, 0 }, { "local", ALWAYS, NULL, 0, 0 },
	{ "remote", ALWAYS, NULL, 0, 0 },     { "state", ALWAYS, NULL, 0, 0 },
	{ "user", EXTEND, NULL, 0, 0 },       { "inode", EXTEND, NULL, 0, 0 },
	{ "process", PROGRAMS, NULL, 0, 0 },  { "context", CONTEXT, NULL, 0, 0 },
};

static const struct default_column machine_columns[] = {
	{ "proto", ALWAYS, NULL, 0, 0 },       { "family", ALWAYS, NULL, 0, 0 },
	{ "type", ALWAYS, NULL, 0, 0 },        { "protocol", ALWAYS, NULL, 0, 0 },
	{ "state", ALWAYS, NULL, 0, 0 },       { "recv_q", ALWAYS, NULL, 0, 0 },
	{ "send_q", ALWAYS, NULL, 0, 0 },      { "local_address", ALWAYS, NULL, 0, 0 },
	{ "local_port", ALWAYS, NULL, 0, 0 },  { "remote_address", ALWAYS, NULL, 0, 0 },
	{ "remote_port", ALWAYS, NULL, 0, 0 }, { "device", ALWAYS, NULL, 0, 0 },
	{ "name", ALWAYS, NULL, 0, 0 },        { "peer_inode", ALWAYS, NULL, 0, 0 },
	{ "refcount", ALWAYS, NULL, 0, 0 },    { "shutdown", ALWAYS, NULL, 0, 0 },
	{ "cgroup", ALWAYS, NULL, 0, 0 },      { "uid", ALWAYS, NULL, 0, 0 },
	{ "inode", ALWAYS, NULL, 0, 0 },       { "cookie", ALWAYS, NULL, 0, 0 },
	{ "netns", ALWAYS, NULL, 0, 0 },       { "netns_name", NETNS, NULL, 0, 0 },
	{ "netns_pid", NETNS, NULL, 0, 0 },    { "netns_closed", NETNS, NULL, 0, 0 },
	{ "user", EXTEND, NULL, 0, 0 },        { "holders", PROGRAMS, NULL, 0, 0 },
	{ "reason", PROGRAMS, NULL, 0, 0 },    { "hint", PROGRAMS, NULL, 0, 0 },
	{ "socket_unit", PROGRAMS, NULL, 0, 0 }, { "last_process", REPEATED, NULL, 0, 0 },
	{ "context", CONTEXT, NULL, 0, 0 },
	{ "timer_name", TIMERS, NULL, 0, 0 },  { "timer_expires", TIMERS, NULL, 0, 0 },
	{ "retransmits", TIMERS, NULL, 0, 0 }, { "probes", TIMERS, NULL, 0, 0 },
	{ "connection", SUBFLOWS, NULL, 0, 0 }, { "packet_version", PACKETS, NULL, 0, 0 },
	{ "packet_flags", PACKETS, NULL, 0, 0 },
};

static const struct default_column event_columns[] = {
	{ "time", ALWAYS, NULL, 12, 0 },        { "event", ALWAYS, NULL, 7, 0 },
	{ "space", NETNS, NULL, 0, 0 },         { "proto", ALWAYS, NULL, 0, 0 },
	{ "local", ALWAYS, "Local", 15, 0 },    { "remote", ALWAYS, "Foreign", 15, 0 },
	{ "process", ALWAYS, NULL, 16, 0 },     { "lasted", ALWAYS, NULL, 7, 0 },
	{ "sent", ALWAYS, "Sent", 6, 0 },       { "received", ALWAYS, "Recvd", 6, 0 },
	{ "state", ALWAYS, NULL, 0, 0 },        { "user", EXTEND, NULL, 0, 0 },
	{ "context", CONTEXT, NULL, 0, 0 },     { "path", UNIX_NAMES, NULL, 0, 0 },
};

static const struct default_column event_machine_columns[] = {
	{ "event_time", ALWAYS, NULL, 0, 0 },   { "event", ALWAYS, NULL, 0, 0 },
	{ "proto", ALWAYS, NULL, 0, 0 },        { "family", ALWAYS, NULL, 0, 0 },
	{ "state", ALWAYS, NULL, 0, 0 },        { "local_address", ALWAYS, NULL, 0, 0 },
	{ "local_port", ALWAYS, NULL, 0, 0 },   { "remote_address", ALWAYS, NULL, 0, 0 },
	{ "remote_port", ALWAYS, NULL, 0, 0 },  { "name", ALWAYS, NULL, 0, 0 },
	{ "uid", ALWAYS, NULL, 0, 0 },          { "cookie", ALWAYS, NULL, 0, 0 },
	{ "netns", ALWAYS, NULL, 0, 0 },        { "netns_name", NETNS, NULL, 0, 0 },
	{ "user", EXTEND, NULL, 0, 0 },         { "holders", ALWAYS, NULL, 0, 0 },
	{ "reason", ALWAYS, NULL, 0, 0 },       { "duration", ALWAYS, NULL, 0, 0 },
	{ "sent", ALWAYS, NULL, 0, 0 },         { "received", ALWAYS, NULL, 0, 0 },
	{ "context", CONTEXT, NULL, 0, 0 },
};

static bool is_on(const struct options *options, enum when when)
{
	switch (when) {
	case NETNS:
		return options->netns;
	case SUBFLOWS:
		return has_subflows(options);
	case EXTEND:
		return options->extend;
	case PROGRAMS:
		return options->programs || options->context;
	case REPEATED:
		return options->continuous && options->programs;
	case CONTEXT:
		return options->context;
	case TIMERS:
		return options->timers;
	case UNIX_NAMES:
		return chosen_families(options) & NW_BIT(NW_UNIX);
	case PACKETS:
		return chosen_families(options) & NW_BIT(NW_PACKET);
	default:
		return true;
	}
}

static void add_section(struct report *report, const struct options *options, const char *title,
			uint64_t families, const struct default_column *columns, size_t n)
{
	struct section *section = &report->sections[report->n_sections++];

	section->title = title;
	section->families = families;
	section->columns.set = &sock_set;
	for (size_t i = 0; i < n; i++) {
		struct column *column;

		if (!is_on(options, columns[i].when) ||
		    !column_add(&section->columns, columns[i].key))
			continue;
		column = &section->columns.at[section->columns.n - 1];
		if (columns[i].title)
			column->title = columns[i].title;
		if (columns[i].width)
			column->width = columns[i].width;
		if (columns[i].left)
			column->right = false;
	}
}

/* Told line by line, of whatever family. */
static void add_events(struct report *report, const struct options *options)
{
	if (options->format == FORMAT_TEXT)
		add_section(report, options, NULL, ~UINT64_C(0), event_columns,
			    ARRAY_SIZE(event_columns));
	else
		add_section(report, options, NULL, ~UINT64_C(0), event_machine_columns,
			    ARRAY_SIZE(event_machine_columns));
}

static void add_sections(struct report *report, const struct options *options)
{
	uint64_t families = chosen_families(options);

	if (families & INTERNET)
		add_section(report, options, "Active Internet connections", INTERNET,
			    internet_columns, ARRAY_SIZE(internet_columns));
	if (families & NW_BIT(NW_UNIX))
		add_section(report, options, "Active UNIX domain sockets",
			    NW_BIT(NW_UNIX), unix_columns, ARRAY_SIZE(unix_columns));
	if (families & ~(INTERNET | NW_BIT(NW_UNIX)))
		add_section(report, options, "Active other sockets",
			    ~(INTERNET | NW_BIT(NW_UNIX)), other_columns,
			    ARRAY_SIZE(other_columns));
}

static int own_columns(struct report *report, const char *columns)
{
	struct section *section = &report->sections[report->n_sections++];

	section->columns.set = &sock_set;
	return column_take(&section->columns, columns);
}

static int sort_column(const char *key, struct column *ret, bool *descending)
{
	*descending = *key == '-';
	if (column_find(key + *descending, strlen(key + *descending), ret))
		return 0;
	tool_say_about("no such column to sort by (--columns help lists them)", key);
	return -1;
}

/* People read them below the row, machines beside its other columns. */
static void add_details(struct section *section, const struct column_list *details, bool below)
{
	struct column_list *to = below ? &section->details : &section->columns;

	for (size_t i = 0; i < details->n && to->n < COLUMNS_MAX; i++) {
		if (column_has(&section->columns, details->at[i].key))
			continue;
		to->at[to->n++] = details->at[i];
		to->want |= details->at[i].want;
	}
}

int nsockets_layout(const struct options *options, struct report *report,
		    struct column *sort, bool *descending)
{
	struct column_list details = { .set = &sock_set };

	report->which = options->filter    ? "(as filtered)"
		      : options->all       ? "(servers and established)"
		      : options->listening ? "(only servers)"
					   : "(w/o servers)";
	report->what = "sockets";
	report->header = !options->no_header;
	report->sparse = options->trouble;
	if (options->sort && sort_column(options->sort, sort, descending) < 0)
		return -1;
	if (options->netstat)
		return 0;
	nsockets_details(options, &details);
	if (options->columns) {
		if (own_columns(report, options->columns) < 0)
			return -1;
	} else if (options->events) {
		add_events(report, options);
	} else if (options->format == FORMAT_TEXT) {
		add_sections(report, options);
	} else {
		add_section(report, options, NULL, ~UINT64_C(0), machine_columns,
			    ARRAY_SIZE(machine_columns));
	}
	for (size_t i = 0; i < report->n_sections; i++)
		add_details(&report->sections[i], &details, options->format == FORMAT_TEXT);
	return 0;
}

void nsockets_columns_help(void)
{
	column_set_help(&sock_set);
}
