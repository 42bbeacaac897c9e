/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One picture: rows taken, joined and sealed. */
#ifndef NW_TABLE_H
#define NW_TABLE_H

#include "family.h"
#include "netns.h"
#include "owner.h"
#include "proc.h"
#include "radix.h"
#include "use.h"

struct nw_table {
	struct netns_list spaces;
	uint64_t present; /* families this kernel has */
	struct rows rows;
	uint32_t *order; /* rows.socks in the order in which they are shown */
	size_t doubles;  /* rows at its end that are others once more: a dump gave them twice */
	size_t shown;    /* how many of them are */
	struct owners owners;
	struct owners others; /* all files, of a second look after a narrow first one */
	struct procs procs;
	struct uses uses;
	VEC(struct group) groups; /* sorted by id */
	struct notes notes;
	/* Rows that have an inode, sorted by it; only while the table is made. */
	struct keyed *by_inode;
	size_t with_inode;
	VEC(uint32_t) subflows; /* rows that have a connection, see join_subflows() */
	size_t missing; /* rows of which hold_is_missing() is true */
};

/* How many rows there are, each socket's once. */
static inline size_t table_rows(const struct nw_table *table)
{
	return table->rows.socks.n - table->doubles;
}

/* How many rows one thread takes at a time, where each is looked at for itself. */
#define SLICE_ROWS 2048

DEFINE_FREEP(nw_table, nw_table)

/* The table itself: nw_table_take() without the door around it. */
int table_take(struct sys *sys, const struct nw_query *query, struct nw_table **ret);

/* take.c: the rows of all namespaces of table->spaces from this one on. 0, -ENOMEM ... */
int take_socks(struct sys *sys, const struct nw_query *query, struct nw_table *table,
	       size_t from);

/* ---- join.c: what one source alone does not say ------------------------------------- */

/* Reference counts and un-accepted ends from /proc/net/unix, checked by sock_diag's rows. */
int join_unix_file(const struct taking *taking);
/* Netlink sockets that are in a multicast group are dumped twice. */
void join_netlink_twins(struct rows *rows);
/* SCTP endpoints that have associations are dumped twice as well. */
int join_sctp_twins(struct rows *rows);
/* join-mptcp.c: TCP sockets and the MPTCP connections they belong to. 0 or -ENOMEM. */
int join_subflows(struct nw_table *table);
/* Whoever holds the connection holds its subflows, which have no descriptor of their own. */
void hold_subflows(struct nw_table *table);
/* A connection that is not shown is none. 0 or -ENOMEM. */
int show_subflows(struct nw_table *table);
/* half-open.c: a half-open connection belongs to its listener's user. */
int join_half_open(const struct taking *taking);

/* ---- hold.c: sockets and descriptors -------------------------------------------------- */

/* What of the join needs sockets only: done while descriptors are still being read. */
int hold_prepare(struct nw_table *table);
/* Give each sock its range of table->owners.files, and list the processes of those. */
int hold_join(struct nw_table *table);
/* The parts of it: a process of one of the files, in any order; then each once, and the files
 * point to them. */
int hold_add_proc(struct procs *procs, uint32_t pid);
void hold_settle_procs(struct nw_table *table);
/* Netlink's port 0: in no table of descriptors, however often one looks. */
bool hold_is_kernel(const struct nw_sock *sock);
/* Somebody could hold it, and nobody was found. */
bool hold_is_missing(const struct nw_sock *sock);
/* Where the files of this inode begin, or would. */
size_t hold_find(const struct owners *owners, uint64_t inode);
/* The same for the sockets at the other ends of UNIX sockets. */
int hold_peers(struct nw_table *table);
/* Did hold_join() leave a socket without a holder that could have one? Then the files of a
 * second look join. */
bool hold_missing(const struct nw_table *table);
int hold_again(struct nw_table *table, const struct owners *second);
/* hold-queued.c: how many descriptors wait in the queues of UNIX sockets. */
uint64_t hold_parse_queued(const char *data, size_t len);
/* And how many sockets nobody holds, if any is queued. */
int hold_queued(struct sys *sys, struct nw_table *table, uint64_t *ret, uint64_t *ret_missing);
/* hold-reason.c: why nobody holds the others. */
int hold_reasons(struct sys *sys, unsigned threads, struct nw_table *table);
/*
 * hold-check.c: are the processes still those whose descriptors were read? What is known
 * of one whose descriptor is another by now is not told of a socket.
 */
int hold_check(struct sys *sys, unsigned threads, struct nw_table *table);
/* Does this process still hold it? Who may not be asked does. */
bool hold_is_still(struct sys *sys, const struct nw_file *file);

/*
 * use-seek.c: of few processes their descriptors are read first, and their sockets sought one
 * by one where that takes less time than all there are: of the query those families, and those
 * namespaces are left that are to be dumped. Are there few?
 */
bool uses_are_few(const struct nw_query *query);
int uses_begin_few(struct use_taking *taking, struct nw_query *query, struct nw_table *table);

/* use-hold.c: what is asked for is who holds these sockets, as uses. 0, -ENOMEM ... */
int uses_hold(struct sys *sys, const struct nw_query *query, struct nw_table *table);
/* use-brief.c: the same without a dump, where that is worth it. 1: done; 0: it is not, or not
 * possible; -ENOMEM ... */
int uses_brief(struct sys *sys, const struct nw_query *query, struct nw_table *table);

/* seal.c: the table is complete. */
void table_seal(unsigned threads, struct nw_table *table);
/* show.c: which rows of a sealed table are shown, and how many of those hide their holders. */
int show_rows(struct nw_table *table, const struct nw_filter *filter);

/* ---- select.c, order.c ------------------------------------------------------------------- */

/* Keep only socks of the roles, IP versions and states that were asked for. */
void select_rows(const struct taking *taking);
/* The stable order; -ENOMEM. */
int order_rows(const struct rows *rows, uint32_t **ret);

#endif
