/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netstat's layout to the byte, as net-tools 2.10 prints it: widths, cuts and trailing
 * blanks included. Only what other processes could use to deceive is different: control
 * bytes are escaped, and lines that a name with a newline would forge do not appear.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "escape.h"
#include "out-netstat-inside.h"

#define ADDRESS_ROOM 22
#define PROGRAM_ROOM 19
#define PROGRAM_WIDTH 20
#define CONTEXT_WIDTH 50
/* netstat reads that much of /proc/PID/cmdline. */
#define CMDLINE_ROOM 511

static void put_left(struct buffer *out, const char *data, size_t len, size_t width)
{
	buffer_bytes(out, data, len);
	if (len < width)
		buffer_fill(out, ' ', width - len);
}

void netstat_word(struct buffer *out, const char *word, size_t width)
{
	put_left(out, word, strlen(word), width);
}

void netstat_right(struct buffer *out, uint64_t number, size_t width)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);

	if ((size_t)len < width)
		buffer_fill(out, ' ', width - (size_t)len);
	buffer_bytes(out, digits, (size_t)len);
}

void netstat_left(struct buffer *out, uint64_t number, size_t width)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
	netstat_word(out, digits, width);
}

static uint64_t metric(const struct nw_sock *sock, enum nw_metric which)
{
	uint64_t value;

	return nw_sock_metric(sock, which, &value) ? value : 0;
}

/* ---- the cells both sections have --------------------------------------------------------- */

/* netstat knows descriptors of processes only: no thread's own table, no io_uring. */
static const struct nw_file *first_holder(const struct nw_sock *sock)
{
	for (size_t i = 0; i < nw_sock_holders(sock); i++) {
		const struct nw_file *file = nw_sock_holder(sock, i);

		if (nw_file_tid(file) == nw_file_pid(file) && nw_file_via(file) == NW_VIA_FD)
			return file;
	}
	return NULL;
}

/* The same rule on what netstat has read of the arguments. */
static void program_of(const struct nw_proc *proc, struct buffer *text)
{
	size_t len, slash = 0;
	const char *argv = nw_proc_argv(proc, &len);

	if (!argv)
		return;
	len = strnlen(argv, len < CMDLINE_ROOM ? len : CMDLINE_ROOM);
	if (len && argv[0] == '/')
		for (size_t i = 0; i < len; i++)
			if (argv[i] == '/')
				slash = i + 1;
	buffer_bytes(text, argv + slash, len - slash);
}

static void put_escaped(struct writer *w, const char *data, size_t len, size_t width)
{
	w->host.n = 0;
	escape_text(&w->host, data, len, 0);
	put_left(w->out, w->host.at, w->host.n, width);
}

static void put_program(struct writer *w, const struct nw_sock *sock)
{
	const struct nw_file *holder = first_holder(sock);
	const struct nw_proc *proc = holder ? nw_file_proc(holder) : NULL;
	size_t len;

	buffer_char(w->out, ' ');
	if (!proc || !nw_proc_argv(proc, &len)) {
		netstat_word(w->out, "-", PROGRAM_WIDTH);
		return;
	}
	w->text.n = 0;
	buffer_format(&w->text, "%u/", nw_file_pid(holder));
	program_of(proc, &w->text);
	put_escaped(w, w->text.at, w->text.n < PROGRAM_ROOM ? w->text.n : PROGRAM_ROOM,
		    PROGRAM_WIDTH);
}

/* Of a long label the end is kept: it says more. */
static void put_context(struct writer *w, const struct nw_sock *sock)
{
	const struct nw_file *holder = first_holder(sock);
	const struct nw_proc *proc = holder ? nw_file_proc(holder) : NULL;
	size_t len = 0, skip;
	const char *context = proc ? nw_proc_context(proc, &len) : NULL;

	buffer_char(w->out, ' ');
	if (!context) {
		netstat_word(w->out, "-", CONTEXT_WIDTH);
		return;
	}
	skip = len >= CONTEXT_WIDTH ? len - CONTEXT_WIDTH + 2 : 0;
	put_escaped(w, context + skip, len - skip, CONTEXT_WIDTH);
}

