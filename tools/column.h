/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns: what each is called, what it says, and what the query must ask for. */
#ifndef TOOL_COLUMN_H
#define TOOL_COLUMN_H

#include "cell.h"
#include "view.h"

struct column {
	const char *key;   /* for --columns, JSON, CSV */
	const char *title; /* in a text table */
	const char *help;
	uint32_t want; /* enum nw_want */
	uint8_t width; /* at least, in a text table */
	bool right;
	void (*get)(const struct column *column, struct view *view, const void *row,
		    struct cell *ret);
	unsigned metric; /* of columns made from the library's metrics; enum nw_label */
	/* As a detail: does it only say again what something else says of this socket? */
	bool (*repeats)(const struct nw_sock *sock);
	/* What of the row it is about; NULL: the row itself. That may have none. */
	const void *(*of)(const void *row);
	uint32_t use_want; /* enum nw_use_want */
};

/* The columns that rows of one kind have; then, of their sockets, one for each metric. */
struct column_set {
	const struct column *at;
	size_t n;
	bool metrics;
	const void *(*metrics_of)(const void *row);
};

size_t column_set_count(const struct column_set *set);
void column_set_get(const struct column_set *set, size_t i, struct column *ret);
/* By key; '-' reads as '_'. false: no such column. */
bool column_set_find(const struct column_set *set, const char *key, size_t len,
		     struct column *ret);
/* Each with its help, on stdout. */
void column_set_help(const struct column_set *set);

/* A column that shows names of hosts: beside enum nw_want, never given to the library. */
#define WANT_HOSTS (1U << 31)

#define COLUMNS_MAX 384

struct column_list {
	const struct column_set *set;
	struct column at[COLUMNS_MAX];
	size_t n;
	uint32_t want, use_want; /* of all of them */
};

/* Append; false: no such column, or the list is full. One that is there is not repeated. */
bool column_add(struct column_list *list, const char *key);
bool column_has(const struct column_list *list, const char *key);
/*
 * "a,b,c". On an unknown key *bad is that word and *bad_len its length, and -1 is
 * returned; -2: too many.
 */
int column_parse(struct column_list *list, const char *text, const char **bad, size_t *bad_len);
/* The same, and what is wrong is said. 0 or -1. */
int column_take(struct column_list *list, const char *text);

/* column-holder.c: "1234/nginx", each process once. Nothing if nobody holds it. */
void column_print_process(const struct nw_sock *sock, struct buffer *buffer);
/* column-label.c: what the kernel or process 1 has it for, if that is known. */
void column_print_purpose(const struct nw_sock *sock, struct buffer *buffer);

/* column-table.c: the columns of sockets */
extern const struct column sock_columns[];
extern const size_t sock_columns_n;
extern const struct column_set sock_set;

static inline size_t columns_count(void)
{
	return column_set_count(&sock_set);
}

static inline void columns_get(size_t i, struct column *ret)
{
	column_set_get(&sock_set, i, ret);
}

static inline bool column_find(const char *key, size_t len, struct column *ret)
{
	return column_set_find(&sock_set, key, len, ret);
}

#endif
