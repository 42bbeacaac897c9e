/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The addresses of systemd.socket(5). */
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "cleanup.h"
#include "unit-file.h"
#include "unit-listen.h"

void unit_listens_free(struct unit_listens *listens)
{
	vec_free(&listens->all);
	vec_free(&listens->names);
}

/* ---- specifiers ---------------------------------------------------------------------- */

/* Those that are the same for every unit of the system. */
static const struct {
	char letter;
	const char *value;
} specifiers[] = {
	{ '%', "%" },          { 't', "/run" },     { 'S', "/var/lib" },
	{ 'C', "/var/cache" }, { 'L', "/var/log" }, { 'E', "/etc" },
};

static const char *specifier(char letter)
{
	for (size_t i = 0; i < ARRAY_SIZE(specifiers); i++)
		if (specifiers[i].letter == letter)
			return specifiers[i].value;
	return NULL;
}

/* false: only systemd knows what it stands for, or it is too long for any address. */
static bool expand(struct text from, char *ret, size_t size, struct text *to)
{
	size_t n = 0;

	for (; from.p < from.end; from.p++) {
		const char *value = from.p;
		size_t len = 1;

		if (*from.p == '%') {
			value = ++from.p < from.end ? specifier(*from.p) : NULL;
			if (!value)
				return false;
			len = strlen(value);
		}
		if (len > size - n)
			return false;
		memcpy(ret + n, value, len);
		n += len;
	}
	*to = text_of(ret, n);
	return true;
}

/* ---- addresses ----------------------------------------------------------------------------- */

static bool port_of(struct text text, uint32_t *ret)
{
	uint64_t port;

	if (!text_len(&text) || *text.p < '0' || *text.p > '9' ||
	    !text_dec(&text, &port) || text_len(&text) || !port || port > UINT16_MAX)
		return false;
	*ret = (uint32_t)port;
	return true;
}

static bool host_of(int af, struct text text, uint8_t *bytes)
{
	char string[INET6_ADDRSTRLEN];

	if (text_len(&text) >= sizeof(string) || memchr(text.p, '\0', text_len(&text)))
		return false;
	memcpy(string, text.p, text_len(&text));
	string[text_len(&text)] = '\0';
	return inet_pton(af, string, bytes) == 1;
}

static bool read_port(struct text text, struct unit_listen *ret)
{
	ret->af = AF_INET6;
	ret->port_alone = true;
	return port_of(text, &ret->port);
}

static bool read_four(struct text text, struct unit_listen *ret)
{
	const char *colon = memchr(text.p, ':', text_len(&text));

	ret->af = AF_INET;
	return colon && host_of(AF_INET, (struct text){ text.p, colon }, ret->bytes) &&
	       port_of((struct text){ colon + 1, text.end }, &ret->port);
}

/* [ADDRESS]:PORT%DEVICE */
static bool read_six(struct text text, struct unit_listen *ret)
{
	const char *end = memchr(text.p, ']', text_len(&text));
	const char *device = memchr(text.p, '%', text_len(&text));

	ret->af = AF_INET6;
	if (device)
		text.end = device;
	if (!end || end + 2 > text.end || end[1] != ':')
		return false;
	return host_of(AF_INET6, (struct text){ text.p + 1, end }, ret->bytes) &&
	       port_of((struct text){ end + 2, text.end }, &ret->port);
}

/* vsock:CID:PORT, without a CID for any. */
static bool read_vsock(struct text text, struct unit_listen *ret)
{
	uint64_t cid = VMADDR_CID_ANY, port;
	uint32_t word;

	ret->af = AF_VSOCK;
	if (!text_literal(&text, "vsock:"))
		return false;
	if (!text_char(&text, ':') && (!text_dec(&text, &cid) || !text_char(&text, ':')))
		return false;
	if (!text_dec(&text, &port) || text_len(&text) || cid > UINT32_MAX || port > UINT32_MAX)
		return false;
	word = (uint32_t)cid;
	memcpy(ret->bytes, &word, sizeof(word));
	ret->port = (uint32_t)port;
	return true;
}

static bool read_inet(struct text text, struct unit_listen *ret)
{
	if (*text.p == '[')
		return read_six(text, ret);
	if (*text.p == 'v')
		return read_vsock(text, ret);
	return memchr(text.p, ':', text_len(&text)) ? read_four(text, ret)
						    : read_port(text, ret);
}

