/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets that the kernel drops, by reason and place; or counters that tell of drops. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "door.h"
#include "nstat-by.h"

enum { TEXT_REASON, TEXT_PLACE };

static const struct ledger_column columns[] = {
	{ "drop/s", "packets", LEDGER_RATE, 0, 10 },
	{ "reason", "reason", LEDGER_TEXT, TEXT_REASON, 24 },
	{ "place", "place", LEDGER_TEXT, TEXT_PLACE, 0 },
};

static const struct ledger_column counter_columns[] = {
	{ "drop/s", "packets", LEDGER_RATE, 0, 10 },
	{ "counter", "counter", LEDGER_TEXT, TEXT_REASON, 30 },
	{ "item", "item", LEDGER_TEXT, TEXT_PLACE, 0 },
};

struct feeding {
	struct ledger_report report; /* the encoder's: it comes first */
	struct nw_drops *drops;      /* NULL: counters are looked at */
	struct nw_counters **before; /* of each namespace */
	struct nstat_clock clock;
	uint64_t taken, shown;
	struct nw_drops_rest rest;
	bool hidden; /* there are places without names */
};

static int put(struct ledger *ledger, uint64_t n, const char *reason, const char *place)
{
	struct buffer name = { .fd = -1 };
	struct ledger_entry *entry;
	int r;

	buffer_format(&name, "%s %s", reason, place);
	buffer_char(&name, '\0');
	entry = name.error ? NULL : ledger_entry(ledger, name.at, LEDGER_SOMEBODY);
	r = entry ? ledger_text(entry, TEXT_REASON, reason, strlen(reason)) : -ENOMEM;
	if (r == 0)
		r = ledger_text(entry, TEXT_PLACE, place, strlen(place));
	if (r == 0) {
		entry->counts[0] += n;
		entry->known |= 1;
	}
	buffer_free(&name);
	return r;
}

/* ---- as a BPF program tells ---------------------------------------------------------------- */

static int take_drops(struct feeding *feeding)
{
	const struct nw_drops_rest *rest;
	int r = nw_drops_take(feeding->drops);

	for (size_t i = 0; r == 0 && i < nw_drops_count(feeding->drops); i++) {
		const struct nw_drop *drop = nw_drops_at(feeding->drops, i);
		char place[160];

		feeding->hidden |= !drop->symbol;
		if (drop->symbol)
			snprintf(place, sizeof(place), "%s+0x%llx", drop->symbol,
				 (unsigned long long)drop->offset);
		else
			snprintf(place, sizeof(place), "0x%llx",
				 (unsigned long long)drop->address);
		r = put(&feeding->report.now, drop->packets, drop->reason, place);
	}
	rest = nw_drops_others(feeding->drops);
	feeding->rest.unspecified += rest->unspecified;
	feeding->rest.nowhere += rest->nowhere;
	feeding->rest.lost += rest->lost;
	return r;
}

/* What is left out is said when all is over. */
static void say_rest(struct nstat_run *run, const struct nw_drops_rest *rest)
{
	if (rest->unspecified)
		tool_say("%llu packets were freed without a reason, which need not be drops: they "
			 "are left out",
			 (unsigned long long)rest->unspecified);
	if (rest->nowhere)
		tool_say("%llu packets that were freed belong to no network namespace that can be "
			 "told: they are left out",
			 (unsigned long long)rest->nowhere);
	if (rest->lost) {
		tool_say("%llu dropped packets are not counted: there are too many places",
			 (unsigned long long)rest->lost);
		run->missed = true;
	}
}

/* ---- as counters tell ---------------------------------------------------------------------- */

#define SOURCES                                                                          \
	(NW_BIT(NW_COUNTERS_SNMP) | NW_BIT(NW_COUNTERS_NETSTAT) |                        \
	 NW_BIT(NW_COUNTERS_SNMP6) | NW_BIT(NW_COUNTERS_DEV) | NW_BIT(NW_COUNTERS_SOFTNET))

/* Names of counters that tell of packets that go no further. */
static bool tells_drops(const struct nw_counter *counter)
{
	static const char *const parts[] = {
		"Drop",    "drop",     "Discards", "Overflow",   "Pruned",
		"NoPorts", "NoRoutes", "Errors",   "CsumErrors", "fifo",
	};
	const char *name = nw_counter_name(counter);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(name, parts[i]))
			return !nw_counter_gauge(counter);
	return false;
}

static int compare(struct feeding *feeding, const struct nw_counters *before,
		   const struct nw_counters *now)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < nw_counters_count(now); i++) {
		const struct nw_counter *counter = nw_counters_at(now, i), *then;
		char name[160];
		uint64_t growth;

		if (!tells_drops(counter))
			continue;
		then = nw_counters_find(before, nw_counter_source(counter),
					nw_counter_group(counter),
					nw_counter_item(counter), nw_counter_name(counter));
		if (!then || !nw_counter_growth(then, counter, &growth) || !growth)
			continue;
		snprintf(name, sizeof(name), "%s.%s", nw_counter_group(counter),
			 nw_counter_name(counter));
		r = put(&feeding->report.now, growth, name, nw_counter_item(counter));
	}
	return r;
}

static bool has_all_of(const struct nw_counters *now, const struct nw_counters *before)
{
	return !(nw_counters_sources(before) & ~nw_counters_sources(now));
}

