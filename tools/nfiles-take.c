/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has to be read: of which processes, which files, which sockets. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-run.h"

#define OF_INET (FILES_BY_NET | FILES_BY_ADDRESS)
#define OF_SOCKETS (OF_INET | FILES_BY_UNIX)

/* Those that lsof knows: of all others it has what the kernel calls them. */
#define ALL                                                                              \
	(NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE) | NW_BIT(NW_RAW) |         \
	 NW_BIT(NW_PING) | NW_BIT(NW_UNIX) | NW_BIT(NW_PACKET) | NW_BIT(NW_NETLINK))

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

bool files_is_of_sockets(const struct files_run *run)
{
	return only_sockets(&run->options, files_kinds(&run->options));
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
	if (has_exclusions(options) || options->filter)
		return true;
	if (!(kinds & FILES_OF_PROCESSES))
		return false;
	return options->and_kinds || !(kinds & ~FILES_OF_PROCESSES);
}

static bool may_match(const struct files_options *options, unsigned kinds, unsigned match)
{
	const unsigned asked = kinds & FILES_OF_PROCESSES;

	if (match & FILES_EXCLUDED)
		return false;
	if (!asked)
		return true;
	if (options->and_kinds)
		return (match & asked) == asked;
	return match || kinds & ~FILES_OF_PROCESSES;
}

static int add_pid(struct pid_list *pids, uint32_t pid)
{
	uint32_t *slot = FILES_ADD(pids->at, pids->n);

	if (!slot)
		return -1;
	*slot = pid;
	return 0;
}

/* An empty list is not none. */
static int add_nobody(struct pid_list *pids)
{
	pids->at = calloc(1, sizeof(*pids->at));
	return pids->at ? 0 : -1;
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

static int take(struct files_run *run, const struct nw_query *query, struct nw_table **ret)
{
	int r = nw_table_take(run->nw, query, ret);

	if (r == -ESRCH)
		tool_say_about("no such process", run->options.netns);
	else if (r == -ENOENT)
		tool_say_about("no such network namespace", run->options.netns);
	else if (r == -EOPNOTSUPP)
		tool_say_about("a recording that tells nothing of files", run->options.root);
	else if (r < 0)
		tool_say("cannot take a picture of the system: %s", strerror(-r));
	if (r < 0)
		return -1;
	if (!files_sees_nothing(*ret))
		return 0;
	tool_say("/proc has no processes: is it mounted?");
	nw_table_free(*ret);
	*ret = NULL;
	return -1;
}

/* Whoever calls it lsof wants what lsof would see. */
const char *files_netns(const struct files_options *options)
{
	if (options->netns)
		return options->netns;
	return options->lsof ? NULL : "all";
}

/* Choose among all processes. */
static int chosen_pids(struct files_run *run, unsigned kinds, struct pid_list *ret)
{
	struct nw_use_query uses = { .size = sizeof(uses) };
	struct nw_query query = { .size = sizeof(query), .uses = &uses };
	const struct nw_proc *proc;
	struct nw_table *table;
	int r;

	files_own_wants(run, &uses, &query);
	uses.want &= NW_USE_PROGRAM | NW_USE_LABELS;
	query.no_socks = true;
	query.want = 0;
	r = take(run, &query, &table);
	if (r < 0)
		return r;
	nw_foreach(proc, proc, table)
		if (r == 0 && files_own_proc(run, proc) && may_match(&run->options, kinds,
					files_match_proc(&run->options, proc)))
			r = add_pid(ret, nw_proc_pid(proc));
	nw_table_free(table);
	return r;
}

static int choose_pids(struct files_run *run, unsigned kinds, struct nw_use_query *uses)
{
	const struct files_options *options = &run->options;
	struct pid_list pids = { NULL, 0 };
	const bool by_pid = kinds & FILES_BY_PID && !has_exclusions(options) &&
			    (options->and_kinds || kinds == FILES_BY_PID);
	int r = 0;

	if (by_pid)
		r = named_pids(options, &pids);
	else if (narrows(options, kinds))
		r = chosen_pids(run, kinds, &pids);
	else
		return 0;
	r = r < 0 || pids.at ? r : add_nobody(&pids);
	uses->pids = run->pids = pids.at;
	uses->n_pids = run->n_pids = pids.n;
	return r;
}

/* What is read of them; and which sockets may be among it. */
static int settle(struct files_run *run, unsigned kinds, struct nw_use_query *uses,
		  struct nw_query *query, struct nw_filter **filter)
{
	const struct files_options *options = &run->options;
	int r = 0;

	uses->kinds = NW_BIT(NW_USES_) - 1;
	uses->want = NW_USE_LOCKS | NW_USE_POINTERS | NW_USE_ALONE;
	query->families = ALL;
	if (only_sockets(options, kinds)) {
		uses->kinds = NW_BIT(NW_USE_FD);
		uses->want = NW_USE_SOCKETS | NW_USE_KNOWN | NW_USE_ALONE;
		uses->want |= kinds & FILES_BY_UNIX ? NW_USE_POINTERS : 0;
		query->families = kinds & FILES_BY_UNIX ? NW_BIT(NW_UNIX) : 0;
		query->families |= kinds & OF_INET ? files_inet_families(options) : 0;
		uses->want |= options->tcp_info & FILES_TCP_QUEUES ? 0 : NW_USE_BRIEF;
		if (!(kinds & FILES_BY_UNIX) && !options->endpoints)
			r = files_narrow(run, query, filter);
	}
	uses->want |= files_shown_wants(options);
	if (options->no_sockets)
		query->families &= ~files_inet_all;
	/* Threads share what their process shares. */
	if (options->mode != FILES_TREE && files_lists_tasks(options))
		uses->want |= NW_USE_THREADS;
	/* Other ends are of other processes, and their sockets. */
	if (options->endpoints || options->mode == FILES_TREE || options->netns)
		uses->want &= ~(uint32_t)NW_USE_ALONE;
	uses->want |= options->endpoints ? NW_USE_ENDS : 0;
	/* The files of UNIX sockets. */
	query->want = run->n_targets ? NW_WANT_DETAILS : 0;
	files_own_wants(run, uses, query);
	/* Columns of one's choice, and filters, may be of anything. */
	if (run->own)
		uses->want &= ~(uint32_t)NW_USE_BRIEF;
	query->no_socks = !query->families;
	return r;
}

bool files_considers(const struct files_run *run, const struct nw_proc *proc)
{
	const uint32_t pid = nw_proc_pid(proc);

	return !run->pids ||
	       bsearch(&pid, run->pids, run->n_pids, sizeof(pid), ascending);
}

int files_take(struct files_run *run)
{
	const unsigned kinds = files_kinds(&run->options);
	struct nw_use_query uses = { .size = sizeof(uses) };
	struct nw_query query = {
		.size = sizeof(query), .uses = &uses, .netns = files_netns(&run->options),
	};
	struct nw_filter *filter = NULL;
	const char **exempt = NULL;
	int r = settle(run, kinds, &uses, &query, &filter);

	if (r == 0)
		r = files_reach(&run->options, &uses, &exempt);
	if (r < 0)
		tool_say("out of memory");
	if (r == 0)
		r = choose_pids(run, kinds, &uses);
	/* With what another process has mapped something may be shared as well. */
	if (run->options.mode == FILES_TREE)
		uses.pids = NULL;
	if (r == 0)
		r = take(run, &query, &run->table);
	nw_filter_free(filter);
	free(exempt);
	return r;
}
