/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which mount a socket of the kernel's serves: the one whose server is its peer. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "hint-ports.h"
#include "hint.h"

#define TCP NW_BIT(NW_TCP)
#define UDP NW_BIT(NW_UDP)

/* ---- how file systems name their servers --------------------------------------------- */

#define WAYS_PORTS 2

/* The first way that fits a socket counts: what is sure stands before what is a guess. */
static const struct way {
	const char *type; /* of the file system */
	const char *words;
	const char *address;        /* the option that has it; NULL: the source has */
	const char *port;           /* the option that has it, or NULL */
	uint16_t ports[WAYS_PORTS]; /* where nothing names one */
	uint64_t families;
	bool guess; /* whatever the port */
} ways[] = {
	{ "nfs4", "nfs", "addr=", "port=", { 2049 }, TCP | UDP, false },
	{ "nfs", "nfs", "addr=", "port=", { 2049 }, TCP | UDP, false },
	{ "nfs", "rpcbind for", "addr=", NULL, { 111 }, TCP | UDP, false },
	{ "nfs", "mountd for", "mountaddr=", "mountport=", { 0 }, TCP | UDP, false },
	{ "cifs", "cifs", "addr=", "port=", { 445, 139 }, TCP, false },
	{ "smb3", "cifs", "addr=", "port=", { 445, 139 }, TCP, false },
	{ "ceph", "ceph", "mon_addr=", NULL, { 3300, 6789 }, TCP, false },
	{ "ceph", "ceph", NULL, NULL, { 3300, 6789 }, TCP, false },
	{ "9p", "9p", NULL, "port=", { 564 }, TCP, false },
	{ "lustre", "lustre", NULL, NULL, { 988 }, TCP, false },
	/* Locks of NFS before version 4 go to the same server, to a port it chose. */
	{ "nfs", "lockd for", "addr=", NULL, { 0 }, TCP | UDP, true },
};

int hint_read_mounts(struct text mountinfo, struct hint_mounts *ret)
{
	struct hint_mount *one;
	struct text line;

	while (text_line(&mountinfo, &line)) {
		struct mount mount;

		if (!mountinfo_read(line, &mount))
			continue;
		for (uint32_t i = 0; i < ARRAY_SIZE(ways); i++) {
			if (!text_is(&mount.type, ways[i].type))
				continue;
			one = vec_push(&ret->all);
			if (!one)
				return -ENOMEM;
			*one = (struct hint_mount){ .way = i, .mount = mount };
		}
	}
	return 0;
}

void hint_mounts_free(struct hint_mounts *mounts)
{
	vec_free(&mounts->all);
}

/* ---- servers ------------------------------------------------------------------------------ */

/* IPv4 addresses as IPv6 sockets have them. */
struct server {
	uint8_t bytes[16];
	uint64_t port; /* 0: not named */
};

static void set_four(uint8_t bytes[16], const void *four)
{
	memset(bytes, 0, 10);
	memset(bytes + 10, 0xff, 2);
	memcpy(bytes + 12, four, 4);
}

static bool is_address(struct text word, uint8_t bytes[16])
{
	char string[INET6_ADDRSTRLEN];
	uint8_t four[4];

	if (text_len(&word) >= sizeof(string) || memchr(word.p, '\0', text_len(&word)))
		return false;
	memcpy(string, word.p, text_len(&word));
	string[text_len(&word)] = '\0';
	if (inet_pton(AF_INET6, string, bytes) == 1)
		return true;
	if (inet_pton(AF_INET, string, four) != 1)
		return false;
	set_four(bytes, four);
	return true;
}

static struct text take_while(struct text *list, const char *of)
{
	struct text word = { list->p, list->p };

	while (word.end < list->end && *word.end && strchr(of, *word.end))
		word.end++;
	list->p = word.end;
	return word;
}

/* The next of "192.0.2.1:6789,[2001:db8::1]:6789", "192.0.2.1@tcp:192.0.2.2@tcp:/x" ... */
static bool next_server(struct text *list, struct server *ret)
{
	while (text_len(list)) {
		bool bracket = text_char(list, '[');
		struct text word = take_while(list, bracket ? "0123456789abcdefABCDEF:."
							    : "0123456789.");
		struct text rest;

		if (!text_len(&word)) {
			list->p += text_len(list) > 0;
			continue;
		}
		if (!is_address(word, ret->bytes) || (bracket && !text_char(list, ']')))
			continue;
		rest = *list;
		ret->port = 0;
		if (text_char(&rest, ':'))
			text_dec(&rest, &ret->port);
		return true;
	}
	return false;
}

