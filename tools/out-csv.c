/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CSV after RFC 4180; names are escaped as in text, so each record is one line. */
#include <string.h>

#include "report.h"

static void put_field(const struct buffer *text, struct buffer *out)
{
	if (!text->n || (!memchr(text->at, '"', text->n) && !memchr(text->at, ',', text->n) &&
			 text->at[0] != ' ' && text->at[text->n - 1] != ' ')) {
		buffer_bytes(out, text->at, text->n);
		return;
	}
	buffer_char(out, '"');
	for (size_t i = 0; i < text->n; i++) {
		if (text->at[i] == '"')
			buffer_char(out, '"');
		buffer_char(out, text->at[i]);
	}
	buffer_char(out, '"');
}

void out_csv(const struct report *report, struct buffer *out)
{
	const struct column_list *columns = &report->sections[0].columns;
	struct buffer text = { .fd = -1 };

	for (size_t c = 0; report->header && c < columns->n; c++) {
		buffer_string(out, c ? "," : "");
		buffer_string(out, columns->at[c].key);
	}
	if (report->header)
		buffer_string(out, "\r\n");
	for (size_t i = 0; i < report->n; i++) {
		for (size_t c = 0; c < columns->n; c++) {
			struct cell cell;

			text.n = 0;
			report_cell(report, &columns->at[c], report->rows[i], &cell);
			cell_print(&cell, &text);
			buffer_string(out, c ? "," : "");
			put_field(&text, out);
		}
		buffer_string(out, "\r\n");
	}
	if (text.error)
		out->error = text.error;
	buffer_free(&text);
}
