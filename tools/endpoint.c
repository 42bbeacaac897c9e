/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, ports, protocols and states as text. */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <string.h>
#include <sys/socket.h>

#include "view.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *proto[2]; /* IPv4 or none, IPv6 */
	const char *services; /* its protocol in /etc/services; NULL: ports have no names */
} words[] = {
	[NW_TCP] = { { "tcp", "tcp6" }, "tcp" },
	[NW_MPTCP] = { { "mptcp", "mptcp6" }, "tcp" },
	[NW_SMC] = { { "smc", "smc6" }, "tcp" },
	[NW_SCTP] = { { "sctp", "sctp6" }, "sctp" },
	[NW_UDP] = { { "udp", "udp6" }, "udp" },
	[NW_UDPLITE] = { { "udpl", "udpl6" }, "udp" },
	[NW_RAW] = { { "raw", "raw6" }, NULL },
	[NW_PING] = { { "icmp", "icmp6" }, NULL },
	[NW_UNIX] = { { "unix", "unix" }, NULL },
	[NW_PACKET] = { { "packet", "packet" }, NULL },
	[NW_NETLINK] = { { "netlink", "netlink" }, NULL },
	[NW_VSOCK] = { { "vsock", "vsock" }, NULL },
	[NW_XDP] = { { "xdp", "xdp" }, NULL },
	[NW_TIPC] = { { "tipc", "tipc" }, NULL },
};

const char *endpoint_proto(const struct nw_sock *sock)
{
	return words[nw_sock_family(sock)].proto[nw_sock_ip(sock) == 6];
}

/* Without its own inode a UNIX socket is the server's end that nobody accepted yet. */
static const char *unix_state(const struct nw_sock *sock)
{
	bool pending = nw_sock_inode(sock) == 0;

	switch (nw_sock_state(sock)) {
	case NW_STATE_LISTEN:
		return "LISTENING";
	case NW_STATE_ESTABLISHED:
		return pending ? "CONNECTING" : "CONNECTED";
	case NW_STATE_CLOSE:
		return pending ? "DISCONNECTING" : "";
	default:
		return nw_state_name(nw_sock_state(sock));
	}
}

const char *endpoint_state(const struct nw_sock *sock)
{
	enum nw_state state = nw_sock_state(sock);

	switch (nw_sock_family(sock)) {
	case NW_UNIX:
		return unix_state(sock);
	case NW_TCP:
	case NW_MPTCP:
	case NW_SMC:
	case NW_SCTP:
	case NW_VSOCK:
	case NW_TIPC:
		return nw_state_name(state);
	default:
		/* What has no connections is closed all its life: that says nothing. */
		return state == NW_STATE_CLOSE ? "" : nw_state_name(state);
	}
}

const char *endpoint_type(const struct nw_sock *sock)
{
	static const char *const types[] = {
		[SOCK_STREAM] = "STREAM",
		[SOCK_DGRAM] = "DGRAM",
		[SOCK_RAW] = "RAW",
		[SOCK_RDM] = "RDM",
		[SOCK_SEQPACKET] = "SEQPACKET",
	};
	int type = nw_sock_type(sock);

	return type > 0 && type <= SOCK_SEQPACKET ? types[type] : "UNKNOWN";
}

/* ---- hosts ------------------------------------------------------------------------------ */

bool endpoint_is_mapped(const struct nw_address *address)
{
	static const unsigned char prefix[12] = { [10] = 0xff, [11] = 0xff };

	return address->family == AF_INET6 &&
	       memcmp(address->bytes, prefix, sizeof(prefix)) == 0;
}

bool endpoint_is_any(const struct nw_address *address)
{
	static const unsigned char none[16];

	return memcmp(address->bytes, none, address->family == AF_INET6 ? 16 : 4) == 0;
}

void endpoint_host(const struct view *view, const struct nw_address *address,
		   struct buffer *buffer)
{
	const char *name = NULL;

	if (!view->numeric_hosts && !endpoint_is_any(address))
		name = nw_host_name(view->nw, address);
	if (name)
		buffer_string(buffer, name);
	else if (address->family == AF_INET)
		buffer_ipv4(buffer, address->bytes);
	else if (endpoint_is_mapped(address))
		buffer_ipv4(buffer, address->bytes + 12);
	else
		buffer_ipv6(buffer, address->bytes);
}

void endpoint_port(const struct view *view, const struct nw_sock *sock,
		   const struct nw_address *address, struct buffer *buffer)
{
	const char *services = words[nw_sock_family(sock)].services, *name = NULL;

	if (address->port == 0) {
		buffer_char(buffer, '*');
		return;
	}
	if (!view->numeric_ports && services)
		name = nw_service_name(view->nw, address->port, services);
	else if (!view->numeric_ports && nw_sock_family(sock) == NW_RAW)
		name = nw_protocol_name(view->nw, address->port);
	if (name)
		buffer_string(buffer, name);
	else
		buffer_u64(buffer, address->port);
}

/* ---- families without IP addresses ---------------------------------------------------------- */

struct number_name {
	uint32_t number;
	const char *name;
};

