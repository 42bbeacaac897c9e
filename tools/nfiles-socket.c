/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets as lsof shows them: their cells, and their names. */
#include <inttypes.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "nfiles-run.h"

enum files_socket files_socket(const struct nw_use *use)
{
	static const enum files_socket kinds[NW_FAMILIES_] = {
		[NW_TCP] = FILES_INET,        [NW_UDP] = FILES_INET,
		[NW_UDPLITE] = FILES_INET,    [NW_UNIX] = FILES_UNIX,
		[NW_NETLINK] = FILES_NETLINK, [NW_PACKET] = FILES_PACKET,
		[NW_RAW] = FILES_RAW,         [NW_PING] = FILES_ICMP,
	};
	const struct nw_sock *sock = nw_use_sock(use);
	enum files_socket kind = FILES_UNKNOWN_SOCKET;
	const char *link;
	size_t len;

	if (sock) {
		kind = kinds[nw_sock_family(sock)];
		/* lsof reads no /proc/net/icmp6. */
		if (kind == FILES_ICMP && nw_sock_ip(sock) == 6)
			kind = FILES_UNKNOWN_SOCKET;
		return kind;
	}
	link = nw_use_link(use, &len);
	return len > 7 && memcmp(link, "socket:", 7) == 0 && nw_use_kind(use) == NW_USE_FD
		       ? FILES_UNKNOWN_SOCKET
		       : FILES_NO_SOCKET;
}

/* ---- cells ------------------------------------------------------------------------- */

static const char *inet_protocol(const struct nw_sock *sock)
{
	switch (nw_sock_family(sock)) {
	case NW_TCP:
		return "TCP";
	case NW_UDP:
		return "UDP";
	default:
		return "UDPLITE";
	}
}

static void put_word(char *cell, size_t size, const char *word)
{
	const size_t len = strlen(word);

	if (len < size)
		memcpy(cell, word, len + 1);
}

const char *files_socket_word(enum files_socket kind, const struct nw_sock *sock)
{
	static const struct {
		const char *four, *six; /* by the version of IP */
	} words[] = {
		[FILES_INET] = { "IPv4", "IPv6" },     [FILES_RAW] = { "raw", "raw6" },
		[FILES_ICMP] = { "icmp", "icmp" },     [FILES_UNIX] = { "unix", "unix" },
		[FILES_PACKET] = { "pack", "pack" },   [FILES_NETLINK] = { "netlink", "netlink" },
	};

	return nw_sock_ip(sock) == 6 ? words[kind].six : words[kind].four;
}

void files_socket_cells(enum files_socket kind, const struct nw_sock *sock,
			const struct nw_use *use, struct files_cells *ret)
{
	uint64_t pointer, inode = 0;
	uint32_t protocol = 0;
	const char *word;

	put_word(ret->type, sizeof(ret->type), files_socket_word(kind, sock));
	nw_use_inode(use, &inode);
	files_number(kind == FILES_INET || kind == FILES_PACKET ? ret->device : ret->node, inode);
	if (kind == FILES_INET)
		put_word(ret->node, sizeof(ret->node), inet_protocol(sock));
	if (kind == FILES_UNIX && nw_use_pointer(use, &pointer))
		snprintf(ret->device, sizeof(ret->device), "0x%016" PRIx64, pointer);
	if (kind != FILES_PACKET)
		return;
	nw_sock_protocol(sock, &protocol);
	word = files_ethertype(protocol);
	if (word)
		put_word(ret->node, sizeof(ret->node), word);
	else
		files_number(ret->node, protocol);
}

/* ---- Internet addresses ------------------------------------------------------------ */

size_t files_address_bytes(const struct nw_address *address, const unsigned char **ret)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	*ret = address->bytes;
	if (address->family == AF_INET)
		return 4;
	if (memcmp(address->bytes, mapped, sizeof(mapped)) != 0)
		return 16;
	*ret = address->bytes + sizeof(mapped);
	return 4;
}

static bool is_any(const struct nw_address *address)
{
	static const unsigned char zero[16];
	const unsigned char *bytes;
	const size_t n = files_address_bytes(address, &bytes);

	return memcmp(bytes, zero, n) == 0;
}

