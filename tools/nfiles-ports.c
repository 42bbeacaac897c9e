/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports of -i: numbers, ranges and names of services. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-inet.h"

static int unacceptable(const struct inet *inet)
{
	return inet_refuse(inet, "unacceptable port specification in:");
}

/* Without a protocol the name must mean the same to TCP and to UDP. */
static int either_port(const struct inet *inet, const char *name, uint64_t *ret)
{
	uint64_t tcp = 0, udp = 0;
	bool is_tcp = look_service(name, "tcp", &tcp) == 0;
	bool is_udp = look_service(name, "udp", &udp) == 0;

	if (!is_tcp && !is_udp) {
		files_say("unknown service %s in: -i %s", name, inet->text);
		return -1;
	}
	if (is_tcp && is_udp && tcp != udp) {
		files_say("TCP=%ju and UDP=%ju %s ports conflict;\n"
			  "      specify \"tcp:%s\" or \"udp:%s\": -i %s",
			  (uintmax_t)tcp, (uintmax_t)udp, name, name, name, inet->text);
		return -1;
	}
	*ret = is_tcp ? tcp : udp;
	return 0;
}

/* A name goes up to the comma: it may have a dash in it, and so begins no range. */
static int take_service(struct inet *inet, uint64_t *ret)
{
	const size_t len = strcspn(inet->at, ",");
	char *name;
	int r = 0;

	if (!len)
		return inet_refuse(inet, "invalid service name:");
	name = strndup(inet->at, len);
	if (!name)
		return -ENOMEM;
	if (!inet->protocol) {
		r = either_port(inet, name, ret);
	} else if (look_service(name, inet->protocol, ret) < 0) {
		files_say("unknown service %s for %s in: -i %s", name, inet->protocol,
			  inet->text);
		r = -1;
	}
	free(name);
	inet->at += len;
	return r;
}

/* A number, or what is none. */
static int take_port(struct inet *inet, uint64_t *ret)
{
	const size_t digits = files_digits(inet->at, ret);

	inet->at += digits;
	return digits ? 0 : take_service(inet, ret);
}

/* One item of the list. */
static int take_ports(struct inet *inet)
{
	const bool number = *inet->at >= '0' && *inet->at <= '9';
	struct files_address *address = &inet->address;
	int r = take_port(inet, &address->low);

	if (r < 0)
		return r;
	address->high = address->low;
	if (number && *inet->at == '-') {
		inet->at++;
		address->high = 0;
		r = *inet->at ? take_port(inet, &address->high) : 0;
		if (r < 0)
			return r;
	}
	if ((*inet->at && *inet->at != ',') || address->high < address->low)
		return unacceptable(inet);
	address->has_ports = true;
	return inet_enter(inet);
}

int inet_ports(struct inet *inet)
{
	if (*inet->at != ':' || !inet->at[1])
		return unacceptable(inet);
	inet->at++;
	/* A comma may end the list. */
	while (*inet->at) {
		int r = take_ports(inet);

		if (r < 0)
			return r;
		inet->at += *inet->at == ',';
	}
	return 0;
}
