/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of nfiles' grammar share with each other, and with nobody else. */
#ifndef TOOL_NFILES_INSIDE_H
#define TOOL_NFILES_INSIDE_H

#include <stdio.h>

#include "buffer.h"
#include "nfiles.h"
#include "tool.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* A walk along argv. */
struct grammar {
	struct files_options *options;
	char **words;
	int n;
	int word;      /* read next; */
	size_t letter; /* ... of it; 0: the word is a new one */
	char sign;     /* one for all letters of a word */
	/* Of the option at hand, which may turn out not to have one. */
	const char *value;
	int value_word;
	size_t value_letter;
	bool directories; /* was there a good +d or +D? */
};

enum files_value {
	FILES_ALONE,
	FILES_MAYBE, /* not when it begins like an option */
	FILES_WHOLE, /* whatever comes next */
};

/* An option, under the signs that it can have. */
struct files_row {
	char letter;
	const char *signs;
	enum files_value value;
	/* 0; -1: wrong, and said; -ENOMEM. */
	int (*take)(struct grammar *grammar, const struct files_row *row);
	size_t at;           /* for `take`: a byte of the options */
	uint8_t minus, plus; /* ... and what it becomes */
};

const struct files_row *files_row(char letter, char sign);
/* The value's rest from byte `from` on are letters of options, not part of the value. */
void files_hand_back(struct grammar *grammar, size_t from);
/* --NAME and --NAME=VALUE: the word at hand. The same results as `take`. */
int files_long(struct grammar *grammar);
/* Do the options go together? Both: 0, or -1, said. The second only if all else is well. */
int files_check(struct grammar *grammar);
int files_check_kinds(const struct files_options *options);

#define FILES_TAKE(name) int name(struct grammar *grammar, const struct files_row *row)

FILES_TAKE(files_take_address);
FILES_TAKE(files_take_command);
FILES_TAKE(files_take_context);
FILES_TAKE(files_take_directory);
FILES_TAKE(files_take_exempt);
FILES_TAKE(files_take_fds);
FILES_TAKE(files_take_fields);
FILES_TAKE(files_take_pgids);
FILES_TAKE(files_take_pids);
FILES_TAKE(files_take_repeat);
FILES_TAKE(files_take_state);
FILES_TAKE(files_take_uids);

/* All fields of -F that are asked for without a letter, and what each of them asks for. */
void files_ask_all(struct files_options *options);
/* A repeat's marker as of now, NUL behind it: 0, -ENOMEM, or -1: it is empty. */
int files_marker(const char *format, struct buffer *ret);

/* ---- ground ---- */

/*
 * A complaint: "NAME: " and the text, of which %s and %c are escaped as lsof does. Besides
 * these there are %d, %ju and %%, and %-s for a text of our own.
 */
void files_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Append bytes as lsof shows them. */
void files_escape(struct buffer *buffer, const char *text, size_t len);
/* Digits at the beginning of a text: how many; their value, UINT64_MAX if that is more. */
size_t files_digits(const char *text, uint64_t *ret);
/* Room for one more element behind the first `n`, which have never been fewer. */
void *files_room(void *array, size_t n, size_t each);
/* A new, zeroed element at the end of a list, or NULL. */
#define FILES_ADD(list, n)                                                               \
	({                                                                               \
		void *room_ = files_room((list), (n), sizeof(*(list)));                  \
		if (room_)                                                               \
			(list) = room_;                                                  \
		room_ ? memset(&(list)[(n)++], 0, sizeof(*(list))) : NULL;               \
	})

/* ---- what the grammar asks the system: 0, or -errno ---- */

struct files_host {
	int family;
	uint8_t address[16];
};

int look_user(const char *name, uint64_t *ret);
int look_service(const char *name, const char *protocol, uint64_t *ret);
/* All addresses of a family, to be freed; at least one. */
int look_host(const char *name, int family, struct files_host **ret, size_t *n);
/* Does it lead to a directory? -ENOTDIR and its like. */
int look_directory(const struct files_options *options, const char *path);
bool look_mounted(const char *path);
bool look_selinux(void);
/* /proc/sys/fs/file-nr: files that are open in the whole system, and may be. */
bool look_open_files(uint64_t *open, uint64_t *limit);

#endif
