/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses of IP in a filter: how they are written, and names of hosts in their place. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "filter-inside.h"

#define WANTS_ADDRESS "an address is expected"
#define WANTS_PREFIX "the prefix of an IPv4 address has up to 32 bits, or is a mask"
#define WANTS_PREFIX6 "the prefix of an IPv6 address has up to 128 bits"

/* ---- addresses ----------------------------------------------------------------- */

/* One to four numbers; those left out are 0: 127/8. inet_aton() would put them last. */
static bool take_ipv4(struct text text, uint8_t bytes[16])
{
	size_t n = 0;

	do {
		const struct text rest = text;
		uint64_t number;

		if (n == 4 || !text_len(&text) || *text.p < '0' || *text.p > '9' ||
		    !text_dec(&text, &number) || number > 255)
			return false;
		/* Octal for some, decimal for others. */
		if (*rest.p == '0' && text.p - rest.p > 1)
			return false;
		bytes[n++] = (uint8_t)number;
	} while (text_char(&text, '.'));
	return !text_len(&text);
}

static bool take_ipv6(struct text text, uint8_t bytes[16])
{
	char buffer[INET6_ADDRSTRLEN];
	const char *string = string_of(text, buffer, sizeof(buffer));

	return string && inet_pton(AF_INET6, string, bytes) == 1;
}

/* An address alone; "any" and its like are no address, but no mistake either. */
static bool take_address(struct text word, struct host *host)
{
	static const char *const any[] = { "*", "any", "all", "default" };
	uint8_t bytes[16] = { 0 };
	int af = AF_UNSPEC;

	for (size_t i = 0; i < ARRAY_SIZE(any); i++)
		if (text_is(&word, any[i]))
			return true;
	if (host->af != AF_INET6 && take_ipv4(word, bytes))
		af = AF_INET;
	else if (host->af != AF_INET && take_ipv6(word, bytes))
		af = AF_INET6;
	if (af == AF_UNSPEC)
		return false;
	host->af = af;
	host->prefix = af == AF_INET ? 32 : 128;
	memcpy(host->bytes, bytes, sizeof(host->bytes));
	return true;
}

/* 8 or, of IPv4, 255.0.0.0 */
static bool take_prefix(struct text word, struct host *host)
{
	uint8_t bytes[16] = { 0 };
	uint64_t number;
	uint32_t mask;

	if (number_of(word, &number) && number <= host->prefix) {
		host->prefix = (uint8_t)number;
		return true;
	}
	if (host->af != AF_INET || !memchr(word.p, '.', text_len(&word)) ||
	    !take_ipv4(word, bytes))
		return false;
	memcpy(&mask, bytes, sizeof(mask));
	mask = ~ntohl(mask);
	if (mask & (mask + 1))
		return false;
	host->prefix = (uint8_t)(mask ? __builtin_clz(mask) : 32);
	return true;
}

bool split_last(struct text *text, char c, struct text *behind)
{
	const char *at = text_len(text) ? memrchr(text->p, c, text_len(text)) : NULL;

	if (!at)
		return false;
	*behind = text_of(at + 1, (size_t)(text->end - at - 1));
	text->end = at;
	return true;
}

/* ADDRESS [/PREFIX], without brackets. */
static bool take_network(struct text word, struct host *host)
{
	struct text prefix;

	if (!split_last(&word, '/', &prefix))
		return take_address(word, host);
	return take_address(word, host) && host->prefix && take_prefix(prefix, host);
}

/* [ADDRESS] or [ADDRESS/PREFIX], then perhaps /PREFIX, then perhaps :PORT. */
static bool take_bracketed(struct text word, struct host *host, struct text *port)
{
	struct text rest, prefix;

	if (!split_last(&word, ']', &rest) || !take_network(word, host))
		return false;
	*port = text_of(rest.end, 0);
	if (text_char(&rest, '/')) {
		prefix = rest;
		if (!split_last(&prefix, ':', port))
			*port = text_of(rest.end, 0);
		return host->prefix && take_prefix(prefix, host);
	}
	if (!text_len(&rest))
		return true;
	*port = rest;
	return text_char(port, ':');
}

