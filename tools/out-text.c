/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table for people: columns as wide as what is in them, nothing cut. */
#include <string.h>

#include "report.h"

struct widths {
	size_t at[COLUMNS_MAX];
};

static bool is_last(const struct column_list *columns, size_t i)
{
	return i + 1 == columns->n;
}

/* Every cell is made twice, once to be measured: cheaper than keeping all of them. */
static void measure(const struct report *report, const struct section *section,
		    struct widths *ret)
{
	const struct column_list *columns = &section->columns;
	struct buffer text = { .fd = -1 };

	for (size_t c = 0; c < columns->n; c++) {
		size_t title = strlen(columns->at[c].title);

		ret->at[c] = columns->at[c].width > title ? columns->at[c].width : title;
	}
	for (size_t i = 0; i < report->n; i++) {
		if (!section_has(section, report->rows[i]))
			continue;
		/* The last column needs no padding and is not measured. */
		for (size_t c = 0; c + 1 < columns->n; c++) {
			struct cell cell;
			size_t width;

			text.n = 0;
			report_cell(report, &columns->at[c], report->rows[i], &cell);
			width = cell_print(&cell, &text);
			if (width > ret->at[c])
				ret->at[c] = width;
		}
	}
	buffer_free(&text);
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

static void put_padded(struct buffer *out, size_t *owed, const struct column *column,
		       const struct buffer *text, size_t columns, size_t width)
{
	size_t pad = columns < width ? width - columns : 0;

	if (column->right)
		*owed += pad;
	put(out, owed, text->at, text->n);
	if (!text->n)
		*owed += columns;
	if (!column->right)
		*owed += pad;
}

static void put_titles(const struct section *section, const struct widths *widths,
		       struct buffer *out)
{
	const struct column_list *columns = &section->columns;
	size_t owed = 0;

	for (size_t c = 0; c < columns->n; c++) {
		const char *title = columns->at[c].title;
		const struct buffer text = { .at = (char *)title, .n = strlen(title) };

		put_padded(out, &owed, &columns->at[c], &text, text.n,
			   is_last(columns, c) && !columns->at[c].right ? 0 : widths->at[c]);
		owed++;
	}
	buffer_char(out, '\n');
}

static void put_row(const struct report *report, const struct section *section,
		    const struct nw_sock *sock, const struct widths *widths,
		    struct buffer *text, struct buffer *out)
{
	const struct column_list *columns = &section->columns;
	size_t owed = 0;

	for (size_t c = 0; c < columns->n; c++) {
		struct cell cell;
		size_t width;

		text->n = 0;
		report_cell(report, &columns->at[c], sock, &cell);
		width = cell_print(&cell, text);
		put_padded(out, &owed, &columns->at[c], text, width, widths->at[c]);
		owed++;
	}
	buffer_char(out, '\n');
}

static void put_section(const struct report *report, const struct section *section,
			struct buffer *out)
{
	struct buffer text = { .fd = -1 };
	struct widths widths;

	measure(report, section, &widths);
	if (report->header && section->title)
		buffer_format(out, "%s %s\n", section->title, report->which);
	if (report->header)
		put_titles(section, &widths, out);
	for (size_t i = 0; i < report->n; i++)
		if (section_has(section, report->rows[i]))
			put_row(report, section, report->rows[i], &widths, &text, out);
	if (text.error)
		out->error = text.error;
	buffer_free(&text);
}

void out_text(const struct report *report, struct buffer *out)
{
	for (size_t i = 0; i < report->n_sections; i++)
		put_section(report, &report->sections[i], out);
}
