/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nstat as iproute2 has it: what moved since the last call. */
#ifndef TOOL_NSTAT_IPROUTE_H
#define TOOL_NSTAT_IPROUTE_H

#include "nstat-entries.h"
#include "tool.h"

/* exit(-1); and exit(-2), of what could not be parsed */
#define NSTAT_EXIT_IPROUTE 255
#define NSTAT_EXIT_PARSE 254

struct nstat_iproute_options {
	bool zeros, reset, ignore, noupdate, nooutput, json, pretty;
	bool help, version;
	int scan;     /* seconds between samples of a daemon; 0: be none */
	int constant; /* seconds that its rates are averaged over; 0: not told */
	char **patterns;
	size_t n_patterns;
};

/* nstat-iproute-options.c */
extern const struct option_table nstat_iproute_table;
/* 0, or said and an exit code. */
int nstat_iproute_options(int argc, char **argv, struct nstat_iproute_options *ret);

/* nstat-iproute.c: the whole of it; an exit code */
int nstat_iproute(int argc, char **argv);

/* nstat-iproute-take.c */
struct nstat_iproute_door {
	struct nw *nw; /* NULL: every file is named by the environment */
};
/* 0, or said and an exit code. */
int nstat_iproute_open(struct nstat_iproute_door *door);
/*
 * The counters of now, in iproute2's order and without what is none (settings, and how many
 * connections stand). 0; or said and an exit code, and what is known is there all the same.
 */
int nstat_iproute_take(struct nstat_iproute_door *door, struct nstat_entries *ret);
/* Counters of this machine begin anew after 32 bits. */
bool nstat_iproute_narrow(void);
void nstat_iproute_close(struct nstat_iproute_door *door);

/* nstat-iproute-show.c: `past` NULL: as they are, else how much they grew */
void nstat_iproute_show(const struct nstat_iproute_options *options,
			const struct nstat_entries *now, const struct nstat_entries *past,
			struct buffer *out);
/* The history to be kept: entries that no pattern names stay as they were. */
void nstat_iproute_keep(const struct nstat_iproute_options *options,
			const struct nstat_entries *now, const struct nstat_entries *past,
			struct buffer *out);

/* nstat-history.c: the file, locked from its opening to its end */
struct nstat_history {
	int fd; /* -1: not open */
	const char *name;
	char room[64];
	struct nstat_entries entries;
};
/* $NSTAT_HISTORY, or the user's in /tmp. */
void nstat_history_name(struct nstat_history *history);
void nstat_history_reset(const struct nstat_history *history);
/* Opened, or made; `aged`: one from before the machine started is emptied. 0, or said and an
 * exit code. */
int nstat_history_open(struct nstat_history *history, bool aged);
/* 0, or said and an exit code. */
int nstat_history_save(struct nstat_history *history, struct buffer *text);
void nstat_history_close(struct nstat_history *history);

/* nstat-daemon.c: never returns unless it cannot begin: an exit code */
int nstat_daemon(const struct nstat_iproute_options *options);
/* nstat-daemon-ask.c: entries of a daemon of ours, or of root's. 1: there is one; 0: there is
 * none; or said and minus an exit code. */
int nstat_daemon_ask(struct nstat_entries *ret);

struct sockaddr_un;
/* The abstract address of a user's daemon, and its length. */
unsigned int nstat_daemon_address(unsigned int uid, struct sockaddr_un *ret);

#endif
