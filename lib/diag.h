/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the sock_diag parsers share: payloads of a sure length, and attribute tables. */
#ifndef NW_DIAG_H
#define NW_DIAG_H

#include <libmnl/libmnl.h>

#include "cleanup.h"
#include "parser.h"

/* Which attribute of the kernel becomes which of ours, and how long it must be. */
struct attr_map {
	uint16_t type;  /* INET_DIAG_..., UNIX_DIAG_... */
	uint16_t least; /* bytes; shorter ones are left out */
	enum nw_attribute tag;
};

/*
 * Every attribute behind a `header` bytes long payload. libmnl's own loop rounds the end
 * of the message up, and so reads up to three bytes that are not part of it.
 */
#define diag_for_each_attr(attr, msg, header)                                            \
	for ((attr) = mnl_nlmsg_get_payload_offset((msg), (header));                     \
	     mnl_attr_ok((attr), (int)((const char *)(msg) + (msg)->nlmsg_len -          \
				       (const char *)(attr)));                           \
	     (attr) = mnl_attr_next(attr))

/* The payload of a message if it is at least that long, else NULL. */
const void *diag_payload(const struct nlmsghdr *msg, size_t least);

/*
 * Copy the attributes behind a `header` bytes long payload to the last row. Called for
 * each attribute first: `own` (may be NULL) returns 1 for those it has taken care of.
 */
int diag_attrs(const struct nlmsghdr *msg, size_t header, struct rows *rows,
	       const struct attr_map *map, size_t n,
	       int (*own)(const struct nlattr *attr, struct nw_sock *sock));

/* diag-ulp.c: the facts about the last row that are nested in others. 0 or -ENOMEM ... */
int ulp_keep(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows);

/* A 64-bit cookie from its two halves. */
static inline uint64_t diag_cookie(const uint32_t halves[2])
{
	return (uint64_t)halves[1] << 32 | halves[0];
}

/* INET_DIAG_NOCOOKIE in both halves: the kernel did not say. */
static inline bool diag_cookie_known(uint64_t cookie)
{
	return cookie != 0 && cookie != UINT64_MAX;
}

#endif
