/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The filter language: which sockets, in the words of ss and more.
 *
 *   EXPR       [STATES] OR              these STATES stand for the whole of OR
 *   OR         AND { or AND }           or, |, ||
 *   AND        NOT { [and] NOT }        and, &, &&, or nothing in between
 *   NOT        { not } CONDITION        not, !
 *   CONDITION  ( EXPR ) | STATES | NAME [OP] VALUE | autobound
 *   STATES     { state NAME | exclude NAME }, read from left to right: one set
 *   OP         = == eq, != ne neq, < lt, <= le leq, > gt, >= ge geq, ~, !~; = if left out
 *
 * A value ends at a blank, and inside of parentheses at the one that closes them. A
 * backslash takes the next character as it is; so do quotes, '...' or "...", around all
 * of a value. Patterns are those of fnmatch(3) without flags; of UNIX names in upper or
 * lower case, as in ss, with '@' for each NUL of an abstract one. "= PATTERN" is about the
 * whole of a name, "~ PATTERN" about any part of it.
 *
 * Where the address is followed by a port, an IPv6 address stands in brackets. Without them
 * ::1:80 is the address [::1:80] and, as in ss, port 80 of [::1]: either matches. A word that
 * is no address is the name of a host, and stands for each of its addresses.
 *
 * What a socket does not have: for src, dst, sport, dport, dev, fwmark, cgroup and
 * autobound, as in ss, "!=" is "not =": "sport != 22" takes UNIX sockets. For all others
 * it compares as false, whatever the operator, != as well; so does < of a port. "not
 * (rtt > 5)" of a socket without rtt is true.
 */
#ifndef NW_FILTER_H
#define NW_FILTER_H

#include "cleanup.h"
#include "names.h"
#include "row.h"

struct filter;

/* Where in the text, for a ^~~~ below it, and a sentence about it, never to be freed. */
struct filter_error {
	size_t at, len;
	const char *what;
};

/*
 * `af`: whose addresses need no prefix: AF_UNIX (then any pattern does), AF_INET ...,
 * AF_UNSPEC: both IP versions, and what begins with '/' or '@' is a UNIX name. Nothing
 * but blanks is the filter that takes all. -EINVAL with *error filled, -ENOMEM.
 */
int filter_parse(struct names *names, int af, const char *text, size_t len,
		 struct filter **ret, struct filter_error *error);
/* The same, of files that processes use: with words of their own. */
int filter_parse_uses(struct names *names, const char *text, size_t len, struct filter **ret,
		      struct filter_error *error);
void filter_free(struct filter *filter);
DEFINE_FREEP(filter, filter)

/* ---- what only the system knows, given before the filter is used --------------- */

/* The id of the control group (v2) of this path, from the top of the hierarchy. */
typedef bool filter_cgroup_fn(void *arg, const char *path, uint64_t *ret);

/*
 * Look up the paths in the filter, so that the kernel can be asked about them; without
 * it, and for those not found, a socket's own NW_LABEL_CGROUP is compared. -ENOENT with
 * the first one that is not found in *error.
 */
int filter_resolve(struct filter *filter, filter_cgroup_fn *id_of, void *arg,
		   struct filter_error *error);
/* /proc/sys/net/ipv4/ip_local_port_range, for autobound; until then the kernel's default. */
void filter_set_ports(struct filter *filter, uint16_t first, uint16_t last);

/* The network namespace that is called "self". */
void filter_set_netns(struct filter *filter, uint64_t inum);

/* ---- what it needs, and what can match at all ---------------------------------- */

/* enum nw_want */
uint32_t filter_want(const struct filter *filter);
/* Of filter_parse_uses(): of sockets (enum nw_want) and of uses (enum nw_use_want). */
void filter_use_wants(const struct filter *filter, uint32_t *socks, uint32_t *uses);
/* NW_BIT(enum nw_family) of the families that are not out of the question. */
uint64_t filter_families(const struct filter *filter);
/*
 * The states to ask the kernel for, never 0 for one of these families. The bound but
 * inactive ones of TCP are among them only if the filter names them.
 */
uint32_t filter_states(const struct filter *filter, enum nw_family family);
/* Does it speak of states? Then it decides by itself about listeners and the like. */
bool filter_names_states(const struct filter *filter);
/* Does it ask for marks? The kernel tells them to the privileged only. */
bool filter_needs_marks(const struct filter *filter);
/* Does it ask for the names of UNIX peers? Then filter_match() wants to see them. */
bool filter_needs_peer(const struct filter *filter);

/*
 * Is all it asks of holders whether they are among some processes? Then these are appended,
 * and who looks into them alone gets the same rows. 1; 0; -ENOMEM.
 */
int filter_pids(const struct filter *filter, struct pids *ret);
/* Does it name its sockets, by inode or cookie? Then they are few. */
bool filter_is_pointed(const struct filter *filter);

/* ---- rows ---------------------------------------------------------------------- */

enum filter_truth { FILTER_NO, FILTER_YES, FILTER_MAYBE };

/*
 * A row as its parser left it, before anything is joined: FILTER_MAYBE when that depends
 * on holders, on their processes, or on what is joined later. It is about this row alone:
 * a listener that others take their user from is the caller's to keep.
 */
enum filter_truth filter_early(const struct filter *filter, const struct rows *rows,
			       const struct nw_sock *sock);
/* A sealed row. `peer`: the other end of a UNIX connection, NULL if it is not known. */
bool filter_match(const struct filter *filter, const struct nw_sock *sock,
		  const struct nw_sock *peer);
/* Of one that does not match: could it, if whoever holds it were seen? */
bool filter_undecided(const struct filter *filter, const struct nw_sock *sock,
		      const struct nw_sock *peer);

/* Of filter_parse_uses(): of a use whose table is sealed; of a process, whatever it uses. */
bool filter_match_use(const struct filter *filter, const struct nw_use *use);
enum filter_truth filter_match_proc(const struct filter *filter, const struct nw_proc *proc);
/* Does it leave out whatever is no socket? */
bool filter_takes_sockets_only(const struct filter *filter);

/*
 * An INET_DIAG_REQ_BYTECODE program that lets no fewer sockets pass than filter_match()
 * does; of `autobound` the kernel knows more, and what it denies does not pass. Returns
 * its length; 0: the kernel cannot help, or there is no room. A kernel before 5.8 refuses
 * a program about cgroups with -EINVAL, one before 4.16 any of ports: ask again without.
 * `privileged`: CAP_NET_ADMIN, without which one about marks is refused with -EPERM.
 */
size_t filter_bytecode(const struct filter *filter, enum nw_family family, uint8_t af,
		       bool privileged, void *buffer, size_t room);

/* ---- implemented elsewhere ----------------------------------------------------- */

/* `protocol` as in /etc/services. */
bool names_port(struct names *names, const char *service, const char *protocol, uint32_t *ret);
bool names_uid(struct names *names, const char *user, uint32_t *ret);
/*
 * The addresses of a host, asked of the name service, of `af` or (AF_UNSPEC) both IP
 * versions: how many, `room` at most. -ENOENT: no such host; -EROFS: a recording.
 */
int names_addresses(struct names *names, const char *host, int af, struct nw_address *ret,
		    size_t room);

#endif
