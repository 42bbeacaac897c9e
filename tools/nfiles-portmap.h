/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the portmapper knows: which program listens on which port. */
#ifndef TOOL_NFILES_PORTMAP_H
#define TOOL_NFILES_PORTMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct portmap_entry {
	uint32_t protocol, port, program;
	size_t turn; /* of those of one port the first counts */
};

struct portmap {
	struct portmap_entry *at;
	size_t n;
};

/*
 * Pure: the answer to a call of PMAPPROC_DUMP with this number, without its record marks.
 * 0, -EBADMSG, -ENOMEM. Sorted once it is read.
 */
int portmap_parse(const unsigned char *data, size_t len, uint32_t xid, struct portmap *ret);
/* Ask the one of this host: 0, -ECONNREFUSED when there is none, -ETIMEDOUT, -errno. */
int portmap_ask(unsigned milliseconds, struct portmap *ret);
/* The program behind a port of IPPROTO_TCP or IPPROTO_UDP. */
bool portmap_find(const struct portmap *map, uint32_t protocol, uint32_t port, uint32_t *ret);
void portmap_free(struct portmap *map);

#endif
