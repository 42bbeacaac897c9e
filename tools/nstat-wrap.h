/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words on lines that end where there is no more room, and go on below the first. */
#ifndef TOOL_NSTAT_WRAP_H
#define TOOL_NSTAT_WRAP_H

#include "buffer.h"

struct nstat_wrap {
	struct buffer *out;
	size_t indent; /* blanks in front of the lines that follow */
	size_t width;  /* 0: one line, however long */
	size_t at;     /* columns of the last line */
};

/* A word; a blank before it, or a new line. */
void nstat_wrap_word(struct nstat_wrap *wrap, const char *word, size_t len);
/* Words with blanks between them. */
void nstat_wrap_text(struct nstat_wrap *wrap, const char *text);
/* Columns of the terminal that is standard output; 0: it is none. */
size_t nstat_wrap_width(void);

#endif
