/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Uses of sockets of which no more than the addresses is asked for: the kernel's own walk
 * along the descriptors of every process tells those as well, and nothing is dumped.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "brief-bpf.h"
#include "table.h"

static const struct {
	uint8_t protocol;
	uint8_t family; /* enum nw_family */
	uint8_t type;
} kinds[] = {
	{ IPPROTO_TCP, NW_TCP, SOCK_STREAM },
	{ IPPROTO_UDP, NW_UDP, SOCK_DGRAM },
	{ IPPROTO_UDPLITE, NW_UDPLITE, SOCK_DGRAM },
};

#define TOLD (NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE))

/* Few sockets are dumped sooner than all descriptors are walked along. */
static bool is_brief(const struct nw_query *query)
{
	return query->uses->want & NW_USE_BRIEF && !query->no_socks && query->families &&
	       !(query->families & ~TOLD) && !(query->want & ~(uint32_t)NW_WANT_HOLDERS) &&
	       !query->filter && !query->roles && !query->ip &&
	       !(query->states & 1U << NW_STATE_BOUND_INACTIVE) &&
	       (!query->states || query->states & 1U << NW_STATE_ESTABLISHED) &&
	       (!query->netns || strcmp(query->netns, "self") == 0) &&
	       query->owners != NW_OWNERS_SCAN;
}

struct brief {
	struct use_taking *taking;
	const struct nw_query *query;
	const struct netns *netns;
	int program;
};

/* ---- rows ------------------------------------------------------------------------------- */

struct landing {
	const struct brief *brief;
	struct use_lane *lane;
};

static void fill(struct nw_sock *sock, const struct brief_record *record,
		 const struct netns *netns, size_t kind)
{
	sock->family = kinds[kind].family;
	sock->af = record->family;
	sock->type = kinds[kind].type;
	sock->state = record->state;
	sock->protocol = record->protocol;
	sock->local_port = record->local_port;
	sock->remote_port = ntohs(record->remote_port);
	sock->ifindex = record->ifindex;
	sock->inode = record->inode;
	memcpy(sock->local, record->local, sizeof(sock->local));
	memcpy(sock->remote, record->remote, sizeof(sock->remote));
	sock->has = HAS_LOCAL | HAS_REMOTE | HAS_PROTOCOL;
	sock->netns = netns;
}

static bool is_wanted(const struct nw_query *query, const struct brief_record *record,
		      size_t kind)
{
	return query->families & NW_BIT(kinds[kind].family) &&
	       (!query->states || query->states & 1U << (record->state & 31));
}

static bool is_own(struct sys *sys, uint64_t inode)
{
	const struct inodes *own = sys_own_sockets(sys);

	for (size_t i = 0; i < own->all.n; i++)
		if (own->all.at[i] == inode)
			return true;
	return false;
}

static int take_record(const struct landing *landing, const struct brief_record *record)
{
	const struct brief *brief = landing->brief;
	struct use_lane *lane = landing->lane;
	struct nw_sock *sock;
	uint32_t *fd;
	size_t kind = 0;

	while (kind < ARRAY_SIZE(kinds) && kinds[kind].protocol != record->protocol)
		kind++;
	if (kind == ARRAY_SIZE(kinds))
		return -EOPNOTSUPP;
	if (!is_wanted(brief->query, record, kind) || is_own(brief->taking->sys, record->inode))
		return 0;
	fd = vec_push(&lane->fds);
	sock = vec_push(&lane->socks);
	if (!fd || !sock)
		return -ENOMEM;
	*fd = record->fd;
	fill(sock, record, brief->netns, kind);
	return 0;
}

static int take(const struct brief_record *records, size_t n, void *arg)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		r = take_record(arg, &records[i]);
	return r;
}

/* ---- processes --------------------------------------------------------------------------- */

#define SAMPLES 8

/* One descriptor may be closed meanwhile; of several one at least is left. */
static bool is_still(struct sys *sys, const struct use_lane *lane, size_t first, uint32_t pid)
{
	for (size_t i = first; i < lane->fds.n && i < first + SAMPLES; i++) {
		const struct nw_file file = { .inode = lane->socks.at[i].inode,
					      .pid = pid,
					      .tid = pid,
					      .fd = lane->fds.at[i],
					      .via = NW_VIA_FD };

		if (hold_is_still(sys, &file))
			return true;
	}
	return false;
}

static void forget(struct use_lane *lane, const struct use_range *range)
{
	lane->socks.n = lane->fds.n = range->first;
	lane->procs.n = range->first_proc;
}

/*
 * What it holds, then who it is. 1: it is the same that was walked along, because it still
 * holds some of that, or because it was the one before too, whose start that was; or there
 * is nothing to tell of it. 0: who knows.
 */
static int look(const struct brief *brief, struct use_lane *lane,
		const struct use_range *range, uint32_t pid, uint64_t *start)
{
	struct landing landing = { brief, lane };
	const struct brief_taker taker = { take, &landing };
	int r = vec_reserve(&lane->data, BRIEF_ROOM);

	if (r == 0)
		r = brief_walk(brief->program, pid, lane->data.at, &taker);
	if (r < 0 || lane->fds.n == range->first)
		return r < 0 ? r : 1;
	r = use_read_identity(brief->taking, lane, pid);
	if (r < 0)
		return r;
	if (r > 0) {
		const uint64_t now = lane->procs.at[range->first_proc].start;

		if (now == *start || is_still(brief->taking->sys, lane, range->first, pid))
			return 1;
		*start = now;
	}
	forget(lane, range);
	return !r;
}

#define TRIES 3

