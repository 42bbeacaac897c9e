/* SPDX-License-Identifier: GPL-2.0-or-later */
/* States that are selected: -s protocol:state,^state. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "nfiles-inside.h"

/* By the kernel's numbers. CLOSED is a name that lsof knows, and no socket has. */
static const char *const tcp_states[] = {
	"CLOSED",    "ESTABLISHED", "SYN_SENT", "SYN_RECV",   "FIN_WAIT1", "FIN_WAIT2",
	"TIME_WAIT", "CLOSE",       "CLOSE_WAIT", "LAST_ACK", "LISTEN",    "CLOSING",
};

/* lsof on Linux has none for UDP; its manual's example is IDLE, for what is not connected. */
static const char *const udp_states[] = {
	[1] = "ESTABLISHED",
	[7] = "IDLE",
};

const char *files_tcp_state(unsigned state)
{
	return state < ARRAY_SIZE(tcp_states) ? tcp_states[state] : NULL;
}

const char *files_udp_state(unsigned state)
{
	return state < ARRAY_SIZE(udp_states) ? udp_states[state] : NULL;
}

struct protocol {
	const char *name;
	const char *const *states;
	size_t n;
};

static const struct protocol protocols[] = {
	{ "TCP", tcp_states, ARRAY_SIZE(tcp_states) },
	{ "UDP", udp_states, ARRAY_SIZE(udp_states) },
};

static int take_one(const struct protocol *protocol, struct files_states *states,
		    const char *name, bool excluded)
{
	uint32_t *set = excluded ? &states->excluded : &states->included;
	size_t i = 0;

	while (i < protocol->n &&
	       (!protocol->states[i] || strcasecmp(protocol->states[i], name) != 0))
		i++;
	if (i == protocol->n) {
		files_say("unknown %s state name: %s", protocol->name, name);
		return -1;
	}
	if (*set & 1U << i) {
		files_say("duplicate %s %sclusion: %s", protocol->name,
			  excluded ? "ex" : "in", name);
		return -1;
	}
	*set |= 1U << i;
	return 0;
}

static int take_list(const struct protocol *protocol, struct files_states *states,
		     const char *whole)
{
	bool wrong = false, empty = false;

	for (const char *at = whole + strlen("TCP:"); *at;) {
		const bool excluded = *at == '^';
		const size_t len = strcspn(at + excluded, ",");
		char *name = strndup(at + excluded, len);

		if (!name)
			return -ENOMEM;
		if (!len) {
			/* Once: the argument is told whole, and may be of commas alone. */
			if (!empty)
				files_say("NULL %s state name in: %s", protocol->name, whole);
			wrong = empty = true;
		} else if (take_one(protocol, states, name, excluded) < 0) {
			wrong = true;
		}
		free(name);
		at += excluded + len;
		at += *at == ',';
	}
	return wrong ? -1 : 0;
}

FILES_TAKE(files_take_state)
{
	struct files_states *const states[] = { &grammar->options->tcp,
						&grammar->options->udp };
	const char *text = grammar->value;

	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
		const struct protocol *protocol = &protocols[i];
		const size_t len = strlen(protocol->name);

		if (strncasecmp(text, protocol->name, len) != 0 || text[len] != ':')
			continue;
		if (text[len + 1])
			return take_list(protocol, states[i], text);
		files_say("no %s state names in: %s", protocol->name, text);
		return -1;
	}
	files_say("unknown -s protocol: \"%s\"", text);
	return -1;
}
