/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of a single socket. */
#include <errno.h>
#include <linux/sock_diag.h>

#include "exact.h"
#include "family.h"

struct answer {
	struct ask ask;
	struct rows *rows;
};

static int keep_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct answer *answer = arg;
	int r = 0;

	if (msg->nlmsg_type == SOCK_DIAG_BY_FAMILY)
		r = family_get(answer->ask.family)->read(msg, &answer->ask, answer->rows);
	return r == -EBADMSG ? 0 : r;
}

int exact_ask(struct sys *sys, const struct netns *netns, const struct nw_sock *sock,
	      exact_fn *exact, struct rows *rows)
{
	char body[ASK_ROOM] __attribute__((aligned(8)));
	const struct sys_dump dump = {
		.bus = NETLINK_SOCK_DIAG,
		.type = SOCK_DIAG_BY_FAMILY,
		.name = "exact",
		.body = body,
		.body_len = exact(sock, body),
		.netns = netns,
		.exact = true,
	};
	struct answer answer = {
		.ask = { .family = sock->family, .af = sock->af, .want = NW_WANT_INFO },
		.rows = rows,
	};
	struct sys_dump_end end;

	return sys_dump(sys, &dump, keep_answer, &answer, &end);
}
