/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fields of -F and the keys of -J say of a process and of a file. */
#ifndef TOOL_NFILES_FACTS_H
#define TOOL_NFILES_FACTS_H

#include "nfiles-run.h"

/* Bytes of any kind; NULL: absent. */
struct files_text {
	const char *at;
	size_t len;
};

struct files_number {
	bool known;
	uint64_t value;
};

/* What -T tells of a socket. */
struct files_info {
	bool any;          /* it is a kind of which there is something to tell */
	const char *state; /* NULL: none, or not asked for */
	bool queues;
	uint64_t received, sent;
};

struct files_facts {
	struct files_text command, task, context, login;
	struct files_number pid, tid, group, parent, user;

	struct files_text fd, type, flags, device_name, protocol, name;
	char access, lock; /* a blank: none */
	struct files_number device, rdev, size, offset, inode, links;
	struct files_info info;

	char number[12];
	struct files_cells cells;
	struct buffer name_bytes, flag_bytes;
};

enum files_fact {
	FILES_FACT_TEXT,
	FILES_FACT_LETTER,
	FILES_FACT_NUMBER,
	FILES_FACT_HEX,
	FILES_FACT_OFFSET,
	FILES_FACT_INFO,
};

struct files_fact_row {
	char letter;     /* of -F */
	const char *key; /* of -J */
	enum files_fact kind;
	size_t at;
	bool text; /* a number that JSON has as a string */
};

struct files_fact_rows {
	const struct files_fact_row *at;
	size_t n;
};

extern const struct files_fact_rows files_facts_of_proc, files_facts_of_file;

/* What they point to stays as long as the table, and until the next file. */
void files_know_proc(struct files_run *run, const struct nw_proc *proc,
		     struct files_facts *ret);
void files_know_file(struct files_run *run, const struct files_line *line,
		     struct files_facts *ret);
void files_facts_free(struct files_facts *facts);

/* nfiles-info.c */
void files_info(const struct files_run *run, const struct nw_use *use, struct files_info *ret);

#endif
