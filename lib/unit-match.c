/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Is a socket one of those a unit of systemd's listens on? */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "unit-listen.h"

static bool is_family(const struct unit_listens *listens,
		      const struct unit_listen *listen, enum nw_family family)
{
	static const struct {
		uint8_t type;
		uint32_t protocol;
		enum nw_family family;
	} families[] = {
		{ SOCK_STREAM, 0, NW_TCP },
		{ SOCK_STREAM, IPPROTO_SCTP, NW_SCTP },
		{ SOCK_STREAM, IPPROTO_MPTCP, NW_MPTCP },
		{ SOCK_DGRAM, 0, NW_UDP },
		{ SOCK_DGRAM, IPPROTO_UDPLITE, NW_UDPLITE },
		{ SOCK_SEQPACKET, 0, NW_SCTP },
		{ SOCK_SEQPACKET, IPPROTO_SCTP, NW_SCTP },
	};

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (families[i].type == listen->type &&
		    families[i].protocol == listens->protocol && families[i].family == family)
			return true;
	return false;
}

static enum unit_match match_inet(const struct unit_listen *listen, const struct nw_sock *sock)
{
	static const uint8_t any[16];

	if (sock->local_port != listen->port)
		return UNIT_NO;
	if (sock->af == listen->af)
		return memcmp(sock->local, listen->bytes, sock->af == AF_INET ? 4 : 16) == 0
			     ? UNIT_YES
			     : UNIT_NO;
	return listen->port_alone && sock->af == AF_INET && memcmp(sock->local, any, 4) == 0
		     ? UNIT_PERHAPS
		     : UNIT_NO;
}

static bool is_name(const struct unit_listens *listens, const struct unit_listen *listen,
		    const struct nw_sock *sock, const char *attrs)
{
	size_t len;
	const char *name = attr_find(attrs, sock->attrs_len, NW_ATTR_NAME, &len);

	return name && sock->type == listen->type && len == listen->name_len &&
	       memcmp(name, listens->names.at + listen->name, len) == 0;
}

/* Process 1 has netlink sockets for itself: only the groups tell them apart. */
static bool is_netlink(const struct unit_listen *listen, const struct nw_sock *sock,
		       const char *attrs)
{
	size_t len;
	const void *bits = attr_find(attrs, sock->attrs_len, NW_ATTR_GROUPS, &len);
	unsigned long first;

	if (!bits || len < sizeof(first) || sock->protocol != listen->port)
		return false;
	memcpy(&first, bits, sizeof(first));
	return first == listen->groups;
}

static enum unit_match match_one(const struct unit_listens *listens,
				 const struct unit_listen *listen,
				 const struct nw_sock *sock, const char *attrs)
{
	bool is;

	switch (sock->family) {
	case NW_UNIX:
		is = listen->af == AF_UNIX && is_name(listens, listen, sock, attrs);
		return is ? UNIT_YES : UNIT_NO;
	case NW_NETLINK:
		is = listen->af == AF_NETLINK && is_netlink(listen, sock, attrs);
		return is ? UNIT_YES : UNIT_NO;
	case NW_VSOCK:
		is = listen->af == AF_VSOCK && sock->type == listen->type &&
		     sock->local_port == listen->port &&
		     memcmp(sock->local, listen->bytes, sizeof(uint32_t)) == 0;
		return is ? UNIT_YES : UNIT_NO;
	default:
		is = (listen->af == AF_INET || listen->af == AF_INET6) &&
		     is_family(listens, listen, sock->family);
		return is ? match_inet(listen, sock) : UNIT_NO;
	}
}

enum unit_match unit_listens_match(const struct unit_listens *listens,
				   const struct nw_sock *sock, const char *attrs)
{
	enum unit_match best = UNIT_NO;

	for (size_t i = 0; i < listens->all.n && best < UNIT_YES; i++) {
		enum unit_match one = match_one(listens, &listens->all.at[i], sock, attrs);

		if (one > best)
			best = one;
	}
	return best;
}
