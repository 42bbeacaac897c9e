/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names for numbers: users, services, protocols, hosts. Asked once, remembered. */
#ifndef NW_NAMES_H
#define NW_NAMES_H

#include <netwho.h>

#include "cleanup.h"
#include "sys.h"

struct names;

/*
 * Through a recording's door only what was recorded is known, and the local system is
 * never asked. 1: some of the recorded names could not be read.
 */
int names_open(struct sys *sys, struct names **ret);
void names_free(struct names *names);
DEFINE_FREEP(names, names)

/* Everything returned lives as long as `names`. NULL: no such name. */
const char *names_user(struct names *names, uint32_t uid);
const char *names_service(struct names *names, uint32_t port, const char *protocol);
const char *names_protocol(struct names *names, uint32_t number);

/*
 * Ask for the names of all these hosts; wait at most `timeout_ms` for all together.
 * *ret_unanswered counts distinct addresses of which nothing is known then: too late,
 * no name server, or not in the recording. One too late is taken when it has come, by
 * a later call; one that the name service gave up on is not asked for again.
 */
int names_resolve(struct names *names, const struct nw_address *addresses, size_t n,
		  unsigned timeout_ms, size_t *ret_unanswered);
const char *names_host(struct names *names, const struct nw_address *address);

/* For names-lookup.c. */
struct known;
const struct known *names_known(const struct names *names);
bool names_replay(const struct names *names);

/* Into the recording that is being made, if any: every answer given so far. */
int names_save(struct names *names);

#endif
