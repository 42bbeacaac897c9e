/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why nobody holds a socket. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "exact.h"
#include "spread.h"
#include "table.h"

/* Sockets without an inode: no descriptor can exist, and the state says why. */
static enum nw_reason reason_of_state(const struct nw_sock *sock)
{
	if (sock->family == NW_UNIX)
		return NW_REASON_NOT_ACCEPTED;
	if (sock->family > NW_SCTP)
		return NW_REASON_UNKNOWN;
	switch (sock->state) {
	case NW_STATE_ESTABLISHED:
	case NW_STATE_CLOSE_WAIT:
		return NW_REASON_NOT_ACCEPTED;
	case NW_STATE_SYN_RECV:
	case NW_STATE_NEW_SYN_RECV:
		return NW_REASON_SYN_RECV;
	case NW_STATE_TIME_WAIT:
		return NW_REASON_TIME_WAIT;
	case NW_STATE_FIN_WAIT1:
	case NW_STATE_FIN_WAIT2:
	case NW_STATE_CLOSING:
	case NW_STATE_LAST_ACK:
		return NW_REASON_ORPHAN;
	default:
		return NW_REASON_UNKNOWN;
	}
}

/* ---- gone meanwhile ------------------------------------------------------------------------ */

#define GONE "gone"

/* Cookies of sockets that were not there any more: "NETNS COOKIE", one a line, and a word
 * behind them: "doubt" where the kernel's answer may have been of another socket, "orphan"
 * of what is left of an MPTCP connection that nobody holds any more. */
struct gone {
	struct bytes data;
};

enum whereabouts { THERE, GONE_BY_NOW, IN_DOUBT, ORPHANED };

static const struct {
	const char *word;
	enum nw_reason reason;
} outcomes[] = {
	[THERE] = { NULL, NW_REASON_NONE },
	[GONE_BY_NOW] = { "", NW_REASON_RACED },
	[IN_DOUBT] = { "doubt", NW_REASON_UNKNOWN },
	[ORPHANED] = { "orphan", NW_REASON_ORPHAN },
};

/*
 * Once nobody holds an MPTCP connection any more its subflows go on, and go on telling an
 * inode that no descriptor has.
 */
static bool is_orphan(struct sys *sys, const struct netns *netns, const struct rows *found)
{
	const struct nw_sock *sock = found->socks.at;
	struct nw_sock connection = { .family = NW_MPTCP };
	struct rows answer = { 0 };
	const uint32_t *token = NULL;
	size_t len;
	bool gone;
	int r;

	if (found->socks.n && sock->attrs_len)
		token = attr_find(found->arena.at + sock->attrs_at, sock->attrs_len,
				  NW_ATTR_MPTCP_TOKEN, &len);
	if (!token || !*token)
		return false;
	connection.af = sock->af;
	connection.cookie = *token;
	r = exact_ask(sys, netns, &connection, family_get(NW_TCP)->exact, &answer);
	/* Only what is told counts: a kernel that cannot tell says ENOENT as well. */
	gone = r == 0 && answer.socks.n && !answer.socks.at->inode;
	rows_free(&answer);
	return gone;
}

/*
 * Of those that share a port (SO_REUSEPORT, SO_REUSEADDR) the kernel looks one up, and
 * says ENOENT or ESTALE if that is not the one with the cookie: no proof of anything.
 */
static bool shares_port(const struct nw_table *table, const struct nw_sock *sock)
{
	if (sock->family == NW_UNIX)
		return false;
	for (size_t i = 0; i < table->rows.socks.n; i++) {
		const struct nw_sock *other = &table->rows.socks.at[i];

		if (other != sock && other->family == sock->family &&
		    other->netns_at == sock->netns_at && other->protocol == sock->protocol &&
		    other->local_port == sock->local_port &&
		    other->remote_port == sock->remote_port)
			return true;
	}
	return false;
}

/* Ask for this one socket by its cookie: the kernel knows it, or says ENOENT. */
static enum whereabouts look_up(struct sys *sys, const struct nw_table *table,
				const struct nw_sock *sock)
{
	const struct family *family = family_get(sock->family);
	const struct netns *netns = &table->spaces.all.at[sock->netns_at];
	struct rows answer = { 0 };
	bool orphan;
	int r;

	if (!family->exact || !(sock->has & HAS_COOKIE))
		return THERE;
	r = exact_ask(sys, netns, sock, family->exact, &answer);
	orphan = r == 0 && sock->family == NW_TCP && is_orphan(sys, netns, &answer);
	rows_free(&answer);
	if (r != -ENOENT && r != -ESTALE)
		return orphan ? ORPHANED : THERE;
	/* Bound and no more: in no table in which the kernel looks up single sockets. */
	if (sock->state == NW_STATE_BOUND_INACTIVE)
		return IN_DOUBT;
	return shares_port(table, sock) ? IN_DOUBT : GONE_BY_NOW;
}

/* What stands behind the cookie; an unknown word is no doubt. */
static enum whereabouts outcome_of(struct text line)
{
	struct text word;

	if (!text_word(&line, &word))
		return GONE_BY_NOW;
	for (size_t i = IN_DOUBT; i < ARRAY_SIZE(outcomes); i++)
		if (text_is(&word, outcomes[i].word))
			return (enum whereabouts)i;
	return GONE_BY_NOW;
}

