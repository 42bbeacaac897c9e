/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the rows of one family are gathered: sock_diag, or /proc/net where that refuses. */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "family.h"

int family_note(const struct taking *taking, enum nw_note_kind kind, int error,
		uint64_t count, const char *source, const char *name)
{
	const struct netns *netns = taking->netns;

	if (!netns || !netns->foreign)
		return notes_add(taking->notes, kind, error, count, "%s%s", source, name);
	if (netns->name[0])
		return notes_add(taking->notes, kind, error, count,
				 "%s%s in namespace %s", source, name, netns->name);
	if (netns->inum)
		return notes_add(taking->notes, kind, error, count, "%s%s in namespace %llu",
				 source, name, (unsigned long long)netns->inum);
	return notes_add(taking->notes, kind, error, count, "%s%s in the namespace of %s %u",
			 source, name, netns->tid ? "thread" : "process",
			 netns->tid ? netns->tid : netns->pid);
}

/* ---- sock_diag -------------------------------------------------------------------------- */

struct reading {
	const struct family *family;
	struct ask ask;
	struct rows *rows;
	uint64_t malformed;
	uint16_t type; /* of the answers */
};

static int read_message(const struct nlmsghdr *msg, void *arg)
{
	struct reading *reading = arg;
	int r = 0;

	if (msg->nlmsg_type == reading->type)
		r = reading->family->read(msg, &reading->ask, reading->rows);
	if (r == -EBADMSG) {
		reading->malformed++;
		return 0;
	}
	return r;
}

/* An interrupted dump is repeated up to three times, then used and noted. */
static int dump_patiently(const struct taking *taking, const struct sys_dump *dump,
			  struct reading *reading, struct sys_dump_end *end)
{
	const size_t socks = taking->rows->socks.n, bytes = taking->rows->arena.n;
	int r;

	for (int tries = 0; tries < 3; tries++) {
		taking->rows->socks.n = socks;
		taking->rows->arena.n = bytes;
		reading->malformed = 0;
		r = sys_dump(taking->sys, dump, read_message, reading, end);
		if (r < 0 || !end->interrupted)
			break;
	}
	return r;
}

#define LISTENING (1U << NW_STATE_LISTEN)
#define HALF_OPEN (1U << NW_STATE_SYN_RECV | 1U << NW_STATE_NEW_SYN_RECV)

/* One that does not speak of states leaves it to the query whether bound ones are shown. */
static uint32_t states_of(const struct filter *filter, const struct family *family)
{
	uint32_t states = filter_states(filter, family->id);

	return filter_names_states(filter) ? states : states | 1U << NW_STATE_BOUND_INACTIVE;
}

static struct ask ask_for(const struct family *family, const struct taking *taking, uint8_t af)
{
	struct ask ask = {
		.family = family->id,
		.af = af,
		.protocol = family->protocol,
		.want = taking->want,
	};
	uint32_t states = taking->states;

	/* Not every family's dump can be narrowed. */
	if (!family->server_states)
		return ask;
	if (taking->roles == NW_ROLE_SERVER)
		states &= family->server_states;
	if (taking->filter)
		states &= states_of(taking->filter, family);
	/* Half-open ones need their listener; and no state at all would mean each of them. */
	if (states & HALF_OPEN || !states)
		states |= LISTENING;
	ask.states = states;
	return ask;
}

static int dump_source(const struct family *family, const struct diag_source *source,
		       const struct ask *ask, const struct taking *taking)
{
	char body[ASK_ROOM + PROGRAM_ROOM] __attribute__((aligned(8)));
	struct reading reading = {
		.family = family,
		.ask = *ask,
		.rows = taking->rows,
		.type = source->af == AF_UNSPEC ? TCPDIAG_GETSOCK : SOCK_DIAG_BY_FAMILY,
	};
	struct sys_dump dump = {
		.netns = taking->netns,
		.bus = NETLINK_SOCK_DIAG,
		.type = reading.type,
		.name = source->name,
		.body = body,
	};
	struct sys_dump_end end;
	int r;

	dump.body_len = family->ask(&reading.ask, body);
	r = dump_patiently(taking, &dump, &reading, &end);
	if (r < 0)
		return r;

	reading.malformed += end.malformed;
	if (end.interrupted)
		r = family_note(taking, NW_NOTE_INTERRUPTED, 0, 0, "sock_diag ", source->name);
	if (r == 0 && end.cut)
		r = family_note(taking, NW_NOTE_CUT, 0, 0, "sock_diag ", source->name);
	if (r == 0 && reading.malformed)
		r = family_note(taking, NW_NOTE_MALFORMED, 0, reading.malformed,
				"sock_diag ", source->name);
	return r;
}

