/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network namespaces: which there are, and how each can be looked into. */
#ifndef NW_NETNS_H
#define NW_NETNS_H

#include "sys.h"

struct netns_list {
	VEC(struct netns) all; /* ours first, the others by inode */
};

struct owners;

/*
 * The namespaces of all processes and their threads, those with a name in /run/netns and those
 * that are mounted anywhere. 0 or -ENOMEM.
 */
int netns_find(struct sys *sys, struct netns_list *ret);
/* The ones that only open descriptors keep alive; those that are known are skipped. */
int netns_find_held(struct netns_list *list, const struct owners *owners);
/*
 * One namespace by what people call it: a name in /run/netns or of a mount, a process id,
 * an inode number. -ENOENT, -ESRCH, -EACCES.
 */
int netns_named(struct sys *sys, const char *name, struct netns *ret);
void netns_free(struct netns_list *list);

#endif
