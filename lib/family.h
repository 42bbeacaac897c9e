/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The socket families: one initialiser each, and how rows of one are gathered. */
#ifndef NW_FAMILY_H
#define NW_FAMILY_H

#include "filter.h"
#include "parser.h"
#include "sys.h"

struct diag_source {
	const char *name; /* of the dump in a recording: "tcp-inet" */
	uint8_t af;
};

struct file_source {
	const char *path;
	uint8_t af;
	line_fn *line;
};

struct family {
	enum nw_family id;
	const char *name;
	/* What /proc/net/protocols calls it, both IP versions; NULL: always there. */
	const char *listed[2];
	uint8_t protocol; /* sdiag_protocol of inet families */
	/* States of listeners only, where a dump can be narrowed to them. */
	uint32_t server_states;
	ask_fn *ask;
	read_fn *read;
	struct diag_source diag[2];
	struct file_source files[4];
	exact_fn *exact; /* NULL: it cannot be asked for one socket */
};

/* Everything about one taking that families need to know. */
struct taking {
	struct sys *sys;
	struct rows *rows;
	struct notes *notes;
	uint64_t by_name;
	uint32_t ip, roles, want, states;
	const struct filter *filter; /* NULL: all */
	uint64_t present;          /* families this kernel has */
	const struct netns *netns; /* NULL: ours */
};

const struct family *family_get(enum nw_family id);
/* Gather one family's rows: sock_diag, or /proc/net where that refuses. 0, -ENOMEM ... */
int family_take(const struct family *family, const struct taking *taking);
/* Read a /proc/net file into rows; *malformed counts lines left out. -ENOENT ... */
int family_read_file(const struct taking *taking, const struct file_source *source,
		     const struct ask *ask, struct rows *rows, uint64_t *malformed, bool *cut);
/* A note about a source: its kind, "sock_diag " or "proc/net/", and its name. */
int family_note(const struct taking *taking, enum nw_note_kind kind, int error,
		uint64_t count, const char *source, const char *name);
/* Which families does this kernel have? All bits when it does not say. */
int family_present(struct sys *sys, uint64_t *ret);

#endif
