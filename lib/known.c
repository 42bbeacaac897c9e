/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names that were asked for: in memory, and in recordings. */
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "known.h"
#include "text.h"

#define RECORD "names"

/* ---- in memory ------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	if (x->kind != y->kind)
		return (x->kind > y->kind) - (x->kind < y->kind);
	return strcmp(x->key, y->key);
}

struct name *known_find(const struct known *known, enum name_kind kind, const char *key)
{
	const struct name probe = { .kind = kind, .key = key };
	void *node = tfind(&probe, &known->tree, compare);

	return node ? *(struct name **)node : NULL;
}

struct name *known_add(struct known *known, enum name_kind kind, const char *key)
{
	struct name *name = known_find(known, kind, key);
	size_t size = strlen(key) + 1;

	if (name)
		return name;
	name = calloc(1, sizeof(*name) + size);
	if (!name)
		return NULL;
	name->kind = kind;
	name->key = memcpy(name + 1, key, size);
	if (!tsearch(name, &known->tree, compare)) {
		free(name);
		return NULL;
	}
	return name;
}

static void free_name(void *p)
{
	struct name *name = p;

	free(name->value);
	free(name);
}

void known_free(struct known *known)
{
	tdestroy(known->tree, free_name);
	known->tree = NULL;
}

/* ---- in a recording: a line "kind TAB key [TAB value]" --------------------------- */

static const char *const kinds[NAME_KINDS_] = {
	[NAME_USER] = "user",
	[NAME_SERVICE] = "service",
	[NAME_PROTOCOL] = "protocol",
	[NAME_HOST] = "host",
};

static void write_escaped(FILE *file, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x21 || c >= 0x7f || c == '\\')
			fprintf(file, "\\x%02x", c);
		else
			putc(c, file);
	}
}

static void write_name(const void *node, VISIT visit, void *file)
{
	const struct name *name = *(const struct name *const *)node;

	if ((visit != postorder && visit != leaf) || name->state != NAME_ANSWERED)
		return;
	fprintf(file, "%s\t", kinds[name->kind]);
	write_escaped(file, name->key);
	if (name->value) {
		putc('\t', file);
		write_escaped(file, name->value);
	}
	putc('\n', file);
}

int known_save(const struct known *known, struct sys *sys)
{
	_free_ char *data = NULL;
	FILE *file;
	size_t len;
	bool failed;

	file = open_memstream(&data, &len);
	if (!file)
		return -ENOMEM;
	twalk_r(known->tree, write_name, file);
	failed = ferror(file);
	if (fclose(file) != 0 || failed)
		return -ENOMEM;
	return sys_save(sys, RECORD, data, len);
}

/* The bytes without escapes; NULL: nothing that we wrote, or memory is out. */
static char *unescape(struct text t)
{
	_free_ char *s = malloc(text_len(&t) + 1);
	size_t n = 0;

	while (s && t.p < t.end) {
		uint64_t c = (unsigned char)*t.p;

		if (!text_literal(&t, "\\x"))
			t.p++;
		else if (!text_hex_n(&t, 2, &c))
			return NULL;
		if (c == 0)
			return NULL;
		s[n++] = (char)c;
	}
	if (s)
		s[n] = '\0';
	return TAKE(s);
}

static bool kind_of(const struct text *word, enum name_kind *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (text_is(word, kinds[i])) {
			*ret = (enum name_kind)i;
			return true;
		}
	}
	return false;
}

static bool load_name(struct known *known, struct text line)
{
	_free_ char *key = NULL, *value = NULL;
	struct text kind_word, key_word;
	enum name_kind kind;
	struct name *name;
	bool has_value;

	if (!text_word(&line, &kind_word) || !kind_of(&kind_word, &kind) ||
	    !text_word(&line, &key_word))
		return false;
	has_value = text_char(&line, '\t');
	key = unescape(key_word);
	value = has_value ? unescape(line) : NULL;
	if (!key || (has_value && !value))
		return false;

	name = known_add(known, kind, key);
	if (!name || name->state == NAME_ANSWERED)
		return false;
	name->value = TAKE(value);
	name->state = NAME_ANSWERED;
	return true;
}

int known_load(struct known *known, struct sys *sys)
{
	struct bytes bytes = { 0 };
	struct text text, line;
	int r = sys_read(sys, &bytes, RECORD);

	if (r >= 0) {
		text = text_of(bytes.at, bytes.n);
		while (text_line(&text, &line))
			if (!load_name(known, line))
				r = 1;
	}
	free(bytes.at);
	/* Recorded without a question to the name service. */
	return r == -ENOENT ? 0 : r;
}
