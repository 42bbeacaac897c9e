/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: systemd's socket units, and whether a socket is one of theirs. */
#include <sys/socket.h>

#include "compose.h"
#include "unit-file.h"
#include "unit-listen.h"

static const char *const words[] = {
	"[Socket]\n", "[Socket]", "[Unit]\n", "\n", "\n", " ", "\t", "\r", "\\\n", "\\", "#", ";",
	"=", "ListenStream=", "ListenDatagram=", "ListenSequentialPacket=", "ListenNetlink=",
	"ListenFIFO=", "SocketProtocol=", "sctp", "udplite", "mptcp", "/run/a", "/var/run/a", "@a",
	"80", "127.0.0.1:80", "[::1]:80", "[", "]:", "%eth0", "%t", "%%", "%i", "%", ":", "vsock:",
	"vsock:2:80", "vsock::80", "kobject-uevent", "route", " 1", "65536", "0",
	"99999999999999999999", "/123456789012345678901234567890123456789012345678901234567890",
};

static void assignments(const struct text *all)
{
	struct unit_file file = { .rest = *all };
	struct text key, value;
	size_t n = 0;

	while (unit_file_next(&file, &key, &value)) {
		must(key.p <= key.end && value.p <= value.end);
		must(text_len(&key) + text_len(&value) < UNIT_LINE);
		must(!memchr(value.p, '\n', text_len(&value)));
		n++;
	}
	must(n <= text_len(all));
}

static void sound(const struct unit_listens *listens)
{
	for (size_t i = 0; i < listens->all.n; i++) {
		const struct unit_listen *one = &listens->all.at[i];

		must(one->type != 0);
		must(one->af == AF_UNIX || one->af == AF_INET || one->af == AF_INET6 ||
		     one->af == AF_VSOCK || one->af == AF_NETLINK);
		must((one->af == AF_UNIX) == (one->name_len > 0));
		must(one->name + one->name_len <= listens->names.n || !one->name_len);
		must(one->name_len < 108);
		if (one->af == AF_INET || one->af == AF_INET6)
			must(one->port > 0 && one->port <= UINT16_MAX);
	}
}

static void ask(const struct unit_listens *listens)
{
	for (unsigned family = 0; family < NW_FAMILIES_; family++) {
		struct nw_sock sock = {
			.family = (uint8_t)family,
			.af = AF_INET,
			.type = SOCK_STREAM,
			.local_port = 80,
		};
		enum unit_match match = unit_listens_match(listens, &sock, NULL);

		must(match == UNIT_NO || listens->all.n);
		/* These two have more than numbers, and this one has none of it. */
		if (family == NW_UNIX || family == NW_NETLINK)
			must(match == UNIT_NO);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unit_listens listens = { 0 };
	struct text all;
	size_t len, before;
	char *copy;

	if (size < 1)
		return 0;
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	all = text_of(copy, len);
	assignments(&all);
	must(unit_listens_read(all, &listens) == 0);
	sound(&listens);
	ask(&listens);
	/* A drop-in adds to it, or takes all away. */
	before = listens.all.n;
	must(unit_listens_read(all, &listens) == 0);
	sound(&listens);
	must(listens.all.n >= before);
	must(unit_listens_read(text_of("[Socket]\nListenStream=\n", 23), &listens) == 0);
	must(listens.all.n == 0);
	unit_listens_free(&listens);
	free(copy);
	return 0;
}
