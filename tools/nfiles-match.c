/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the kinds that are asked for a process, and a file, is selected by. */
#include <fnmatch.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "nfiles-run.h"

/* ---- processes -------------------------------------------------------------------- */

struct match {
	struct files_id *id; /* NULL: not asked for */
	unsigned kind;
};

static struct match match_id(const struct files_ids *ids, bool known, uint32_t number,
			     unsigned kind)
{
	return (struct match){ known ? files_id(ids, number) : NULL, kind };
}

static bool begins(const struct files_command *command, const char *comm, size_t len)
{
	return command->len <= len && memcmp(command->text, comm, command->len) == 0;
}

static bool match_regexes(struct files_options *options, const char *comm, size_t len)
{
	char text[64];

	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	memcpy(text, comm, len);
	text[len] = '\0';
	for (size_t i = 0; i < options->n_regexes; i++)
		if (regexec(&options->regexes[i].regex, text, 0, NULL, 0) == 0) {
			options->regexes[i].found = true;
			return true;
		}
	return false;
}

static bool excludes_command(const struct files_options *options, const char *comm, size_t len)
{
	for (size_t i = 0; i < options->n_commands; i++)
		if (options->commands[i].excluded && begins(&options->commands[i], comm, len))
			return true;
	return false;
}

/* The last that was given comes first, as in lsof: it alone counts as found. */
static bool match_command(struct files_options *options, const char *comm, size_t len)
{
	for (size_t i = options->n_commands; i-- > 0;)
		if (!options->commands[i].excluded &&
		    begins(&options->commands[i], comm, len)) {
			options->commands[i].found = true;
			return true;
		}
	return match_regexes(options, comm, len);
}

/* Each pattern that fits counts as found. */
static bool match_context(struct files_options *options, const struct nw_proc *proc)
{
	size_t len = 0;
	const char *context = nw_proc_context(proc, &len);
	char text[4096];
	bool fits = false;

	if (!options->n_contexts || !context || len >= sizeof(text))
		return false;
	memcpy(text, context, len);
	text[len] = '\0';
	for (size_t i = 0; i < options->n_contexts; i++)
		if (fnmatch(options->contexts[i].text, text, 0) == 0)
			fits = options->contexts[i].found = true;
	return fits;
}

unsigned files_match_proc(struct files_options *options, const struct nw_proc *proc)
{
	uint32_t owner = 0, group = 0;
	const bool has_owner = nw_proc_owner(proc, &owner);
	const bool has_group = nw_proc_group(proc, &group);
	const struct match all[] = {
		match_id(&options->uids, has_owner, owner, FILES_BY_UID),
		match_id(&options->pgids, has_group, group, FILES_BY_PGID),
		match_id(&options->pids, true, nw_proc_pid(proc), FILES_BY_PID),
	};
	unsigned kinds = 0;
	size_t len = 0;
	const char *comm = nw_proc_comm(proc, &len);

	/* Of what is left out no other number is found. */
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i].id && all[i].id->excluded)
			return FILES_EXCLUDED;
	if (!comm)
		comm = "";
	if (excludes_command(options, comm, len))
		return FILES_EXCLUDED;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i].id) {
			all[i].id->found = true;
			kinds |= all[i].kind;
		}
	/* With -a a process that has threads counts as one of them. */
	if (nw_proc_threads(proc) > 1) {
		options->tasks_found = true;
		if (nw_proc_tid(proc) || options->and_kinds)
			kinds |= FILES_BY_TASK;
	}
	if (match_command(options, comm, len))
		kinds |= FILES_BY_COMMAND;
	if (match_context(options, proc))
		kinds |= FILES_BY_CONTEXT;
	return kinds;
}

/* ---- files ------------------------------------------------------------------------ */

const char *files_word(const struct nw_use *use)
{
	static const char *const words[NW_USES_] = {
		[NW_USE_CWD] = "cwd",     [NW_USE_ROOT] = "rtd", [NW_USE_TEXT] = "txt",
		[NW_USE_MEMORY] = "mem",  [NW_USE_DELETED] = "DEL",
		[NW_USE_NO_FD] = "NOFD",
	};

	return words[nw_use_kind(use)];
}

