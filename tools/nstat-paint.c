/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Colours of sar's layout, as S_COLORS and S_COLORS_SGR have them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nstat-paint.h"

/* Longer ones are no sequences, but somebody's mistake. */
#define LONGEST 15

static const struct kind {
	char letter; /* 0: not to be chosen */
	const char *sgr;
} kinds[NSTAT_COLOURS_] = {
	[NSTAT_NORMAL] = { 0, "0" },      [NSTAT_ZERO] = { 'Z', "34;22" },
	[NSTAT_NUMBER] = { 'N', "34;1" }, [NSTAT_ITEM] = { 'I', "32;22" },
	[NSTAT_HALF] = { 'M', "35;1" },   [NSTAT_ALMOST] = { 'H', "31;1" },
};

static bool wanted(bool sar)
{
	const char *when = getenv("S_COLORS"), *none = getenv("NO_COLOR");

	if (when && strcmp(when, "always") == 0)
		return true;
	if ((when && strcmp(when, "never") == 0) || (!sar && none && *none))
		return false;
	return isatty(STDOUT_FILENO);
}

static void set(char *at, size_t size, const char *sgr, size_t len)
{
	snprintf(at, size, "\033[%.*sm", (int)len, sgr);
}

/* "H=31;1:Z=34": what is not of this shape is left as it is. */
static void choose(struct nstat_paint *paint, const char *text)
{
	while (*text) {
		const size_t len = strcspn(text, ":");

		for (size_t i = 0; len > 2 && text[1] == '=' && i < NSTAT_COLOURS_; i++)
			if (kinds[i].letter == *text && len - 2 <= LONGEST &&
			    strspn(text + 2, "0123456789;") >= len - 2)
				set(paint->sgr[i], sizeof(paint->sgr[i]), text + 2, len - 2);
		text += len;
		text += *text == ':';
	}
}

void nstat_paint_init(struct nstat_paint *paint, bool sar)
{
	const char *chosen = getenv("S_COLORS_SGR");

	*paint = (struct nstat_paint){ 0 };
	if (!wanted(sar))
		return;
	for (size_t i = 0; i < NSTAT_COLOURS_; i++)
		set(paint->sgr[i], sizeof(paint->sgr[i]), kinds[i].sgr, strlen(kinds[i].sgr));
	if (chosen)
		choose(paint, chosen);
}
