/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose sockets the errors are that a network namespace counts, and where the kernel drops
 * packets. Part of <netwho.h>; include that.
 */
#ifndef NETWHO_BLAME_H
#define NETWHO_BLAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nw;
struct nw_query;
struct nw_sock;
struct nw_table;

/* ---- by socket ---------------------------------------------------------------------------- */

enum nw_harm {
	NW_HARM_RETRANS,  /* segments sent again, those of handshakes among them (RetransSegs) */
	NW_HARM_RST_OUT,  /* resets sent (OutRsts) */
	NW_HARM_RST_IN,   /* resets that ended it */
	NW_HARM_OVERFLOW, /* of a listener: attempts to connect that it dropped (ListenDrops) */
	NW_HARM_DROP,     /* packets dropped, on their way to it or from it */
	NW_HARMS_
};

/* "retrans", "rst_out" ...; NULL beyond. For machines. */
const char *nw_harm_name(enum nw_harm harm);

/*
 * From now on, what befalls sockets of TCP, UDP and UDP-Lite. BPF programs on the kernel's
 * tracepoints tell (CAP_BPF and CAP_PERFMON, 5.12); without them tables are compared, which
 * knows nothing of resets, nor of sockets that came and went in between (a note of the first
 * table, NW_NOTE_POLLED, says so). Of the query, which is copied, these count: netns, whose
 * string must live as long; want; and owners: NW_OWNERS_SCAN is without BPF. -EROFS: a
 * recording; otherwise as nw_table_take().
 */
struct nw_blame;
int nw_blame_open(struct nw *nw, const struct nw_query *query, struct nw_blame **ret);
void nw_blame_free(struct nw_blame *blame);
/* NW_BIT(enum nw_harm) ...: which of them it can tell of. */
uint32_t nw_blame_knows(const struct nw_blame *blame);
/*
 * What has happened since the last time, or since the beginning: a table of the sockets that
 * something happened to, whether or not they are still there, with their holders. Notes say
 * what was lost (NW_NOTE_LOST). -ENOMEM, and as nw_table_take().
 */
int nw_blame_take(struct nw_blame *blame, struct nw_table **ret);
/* Of a row of such a table; false: not known. */
bool nw_sock_harm(const struct nw_sock *sock, enum nw_harm harm, uint64_t *ret);
/* Why most of its drops were, as nw_drop.reason; NULL: none, or not told. */
const char *nw_sock_drop_reason(const struct nw_sock *sock);

/* ---- by reason and place ------------------------------------------------------------------ */

struct nw_drop {
	uint64_t packets;   /* since the last time */
	const char *reason; /* as the kernel calls it: "NO_SOCKET"; of another subsystem of its
			       than the core, or of a kernel that does not tell: "2:7" */
	uint64_t address;   /* where, in the kernel's code */
	const char *symbol; /* the function there; NULL: /proc/kallsyms hides it */
	uint64_t offset;    /* in that function, bytes */
};

/* What is not told of. */
struct nw_drops_rest {
	uint64_t unspecified; /* packets freed without a reason, which may be no drops */
	uint64_t nowhere;     /* of no network namespace that could be found out */
	uint64_t lost;        /* at so many places that there was no room */
};

/*
 * From now on, packets that the kernel drops in a namespace (NULL: ours; "all"; as
 * nw_query.netns), as a BPF program counts them (CAP_BPF and CAP_PERFMON, 5.17). What they
 * belong to need be no socket. -EPERM, -EACCES, -ENOSYS ...: there is no such program;
 * -EROFS: a recording; -ENOENT, -ESRCH: no such namespace; -ENOMEM.
 */
struct nw_drops;
int nw_drops_open(struct nw *nw, const char *netns, struct nw_drops **ret);
void nw_drops_free(struct nw_drops *drops);
/* What has been dropped since the last time. Rows, and their strings, are there until the next
 * call. -ENOMEM, or the kernel's refusal. */
int nw_drops_take(struct nw_drops *drops);
/* Most packets first. */
size_t nw_drops_count(const struct nw_drops *drops);
const struct nw_drop *nw_drops_at(const struct nw_drops *drops, size_t i);
const struct nw_drops_rest *nw_drops_others(const struct nw_drops *drops);

#ifdef __cplusplus
}
#endif

#endif
