/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command line of nfiles, or of lsof, means: all that selects, all that shows. */
#ifndef TOOL_NFILES_H
#define TOOL_NFILES_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A command's name has no more bytes than this: the kernel keeps 15. */
#define FILES_COMMAND_MAX 15
/* lsof's limit on addresses, each host and range of ports being one. */
#define FILES_ADDRESSES_MAX 100

/*
 * Items that are asked for are looked for: whoever selects sets `found`, and what was not
 * found makes exit code 1 and a line with -V. Texts are as they were typed, bytes of any
 * kind; those without an owner of their own are argv's, which has to stay.
 */

/* A process, a group or a user. */
struct files_id {
	uint64_t id; /* what does not fit is UINT64_MAX: nobody's */
	char *name;  /* of a user who was named; NULL: by number. Owned. */
	bool excluded, found;
};

/* In the order they were given, each number once; by number they are found at once. */
struct files_ids {
	struct files_id *at;
	size_t n, included, excluded;
	uint32_t *slots; /* positions in `at`, from 1, by number */
	size_t n_slots;  /* a power of two */
};

/* -c: the first bytes of a command. lsof's -V and its like go from the last to the first. */
struct files_command {
	const char *text;
	size_t len;
	bool excluded, found;
};

/* -c /REGEX/: only looked at where no command above matches. */
struct files_regex {
	char *text; /* what stands between the slashes; owned */
	regex_t regex;
	bool found;
};

struct files_range {
	uint64_t low, high;
};

/* -d: either the wanted ones, or the unwanted. Asked of by files_fd(). */
struct files_fds {
	struct files_range *ranges;
	size_t n_ranges;
	char **words; /* cwd, mem, DEL ...: any word is taken */
	size_t n_words;
	bool given, excluded;
};

enum files_protocol { FILES_ANY_PROTOCOL, FILES_TCP, FILES_UDP, FILES_UDPLITE };

/* One of -i's addresses. Of either end, address and ports must match together. */
struct files_address {
	const char *text; /* of the whole argument: if one of several is found, all are */
	enum files_protocol protocol;
	int family; /* AF_UNSPEC: either */
	bool has_address, has_ports;
	uint8_t address[16]; /* 4 bytes of AF_INET */
	uint64_t low, high;  /* ports; may be beyond 65535, where there are none */
	bool found;
};

/* States of -s, bits 1 << n of the kernel's numbers; bit 0 is CLOSED, which none has. */
struct files_states {
	uint32_t included, excluded, found;
};

/* +d and +D. */
struct files_directory {
	const char *path;
	bool deep;
};

/* -e and +e: a mount point whose files are not to be asked for anything. */
struct files_exempt {
	char *path; /* without slashes at its end; owned */
	bool no_readlink;
};

/* A name, or a context of -Z. */
struct files_name {
	const char *text;
	bool found;
};

/* -r and +r. */
struct files_repeat {
	bool until_none;    /* +r: until a round has shown nothing */
	uint64_t seconds;   /* 0: once, no repeat at all */
	uint64_t rounds;    /* 0: no limit */
	const char *marker; /* of strftime; NULL: lsof's own */
};

enum files_format {
	FILES_TABLE,
	FILES_TERSE,      /* -t */
	FILES_FIELDS,     /* -F */
	FILES_LSOF_JSON,  /* -J */
	FILES_LSOF_LINES, /* -j */
	FILES_JSON,       /* --json ... */
	FILES_NDJSON,
	FILES_CSV,
};

enum files_mode { FILES_LIST, FILES_TREE, FILES_DELETED, FILES_USAGE, FILES_WHO };

/* What selects. Items of one kind are ORed; kinds are ORed, or, with -a, ANDed. */
enum files_kind {
	FILES_BY_COMMAND = 1 << 0,
	FILES_BY_FD = 1 << 1,
	FILES_BY_NET = 1 << 2,     /* -i, -i4, -i6 */
	FILES_BY_ADDRESS = 1 << 3, /* -i with anything else */
	FILES_BY_NFS = 1 << 4,
	FILES_BY_LINKS = 1 << 5,
	FILES_BY_NAME = 1 << 6, /* names, +d, +D */
	FILES_BY_PID = 1 << 7,
	FILES_BY_PGID = 1 << 8,
	FILES_BY_UID = 1 << 9,
	FILES_BY_UNIX = 1 << 10,
	FILES_BY_TASK = 1 << 11,
	FILES_BY_CONTEXT = 1 << 12,
};

