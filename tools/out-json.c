/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON, one document or one object a line: typed values, absent keys absent. */
#include <string.h>

#include "report.h"

static void put_key(const char *key, bool *first, struct buffer *out)
{
	buffer_string(out, *first ? "\"" : ",\"");
	buffer_string(out, key);
	buffer_string(out, "\":");
	*first = false;
}

static void put_row(const struct report *report, const struct section *section,
		    const void *row, struct buffer *out)
{
	bool first = true;

	buffer_char(out, '{');
	for (size_t c = 0; c < section->columns.n; c++) {
		const struct column *column = &section->columns.at[c];
		struct cell cell;

		report_cell(report, column, row, &cell);
		if (cell.kind == CELL_ABSENT)
			continue;
		put_key(column->key, &first, out);
		cell_json(&cell, column->key, out);
	}
	buffer_char(out, '}');
}

static void put_note(const struct nw_note *note, struct buffer *out)
{
	const char *error = strerrorname_np(nw_note_error(note));
	struct cell where = cell_word(nw_note_where(note));
	bool first = true;

	buffer_char(out, '{');
	put_key("kind", &first, out);
	buffer_format(out, "\"%s\"", nw_note_kind_name(nw_note_kind(note)));
	put_key("where", &first, out);
	cell_json(&where, NULL, out);
	if (nw_note_error(note)) {
		put_key("error", &first, out);
		buffer_format(out, "\"%s\"", error ? error : "unknown");
	}
	if (nw_note_count(note)) {
		put_key("count", &first, out);
		buffer_u64(out, nw_note_count(note));
	}
	buffer_char(out, '}');
}

void json_notes(const struct report *report, struct buffer *out)
{
	buffer_string(out, "\"notes\":[");
	for (size_t i = 0; i < nw_table_notes(report->table); i++) {
		buffer_string(out, i ? ",\n" : "\n");
		put_note(nw_table_note(report->table, i), out);
	}
	buffer_string(out, "\n]");
}

static void put_extra(const struct extra *extra, struct buffer *out)
{
	bool first = true;

	put_key(extra->key, &first, out);
	cell_json(&extra->cell, extra->key, out);
}

void out_json(const struct report *report, struct buffer *out)
{
	const char *between = "\n";

	buffer_format(out, "{\"netwho\":\"%s\",\"%s\":[", nw_version(), report->what);
	for (size_t i = 0; i < report->n; i++) {
		buffer_string(out, between);
		put_row(report, &report->sections[0], report->rows[i], out);
		between = ",\n";
	}
	buffer_string(out, "\n],");
	for (size_t i = 0; i < report->n_extras; i++) {
		put_extra(&report->extras[i], out);
		buffer_string(out, ",\n");
	}
	json_notes(report, out);
	buffer_string(out, "}\n");
}

void out_ndjson(const struct report *report, struct buffer *out)
{
	for (size_t i = 0; i < report->n; i++) {
		put_row(report, &report->sections[0], report->rows[i], out);
		buffer_char(out, '\n');
	}
	for (size_t i = 0; i < report->n_extras; i++) {
		buffer_char(out, '{');
		put_extra(&report->extras[i], out);
		buffer_string(out, "}\n");
	}
	for (size_t i = 0; i < nw_table_notes(report->table); i++) {
		buffer_string(out, "{\"note\":");
		put_note(nw_table_note(report->table, i), out);
		buffer_string(out, "}\n");
	}
}
