/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns of what control groups say: containers, units, slices. */
#include <string.h>

#include "column-get.h"

static bool is_said(const struct buffer *buffer, const char *text, size_t len)
{
	const char *at = buffer->at, *end = buffer->at + buffer->n;

	while (at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const size_t word = (size_t)((comma ? comma : end) - at);

		if (word == len && memcmp(at, text, len) == 0)
			return true;
		at += word + 1;
	}
	return false;
}

/* Of several holders each different one. */
GETTER(get_label)
{
	for (size_t i = 0; i < nw_sock_holders(sock); i++) {
		const struct nw_proc *proc = nw_file_proc(nw_sock_holder(sock, i));
		size_t len;
		const char *text = proc ? nw_proc_label(proc, column->metric, &len) : NULL;

		if (!text || is_said(&view->scratch, text, len))
			continue;
		if (view->scratch.n)
			buffer_char(&view->scratch, ',');
		buffer_bytes(&view->scratch, text, len);
	}
	if (view->scratch.n)
		*ret = cell_text(view->scratch.at, view->scratch.n);
}

/* From inside of a namespace for groups, what is above its root begins with "/..". */
static bool strip_above(const char **path, size_t *len)
{
	bool any = false;

	while (*len >= 3 && memcmp(*path, "/..", 3) == 0 && (*len == 3 || (*path)[3] == '/')) {
		*path += 3;
		*len -= 3;
		any = true;
	}
	return any;
}

/*
 * There the two paths may start from different roots, and where ours lies nobody tells: they
 * are certain to be different only when they end differently.
 */
static bool may_be(const char *made, size_t made_len, const char *held, size_t held_len)
{
	bool above = strip_above(&made, &made_len);

	above |= strip_above(&held, &held_len);
	if (above && held_len == 1)
		held_len = 0;
	if (above ? held_len > made_len : held_len != made_len)
		return false;
	return memcmp(made + made_len - held_len, held, held_len) == 0;
}

/* A socket's group is one of cgroup v2; the other hierarchies' names are no use here. */
static bool same_as_holder(const struct nw_sock *sock, const char *text, size_t len)
{
	for (size_t i = 0; i < nw_sock_holders(sock); i++) {
		const struct nw_proc *proc = nw_file_proc(nw_sock_holder(sock, i));
		size_t other_len;
		const char *other = proc ? nw_proc_label(proc, NW_LABEL_UNIFIED, &other_len)
					 : NULL;

		if (other && may_be(text, len, other, other_len))
			return true;
	}
	return false;
}

/* Only where it says more than the holder does; every socket was made somewhere below "/". */
GETTER(get_made_in)
{
	size_t len;
	const char *path = nw_sock_label(sock, NW_LABEL_CGROUP, &len);

	(void)column;
	(void)view;
	if (!path || len <= 1 || same_as_holder(sock, path, len))
		return;
	*ret = cell_text(path, len);
}

GETTER(get_cgroup_path)
{
	size_t len;
	const char *path = nw_sock_label(sock, NW_LABEL_CGROUP, &len);

	(void)column;
	(void)view;
	if (path)
		*ret = cell_text(path, len);
}

GETTER(get_socket_unit)
{
	size_t len;
	const char *unit = nw_sock_unit(sock, &len);

	(void)column;
	(void)view;
	if (unit)
		*ret = cell_text(unit, len);
}

/* Behind "1/systemd" its " (sshd.socket)", behind "kernel" its " (vxlan?)". */
void column_print_purpose(const struct nw_sock *sock, struct buffer *buffer)
{
	const struct nw_file *first = nw_sock_holder(sock, 0);
	const char *purpose;
	size_t len;

	if (!first)
		purpose = nw_sock_hint(sock, &len);
	else
		purpose = nw_file_pid(first) == 1 ? nw_sock_unit(sock, &len) : NULL;
	if (!purpose)
		return;
	buffer_string(buffer, " (");
	buffer_bytes(buffer, purpose, len);
	buffer_char(buffer, ')');
}
