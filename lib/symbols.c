/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which function of the kernel an address is in: /proc/kallsyms. */
#include <errno.h>
#include <string.h>

#include "symbols.h"

/* The first that is not below this address. */
static size_t not_below(const struct symbol *symbols, size_t n, uint64_t address)
{
	size_t low = 0, high = n;

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (symbols[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* "ffffffff81000000 T _text", and of a module its name in brackets behind. */
static bool read_line(struct text line, uint64_t *address, struct text *name)
{
	struct text type;

	return text_hex(&line, address) && text_word(&line, &type) &&
	       text_len(&type) == 1 && strchr("tTwW", *type.p) && text_word(&line, name);
}

int symbols_find(struct text lines, struct symbol *symbols, size_t n, struct arena *arena)
{
	struct text line, name;
	uint64_t address;
	struct {
		const char *at;
		size_t len;
	} *names = calloc(n + 1, sizeof(*names));
	int r = 0;

	if (!names)
		return -ENOMEM;
	while (text_line(&lines, &line)) {
		size_t at;

		if (!read_line(line, &address, &name) || !address)
			continue;
		at = not_below(symbols, n, address);
		if (at == n || address <= symbols[at].start)
			continue;
		symbols[at].start = address;
		names[at].at = name.p;
		names[at].len = text_len(&name);
	}
	for (size_t i = 0; r == 0 && i < n; i++) {
		/* Between it and the one before no function begins. */
		if (i && symbols[i].start < symbols[i - 1].start) {
			symbols[i].start = symbols[i - 1].start;
			symbols[i].name = symbols[i - 1].name;
		} else if (symbols[i].start) {
			r = arena_text(arena, names[i].at, names[i].len, &symbols[i].name);
		}
	}
	free(names);
	return r;
}