/* "kobject-uevent 1": a protocol, and its groups as bits. */
static bool read_netlink(struct text text, struct unit_listen *ret)
{
	static const struct {
		const char *name;
		uint32_t protocol;
	} protocols[] = {
		{ "route", NETLINK_ROUTE },
		{ "firewall", NETLINK_FIREWALL },
		{ "inet-diag", NETLINK_SOCK_DIAG },
		{ "nflog", NETLINK_NFLOG },
		{ "xfrm", NETLINK_XFRM },
		{ "selinux", NETLINK_SELINUX },
		{ "iscsi", NETLINK_ISCSI },
		{ "audit", NETLINK_AUDIT },
		{ "fib-lookup", NETLINK_FIB_LOOKUP },
		{ "connector", NETLINK_CONNECTOR },
		{ "netfilter", NETLINK_NETFILTER },
		{ "kobject-uevent", NETLINK_KOBJECT_UEVENT },
		{ "generic", NETLINK_GENERIC },
		{ "scsitransport", NETLINK_SCSITRANSPORT },
		{ "ecryptfs", NETLINK_ECRYPTFS },
		{ "rdma", NETLINK_RDMA },
	};
	struct text word;
	uint64_t groups = 0;

	ret->af = AF_NETLINK;
	if (!text_word(&text, &word))
		return false;
	if (text_len(&text) && (!text_dec(&text, &groups) || text_len(&text)))
		return false;
	if (groups > UINT32_MAX)
		return false;
	ret->groups = (uint32_t)groups;
	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
		if (!text_is(&word, protocols[i].name))
			continue;
		ret->port = protocols[i].protocol;
		return true;
	}
	return false;
}

/* ---- names of UNIX sockets ------------------------------------------------------------------- */

/* As the kernel will have it: a path, or a NUL in the place of the '@'. */
static int keep_name(struct text text, struct arena *names, struct unit_listen *ret)
{
	char name[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	size_t len;

	/* systemd knows better than to bind to it. */
	if (text_literal(&text, "/var/run/"))
		text.p -= strlen("/run/");
	len = text_len(&text);
	ret->af = AF_UNIX;
	if (len > sizeof(name) - 1 || memchr(text.p, '\0', len))
		return 0;
	memcpy(name, text.p, len);
	if (name[0] == '@')
		name[0] = '\0';
	ret->name_len = (uint32_t)len;
	return arena_add(names, name, len, &ret->name);
}

/* ---- assignments ------------------------------------------------------------------------------ */

static int add_listen(struct unit_listens *listens, uint8_t type, struct text value)
{
	struct unit_listen listen = { .type = type }, *slot;
	char buffer[256];
	struct text text;
	bool known;
	int r = 0;

	if (!type || !expand(value, buffer, sizeof(buffer), &text) || !text_len(&text))
		return 0;
	if (type == SOCK_RAW) {
		known = read_netlink(text, &listen);
	} else if (*text.p == '/' || *text.p == '@') {
		r = keep_name(text, &listens->names, &listen);
		known = listen.name_len > 0;
	} else {
		known = read_inet(text, &listen);
	}
	if (r < 0 || !known)
		return r;
	slot = vec_push(&listens->all);
	if (!slot)
		return -ENOMEM;
	*slot = listen;
	return 0;
}

static void set_protocol(struct unit_listens *listens, struct text value)
{
	listens->protocol = text_is(&value, "udplite") ? IPPROTO_UDPLITE
			  : text_is(&value, "sctp")    ? IPPROTO_SCTP
			  : text_is(&value, "mptcp")   ? IPPROTO_MPTCP
						       : 0;
}

int unit_listens_read(struct text text, struct unit_listens *listens)
{
	/* Type 0: no socket, but one list with the others. */
	static const struct {
		const char *key;
		uint8_t type;
	} keys[] = {
		{ "ListenStream", SOCK_STREAM },
		{ "ListenDatagram", SOCK_DGRAM },
		{ "ListenSequentialPacket", SOCK_SEQPACKET },
		{ "ListenNetlink", SOCK_RAW },
		{ "ListenFIFO", 0 },
		{ "ListenSpecial", 0 },
		{ "ListenMessageQueue", 0 },
		{ "ListenUSBFunction", 0 },
	};
	struct unit_file file = { .rest = text };
	struct text key, value;
	int r = 0;

	while (r == 0 && unit_file_next(&file, &key, &value)) {
		if (text_is(&key, "SocketProtocol"))
			set_protocol(listens, value);
		for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
			if (!text_is(&key, keys[i].key))
				continue;
			/* Nothing: and nothing of what was before. */
			if (!text_len(&value))
				listens->all.n = 0;
			else
				r = add_listen(listens, keys[i].type, value);
		}
	}
	return r;
}