static int read_process(size_t i, unsigned thread, void *arg)
{
	const struct brief *brief = arg;
	struct use_lane *lane = &brief->taking->lanes[thread];
	struct use_range *range = &brief->taking->ranges[i];
	uint64_t start = UINT64_MAX;
	int r = 0;

	range->lane = thread;
	range->first = lane->fds.n;
	range->first_proc = lane->procs.n;
	for (int tries = 0; r == 0 && tries < TRIES; tries++)
		r = look(brief, lane, range, brief->taking->pids.all.at[i], &start);
	range->n = lane->fds.n - range->first;
	range->procs = lane->procs.n - range->first_proc;
	return r < 0 ? r : 0;
}

/* ---- one behind the other ---------------------------------------------------------------- */

static void land(const struct use_taking *taking, const struct use_range *range,
		 struct uses *ret)
{
	const struct use_lane *lane = &taking->lanes[range->lane];
	struct nw_proc *proc = &ret->procs.at[ret->procs.n++];

	*proc = lane->procs.at[range->first_proc];
	proc->base = lane->arena.at;
	for (size_t i = range->first; i < range->first + range->n; i++)
		ret->all.at[ret->all.n++] = (struct nw_use){ .proc = proc,
							     .sock = &lane->socks.at[i],
							     .fd = lane->fds.at[i],
							     .kind = NW_USE_FD,
							     .access = 'u' };
}

/* Inodes by their lowest bits: of few sockets of all there are several descriptors. */
#define SEEN (1U << 20)

struct seen {
	uint8_t once[SEEN / 8], again[SEEN / 8];
};

static bool test_and_set(uint8_t *bits, uint64_t inode)
{
	uint8_t *byte = &bits[inode % SEEN / 8];
	const uint8_t bit = (uint8_t)(1U << (inode & 7));
	const bool was = *byte & bit;

	*byte |= bit;
	return was;
}

static bool test(const uint8_t *bits, uint64_t inode)
{
	return bits[inode % SEEN / 8] & 1U << (inode & 7);
}

/* One row for all descriptors of a socket: that of the first. */
static int share_rows(struct uses *uses)
{
	_free_ struct seen *seen = calloc(1, sizeof(*seen));
	_free_ struct keyed *keys = NULL;
	size_t n = 0;
	int r;

	if (!seen)
		return -ENOMEM;
	for (size_t i = 0; i < uses->all.n; i++)
		if (test_and_set(seen->once, uses->all.at[i].sock->inode))
			n += !test_and_set(seen->again, uses->all.at[i].sock->inode);
	if (!n)
		return 0;
	keys = malloc(uses->all.n * sizeof(*keys));
	if (!keys)
		return -ENOMEM;
	n = 0;
	for (size_t i = 0; i < uses->all.n; i++)
		if (test(seen->again, uses->all.at[i].sock->inode))
			keys[n++] = (struct keyed){ uses->all.at[i].sock->inode, (uint32_t)i };
	r = radix_sort(keys, n);
	for (size_t i = 1; r == 0 && i < n; i++)
		if (keys[i].key == keys[i - 1].key)
			uses->all.at[keys[i].row].sock = uses->all.at[keys[i - 1].row].sock;
	return r;
}

static int assemble(struct use_taking *taking, struct uses *ret)
{
	size_t uses = 0, procs = 0;

	for (size_t i = 0; i < taking->n_lanes; i++) {
		uses += taking->lanes[i].fds.n;
		procs += taking->lanes[i].procs.n;
	}
	if (vec_reserve(&ret->all, uses + 1) < 0 || vec_reserve(&ret->procs, procs + 1) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < taking->pids.all.n; i++)
		if (taking->ranges[i].procs)
			land(taking, &taking->ranges[i], ret);
	for (size_t i = 0; i < taking->n_lanes; i++)
		vec_free(&taking->lanes[i].fds);
	ret->lanes = TAKE(taking->lanes);
	ret->n_lanes = taking->n_lanes;
	taking->n_lanes = 0;
	return share_rows(ret);
}

/* 1: all is told; 0: it has to be found out otherwise. */
static int read_all(struct brief *brief, struct nw_table *table)
{
	struct use_taking *taking = brief->taking;
	const bool any = brief->query->owners == NW_OWNERS_BPF;
	int r = sys_pids(taking->sys, &taking->pids);

	if (r == -ENOMEM)
		return r;
	/* The kernel would not hide those that /proc does. */
	if (r < 0 || !taking->pids.all.n || taking->pids.all.at[0] != 1 ||
	    (!any && owner_amount(taking->sys, &taking->pids) != OWNER_MANY_OF_EACH))
		return 0;
	brief->program = brief_load(brief->netns->inum);
	if (brief->program < 0)
		return brief->program == -ENOMEM ? -ENOMEM : 0;
	r = use_lanes_make(taking, taking->pids.all.n);
	if (r == 0)
		r = spread(taking->threads, taking->pids.all.n, read_process, brief);
	close(brief->program);
	if (r == 0)
		r = assemble(taking, &table->uses);
	if (r < 0)
		return r == -ENOMEM || r == -EOVERFLOW ? r : 0;
	return 1;
}

int uses_brief(struct sys *sys, const struct nw_query *query, struct nw_table *table)
{
	struct use_taking taking = { .sys = sys, .query = query->uses, .threads = query->threads };
	struct brief brief = { .taking = &taking,
			       .query = query,
			       .netns = &table->spaces.all.at[0] };
	int r;

	if (!is_brief(query) || table->spaces.all.n != 1 || !brief.netns->inum)
		return 0;
	r = read_all(&brief, table);
	use_taking_free(&taking);
	return r;
}
