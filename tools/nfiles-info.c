/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What -T tells of sockets: states and queues. */
#include <inttypes.h>

#include "nfiles-facts.h"

static const char *unix_state(const struct nw_sock *sock)
{
	switch (nw_sock_state(sock)) {
	case NW_STATE_LISTEN:
		return "LISTEN";
	case NW_STATE_ESTABLISHED:
		return "CONNECTED";
	case NW_STATE_SYN_SENT:
		return "CONNECTING";
	default:
		return "UNCONNECTED";
	}
}

/* What is UDP has no state. */
static const char *inet_state(const struct nw_sock *sock)
{
	if (nw_sock_family(sock) != NW_TCP)
		return NULL;
	return nw_sock_state(sock) < NW_STATE_CLOSING + 1
		     ? files_tcp_state(nw_sock_state(sock))
		     : "UNKNOWN";
}

void files_info(const struct files_run *run, const struct nw_use *use, struct files_info *ret)
{
	const unsigned asked = run->options.tcp_info;
	const enum files_socket kind = files_socket(use);
	const struct nw_sock *sock = nw_use_sock(use);

	*ret = (struct files_info){ .any = kind == FILES_INET || kind == FILES_UNIX };
	if (!ret->any)
		return;
	if (asked & FILES_TCP_STATE)
		ret->state = kind == FILES_UNIX ? unix_state(sock) : inet_state(sock);
	if (!(asked & FILES_TCP_QUEUES) || kind != FILES_INET)
		return;
	ret->queues = true;
	nw_sock_metric(sock, NW_RECV_QUEUE, &ret->received);
	if (!nw_sock_listens(sock))
		nw_sock_metric(sock, NW_SEND_QUEUE, &ret->sent);
}

/* " (LISTEN QR=0 QS=0)". The blank is there even when nothing follows it, as in lsof. */
void files_put_info(struct files_run *run, const struct nw_use *use)
{
	struct buffer *out = &run->out;
	struct files_info info;

	files_info(run, use, &info);
	if (!info.any || !run->options.tcp_info)
		return;
	buffer_char(out, ' ');
	if (!info.state && !info.queues)
		return;
	buffer_char(out, '(');
	if (info.state)
		buffer_string(out, info.state);
	if (info.queues)
		buffer_format(out, "%sQR=%" PRIu64 " QS=%" PRIu64, info.state ? " " : "",
			      info.received, info.sent);
	buffer_char(out, ')');
}