bool files_is_null(const struct nw_address *address)
{
	return !address->port && is_any(address);
}

/* As it is asked for by name: an IPv4 address is one wherever it stands. */
static struct nw_address plain(const struct nw_address *address)
{
	struct nw_address ret = { .family = AF_INET6 };
	const unsigned char *bytes;
	const size_t n = files_address_bytes(address, &bytes);

	if (n == 4)
		ret.family = AF_INET;
	memcpy(ret.bytes, bytes, n);
	return ret;
}

static void put_host(struct files_run *run, const struct nw_address *address)
{
	const struct nw_address host = plain(address);
	const char *name = run->options.numeric_hosts ? NULL : nw_host_name(run->nw, &host);

	if (is_any(address)) {
		buffer_char(&run->out, '*');
		return;
	}
	if (name) {
		files_put_text(run, name, strlen(name));
		return;
	}
	if (host.family == AF_INET) {
		buffer_ipv4(&run->out, host.bytes);
		return;
	}
	buffer_char(&run->out, '[');
	buffer_ipv6(&run->out, host.bytes);
	buffer_char(&run->out, ']');
}

/* The portmapper is asked of ports of this host: of a remote end, when it is here as well. */
static bool is_here(const struct nw_sock *sock, const struct nw_address *address)
{
	static const unsigned char here[] = { 127, 0, 0, 1 }, here6[16] = { [15] = 1 };
	const unsigned char *bytes, *local_bytes;
	const size_t n = files_address_bytes(address, &bytes);
	struct nw_address local;

	if (memcmp(bytes, n == 4 ? here : here6, n) == 0)
		return true;
	return nw_sock_address(sock, NW_LOCAL, &local) &&
	       files_address_bytes(&local, &local_bytes) == n &&
	       memcmp(bytes, local_bytes, n) == 0;
}

static void put_program(struct files_run *run, const struct nw_sock *sock,
			const struct nw_address *address, enum nw_end end)
{
	static const uint32_t protocols[NW_FAMILIES_] = {
		[NW_TCP] = IPPROTO_TCP,
		[NW_UDP] = IPPROTO_UDP,
	};
	const struct rpcent *known;
	uint32_t program;

	if (!run->portmap.n || (end == NW_REMOTE && !is_here(sock, address)) ||
	    !portmap_find(&run->portmap, protocols[nw_sock_family(sock)], address->port,
			  &program))
		return;
	known = getrpcbynumber((int)program);
	buffer_char(&run->out, '[');
	if (known && known->r_name && *known->r_name)
		files_put_text(run, known->r_name, strlen(known->r_name));
	else
		buffer_u64(&run->out, program);
	buffer_char(&run->out, ']');
}

static void put_end(struct files_run *run, const struct nw_sock *sock,
		    const struct nw_address *address, enum nw_end end)
{
	const char *protocol = nw_sock_family(sock) == NW_TCP ? "tcp" : "udp";
	const char *service = run->options.numeric_ports || !address->port
				      ? NULL
				      : nw_service_name(run->nw, address->port, protocol);

	put_host(run, address);
	buffer_char(&run->out, ':');
	if (!address->port) {
		buffer_char(&run->out, '*');
		return;
	}
	if (service)
		files_put_text(run, service, strlen(service));
	else
		buffer_u64(&run->out, address->port);
	put_program(run, sock, address, end);
}

void files_resolve(struct files_run *run)
{
	struct nw_address *all, address;
	size_t n = 0, unanswered;

	if (run->options.numeric_hosts || run->options.terse)
		return;
	all = calloc(2 * run->n_lines + 1, sizeof(*all));
	for (size_t i = 0; all && i < run->n_lines; i++) {
		const struct nw_use *use = run->lines[i].use;

		if (files_socket(use) != FILES_INET)
			continue;
		for (int end = NW_LOCAL; end <= NW_REMOTE; end++)
			if (nw_sock_address(nw_use_sock(use), end, &address) &&
			    !is_any(&address))
				all[n++] = plain(&address);
	}
	if (n)
		nw_resolve(run->nw, all, n, 15000, &unanswered);
	free(all);
}

