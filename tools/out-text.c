/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table for people: columns as wide as what is in them, nothing cut. */
#include <errno.h>
#include <string.h>

#include "lanes.h"
#include "report.h"

/* Every cell of a section as text, row by row, made once: widths are known at the end. */
struct spool {
	struct buffer text;
	struct buffer cells; /* struct spooled, packed, one behind the other */
	size_t widths[COLUMNS_MAX];
	size_t rows;
};

/* A row's details are one more cell behind its columns. */
struct spooled {
	uint32_t len;     /* bytes of text */
	uint32_t columns; /* of a terminal */
};

/* Nearly all are below 128: seven bits to a byte, the lowest first, as in LEB128. */
static void pack_number(struct buffer *cells, uint32_t number)
{
	for (; number >= 0x80; number >>= 7)
		buffer_char(cells, (char)(number | 0x80));
	buffer_char(cells, (char)number);
}

static void pack(struct buffer *cells, const struct spooled *spooled)
{
	pack_number(cells, spooled->len);
	pack_number(cells, spooled->columns);
}

static uint32_t unpack_number(const char **at)
{
	uint32_t number = 0;
	unsigned shift = 0;

	for (; *(*at) & 0x80; shift += 7)
		number |= (uint32_t)(*(*at)++ & 0x7f) << shift;
	return number | (uint32_t)*(*at)++ << shift;
}

static struct spooled unpack(const char **at)
{
	struct spooled spooled;

	spooled.len = unpack_number(at);
	spooled.columns = unpack_number(at);
	return spooled;
}

static bool is_last(const struct column_list *columns, size_t i)
{
	return i + 1 == columns->n;
}

static void spool_details(const struct report *report, const struct column_list *details,
			  const struct nw_sock *sock, struct spool *spool)
{
	const size_t before = spool->text.n;
	struct spooled spooled = { 0 };

	if (!details->n)
		return;
	details_print(report, details, sock, &spool->text);
	spooled.len = (uint32_t)(spool->text.n - before);
	pack(&spool->cells, &spooled);
}

static void spool_row(const struct report *report, const struct section *section,
		      const void *row, struct spool *spool)
{
	const struct column_list *columns = &section->columns, *details = &section->details;

	for (size_t c = 0; c < columns->n; c++) {
		const size_t before = spool->text.n;
		struct spooled spooled;
		struct cell cell;

		report_cell(report, &columns->at[c], row, &cell);
		spooled.columns = (uint32_t)cell_print(&cell, &spool->text);
		spooled.len = (uint32_t)(spool->text.n - before);
		pack(&spool->cells, &spooled);
		if (spooled.columns > spool->widths[c])
			spool->widths[c] = spooled.columns;
	}
	spool_details(report, details, row, spool);
	spool->rows++;
}

/* A share of the rows, spooled by a thread of its own. */
struct lane {
	struct report report; /* with a view of its own, for its scratch */
	struct view view;
	const struct section *section;
	size_t from, to;
	struct spool spool;
	const size_t *widths;
	struct buffer out;
	pthread_t thread;
	bool runs;
};

#define AHEAD 12

static void *spool_lane(void *arg)
{
	struct lane *lane = arg;

	const void **rows = lane->report.rows;

	for (size_t i = lane->from; i < lane->to; i++) {
		/* Shown in another order than they lie in memory. */
		if (i + AHEAD < lane->to)
			__builtin_prefetch(rows[i + AHEAD]);
		if (section_has(lane->section, rows[i]))
			spool_row(&lane->report, lane->section, rows[i], &lane->spool);
	}
	return NULL;
}

/* Names are looked up through the door, which one thread uses at a time. */
static size_t lanes_of(const struct report *report)
{
	const struct view *view = report->view;

	return view->numeric_hosts && view->numeric_ports && view->numeric_users
		       ? lanes_for(report->n)
		       : 1;
}

static void lane_start(struct lane *lane, const struct report *report,
		       const struct section *section, size_t number, size_t lanes)
{
	lane->view = *report->view;
	lane->view.scratch = (struct buffer){ .fd = -1 };
	lane->report = *report;
	lane->report.view = &lane->view;
	lane->section = section;
	lane->from = report->n * number / lanes;
	lane->to = report->n * (number + 1) / lanes;
	lane->spool.text.fd = lane->spool.cells.fd = -1;
	lane->runs = number + 1 < lanes &&
		     lanes_thread(&lane->thread, spool_lane, lane) == 0;
	if (!lane->runs)
		spool_lane(lane);
}

