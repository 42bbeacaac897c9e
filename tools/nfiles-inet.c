/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Internet files that are selected: -i, [46][protocol][@host][:ports]. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "nfiles-inet.h"

int inet_refuse(const struct inet *inet, const char *what)
{
	files_say("%s -i %s", what, inet->text);
	return -1;
}

/* ---- remembering -------------------------------------------------------------- */

static int enter_one(struct inet *inet)
{
	struct files_options *options = inet->options;
	const struct files_address *address = &inet->address;
	struct files_address *added;

	/* An address of zeros is any, and any of all is what -i alone asks for. */
	if (!address->protocol && !address->has_address && !address->has_ports)
		return inet_refuse(inet, "incomplete Internet address specification:");
	if (options->n_addresses >= FILES_ADDRESSES_MAX) {
		files_say("network address limit (%d) exceeded: -i %s", FILES_ADDRESSES_MAX,
			  inet->text);
		return -1;
	}
	added = FILES_ADD(options->addresses, options->n_addresses);
	if (!added)
		return -ENOMEM;
	*added = *address;
	added->text = inet->text;
	return 0;
}

static bool is_zero(const uint8_t address[16])
{
	static const uint8_t zeros[16];

	return memcmp(address, zeros, 16) == 0;
}

int inet_enter(struct inet *inet)
{
	struct files_address *address = &inet->address;
	int r = 0;

	if (!inet->n_hosts)
		return enter_one(inet);
	for (size_t i = 0; i < inet->n_hosts && r == 0; i++) {
		address->family = inet->hosts[i].family;
		memcpy(address->address, inet->hosts[i].address, 16);
		address->has_address = !is_zero(address->address);
		r = enter_one(inet);
	}
	return r;
}

/* ---- the host ----------------------------------------------------------------- */

/* Four decimal octets, up to a colon or the end. Leading zeros are none of octal numbers. */
static bool read_octets(const char **at, uint8_t ret[16])
{
	const char *p = *at;
	uint8_t octets[4];

	for (size_t i = 0; i < sizeof(octets); i++) {
		uint64_t octet;
		size_t n;

		if (i > 0 && *p++ != '.')
			return false;
		n = files_digits(p, &octet);
		if (n == 0 || octet > 255)
			return false;
		octets[i] = (uint8_t)octet;
		p += n;
	}
	if (*p && *p != ':')
		return false;
	memcpy(ret, octets, sizeof(octets));
	*at = p;
	return true;
}

static int take_v4(struct inet *inet)
{
	if (inet->version == 6)
		return inet_refuse(inet, "IPv4 addresses are prohibited:");
	inet->address.family = AF_INET;
	inet->address.has_address = !is_zero(inet->address.address);
	return 0;
}

/* What is mapped is IPv4: so such a socket's ends are shown, and so they are compared. */
static bool is_mapped(const uint8_t address[16])
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(address, prefix, sizeof(prefix)) == 0;
}

static int take_v6(struct inet *inet)
{
	static const char refusal[] = "unacceptable Internet address in:";
	const char *end = strrchr(inet->at, ']');
	uint8_t *address = inet->address.address;
	char text[64];
	size_t len;

	if (inet->version == 4)
		return inet_refuse(inet, "IPv6 addresses are prohibited:");
	len = end ? (size_t)(end - inet->at - 1) : sizeof(text);
	if (len >= sizeof(text))
		return inet_refuse(inet, refusal);
	memcpy(text, inet->at + 1, len);
	text[len] = '\0';
	if (inet_pton(AF_INET6, text, address) != 1 || is_zero(address))
		return inet_refuse(inet, refusal);
	inet->at = end + 1;
	if (is_mapped(address)) {
		memmove(address, address + 12, 4);
		memset(address + 4, 0, 12);
		return take_v4(inet);
	}
	inet->address.family = AF_INET6;
	inet->address.has_address = true;
	return 0;
}

/* A name has addresses of both versions, and of each as many as it likes. */
static int take_name(struct inet *inet)
{
	static const int families[] = { AF_INET6, AF_INET }, versions[] = { 6, 4 };
	const size_t len = strcspn(inet->at, ":");
	char *name = strndup(inet->at, len);

	if (!name)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		if (inet->version && inet->version != versions[i])
			continue;
		look_host(name, families[i], &inet->hosts, &inet->n_hosts);
	}
	if (!inet->n_hosts)
		files_say("unknown host name (%s) in: -i %s", name, inet->text);
	free(name);
	inet->at += len;
	return inet->n_hosts ? 0 : -1;
}

int inet_host(struct inet *inet)
{
	if (*inet->at != '@')
		return 0;
	inet->at++;
	if (!*inet->at || *inet->at == ':')
		return inet_refuse(inet, "unacceptable Internet address in:");
	if (read_octets(&inet->at, inet->address.address))
		return take_v4(inet);
	return *inet->at == '[' ? take_v6(inet) : take_name(inet);
}

/* ---- the whole ---------------------------------------------------------------- */

/* -i4 and then -i6 are -i; but -i and then -i6 is -i6. */
static void take_all(struct files_options *options, int family)
{
	if (options->net && options->net_family != AF_UNSPEC && options->net_family != family)
		options->net_family = AF_UNSPEC;
	else
		options->net_family = family;
	options->net = true;
}

static int take_protocol(struct inet *inet)
{
	static const char *const names[] = {
		[FILES_TCP] = "tcp",
		[FILES_UDP] = "udp",
		[FILES_UDPLITE] = "udplite",
	};
	const size_t len = strcspn(inet->at, "@:");

	if (!len)
		return 0;
	inet->protocol = strndup(inet->at, len);
	if (!inet->protocol)
		return -ENOMEM;
	inet->at += len;
	for (size_t i = FILES_TCP; i < ARRAY_SIZE(names); i++)
		if (strcasecmp(inet->protocol, names[i]) == 0) {
			inet->address.protocol = i;
			strcpy(inet->protocol, names[i]);
			return 0;
		}
	files_say("unknown protocol name (%s) in: -i %s", inet->protocol, inet->text);
	return -1;
}

static int take(struct inet *inet)
{
	int r = take_protocol(inet);

	if (r == 0)
		r = inet_host(inet);
	if (r < 0)
		return r;
	if (*inet->at)
		return inet_ports(inet);
	return inet_enter(inet);
}

FILES_TAKE(files_take_address)
{
	struct files_options *options = grammar->options;
	struct inet inet = { .options = options, .text = grammar->value, .at = grammar->value };
	int r;

	if (!grammar->value) {
		options->net = true;
		options->net_family = AF_UNSPEC;
		return 0;
	}
	if (*inet.at == '4' || *inet.at == '6') {
		inet.version = *inet.at++ - '0';
		if (!*inet.at) {
			take_all(options, inet.version == 4 ? AF_INET : AF_INET6);
			return 0;
		}
	} else if (options->net && options->net_family != AF_UNSPEC) {
		/* An earlier -i4 or -i6 is meant for all that come behind it. */
		inet.version = options->net_family == AF_INET ? 4 : 6;
	}
	if (inet.version)
		inet.address.family = inet.version == 4 ? AF_INET : AF_INET6;
	r = take(&inet);
	free(inet.protocol);
	free(inet.hosts);
	return r;
}
