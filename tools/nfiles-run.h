/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of nfiles: what is asked for, what was found of it, the lines that are shown. */
#ifndef TOOL_NFILES_RUN_H
#define TOOL_NFILES_RUN_H

#include "buffer.h"
#include "nfiles-inside.h"

/* What a name of the command line leads to. */
struct files_target {
	struct files_name *name;
	uint64_t device, inode;
	char *path;       /* behind links; owned */
	bool file_system; /* all files of this device */
};

/* A row of the table, cell by cell; COMMAND, USER and NAME are made as they are written. */
struct files_line {
	const struct nw_use *use;
	char fd[8], device[24], size[24], nlink[12], node[24], type[12];
};

struct files_run {
	struct files_options options;
	struct nw *nw;
	struct nw_table *table;
	struct files_target *targets;
	size_t n_targets;
	uint64_t mqueue; /* device */
	struct files_line *lines;
	size_t n_lines;
	struct buffer out;
	bool missing; /* a name that leads nowhere */
	struct files_own *own; /* NULL: lsof's table, as it comes */
};

/* Said, and -1, if anything is asked for that is not there yet. */
int files_refuse(const struct files_options *options);

/* nfiles-target.c: 0, -ENOMEM, or -1: none leads anywhere. */
int files_targets(struct files_run *run);
void files_targets_free(struct files_run *run);
/* Is this file, or the file system that it is on, named? Then that name is found. */
bool files_targeted(struct files_run *run, const struct nw_use *use);

/* nfiles-take.c: the table of all that may be selected. 0, or said and -1. */
int files_take(struct files_run *run);

/* nfiles-match.c: which kinds a process or a file is selected by; what is found is marked. */
#define FILES_EXCLUDED (1U << 31)
/* What processes are selected by, whatever they use. */
#define FILES_OF_PROCESSES                                                               \
	(FILES_BY_PID | FILES_BY_PGID | FILES_BY_UID | FILES_BY_COMMAND)
unsigned files_match_proc(struct files_options *options, const struct nw_proc *proc);
unsigned files_match_use(struct files_run *run, const struct nw_use *use);
/* Is it selected by these kinds of all that are asked for? */
bool files_selects(const struct files_options *options, unsigned kinds);
/* "cwd", "mem" ...; NULL: it is a number. */
const char *files_word(const struct nw_use *use);

/* nfiles-cells.c, nfiles-socket.c, nfiles-show.c */
enum files_socket {
	FILES_NO_SOCKET,
	FILES_UNKNOWN_SOCKET,
	FILES_INET,
	FILES_UNIX,
	FILES_NETLINK,
	FILES_PACKET,
	FILES_RAW,
	FILES_ICMP,
};
enum files_socket files_socket(const struct nw_use *use);
bool files_is_null(const struct nw_address *address);
/* Bytes of an address: 4 or 16; an IPv4 address in an IPv6 one has 4. */
size_t files_address_bytes(const struct nw_address *address, const unsigned char **ret);
void files_cells(const struct files_run *run, struct files_line *line);
void files_socket_cells(enum files_socket kind, const struct nw_sock *sock,
			const struct nw_use *use, struct files_line *line);
void files_put_name(struct files_run *run, const struct nw_use *use);
void files_put_socket(struct files_run *run, enum files_socket kind,
		      const struct nw_use *use);
/* nfiles-words.c: NULL: it has none. */
const char *files_ethertype(uint32_t number);
const char *files_netlink(uint32_t number);
const char *files_socket_type(uint32_t number);
/* Names of the hosts in all lines are asked for. */
void files_resolve(struct files_run *run);
void files_show(struct files_run *run);
void files_show_pids(struct files_run *run);

/*
 * nfiles-own.c: our own faces, and what may stand before lsof's: a filter, an order. Columns and
 * words are looked at before anything is read. 0, or said and -1.
 */
int files_own_open(struct files_run *run);
/* The filter needs the door. 0, or said and -1. */
int files_own_filter(struct files_run *run);
/* May the filter take something of this process; does it take this? */
bool files_own_proc(const struct files_run *run, const struct nw_proc *proc);
bool files_own_use(const struct files_run *run, const struct nw_use *use);
/* What has to be read for it. */
void files_own_wants(const struct files_run *run, struct nw_use_query *uses, uint32_t *want,
		     uint64_t *families);
/* Is it shown in a face of its own? Then by files_own_show(). 0 or -ENOMEM. */
bool files_own_shows(const struct files_options *options);
int files_own_sort(struct files_run *run);
int files_own_show(struct files_run *run);
/* Was there anything to be shown? */
bool files_own_found(const struct files_run *run);
void files_own_free(struct files_run *run);
/* --columns help: exit 0. */
bool files_own_help(const struct files_options *options);

/* nfiles-found.c: with -V what was not found is said; was everything? */
bool files_found(struct files_run *run);

#endif
