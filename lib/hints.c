/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hints at what the kernel's own sockets of a table are for. */
#include <errno.h>

#include "hint.h"
#include "hints.h"

/* The mounts of one namespace: rows of one stand together. */
struct mounts {
	bool read;
	uint64_t netns_at;
	struct bytes file;
	struct hint_mounts those;
};

/* Mounts are seen from a process: of another namespace, from one that lives there. */
static int read_mounts(struct sys *sys, const struct netns *netns, struct mounts *mounts)
{
	int r;

	mounts->those.all.n = 0;
	if (netns->foreign && netns->pid)
		r = sys_read(sys, &mounts->file, "proc/%u/mountinfo", netns->pid);
	else
		r = sys_read(sys, &mounts->file, "proc/self/mountinfo");
	/* Without it there still are the ports. */
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	return hint_read_mounts(text_of(mounts->file.at, mounts->file.n), &mounts->those);
}

static int add_hint(struct sys *sys, struct nw_table *table, struct nw_sock *sock,
		    struct mounts *mounts)
{
	char hint[HINT_ROOM];
	size_t len;
	int r = 0;

	if (hint_needs_mounts(sock) && (!mounts->read || mounts->netns_at != sock->netns_at)) {
		r = read_mounts(sys, &table->spaces.all.at[sock->netns_at], mounts);
		mounts->read = true;
		mounts->netns_at = sock->netns_at;
	}
	if (r < 0)
		return r;
	len = hint_of(sock, hint_needs_mounts(sock) ? &mounts->those : NULL, hint);
	return len ? rows_attr_late(&table->rows, sock, ATTR_HINT, hint, len) : 0;
}

int hints_join(struct sys *sys, struct nw_table *table)
{
	struct mounts mounts = { 0 };
	int r = 0;

	for (size_t i = 0; r == 0 && i < table->rows.socks.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[i];

		/* Ends of netlink are the kernel's by nature, and have no ports. */
		if (sock->reason == NW_REASON_KERNEL && sock->local_port)
			r = add_hint(sys, table, sock, &mounts);
	}
	hint_mounts_free(&mounts.those);
	free(mounts.file.at);
	return r;
}
