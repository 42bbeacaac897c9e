/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's counters tell somebody in trouble. */
#ifndef TOOL_NSTAT_MEANINGS_H
#define TOOL_NSTAT_MEANINGS_H

#include "nstat-keywords.h"

/* Where to look next: a command each. */
enum nstat_look {
	LOOK_NOWHERE,
	LOOK_LISTENERS,
	LOOK_OVERFLOWS,
	LOOK_HALF_OPEN,
	LOOK_CALLS,
	LOOK_CLOSING,
	LOOK_STATES,
	LOOK_ENDS,
	LOOK_ORPHANS,
	LOOK_RETRANSMITS,
	LOOK_TIMEOUTS,
	LOOK_DUPLICATES,
	LOOK_REORDERING,
	LOOK_PATH_MTU,
	LOOK_CONGESTION,
	LOOK_UNREAD,
	LOOK_UNSENT,
	LOOK_MEMORY,
	LOOK_TCP_DROPS,
	LOOK_SOCKETS,
	LOOK_MD5,
	LOOK_UDP,
	LOOK_UDP_DROPS,
	LOOK_UDP_UNSENT,
	LOOK_RAW,
	LOOK_MPTCP,
	LOOK_LINK_ERRORS,
	LOOK_LINK,
	LOOK_PROCESSORS,
	LOOK_IP,
	LOOK_IP6,
	LOOK_ICMP,
	LOOK_ICMP6,
	LOOK_NFS,
	LOOKS_
};

/* As it is typed; NULL: LOOK_NOWHERE. */
const char *nstat_look_command(enum nstat_look look);

struct nstat_meaning {
	const char *group, *name; /* a name that ends with '*' stands for all that begin so */
	const char *text;         /* NULL: it tells of no trouble */
	enum nstat_look look;
};

/* All of one kind of harm, or a part of them. */
struct nstat_meanings {
	enum nstat_harm harm;
	const struct nstat_meaning *rows;
	size_t n;
};

extern const struct nstat_meanings nstat_meanings_connect, nstat_meanings_breaks,
	nstat_meanings_slow, nstat_meanings_memory, nstat_meanings_mptcp_breaks,
	nstat_meanings_mptcp_slow, nstat_meanings_mptcp_other, nstat_meanings_other,
	nstat_meanings_none;

/* By the kernel's names, "TcpExt" and "ListenDrops". NULL: nobody knows it. */
const struct nstat_meaning *nstat_meaning_find(const char *group, const char *name,
					       enum nstat_harm *harm);

#endif