static int dump_listeners(const struct family *family, const struct diag_source *source,
			  struct ask ask, const struct taking *taking)
{
	ask.states = LISTENING;
	ask.program_len = 0;
	return dump_source(family, source, &ask, taking);
}

/*
 * What the kernel itself leaves out need not be copied, read and dropped. A recording is to
 * answer every question, so there it is not asked; and an old kernel, or one that wants
 * more rights for it, refuses the program: then all of them come.
 */
static int take_diag(const struct family *family, const struct diag_source *source,
		     const struct taking *taking)
{
	const size_t socks = taking->rows->socks.n, bytes = taking->rows->arena.n;
	struct ask ask = ask_for(family, taking, source->af);
	const uint32_t states = ask.states;
	char program[PROGRAM_ROOM] __attribute__((aligned(8)));
	int r = 0;

	if (taking->filter && !sys_copies(taking->sys) && !sys_reads_copy(taking->sys))
		ask.program_len = filter_bytecode(taking->filter, family->id, source->af, true,
						  program, sizeof(program));
	if (!ask.program_len)
		return dump_source(family, source, &ask, taking);

	/* Whose user half-open ones have: all listeners, whatever is asked about the others. */
	if (states & LISTENING && states & HALF_OPEN) {
		r = dump_listeners(family, source, ask, taking);
		ask.states = states & ~LISTENING;
	}
	ask.program = program;
	if (r == 0)
		r = dump_source(family, source, &ask, taking);
	if (r != -EINVAL && r != -EPERM)
		return r;
	taking->rows->socks.n = socks;
	taking->rows->arena.n = bytes;
	ask.states = states;
	ask.program_len = 0;
	return dump_source(family, source, &ask, taking);
}

static bool ip_wanted(uint8_t af, uint32_t ip)
{
	return (af != AF_INET || ip & NW_IPV4) && (af != AF_INET6 || ip & NW_IPV6);
}

/*
 * The kernel finds the sockets of either IP version by looking at those of both. Its older
 * question has them all in one answer; in a recording each has its own.
 */
static int take_both(const struct family *family, const struct taking *taking)
{
	static const struct diag_source both = { "tcp", AF_UNSPEC };
	const size_t socks = taking->rows->socks.n, bytes = taking->rows->arena.n;
	int r;

	if (family->id != NW_TCP || taking->ip != (NW_IPV4 | NW_IPV6) ||
	    sys_copies(taking->sys) || sys_reads_copy(taking->sys))
		return -ENOENT;
	r = take_diag(family, &both, taking);
	if (r < 0) {
		taking->rows->socks.n = socks;
		taking->rows->arena.n = bytes;
	}
	return r;
}

/* One refusal makes the whole family come from its files: the two are never mixed. */
static int take_all_diag(const struct family *family, const struct taking *taking)
{
	const size_t socks = taking->rows->socks.n, bytes = taking->rows->arena.n;
	int r = take_both(family, taking);

	if (r == 0 || r == -ENOMEM || r == -EOVERFLOW)
		return r;
	r = family->ask ? 0 : -ENOENT;
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(family->diag); i++)
		if (family->diag[i].name && ip_wanted(family->diag[i].af, taking->ip))
			r = take_diag(family, &family->diag[i], taking);
	if (r < 0) {
		taking->rows->socks.n = socks;
		taking->rows->arena.n = bytes;
	}
	return r;
}

/* ---- /proc/net ---------------------------------------------------------------------------- */

int family_read_file(const struct taking *taking, const struct file_source *source,
		     const struct ask *ask, struct rows *rows, uint64_t *malformed, bool *cut)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	struct text text, line;
	int r = sys_read_net(taking->sys, taking->netns, &data, source->path);

	held = data.at;
	if (r < 0)
		return r;
	*cut = r == 1;

	text = text_of(data.at, data.n);
	text_line(&text, &line); /* the names of the columns */
	while (text_line(&text, &line)) {
		r = source->line(line, ask, rows);
		if (r == -EBADMSG)
			(*malformed)++;
		else if (r < 0)
			return r;
	}
	return 0;
}

static int take_file(const struct family *family, const struct file_source *source,
		     const struct taking *taking)
{
	const struct ask ask = ask_for(family, taking, source->af);
	uint64_t malformed = 0;
	bool cut = false;
	int r;

	r = family_read_file(taking, source, &ask, taking->rows, &malformed, &cut);
	/* A cut file's last line is cut as well, and that has been said. */
	if (cut && malformed)
		malformed--;
	if (r == 0 && malformed)
		r = family_note(taking, NW_NOTE_MALFORMED, 0, malformed, "proc/net/",
				source->path);
	return r;
}

