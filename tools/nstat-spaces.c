/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Namespaces while they come and go: which there are, and a sample of each. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nstat.h"

static bool is_all(const struct nstat_run *run)
{
	return run->options.netns && strcmp(run->options.netns, "all") == 0;
}

/* Of another user's process it may be read, but not known: it is called by the process. */
static char *name_of(const struct nstat_run *run, const struct nw_netns *netns)
{
	const unsigned long long inode = nw_netns_inode(netns);
	char number[24];

	if (*nw_netns_name(netns))
		return strdup(nw_netns_name(netns));
	if (!inode && !is_all(run))
		return strdup(run->options.netns);
	if (inode)
		snprintf(number, sizeof(number), "%llu", inode);
	else
		snprintf(number, sizeof(number), "pid:%u", (unsigned)nw_netns_pid(netns));
	return strdup(number);
}

/* Whoever asks for one of them gets whatever has its name now. */
static struct nstat_space *find(const struct nstat_run *run, const struct nw_netns *netns)
{
	const uint64_t key = nw_netns_key(netns);

	if (!is_all(run))
		return run->n_spaces ? &run->spaces[0] : NULL;
	for (size_t i = 0; i < run->n_spaces; i++)
		if (run->spaces[i].key == key)
			return &run->spaces[i];
	return NULL;
}

static struct nstat_space *add(struct nstat_run *run, const struct nw_netns *netns)
{
	void *at = realloc(run->spaces, (run->n_spaces + 1) * sizeof(*run->spaces));
	struct nstat_space *space;

	if (!at)
		return NULL;
	run->spaces = at;
	space = &run->spaces[run->n_spaces];
	*space = (struct nstat_space){ .key = nw_netns_key(netns) };
	if (run->options.netns) {
		space->name = space->held = name_of(run, netns);
		if (!space->name)
			return NULL;
	}
	run->n_spaces++;
	return space;
}

/* Once: who may not look into some of them is told at the beginning. */
static void say_refused(struct nstat_run *run, const struct nw_netns *netns, int error)
{
	if (run->before || run->missed)
		return;
	run->missed = true;
	tool_say_error("network namespace", nw_netns_name(netns), error);
}

static uint64_t sources(const struct nstat_options *options)
{
	/* What is kept is kept for whatever is asked of it later. */
	if (options->out_file)
		return NW_BIT(NW_COUNTERS_SOURCES_) - 1;
	return nstat_keyword_sources(options->keywords) | options->sources;
}

/* Whoever explains, or keeps, wants them all; what is in columns is of a few groups. */
static int take_counters(struct nstat_run *run, const struct nw_netns *netns,
			 struct nw_counters **ret)
{
	const struct nstat_options *options = &run->options;
	if (options->out_file || options->record || options->sources ||
	    options->format == NSTAT_EXPLAIN)
		return nw_counters_take(run->nw, netns, sources(options), ret);
	/* Reports may be dropped later: their groups stay. */
	if (!run->groups[0])
		nstat_keyword_groups(options->keywords, run->groups);
	return nw_counters_take_groups(run->nw, netns, sources(options), run->groups, ret);
}

static int take(struct nstat_run *run, const struct nw_netns *netns)
{
	struct nstat_space *space = find(run, netns);
	struct nw_counters *counters = NULL;
	int r;

	if (!space)
		space = add(run, netns);
	if (!space)
		return -ENOMEM;
	r = take_counters(run, netns, &counters);
	if (r == -ENOMEM)
		return r;
	if (r == -EPERM || r == -EACCES)
		say_refused(run, netns, r);
	/* Both may not be known, and yet be another one. */
	if (space->key != nw_netns_key(netns))
		nstat_pass_on(run, space, NULL);
	space->key = nw_netns_key(netns);
	nstat_pass_on(run, space, r < 0 ? NULL : counters);
	space->seen = true;
	return 0;
}

static int take_all(struct nstat_run *run)
{
	const size_t n = run->netns ? nw_netns_count(run->netns) : 0;
	int r = 0;

	for (size_t i = 0; i < run->n_spaces; i++)
		run->spaces[i].seen = false;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = take(run, nw_netns_at(run->netns, i));
	/* What vanished has no row any more; the others go on. */
	for (size_t i = 0; i < run->n_spaces; i++)
		if (!run->spaces[i].seen)
			nstat_pass_on(run, &run->spaces[i], NULL);
	return r;
}

int nstat_spaces_take(struct nstat_run *run)
{
	const char *which = run->options.netns;
	struct nw_netns_list *list = NULL;
	int r = nw_netns_find(run->nw, which, &list);

	/* It was there before: then it is gone, and that is no error. */
	if (r < 0 && r != -ENOMEM && run->n_spaces)
		r = 0;
	if (r == 0) {
		nw_netns_list_free(run->netns);
		run->netns = list;
		r = take_all(run);
	}
	if (r < 0)
		tool_say_error("network namespace", which ? which : "", r);
	return r;
}

bool nstat_spaces_left(const struct nstat_run *run)
{
	for (size_t i = 0; i < run->n_spaces; i++)
		if (run->spaces[i].now)
			return true;
	return false;
}

void nstat_spaces_free(struct nstat_run *run)
{
	for (size_t i = 0; i < run->n_spaces; i++) {
		nw_counters_free(run->spaces[i].before);
		nw_counters_free(run->spaces[i].now);
		nstat_totals_free(&run->spaces[i].totals);
		free(run->spaces[i].held);
	}
	free(run->spaces);
	nw_netns_list_free(run->netns);
	run->spaces = NULL;
	run->n_spaces = 0;
	run->netns = NULL;
}
