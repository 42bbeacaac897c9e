/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: lines of /proc/net. The first byte picks the parser of the others. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "fuzz.h"

static const struct {
	line_fn *line;
	struct ask ask;
} parsers[] = {
	{ inet_line, { .family = NW_TCP, .af = AF_INET, .protocol = IPPROTO_TCP } },
	{ inet_line, { .family = NW_TCP, .af = AF_INET6, .protocol = IPPROTO_TCP } },
	{ inet_line, { .family = NW_UDP, .af = AF_INET, .protocol = IPPROTO_UDP } },
	{ inet_line, { .family = NW_RAW, .af = AF_INET6, .protocol = IPPROTO_RAW } },
	{ inet_line, { .family = NW_PING, .af = AF_INET, .protocol = IPPROTO_ICMP } },
	{ sctp_endpoint_line, { .family = NW_SCTP, .af = AF_INET } },
	{ sctp_endpoint_line, { .family = NW_SCTP, .af = AF_INET6 } },
	{ sctp_association_line, { .family = NW_SCTP, .af = AF_INET } },
	{ sctp_association_line, { .family = NW_SCTP, .af = AF_INET6 } },
	{ unix_line, { .family = NW_UNIX, .af = AF_UNIX } },
	{ packet_line, { .family = NW_PACKET, .af = AF_PACKET } },
	{ netlink_line, { .family = NW_NETLINK, .af = AF_NETLINK } },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rows rows = { 0 };
	struct text file, line;
	size_t pick;
	char *copy;

	if (size < 1)
		return 0;
	pick = data[0] % ARRAY_SIZE(parsers);
	copy = copy_of(data + 1, size - 1);
	file = text_of(copy, size - 1);
	while (text_line(&file, &line)) {
		size_t before = rows.socks.n;

		must_be_sound(&rows, before,
			      parsers[pick].line(line, &parsers[pick].ask, &rows));
	}
	rows_free(&rows);
	free(copy);
	return 0;
}