enum files_tcp_info { FILES_TCP_STATE = 1, FILES_TCP_QUEUES = 2, FILES_TCP_FLAGS = 4 };
enum files_cross { FILES_CROSS_MOUNTS = 1, FILES_CROSS_LINKS = 2 };
enum files_names { FILES_NAMES_EITHER, FILES_NAMES_FILES, FILES_NAMES_MOUNTS };
enum files_endpoints { FILES_NO_ENDPOINTS, FILES_ENDPOINTS, FILES_ENDPOINT_FILES };
enum files_tasks { FILES_TASKS_DEFAULT, FILES_TASKS, FILES_NO_TASKS };
/* FILE-FLAG, +fg and +fG. */
enum files_flags { FILES_NO_FLAGS, FILES_FLAG_NAMES, FILES_FLAGS_HEX };
enum files_supplement { FILES_NO_SUPPLEMENT, FILES_SUPPLEMENT_MAKE, FILES_SUPPLEMENT_READ };

struct files_options {
	bool lsof;          /* called so: no options of our own */
	bool and_kinds;     /* -a */
	bool no_block;      /* -b */
	bool no_overhead;   /* -O: no helpers for what may block */
	bool nothing_is_ok; /* -Q */
	bool verbose;       /* -V */
	bool no_warnings;   /* -w, -t */
	bool no_sockets;    /* -X */

	/* ---- what is selected, besides the lists ---- */
	struct files_ids pids, pgids, uids;
	struct files_command *commands;
	size_t n_commands;
	struct files_regex *regexes;
	size_t n_regexes;
	struct files_fds fds;
	struct files_address *addresses;
	size_t n_addresses;
	struct files_states tcp, udp;
	struct files_name *contexts;
	size_t n_contexts;
	struct files_directory *directories;
	size_t n_directories;
	struct files_exempt *exempts;
	size_t n_exempts;
	struct files_name *names;
	size_t n_names;
	bool net;         /* -i, -i4, -i6 */
	int net_family;   /* of those: AF_UNSPEC, AF_INET, AF_INET6 */
	bool net_found;   /* was there any? */
	bool unix_domain; /* -U */
	bool nfs, nfs_found;
	bool links_below; /* +L n: fewer links than `links` */
	uint64_t links;
	uint8_t tasks; /* enum files_tasks: -K, -K i */
	bool tasks_found;
	uint8_t names_are; /* enum files_names: -f, +f */
	uint8_t cross;     /* enum files_cross: -x */

	/* ---- what is shown of it ---- */
	uint8_t format; /* enum files_format */
	uint8_t mode;   /* enum files_mode */
	bool terse, by_fields, lsof_json, lsof_lines; /* each as it was asked for */
	bool numeric_hosts, numeric_ports, numeric_users;
	bool portmap;               /* +M */
	bool offset, size;          /* -o, -s: always this one */
	bool nlink, pgid, ppid;     /* columns of +L, -g, -R */
	bool context;               /* column of -Z */
	bool human;                 /* -H */
	uint8_t endpoints;          /* enum files_endpoints: -E, +E */
	uint8_t flags;              /* enum files_flags */
	uint8_t tcp_info;           /* enum files_tcp_info */
	uint64_t offset_digits;     /* -o n; 0: no limit */
	uint64_t command_width;     /* +c w; 0: all there is */
	uint64_t stat_seconds;      /* -S */
	bool stat_given;            /* was it? */
	uint64_t fields;            /* of -F; asked of by files_field() */
	bool nul;                   /* -F 0 */
	struct files_repeat repeat; /* -r, +r */
	uint8_t supplement;         /* enum files_supplement: +m */
	const char *supplement_file;

	/* ---- options of our own ---- */
	const char *columns, *sort, *filter, *record, *root, *netns, *who;

	/* ---- what is asked for instead of files ---- */
	bool help, long_help, version, long_version, fields_help;
};

/*
 * The meaning of a command line. 0: to be done, and freed; 1: help or the like has been
 * given, exit 0; -1: wrong, said on stderr together with the usage, exit 1. *ret is
 * written on 0 only. Sets tool_name when it is lsof that is called.
 */
int files_parse(int argc, char **argv, struct files_options *ret);
void files_free(struct files_options *options);

/* The kinds that select, bits of enum files_kind; none: all files are listed. */
unsigned files_kinds(const struct files_options *options);
/* Are tasks, which is to say threads, listed as well? */
bool files_lists_tasks(const struct files_options *options);

/* The item with this number, or NULL. */
struct files_id *files_id(const struct files_ids *ids, uint64_t id);
/* Is a descriptor wanted? By its word (cwd, mem ...), or by its number where that is NULL. */
bool files_fd(const struct files_fds *fds, const char *word, uint64_t number);
/* Is a field of -F, which is a letter, wanted? */
bool files_field(const struct files_options *options, char letter);
/* The name of a state of -s, NULL beyond the last. */
const char *files_tcp_state(unsigned state);
const char *files_udp_state(unsigned state);

/* The texts that are not about a single option. */
void files_usage(const struct files_options *options, bool wrong);

#endif
