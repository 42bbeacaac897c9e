/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filter: the words behind the options, and what is wrong with them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "filter-point.h"
#include "nsockets.h"

/* The exit code of ss for a filter it does not understand is 1; ours says usage. */
#define EXIT_FILTER 2

static void join(char **words, struct buffer *text)
{
	for (; *words; words++) {
		if (text->n)
			buffer_char(text, ' ');
		buffer_string(text, *words);
	}
	buffer_char(text, '\0');
}

/* Where one family alone is looked at, its addresses need no prefix. */
static int af_of(uint64_t families)
{
	static const struct {
		enum nw_family family;
		int af;
	} all[] = {
		{ NW_UNIX, AF_UNIX },
		{ NW_PACKET, AF_PACKET },
		{ NW_NETLINK, AF_NETLINK },
		{ NW_VSOCK, AF_VSOCK },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (families == NW_BIT(all[i].family))
			return all[i].af;
	return AF_UNSPEC;
}

int nsockets_filter(struct run *run)
{
	struct buffer text = { .fd = -1 };
	size_t at, len;
	const char *what;
	int r;

	if (!run->options.filter)
		return 0;
	join(run->options.filter, &text);
	r = text.error
		  ? -ENOMEM
		  : nw_filter_parse(run->view.nw, af_of(run->query.families), text.at,
				    &run->filter, &at, &len, &what);
	if (r == -EINVAL)
		filter_point(text.at, at, len, what);
	else if (r < 0)
		tool_say("filter: %s", strerror(-r));
	buffer_free(&text);
	run->query.filter = run->filter;
	return r == -EINVAL ? EXIT_FILTER : r < 0 ? EXIT_TROUBLE : 0;
}
