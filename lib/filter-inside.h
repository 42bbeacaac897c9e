/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the filter share: the tree, its conditions, and how one is read. */
#ifndef NW_FILTER_INSIDE_H
#define NW_FILTER_INSIDE_H

#include <linux/inet_diag.h>
#include <sys/socket.h>

#include "filter.h"
#include "text.h"

#define FILTER_TEXT_MAX 65536
/* Parentheses and nots around one condition. */
#define FILTER_DEPTH_MAX 64

/* ---- the tree ------------------------------------------------------------------ */

enum node_kind { NODE_TERM, NODE_NOT, NODE_AND, NODE_OR };

/* By index into filter->nodes; NO_NODE ends a list. */
#define NO_NODE UINT32_MAX

struct node {
	enum node_kind kind;
	uint32_t first; /* child; of a NODE_TERM its index in filter->terms */
	uint32_t next;  /* sibling */
};

enum filter_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_LIKE, OP_UNLIKE };

/* Bytes in filter->arena, a NUL behind them. */
struct span {
	uint32_t at, len;
};

struct host {
	int af;      /* AF_UNSPEC: of any family */
	bool strict; /* IPv4 addresses of IPv6 sockets do not count */
	bool has_port;
	bool has_number;
	uint8_t prefix;    /* bits of `bytes` that count */
	uint8_t bytes[16]; /* AF_INET, AF_INET6 */
	uint32_t port;     /* AF_PACKET: interface, if it has no name here */
	uint32_t number;   /* ethertype, netlink protocol, vsock cid */
	struct span name;  /* pattern of a UNIX name; AF_PACKET: interface, .at 0: none */
};

/* What is called "proto" or "family". */
struct kind {
	uint64_t families; /* NW_BIT()s; 0: `protocol` counts */
	uint8_t af;        /* 0: any */
	uint32_t protocol;
};

struct term {
	const struct predicate *predicate;
	enum filter_op op;
	bool negated;   /* ss's "!=", which is "not =" */
	bool by_path;   /* of a control group, whose id is not known */
	uint32_t want;  /* enum nw_want */
	size_t at, len; /* of its value in the text */
	unsigned metric;
	union {
		uint32_t states;
		struct host host;
		struct kind kind;
		struct span pattern;
		struct span list; /* uint64_t[len] */
		struct {
			uint64_t value;
			uint32_t mask;
			struct span name; /* .at 0: a number was given */
		} number;
	};
};

struct filter {
	VEC(struct node) nodes;
	VEC(struct term) terms;
	struct arena arena;
	uint32_t root; /* NO_NODE: takes all */
	uint16_t first_port, last_port;
	uint64_t own_netns; /* "self"; 0: not known */
	bool names_states, names_bound;
};

/* ---- what a condition is evaluated on ------------------------------------------ */

enum stage {
	STAGE_KIND, /* nothing but the family; the IP version and the state, if known */
	STAGE_EARLY, /* a row as parsed: `attrs` is a pointer already, `device_at` is not */
	STAGE_SEALED,
};

struct subject {
	const struct filter *filter;
	const struct nw_sock *sock, *peer;
	/* Of uses: whose, and which; NULL: whatever this process may use. */
	const struct nw_proc *proc;
	const struct nw_use *use;
	bool no_socket; /* nothing is known but that it is none */
	const char *base; /* STAGE_EARLY: of device_at */
	enum stage stage;
	bool hidden; /* who holds it could not be seen: whatever that decides is open */
	uint32_t states; /* what it is called, a bit each; 0: not known */
};

/* The states there are; what is NEW_SYN_RECV inside of the kernel is called SYN_RECV. */
#define STATES_ALL (((1U << NW_STATES_) - 2) & ~(1U << NW_STATE_NEW_SYN_RECV))
#define STATES_BOUND (1U << NW_STATE_BOUND_INACTIVE)