static void put_ends(struct files_run *run, const struct nw_sock *sock)
{
	struct nw_address local, remote;

	if (nw_sock_address(sock, NW_LOCAL, &local))
		put_end(run, sock, &local, NW_LOCAL);
	if (nw_sock_address(sock, NW_REMOTE, &remote) && !files_is_null(&remote)) {
		buffer_string(&run->out, "->");
		put_end(run, sock, &remote, NW_REMOTE);
	}
}

/* Names are looked up through the door, which one thread uses at a time. */
static void put_inet(struct files_run *run, const struct nw_sock *sock)
{
	static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
	const bool names = !run->options.numeric_hosts || !run->options.numeric_ports ||
			   run->portmap.n;

	if (names)
		pthread_mutex_lock(&door);
	put_ends(run, sock);
	if (names)
		pthread_mutex_unlock(&door);
}

/* ---- the others -------------------------------------------------------------------- */

static void put_type(struct buffer *out, const char *before, const struct nw_sock *sock)
{
	const char *type = files_socket_type((uint32_t)nw_sock_type(sock));

	buffer_format(out, "type=%s%s", before, type ? type : "UNKNOWN");
}

/* NULs of abstract names are shown as the kernel does. */
static void put_path(struct files_run *run, const char *name, size_t len)
{
	for (size_t n; len; name += n, len -= n) {
		n = strnlen(name, len);
		files_put_text(run, name, n);
		if (n == len)
			break;
		buffer_char(&run->out, '@');
		n++;
	}
}

static void put_unix(struct files_run *run, const struct nw_sock *sock)
{
	struct buffer *out = &run->out;
	size_t len;
	const char *name = nw_sock_attribute(sock, NW_ATTR_NAME, &len);

	if (name && len) {
		put_path(run, name, len);
		buffer_char(out, ' ');
	}
	put_type(out, "", sock);
}

/* As the kernel writes it in /proc/net/raw: words in the machine's own order. */
static void put_words(struct buffer *out, const struct nw_address *address)
{
	const size_t n = address->family == AF_INET ? 4 : 16;

	for (size_t i = 0; i < n; i += 4) {
		uint32_t word;

		memcpy(&word, address->bytes + i, sizeof(word));
		buffer_format(out, "%08" PRIX32, word);
	}
	buffer_format(out, ":%04" PRIX32, address->port);
}

static void put_raw(struct files_run *run, enum files_socket kind, const struct nw_sock *sock)
{
	struct nw_address local, remote;

	if (nw_sock_address(sock, NW_LOCAL, &local))
		put_words(&run->out, &local);
	if (nw_sock_address(sock, NW_REMOTE, &remote)) {
		buffer_string(&run->out, "->");
		put_words(&run->out, &remote);
	}
	if (kind == FILES_RAW)
		buffer_format(&run->out, " st=%02X", (unsigned)nw_sock_state(sock));
}

static void put_netlink(struct files_run *run, const struct nw_sock *sock)
{
	uint32_t protocol = 0;
	const char *word;

	nw_sock_protocol(sock, &protocol);
	word = files_netlink(protocol);
	if (word)
		buffer_string(&run->out, word);
	else
		buffer_format(&run->out, "unknown protocol: %u", protocol);
}

static void put_unknown(struct files_run *run, const struct nw_use *use)
{
	size_t len;
	const char *protocol = nw_use_protocol(use, &len);

	if (!protocol || run->options.no_sockets) {
		buffer_string(&run->out, "can't identify protocol");
		if (run->options.no_sockets)
			buffer_string(&run->out, " (-X specified)");
		return;
	}
	buffer_string(&run->out, "protocol: ");
	files_put_text(run, protocol, len);
}

void files_put_socket(struct files_run *run, enum files_socket kind, const struct nw_use *use)
{
	const struct nw_sock *sock = nw_use_sock(use);

	switch (kind) {
	case FILES_INET:
		put_inet(run, sock);
		break;
	case FILES_UNIX:
		put_unix(run, sock);
		break;
	case FILES_NETLINK:
		put_netlink(run, sock);
		break;
	case FILES_PACKET:
		put_type(&run->out, "SOCK_", sock);
		break;
	case FILES_RAW:
	case FILES_ICMP:
		put_raw(run, kind, sock);
		break;
	default:
		put_unknown(run, use);
	}
}
