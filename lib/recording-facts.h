/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a recording knows of files besides their bytes: a line "KIND PATH WORDS..." in its file
 * `facts` for each question that was asked of a path, and the answer.
 */
#ifndef NW_RECORDING_FACTS_H
#define NW_RECORDING_FACTS_H

#include "recording.h"
#include "text.h"

enum fact_kind {
	FACT_STAT,     /* of what the path leads to */
	FACT_LINK,     /* of the link itself */
	FACT_PROTOCOL, /* of a socket */
	FACT_KINDS_
};

/* Answers are words; an error's is "error" and its name. Noted by any thread. */
void recording_fact(struct recording *rec, enum fact_kind kind, const char *path,
		    const char *answer);
void recording_fact_error(struct recording *rec, enum fact_kind kind, const char *path, int error);
/* 0 and the answer; the error that was noted, negative; -ENOENT: it was not asked. */
int recording_fact_find(const struct recording *rec, enum fact_kind kind, const char *path,
			struct text *ret);
/* Write them, and read them back. 0 or -errno. */
int recording_facts_save(struct recording *rec);
int recording_facts_load(struct recording *rec);
int recording_facts_parse(struct recording *rec, const char *data, size_t len);

#endif