enum filter_truth filter_term(const struct term *term, const struct subject *subject);
enum filter_truth filter_node(const struct filter *filter, uint32_t node,
			      const struct subject *subject);
/* One family at STAGE_KIND; `sock` is filled and must live as long as `ret`. */
void filter_subject_of_kind(const struct filter *filter, enum nw_family family,
			    uint8_t af, struct nw_sock *sock, struct subject *ret);

static inline enum filter_truth filter_not(enum filter_truth truth)
{
	return truth == FILTER_MAYBE ? FILTER_MAYBE
	     : truth == FILTER_YES   ? FILTER_NO
				     : FILTER_YES;
}

static inline enum filter_truth truth(bool fact)
{
	return fact ? FILTER_YES : FILTER_NO;
}

static inline bool is_of(const struct subject *subject, uint64_t families)
{
	return families & NW_BIT(subject->sock->family);
}

static inline const char *span_of(const struct filter *filter, struct span span)
{
	return filter->arena.at + span.at;
}

/* Families of IP. */
#define FAMILIES_INET                                                                    \
	(NW_BIT(NW_TCP) | NW_BIT(NW_MPTCP) | NW_BIT(NW_SMC) | NW_BIT(NW_SCTP) |          \
	 NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE) | NW_BIT(NW_RAW) | NW_BIT(NW_PING))

bool filter_compare(uint64_t a, enum filter_op op, uint64_t b);
/* Nothing but the family is known: can it be of this address family? */
enum filter_truth filter_kind_has(const struct subject *subject, int af);
/* Is it bound to the interface of this name? */
enum filter_truth filter_device_is(const struct subject *subject, struct span name);

/* ---- the kernel's part --------------------------------------------------------- */

/* One instruction, and how its answer relates to the condition's. */
struct test {
	bool over, under; /* never false, never true, where the condition is not */
	bool negated;     /* the condition is its opposite */
	uint8_t size;
	char bytes[32];
};

/* ---- reading ------------------------------------------------------------------- */

struct filter_parser {
	struct names *names;
	int af;
	const char *text;
	size_t len, at;
	unsigned depth;  /* all levels */
	unsigned opened; /* parentheses */
	struct filter *filter;
	struct filter_error *error;
	bool uses; /* of files that processes use, not of sockets */
	VEC(char) scratch;
	VEC(struct host) others; /* what else the last value stands for */
};

/* Where a value stands in the text, quotes excluded. */
struct value {
	size_t at, len;
	bool quoted;
};

int parse_fail(struct filter_parser *parser, size_t at, size_t len, const char *what);
static inline int parse_fail_value(struct filter_parser *parser, struct value value,
				   const char *what)
{
	return parse_fail(parser, value.at, value.len, what);
}

/* Skip blanks; false at the end. */
bool lex_more(struct filter_parser *parser);
/* The next word of a name's characters; empty where none stands. Nothing is consumed. */
struct text lex_peek(struct filter_parser *parser);
/* This symbol or this word, either may be NULL; consumed if it is there. */
bool lex_take(struct filter_parser *parser, const char *symbol, const char *word);
/* The operator there is, or OP_EQ. */
enum filter_op lex_operator(struct filter_parser *parser);
int lex_value(struct filter_parser *parser, struct value *ret);
/* A value without its escapes, a NUL behind it; lives until the next call. */
int lex_plain(struct filter_parser *parser, struct value value, struct text *ret);
/* ... as a pattern, from its `skip`th byte on, in the arena. */
int lex_pattern(struct filter_parser *parser, struct value value, size_t skip,
		bool anywhere, struct span *ret);

/* Decimal or, behind 0x, hexadecimal; nothing else. */
bool number_of(struct text text, uint64_t *ret);

/* The part of a control group's path that is below the mount of the hierarchy. */
struct text filter_cgroup_path(struct text path);