/* 1: at least one file was there; 0: none; -ENOMEM. Other refusals become notes. */
static int take_files(const struct family *family, const struct taking *taking)
{
	int found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(family->files) && family->files[i].path; i++) {
		int r;

		if (!ip_wanted(family->files[i].af, taking->ip))
			continue;
		r = take_file(family, &family->files[i], taking);
		if (r == -ENOMEM || r == -EOVERFLOW)
			return r;
		if (r == 0)
			found = 1;
		else if (r == -EUCLEAN)
			found = 1; /* there, and not to be read: said already */
		else if (r != -ENOENT && family_note(taking, NW_NOTE_UNREADABLE, -r, 0,
						     "proc/net/", family->files[i].path) < 0)
			return -ENOMEM;
	}
	return found;
}

static int note_unknown(const struct family *family, const struct taking *taking)
{
	if (taking->by_name & NW_BIT(family->id))
		return family_note(taking, NW_NOTE_UNREADABLE, ENOENT, 0, "proc/net/",
				   family->files[0].path);
	for (size_t i = 0; i < taking->notes->all.n; i++)
		if (strcmp(taking->notes->all.at[i].where, "proc/net/protocols") == 0)
			return 0;
	return notes_add(taking->notes, NW_NOTE_UNREADABLE, ENOENT, 0, "proc/net/protocols");
}

static int note_missing(const struct family *family, const struct taking *taking, int error)
{
	if (error == -EUCLEAN || (taking->netns && taking->netns->closed))
		return 0; /* said once for all */
	/* ENOENT: no handler; EAFNOSUPPORT and EPROTONOSUPPORT: no netlink at all. */
	if (error == -ENOENT || error == -EPROTONOSUPPORT || error == -EAFNOSUPPORT) {
		/* Without /proc/net nobody knows what there is; that is said once, or by name. */
		if (taking->present == UINT64_MAX && family->files[0].path)
			return note_unknown(family, taking);
		if (!(taking->by_name & NW_BIT(family->id)))
			return 0;
		return family_note(taking, NW_NOTE_ABSENT, -error, 0, "", family->name);
	}
	return family_note(taking, NW_NOTE_UNREADABLE, -error, 0, "sock_diag ", family->name);
}

/* Those of which sock_diag tells marks, 0 as well: to whoever has CAP_NET_ADMIN. */
#define MARKED (NW_BIT(NW_TCP) | NW_BIT(NW_UDP) | NW_BIT(NW_UDPLITE) | NW_BIT(NW_RAW))
/* Half-open and waiting connections have one that is never told. */
#define MARKLESS (HALF_OPEN | 1U << NW_STATE_TIME_WAIT)

/* A filter that asks for marks which are not told is answered wrongly. */
static int note_marks(const struct family *family, const struct taking *taking, size_t from)
{
	const struct rows *rows = taking->rows;
	size_t len;

	if (!taking->filter || !(MARKED & NW_BIT(family->id)) ||
	    !filter_needs_marks(taking->filter))
		return 0;
	for (size_t i = 0; i < taking->notes->all.n; i++)
		if (strncmp(taking->notes->all.at[i].where, "sock_diag mark", 14) == 0)
			return 0;
	for (size_t i = from; i < rows->socks.n; i++) {
		const struct nw_sock *sock = &rows->socks.at[i];

		if (!(MARKLESS & 1U << sock->state) &&
		    !attr_find(rows->arena.at + sock->attrs_at, sock->attrs_len, NW_ATTR_MARK,
			       &len))
			return family_note(taking, NW_NOTE_UNREADABLE, EPERM, 0, "sock_diag ",
					   "mark");
	}
	return 0;
}

int family_take(const struct family *family, const struct taking *taking)
{
	const size_t from = taking->rows->socks.n;
	int refused = take_all_diag(family, taking);
	int r;

	if (refused == -ENOMEM || refused == -EOVERFLOW)
		return refused;
	if (refused >= 0)
		return note_marks(family, taking, from);

	r = take_files(family, taking);
	if (r < 0)
		return r;
	if (r == 0)
		return note_missing(family, taking, refused);
	if (!family->ask || (taking->netns && taking->netns->closed))
		return 0;
	return family_note(taking, NW_NOTE_FALLBACK, -refused, 0, "sock_diag ", family->name);
}
