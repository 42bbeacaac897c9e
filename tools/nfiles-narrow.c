/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sockets the kernel need not tell of: those that no address or state can select. */
#include <errno.h>
#include <inttypes.h>
#include <sys/socket.h>

#include "nfiles-run.h"

#define PORT_MAX 65535

static const uint64_t families[] = {
	[FILES_ANY_PROTOCOL] = NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE),
	[FILES_TCP] = NW_BIT(NW_TCP),
	[FILES_UDP] = NW_BIT(NW_UDP),
	[FILES_UDPLITE] = NW_BIT(NW_UDPLITE),
};

const uint64_t files_inet_all = NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE);

uint64_t files_inet_families(const struct files_options *options)
{
	uint64_t all = options->net ? families[FILES_ANY_PROTOCOL] : 0;

	for (size_t i = 0; i < options->n_addresses; i++)
		all |= families[options->addresses[i].protocol];
	return all;
}

static void put_ports(struct buffer *text, const char *port, const struct files_address *asked)
{
	const uint64_t high = asked->high < PORT_MAX ? asked->high : PORT_MAX;

	if (asked->low == high)
		buffer_format(text, "%s = :%" PRIu64, port, high);
	else
		buffer_format(text, "( %s >= :%" PRIu64 " and %s <= :%" PRIu64 " )", port,
			      asked->low, port, high);
}

/* Every address has to have ports: of hosts alone the kernel takes no shorter way. */
static bool put_all(struct buffer *text, const struct files_options *options)
{
	for (size_t i = 0; i < options->n_addresses; i++) {
		const struct files_address *asked = &options->addresses[i];

		if (!asked->has_ports || asked->low > PORT_MAX)
			return false;
		buffer_string(text, i ? " or " : "");
		put_ports(text, "sport", asked);
		buffer_string(text, " or ");
		put_ports(text, "dport", asked);
	}
	return options->n_addresses > 0;
}

int files_narrow(struct files_run *run, struct nw_query *query, struct nw_filter **ret)
{
	const struct files_options *options = &run->options;
	struct buffer text = { .fd = -1 };
	const char *what = "";
	size_t at = 0, len = 0;
	int r = 0;

	/* With -V it is said as well which of them nothing at all has. */
	if (options->verbose)
		return 0;
	if (options->tcp.included)
		query->states = options->tcp.included;
	if (!options->net && put_all(&text, options)) {
		buffer_char(&text, '\0');
		r = text.error ? -ENOMEM
			       : nw_filter_parse(run->nw, AF_UNSPEC, text.at, ret, &at, &len,
						 &what);
		query->filter = *ret;
	}
	buffer_free(&text);
	return r;
}
