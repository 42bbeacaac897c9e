/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What could not be seen, one line each on stderr. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "escape.h"
#include "tool.h"

static unsigned long long count_of(const struct nw_note *note)
{
	return nw_note_count(note);
}

static void say_fallback(const struct nw_note *note)
{
	tool_say("%s: %s; read from /proc/net", nw_note_where(note),
		 strerror(nw_note_error(note)));
}

static void say_absent(const struct nw_note *note)
{
	tool_say("%s: this system has no such sockets", nw_note_where(note));
}

static void say_interrupted(const struct nw_note *note)
{
	tool_say("%s: the table changed while it was read: rows may be missing or double",
		 nw_note_where(note));
}

static void say_unreadable(const struct nw_note *note)
{
	tool_say("%s: %s", nw_note_where(note), strerror(nw_note_error(note)));
}

static void say_malformed(const struct nw_note *note)
{
	tool_say("%s: %llu %s could not be understood and %s left out", nw_note_where(note),
		 count_of(note), count_of(note) == 1 ? "entry" : "entries",
		 count_of(note) == 1 ? "is" : "are");
}

static void say_cut(const struct nw_note *note)
{
	tool_say("%s: cut in the recording; what should follow is missing",
		 nw_note_where(note));
}

/* What would help, if it is that. */
static const char *remedy(const struct nw_note *note)
{
	const int error = nw_note_error(note);

	return error == EPERM || error == EACCES ? " (CAP_BPF and CAP_PERFMON are needed)" : "";
}

static void say_bpf(const struct nw_note *note)
{
	tool_say("%s: %s%s; descriptors were read in /proc",
		 nw_note_where(note), strerror(nw_note_error(note)), remedy(note));
}

static void say_polled(const struct nw_note *note)
{
	tool_say("%s: %s%s; tables are compared instead, so "
		 "what comes and goes in between is told when it ends, without its process",
		 nw_note_where(note), strerror(nw_note_error(note)), remedy(note));
}

static void say_lost(const struct nw_note *note)
{
	if (nw_note_count(note))
		tool_say("%s: %llu events came faster than they were read, and are lost",
			 nw_note_where(note), count_of(note));
	else
		tool_say("%s: some events came faster than they were read, and are lost",
			 nw_note_where(note));
}

static void say_undecided(const struct nw_note *note)
{
	const bool one = count_of(note) == 1;

	tool_say("the filter asks for holders, and those of %llu %s may not be seen: %s left out",
		 count_of(note), one ? "socket" : "sockets", one ? "it is" : "they are");
}

static const struct {
	void (*say)(const struct nw_note *note);
	bool trouble;
	bool verbose; /* only said on request */
} kinds[] = {
	[NW_NOTE_FALLBACK] = { say_fallback, false, true },
	[NW_NOTE_ABSENT] = { say_absent, true, false },
	[NW_NOTE_INTERRUPTED] = { say_interrupted, false, false },
	[NW_NOTE_UNREADABLE] = { say_unreadable, true, false },
	[NW_NOTE_MALFORMED] = { say_malformed, true, false },
	[NW_NOTE_CUT] = { say_cut, true, false },
	[NW_NOTE_BPF] = { say_bpf, false, true },
	[NW_NOTE_CLOSED] = { NULL, false, false }, /* say_closed(): of all of them */
	[NW_NOTE_POLLED] = { say_polled, false, false },
	[NW_NOTE_LOST] = { say_lost, true, false },
	[NW_NOTE_UNDECIDED] = { say_undecided, false, false },
};

/* All that permissions hide goes into one line. */
static void say_unheld(const struct nw_table *table)
{
	unsigned long long unheld = 0, processes = 0;
	bool hidden = false;
	const size_t socks = nw_table_socks(table);
	const struct nw_note *note;

	nw_foreach(note, note, table) {
		if (nw_note_kind(note) == NW_NOTE_UNHELD)
			unheld = count_of(note);
		if (nw_note_kind(note) == NW_NOTE_PROCESSES)
			processes += count_of(note);
		if (nw_note_kind(note) == NW_NOTE_HIDEPID)
			hidden = true;
	}
	if (!unheld)
		return;
	if (hidden)
		tool_say("holders of %llu of %zu socket%s not shown: /proc hides other users' "
			 "processes (hidepid); root would see them",
			 unheld, socks, socks == 1 ? "" : "s");
	else
		tool_say("holders of %llu of %zu socket%s not shown: %llu process%s may not be "
			 "looked into; root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, would "
			 "see them",
			 unheld, socks, socks == 1 ? "" : "s", processes,
			 processes == 1 ? "" : "es");
}

