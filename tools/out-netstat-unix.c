/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netstat's rows of UNIX sockets. */
#include "escape.h"
#include "out-netstat-inside.h"

static uint64_t refcount(const struct nw_sock *sock)
{
	uint64_t value;

	return nw_sock_metric(sock, NW_REFCOUNT, &value) ? value : 0;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* netstat reads a name as one word of a line: NULs were '@', and the first blank ends it. */
static void put_path(struct writer *w, const struct nw_sock *sock)
{
	size_t len = 0, at = 0;
	const char *name = nw_sock_attribute(sock, NW_ATTR_NAME, &len);

	w->text.n = w->host.n = 0;
	while (name && at < len && is_space(name[at]))
		at++;
	for (; name && at < len && !is_space(name[at]); at++)
		buffer_char(&w->text, name[at] ? name[at] : '@');
	escape_text(&w->host, w->text.at, w->text.n, 0);
	buffer_char(w->out, ' ');
	buffer_bytes(w->out, w->host.at, w->host.n);
	buffer_char(w->out, '\n');
}

void netstat_unix_row(struct writer *w, const struct nw_sock *sock)
{
	netstat_word(w->out, "unix", 5);
	buffer_char(w->out, ' ');
	netstat_left(w->out, refcount(sock), 6);
	buffer_char(w->out, ' ');
	netstat_word(w->out, nw_sock_listens(sock) ? "[ ACC ]" : "[ ]", 11);
	buffer_char(w->out, ' ');
	netstat_word(w->out, endpoint_type(sock), 10);
	buffer_char(w->out, ' ');
	netstat_word(w->out, endpoint_state(sock), 13);
	buffer_char(w->out, ' ');
	netstat_left(w->out, nw_sock_inode(sock), 8);
	netstat_holder(w, sock);
	put_path(w, sock);
}
