/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From here on nothing grows: offsets become pointers. */
#include "spread.h"
#include "table.h"

static int seal_rows(size_t slice, unsigned thread, void *arg)
{
	struct nw_table *table = arg;
	const char *base = table->rows.arena.at;
	const size_t end = (slice + 1) * SLICE_ROWS;

	(void)thread;
	for (size_t i = slice * SLICE_ROWS; i < end && i < table->rows.socks.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[i];

		sock->netns = &table->spaces.all.at[sock->netns_at];
		sock->attrs = sock->attrs_len ? base + sock->attrs_at : NULL;
		sock->group = sock->group_at ? &table->groups.at[sock->group_at - 1] : NULL;
		sock->device = sock->device_at ? base + sock->device_at : NULL;
		if (sock->family == NW_UNIX)
			sock->peers = sock->n_peers ? &table->owners.files.at[sock->peers_at]
						    : NULL;
		else if (sock->connection_at)
			sock->connection = &table->rows.socks.at[sock->connection_at - 1];
		if (!table->owners.files.at)
			sock->n_holders = 0;
		sock->holders = sock->n_holders ? &table->owners.files.at[sock->holders_at]
						: NULL;
	}
	return 0;
}

void table_seal(unsigned threads, struct nw_table *table)
{
	const char *base = table->rows.arena.at;

	spread(threads, table->rows.socks.n / SLICE_ROWS + 1, seal_rows, table);
	for (size_t i = 0; i < table->procs.all.n; i++)
		table->procs.all.at[i].base = base;
	for (size_t i = 0; i < table->groups.n; i++)
		table->groups.at[i].base = base;
}