/* ---- Internet -------------------------------------------------------------------------------- */

void netstat_address(struct writer *w, const struct nw_sock *sock,
		     const struct nw_address *address, bool with_port)
{
	size_t host, port, len;

	const struct view numeric = { .numeric_hosts = true };
	const struct view *view = w->report->view;

	w->text.n = w->host.n = w->port.n = 0;
	/* Of IPv4 addresses in IPv6 clothes it finds no names. */
	endpoint_host(endpoint_is_mapped(address) ? &numeric : view, address, &w->text);
	/* "any" of IPv6 is [::] when names are wanted. */
	if (address->family == AF_INET6 && !view->numeric_hosts && endpoint_is_any(address)) {
		w->text.n = 0;
		buffer_string(&w->text, "[::]");
	}
	escape_text(&w->host, w->text.at, w->text.n, 0);
	w->text.n = 0;
	if (with_port)
		endpoint_port(view, sock, address, &w->text);
	escape_text(&w->port, w->text.at, w->text.n, 0);

	host = w->host.n;
	port = w->port.n;
	if (!w->face->wide && host + port > ADDRESS_ROOM) {
		if (port > ADDRESS_ROOM - 4)
			port = ADDRESS_ROOM - 4;
		if (host > ADDRESS_ROOM - port)
			host = ADDRESS_ROOM - port;
	}
	buffer_bytes(w->out, w->host.at, host);
	if (with_port)
		buffer_char(w->out, ':');
	buffer_bytes(w->out, w->port.at, port);
	len = host + port + with_port;
	buffer_fill(w->out, ' ', len < 23 ? 24 - len : 1);
}

static void put_end(struct writer *w, const struct nw_sock *sock, enum nw_end end)
{
	struct nw_address address = { .family = AF_INET };

	nw_sock_address(sock, end, &address);
	netstat_address(w, sock, &address, true);
}

static bool is_datagram(const struct nw_sock *sock)
{
	return nw_sock_family(sock) == NW_UDP || nw_sock_family(sock) == NW_UDPLITE;
}

static void put_state(struct writer *w, const struct nw_sock *sock)
{
	enum nw_state state = nw_sock_state(sock);

	if (nw_sock_family(sock) == NW_RAW)
		netstat_left(w->out, state, 11);
	else if (is_datagram(sock) && state == NW_STATE_CLOSE)
		netstat_word(w->out, "", 11);
	else if (is_datagram(sock) && state != NW_STATE_ESTABLISHED)
		netstat_word(w->out, "UNKNOWN", 11);
	else
		netstat_word(w->out, nw_state_name(state), 11);
}

static void put_user(struct writer *w, const struct nw_sock *sock)
{
	const struct view *view = w->report->view;
	const char *name = NULL;
	uint32_t uid = 0;

	/* What has no user of its own counts as root's. */
	nw_sock_uid(sock, &uid);
	if (!view->numeric_users)
		name = nw_user_name(view->nw, uid);
	buffer_char(w->out, ' ');
	if (name)
		put_escaped(w, name, strlen(name), 10);
	else
		netstat_left(w->out, uid, 10);
	buffer_char(w->out, ' ');
	netstat_left(w->out, nw_sock_inode(sock), 10);
}

static void put_timer(struct writer *w, const struct nw_sock *sock)
{
	enum nw_timer timer = NW_TIMER_OFF;
	const char *name;
	uint64_t expires = metric(sock, NW_TIMER_EXPIRES);

	buffer_char(w->out, ' ');
	nw_sock_timer(sock, &timer);
	name = timer <= NW_TIMER_PROBE ? nw_timer_name(timer) : NULL;
	if (timer == NW_TIMER_OFF)
		expires = 0;
	if (name)
		buffer_string(w->out, name);
	else
		buffer_format(w->out, "unkn-%d", (int)timer);
	buffer_format(w->out, " (%.2f/%u/%u)", (double)expires / 1000,
		      (unsigned)metric(sock, NW_RETRANSMITS),
		      (unsigned)metric(sock, NW_PROBES));
}