/* filter-words.c; states in any case, "_" as "-". */
bool words_state(struct text word, uint32_t *ret);
bool words_kind(struct text word, struct kind *ret);
bool words_netlink(struct text word, uint32_t *ret);
bool words_ethertype(struct text word, uint32_t *ret);

/* filter-address.c: a string without NULs in it, as libc's functions want it; or NULL. */
const char *string_of(struct text text, char *buffer, size_t size);
/* What is behind the colon: nothing and "*" are any port. */
int take_port(struct filter_parser *parser, struct value value, struct text word,
	      struct host *host);
/* filter-inet.c: up to the last `c`; the rest without it goes to *behind. false: none. */
bool split_last(struct text *text, char c, struct text *behind);
/* An address, a network or the name of a host, and perhaps a port. */
int parse_inet(struct filter_parser *parser, struct value value, struct text word,
	       struct host *host);

/* ---- the conditions there are -------------------------------------------------- */

typedef int parse_fn(struct filter_parser *parser, struct value value, struct term *term);
typedef enum filter_truth eval_fn(const struct term *term, const struct subject *subject);
typedef bool test_fn(const struct term *term, bool privileged, struct test *ret);

#define OPS_EQUAL (1U << OP_EQ | 1U << OP_NE)
#define OPS_NUMBER (OPS_EQUAL | 1U << OP_LT | 1U << OP_LE | 1U << OP_GT | 1U << OP_GE)
#define OPS_PATTERN (OPS_EQUAL | 1U << OP_LIKE | 1U << OP_UNLIKE)

struct predicate {
	const char *name;
	uint32_t ops;  /* bits of enum filter_op; 0: takes no value */
	bool as_ss;    /* "!=" is "not =" */
	bool remote;   /* of dst and dport */
	uint32_t want; /* enum nw_want */
	parse_fn *parse;
	eval_fn *eval;
	test_fn *test; /* NULL: the kernel cannot tell */
	enum nw_label label;
	/* Of uses, where that is something else; `eval` NULL: of nothing but uses. */
	eval_fn *of_use;
	uint32_t use_want; /* enum nw_use_want */
	bool no_use;       /* it is never asked of uses */
};

/* filter-table.c */
const struct predicate *predicate_of(struct text word);
/* What begins with this word, a metric as well; NULL: nothing does. */
const struct predicate *filter_find(struct text word, struct term *term);
/* What to say then: who begins with a number most likely means a port. */
const char *filter_hint(struct text word);
extern const struct predicate predicate_state, predicate_metric;

parse_fn parse_host, parse_port, parse_device, parse_mark, parse_cgroup, parse_numbers,
	parse_number, parse_named, parse_pattern, parse_container, parse_path, parse_user, parse_reason, parse_kind,
	parse_metric, parse_amount, parse_fd, parse_letter, parse_file_device;
eval_fn eval_state, eval_host, eval_port, eval_device, eval_mark, eval_cgroup, eval_auto,
	eval_pid, eval_comm, eval_program, eval_label, eval_unit, eval_user,
	eval_inode, eval_cookie, eval_netns, eval_reason, eval_kind, eval_metric;
/* filter-use.c */
eval_fn use_pid, use_parent, use_group, use_comm, use_program, use_label, use_unit, use_owner,
	use_cgroup, use_inode, use_name, use_type, use_fd, use_access, use_lock, use_locked,
	use_size, use_allocated, use_offset, use_nlink, use_device, use_deleted, use_mount,
	use_fstype;
test_fn test_host, test_port, test_device, test_mark, test_cgroup, test_auto;

/* ---- filter-glob.c ------------------------------------------------------------- */

enum glob_flag {
	GLOB_FOLD = 1 << 0, /* upper and lower case are the same */
	GLOB_NULS = 1 << 1, /* a NUL in the text is an '@' */
};

/* fnmatch() without flags, on bytes, in time bounded by the product of the lengths. */
bool glob_match(struct text pattern, struct text text, unsigned flags);

#endif
