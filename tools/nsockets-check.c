/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options that do not go together, and those that are about something else. */
#include "nsockets.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	unsigned mode;
	const char *what, *command;
} modes[] = {
	{ MODE_ROUTE, "routes", "ip route" },
	{ MODE_INTERFACES, "interfaces", "ip -s link" },
	{ MODE_STATISTICS, "protocol statistics", "nstat" },
	{ MODE_MASQUERADE, "masqueraded connections", "conntrack -L" },
	{ MODE_GROUPS, "multicast groups", "ip maddr" },
	{ MODE_CACHE, "the route cache", "ip route show cache" },
	{ MODE_FIB, "routes", "ip route" },
};

static int check_modes(const struct options *options)
{
	unsigned exclusive = options->modes & (MODE_ROUTE | MODE_INTERFACES |
					       MODE_STATISTICS | MODE_MASQUERADE);

	if (!options->modes)
		return 0;
	if (exclusive & (exclusive - 1)) {
		tool_say("only one of -r, -i, -s and -M can be asked for");
		return -1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (!(options->modes & modes[i].mode))
			continue;
		tool_say("no sockets there: for %s use '%s'", modes[i].what, modes[i].command);
		break;
	}
	return REFUSED;
}

enum { RECORD, ROOT, CONTINUOUS, WATCH, WAIT, KILL, EVENTS, BASELINE, DIFF, SUMMARY, TROUBLE, SORT, JSON,
       NDJSON, CSV, OPTIONS_ };

static const struct {
	unsigned one, other;
} pairs[] = {
	{ RECORD, ROOT },    { RECORD, CONTINUOUS }, { RECORD, WATCH },
	/* Nothing ever changes in a recording. */
	{ ROOT, WAIT },      { ROOT, KILL },
	{ RECORD, WAIT },    { RECORD, KILL },
	/* A socket is awaited, not what becomes of it. */
	{ WAIT, TROUBLE },
	/* One file, and one picture that it is of. */
	{ BASELINE, DIFF },  { CONTINUOUS, BASELINE }, { WATCH, BASELINE },
	/* What has come and gone is told in one form only. */
	{ BASELINE, JSON },  { BASELINE, NDJSON },   { BASELINE, CSV },
	{ DIFF, JSON },      { DIFF, NDJSON },       { DIFF, CSV },
	{ CONTINUOUS, WAIT }, { WATCH, WAIT },
	{ CONTINUOUS, KILL }, { WATCH, KILL },
	{ KILL, BASELINE },  { KILL, DIFF },         { KILL, SUMMARY },
	/* Of events each is told when it happens; one document would never end. */
	{ RECORD, EVENTS },  { ROOT, EVENTS },       { CONTINUOUS, EVENTS },
	{ WATCH, EVENTS },   { WAIT, EVENTS },       { KILL, EVENTS },
	{ EVENTS, BASELINE }, { EVENTS, DIFF },      { EVENTS, SUMMARY },
	{ EVENTS, TROUBLE }, { EVENTS, SORT },       { EVENTS, JSON },
};

static int check_pairs(const struct options *options)
{
	const struct {
		const char *name;
		bool given;
	} all[OPTIONS_] = {
		[RECORD] = { "--record", options->record },
		[ROOT] = { "--root", options->root },
		[CONTINUOUS] = { "-c", options->continuous },
		[WATCH] = { "--watch", options->watch },
		[WAIT] = { "--wait", options->wait },
		[KILL] = { "--kill", options->kill },
		[EVENTS] = { "--events", options->events },
		[BASELINE] = { "--baseline", options->baseline },
		[DIFF] = { "--diff", options->diff },
		[SUMMARY] = { "--summary", options->summary },
		[TROUBLE] = { "--trouble", options->trouble },
		[SORT] = { "--sort", options->sort },
		[JSON] = { "--json", options->format == FORMAT_JSON },
		[NDJSON] = { "--ndjson", options->format == FORMAT_NDJSON },
		[CSV] = { "--csv", options->format == FORMAT_CSV },
	};

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		if (!all[pairs[i].one].given || !all[pairs[i].other].given)
			continue;
		tool_say("%s and %s exclude each other", all[pairs[i].one].name,
			 all[pairs[i].other].name);
		return -1;
	}
	return 0;
}

int nsockets_check(const struct options *options)
{
	int r = check_modes(options);

	if (r == 0)
		r = check_pairs(options);
	if (r)
		return r;
	if (options->times_out && !options->wait && !options->events) {
		tool_say("--timeout is of --wait and --events");
		return -1;
	}
	/* Without one it would end every connection of the machine, this one as well. */
	if (options->kill && !options->filter) {
		tool_say("--kill needs a filter that says which sockets to end");
		return -1;
	}
	return 0;
}
