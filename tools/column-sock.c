/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns of one fact each. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "column-get.h"

static struct cell scratch_cell(const struct view *view)
{
	return cell_text(view->scratch.at, view->scratch.n);
}

GETTER(get_proto)
{
	*ret = cell_word(endpoint_proto(sock));
	if (!view->grouped || !nw_sock_connection(sock))
		return;
	buffer_string(&view->scratch, "  ");
	buffer_string(&view->scratch, endpoint_proto(sock));
	*ret = scratch_cell(view);
}

GETTER(get_family)
{
	*ret = cell_word(nw_family_name(nw_sock_family(sock)));
}

GETTER(get_ip)
{
	if (nw_sock_ip(sock))
		*ret = cell_number((uint64_t)nw_sock_ip(sock));
}

GETTER(get_state)
{
	const char *state = endpoint_state(sock);

	if (*state)
		*ret = cell_word(state);
}

GETTER(get_local)
{
	if (nw_sock_family(sock) == NW_UNIX)
		return;
	endpoint_print(view, sock, NW_LOCAL, &view->scratch);
	*ret = scratch_cell(view);
}

GETTER(get_remote)
{
	if (nw_sock_family(sock) == NW_UNIX)
		return;
	endpoint_print(view, sock, NW_REMOTE, &view->scratch);
	*ret = scratch_cell(view);
}

/* Machines get the address itself, also where people get its name. */
static void numeric_address(struct view *view, const struct nw_sock *sock,
			    enum nw_end end, struct cell *ret)
{
	struct nw_address address;
	struct view numeric = { .numeric_hosts = true };

	if (!nw_sock_address(sock, end, &address))
		return;
	if (address.family != AF_INET && address.family != AF_INET6)
		return;
	endpoint_host(&numeric, &address, &view->scratch);
	*ret = scratch_cell(view);
}

static void numeric_port(const struct nw_sock *sock, enum nw_end end, struct cell *ret)
{
	struct nw_address address;

	if (nw_sock_address(sock, end, &address))
		*ret = cell_number(address.port);
}

static void host_name(struct view *view, const struct nw_sock *sock, enum nw_end end,
		      struct cell *ret)
{
	struct nw_address address;

	if (!view->numeric_hosts && nw_sock_address(sock, end, &address))
		*ret = cell_word(nw_host_name(view->nw, &address));
}

GETTER(get_local_address)
{
	numeric_address(view, sock, NW_LOCAL, ret);
}

GETTER(get_remote_address)
{
	numeric_address(view, sock, NW_REMOTE, ret);
}

GETTER(get_local_port)
{
	numeric_port(sock, NW_LOCAL, ret);
}

GETTER(get_remote_port)
{
	numeric_port(sock, NW_REMOTE, ret);
}

GETTER(get_local_host)
{
	host_name(view, sock, NW_LOCAL, ret);
}

GETTER(get_remote_host)
{
	host_name(view, sock, NW_REMOTE, ret);
}

GETTER(get_device)
{
	*ret = cell_word(nw_sock_device(sock));
}

GETTER(get_uid)
{
	uint32_t uid;

	if (nw_sock_uid(sock, &uid))
		*ret = cell_number(uid);
}

GETTER(get_user)
{
	uint32_t uid;

	if (!nw_sock_uid(sock, &uid))
		return;
	if (!view->numeric_users)
		*ret = cell_word(nw_user_name(view->nw, uid));
	if (ret->kind == CELL_ABSENT) {
		buffer_u64(&view->scratch, uid);
		*ret = scratch_cell(view);
	}
}

GETTER(get_inode)
{
	if (nw_sock_inode(sock))
		*ret = cell_number(nw_sock_inode(sock));
}

GETTER(get_cookie)
{
	uint64_t cookie;

	if (nw_sock_cookie(sock, &cookie))
		*ret = cell_number(cookie);
}

GETTER(get_connection)
{
	const struct nw_sock *connection = nw_sock_connection(sock);
	uint64_t cookie;

	if (connection && nw_sock_cookie(connection, &cookie))
		*ret = cell_number(cookie);
}

GETTER(get_netns)
{
	if (nw_sock_netns(sock))
		*ret = cell_number(nw_sock_netns(sock));
}

