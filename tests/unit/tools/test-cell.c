/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cells as text and as JSON values. */
#include "cell.h"
#include "unit.h"

static void assert_holds(const struct buffer *buffer, const char *expected)
{
	ck_assert_msg(buffer->n == strlen(expected) &&
			      (!buffer->n || memcmp(buffer->at, expected, buffer->n) == 0),
		      "'%.*s' instead of '%s'", (int)buffer->n,
		      buffer->n ? buffer->at : "", expected);
}

static void assert_text(const struct cell *cell, const char *expected)
{
	struct buffer buffer = { .fd = -1 };
	size_t columns = cell_print(cell, &buffer);

	assert_holds(&buffer, expected);
	/* All of it is ASCII here. */
	ck_assert_uint_eq(columns, strlen(expected));
	buffer_free(&buffer);
}

static void assert_json(const struct cell *cell, const char *key, const char *expected)
{
	struct buffer buffer = { .fd = -1 };

	cell_json(cell, key, &buffer);
	assert_holds(&buffer, expected);
	buffer_free(&buffer);
}

START_TEST(absent)
{
	const struct cell cell = { .kind = CELL_ABSENT }, none = cell_word(NULL);

	assert_text(&cell, "");
	assert_json(&cell, "key", "null");
	ck_assert_int_eq(none.kind, CELL_ABSENT);
}
END_TEST

START_TEST(texts)
{
	const struct cell word = cell_word("sshd"), empty = cell_word(""),
			  part = cell_text("sshd: listener", 4), zero = cell_text("a\0b", 3),
			  hostile = cell_text("\x1b[2J\"\\\n", 7);

	assert_text(&word, "sshd");
	assert_json(&word, "key", "\"sshd\"");
	/* Empty is not absent. */
	ck_assert_int_eq(empty.kind, CELL_TEXT);
	assert_text(&empty, "");
	assert_json(&empty, "key", "\"\"");
	assert_text(&part, "sshd");
	assert_json(&part, "key", "\"sshd\"");
	assert_text(&zero, "a\\x00b");
	assert_json(&zero, "key", "\"a\\u0000b\"");
	assert_text(&hostile, "\\x1b[2J\"\\\\\\x0a");
	assert_json(&hostile, "key", "\"\\u001b[2J\\\"\\\\\\u000a\"");
}
END_TEST

/* Bytes that are no text come whole beside what can be shown of them. */
START_TEST(bytes)
{
	const struct cell cell = cell_text("/a\xff\0b", 5);

	assert_text(&cell, "/a\\xff\\x00b");
	assert_json(&cell, "name", "\"/a\xef\xbf\xbd\\u0000b\",\"name_hex\":\"2f61ff0062\"");
	/* Without a name there is no place for them. */
	assert_json(&cell, NULL, "\"/a\xef\xbf\xbd\\u0000b\"");
}
END_TEST

START_TEST(numbers_and_flags)
{
	const struct cell zero = cell_number(0), large = cell_number(UINT64_MAX),
			  no = cell_flag(false), yes = cell_flag(true);

	assert_text(&zero, "0");
	assert_json(&zero, "key", "0");
	assert_text(&large, "18446744073709551615");
	assert_json(&large, "key", "18446744073709551615");
	assert_text(&no, "0");
	assert_json(&no, "key", "false");
	assert_text(&yes, "1");
	assert_json(&yes, "key", "true");
}
END_TEST

START_TEST(widths)
{
	for (uint64_t number = 1, digits = 1; digits < 20; number *= 10, digits++) {
		const struct cell first = cell_number(number),
				  last = cell_number(number * 10 - 1);
		struct buffer buffer = { .fd = -1 };

		ck_assert_uint_eq(cell_print(&first, &buffer), digits);
		ck_assert_uint_eq(buffer.n, digits);
		if (digits < 19)
			ck_assert_uint_eq(cell_print(&last, &buffer), digits);
		buffer_free(&buffer);
	}
}
END_TEST

/* ---- lists and records ------------------------------------------------------- */

