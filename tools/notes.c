/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What could not be seen, one line each on stderr. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

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

static void say_closed(const struct nw_note *note)
{
	tool_say("%s: %s (CAP_SYS_ADMIN is needed); read in /proc", nw_note_where(note),
		 strerror(nw_note_error(note)));
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
	[NW_NOTE_CLOSED] = { say_closed, false, false },
	[NW_NOTE_POLLED] = { say_polled, false, false },
	[NW_NOTE_LOST] = { say_lost, true, false },
	[NW_NOTE_UNDECIDED] = { say_undecided, false, false },
};

/* All that permissions hide goes into one line. */
static void say_unheld(const struct nw_table *table)
{
	unsigned long long unheld = 0, processes = 0;
	bool hidden = false;
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
		tool_say("holders of %llu of %zu sockets not shown: /proc hides other users' "
			 "processes (hidepid); root would see them",
			 unheld, nw_table_socks(table));
	else
		tool_say("holders of %llu of %zu sockets not shown: %llu process%s may not be "
			 "looked into; root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, would "
			 "see them",
			 unheld, nw_table_socks(table), processes, processes == 1 ? "" : "es");
}

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
	bool trouble = false;

	nw_foreach(note, note, table) {
		enum nw_note_kind kind = nw_note_kind(note);

		if (kind >= sizeof(kinds) / sizeof(*kinds) || !kinds[kind].say)
			continue;
		if (kinds[kind].verbose && !(aloud & NW_BIT(kind)))
			continue;
		kinds[kind].say(note);
		trouble |= is_trouble(note, named);
	}
	say_unheld(table);
	return trouble;
}
