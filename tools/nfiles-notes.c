/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What could not be seen, on stderr: once, however many rounds there are. */
#include <string.h>

#include "nfiles-run.h"

/* lsof says nothing of it, but in rows. */
static void say_processes(const struct nw_table *table)
{
	const struct nw_note *note;
	uint64_t closed = 0;
	bool hidden = false;

	nw_foreach(note, note, table) {
		if (nw_note_kind(note) == NW_NOTE_PROCESSES)
			closed += nw_note_count(note);
		hidden |= nw_note_kind(note) == NW_NOTE_HIDEPID;
	}
	if (hidden)
		tool_say("/proc hides other users' processes (hidepid); root would see them");
	else if (closed)
		tool_say("what %llu process%s use%s may not be seen; root, or CAP_SYS_PTRACE and "
			 "CAP_DAC_READ_SEARCH, would see it",
			 (unsigned long long)closed, closed == 1 ? "" : "es",
			 closed == 1 ? "s" : "");
}

bool files_sees_nothing(const struct nw_table *table)
{
	const struct nw_note *note;

	nw_foreach(note, note, table)
		if (nw_note_kind(note) == NW_NOTE_UNREADABLE &&
		    strcmp(nw_note_where(note), "proc") == 0)
			return true;
	return false;
}

void files_say_notes(struct files_run *run)
{
	if (run->options.lsof || run->options.no_warnings || run->noted)
		return;
	run->noted = true;
	notes_say(run->table, 0, 0);
	say_processes(run->table);
}
