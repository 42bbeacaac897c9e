/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of nfiles: what is asked for, what was found of it, the lines that are shown. */
#ifndef TOOL_NFILES_RUN_H
#define TOOL_NFILES_RUN_H

#include "buffer.h"
#include "nfiles-ground.h"
#include "nfiles-inside.h"

/* What is asked for by name. */
struct files_target {
	const char *text; /* as it was typed, or as it was met below a directory */
	uint64_t device, inode;
	char *path;       /* behind links; owned */
	bool file_system; /* all files of this device */
	bool found;
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
	struct files_ground ground;
	struct files_target *targets;
	size_t n_targets;
	struct files_target **by_file, **by_text; /* all of them, sorted */
	uint64_t mqueue; /* device */
	struct files_line *lines;
	size_t n_lines;
	struct buffer out;
	bool missing; /* a name that leads nowhere */
};

/* Said, and -1, if anything is asked for that is not there yet. */
int files_refuse(const struct files_options *options);

/* nfiles-target.c: 0, -ENOMEM, or -1: none leads anywhere. */
int files_targets(struct files_run *run);
void files_targets_free(struct files_run *run);
/* nfiles-named.c: is this file, or the file system that it is on, named? Then all its names
 * are found. */
bool files_targeted(struct files_run *run, const struct nw_use *use);
/* A file that is named has its row under that name, links replaced; NULL: it is not. */
const char *files_target_name(const struct files_run *run, const struct nw_use *use);

/* nfiles-reach.c: what the options say of file systems. */
/* What is not to be looked at, how long is waited; `room` has to be freed behind it. 0, or
 * -ENOMEM. */
int files_reach(const struct files_options *options, struct nw_use_query *uses,
		const char ***room);
/* The NFS mount that a file is on; NULL: it is on none. */
const struct files_mount *files_nfs(const struct files_run *run, const struct nw_use *use);
/* What did not answer, of what is shown, is said. */
void files_warn(struct files_run *run);
/* The mount that it is left alone for; NULL: it is not. */
const struct files_exempt *files_exempt(const struct files_run *run,
					const struct nw_use *use);

/* nfiles-take.c: the table of all that may be selected. 0, or said and -1. */
int files_take(struct files_run *run);

/* nfiles-match.c: which kinds a process or a file is selected by; what is found is marked. */
#define FILES_EXCLUDED (1U << 31)
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

/* nfiles-found.c: with -V what was not found is said; was everything? */
bool files_found(struct files_run *run);

#endif
