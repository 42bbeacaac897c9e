/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of nfiles: what is asked for, what was found of it, the lines that are shown. */
#ifndef TOOL_NFILES_RUN_H
#define TOOL_NFILES_RUN_H

#include "buffer.h"
#include "nfiles-ground.h"
#include "nfiles-inside.h"
#include "nfiles-portmap.h"

/* What is asked for by name. */
struct files_target {
	const char *text; /* as it was typed, or as it was met below a directory */
	uint64_t device, inode;
	uint64_t home;    /* of a socket whose device is another one inside the kernel: that */
	char *path;       /* behind links; owned */
	bool file_system; /* all files of this device */
	bool found;
};

/* A row that is shown ... */
struct files_line {
	const struct nw_use *use;
};

/* ... and its cells; COMMAND, USER and NAME are made as they are written. */
#define FILES_FD_ROOM 8
struct files_cells {
	char fd[FILES_FD_ROOM], device[24], size[24], nlink[12], node[24], type[12];
};

struct files_run {
	struct files_options options;
	struct nw *nw;
	struct nw_table *table;
	struct files_ground ground;
	struct files_target *targets;
	size_t n_targets;
	struct files_target **by_file, **by_text; /* all of them, sorted */
	struct files_target **by_home;            /* those that have one, sorted */
	size_t n_homes;
	uint64_t mqueue; /* device */
	struct nw_sides *ends;
	uint32_t *pids; /* ascending: what is selected is of these alone; NULL: of all */
	size_t n_pids;
	struct files_line *lines;
	size_t n_lines;
	struct buffer out;
	struct portmap portmap; /* +M; empty: there is none */
	bool missing; /* a name that leads nowhere */
	bool raw;     /* names are not escaped: what is made of them does that */
	struct files_own *own; /* NULL: lsof's table, as it comes */
	bool noted; /* what could not be seen has been said */
	bool fits; /* was there anything for it? */
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

/* nfiles-take.c: can nothing but sockets be selected? */
bool files_is_of_sockets(const struct files_run *run);
/* The table of all that may be selected. 0, or said and -1. */
int files_take(struct files_run *run);
/* Whose sockets are looked at; NULL: those of our own network namespace. */
const char *files_netns(const struct files_options *options);
/* Is it of those? Others are there for the ends they hold. */
bool files_considers(const struct files_run *run, const struct nw_proc *proc);

/* nfiles-ends.c: 0, or said and -1. */
int files_find_ends(struct files_run *run);
/* With -E, who holds the other ends, behind a name: a blank before each. */
void files_put_ends(struct files_run *run, const struct nw_use *use);
/* With +E, lines of these. 0 or -ENOMEM. */
int files_add_ends(struct files_run *run);
/* nfiles-tree.c: 0 or -ENOMEM. */
int files_show_tree(struct files_run *run);

/* nfiles-narrow.c: the protocols of -i; and, of sockets alone, what else the kernel may choose
 * by. 0 or -ENOMEM; *ret, if it is set, is the caller's. */
extern const uint64_t files_inet_all;
uint64_t files_inet_families(const struct files_options *options);
int files_narrow(struct files_run *run, struct nw_query *query, struct nw_filter **ret);

/* nfiles-rounds.c: what the format has to know of each file: enum nw_use_want. */
uint32_t files_shown_wants(const struct files_options *options);

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
void files_format_fd(const struct nw_use *use, char cell[FILES_FD_ROOM]);
/* "REG", "IPv4"; "": it has none. By the device of message queues. */
const char *files_type(uint64_t mqueue, const struct nw_use *use);
const char *files_socket_word(enum files_socket kind, const struct nw_sock *sock);
void files_cells(const struct files_run *run, const struct nw_use *use,
		 struct files_cells *ret);
void files_socket_cells(enum files_socket kind, const struct nw_sock *sock,
			const struct nw_use *use, struct files_cells *ret);
/* Digits before `end`; a number and a NUL. */
void files_digits_at(char *end, uint64_t number);
void files_number(char *cell, uint64_t number);
void files_put_name(struct files_run *run, const struct nw_use *use);
/* Bytes of a name: escaped, or raw. */
void files_put_text(struct files_run *run, const char *text, size_t len);
/* Devices, pipes and sockets have an offset, all else a size. */
bool files_has_offset(const struct nw_use *use);
void files_offset(const struct files_options *options, uint64_t offset, char *cell,
		  size_t size);
void files_human(uint64_t number, char *cell, size_t size);
void files_put_socket(struct files_run *run, enum files_socket kind,
		      const struct nw_use *use);
/* nfiles-words.c: NULL: it has none. */
const char *files_ethertype(uint32_t number);
const char *files_netlink(uint32_t number);
const char *files_socket_type(uint32_t number);
/* Names of the hosts in all lines are asked for. */
void files_resolve(struct files_run *run);
/* nfiles-info.c: " (LISTEN)", behind a name. */
void files_put_info(struct files_run *run, const struct nw_use *use);
/* nfiles-flags.c: "RW,CX", or "0x80002;0x0". */
void files_put_flags(struct buffer *out, enum files_flags how, uint32_t flags);

/* One for each format: all lines, of which each is written. */
void files_show(struct files_run *run);
void files_show_pids(struct files_run *run);
void files_show_fields(struct files_run *run);
void files_show_json(struct files_run *run);
void files_show_json_lines(struct files_run *run);
/* What stands between two rounds. */
void files_mark_fields(struct files_run *run, const char *marker);

/* nfiles-supplement.c: 0, or said and -1. */
int files_supplement_make(struct files_run *run);
int files_supplement_check(const char *path);

/* nfiles-rounds.c: everything that is asked for, once or again and again. The exit code. */
int files_rounds(struct files_run *run);
/* All that was shown is written: 0, or said and -1. */
int files_flush(struct files_run *run);

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
void files_own_wants(const struct files_run *run, struct nw_use_query *uses,
		     struct nw_query *query);
/* Is it shown in a face of its own? Then by files_own_show(). 0 or -ENOMEM. */
bool files_own_shows(const struct files_options *options);
int files_own_sort(struct files_run *run);
int files_own_show(struct files_run *run);
/* Was there anything to be shown? */
bool files_own_found(const struct files_run *run);
void files_own_free(struct files_run *run);
/* --columns help: exit 0. */
bool files_own_help(const struct files_options *options);

/* nfiles-notes.c */
void files_say_notes(struct files_run *run);
/* No process at all, not even this one. */
bool files_sees_nothing(const struct nw_table *table);

/* nfiles-found.c: with -V what was not found is said; was everything? */
bool files_found(struct files_run *run);

#endif
