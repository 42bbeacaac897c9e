/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address families by the names people give them: netstat's, and ours. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "nsockets.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define AT(field) offsetof(struct options, field)

static const struct {
	const char *name;
	size_t at;         /* a flag of the options, or */
	const char *alien; /* a family of netstat's that is not shown */
} families[] = {
	{ "unix", AT(unix_domain), NULL },
	{ "inet", AT(inet), NULL },
	{ "ip", AT(inet), NULL },
	{ "tcpip", AT(inet), NULL },
	{ "inet6", AT(inet6), NULL },
	{ "ax25", 0, "AF AX25" },
	{ "ipx", 0, "AF IPX" },
	{ "netrom", 0, "AF NETROM" },
	{ "x25", 0, "AF X25" },
	{ "rose", 0, "AF ROSE" },
	{ "ddp", 0, "AF APPLETALK" },
	{ "appletalk", 0, "AF APPLETALK" },
	{ "econet", 0, "AF ECONET" },
	{ "ash", 0, "AF ASH" },
	{ "bluetooth", 0, "AF BLUETOOTH" },
};

static const struct {
	enum nw_family family;
	size_t at;
} letters[] = {
	{ NW_TCP, AT(tcp) }, { NW_UDP, AT(udp) },   { NW_UDPLITE, AT(udplite) },
	{ NW_RAW, AT(raw) }, { NW_SCTP, AT(sctp) }, { NW_UNIX, AT(unix_domain) },
};

static int take_netwho_family(struct options *options, const char *name)
{
	const bool without = *name == '!';
	int family = nw_family_of(name + without);

	if (strcmp(name, "all") == 0) {
		options->everything = true;
		return 0;
	}
	if (family < 0)
		return -1;
	if (without) {
		options->without |= NW_BIT(family);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(letters); i++) {
		if ((int)letters[i].family != family)
			continue;
		*(bool *)((char *)options + letters[i].at) = true;
		return 0;
	}
	options->others |= NW_BIT(family);
	return 0;
}

int nsockets_family(struct options *options, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		if (strcmp(families[i].name, name) != 0)
			continue;
		if (families[i].alien)
			options->alien = families[i].alien;
		else
			*(bool *)((char *)options + families[i].at) = true;
		return 0;
	}
	if (!options->netstat && take_netwho_family(options, name) == 0)
		return 0;
	if (options->netstat)
		fprintf(stderr, "Unknown address family `%s'.\n", name);
	else
		tool_say_about("unknown address family", name);
	return REFUSED;
}
