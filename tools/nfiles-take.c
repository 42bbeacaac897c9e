/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has to be read: of which processes, which files, which sockets. */
#include <stdlib.h>
#include <string.h>

#include "nfiles-run.h"

#define OF_PROCESSES (FILES_BY_PID | FILES_BY_PGID | FILES_BY_UID | FILES_BY_COMMAND)
#define OF_INET (FILES_BY_NET | FILES_BY_ADDRESS)
#define OF_SOCKETS (OF_INET | FILES_BY_UNIX)

#define INET (NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE))
/* Those that lsof knows: of all others it has what the kernel calls them. */
#define ALL                                                                              \
	(INET | NW_BIT(NW_RAW) | NW_BIT(NW_PING) | NW_BIT(NW_UNIX) | NW_BIT(NW_PACKET) | \
	 NW_BIT(NW_NETLINK))

struct pid_list {
	uint32_t *at;
	size_t n;
};

/* Nothing but sockets can be selected: no file is looked at. */
static bool only_sockets(const struct files_options *options, unsigned kinds)
{
	if (options->and_kinds)
		return kinds & OF_SOCKETS;
	return kinds && !(kinds & ~OF_SOCKETS);
}

static uint64_t families_of(unsigned kinds)
{
	return (kinds & OF_INET ? INET : 0) | (kinds & FILES_BY_UNIX ? NW_BIT(NW_UNIX) : 0);
}

static bool has_exclusions(const struct files_options *options)
{
	for (size_t i = 0; i < options->n_commands; i++)
		if (options->commands[i].excluded)
			return true;
	return options->pids.excluded || options->pgids.excluded || options->uids.excluded;
}

/* Can processes be left out before what they use is read? */
static bool narrows(const struct files_options *options, unsigned kinds)
{
	if (has_exclusions(options))
		return true;
	if (!(kinds & OF_PROCESSES))
		return false;
	return options->and_kinds || !(kinds & ~OF_PROCESSES);
}

static bool may_match(const struct files_options *options, unsigned kinds, unsigned match)
{
	const unsigned asked = kinds & OF_PROCESSES;

	if (match & FILES_EXCLUDED)
		return false;
	if (!asked)
		return true;
	if (options->and_kinds)
		return (match & asked) == asked;
	return match || kinds & ~OF_PROCESSES;
}

static int add_pid(struct pid_list *pids, uint32_t pid)
{
	uint32_t *slot = FILES_ADD(pids->at, pids->n);

	if (!slot)
		return -1;
	*slot = pid;
	return 0;
}

static int ascending(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

/* They are named: no other is looked at, not even for its name. */
static int named_pids(const struct files_options *options, struct pid_list *ret)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < options->pids.n; i++)
		if (!options->pids.at[i].excluded && options->pids.at[i].id <= UINT32_MAX)
			r = add_pid(ret, (uint32_t)options->pids.at[i].id);
	if (ret->n)
		qsort(ret->at, ret->n, sizeof(*ret->at), ascending);
	return r;
}

static int take(struct files_run *run, const struct nw_use_query *uses, uint64_t families,
		struct nw_table **ret)
{
	const struct nw_query query = {
		.size = sizeof(query),
		.families = families,
		.uses = uses,
		.no_socks = !families,
		/* The files of UNIX sockets. */
		.want = run->n_targets ? NW_WANT_DETAILS : 0,
	};
	int r = nw_table_take(run->nw, &query, ret);

	if (r < 0)
		tool_say("cannot take a picture of the system: %s", strerror(-r));
	return r < 0 ? -1 : 0;
}

/* Choose among all processes. */
static int chosen_pids(struct files_run *run, unsigned kinds, struct pid_list *ret)
{
	const struct nw_use_query uses = { .size = sizeof(uses) };
	const struct nw_proc *proc;
	struct nw_table *table;
	int r = take(run, &uses, 0, &table);

	if (r < 0)
		return r;
	nw_foreach(proc, proc, table)
		if (r == 0 && may_match(&run->options, kinds,
					files_match_proc(&run->options, proc)))
			r = add_pid(ret, nw_proc_pid(proc));
	nw_table_free(table);
	return r;
}

static void settle(struct files_run *run, unsigned kinds, struct nw_use_query *uses,
		   uint64_t *families)
{
	const struct files_options *options = &run->options;

	uses->kinds = NW_BIT(NW_USES_) - 1;
	uses->want = NW_USE_LOCKS | NW_USE_POINTERS;
	*families = ALL;
	if (only_sockets(options, kinds)) {
		uses->kinds = NW_BIT(NW_USE_FD);
		uses->want = NW_USE_SOCKETS | NW_USE_KNOWN;
		uses->want |= kinds & FILES_BY_UNIX ? NW_USE_POINTERS : 0;
		*families = families_of(kinds);
	}
	uses->want |= options->offset ? NW_USE_OFFSETS : 0;
	uses->want |= files_lists_tasks(options) ? NW_USE_THREADS : 0;
}

int files_take(struct files_run *run)
{
	const struct files_options *options = &run->options;
	const unsigned kinds = files_kinds(options);
	const bool by_pid = kinds & FILES_BY_PID && !has_exclusions(options) &&
			    (options->and_kinds || kinds == FILES_BY_PID);
	struct nw_use_query uses = { .size = sizeof(uses) };
	struct pid_list pids = { NULL, 0 };
	static const uint32_t nobody;
	const char **exempt;
	uint64_t families;
	int r;

	settle(run, kinds, &uses, &families);
	r = files_reach(options, &uses, &exempt);
	if (r < 0)
		files_say("out of memory");
	else if (by_pid)
		r = named_pids(options, &pids);
	else if (narrows(options, kinds))
		r = chosen_pids(run, kinds, &pids);
	if (by_pid || narrows(options, kinds)) {
		uses.pids = pids.n ? pids.at : &nobody;
		uses.n_pids = pids.n;
	}
	if (r == 0)
		r = take(run, &uses, families, &run->table);
	free(pids.at);
	free(exempt);
	return r;
}