static bool match_end(const struct files_address *asked, const struct nw_address *end)
{
	const unsigned char *bytes;
	const size_t n = files_address_bytes(end, &bytes);

	if (asked->has_ports && (end->port < asked->low || end->port > asked->high))
		return false;
	/* An IPv4 address counts as one wherever it stands: of -i4 alone the socket decides. */
	if (asked->family != AF_UNSPEC && n != (asked->family == AF_INET ? 4U : 16U))
		return false;
	return !asked->has_address || memcmp(bytes, asked->address, n) == 0;
}

static bool match_address(const struct files_address *asked, const struct nw_sock *sock)
{
	static const enum nw_family families[] = {
		[FILES_TCP] = NW_TCP,
		[FILES_UDP] = NW_UDP,
		[FILES_UDPLITE] = NW_UDPLITE,
	};
	struct nw_address local, remote;

	if (asked->protocol != FILES_ANY_PROTOCOL &&
	    families[asked->protocol] != nw_sock_family(sock))
		return false;
	if (nw_sock_address(sock, NW_LOCAL, &local) && match_end(asked, &local))
		return true;
	return nw_sock_address(sock, NW_REMOTE, &remote) && !files_is_null(&remote) &&
	       match_end(asked, &remote);
}

/* Addresses that were given as one text are found as one. */
static void mark_address(struct files_options *options, const struct files_address *found)
{
	for (size_t i = 0; i < options->n_addresses; i++)
		if (options->addresses[i].text == found->text)
			options->addresses[i].found = true;
}

static unsigned match_inet(struct files_options *options, const struct nw_sock *sock)
{
	const int ip = nw_sock_ip(sock);
	unsigned kinds = 0;

	if (options->net && (options->net_family == AF_UNSPEC ||
			     ip == (options->net_family == AF_INET ? 4 : 6))) {
		options->net_found = true;
		kinds |= FILES_BY_NET;
	}
	for (size_t i = 0; i < options->n_addresses; i++)
		if (match_address(&options->addresses[i], sock)) {
			mark_address(options, &options->addresses[i]);
			kinds |= FILES_BY_ADDRESS;
			break;
		}
	return kinds;
}

/* lsof asks UDP, whose numbers are the same, as well; UDP-Lite has none of its own. */
static bool match_state(struct files_options *options, const struct nw_sock *sock)
{
	const uint32_t bit = 1U << nw_sock_state(sock);
	struct files_states *states = &options->tcp;

	if (states->excluded & bit)
		return false;
	if (!states->included)
		return true;
	states->found |= states->included & bit;
	return states->included & bit;
}

static unsigned match_socket(struct files_options *options, const struct nw_use *use)
{
	switch (files_socket(use)) {
	case FILES_INET:
		if (!match_state(options, nw_use_sock(use)))
			return FILES_EXCLUDED;
		return match_inet(options, nw_use_sock(use));
	case FILES_UNIX:
		return options->unix_domain ? FILES_BY_UNIX : 0;
	default:
		return 0;
	}
}

unsigned files_match_use(struct files_run *run, const struct nw_use *use)
{
	struct files_options *options = &run->options;
	const char *word = files_word(use);
	unsigned kinds = match_socket(options, use);
	uint64_t nlink;

	if (kinds & FILES_EXCLUDED)
		return kinds;
	if (options->fds.given && files_fd(&options->fds, word, word ? 0 : nw_use_fd(use)))
		kinds |= FILES_BY_FD;
	if (options->links_below && files_socket(use) == FILES_NO_SOCKET &&
	    nw_use_nlink(use, &nlink) && nlink < options->links)
		kinds |= FILES_BY_LINKS;
	if (run->n_targets && files_targeted(run, use))
		kinds |= FILES_BY_NAME;
	if (options->nfs && files_nfs(run, use)) {
		options->nfs_found = true;
		kinds |= FILES_BY_NFS;
	}
	return kinds;
}

bool files_selects(const struct files_options *options, unsigned kinds)
{
	const unsigned asked = files_kinds(options);

	if (!asked)
		return true;
	return options->and_kinds ? (kinds & asked) == asked : (kinds & asked) != 0;
}