static enum whereabouts look_up_noted(const struct gone *gone, const struct nw_table *table,
		     const struct nw_sock *sock)
{
	const uint64_t inum = table->spaces.all.at[sock->netns_at].inum;
	struct text text = text_of(gone->data.at, gone->data.n), line;
	uint64_t netns, cookie;

	while (text_line(&text, &line))
		if (text_dec(&line, &netns) && text_dec(&line, &cookie) &&
		    netns == inum && cookie == sock->cookie)
			return outcome_of(line);
	return THERE;
}

static int note_gone(struct gone *gone, const struct nw_table *table,
		     const struct nw_sock *sock, enum whereabouts where)
{
	const uint64_t inum = table->spaces.all.at[sock->netns_at].inum;
	int len;

	if (vec_reserve_((void **)&gone->data.at, &gone->data.size, gone->data.n + 64, 1) < 0)
		return -ENOMEM;
	len = snprintf(gone->data.at + gone->data.n, 64, "%llu %llu%s%s\n",
		       (unsigned long long)inum, (unsigned long long)sock->cookie,
		       where == GONE_BY_NOW ? "" : " ", outcomes[where].word);
	gone->data.n += (size_t)len;
	return 0;
}

/* However many there are, not more than these are asked for. */
#define LOOKUPS 1024

static int find_gone(struct sys *sys, struct nw_table *table, struct gone *gone)
{
	const bool copy = sys_reads_copy(sys);
	size_t asked = 0;
	int r = copy ? sys_read(sys, &gone->data, GONE) : 0;

	if (r == -ENOMEM)
		return r;
	for (size_t i = 0; i < table->rows.socks.n; i++) {
		struct nw_sock *sock = &table->rows.socks.at[i];
		enum whereabouts where;

		if (!hold_is_missing(sock) || sock->reason)
			continue;
		if (copy)
			where = look_up_noted(gone, table, sock);
		else
			where = asked++ < LOOKUPS ? look_up(sys, table, sock) : THERE;
		if (where == THERE)
			continue;
		sock->reason = (uint8_t)outcomes[where].reason;
		if (!copy && note_gone(gone, table, sock, where) < 0)
			return -ENOMEM;
	}
	if (sys_copies(sys) && gone->data.n)
		sys_save(sys, GONE, gone->data.at, gone->data.n);
	return 0;
}

/* ---- what is left ----------------------------------------------------------------------------- */

/* PROC_PID_INIT_INO: the namespace in which every process is seen. */
#define FIRST_PIDNS 0xeffffffcU

static enum nw_reason reason_by_elimination(struct sys *sys)
{
	char link[64];
	uint64_t inum;

	if (sys_link(sys, link, sizeof(link), "proc/self/ns/pid") < 0 ||
	    !text_bracketed(link, "pid:", &inum))
		return NW_REASON_UNKNOWN;
	return inum == FIRST_PIDNS ? NW_REASON_KERNEL : NW_REASON_OTHER_PIDNS;
}

struct rest {
	struct nw_table *table;
	enum nw_reason reason; /* of those that could be held, and are not */
};

/* Said of sockets that are there, and that nobody was found to hold. */
static bool is_by_elimination(enum nw_reason reason)
{
	return reason == NW_REASON_KERNEL || reason == NW_REASON_OTHER_PIDNS;
}

static int set_reasons(size_t slice, unsigned thread, void *arg)
{
	const struct rest *rest = arg;
	const size_t n = rest->table->rows.socks.n, end = (slice + 1) * SLICE_ROWS;

	(void)thread;
	for (size_t i = slice * SLICE_ROWS; i < end && i < n; i++) {
		struct nw_sock *sock = &rest->table->rows.socks.at[i];

		if (sock->n_holders || (sock->reason && sock->reason != NW_REASON_UNKNOWN))
			continue;
		if (sock->inode == 0)
			sock->reason = (uint8_t)reason_of_state(sock);
		else if (hold_is_kernel(sock))
			sock->reason = NW_REASON_KERNEL;
		else if (!sock->reason || !is_by_elimination(rest->reason))
			sock->reason = (uint8_t)rest->reason;
	}
	return 0;
}

static int reason_of_rest(struct sys *sys, struct nw_table *table, enum nw_reason *ret)
{
	uint64_t queued = 0, missing = 0;
	int r = 0;

	/* One process that may not be looked into may hold them all: nothing is guessed. */
	if (owners_kept_out(&table->owners)) {
		*ret = NW_REASON_NO_PERMISSION;
		return 0;
	}
	if (hold_missing(table))
		r = hold_queued(sys, table, &queued, &missing);
	if (r < 0)
		return r;
	if (!queued)
		*ret = reason_by_elimination(sys);
	else
		/* Where there are more than can be on their way, which ones cannot be told. */
		*ret = missing <= queued ? NW_REASON_IN_FLIGHT : NW_REASON_UNKNOWN;
	return 0;
}

int hold_reasons(struct sys *sys, unsigned threads, struct nw_table *table)
{
	struct rest rest = { .table = table };
	struct gone gone = { 0 };
	int r = 0;

	if (hold_missing(table)) {
		r = find_gone(sys, table, &gone);
		free(gone.data.at);
	}
	if (r == 0)
		r = reason_of_rest(sys, table, &rest.reason);
	if (r < 0)
		return r;
	return spread(threads, table->rows.socks.n / SLICE_ROWS + 1, set_reasons, &rest);
}
