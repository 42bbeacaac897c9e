/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of encoders share: reports of rows and columns that are made up. */
#ifndef NW_UNIT_DESK_H
#define NW_UNIT_DESK_H

#include "report.h"
#include "row.h"
#include "unit-table.h"

/* ---- columns of our own, of known cells -------------------------------------- */

/* The row's inode is its line in here. */
static const char *const words[] = {
	"",          "a",         "bb",  "a,b",
	"say \"x\"", " x",        "x ",  "\xe6\x97\xa5\xe6\x9c\xac",
	"e\xcc\x81", "\n\x1b[2J", "\xff"
};
enum {
	EMPTY,
	ONE,
	TWO,
	COMMA,
	QUOTES,
	BLANK_FIRST,
	BLANK_LAST,
	WIDE,
	COMBINED,
	HOSTILE,
	BAD
};

static inline void get_word(const struct column *column, struct view *view,
			    const void *row, struct cell *ret)
{
	const struct nw_sock *sock = row;

	if (sock->inode)
		*ret = cell_word(words[sock->inode - 1]);
}

static inline void get_number(const struct column *column, struct view *view,
			      const void *row, struct cell *ret)
{
	const struct nw_sock *sock = row;

	if (sock->local_port != 404)
		*ret = cell_number(sock->local_port);
}

static inline void get_flag(const struct column *column, struct view *view,
			    const void *row, struct cell *ret)
{
	const struct nw_sock *sock = row;

	*ret = cell_flag(sock->v6only);
}

static const struct column our_word = { .key = "word", .title = "Word", .get = get_word };
static const struct column our_number = {
	.key = "number", .title = "Number", .get = get_number, .right = true
};
static const struct column our_wide = {
	.key = "wide", .title = "Wide", .get = get_word, .width = 8
};
static const struct column our_flag = { .key = "flag", .title = "Flag", .get = get_flag };

/* ---- reports ----------------------------------------------------------------- */

#define ROWS_MAX 16

struct desk {
	struct nw_sock socks[ROWS_MAX];
	const void *rows[ROWS_MAX];
	struct view view;
	struct nw_table *table;
	struct report report;
	struct buffer out;
};

static inline void desk_open(struct desk *desk)
{
	*desk = (struct desk){
		.view = { .scratch = { .fd = -1 },
			  .numeric_hosts = true,
			  .numeric_ports = true,
			  .numeric_users = true },
		.out = { .fd = -1 },
	};
	dir_recording("complete\n");
	dir_text("proc/net/protocols", "protocol\n");
	desk->table = take_families(NW_BIT(NW_TCP), 0);
	desk->report = (struct report){
		.table = desk->table,
		.view = &desk->view,
		.rows = desk->rows,
		.sections = { { .families = NW_BIT(NW_TCP) } },
		.n_sections = 1,
		.what = "sockets",
		.which = "(all)",
		.header = true,
	};
}

static inline void desk_close(struct desk *desk)
{
	buffer_free(&desk->view.scratch);
	buffer_free(&desk->out);
	nw_table_free(desk->table);
}

/* A row of a word (one of the numbers above, -1: absent) and a number (404: absent). */
static inline struct nw_sock *add_row(struct desk *desk, int which, uint32_t port)
{
	struct nw_sock *sock = &desk->socks[desk->report.n];

	ck_assert_uint_lt(desk->report.n, ROWS_MAX);
	*sock = (struct nw_sock){ .family = NW_TCP,
				  .af = AF_INET,
				  .inode = (uint64_t)(which + 1),
				  .local_port = port };
	desk->rows[desk->report.n++] = sock;
	return sock;
}

static inline void add_column(struct section *section, const struct column *column)
{
	section->columns.at[section->columns.n++] = *column;
}

static inline void assert_out(struct desk *desk,
			      void (*out)(const struct report *, struct buffer *),
			      const char *expected)
{
	desk->out.n = 0;
	out(&desk->report, &desk->out);
	ck_assert_int_eq(desk->out.error, 0);
	buffer_char(&desk->out, '\0');
	ck_assert_str_eq(desk->out.at, expected);
}

#endif
