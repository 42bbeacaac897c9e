/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments and datagrams that no socket of TCP or UDP would send. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "events.h"

static int raw(int protocol)
{
	const int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, protocol);

	need("raw socket", fd >= 0);
	return fd;
}

static void send_raw(int fd, const void *data, size_t len)
{
	const struct sockaddr_in to = address(0);

	need("send", sendto(fd, data, len, 0, (const struct sockaddr *)&to, sizeof(to)) ==
			     (ssize_t)len);
}

/* The right checksum of these headers is another one. */
void damaged_tcp(unsigned n)
{
	const struct tcphdr tcp = {
		.source = htons(PORT),
		.dest = htons(CLOSED),
		.doff = 5,
		.syn = 1,
		.check = 1,
	};
	const int fd = raw(IPPROTO_TCP);

	for (unsigned i = 0; i < n; i++)
		send_raw(fd, &tcp, sizeof(tcp));
}

void damaged_udp(unsigned n)
{
	const struct udphdr udp = {
		.source = htons(PORT),
		.dest = htons(CLOSED),
		.len = htons(sizeof(udp)),
		.check = 1,
	};
	const int fd = raw(IPPROTO_UDP);

	for (unsigned i = 0; i < n; i++)
		send_raw(fd, &udp, sizeof(udp));
}

/* RFC 1071, of the pseudo header of RFC 9293 and of a segment without data. */
static uint16_t checksum(const struct tcphdr *tcp)
{
	struct {
		uint32_t from, to;
		uint16_t protocol, len;
		struct tcphdr tcp;
	} summed = {
		.from = htonl(INADDR_LOOPBACK),
		.to = htonl(INADDR_LOOPBACK),
		.protocol = htons(IPPROTO_TCP),
		.len = htons(sizeof(*tcp)),
		.tcp = *tcp,
	};
	uint16_t words[sizeof(summed) / 2];
	uint32_t sum = 0;

	memcpy(words, &summed, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / 2; i++)
		sum += words[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void send_syn(int fd, uint16_t source)
{
	struct tcphdr tcp = {
		.source = source,
		.dest = htons(PORT),
		.doff = 5,
		.syn = 1,
		.seq = htonl(1),
		.window = htons(1024),
	};

	tcp.check = checksum(&tcp);
	send_raw(fd, &tcp, sizeof(tcp));
}

/* Each from another port; nobody has called from there. */
void half_open(unsigned n)
{
	const int fd = raw(IPPROTO_TCP);

	listener(4);
	for (unsigned i = 0; i < n; i++)
		send_syn(fd, htons((uint16_t)(CLOSED + i)));
}

/* SYNs of connections that are open. */
void challenges(unsigned n)
{
	const int fd = raw(IPPROTO_TCP), listening = listener(16);

	for (unsigned i = 0; i < n; i++) {
		struct sockaddr_in from;
		socklen_t len = sizeof(from);
		int fds[2];

		pair(listening, fds);
		need("getsockname", getsockname(fds[0], (struct sockaddr *)&from, &len) == 0);
		send_syn(fd, from.sin_port);
	}
}
