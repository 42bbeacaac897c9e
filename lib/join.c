/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one source alone does not say: rows of two sources, or of one family, joined. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "table.h"

static const char *name_of(const struct rows *rows, const struct nw_sock *sock, size_t *len)
{
	if (!sock->attrs_len)
		return NULL;
	return attr_find(rows->arena.at + sock->attrs_at, sock->attrs_len, NW_ATTR_NAME, len);
}

/* ---- /proc/net/unix beside sock_diag ---------------------------------------------------- */

/* A name as that file has it: NULs of an abstract name as '@', cut at a newline. */
struct file_name {
	char at[112];
	uint32_t len;
	uint32_t pending; /* connections that wait at the listener of this name */
};

static void file_name_of(const char *name, size_t len, struct file_name *ret)
{
	ret->len = 0;
	for (size_t i = 0; i < len && i < sizeof(ret->at) && name[i] != '\n'; i++)
		ret->at[ret->len++] = name[i] ? name[i] : '@';
}

static int by_name(const void *left, const void *right)
{
	const struct file_name *a = left, *b = right;

	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->at, b->at, a->len);
}

struct overlay {
	struct rows file;
	VEC(struct file_name) listeners; /* those somebody waits at */
};

static void overlay_free(struct overlay *overlay)
{
	rows_free(&overlay->file);
	vec_free(&overlay->listeners);
}

static int by_inode(const void *left, const void *right)
{
	const struct nw_sock *a = left, *b = right;

	return (a->inode > b->inode) - (a->inode < b->inode);
}

static int gather_listeners(const struct rows *rows, struct overlay *overlay)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];
		struct file_name *listener;
		const char *name;
		size_t len;

		if (sock->family != NW_UNIX || sock->state != NW_STATE_LISTEN || !sock->recvq)
			continue;
		name = name_of(rows, sock, &len);
		if (!name)
			continue;
		listener = vec_push(&overlay->listeners);
		if (!listener)
			return -ENOMEM;
		file_name_of(name, len, listener);
		listener->pending = sock->recvq;
	}
	if (overlay->listeners.n)
		qsort(overlay->listeners.at, overlay->listeners.n, sizeof(struct file_name),
		      by_name);
	/* The same name in several directories, or again after its file was removed. */
	for (size_t i = 0; i < overlay->listeners.n; i++) {
		struct file_name *all = overlay->listeners.at;

		if (kept && by_name(&all[kept - 1], &all[i]) == 0)
			all[kept - 1].pending += all[i].pending;
		else
			all[kept++] = all[i];
	}
	overlay->listeners.n = kept;
	return 0;
}

/*
 * Anybody may make this line: a name with a newline in it writes what follows. A row
 * without an inode is believed while a listener of that name has connections waiting.
 */
static bool is_pending(struct overlay *overlay, const char *name, size_t len)
{
	struct file_name key, *listener;

	if (!overlay->listeners.n)
		return false;
	file_name_of(name, len, &key);
	listener = bsearch(&key, overlay->listeners.at, overlay->listeners.n, sizeof(key),
			   by_name);
	if (!listener || !listener->pending)
		return false;
	listener->pending--;
	return true;
}

static int add_pending(const struct taking *taking, struct overlay *overlay,
		       const struct nw_sock *found)
{
	const char *name;
	struct nw_sock *sock;
	size_t len;

	name = name_of(&overlay->file, found, &len);
	/* What waits to be accepted does not listen itself. */
	if (!name || found->state == NW_STATE_LISTEN || !is_pending(overlay, name, len))
		return 0;
	sock = rows_add(taking->rows, NW_UNIX, AF_UNIX);
	if (!sock)
		return -ENOMEM;
	sock->type = found->type;
	sock->state = found->state;
	sock->refcount = found->refcount;
	sock->has = HAS_REFCOUNT;
	return rows_attr(taking->rows, NW_ATTR_NAME, name, len);
}