/* ---- namespaces ---------------------------------------------------------------------------- */

/* "namespace x" of "sock_diag in namespace x", or ""; a namespace's name may be any. */
static const char *space_of(const struct nw_note *note)
{
	const char *in = strstr(nw_note_where(note), " in ");

	return in ? in + strlen(" in ") : "";
}

static bool is_refused(const struct nw_note *note, const char *space)
{
	const int error = nw_note_error(note);

	return nw_note_kind(note) == NW_NOTE_UNREADABLE &&
	       (error == EPERM || error == EACCES) && *space &&
	       strcmp(space_of(note), space) == 0;
}

/* Of namespaces that could not be entered: how many, and the first one. */
struct closed {
	unsigned long long n;
	const struct nw_note *first;
};

static void add_closed(struct closed *closed, const struct nw_note *note)
{
	if (!closed->n++)
		closed->first = note;
}

/* What was refused in a namespace comes right behind the note that it is closed. */
static void count_closed(const struct nw_table *table, struct closed *read,
			 struct closed *refused)
{
	const struct nw_note *note, *last = NULL;
	bool in_vain = false;

	nw_foreach(note, note, table) {
		if (last && is_refused(note, space_of(last)))
			in_vain = true;
		if (nw_note_kind(note) != NW_NOTE_CLOSED)
			continue;
		if (last)
			add_closed(in_vain ? refused : read, last);
		last = note;
		in_vain = false;
	}
	if (last)
		add_closed(in_vain ? refused : read, last);
}

static void say_spaces(const struct closed *closed, const char *what, const char *instead)
{
	const char *space = closed->n ? space_of(closed->first) : "";
	struct buffer name = { .fd = -1 };

	if (!closed->n)
		return;
	if (closed->n > 1)
		buffer_format(&name, "%llu network namespaces (first: ", closed->n);
	escape_text(&name, space, strlen(space), 0);
	buffer_string(&name, closed->n > 1 ? ")" : "");
	buffer_char(&name, '\0');
	if (!name.error)
		tool_say("%s could %s: %s (CAP_SYS_ADMIN is needed)%s", name.at, what,
			 strerror(nw_note_error(closed->first)), instead);
	buffer_free(&name);
}

/* However many there are: a line for those read in /proc, and one for the others. */
static void say_closed(const struct nw_table *table)
{
	struct closed read = { 0 }, refused = { 0 };

	count_closed(table, &read, &refused);
	say_spaces(&read, "not be entered", "; read in /proc");
	say_spaces(&refused, "neither be entered nor read", "");
}

/* ---- all of them -------------------------------------------------------------------------- */

void note_say(const struct nw_note *note)
{
	enum nw_note_kind kind = nw_note_kind(note);

	if (kind < sizeof(kinds) / sizeof(*kinds) && kinds[kind].say)
		kinds[kind].say(note);
}

/* Only what was asked for by name is missed. */
static bool is_trouble(const struct nw_note *note, uint64_t named)
{
	int family = nw_family_of(nw_note_where(note));

	if (nw_note_kind(note) == NW_NOTE_ABSENT)
		return family >= 0 && named & NW_BIT(family);
	return kinds[nw_note_kind(note)].trouble;
}

bool notes_say(const struct nw_table *table, uint64_t aloud, uint64_t named)
{
	const struct nw_note *note;
	const char *closed = "";
	bool trouble = false;

	say_closed(table);
	nw_foreach(note, note, table) {
		enum nw_note_kind kind = nw_note_kind(note);

		if (kind == NW_NOTE_CLOSED)
			closed = space_of(note);
		if (kind >= sizeof(kinds) / sizeof(*kinds) || !kinds[kind].say)
			continue;
		if (kinds[kind].verbose && !(aloud & NW_BIT(kind)))
			continue;
		if (!is_refused(note, closed))
			kinds[kind].say(note);
		trouble |= is_trouble(note, named);
	}
	say_unheld(table);
	return trouble;
}
