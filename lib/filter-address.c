/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ends of sockets in a filter: their prefixes, their ports, and those that are not of IP. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "filter-inside.h"

#define WANTS_PORT "a port or service name is expected"
#define WANTS_SHORT_PORT                                                                 \
	"ports end at 65535; those of others are written netlink:NUMBER, vsock:NUMBER"

/* The family whose prefix this begins with, in any case; consumed. */
static int take_family(struct text *text, int otherwise)
{
	static const struct {
		const char *prefix;
		int af;
	} families[] = {
		{ "inet:", AF_INET },       { "inet6:", AF_INET6 },
		{ "unix:", AF_UNIX },       { "link:", AF_PACKET },
		{ "netlink:", AF_NETLINK }, { "vsock:", AF_VSOCK },
	};

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (text_len(text) >= strlen(families[i].prefix) &&
		    strncasecmp(text->p, families[i].prefix, strlen(families[i].prefix)) == 0) {
			text->p += strlen(families[i].prefix);
			return families[i].af;
		}
	return otherwise;
}

/* ---- ports --------------------------------------------------------------------- */

const char *string_of(struct text text, char *buffer, size_t size)
{
	const size_t len = text_len(&text);

	if (!len || len >= size || memchr(text.p, '\0', len))
		return NULL;
	memcpy(buffer, text.p, len);
	buffer[len] = '\0';
	return buffer;
}

/* false: no such service, or *ambiguous: it is not the same port everywhere. */
static bool service_of(struct names *names, struct text word, uint32_t *ret, bool *ambiguous)
{
	static const char *const protocols[] = { "tcp", "udp", "sctp", "dccp" };
	char buffer[64];
	const char *name = string_of(word, buffer, sizeof(buffer));
	bool found = false;
	uint32_t port;

	*ambiguous = false;
	for (size_t i = 0; name && names && i < ARRAY_SIZE(protocols); i++) {
		if (!names_port(names, name, protocols[i], &port))
			continue;
		*ambiguous = *ambiguous || (found && port != *ret);
		*ret = port;
		found = true;
	}
	return found && !*ambiguous;
}

/* What no socket of IP can be at; an order may well have an end beyond that. */
static int check_port(struct filter_parser *parser, struct value value, const struct host *host)
{
	if (!host->has_port || host->port <= UINT16_MAX || host->af == AF_NETLINK ||
	    host->af == AF_VSOCK || host->af == AF_PACKET)
		return 0;
	return parse_fail_value(parser, value, WANTS_SHORT_PORT);
}

int take_port(struct filter_parser *parser, struct value value, struct text word,
		     struct host *host)
{
	bool ambiguous;
	uint64_t number;

	if (!text_len(&word) || text_is(&word, "*"))
		return 0;
	host->has_port = true;
	if (host->af == AF_NETLINK && text_is(&word, "kernel")) {
		host->port = 0;
		return 0;
	}
	if (number_of(word, &number) && number <= UINT32_MAX) {
		host->port = (uint32_t)number;
		return 0;
	}
	if (service_of(parser->names, word, &host->port, &ambiguous))
		return 0;
	return parse_fail_value(parser, value,
				ambiguous ? "this service has several ports; give a number"
					  : WANTS_PORT);
}

/* ---- the others ---------------------------------------------------------------- */

typedef bool words_fn(struct text word, uint32_t *ret);

static bool words_number(struct text word, uint32_t *ret)
{
	uint64_t number;

	if (!number_of(word, &number) || number > UINT32_MAX)
		return false;
	*ret = (uint32_t)number;
	return true;
}

/* NUMBER:PORT, either of them empty or "*" for any. */
static int parse_pair(struct filter_parser *parser, struct value value, struct text word,
		      struct host *host, struct text *port)
{
	words_fn *const words = host->af == AF_PACKET  ? words_ethertype
			      : host->af == AF_NETLINK ? words_netlink
						       : words_number;

	if (!split_last(&word, ':', port))
		*port = text_of(word.end, 0);
	if (!text_len(&word) || text_is(&word, "*"))
		return 0;
	host->has_number = true;
	if (words(word, &host->number))
		return 0;
	return parse_fail_value(parser, value,
				host->af == AF_VSOCK ? "a context id (CID) is expected"
						     : "no such protocol");
}

/* The "port" of a packet socket is its interface. */
static int parse_interface(struct filter_parser *parser, struct text word, struct term *term)
{
	struct host *host = &term->host;
	uint64_t number;

	if (!text_len(&word) || text_is(&word, "*"))
		return 0;
	host->has_port = true;
	if (number_of(word, &number) && number <= UINT32_MAX) {
		host->port = (uint32_t)number;
		return 0;
	}
	term->want |= NW_WANT_DEVICES;
	host->name.len = (uint32_t)text_len(&word);
	return arena_add(&parser->filter->arena, word.p, text_len(&word), &host->name.at);
}

/* Without a prefix: ports of whatever has them, or those of the family alone asked for. */
static int family_of_ports(int af)
{
	return af == AF_PACKET || af == AF_NETLINK || af == AF_VSOCK ? af : AF_UNSPEC;
}

/* sport and dport: [FAMILY:][*][:]PORT */
int parse_port(struct filter_parser *parser, struct value value, struct term *term)
{
	struct host *host = &term->host;
	struct text word;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	host->af = take_family(&word, family_of_ports(parser->af));
	host->strict = host->af != AF_UNSPEC;
	if (host->af == AF_UNIX)
		return parse_fail_value(parser, value, "these sockets have no ports");
	if (!text_literal(&word, "*:"))
		text_char(&word, ':');
	if (host->af != AF_PACKET)
		r = take_port(parser, value, word, host);
	else
		r = parse_interface(parser, word, term);
	if (r == 0 && term->op != OP_EQ && !host->has_port)
		return parse_fail_value(parser, value, WANTS_PORT);
	if (r == 0 && term->op != OP_EQ && host->name.at)
		return parse_fail_value(parser, value, "interfaces have an order by number only");
	return r == 0 && term->op == OP_EQ ? check_port(parser, value, host) : r;
}

int parse_host(struct filter_parser *parser, struct value value, struct term *term)
{
	struct host *host = &term->host;
	struct text word, port;
	const char *start;
	int r = lex_plain(parser, value, &word);

	if (r < 0)
		return r;
	start = word.p;
	host->af = take_family(&word, parser->af);
	host->strict = word.p != start;
	if (!host->strict && parser->af == AF_UNSPEC && text_len(&word) &&
	    strchr("/@", *word.p) && *word.p)
		host->af = AF_UNIX;

	switch (host->af) {
	case AF_UNIX:
		return lex_pattern(parser, value, (size_t)(word.p - start), false, &host->name);
	case AF_PACKET:
		r = parse_pair(parser, value, word, host, &port);
		return r < 0 ? r : parse_interface(parser, port, term);
	case AF_NETLINK:
	case AF_VSOCK:
		r = parse_pair(parser, value, word, host, &port);
		return r < 0 ? r : take_port(parser, value, port, host);
	case AF_INET:
	case AF_INET6:
	case AF_UNSPEC:
		r = parse_inet(parser, value, word, host);
		return r < 0 ? r : check_port(parser, value, host);
	default:
		return parse_fail_value(parser, value, "this family has no addresses here");
	}
}