/* For people: a name, a number, or at least a process that lives there. */
GETTER(get_space)
{
	const char *name = nw_sock_netns_name(sock);

	if (name)
		buffer_string(&view->scratch, name);
	else if (nw_sock_netns(sock))
		buffer_u64(&view->scratch, nw_sock_netns(sock));
	else
		buffer_format(&view->scratch, "pid:%u", nw_sock_netns_pid(sock));
	if (nw_sock_netns_closed(sock))
		buffer_string(&view->scratch, "/proc");
	*ret = scratch_cell(view);
}

GETTER(get_netns_name)
{
	*ret = cell_word(nw_sock_netns_name(sock));
}

GETTER(get_netns_pid)
{
	if (nw_sock_netns_pid(sock))
		*ret = cell_number(nw_sock_netns_pid(sock));
}

GETTER(get_netns_closed)
{
	*ret = cell_flag(nw_sock_netns_closed(sock));
}

GETTER(get_reason)
{
	if (nw_sock_reason(sock) != NW_REASON_NONE)
		*ret = cell_word(nw_reason_name(nw_sock_reason(sock)));
}

GETTER(get_hint)
{
	size_t len;
	const char *hint = nw_sock_hint(sock, &len);

	if (hint)
		*ret = cell_text(hint, len);
}

GETTER(get_flags)
{
	*ret = cell_word(nw_sock_listens(sock) ? "[ ACC ]" : "[ ]");
}

GETTER(get_type)
{
	if (nw_sock_type(sock) > 0)
		*ret = cell_word(endpoint_type(sock));
}

GETTER(get_protocol)
{
	uint32_t protocol;

	if (nw_sock_protocol(sock, &protocol))
		*ret = cell_number(protocol);
}

/* An abstract name's NULs show as '@', as everybody writes them. */
GETTER(get_path)
{
	size_t len = 0;
	const char *name = nw_sock_attribute(sock, NW_ATTR_NAME, &len);
	char *copy;

	if (!name)
		return;
	if (name[0] || len == 0) {
		*ret = cell_text(name, len);
		return;
	}
	copy = buffer_room(&view->scratch, len);
	if (!copy)
		return;
	for (size_t i = 0; i < len; i++)
		copy[i] = name[i] ? name[i] : '@';
	*ret = cell_text(copy, len);
}

/* The same for machines: its very bytes. */
GETTER(get_name)
{
	size_t len;
	const char *name = nw_sock_attribute(sock, NW_ATTR_NAME, &len);

	if (name)
		*ret = cell_text(name, len);
}

static void attribute_word(const struct nw_sock *sock, enum nw_attribute which, struct cell *ret)
{
	size_t len;
	const char *word = nw_sock_attribute(sock, which, &len);

	if (word)
		*ret = cell_text(word, strnlen(word, len));
}

GETTER(get_congestion)
{
	attribute_word(sock, NW_ATTR_CONGESTION, ret);
}

GETTER(get_ulp)
{
	attribute_word(sock, NW_ATTR_ULP, ret);
}

static bool known_metric(const struct nw_sock *sock, enum nw_metric metric, uint64_t *ret)
{
	*ret = 0;
	return nw_sock_metric(sock, metric, ret);
}

/* netstat's text: name (seconds/retransmits/probes). */
GETTER(get_timer)
{
	uint64_t expires, retransmits, probes;
	enum nw_timer timer;
	const char *name;

	if (!nw_sock_timer(sock, &timer))
		return;
	known_metric(sock, NW_TIMER_EXPIRES, &expires);
	known_metric(sock, NW_RETRANSMITS, &retransmits);
	known_metric(sock, NW_PROBES, &probes);
	name = nw_timer_name(timer);
	if (timer == NW_TIMER_OFF)
		expires = 0;
	if (name)
		buffer_string(&view->scratch, name);
	else
		buffer_format(&view->scratch, "unkn-%d", (int)timer);
	buffer_format(&view->scratch, " (%.2f/%u/%u)", (double)expires / 1000,
		      (unsigned)retransmits, (unsigned)probes);
	*ret = scratch_cell(view);
}

GETTER(get_timer_name)
{
	enum nw_timer timer;

	if (nw_sock_timer(sock, &timer))
		*ret = cell_word(nw_timer_name(timer));
}
