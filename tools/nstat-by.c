/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose errors are: a row for each process, socket or listener, every interval. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "door.h"
#include "nstat-by.h"

struct by {
	struct ledger_report report; /* the encoder's: it comes first */
	const struct by_view *view;
	struct nw_blame *blame;
	struct nstat_clock clock;
	struct nw_counters **before; /* of each namespace */
	uint64_t taken;              /* when, CLOCK_MONOTONIC */
	/* Since the beginning: what the namespaces counted, what was blamed on somebody, and
	 * what on nobody. */
	uint64_t counted[NW_HARMS_], blamed[NW_HARMS_], left[NW_HARMS_];
	uint64_t shown;
	bool blind; /* it has been said that holders are not seen */
	bool lost;  /* the kernel had no room for some sockets, this time */
};

/* The counter that tells of all of them together. */
static const struct {
	enum nw_counter_source source;
	const char *group, *name;
} totals[NW_HARMS_] = {
	[NW_HARM_RETRANS] = { NW_COUNTERS_SNMP, "Tcp", "RetransSegs" },
	[NW_HARM_RST_OUT] = { NW_COUNTERS_SNMP, "Tcp", "OutRsts" },
	[NW_HARM_OVERFLOW] = { NW_COUNTERS_NETSTAT, "TcpExt", "ListenDrops" },
};

#define SOURCES (NW_BIT(NW_COUNTERS_SNMP) | NW_BIT(NW_COUNTERS_NETSTAT))

