/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The last choice of rows: by what is only known when all is joined. */
#include <errno.h>

#include "nw-filter.h"
#include "table.h"

/* What could only be decided once everything is known. */
static void match(struct nw_table *table, const struct nw_filter *filter)
{
	if (!filter) {
		table->shown = table->rows.socks.n;
		return;
	}
	for (size_t i = 0; i < table->rows.socks.n; i++) {
		const uint32_t row = table->order[i];

		if (filter_match(filter->inner, &table->rows.socks.at[row], NULL))
			table->order[table->shown++] = row;
	}
}

static int note_unheld(struct nw_table *table)
{
	const struct owners *owners = &table->owners;
	uint64_t unheld = 0;

	if (!owners->denied && !owners->forbidden && !owners->hidden)
		return 0;
	for (size_t i = 0; i < table->shown; i++)
		unheld += table->rows.socks.at[table->order[i]].reason ==
			  NW_REASON_NO_PERMISSION;
	return unheld ? notes_add(&table->notes, NW_NOTE_UNHELD, EACCES, unheld, "proc") : 0;
}

int show_rows(struct nw_table *table, const struct nw_filter *filter)
{
	match(table, filter);
	return note_unheld(table);
}
