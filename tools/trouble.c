/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What about a socket deserves a look, in a sentence each. */
#include <string.h>

#include "trouble.h"

/* A connection nobody closes is normal for a moment, not for this long. */
#define CLOSE_WAIT_MS 60000
/* Unanswered in a row: one is weather, this many are a broken path. */
#define RETRANSMITS_MANY 2

static uint64_t metric(const struct nw_sock *sock, const char *name)
{
	const int number = nw_metric_of(name);
	uint64_t value;

	return number >= 0 && nw_sock_metric(sock, (unsigned)number, &value) ? value : 0;
}

static bool known(const struct nw_sock *sock, const char *name, uint64_t *ret)
{
	const int number = nw_metric_of(name);

	return number >= 0 && nw_sock_metric(sock, (unsigned)number, ret);
}

static bool is_tcp(const struct nw_sock *sock)
{
	return nw_sock_family(sock) == NW_TCP || nw_sock_family(sock) == NW_MPTCP;
}

/* With as many as the limit says there is still room for one: only more of them are too many. */
static bool full_queue(const struct nw_sock *sock, struct buffer *say)
{
	const bool is_unix = nw_sock_family(sock) == NW_UNIX;
	const uint64_t waiting = metric(sock, "recv_q");
	uint64_t limit;

	if (!nw_sock_listens(sock) || !known(sock, "send_q", &limit) || waiting <= limit)
		return false;
	buffer_format(say,
		      "Its accept queue is full (%llu waiting, limit %llu): the program accepts "
		      "too slowly, and %s.",
		      (unsigned long long)waiting, (unsigned long long)limit,
		      is_unix ? "who connects now has to wait" : "new connections are dropped");
	return true;
}

/*
 * The drops of a listening socket are its own share of ListenOverflows and ListenDrops. Who
 * is dropped tries again, and is counted again.
 */
static bool overflows(const struct nw_sock *sock, struct buffer *say)
{
	const uint64_t drops = metric(sock, "drops");

	if (!is_tcp(sock) || !nw_sock_listens(sock) || !drops)
		return false;
	buffer_format(say,
		      "It has dropped %llu attempt%s to connect since it listens: its accept queue "
		      "was full, or they did not keep to its rules (TCP_DEFER_ACCEPT, SYN cookies "
		      "off).",
		      (unsigned long long)drops, drops == 1 ? "" : "s");
	return true;
}

static bool drops(const struct nw_sock *sock, struct buffer *say)
{
	uint64_t lost = 0;

	if (is_tcp(sock))
		return false;
	if (!known(sock, "drops", &lost))
		known(sock, "file_drops", &lost);
	if (!lost)
		return false;
	buffer_format(say,
		      "It has dropped %llu packet%s: the program reads too slowly for its receive "
		      "buffer.",
		      (unsigned long long)lost, lost == 1 ? "" : "s");
	return true;
}

static bool close_wait(const struct nw_sock *sock, struct buffer *say)
{
	uint64_t data, ack;

	if (nw_sock_state(sock) != NW_STATE_CLOSE_WAIT ||
	    !known(sock, "last_data_recv", &data) || !known(sock, "last_ack_recv", &ack))
		return false;
	if (ack < data)
		data = ack;
	if (data < CLOSE_WAIT_MS)
		return false;
	buffer_format(say,
		      "The peer has closed, and the program has not for at least %llu seconds: "
		      "it leaks connections.",
		      (unsigned long long)(data / 1000));
	return true;
}

static bool zero_window(const struct nw_sock *sock, struct buffer *say)
{
	const uint64_t waiting = metric(sock, "send_q");
	enum nw_timer timer;

	if (!is_tcp(sock) || nw_sock_listens(sock) || !waiting ||
	    !nw_sock_timer(sock, &timer) || timer != NW_TIMER_PROBE)
		return false;
	buffer_format(say,
		      "The peer's window is closed with %llu byte%s waiting: the other program does "
		      "not read.",
		      (unsigned long long)waiting, waiting == 1 ? "" : "s");
	return true;
}

static bool unread(const struct nw_sock *sock, struct buffer *say)
{
	const uint64_t waiting = metric(sock, "recv_q");
	uint64_t window;

	if (nw_sock_state(sock) != NW_STATE_ESTABLISHED || !waiting ||
	    !known(sock, "rcv_wnd", &window) || window != 0)
		return false;
	buffer_format(say,
		      "%llu byte%s to be read and the window is closed: this program does not "
		      "read.",
		      (unsigned long long)waiting, waiting == 1 ? " waits" : "s wait");
	return true;
}

static bool retransmits(const struct nw_sock *sock, struct buffer *say)
{
	const uint64_t in_a_row = metric(sock, "retransmits");

	if (!is_tcp(sock) || in_a_row < RETRANSMITS_MANY)
		return false;
	if (nw_sock_state(sock) == NW_STATE_SYN_SENT)
		/* The first one was not sent again. */
		buffer_format(say, "No answer to %llu attempts to connect.",
			      (unsigned long long)in_a_row + 1);
	else
		buffer_format(say, "%llu retransmissions in a row without an answer.",
			      (unsigned long long)in_a_row);
	return true;
}

/* Share of what was sent that had to be sent again, in percent, and at least so much. */
#define LOSSY_PERCENT 5
#define LOSSY_BYTES 100000

static bool lossy(const struct nw_sock *sock, struct buffer *say)
{
	const uint64_t again = metric(sock, "bytes_retrans"),
		       sent = metric(sock, "bytes_sent");

	if (nw_sock_state(sock) != NW_STATE_ESTABLISHED || again < LOSSY_BYTES ||
	    again * 100 < sent * LOSSY_PERCENT)
		return false;
	buffer_format(say, "%llu%% of what it sent had to be sent again.",
		      (unsigned long long)(again * 100 / sent));
	return true;
}

static bool (*const all[])(const struct nw_sock *, struct buffer *) = {
	full_queue, overflows, drops, close_wait, zero_window, unread, retransmits, lossy,
};

bool trouble_print(const struct nw_sock *sock, struct buffer *buffer)
{
	struct buffer say = { .fd = -1 };
	bool any = false;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		say.n = 0;
		if (!all[i](sock, &say))
			continue;
		if (any)
			buffer_char(buffer, ' ');
		buffer_bytes(buffer, say.at, say.n);
		any = true;
	}
	buffer_free(&say);
	return any;
}

void get_trouble(const struct column *column, struct view *view,
		 const void *row, struct cell *ret)
{
	const struct nw_sock *sock = row;

	(void)column;
	if (trouble_print(sock, &view->scratch))
		*ret = cell_text(view->scratch.at, view->scratch.n);
}
