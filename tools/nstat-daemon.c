/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iproute2's daemon: samples counters, and tells whoever asks their averages. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "nstat-iproute.h"

#define CONSTANT 60
#define BACKLOG 5

unsigned int nstat_daemon_address(unsigned int uid, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(ret->sun_path + 1, sizeof(ret->sun_path) - 1, "nstat%d", (int)uid);
	return (unsigned int)(offsetof(struct sockaddr_un, sun_path) + 1 +
			      strlen(ret->sun_path + 1));
}

struct sampler {
	const struct nstat_iproute_options *options;
	struct nstat_iproute_door door;
	struct nstat_entries entries;
	uint64_t last; /* milliseconds, CLOCK_MONOTONIC */
	double weight; /* of what a sample adds to an average */
	int fd;
};

static uint64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int listen_at(struct sampler *sampler)
{
	struct sockaddr_un address;
	const socklen_t len = nstat_daemon_address(getuid(), &address);
	const char *what = "socket";

	sampler->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (sampler->fd >= 0) {
		what = "bind";
		if (bind(sampler->fd, (const struct sockaddr *)&address, len) == 0) {
			what = "listen";
			if (listen(sampler->fd, BACKLOG) == 0)
				return 0;
		}
	}
	tool_say("%s: %s", what, strerror(errno));
	return NSTAT_EXIT_IPROUTE;
}

static void sample(struct sampler *sampler)
{
	struct nstat_entries next = NSTAT_ENTRIES_NONE;
	const uint64_t now = milliseconds();

	/* Without one that is whole the last one stays, and the next one is of a longer time. */
	if (nstat_iproute_take(&sampler->door, &next) != 0) {
		nstat_entries_free(&next);
		return;
	}
	nstat_entries_average(&sampler->entries, &next,
			      (double)(now - sampler->last) / 1000, sampler->weight);
	memcpy(next.source, sampler->entries.source, sizeof(next.source));
	nstat_entries_free(&sampler->entries);
	sampler->entries = next;
	sampler->last = now;
}

/*
 * All of it at once, into the socket's buffer: nobody who does not read is waited for. What is
 * told is what anybody may read in /proc.
 */
static void answer(struct sampler *sampler)
{
	const struct nstat_iproute_options plain = {
		.zeros = sampler->options->zeros,
	};
	struct buffer text = { .fd = -1 };
	const int fd = accept4(sampler->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	nstat_iproute_keep(&plain, &sampler->entries, NULL, &text);
	if (!text.error)
		(void)!send(fd, text.at, text.n, MSG_NOSIGNAL | MSG_DONTWAIT);
	buffer_free(&text);
	close(fd);
}

__attribute__((noreturn)) static void serve(struct sampler *sampler)
{
	const uint64_t scan = (uint64_t)sampler->options->scan * 1000;
	struct pollfd poll_fd = { .fd = sampler->fd, .events = POLLIN };
	uint64_t next = sampler->last + scan;

	for (;;) {
		const uint64_t now = milliseconds();

		if (now >= next) {
			sample(sampler);
			next = now + scan;
			continue;
		}
		if (poll(&poll_fd, 1, (int)(next - now)) > 0)
			answer(sampler);
	}
}

static void name_source(struct sampler *sampler, int constant)
{
	uint32_t nonce = 0;

	/* Another daemon of the same number is not taken for this one. */
	if (getrandom(&nonce, sizeof(nonce), GRND_NONBLOCK) < 0)
		nonce = (uint32_t)sampler->last;
	snprintf(sampler->entries.source, sizeof(sampler->entries.source),
		 "%d.%lu sampling_interval=%d time_const=%d", (int)getpid(),
		 (unsigned long)nonce, sampler->options->scan, constant);
}

int nstat_daemon(const struct nstat_iproute_options *options)
{
	const int constant = options->constant ? options->constant : CONSTANT;
	struct sampler sampler = {
		.options = options,
		.entries = NSTAT_ENTRIES_NONE,
		.weight = 1 - pow(10, -(double)options->scan / constant),
		.fd = -1,
	};
	int code = nstat_iproute_open(&sampler.door);

	if (code == 0)
		code = nstat_iproute_take(&sampler.door, &sampler.entries);
	sampler.last = milliseconds();
	if (code == 0)
		code = listen_at(&sampler);
	if (code == 0 && daemon(0, 0) < 0) {
		tool_say("daemon: %s", strerror(errno));
		code = NSTAT_EXIT_IPROUTE;
	}
	if (code == 0) {
		name_source(&sampler, constant);
		serve(&sampler);
	}
	if (sampler.fd >= 0)
		close(sampler.fd);
	nstat_entries_free(&sampler.entries);
	nstat_iproute_close(&sampler.door);
	return code;
}
