/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A name server on the loopback interface that answers, denies, or keeps silent. */
#ifndef NW_UNIT_NAMESERVER_H
#define NW_UNIT_NAMESERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

/* It is asked for the last byte of an address: the first label of 7.2.0.192.in-addr.arpa. */
#define DENIED 100 /* from here on: no such name */
#define SILENT 200 /* from here on: no answer as long as `silent` is set */

static atomic_bool silent;
static atomic_uint questions;

static inline size_t put_name(unsigned char *out, const char *name)
{
	size_t n = 0;

	while (*name) {
		size_t len = strcspn(name, ".");

		out[n++] = (unsigned char)len;
		memcpy(out + n, name, len);
		n += len;
		name += len + (name[len] == '.');
	}
	out[n++] = 0;
	return n;
}

static inline size_t answer(unsigned char *packet, size_t len, int last)
{
	/* The name asked for, PTR, IN, one minute. */
	static const unsigned char head[] = { 0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 60, 0 };
	char name[64];
	size_t n;

	packet[2] |= 0x80; /* a response */
	packet[3] = 0x80 | (last >= DENIED && last < SILENT ? 3 : 0);
	packet[10] = packet[11] = 0; /* no EDNS */
	if (packet[3] & 3)
		return len;
	packet[7] = 1;
	memcpy(packet + len, head, sizeof(head));
	len += sizeof(head);
	snprintf(name, sizeof(name), "host-%d.example", last);
	n = put_name(packet + len + 1, name);
	packet[len] = (unsigned char)n;
	return len + 1 + n;
}

static inline void *serve_names(void *arg)
{
	int fd = *(int *)arg;

	for (;;) {
		unsigned char packet[1024];
		char label[4] = "";
		struct sockaddr_in from;
		socklen_t from_len = sizeof(from);
		ssize_t len = recvfrom(fd, packet, sizeof(packet) / 2, 0,
				       (struct sockaddr *)&from, &from_len);
		int last;

		if (len < 17 || packet[12] > 3)
			continue;
		memcpy(label, packet + 13, packet[12]);
		last = atoi(label);
		atomic_fetch_add(&questions, 1);
		/* Late, and everyone behind it as well. */
		while (last >= SILENT && silent)
			usleep(10000);
		len = (ssize_t)answer(packet, (size_t)len, last);
		sendto(fd, packet, (size_t)len, 0, (struct sockaddr *)&from, from_len);
	}
	return NULL;
}

static inline void start_server(void)
{
	static int fd;
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(53) };
	pthread_t thread;

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&here, sizeof(here)), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, serve_names, &fd), 0);
	pthread_detach(thread);
}

#endif