uint64_t by_clock(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* ---- what is said -------------------------------------------------------------------------- */

static void say_polled(const struct nw_note *note)
{
	const int error = nw_note_error(note);
	const bool denied = error == EPERM || error == EACCES;

	tool_say("%s%s%s%s; sockets are compared once an interval instead, which does not tell "
		 "whose resets are, nor what befell sockets that are gone",
		 error ? nw_note_where(note) : "no BPF program can tell here",
		 error ? ": " : "", error ? strerror(error) : "",
		 denied ? " (CAP_BPF and CAP_PERFMON are needed)" : "");
}

static void say_notes(struct nstat_run *run, const struct nw_table *table)
{
	struct by *by = run->feeding;
	const struct nw_note *note;

	by->lost = false;
	nw_foreach(note, note, table) {
		switch (nw_note_kind(note)) {
		case NW_NOTE_POLLED:
			say_polled(note);
			break;
		case NW_NOTE_LOST:
			run->missed = by->lost = true;
			note_say(note);
			break;
		case NW_NOTE_UNREADABLE:
		case NW_NOTE_FALLBACK:
			note_say(note);
			break;
		case NW_NOTE_PROCESSES:
			/* Not even root may: whose socket it hides is told in its row. */
			if (nw_note_error(note) == EPERM)
				break;
			__attribute__((fallthrough));
		case NW_NOTE_HIDEPID:
		case NW_NOTE_UNHELD:
			if (!by->blind)
				tool_say("processes of other users may not be looked into; root, "
					 "or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, would see "
					 "them");
			by->blind = true;
			break;
		default:
			break;
		}
	}
}

/* ---- the namespace's own counters ---------------------------------------------------------- */

static void count_growth(struct by *by, const struct nw_counters *before,
			 const struct nw_counters *now)
{
	for (unsigned i = 0; i < NW_HARMS_; i++) {
		const struct nw_counter *then, *counter;
		uint64_t growth;

		if (!totals[i].name)
			continue;
		then = nw_counters_find(before, totals[i].source, totals[i].group, "",
					totals[i].name);
		counter = nw_counters_find(now, totals[i].source, totals[i].group, "",
					   totals[i].name);
		if (then && counter && nw_counter_growth(then, counter, &growth))
			by->counted[i] += growth;
	}
}

static int take_counters(struct nstat_run *run)
{
	struct by *by = run->feeding;

	for (size_t i = 0; i < nw_netns_count(run->netns); i++) {
		struct nw_counters *now = NULL;
		int r = nw_counters_take(run->nw, nw_netns_at(run->netns, i), SOURCES, &now);

		if (r == -ENOMEM)
			return r;
		/* What could not be read this time, or of a namespace that is gone, is not yet
		 * compared. */
		if (r < 0 || nw_counters_sources(now) != SOURCES) {
			nw_counters_free(now);
			continue;
		}
		if (by->before[i])
			count_growth(by, by->before[i], now);
		nw_counters_free(by->before[i]);
		by->before[i] = now;
	}
	return 0;
}

/* ---- rows ---------------------------------------------------------------------------------- */

/*
 * Counters are read before sockets are: what happens in between is blamed now, and counted
 * the next time. So all is compared that there was since the beginning.
 */
static uint64_t leave(struct by *by, unsigned harm)
{
	const uint64_t told = by->blamed[harm] + by->left[harm];
	uint64_t left;

	if (!(by->view->totals & 1U << harm) || by->counted[harm] <= told)
		return 0;
	left = by->counted[harm] - told;
	by->left[harm] += left;
	return left;
}

/* The first text there is to be seen, and that which names a process. */
static size_t place_of(const struct by *by, bool process)
{
	for (size_t c = 0; c < by->report.n; c++) {
		const struct ledger_column *column = &by->report.columns[c];

		if (!column->title || column->kind < LEDGER_TEXT)
			continue;
		if (!process || strcmp(column->key, "command") == 0 ||
		    strcmp(column->key, "process") == 0)
			return column->at;
	}
	return 0;
}

/* Of what nobody can be blamed for: why. Resets are sent on behalf of no socket at all; for
 * the rest there was one. */
static const char *excuse(const struct by *by, const uint64_t *left)
{
	const bool told = nw_blame_knows(by->blame) & 1U << NW_HARM_RST_OUT && !by->lost;

	for (unsigned i = 0; i < NW_HARMS_; i++)
		if (left[i] && i != NW_HARM_RST_OUT)
			return "(not seen)";
	return told ? "(no socket)" : "(not seen)";
}

static int put_rest(struct by *by, const uint64_t *left)
{
	struct ledger_entry *rest = ledger_entry(&by->report.now, "rest", LEDGER_NOBODY);
	const char *why = excuse(by, left);
	int r = rest ? ledger_text(rest, place_of(by, false), "-", 1) : -ENOMEM;

	if (r < 0)
		return r;
	memcpy(rest->counts, left, sizeof(rest->counts));
	rest->known = by->view->totals;
	return ledger_text(rest, place_of(by, true), why, strlen(why));
}

static int put_summary(struct by *by, const uint64_t *sums)
{
	const uint32_t known = nw_blame_knows(by->blame) | by->view->totals;
	struct ledger_entry *all = ledger_entry(&by->report.now, "all", LEDGER_ALL);
	uint64_t left[NW_HARMS_];
	bool any = false;
	int r = all ? ledger_text(all, place_of(by, false), "all", 3) : -ENOMEM;

	if (r < 0)
		return r;
	for (unsigned i = 0; i < NW_HARMS_; i++) {
		left[i] = leave(by, i);
		any |= left[i] > 0;
		all->counts[i] = sums[i] + left[i];
	}
	all->known = known;
	return any ? put_rest(by, left) : 0;
}

static int put_rows(struct by *by, const struct nw_table *table)
{
	uint64_t sums[NW_HARMS_] = { 0 };
	const struct nw_sock *sock;
	int r = 0;

	nw_foreach(sock, sock, table) {
		if (!by->view->takes(sock))
			continue;
		r = by_add(by->view, &by->report.now, sock);
		if (r < 0)
			return r;
		for (unsigned i = 0; i < NW_HARMS_; i++) {
			uint64_t n;

			if (!nw_sock_harm(sock, (enum nw_harm)i, &n))
				continue;
			sums[i] += n;
			by->blamed[i] += n;
		}
	}
	r = put_summary(by, sums);
	if (r == 0)
		r = ledger_add(&by->report.all, &by->report.now);
	ledger_sort(&by->report.now);
	return r;
}

/* ---- the source ---------------------------------------------------------------------------- */

static int begin(struct nstat_run *run)
{
	struct by *by = run->feeding;
	const struct nw_query query = { .size = sizeof(query), .netns = run->options.netns };
	const char *which = run->options.netns;
	int r = nw_netns_find(run->nw, which, &run->netns);

	if (r < 0) {
		tool_say_error("network namespace", which ? which : "", r);
		return r;
	}
	by->before = calloc(nw_netns_count(run->netns) + 1, sizeof(*by->before));
	if (!by->before)
		return -ENOMEM;
	r = nw_blame_open(run->nw, &query, &by->blame);
	if (r < 0) {
		tool_say("sockets: %s", strerror(-r));
		return r;
	}
	r = nstat_privilege(&run->options);
	if (r < 0) {
		tool_say_error("cannot drop privileges", "", r);
		return r;
	}
	by->taken = by_clock(CLOCK_MONOTONIC);
	return take_counters(run);
}

static int by_open(struct nstat_run *run)
{
	struct by *by = calloc(1, sizeof(*by));
	int r = by ? door_open(NULL, &run->nw) : -ENOMEM;

	run->feeding = by;
	if (r < 0)
		return r;
	by->view = by_view_of(run->options.by);
	by->report.what = by->view->name;
	by->report.columns = by->view->columns;
	by->report.n = by->view->n;
	return begin(run);
}

static int take(struct nstat_run *run)
{
	struct by *by = run->feeding;
	const uint64_t now = by_clock(CLOCK_MONOTONIC);
	struct nw_table *table = NULL;
	int r = take_counters(run);

	if (r == 0)
		r = nw_blame_take(by->blame, &table);
	if (r < 0) {
		tool_say("sockets: %s", strerror(-r));
		return r;
	}
	run->before = run->now;
	run->now = by_clock(CLOCK_REALTIME);
	by->report.seconds = (double)(now - by->taken) / 1e9;
	by->report.all_seconds += by->report.seconds;
	by->taken = now;
	say_notes(run, table);
	ledger_clear(&by->report.now);
	r = put_rows(by, table);
	nw_table_free(table);
	return r;
}

static int by_next(struct nstat_run *run)
{
	struct by *by = run->feeding;
	int r;

	if (run->options.count && by->shown == run->options.count)
		return 0;
	nstat_clock_wait(&by->clock, run->options.interval_ns);
	if (nstat_interrupted())
		return 0;
	r = take(run);
	by->shown++;
	return r < 0 ? r : 1;
}

static void by_close(struct nstat_run *run)
{
	struct by *by = run->feeding;

	if (by) {
		nw_blame_free(by->blame);
		for (size_t i = 0; by->before && i < nw_netns_count(run->netns); i++)
			nw_counters_free(by->before[i]);
		free(by->before);
		ledger_free(&by->report.now);
		ledger_free(&by->report.all);
	}
	nw_netns_list_free(run->netns);
	run->netns = NULL;
	nw_free(run->nw);
	free(by);
}

const struct nstat_source nstat_by_live = { by_open, by_next, by_close };
