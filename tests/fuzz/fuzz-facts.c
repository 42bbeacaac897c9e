/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: a recording's facts, and paths of any bytes among them. */
#include "compose.h"
#include "recording-facts.h"

static const char *const words[] = {
	"stat ", "link ", "protocol ", "\n", "\n", "\n", " ", " ", "error ", "EACCES", "EFUTURE",
	"proc/1/fd/1", "proc/1/fd/10", "proc/1/", "fd/2", "\\x20", "\\x0a", "\\x5c", "\\x", "1",
	"12", "33188", "18446744073709551615", "18446744073709551616", "-1", "UNIX-STREAM", "future ",
};

static const char *const paths[] = {
	"", " ", "proc/1/fd/1", "proc/1/fd/10", "proc/1/fd/2", "proc/1/", "1", "\\x20", "\\", "\n",
};

/* What is found is the rest of a line that begins so. */
static void find_all(const struct recording *rec)
{
	for (size_t kind = 0; kind < FACT_KINDS_; kind++)
		for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
			struct text text;
			int r = recording_fact_find(rec, (enum fact_kind)kind, paths[i], &text);

			must(r <= 0);
			must(r < 0 || (text.p <= text.end && *text.end == '\0'));
		}
}

/* It is found again by its own name, whatever else there is. */
static void name_it(const char *path)
{
	struct recording rec;
	struct text text;

	recording_init(&rec);
	recording_fact(&rec, FACT_LINK, path, "1 2 3");
	must(!rec.failed && rec.facts.n == 1);
	for (const char *at = rec.facts.at[0]; *at; at++)
		must(*at >= ' ' && *at < 0x7f);
	must(recording_fact_find(&rec, FACT_LINK, path, &text) == 0);
	must(text_is(&text, "1 2 3"));
	must(recording_fact_find(&rec, FACT_STAT, path, &text) == -ENOENT);
	recording_free(&rec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct recording rec;
	char *copy, *path;
	size_t len;

	if (size < 1)
		return 0;
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	recording_init(&rec);
	must(recording_facts_parse(&rec, copy, len) == 0);
	must(rec.has_facts && rec.facts.n + rec.facts_malformed <= len);
	find_all(&rec);
	recording_free(&rec);
	path = strndup(copy, len);
	must(path);
	name_it(path);
	free(path);
	free(copy);
	return 0;
}