/* What is wrong with a network of which only the prefix is; NULL: it is none. */
static const char *wrong_prefix(struct text word, struct host host)
{
	struct text prefix;

	text_char(&word, '[');
	if (!split_last(&word, '/', &prefix))
		return NULL;
	if (text_len(&word) && word.end[-1] == ']')
		word.end--;
	if (!take_address(word, &host) || !host.prefix)
		return NULL;
	return host.af == AF_INET ? WANTS_PREFIX : WANTS_PREFIX6;
}

static int fail_address(struct filter_parser *parser, struct value value, struct text word,
			struct host host)
{
	const char *wrong = wrong_prefix(word, host);

	return parse_fail_value(parser, value, wrong ? wrong : WANTS_ADDRESS);
}

/* ---- names of hosts ------------------------------------------------------------ */

#define HOST_ROOM 256
#define ADDRESSES_MAX 256

/* What getaddrinfo() would take for a number is none here. */
static bool is_name(struct text word)
{
	bool letters = false;

	for (const char *c = word.p; c < word.end; c++) {
		const bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');

		letters = letters || letter;
		if (!letter && !(*c >= '0' && *c <= '9') && (!*c || !strchr("-._", *c)))
			return false;
	}
	return letters;
}

static void put_address(struct host *host, const struct nw_address *address)
{
	host->af = address->family;
	host->prefix = address->family == AF_INET ? 32 : 128;
	memcpy(host->bytes, address->bytes, sizeof(host->bytes));
}

/* A name stands for all its addresses: the first goes to `host`, which has its port. */
static int take_name(struct filter_parser *parser, struct value value, const char *name,
		     struct host *host)
{
	struct nw_address addresses[ADDRESSES_MAX];
	const struct host pattern = *host;
	int n = parser->names ? names_addresses(parser->names, name, host->af, addresses,
						ADDRESSES_MAX)
			      : -ENOENT;

	if (n == -ENOMEM)
		return n;
	if (n == -EROFS)
		return parse_fail_value(parser, value, "a recording has no addresses of hosts");
	if (n <= 0)
		return parse_fail_value(parser, value, "no host of this name was found");
	put_address(host, &addresses[0]);
	for (int i = 1; i < n; i++) {
		struct host *other = vec_push(&parser->others);

		if (!other)
			return -ENOMEM;
		*other = pattern;
		put_address(other, &addresses[i]);
	}
	return 0;
}

/* ---- either, and a port -------------------------------------------------------- */

/* ss reads ::1:443 as port 443 of ::1; it is an address as well, and so both are meant. */
static int also_with_port(struct filter_parser *parser, struct text word, struct host host)
{
	struct host *other;
	struct text port;
	uint64_t number;

	if (!split_last(&word, ':', &port) || !number_of(port, &number) || number > UINT16_MAX ||
	    !take_ipv6(word, host.bytes))
		return 0;
	other = vec_push(&parser->others);
	if (!other)
		return -ENOMEM;
	host.has_port = true;
	host.port = (uint32_t)number;
	*other = host;
	return 0;
}

static int parse_named_host(struct filter_parser *parser, struct value value, struct text word,
			    struct text port, struct host *host)
{
	char name[HOST_ROOM];
	int r;

	if (!is_name(word) || !string_of(word, name, sizeof(name)))
		return fail_address(parser, value, word, *host);
	/* The port first: what a service is called is in the same memory as the host. */
	r = take_port(parser, value, port, host);
	return r < 0 ? r : take_name(parser, value, name, host);
}

int parse_inet(struct filter_parser *parser, struct value value, struct text word,
	       struct host *host)
{
	const struct text all = word;
	struct host whole = *host;
	struct text port = text_of(word.end, 0);

	if (!text_len(&word) && host->strict)
		return 0;
	if (text_char(&word, '[')) {
		if (!take_bracketed(word, host, &port))
			return fail_address(parser, value, all, whole);
		return take_port(parser, value, port, host);
	}
	if (take_network(word, &whole)) {
		*host = whole;
		return host->prefix == 128 ? also_with_port(parser, word, *host) : 0;
	}
	if (split_last(&word, ':', &port) && (!text_len(&word) || take_network(word, host)))
		return take_port(parser, value, port, host);
	if (wrong_prefix(all, whole))
		return fail_address(parser, value, all, whole);
	return parse_named_host(parser, value, word, port, host);
}