static const struct number_name ethertypes[] = {
	{ ETH_P_ALL, "all" },       { ETH_P_IP, "ip" },
	{ ETH_P_ARP, "arp" },       { ETH_P_IPV6, "ipv6" },
	{ ETH_P_8021Q, "802.1q" },  { ETH_P_LLDP, "lldp" },
	{ ETH_P_PAE, "802.1x" },    { ETH_P_PPP_DISC, "pppoe-discovery" },
	{ ETH_P_PPP_SES, "pppoe" },
};

static const struct number_name netlinks[] = {
	{ NETLINK_ROUTE, "route" },           { NETLINK_USERSOCK, "usersock" },
	{ NETLINK_FIREWALL, "firewall" },     { NETLINK_SOCK_DIAG, "sock-diag" },
	{ NETLINK_NFLOG, "nflog" },           { NETLINK_XFRM, "xfrm" },
	{ NETLINK_SELINUX, "selinux" },       { NETLINK_ISCSI, "iscsi" },
	{ NETLINK_AUDIT, "audit" },           { NETLINK_FIB_LOOKUP, "fib-lookup" },
	{ NETLINK_CONNECTOR, "connector" },   { NETLINK_NETFILTER, "netfilter" },
	{ NETLINK_KOBJECT_UEVENT, "uevent" }, { NETLINK_GENERIC, "generic" },
	{ NETLINK_SCSITRANSPORT, "scsi" },    { NETLINK_RDMA, "rdma" },
	{ NETLINK_CRYPTO, "crypto" },         { NETLINK_SMC, "smc" },
};

static void print_number_name(const struct view *view, const struct number_name *names,
			      size_t n, uint32_t number, struct buffer *buffer)
{
	for (size_t i = 0; view->symbolic && i < n; i++) {
		if (names[i].number != number)
			continue;
		buffer_string(buffer, names[i].name);
		return;
	}
	buffer_u64(buffer, number);
}

static void print_device(const struct nw_sock *sock, const struct nw_address *address,
			 struct buffer *buffer)
{
	const char *device = nw_sock_device(sock);

	if (device)
		buffer_string(buffer, device);
	else if (address->ifindex)
		buffer_format(buffer, "if%u", address->ifindex);
	else
		buffer_char(buffer, '*');
}

static void print_packet(const struct view *view, const struct nw_sock *sock,
			 const struct nw_address *address, struct buffer *buffer)
{
	print_number_name(view, ethertypes, ARRAY_SIZE(ethertypes), address->port, buffer);
	buffer_char(buffer, ':');
	print_device(sock, address, buffer);
}

static void print_netlink(const struct view *view, const struct nw_sock *sock,
			  const struct nw_address *address, struct buffer *buffer)
{
	uint32_t protocol = 0;

	nw_sock_protocol(sock, &protocol);
	print_number_name(view, netlinks, ARRAY_SIZE(netlinks), protocol, buffer);
	buffer_char(buffer, ':');
	/* Port 0 is the kernel's own end. */
	if (address->port == 0)
		buffer_string(buffer, "kernel");
	else
		buffer_u64(buffer, address->port);
}

static void print_pair(const struct view *view, const struct nw_sock *sock,
		       const struct nw_address *address, struct buffer *buffer)
{
	uint32_t first;

	memcpy(&first, address->bytes, sizeof(first));
	if (first == VMADDR_CID_ANY)
		buffer_char(buffer, '*');
	else
		buffer_u64(buffer, first);
	buffer_char(buffer, ':');
	if (address->port == VMADDR_PORT_ANY)
		buffer_char(buffer, '*');
	else
		buffer_u64(buffer, address->port);
}

static void print_queue(const struct view *view, const struct nw_sock *sock,
			const struct nw_address *address, struct buffer *buffer)
{
	print_device(sock, address, buffer);
	buffer_format(buffer, ":%u", address->port);
}

static void print_ip(const struct view *view, const struct nw_sock *sock,
		     const struct nw_address *address, struct buffer *buffer)
{
	bool brackets = false;
	size_t start = buffer->n;

	if (address->family == AF_INET6)
		buffer_char(buffer, '[');
	endpoint_host(view, address, buffer);
	if (address->family == AF_INET6) {
		/* A name, or an IPv4 address in IPv6 clothes, needs no brackets. */
		brackets = memchr(buffer->at + start, ':', buffer->n - start);
		if (brackets)
			buffer_char(buffer, ']');
		else
			memmove(buffer->at + start, buffer->at + start + 1, --buffer->n - start);
	}
}

static void (*const others[NW_FAMILIES_])(const struct view *, const struct nw_sock *,
					  const struct nw_address *, struct buffer *) = {
	[NW_PACKET] = print_packet, [NW_NETLINK] = print_netlink, [NW_VSOCK] = print_pair,
	[NW_XDP] = print_queue,     [NW_TIPC] = print_pair,
};

void endpoint_print(const struct view *view, const struct nw_sock *sock, enum nw_end end,
		    struct buffer *buffer)
{
	struct nw_address address;

	if (!nw_sock_address(sock, end, &address)) {
		buffer_char(buffer, '*');
		return;
	}
	if (others[nw_sock_family(sock)]) {
		others[nw_sock_family(sock)](view, sock, &address, buffer);
		return;
	}
	print_ip(view, sock, &address, buffer);
	if (end == NW_LOCAL && address.ifindex) {
		buffer_char(buffer, '%');
		print_device(sock, &address, buffer);
	}
	buffer_char(buffer, ':');
	endpoint_port(view, sock, &address, buffer);
}
