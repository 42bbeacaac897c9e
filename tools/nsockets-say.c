/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What netstat says on stderr, in its own words. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nsockets.h"

static void say_like_netstat_holders(const struct run *run, const struct nw_table *table)
{
	if (nw_table_descriptors(table))
		fputs("(Not all processes could be identified, non-owned process info\n will not "
		      "be shown, you would have to be root to see it all.)\n",
		      stderr);
	else
		fprintf(stderr,
			"(No info could be read for \"-p\": geteuid()=%d but you should be "
			"root.)\n",
			(int)nw_euid(run->view.nw));
}

/* A family that was asked for by its letter and is not there ends netstat's report. */
static int say_like_netstat_absent(const struct run *run, const char *name,
				   struct netstat_face *face)
{
	int family = nw_family_of(name);

	tool_say("no support for `AF INET (%s)' on this system.", name);
	/* Endpoints and associations each. */
	if (family == NW_SCTP && run->options.all && !nsockets_named(&run->options))
		tool_say("no support for `AF INET (%s)' on this system.", name);
	if (family < 0 || !(nsockets_named(&run->options) & NW_BIT(family)) || face->cut)
		return 0;
	face->cut = true;
	face->cut_at = (enum nw_family)family;
	return EXIT_TROUBLE;
}

/* For netstat a family is there when its file is: "sctp" for proc/net/sctp/eps. */
static const char *absent_file(const struct nw_note *note)
{
	const char *where = nw_note_where(note);
	char name[16];
	int family;

	if (nw_note_error(note) != ENOENT || sscanf(where, "proc/net/%15[^/]", name) != 1)
		return NULL;
	family = nw_family_of(name);
	return family < 0 ? NULL : nw_family_name((enum nw_family)family);
}

/* It does not read this file, and so does not miss it. */
static bool is_unread(const struct nw_note *note)
{
	return strcmp(nw_note_where(note), "proc/net/protocols") == 0;
}

static void say_like_netstat_bogus(const char *where)
{
	const char *slash = strrchr(where, '/');

	fprintf(stderr, "warning, got bogus %s line.\n", slash ? slash + 1 : where);
}

/* What netstat's -v misses on every system of today, when no family was named. */
static void say_like_netstat_verbose(void)
{
	static const char *const aliens[] = { "IPX", "AX25", "X25", "NETROM", "ROSE" };

	for (size_t i = 0; i < sizeof(aliens) / sizeof(*aliens); i++)
		tool_say("no support for `AF %s' on this system.", aliens[i]);
}

/* netstat's own words. Returns its exit code. */
int nsockets_say_netstat(const struct run *run, const struct nw_table *table,
			 struct netstat_face *face)
{
	const struct nw_note *note;
	int code = 0;

	nw_foreach(note, note, table) {
		switch (nw_note_kind(note)) {
		case NW_NOTE_PROCESSES:
			if (nw_note_error(note) == EACCES)
				say_like_netstat_holders(run, table);
			break;
		case NW_NOTE_ABSENT:
			code |= say_like_netstat_absent(run, nw_note_where(note), face);
			break;
		case NW_NOTE_MALFORMED:
			say_like_netstat_bogus(nw_note_where(note));
			break;
		case NW_NOTE_UNREADABLE:
			if (absent_file(note)) {
				code |= say_like_netstat_absent(run, absent_file(note), face);
				break;
			}
			if (!is_unread(note))
				note_say(note);
			break;
		case NW_NOTE_CUT:
			note_say(note);
			break;
		default:
			break;
		}
	}
	if (run->options.verbose && nsockets_unnamed(&run->options))
		say_like_netstat_verbose();
	return code;
}