static bool has_port(const struct way *way, uint64_t named, uint32_t port)
{
	if (way->guess || named)
		return way->guess || port == named;
	for (size_t i = 0; i < WAYS_PORTS; i++)
		if (way->ports[i] && port == way->ports[i])
			return true;
	return false;
}

static void peer_of(const struct nw_sock *sock, uint8_t bytes[16])
{
	if (sock->af == AF_INET)
		set_four(bytes, sock->remote);
	else
		memcpy(bytes, sock->remote, 16);
}

/* A port by an option of its own; 0: there is none. */
static uint64_t option_port(const struct way *way, const struct mount *mount)
{
	struct text value;
	uint64_t port;

	if (!way->port || !mountinfo_option(mount->options, way->port, &value) ||
	    !text_dec(&value, &port))
		return 0;
	return port;
}

static bool serves(const struct way *way, const struct mount *mount, const struct nw_sock *sock)
{
	const uint64_t port = option_port(way, mount);
	struct text list = mount->source;
	struct server server;
	uint8_t peer[16];
	const char *end;

	if (way->address && !mountinfo_option(mount->options, way->address, &list))
		return false;
	/* Behind a slash a source has a path of the server's. */
	end = way->address ? NULL : memchr(list.p, '/', text_len(&list));
	if (end)
		list.end = end;
	peer_of(sock, peer);
	/* An IPv6 address that stands alone has no brackets, but may have a scope. */
	end = memchr(list.p, '%', text_len(&list));
	if (is_address((struct text){ list.p, end ? end : list.end }, server.bytes))
		return memcmp(server.bytes, peer, 16) == 0 &&
		       has_port(way, port, sock->remote_port);
	while (next_server(&list, &server))
		if (memcmp(server.bytes, peer, 16) == 0 &&
		    has_port(way, server.port ? server.port : port, sock->remote_port))
			return true;
	return false;
}

/* ---- saying ------------------------------------------------------------------------------- */

static size_t say_mount(const struct way *way, const struct mount *mount, size_t others,
			char *ret)
{
	size_t n = (size_t)snprintf(ret, HINT_ROOM, "%s ", way->words);

	/* A path that long is not to be had; then the end of it is missing. */
	n += mountinfo_unescape(mount->point, ret + n, HINT_ROOM - n - 64);
	if (others)
		n += (size_t)snprintf(ret + n, HINT_ROOM - n, " and %zu more", others);
	if (way->guess)
		n += (size_t)snprintf(ret + n, HINT_ROOM - n, "?");
	return n;
}

/* Mounts of one server share a connection. */
static size_t from_mounts(const struct nw_sock *sock, const struct hint_mounts *mounts,
			  char *ret)
{
	const struct hint_mount *best = NULL;
	size_t found = 0;

	for (size_t i = 0; i < mounts->all.n; i++) {
		const struct hint_mount *one = &mounts->all.at[i];

		if ((best && one->way > best->way) ||
		    !(ways[one->way].families & NW_BIT(sock->family)) ||
		    !serves(&ways[one->way], &one->mount, sock))
			continue;
		if (!best || one->way < best->way) {
			best = one;
			found = 0;
		}
		found++;
	}
	return best ? say_mount(&ways[best->way], &best->mount, found - 1, ret) : 0;
}

bool hint_needs_mounts(const struct nw_sock *sock)
{
	return (sock->family == NW_TCP || sock->family == NW_UDP) && sock->remote_port;
}

size_t hint_of(const struct nw_sock *sock, const struct hint_mounts *mounts, char ret[HINT_ROOM])
{
	const char *guess;
	size_t n = 0;

	if (mounts && hint_needs_mounts(sock))
		n = from_mounts(sock, mounts, ret);
	if (n)
		return n;
	guess = hint_from_ports(sock);
	if (!guess)
		return 0;
	strcpy(ret, guess);
	return strlen(guess);
}
