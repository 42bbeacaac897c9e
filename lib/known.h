/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names that were asked for: in memory, and in recordings. */
#ifndef NW_KNOWN_H
#define NW_KNOWN_H

#include "sys.h"

enum name_kind { NAME_USER, NAME_SERVICE, NAME_PROTOCOL, NAME_HOST, NAME_KINDS_ };

enum name_state {
	NAME_NEW,
	NAME_LISTED,   /* met in a database on the way, nobody asked for it */
	NAME_PENDING,  /* a question is under way */
	NAME_FAILED,   /* asked, and nothing is known */
	NAME_ANSWERED, /* with a value, or with the news that there is none */
};

struct name {
	enum name_kind kind;
	enum name_state state;
	unsigned call;   /* the last names_resolve() that wanted it */
	char *value;     /* NULL: no such name */
	const char *key; /* "1000", "80/tcp", "6", "192.0.2.1" */
};

struct known {
	void *tree; /* of struct name, by kind and key */
};

struct name *known_find(const struct known *known, enum name_kind kind, const char *key);
/* The one that is there, or a new one; NULL when memory is out. */
struct name *known_add(struct known *known, enum name_kind kind, const char *key);
void known_free(struct known *known);

/* Whatever was answered. Loading returns 1 when some of it could not be read. */
int known_save(const struct known *known, struct sys *sys);
int known_load(struct known *known, struct sys *sys);

#endif
