/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of counters from text of a test's own, and what was read of them. */
#ifndef NW_UNIT_COUNTERS_H
#define NW_UNIT_COUNTERS_H

#include "counters.h"
#include "nw.h"
#include "unit.h"

typedef int counter_read_fn(struct counter_reading *reading, struct text text);

struct read_file {
	struct nw_counters counters;
	size_t malformed;
};

/* From memory that ends where the text ends. */
static inline void read_bytes(counter_read_fn *read, enum nw_counter_source source,
			      const char *data, size_t len, struct read_file *ret)
{
	char *copy = malloc(len ? len : 1);
	struct counter_reading reading = { .source = source, .width = COUNTER_WORD };

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	memset(ret, 0, sizeof(*ret));
	reading.rows = &ret->counters.rows;
	ck_assert_int_eq(read(&reading, text_of(copy, len)), 0);
	ret->malformed = reading.malformed;
	free(copy);
	counters_seal(&ret->counters);
}

static inline void read_text(counter_read_fn *read, enum nw_counter_source source,
			     const char *text, struct read_file *ret)
{
	read_bytes(read, source, text, strlen(text), ret);
}

static inline void read_end(struct read_file *file)
{
	vec_free(&file->counters.rows.all);
	vec_free(&file->counters.rows.text);
}

/* The counter of this name, wherever it stands. */
static inline const struct nw_counter *counter_of(const struct nw_counters *counters,
						  const char *group, const char *item,
						  const char *name)
{
	for (size_t i = 0; i < counters->rows.all.n; i++) {
		const struct nw_counter *counter = nw_counters_at(counters, i);

		if (strcmp(nw_counter_group(counter), group) == 0 &&
		    strcmp(nw_counter_item(counter), item) == 0 &&
		    strcmp(nw_counter_name(counter), name) == 0)
			return counter;
	}
	return NULL;
}

static inline void assert_counter(const struct read_file *file, const char *group,
				  const char *item, const char *name, uint64_t value)
{
	const struct nw_counter *counter = counter_of(&file->counters, group, item, name);

	ck_assert_msg(counter, "no %s %s %s", group, item, name);
	ck_assert_msg(nw_counter_value(counter) == value, "%s %s %s is %llu", group, item,
		      name, (unsigned long long)nw_counter_value(counter));
}

static inline void assert_absent(const struct read_file *file, const char *group,
				 const char *item, const char *name)
{
	ck_assert_msg(!counter_of(&file->counters, group, item, name), "%s %s %s", group,
		      item, name);
}

/* Cut at any byte: no more is read than of the whole. */
static inline void check_cut_file(counter_read_fn *read, enum nw_counter_source source,
				  const char *text)
{
	struct read_file whole;

	read_text(read, source, text, &whole);
	for (size_t len = 0; len < strlen(text); len++) {
		struct read_file cut;

		read_bytes(read, source, text, len, &cut);
		ck_assert_uint_le(cut.counters.rows.all.n, whole.counters.rows.all.n);
		read_end(&cut);
	}
	read_end(&whole);
}

#endif
