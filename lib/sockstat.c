/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many TCP sockets a namespace has, from its /proc/net/sockstat and sockstat6. */
#include <errno.h>
#include <stdlib.h>

#include "sockstat.h"
#include "text.h"

/* The number behind `word`, in the line of `label`: "TCP: inuse 4 orphan 0 tw 1 ...". */
bool sockstat_parse(const char *data, size_t len, const char *label, const char *word,
		    uint64_t *ret)
{
	struct text text = text_of(data, len), line, found;

	while (text_line(&text, &line)) {
		if (!text_word(&line, &found) || !text_is(&found, label))
			continue;
		while (text_word(&line, &found))
			if (text_is(&found, word))
				return text_dec(&line, ret);
	}
	return false;
}

static bool is_zero(const struct bytes *data, const char *label, const char *word)
{
	uint64_t n;

	return sockstat_parse(data->at, data->n, label, word, &n) && n == 0;
}

/*
 * The kernel sums what each processor counts, one after the other: a socket that is opened
 * on one and closed on another meanwhile can hide one more. Twice in a row it will not.
 */
static bool is_unused(struct sys *sys, const struct netns *netns, struct bytes *data,
		      const char *file, const char *label)
{
	for (int i = 0; i < 2; i++)
		if (sys_read_net(sys, netns, data, file) < 0 || !is_zero(data, label, "inuse"))
			return false;
	return true;
}

uint32_t sockstat_without_tcp(struct sys *sys, const struct netns *netns)
{
	struct bytes data = { 0 };
	uint32_t without = 0;

	/* Those are counted for both versions together. */
	if (sys_read_net(sys, netns, &data, "sockstat") >= 0 && is_zero(&data, "TCP:", "tw")) {
		without |= is_unused(sys, netns, &data, "sockstat", "TCP:") ? NW_IPV4 : 0;
		without |= is_unused(sys, netns, &data, "sockstat6", "TCP6:") ? NW_IPV6 : 0;
	}
	free(data.at);
	return without;
}
