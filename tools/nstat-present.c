/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the reports that are asked for can be: the kernel may have no such counters. */
#include <stdio.h>

#include "nstat.h"

/* sar's, when there is nothing left to show. */
#define EXIT_NOTHING 3

static const char *const places[NW_COUNTERS_SOURCES_] = {
	[NW_COUNTERS_SNMP] = "/proc/net/snmp",
	[NW_COUNTERS_NETSTAT] = "/proc/net/netstat",
	[NW_COUNTERS_SNMP6] = "/proc/net/snmp6",
	[NW_COUNTERS_SCTP] = "/proc/net/sctp/snmp",
	[NW_COUNTERS_SOCKSTAT] = "/proc/net/sockstat",
	[NW_COUNTERS_SOCKSTAT6] = "/proc/net/sockstat6",
	[NW_COUNTERS_DEV] = "/proc/net/dev",
	[NW_COUNTERS_SOFTNET] = "/proc/net/softnet_stat",
	[NW_COUNTERS_NFS] = "/proc/net/rpc/nfs",
	[NW_COUNTERS_NFSD] = "/proc/net/rpc/nfsd",
	[NW_COUNTERS_FC] = "/sys/class/fc_host",
};

static bool has_items(const struct nw_counters *counters, enum nw_counter_source source)
{
	const struct nw_counter *counter;

	for (size_t i = 0; (counter = nw_counters_at(counters, i)); i++)
		if (nw_counter_source(counter) == source)
			return true;
	return false;
}

static bool is_present(const struct nstat_run *run, const struct nstat_keyword *keyword)
{
	for (size_t i = 0; i < run->n_spaces; i++) {
		const struct nw_counters *now = run->spaces[i].now;

		if (now && nw_counters_sources(now) & NW_BIT(keyword->source) &&
		    (!keyword->item || has_items(now, keyword->source)))
			return true;
	}
	return false;
}

/* What was read in part is told of with the first such sample, not with every one. */
void nstat_say_notes(struct nstat_run *run)
{
	const struct nw_note *note;

	if (run->noted)
		return;
	for (size_t s = 0; s < run->n_spaces; s++) {
		const struct nw_counters *now = run->spaces[s].now;

		for (size_t i = 0; now && (note = nw_counters_note(now, i)); i++) {
			/* That is told by the names of reports. */
			if (nw_note_kind(note) == NW_NOTE_ABSENT)
				continue;
			note_say(note);
			run->noted = true;
			run->missed |= !run->options.sar;
		}
	}
}

static void say_absent(struct nstat_run *run, const struct nstat_keyword *keyword)
{
	tool_say("%s: %s counts nothing on this system", keyword->name,
		 places[keyword->source]);
	run->missed = true;
}

/* sar shows zeros for what is one row, and leaves out what has items; machines get whatever
 * they ask for, with cells that are empty. */
static bool is_kept(const struct nstat_options *options, const struct nstat_keyword *keyword)
{
	return options->sar ? !keyword->item : options->format != NSTAT_TEXT;
}

static bool is_anything(const struct nstat_run *run)
{
	for (size_t i = 0; i < run->n_spaces; i++)
		if (run->spaces[i].now && nw_counters_sources(run->spaces[i].now))
			return true;
	return false;
}

static int nothing(const struct nstat_run *run)
{
	if (run->options.sar)
		fputs("Requested activities not available\n", stderr);
	else if (!run->missed)
		tool_say("/proc/net counts nothing of what is asked for on this system");
	return EXIT_NOTHING;
}

int nstat_present(struct nstat_run *run)
{
	struct nstat_options *options = &run->options;
	uint64_t left = 0;

	/* A file's samples come later, and show what they have. */
	if (!nstat_spaces_left(run))
		return 0;
	nstat_say_notes(run);
	for (size_t k = 0; k < nstat_keywords_n; k++) {
		const struct nstat_keyword *keyword = &nstat_keywords[k];

		if (!(options->keywords & NW_BIT(k)))
			continue;
		if (is_present(run, keyword)) {
			left |= NW_BIT(k);
			continue;
		}
		if (is_kept(options, keyword))
			left |= NW_BIT(k);
		if (!options->sar && options->named & NW_BIT(k))
			say_absent(run, keyword);
	}
	options->keywords = left;
	/* Nothing that tells of trouble may not be said where nothing is told at all. */
	if (!left || (options->format == NSTAT_EXPLAIN && !is_anything(run)))
		return nothing(run);
	return 0;
}
