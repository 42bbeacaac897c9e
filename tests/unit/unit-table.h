/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables taken from recordings that a test writes. */
#ifndef NW_UNIT_TABLE_H
#define NW_UNIT_TABLE_H

#include <netwho.h>

#include "unit-dir.h"
#include "unit-inet.h"

static inline void nw_freep(struct nw **nw)
{
	nw_free(*nw);
}

static inline void table_freep(struct nw_table **table)
{
	nw_table_free(*table);
}

#define _table_ _cleanup_(table_freep)

/* Take a table; the door is closed before anything is looked at. */
static inline struct nw_table *take(const struct nw_query *query)
{
	_cleanup_(nw_freep) struct nw *nw = NULL;
	struct nw_table *table = NULL;

	ck_assert_int_eq(nw_open(dir_own, &nw), 0);
	ck_assert_int_eq(nw_table_take(nw, query, &table), 0);
	ck_assert_ptr_nonnull(table);
	return table;
}

static inline struct nw_query query_of(uint64_t families, uint32_t want)
{
	return (struct nw_query){ .size = sizeof(struct nw_query),
				  .families = families,
				  .want = want,
				  .threads = 1 };
}

static inline struct nw_table *take_families(uint64_t families, uint32_t want)
{
	const struct nw_query query = query_of(families, want);

	return take(&query);
}

/* The row of this inode. */
static inline const struct nw_sock *sock_of(const struct nw_table *table, uint64_t inode)
{
	const struct nw_sock *sock;

	nw_foreach(sock, sock, table)
		if (nw_sock_inode(sock) == inode)
			return sock;
	ck_abort_msg("no socket of this inode");
	return NULL;
}

/* How many notes there are of a kind; *last is the last of them. */
static inline size_t notes_of(const struct nw_table *table, enum nw_note_kind kind,
			      const struct nw_note **last)
{
	const struct nw_note *note;
	size_t n = 0;

	nw_foreach(note, note, table) {
		if (nw_note_kind(note) != kind)
			continue;
		*last = note;
		n++;
	}
	return n;
}

/* A message of inet_diag: what differs from established(). */
static inline struct inet_diag_msg tcp_head(enum nw_state state, uint16_t local_port,
					    uint16_t remote_port, uint32_t inode)
{
	struct inet_diag_msg head = established();

	head.idiag_state = (uint8_t)state;
	head.id.idiag_sport = htons(local_port);
	head.id.idiag_dport = htons(remote_port);
	head.id.idiag_cookie[0] = inode;
	head.id.idiag_if = 0;
	head.idiag_inode = inode;
	if (!remote_port)
		head.id.idiag_dst[0] = 0;
	return head;
}

static inline void add_head(struct stream *stream, const struct inet_diag_msg *head)
{
	struct message m;

	message_begin(&m, head, sizeof(*head));
	stream_add(stream, &m);
}

static inline void add_tcp(struct stream *stream, enum nw_state state,
			   uint16_t local_port, uint16_t remote_port, uint32_t inode)
{
	const struct inet_diag_msg head = tcp_head(state, local_port, remote_port, inode);

	add_head(stream, &head);
}

/* Save a dump that is whole. */
static inline void save_done(struct stream *stream, const char *name)
{
	stream_end(stream, NLMSG_DONE, 0);
	stream_save(stream, name);
}

/* A dump of nothing. */
static inline void save_empty(const char *name)
{
	struct stream stream = { .n = 0 };

	save_done(&stream, name);
}

#endif
