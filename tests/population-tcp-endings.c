/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP connections in each of the states on the way to their end, made to stay there. */
#include <errno.h>
#include <unistd.h>

#include "population.h"

static int close_wait(void)
{
	struct pair pair;
	int r = pair_make("127.0.0.1", 18008, &pair);

	if (r < 0)
		return r;
	/* Held by a process, FIN_WAIT2 lasts for ever. */
	if (shutdown(pair.client, SHUT_WR) < 0)
		return -errno;

	r = pair_make("::1", 18008, &pair);
	if (r < 0)
		return r;
	return shutdown(pair.server, SHUT_WR) < 0 ? -errno : 0;
}

/* Closed, FIN_WAIT2 is only a time-wait record with a timer, and nobody's. */
static int close_wait_unread(void)
{
	struct pair pair;
	int r = pair_make("127.0.0.1", 18009, &pair);

	if (r < 0)
		return r;
	if (write(pair.client, "unread", 6) != 6)
		return -errno;
	return close(pair.client);
}

static int time_wait(void)
{
	int listener = tcp_listen("127.0.0.1", 18010, 16);

	for (unsigned i = 1; listener >= 0 && i <= 5; i++) {
		int client = tcp_dial("127.0.0.1", 18010, 18010 + i * FROM);
		int server = accept(listener, NULL, NULL);

		if (client < 0 || server < 0)
			return client < 0 ? client : -errno;
		/* Who closes first keeps the record. */
		close(i % 2 ? client : server);
		close(i % 2 ? server : client);
	}
	return listener;
}

static int time_wait_six(void)
{
	struct pair pair;
	int r = pair_make(LONG_SIX, 18010, &pair);

	if (r < 0)
		return r;
	close(pair.client);
	return close(pair.server);
}

/* The FIN stands behind data that the other side has no room for. */
static int fin_wait1(void)
{
	struct pair pair;
	int r = pair_make_narrow("127.0.0.1", 18012, &pair);

	if (r >= 0)
		r = fill(pair.client);
	if (r < 0)
		return r;
	return shutdown(pair.client, SHUT_WR) < 0 ? -errno : 0;
}

/* An orphan: it has lost its process and its inode, but not yet its FIN. */
static int fin_wait1_orphan(void)
{
	struct pair pair;
	int r = pair_make("127.0.0.1", 18013, &pair);

	if (r < 0)
		return r;
	deafen(pair.server);
	return close(pair.client);
}

/* The other side's FIN comes while our own waits behind the data. */
static int closing(void)
{
	struct pair pair;
	int r = pair_make_narrow("127.0.0.1", 18014, &pair);

	if (r >= 0)
		r = fill(pair.client);
	if (r < 0)
		return r;
	if (shutdown(pair.client, SHUT_WR) < 0 || shutdown(pair.server, SHUT_WR) < 0)
		return -errno;
	return 0;
}

/* As closing, the other way round: theirs first. */
static int last_ack(void)
{
	struct pair pair;
	int r = pair_make_narrow("127.0.0.1", 18015, &pair);

	if (r >= 0)
		r = fill(pair.client);
	if (r < 0)
		return r;
	if (shutdown(pair.server, SHUT_WR) < 0 || shutdown(pair.client, SHUT_WR) < 0)
		return -errno;
	return 0;
}

static int last_ack_orphan(void)
{
	struct pair pair;
	int r = pair_make("::1", 18015, &pair);

	if (r < 0)
		return r;
	if (shutdown(pair.client, SHUT_WR) < 0)
		return -errno;
	/* The last FIN is sent again and again: nobody acknowledges it. */
	deafen(pair.client);
	return close(pair.server);
}

int odd_tcp_endings(void)
{
	static const struct deed deeds[] = {
		{ "CLOSE_WAIT", close_wait },
		{ "CLOSE_WAIT with data", close_wait_unread },
		{ "TIME_WAIT", time_wait },
		{ "TIME_WAIT over IPv6", time_wait_six },
		{ "FIN_WAIT1", fin_wait1 },
		{ "FIN_WAIT1 without owner", fin_wait1_orphan },
		{ "CLOSING", closing },
		{ "LAST_ACK", last_ack },
		{ "LAST_ACK without owner", last_ack_orphan },
	};

	deeds_do(deeds, ARRAY_SIZE(deeds));
	return 0;
}