void netstat_holder(struct writer *w, const struct nw_sock *sock)
{
	if (w->face->programs)
		put_program(w, sock);
	if (w->face->context)
		put_context(w, sock);
}

void netstat_owner(struct writer *w, const struct nw_sock *sock)
{
	if (w->face->extend)
		put_user(w, sock);
	netstat_holder(w, sock);
}

static void put_internet_row(struct writer *w, const struct nw_sock *sock)
{
	bool listens = nw_sock_family(sock) == NW_TCP && nw_sock_listens(sock);

	netstat_word(w->out, endpoint_proto(sock), 5);
	buffer_char(w->out, ' ');
	netstat_right(w->out, metric(sock, NW_RECV_QUEUE), 6);
	buffer_char(w->out, ' ');
	/* Where we know a listener's limit netstat has nothing. */
	netstat_right(w->out, listens ? 0 : metric(sock, NW_SEND_QUEUE), 6);
	buffer_char(w->out, ' ');
	put_end(w, sock, NW_LOCAL);
	put_end(w, sock, NW_REMOTE);
	put_state(w, sock);
	netstat_owner(w, sock);
	if (w->face->timers)
		put_timer(w, sock);
	buffer_char(w->out, '\n');
}

static void put_title(struct writer *w, const char *title)
{
	buffer_string(w->out, title);
	buffer_string(w->out, w->face->all         ? "(servers and established)"
			      : w->face->listening ? "(only servers)"
						   : "(w/o servers)");
	buffer_char(w->out, '\n');
}

static void put_more_titles(struct writer *w)
{
	if (w->face->programs) {
		buffer_char(w->out, ' ');
		netstat_word(w->out, "PID/Program name", PROGRAM_WIDTH);
	}
	if (w->face->context)
		netstat_word(w->out, " Security Context", CONTEXT_WIDTH);
}

static bool is_shown(const struct writer *w, const struct nw_sock *sock)
{
	return nw_sock_family(sock) < NW_UNIX &&
	       (!w->face->cut || nw_sock_family(sock) < w->face->cut_at);
}

static void put_family(struct writer *w, enum nw_family family, bool endpoints)
{
	for (size_t i = 0; i < w->report->n; i++) {
		const struct nw_sock *sock = w->report->rows[i];

		if (nw_sock_family(sock) != family || !is_shown(w, sock))
			continue;
		if (family != NW_SCTP)
			put_internet_row(w, sock);
		else if (netstat_sctp_endpoint(sock) == endpoints)
			netstat_sctp_row(w, sock);
	}
}

static void put_internet(struct writer *w)
{
	put_title(w, "Active Internet connections ");
	buffer_string(w->out, "Proto Recv-Q Send-Q Local Address           "
			      "Foreign Address         State      ");
	if (w->face->extend)
		buffer_string(w->out, " User       Inode     ");
	put_more_titles(w);
	if (w->face->timers)
		buffer_string(w->out, " Timer");
	buffer_char(w->out, '\n');
	for (enum nw_family family = 0; family < NW_UNIX; family++) {
		/* Of SCTP first all endpoints, then all associations. */
		if (family == NW_SCTP)
			put_family(w, family, true);
		put_family(w, family, false);
	}
}

static void put_unix(struct writer *w)
{
	put_title(w, "Active UNIX domain sockets ");
	buffer_string(w->out, "Proto RefCnt Flags       Type       State         I-Node  ");
	put_more_titles(w);
	buffer_string(w->out, " Path\n");
	for (size_t i = 0; i < w->report->n; i++)
		if (nw_sock_family(w->report->rows[i]) == NW_UNIX)
			netstat_unix_row(w, w->report->rows[i]);
}

void out_netstat(const struct report *report, const struct netstat_face *face,
		 struct buffer *out)
{
	struct writer w = {
		.report = report,
		.face = face,
		.out = out,
		.host = { .fd = -1 },
		.port = { .fd = -1 },
		.text = { .fd = -1 },
	};

	if (face->internet)
		put_internet(&w);
	if (face->unix_domain && !face->cut)
		put_unix(&w);
	buffer_free(&w.host);
	buffer_free(&w.port);
	buffer_free(&w.text);
}
