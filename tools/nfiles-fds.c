/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors that are selected: -d, by number, by range and by word. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-inside.h"

/* "1-5": 0, or -1, said. */
static int range_of(const char *item, struct files_range *ret)
{
	const char *dash = strrchr(item, '-');
	struct files_range range;

	if (dash == item) {
		files_say("illegal FD range for -d: %s", item);
		return -1;
	}
	if (item + files_digits(item, &range.low) != dash ||
	    dash[1 + files_digits(dash + 1, &range.high)]) {
		files_say("non-digit in -d FD range: %s", item);
		return -1;
	}
	/* Nothing behind the dash is 0, which nothing is below. */
	if (range.low >= range.high) {
		files_say("-d FD range's low >= its high: %s", item);
		return -1;
	}
	*ret = range;
	return 0;
}

static int add_range(struct files_fds *fds, struct files_range range)
{
	struct files_range *added = FILES_ADD(fds->ranges, fds->n_ranges);

	if (!added)
		return -ENOMEM;
	*added = range;
	return 0;
}

static int add_word(struct files_fds *fds, const char *word)
{
	char **added = FILES_ADD(fds->words, fds->n_words);

	if (!added || !(*added = strdup(word)))
		return -ENOMEM;
	return 0;
}

static int add(struct files_fds *fds, const char *item)
{
	struct files_range range;

	if (strchr(item, '-'))
		return range_of(item, &range) < 0 ? -1 : add_range(fds, range);
	if (strcmp(item, "fd") == 0)
		return add_range(fds, (struct files_range){ 0, UINT64_MAX });
	if (item[files_digits(item, &range.low)])
		return add_word(fds, item);
	range.high = range.low;
	return add_range(fds, range);
}

/* Wanted ones and unwanted ones do not mix. */
static int check_kind(const struct grammar *grammar, const char *item, bool excluded)
{
	static const char *const words[] = { "include", "exclude" };
	const struct files_fds *fds = &grammar->options->fds;
	struct files_range range;

	if (!fds->given || fds->excluded == excluded)
		return 0;
	/* A wrong range is told of as such. */
	if (strchr(item, '-') && range_of(item, &range) < 0)
		return -1;
	if (!grammar->options->no_warnings)
		files_say("%s in an %s -d list: %s%s", words[excluded], words[fds->excluded],
			  excluded ? "^" : "", item);
	return -1;
}

static int take_item(struct grammar *grammar, const char *item, bool excluded)
{
	struct files_fds *fds = &grammar->options->fds;
	int r = check_kind(grammar, item, excluded);

	if (r == 0)
		r = add(fds, item);
	if (r < 0)
		return r;
	fds->given = true;
	fds->excluded = excluded;
	return 0;
}

FILES_TAKE(files_take_fds)
{
	const char *text = grammar->value;
	bool wrong = false;

	if (!text || !*text) {
		files_say("no file descriptor specified");
		return -1;
	}
	for (;;) {
		const bool excluded = *text == '^';
		const size_t len = strcspn(text + excluded, ",");
		char *item = strndup(text + excluded, len);
		int r = !item ? -ENOMEM : len ? take_item(grammar, item, excluded) : 0;

		free(item);
		if (r == -ENOMEM)
			return r;
		wrong |= r < 0;
		text += excluded + len;
		if (!*text++)
			return wrong ? -1 : 0;
	}
}

bool files_fd(const struct files_fds *fds, const char *word, uint64_t number)
{
	bool listed = false;

	for (size_t i = 0; word && i < fds->n_words && !listed; i++)
		listed = strcmp(fds->words[i], word) == 0;
	for (size_t i = 0; !word && i < fds->n_ranges && !listed; i++)
		listed = number >= fds->ranges[i].low && number <= fds->ranges[i].high;
	return fds->given && listed != fds->excluded;
}