static int take_counters(struct nstat_run *run)
{
	struct feeding *feeding = run->feeding;
	int r = 0;

	for (size_t i = 0; r == 0 && i < nw_netns_count(run->netns); i++) {
		struct nw_counters *now = NULL;

		r = nw_counters_take(run->nw, nw_netns_at(run->netns, i), SOURCES, &now);
		if (r == -ENOMEM)
			break;
		/* What could not be read this time is compared the next. */
		if (r < 0 || (feeding->before[i] && !has_all_of(now, feeding->before[i]))) {
			nw_counters_free(now);
			r = 0;
			continue;
		}
		if (feeding->before[i])
			r = compare(feeding, feeding->before[i], now);
		nw_counters_free(feeding->before[i]);
		feeding->before[i] = now;
	}
	return r;
}

/* ---- the source ---------------------------------------------------------------------------- */

static int begin_counters(struct nstat_run *run, int why)
{
	struct feeding *feeding = run->feeding;
	const bool denied = why == -EPERM || why == -EACCES;
	int r = nw_netns_find(run->nw, run->options.netns, &run->netns);

	if (r < 0) {
		tool_say_error("network namespace",
			       run->options.netns ? run->options.netns : "", r);
		return r;
	}
	tool_say("bpf: %s%s; counters that tell of drops are shown instead, which know no place",
		 strerror(-why), denied ? " (CAP_BPF and CAP_PERFMON are needed)" : "");
	feeding->report.columns = counter_columns;
	feeding->report.n = sizeof(counter_columns) / sizeof(counter_columns[0]);
	feeding->before = calloc(nw_netns_count(run->netns) + 1, sizeof(*feeding->before));
	return feeding->before ? take_counters(run) : -ENOMEM;
}

static int drops_open(struct nstat_run *run)
{
	struct feeding *feeding = calloc(1, sizeof(*feeding));
	int r = feeding ? door_open(NULL, &run->nw) : -ENOMEM;

	run->feeding = feeding;
	if (r < 0)
		return r;
	feeding->report.what = "drops";
	feeding->report.columns = columns;
	feeding->report.n = sizeof(columns) / sizeof(columns[0]);
	r = nw_drops_open(run->nw, run->options.netns, &feeding->drops);
	feeding->taken = by_clock(CLOCK_MONOTONIC);
	if (r >= 0 && (r = nstat_privilege(&run->options)) < 0) {
		tool_say_error("cannot drop privileges", "", r);
		return r;
	}
	if (r == -ENOENT || r == -ESRCH) {
		tool_say_error("network namespace", run->options.netns, r);
		return r;
	}
	if (r < 0 && r != -ENOMEM)
		r = begin_counters(run, r);
	return r;
}

/* Counters tell of one packet more than once: they have no sum. */
static int put_all(struct feeding *feeding)
{
	struct ledger *ledger = &feeding->report.now;
	struct ledger_entry *all;
	uint64_t sum = 0;

	for (size_t i = 0; feeding->drops && i < ledger->n; i++)
		sum += ledger->at[i].counts[0];
	all = ledger_entry(ledger, "all", LEDGER_ALL);
	if (!all)
		return -ENOMEM;
	all->counts[0] = sum;
	all->known = feeding->drops ? 1 : 0;
	return ledger_text(all, TEXT_REASON, "all", 3);
}

static int drops_next(struct nstat_run *run)
{
	struct feeding *feeding = run->feeding;
	struct ledger_report *report = &feeding->report;
	uint64_t now;
	int r;

	if (run->options.count && feeding->shown == run->options.count)
		return 0;
	nstat_clock_wait(&feeding->clock, run->options.interval_ns);
	if (nstat_interrupted())
		return 0;
	now = by_clock(CLOCK_MONOTONIC);
	ledger_clear(&report->now);
	r = feeding->drops ? take_drops(feeding) : take_counters(run);
	if (r == 0)
		r = put_all(feeding);
	if (r == 0)
		r = ledger_add(&report->all, &report->now);
	if (r < 0) {
		tool_say("drops: %s", strerror(-r));
		return r;
	}
	ledger_sort(&report->now);
	report->seconds = (double)(now - feeding->taken) / 1e9;
	report->all_seconds += report->seconds;
	feeding->taken = now;
	run->before = run->now;
	run->now = by_clock(CLOCK_REALTIME);
	feeding->shown++;
	return 1;
}

static void drops_close(struct nstat_run *run)
{
	struct feeding *feeding = run->feeding;

	if (feeding) {
		say_rest(run, &feeding->rest);
		if (feeding->hidden)
			tool_say("proc/kallsyms: hides functions (kernel.kptr_restrict; CAP_SYSLOG "
				 "is needed): their places are addresses");
		nw_drops_free(feeding->drops);
		for (size_t i = 0; feeding->before && i < nw_netns_count(run->netns); i++)
			nw_counters_free(feeding->before[i]);
		free(feeding->before);
		ledger_free(&feeding->report.now);
		ledger_free(&feeding->report.all);
	}
	nw_netns_list_free(run->netns);
	run->netns = NULL;
	nw_free(run->nw);
	free(feeding);
}

const struct nstat_source nstat_drops_live = { drops_open, drops_next, drops_close };
