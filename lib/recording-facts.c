/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Questions about files, and their answers. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "recording-facts.h"

#define FACTS "facts"

static const char *const kinds[FACT_KINDS_] = {
	[FACT_STAT] = "stat",
	[FACT_LINK] = "link",
	[FACT_PROTOCOL] = "protocol",
};

/* "KIND PATH", and the words behind it. A path is of any bytes: blanks and the like are escaped. */
static char *line_of(enum fact_kind kind, const char *path, const char *answer)
{
	const size_t room = strlen(kinds[kind]) + 4 * strlen(path) + strlen(answer) + 3;
	char *line = malloc(room), *at = line;

	if (!line)
		return NULL;
	at += sprintf(at, "%s ", kinds[kind]);
	for (; *path; path++) {
		const unsigned char c = (unsigned char)*path;

		if (c <= ' ' || c >= 0x7f || c == '\\')
			at += sprintf(at, "\\x%02x", c);
		else
			*at++ = (char)c;
	}
	sprintf(at, " %s", answer);
	return line;
}

void recording_fact(struct recording *rec, enum fact_kind kind, const char *path,
		    const char *answer)
{
	char *line = line_of(kind, path, answer), **slot;

	pthread_mutex_lock(&rec->lock);
	slot = line ? vec_push(&rec->facts) : NULL;
	if (slot)
		*slot = TAKE(line);
	else
		rec->failed = true;
	pthread_mutex_unlock(&rec->lock);
	free(line);
}

void recording_fact_error(struct recording *rec, enum fact_kind kind, const char *path, int error)
{
	char answer[32];

	snprintf(answer, sizeof(answer), "error %s", recording_error_name(error));
	recording_fact(rec, kind, path, answer);
}

/* How long "KIND PATH" is. */
static size_t key_len(const char *line)
{
	const char *blank = strchr(line, ' ');

	blank = blank ? strchr(blank + 1, ' ') : NULL;
	return blank ? (size_t)(blank - line) : strlen(line);
}

static int by_key(const void *left, const void *right)
{
	const char *a = *(const char *const *)left, *b = *(const char *const *)right;
	const size_t m = key_len(a), n = key_len(b);
	const int r = memcmp(a, b, m < n ? m : n);

	return r ? r : (m > n) - (m < n);
}

int recording_fact_find(const struct recording *rec, enum fact_kind kind, const char *path,
			struct text *ret)
{
	_free_ char *key = line_of(kind, path, "");
	const char *const *found;
	struct text text, name;

	if (!key)
		return -ENOMEM;
	if (!rec->facts.n)
		return -ENOENT;
	found = bsearch(&key, rec->facts.at, rec->facts.n, sizeof(key), by_key);
	if (!found)
		return -ENOENT;
	text = text_of(*found + key_len(*found), strlen(*found + key_len(*found)));
	text_blank(&text);
	*ret = text;
	if (!text_literal(&text, "error"))
		return 0;
	return text_word(&text, &name) ? -recording_error_number(&name) : -EIO;
}

static void sort(struct recording *rec)
{
	if (rec->facts.n)
		qsort(rec->facts.at, rec->facts.n, sizeof(*rec->facts.at), by_key);
}

int recording_facts_save(struct recording *rec)
{
	_closefile_ FILE *file = NULL;
	int fd = recording_make_file(rec, FACTS);

	if (fd < 0)
		return fd;
	file = fdopen(fd, "w");
	if (!file) {
		close(fd);
		return -errno;
	}
	sort(rec);
	for (size_t i = 0; i < rec->facts.n; i++)
		fprintf(file, "%s\n", rec->facts.at[i]);
	rec->has_facts = true;
	return fflush(file) == 0 && !ferror(file) ? 0 : -EIO;
}

/* "KIND PATH WORDS...": without one of them it answers nothing. */
static bool is_fact(struct text line)
{
	struct text kind, path;

	if (!text_word(&line, &kind) || !text_word(&line, &path))
		return false;
	text_blank(&line);
	if (!text_len(&line))
		return false;
	for (size_t i = 0; i < FACT_KINDS_; i++)
		if (text_is(&kind, kinds[i]))
			return true;
	return false;
}

static int load_line(struct recording *rec, struct text line)
{
	char **slot;

	if (!text_len(&line))
		return 0;
	if (!is_fact(line)) {
		rec->facts_malformed++;
		return 0;
	}
	slot = vec_push(&rec->facts);
	if (!slot)
		return -ENOMEM;
	*slot = strndup(line.p, text_len(&line));
	return *slot ? 0 : -ENOMEM;
}

int recording_facts_parse(struct recording *rec, const char *data, size_t len)
{
	struct text text, line;
	int r = 0;

	/* A number that was cut is another number. */
	for (; len && data[len - 1] != '\n'; len--)
		rec->facts_cut = true;
	text = text_of(data, len);
	while (r >= 0 && text_line(&text, &line))
		r = load_line(rec, line);
	if (r < 0)
		return r;
	rec->has_facts = true;
	sort(rec);
	return 0;
}

int recording_facts_load(struct recording *rec)
{
	_free_ char *data = NULL;
	size_t len;
	int r = recording_slurp(rec, FACTS, &data, &len);

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	return recording_facts_parse(rec, data, len);
}
