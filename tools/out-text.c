/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table for people: columns as wide as what is in them, nothing cut. */
#include <errno.h>
#include <string.h>

#include "report.h"

/* Every cell of a section as text, row by row, made once: widths are known at the end. */
struct spool {
	struct buffer text;
	struct buffer cells; /* struct spooled, one behind the other */
	size_t widths[COLUMNS_MAX];
	size_t rows;
};

struct spooled {
	uint32_t len;     /* bytes of text */
	uint32_t columns; /* of a terminal */
};

static bool is_last(const struct column_list *columns, size_t i)
{
	return i + 1 == columns->n;
}

static void spool_row(const struct report *report, const struct column_list *columns,
		      const struct nw_sock *sock, struct spool *spool)
{
	for (size_t c = 0; c < columns->n; c++) {
		const size_t before = spool->text.n;
		struct spooled spooled;
		struct cell cell;

		report_cell(report, &columns->at[c], sock, &cell);
		spooled.columns = (uint32_t)cell_print(&cell, &spool->text);
		spooled.len = (uint32_t)(spool->text.n - before);
		buffer_bytes(&spool->cells, (const char *)&spooled, sizeof(spooled));
		if (spooled.columns > spool->widths[c])
			spool->widths[c] = spooled.columns;
	}
	spool->rows++;
}

static void spool_section(const struct report *report, const struct section *section,
			  struct spool *ret)
{
	const struct column_list *columns = &section->columns;

	for (size_t c = 0; c < columns->n; c++) {
		size_t title = strlen(columns->at[c].title);

		ret->widths[c] = columns->at[c].width > title ? columns->at[c].width : title;
	}
	for (size_t i = 0; i < report->n; i++)
		if (section_has(section, report->rows[i]))
			spool_row(report, columns, report->rows[i], ret);
}

/* Blanks are owed until something follows them, so no line ends in blanks. */
static void put(struct buffer *out, size_t *owed, const char *data, size_t len)
{
	if (!len)
		return;
	buffer_fill(out, ' ', *owed);
	buffer_bytes(out, data, len);
	*owed = 0;
}

static void put_padded(struct buffer *out, size_t *owed, bool right, const char *text,
		       const struct spooled *cell, size_t width)
{
	size_t pad = cell->columns < width ? width - cell->columns : 0;

	if (right)
		*owed += pad;
	put(out, owed, text, cell->len);
	if (!cell->len)
		*owed += cell->columns;
	if (!right)
		*owed += pad;
}

static void put_titles(const struct column_list *columns, const struct spool *spool,
		       struct buffer *out)
{
	size_t owed = 0;

	for (size_t c = 0; c < columns->n; c++) {
		const struct column *column = &columns->at[c];
		const uint32_t len = (uint32_t)strlen(column->title);
		const struct spooled cell = { len, len };

		put_padded(out, &owed, column->right, column->title, &cell,
			   is_last(columns, c) && !column->right ? 0 : spool->widths[c]);
		owed++;
	}
	buffer_char(out, '\n');
}

static void put_rows(const struct column_list *columns, const struct spool *spool,
		     struct buffer *out)
{
	const struct spooled *cell = (const struct spooled *)spool->cells.at;
	const char *text = spool->text.at;

	for (size_t row = 0; row < spool->rows; row++) {
		size_t owed = 0;

		for (size_t c = 0; c < columns->n; c++, cell++) {
			put_padded(out, &owed, columns->at[c].right, text, cell,
				   spool->widths[c]);
			text += cell->len;
			owed++;
		}
		buffer_char(out, '\n');
	}
}

static void put_section(const struct report *report, const struct section *section,
			struct buffer *out)
{
	struct spool spool = { .text = { .fd = -1 }, .cells = { .fd = -1 } };

	spool_section(report, section, &spool);
	if (spool.text.error || spool.cells.error) {
		out->error = ENOMEM;
	} else {
		if (report->header && section->title)
			buffer_format(out, "%s %s\n", section->title, report->which);
		if (report->header)
			put_titles(&section->columns, &spool, out);
		put_rows(&section->columns, &spool, out);
	}
	buffer_free(&spool.text);
	buffer_free(&spool.cells);
}

void out_text(const struct report *report, struct buffer *out)
{
	for (size_t i = 0; i < report->n_sections; i++)
		put_section(report, &report->sections[i], out);
}
