/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of -i's argument share. */
#ifndef TOOL_NFILES_INET_H
#define TOOL_NFILES_INET_H

#include "nfiles-inside.h"

/* An argument of -i, being read. */
struct inet {
	struct files_options *options;
	const char *text, *at; /* whole; what is left of it */
	int version;           /* 4, 6; 0: both */
	struct files_address address;
	char *protocol; /* as it was typed, but lower case; NULL: none */
	/* A name's; none: what is in `address`. */
	struct files_host *hosts;
	size_t n_hosts;
};

/* ":" and a list of ports, to the end. All: 0; -1, said; -ENOMEM. */
int inet_ports(struct inet *inet);
/* "@" and a host, if that is what comes next. */
int inet_host(struct inet *inet);
/* Remember the address and its ports, or each of the host's addresses with them. */
int inet_enter(struct inet *inet);
/* "WHAT ARGUMENT", always -1. */
int inet_refuse(const struct inet *inet, const char *what);

#endif
