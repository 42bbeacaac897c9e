/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One taking on a stage: rows as parsers left them, and a recording beside them. */
#ifndef NW_UNIT_STAGE_H
#define NW_UNIT_STAGE_H

#include "table.h"
#include "unit-dir.h"

struct stage {
	struct rows rows;
	struct notes notes;
	struct taking taking;
};

/* The recording must be written before: it is read from here on. */
static inline void stage_open(struct stage *stage)
{
	stage->taking.sys = dir_open();
	stage->taking.rows = &stage->rows;
	stage->taking.notes = &stage->notes;
}

static inline void stage_close(struct stage *stage)
{
	sys_free(stage->taking.sys);
	rows_free(&stage->rows);
	vec_free(&stage->notes.all);
}

static inline struct nw_sock *stage_add(struct stage *stage, enum nw_family family,
					int af, uint64_t inode, enum nw_state state)
{
	struct nw_sock *sock = rows_add(&stage->rows, family, af);

	ck_assert_ptr_nonnull(sock);
	sock->inode = inode;
	sock->state = (uint8_t)state;
	return sock;
}

/* The row of this inode. */
static inline const struct nw_sock *stage_find(const struct stage *stage, uint64_t inode)
{
	for (size_t i = 0; i < stage->rows.socks.n; i++)
		if (stage->rows.socks.at[i].inode == inode)
			return &stage->rows.socks.at[i];
	ck_abort_msg("no row of this inode");
	return NULL;
}

/* The only note. */
static inline void assert_note(const struct notes *notes, enum nw_note_kind kind,
			       int error, uint64_t count, const char *where)
{
	ck_assert_uint_eq(notes->all.n, 1);
	ck_assert_int_eq(notes->all.at[0].kind, kind);
	ck_assert_int_eq(notes->all.at[0].error, error);
	ck_assert_uint_eq(notes->all.at[0].count, count);
	ck_assert_str_eq(notes->all.at[0].where, where);
}

#endif
