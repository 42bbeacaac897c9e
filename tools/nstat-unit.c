/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In what a column is counted: only what is of one unit shares an axis. */
#include <string.h>

#include "nstat-unit.h"

enum unit {
	BYTES,
	CALLS,
	CONNECTIONS,
	DATAGRAMS,
	DROPS,
	ERRORS,
	EVENTS,
	FRAGMENTS,
	FRAMES,
	INTERRUPTS,
	LOOKUPS,
	MESSAGES,
	NUMBER,
	PACKETS,
	PERCENT,
	QUEUES,
	SEGMENTS,
	SOCKETS,
	TIMES,
	WORDS,
};

#define RATE(what) { what "/s", "", .factor = 1 }
#define NUMBER_OF(what) { what, "", .factor = 1, .whole = true }

static const struct nstat_unit units[] = {
	[BYTES] = { "bytes/s", "B", .factor = 1024, .binary = true },
	[CALLS] = RATE("calls"),
	[CONNECTIONS] = RATE("connections"),
	[DATAGRAMS] = RATE("datagrams"),
	[DROPS] = RATE("drops"),
	[ERRORS] = RATE("errors"),
	[EVENTS] = RATE("events"),
	[FRAGMENTS] = RATE("fragments"),
	[FRAMES] = RATE("frames"),
	[INTERRUPTS] = RATE("interrupts"),
	[LOOKUPS] = RATE("lookups"),
	[MESSAGES] = RATE("messages"),
	[NUMBER] = NUMBER_OF("number"),
	[PACKETS] = RATE("packets"),
	[PERCENT] = { "% of speed", "%", .factor = 1 },
	[QUEUES] = NUMBER_OF("queues"),
	[SEGMENTS] = RATE("segments"),
	[SOCKETS] = NUMBER_OF("sockets"),
	[TIMES] = RATE("times"),
	[WORDS] = RATE("words"),
};

/* Of rates and gauges; the first row that fits. `keys` NULL: the others of the keyword. */
static const struct {
	const char *keyword, *keys;
	enum unit unit;
} rows[] = {
	{ "DEV", NULL, PACKETS },
	{ "EDEV", NULL, ERRORS },
	{ "NFS", NULL, CALLS },
	{ "NFSD", "packet udp tcp", PACKETS },
	{ "NFSD", "hit miss", LOOKUPS },
	{ "NFSD", NULL, CALLS },
	{ "SOCK", "ip-frag", QUEUES },
	{ "SOCK", NULL, SOCKETS },
	{ "IP", "asmrq asmok fragok fragcrt", FRAGMENTS },
	{ "IP", NULL, DATAGRAMS },
	{ "EIP", NULL, ERRORS },
	{ "ICMP", NULL, MESSAGES },
	{ "EICMP", NULL, MESSAGES },
	{ "TCP", "active passive", CONNECTIONS },
	{ "TCP", NULL, SEGMENTS },
	{ "ETCP", "atmptf estres", CONNECTIONS },
	{ "ETCP", NULL, SEGMENTS },
	{ "UDP", "idgm odgm", DATAGRAMS },
	{ "UDP", NULL, ERRORS },
	{ "SOCK6", "ip6-frag", QUEUES },
	{ "SOCK6", NULL, SOCKETS },
	{ "IP6", "asmrq6 asmok6 fragok6 fragcr6", FRAGMENTS },
	{ "IP6", NULL, DATAGRAMS },
	{ "EIP6", NULL, ERRORS },
	{ "ICMP6", NULL, MESSAGES },
	{ "EICMP6", NULL, MESSAGES },
	{ "UDP6", "idgm6 odgm6", DATAGRAMS },
	{ "UDP6", NULL, ERRORS },
	{ "FC", "fch_rxw fch_txw", WORDS },
	{ "FC", NULL, FRAMES },
	{ "SOFT", "dropd flw_lim", DROPS },
	{ "SOFT", "squeezd", TIMES },
	{ "SOFT", "rx_rps", INTERRUPTS },
	{ "SOFT", NULL, PACKETS },
};

static const enum unit by_form[] = {
	[NSTAT_RATE] = EVENTS,
	[NSTAT_KILO] = BYTES,
	[NSTAT_GAUGE] = NUMBER,
	[NSTAT_USE] = PERCENT,
};

static bool is_among(const char *words, const char *word)
{
	const size_t len = strlen(word);

	for (const char *at = words; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (strncmp(at, word, len) == 0 && (!at[len] || at[len] == ' '))
			return true;
	}
	return false;
}

const struct nstat_unit *nstat_unit_of(const struct nstat_keyword *keyword, size_t column)
{
	const struct nstat_column *at = &keyword->columns[column];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (at->form == NSTAT_KILO || at->form == NSTAT_USE)
			break;
		if (strcmp(rows[i].keyword, keyword->name) != 0)
			continue;
		/* The backlog of SOFT, a gauge, is no rate of packets. */
		if (units[rows[i].unit].whole != (at->form == NSTAT_GAUGE))
			continue;
		if (!rows[i].keys || is_among(rows[i].keys, at->key))
			return &units[rows[i].unit];
	}
	return &units[by_form[at->form]];
}

bool nstat_unit_first(const struct nstat_keyword *keyword, size_t column)
{
	for (size_t c = 0; c < column; c++)
		if (nstat_unit_of(keyword, c) == nstat_unit_of(keyword, column))
			return false;
	return true;
}