static void spool_section(const struct report *report, const struct section *section,
			  struct lane *lanes, size_t n, size_t *widths)
{
	const struct column_list *columns = &section->columns;

	for (size_t i = 0; i < n; i++)
		lane_start(&lanes[i], report, section, i, n);
	for (size_t i = 0; i < n; i++)
		if (lanes[i].runs)
			pthread_join(lanes[i].thread, NULL);
	for (size_t c = 0; c < columns->n; c++) {
		widths[c] = strlen(columns->at[c].title);
		if (columns->at[c].width > widths[c])
			widths[c] = columns->at[c].width;
		for (size_t i = 0; i < n; i++)
			if (lanes[i].spool.widths[c] > widths[c])
				widths[c] = lanes[i].spool.widths[c];
		if (section->widths && section->widths[c] > widths[c])
			widths[c] = section->widths[c];
		if (section->widths)
			section->widths[c] = widths[c];
	}
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

static void put_titles(const struct column_list *columns, const size_t *widths,
		       struct buffer *out)
{
	size_t owed = 0;

	for (size_t c = 0; c < columns->n; c++) {
		const struct column *column = &columns->at[c];
		const uint32_t len = (uint32_t)strlen(column->title);
		const struct spooled cell = { len, len };

		put_padded(out, &owed, column->right, column->title, &cell,
			   is_last(columns, c) && !column->right ? 0 : widths[c]);
		owed++;
	}
	buffer_char(out, '\n');
}

static void put_rows(const struct section *section, const struct spool *spool,
		     const size_t *widths, struct buffer *out)
{
	const struct column_list *columns = &section->columns;
	const char *cells = spool->cells.at, *text = spool->text.at;

	for (size_t row = 0; row < spool->rows; row++) {
		struct spooled cell;
		size_t owed = 0;

		for (size_t c = 0; c < columns->n; c++) {
			cell = unpack(&cells);
			put_padded(out, &owed, columns->at[c].right, text, &cell, widths[c]);
			text += cell.len;
			owed++;
		}
		buffer_char(out, '\n');
		if (!section->details.n)
			continue;
		cell = unpack(&cells);
		buffer_bytes(out, text, cell.len);
		if (cell.len)
			buffer_char(out, '\n');
		text += cell.len;
	}
}

static void put_lane(struct lane *lane, struct buffer *out)
{
	struct spool *spool = &lane->spool;

	if (spool->text.error || spool->cells.error)
		out->error = ENOMEM;
	else
		put_rows(lane->section, spool, lane->widths, out);
	buffer_free(&spool->text);
	buffer_free(&spool->cells);
	buffer_free(&lane->view.scratch);
}

static void *write_lane(void *arg)
{
	struct lane *lane = arg;

	put_lane(lane, &lane->out);
	return NULL;
}

/* The first lane goes out at once, the others meanwhile into memory. */
static void put_lanes(struct lane *lanes, size_t n, const size_t *widths, struct buffer *out)
{
	for (size_t i = 0; i < n; i++) {
		lanes[i].widths = widths;
		lanes[i].out.fd = -1;
		lanes[i].runs = i > 0 && lanes_thread(&lanes[i].thread,
						      write_lane, &lanes[i]) == 0;
	}
	put_lane(&lanes[0], out);
	for (size_t i = 1; i < n; i++) {
		if (lanes[i].runs)
			pthread_join(lanes[i].thread, NULL);
		else
			put_lane(&lanes[i], out);
		buffer_pass(out, &lanes[i].out);
	}
}

static bool has_rows(const struct lane *lanes, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= lanes[i].spool.rows > 0;
	return any;
}

static void put_section(const struct report *report, const struct section *section,
			struct buffer *out)
{
	struct lane lanes[LANES_MAX] = { 0 };
	size_t widths[COLUMNS_MAX];
	const size_t n = lanes_of(report);
	bool header = report->header;

	spool_section(report, section, lanes, n, widths);
	if (report->sparse && !has_rows(lanes, n))
		header = false;
	if (header && section->title)
		buffer_format(out, "%s %s\n", section->title, report->which);
	if (header)
		put_titles(&section->columns, widths, out);
	put_lanes(lanes, n, widths, out);
}

void out_text(const struct report *report, struct buffer *out)
{
	for (size_t i = 0; i < report->n_sections; i++)
		put_section(report, &report->sections[i], out);
}
