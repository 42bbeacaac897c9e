/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of holders share: a table of sockets and descriptors that are made up. */
#ifndef NW_UNIT_HOLD_H
#define NW_UNIT_HOLD_H

#include <sys/socket.h>

#include "table.h"
#include "unit.h"

static inline void add_sock(struct nw_table *table, enum nw_family family, uint64_t inode,
			    enum nw_state state)
{
	struct nw_sock *sock = rows_add(&table->rows, family, AF_INET);

	ck_assert_ptr_nonnull(sock);
	sock->inode = inode;
	sock->state = (uint8_t)state;
}

/* In the order of a scan: by inode, process, thread, number. */
static inline void add_file(struct nw_table *table, uint64_t inode, uint32_t pid,
			    uint32_t tid, uint32_t fd)
{
	struct nw_file *file = vec_push(&table->owners.files);

	ck_assert_ptr_nonnull(file);
	*file = (struct nw_file){ .inode = inode, .pid = pid, .tid = tid, .fd = fd };
}

static inline void join(struct nw_table *table)
{
	ck_assert_int_eq(hold_prepare(table), 0);
	ck_assert_int_eq(hold_join(table), 0);
}

/* The table is as at first: another one may be made of it. */
static inline void drop(struct nw_table *table)
{
	rows_free(&table->rows);
	owners_free(&table->owners);
	vec_free(&table->procs.all);
	vec_free(&table->notes.all);
	free(table->by_inode);
	netns_free(&table->spaces);
	*table = (struct nw_table){ 0 };
}

#endif
