/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading descriptors beside the dump, and once more where that was not enough. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "nw-filter.h"
#include "scanner.h"

bool scanner_is_everywhere(const struct nw_query *query)
{
	return query->netns && strcmp(query->netns, "all") == 0;
}

bool scanner_finds_spaces(const struct nw_query *query)
{
	return scanner_is_everywhere(query) &&
	       !(query->uses && query->uses->want & NW_USE_ALONE);
}

static void *scan(void *arg)
{
	struct scanner *scanner = arg;

	const struct owner_way way = {
		.sys = scanner->sys,
		.notes = &scanner->notes,
		.how = scanner->query->owners,
		.threads = scanner->query->threads,
		.gate = &scanner->gate,
		.wanted = scanner->narrow ? &scanner->wanted : NULL,
		.live = scanner->live,
	};

	scanner->result = owner_find(&way, scanner->owners);
	return NULL;
}

/*
 * Is it likely that few sockets are asked for? Then it pays to wait until they are known:
 * dumping listeners, or what the kernel chooses, takes less time than all the descriptors.
 */
static bool is_narrow(const struct nw_query *query)
{
	const struct filter *filter = query->filter ? query->filter->inner : NULL;
	char program[PROGRAM_ROOM] __attribute__((aligned(8)));

	if (scanner_finds_spaces(query) || query->want & NW_WANT_PEERS)
		return false;
	if (query->roles == NW_ROLE_SERVER ||
	    (query->states && !(query->states & 1U << NW_STATE_ESTABLISHED)))
		return true;
	if (!filter)
		return false;
	return filter_is_pointed(filter) ||
	       !(filter_states(filter, NW_TCP) & 1U << NW_STATE_ESTABLISHED) ||
	       filter_bytecode(filter, NW_TCP, AF_INET, true, program, sizeof(program));
}

/* Is it about some processes only? They are looked into when the sockets are known. */
static int find_pids(struct scanner *scanner)
{
	const struct nw_query *query = scanner->query;
	int r;

	if (!query->filter || scanner->shown || !scanner->live ||
	    query->owners == NW_OWNERS_BPF || scanner_finds_spaces(query))
		return 0;
	r = filter_pids(query->filter->inner, &scanner->pids);
	return r < 0 ? r : 0;
}

int scanner_start(struct scanner *scanner)
{
	const struct nw_query *query = scanner->query;
	int r;

	if (!(query->want & NW_WANT_HOLDERS) && !scanner_finds_spaces(query))
		return 0;
	r = find_pids(scanner);
	if (r < 0 || scanner_is_about_some(scanner))
		return r;
	scanner->wanted.gate = &scanner->gate;
	scanner->narrow = is_narrow(query);
	scanner->runs = spread_thread(&scanner->thread, scan, scanner) == 0;
	if (scanner->runs)
		return 0;
	/* Nobody would open the gate that a narrow look waits at. */
	scanner->narrow = false;
	scan(scanner);
	return 0;
}

/* Where one of them may not be looked into, all that is to be said needs all the others. */
static void scan_some(struct scanner *scanner)
{
	struct owners *owners = scanner->owners;

	scanner->result = owner_scan_some(scanner->sys, scanner->query->threads,
					  &scanner->pids, owners);
	if (scanner->result == 0 && !owners_kept_out(owners))
		return;
	scanner->pids.all.n = 0;
	if (scanner->result < 0)
		return;
	owners_free(owners);
	*owners = (struct owners){ 0 };
	scan(scanner);
}

void scanner_wait(struct scanner *scanner, const struct nw_table *table)
{
	scanner->wanted.at = table->by_inode;
	scanner->wanted.n = table->with_inode;
	gate_open(&scanner->gate);
	if (scanner_is_about_some(scanner))
		scan_some(scanner);
	if (scanner->runs)
		pthread_join(scanner->thread, NULL);
	scanner->runs = false;
	owners_forget(scanner->owners, sys_own_sockets(scanner->sys));
}

int scanner_again(const struct scanner *scanner, struct nw_table *table)
{
	struct owners second = { 0 };
	int r;

	if (!scanner->live || scanner->wanted.late || scanner_is_about_some(scanner) ||
	    !hold_missing(table))
		return 0;
	r = owner_scan(scanner->sys, scanner->query->threads, NULL, &second);
	if (r == 0)
		r = hold_again(table, &second);
	/* The kernel's own walk sees every descriptor, but not what an io_uring holds: who
	 * could not be looked into may hold it so. */
	table->owners.denied |= second.denied;
	table->owners.forbidden |= second.forbidden;
	table->owners.hidden |= second.hidden;
	if (scanner->narrow) {
		table->others = second;
		second = (struct owners){ 0 };
	}
	owners_free(&second);
	return r == -ENOMEM ? r : 0;
}