static void get_number(const struct cell *cell, size_t i, struct cell *ret, const char **name)
{
	*name = NULL;
	*ret = cell_number(((const uint32_t *)cell->list.of)[i]);
}

static struct cell list_of(size_t n, const void *of,
			   void (*get)(const struct cell *, size_t, struct cell *,
				       const char **))
{
	return (struct cell){ .kind = CELL_LIST, .list = { .n = n, .get = get, .of = of } };
}

START_TEST(lists)
{
	static const uint32_t all[] = { 5, 0, 4294967295U };
	const struct cell three = list_of(3, all, get_number),
			  one = list_of(1, all, get_number),
			  none = list_of(0, all, get_number);

	assert_text(&three, "5,0,4294967295");
	assert_json(&three, "key", "[5,0,4294967295]");
	assert_text(&one, "5");
	assert_json(&one, "key", "[5]");
	assert_text(&none, "");
	assert_json(&none, "key", "[]");
}
END_TEST

/* A record of a number, a name, something absent, and a flag. */
struct thing {
	uint64_t pid;
	const char *name;
	bool flag;
};

static void get_field(const struct cell *cell, size_t i, struct cell *ret, const char **name)
{
	static const char *const names[] = { "pid", "absent", "name", "missing", "flag" };
	const struct thing *thing = cell->list.of;

	*name = names[i];
	*ret = (struct cell){ .kind = CELL_ABSENT };
	if (i == 0)
		*ret = cell_number(thing->pid);
	else if (i == 2)
		*ret = cell_word(thing->name);
	else if (i == 4)
		*ret = cell_flag(thing->flag);
}

static void print_thing(const struct cell *cell, struct buffer *buffer)
{
	const struct thing *thing = cell->list.of;

	buffer_u64(buffer, thing->pid);
	buffer_char(buffer, '/');
	buffer_string(buffer, thing->name);
}

static struct cell record_of(const struct thing *thing)
{
	return (struct cell){
		.kind = CELL_RECORD,
		.list = { .n = 5, .get = get_field, .of = thing, .text = print_thing },
	};
}

START_TEST(records)
{
	static const struct thing tame = { 7, "sshd", true },
				  wild = { 8, "\x1b]\xff,\\", false };
	const struct cell one = record_of(&tame), two = record_of(&wild);

	assert_text(&one, "7/sshd");
	/* What is absent has no key. */
	assert_json(&one, "key", "{\"pid\":7,\"name\":\"sshd\",\"flag\":true}");
	/* Names in it are as hostile as others. */
	assert_text(&two, "8/\\x1b]\\xff,\\\\");
	assert_json(&two, "key",
		    "{\"pid\":8,\"name\":\"\\u001b]\xef\xbf\xbd,\\\\\","
		    "\"name_hex\":\"1b5dff2c5c\",\"flag\":false}");
}
END_TEST

static void get_record(const struct cell *cell, size_t i, struct cell *ret, const char **name)
{
	*name = NULL;
	*ret = record_of(&((const struct thing *)cell->list.of)[i]);
}

static void get_nothing(const struct cell *cell, size_t i, struct cell *ret, const char **name)
{
	*name = "nothing";
	*ret = (struct cell){ .kind = CELL_ABSENT };
}

START_TEST(lists_of_records)
{
	static const struct thing all[] = { { 7, "a", true }, { 8, "b", false } };
	const struct cell cell = list_of(2, all, get_record);
	const struct cell empty = {
		.kind = CELL_RECORD,
		.list = { .n = 2, .get = get_nothing, .of = all, .text = print_thing },
	};

	assert_text(&cell, "7/a,8/b");
	assert_json(&cell, "holders",
		    "[{\"pid\":7,\"name\":\"a\",\"flag\":true},"
		    "{\"pid\":8,\"name\":\"b\",\"flag\":false}]");
	assert_json(&empty, "key", "{}");
}
END_TEST

UNIT_MAIN("cell", absent, texts, bytes, numbers_and_flags, widths, lists, records,
	  lists_of_records)
