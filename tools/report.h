/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report: rows, columns and sections, and the encoders that write it. */
#ifndef TOOL_REPORT_H
#define TOOL_REPORT_H

#include "column.h"

#define SECTIONS_MAX 3

struct section {
	const char *title; /* "Active Internet connections"; NULL: no title line */
	uint64_t families; /* 0: whatever the rows are, all of them */
	struct column_list columns;
	size_t *widths; /* of its columns, kept from one table to the next; NULL: of each table */
	struct column_list details; /* on a second line, key:value, where known and not 0 */
};

/* A fact that is no row's. */
struct extra {
	const char *key;
	struct cell cell;
};

struct report {
	const struct nw_table *table;
	struct view *view;
	const void **rows; /* sockets, or what else the columns know; in the order they are shown */
	size_t n;
	struct section sections[SECTIONS_MAX];
	size_t n_sections;
	const char *what;  /* JSON's word for the rows */
	const char *which; /* "(only servers)", behind the titles */
	const struct extra *extras; /* of all rows together; machines get them */
	size_t n_extras;
	bool header;
	bool sparse; /* a section without rows has none */
	size_t width; /* of the terminal, where details are broken; 0: nowhere */
};

/* Every row of the table, sorted by a column where `sort` is not NULL. 0 or -ENOMEM. */
int report_rows(struct report *report, const struct column *sort, bool descending);
/* The rows there are: by a column; those that are equal stay in their order. 0 or -ENOMEM. */
int report_sort(struct report *report, const struct column *column, bool descending);
/* Keep only rows of which `column` has something to say. */
void report_only(struct report *report, const struct column *column);
void report_free(struct report *report);

/* The cell of one column; valid until the next one is made. */
void report_cell(const struct report *report, const struct column *column,
		 const void *row, struct cell *ret);
static inline bool section_has(const struct section *section, const void *row)
{
	return !section->families || section->families & NW_BIT(nw_sock_family(row));
}

/* "notes":[...], as part of a document. */
void json_notes(const struct report *report, struct buffer *out);

/* out-details.c: a line below a row, or several; nothing where there is nothing to tell. */
void details_print(const struct report *report, const struct column_list *details,
		   const struct nw_sock *sock, struct buffer *text);

/* The encoders. Errors of writing stay in the buffer. */
void out_text(const struct report *report, struct buffer *out);
void out_json(const struct report *report, struct buffer *out);
void out_ndjson(const struct report *report, struct buffer *out);
void out_csv(const struct report *report, struct buffer *out);

#endif
