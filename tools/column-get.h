/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fills the cells, one function a column. An absent fact leaves the cell absent. */
#ifndef TOOL_COLUMN_GET_H
#define TOOL_COLUMN_GET_H

#include "column.h"

#define GETTER(name)                                                                     \
	void name(const struct column *column, struct view *view,                        \
		  const void *sock, struct cell *ret)

/* A member of a cell that holds several. */
#define ITEM(name)                                                                       \
	static void name(const struct cell *list, size_t i, struct cell *ret, const char **key)

static inline struct cell list_of(size_t n, const void *of, const struct view *view,
			   void (*get)(const struct cell *, size_t, struct cell *,
				       const char **))
{
	return (struct cell){
		.kind = CELL_LIST,
		.list = { .n = n, .get = get, .of = of, .view = view },
	};
}

/* column-sock.c: one fact of the socket itself */
GETTER(get_proto);
GETTER(get_family);
GETTER(get_ip);
GETTER(get_state);
GETTER(get_local);
GETTER(get_remote);
GETTER(get_local_address);
GETTER(get_remote_address);
GETTER(get_local_port);
GETTER(get_remote_port);
GETTER(get_local_host);
GETTER(get_remote_host);
GETTER(get_device);
GETTER(get_uid);
GETTER(get_user);
GETTER(get_inode);
GETTER(get_cookie);
GETTER(get_connection);
GETTER(get_netns);
GETTER(get_space);
GETTER(get_netns_name);
GETTER(get_netns_pid);
GETTER(get_netns_closed);
GETTER(get_reason);
GETTER(get_hint);
GETTER(get_flags);
GETTER(get_type);
GETTER(get_protocol);
GETTER(get_path);
GETTER(get_name);
GETTER(get_congestion);
GETTER(get_ulp);
GETTER(get_timer);
GETTER(get_timer_name);

/* column-event.c: what has happened to it */
GETTER(get_event);
GETTER(get_time);
GETTER(get_lasted);

/* column-holder.c: who holds it, or why nobody does; column-label.c: control groups */
GETTER(get_holders);
GETTER(get_peer_holders);
GETTER(get_process);
GETTER(get_last_process);
GETTER(get_pids);
GETTER(get_context);
GETTER(get_label);
GETTER(get_made_in);
GETTER(get_cgroup_path);
GETTER(get_socket_unit);

/* column-words.c: the kernel's bits and numbers in words */
GETTER(get_tcp_options);
GETTER(get_mptcp_subflow);
GETTER(get_tls);
GETTER(get_fanout);

/* column-list.c: several things in one cell */
GETTER(get_pending);
GETTER(get_groups);
GETTER(get_filter);
GETTER(get_multicast);
GETTER(get_locals);
GETTER(get_peers);

#endif