static void set_refcount(struct nw_sock *sock, const struct rows *file)
{
	const struct nw_sock *end = file->socks.at + file->socks.n;
	const struct nw_sock *found;

	if (!file->socks.n || sock->inode == 0)
		return;
	found = bsearch(sock, file->socks.at, file->socks.n, sizeof(*found), by_inode);
	if (!found)
		return;
	/* Two lines for one socket: one of them is forged, and which one is not known. */
	if ((found > file->socks.at && found[-1].inode == sock->inode) ||
	    (found + 1 < end && found[1].inode == sock->inode))
		return;
	sock->refcount = found->refcount;
	sock->has |= HAS_REFCOUNT;
}

static int lay_over(const struct taking *taking, struct overlay *overlay)
{
	struct rows *rows = taking->rows;
	int r = gather_listeners(rows, overlay);

	if (overlay->file.socks.n)
		qsort(overlay->file.socks.at, overlay->file.socks.n,
		      sizeof(struct nw_sock), by_inode);
	for (size_t i = 0; r == 0 && i < rows->socks.n; i++)
		if (rows->socks.at[i].family == NW_UNIX)
			set_refcount(&rows->socks.at[i], &overlay->file);
	for (size_t i = 0; r == 0 && i < overlay->file.socks.n; i++) {
		if (overlay->file.socks.at[i].inode != 0)
			break;
		r = add_pending(taking, overlay, &overlay->file.socks.at[i]);
	}
	return r;
}

static bool has_newline(const struct rows *rows)
{
	for (size_t i = 0; i < rows->socks.n; i++) {
		size_t len = 0;
		const char *name = rows->socks.at[i].family == NW_UNIX
					 ? name_of(rows, &rows->socks.at[i], &len)
					 : NULL;

		if (name && memchr(name, '\n', len))
			return true;
	}
	return false;
}

int join_unix_file(const struct taking *taking)
{
	static const struct file_source source = { "unix", AF_UNIX, unix_line };
	static const struct ask ask = { .family = NW_UNIX, .af = AF_UNIX };
	_cleanup_(overlay_free) struct overlay overlay = { 0 };
	uint64_t malformed = 0;
	bool cut = false;
	int r;

	for (size_t i = 0; i < taking->rows->socks.n; i++)
		/* The file was the source already. */
		if (taking->rows->socks.at[i].has & HAS_REFCOUNT &&
		    taking->rows->socks.at[i].family == NW_UNIX)
			return 0;

	r = family_read_file(taking, &source, &ask, &overlay.file, &malformed, &cut);
	if (r == -ENOMEM || r == -EOVERFLOW)
		return r;
	if (r < 0)
		return r == -ENOENT || r == -EUCLEAN
			     ? 0
			     : family_note(taking, NW_NOTE_UNREADABLE, -r, 0, "proc/net/",
					   "unix");
	if (cut && malformed)
		malformed--;
	/* A newline in a name is no fault of the file's. */
	if (r == 0 && malformed && !has_newline(taking->rows))
		r = family_note(taking, NW_NOTE_MALFORMED, 0, malformed, "proc/net/", "unix");
	return r < 0 ? r : lay_over(taking, &overlay);
}

/* ---- netlink ------------------------------------------------------------------------------- */

static int twins(const void *left, const void *right)
{
	const struct nw_sock *a = left, *b = right;
	bool an = a->family == NW_NETLINK, bn = b->family == NW_NETLINK;

	if (an != bn)
		return an ? 1 : -1;
	return (a->cookie > b->cookie) - (a->cookie < b->cookie);
}

void join_netlink_twins(struct rows *rows)
{
	size_t kept = 0, first = rows->socks.n;

	/* Netlink is taken last but for families without cookies in common with it. */
	for (size_t i = 0; i < rows->socks.n; i++)
		if (rows->socks.at[i].family == NW_NETLINK && i < first)
			first = i;
	if (first == rows->socks.n)
		return;
	qsort(rows->socks.at + first, rows->socks.n - first, sizeof(struct nw_sock), twins);
	kept = first;
	for (size_t i = first; i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];
		const struct nw_sock *last = kept > first ? &rows->socks.at[kept - 1] : NULL;

		if (last && sock->family == NW_NETLINK && last->family == NW_NETLINK &&
		    sock->has & HAS_COOKIE && sock->cookie == last->cookie)
			continue;
		rows->socks.at[kept++] = *sock;
	}
	rows->socks.n = kept;
}
