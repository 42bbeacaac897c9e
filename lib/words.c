/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words for what the kernel numbers. */
#include <errno.h>
#include <string.h>

#include <netwho.h>

#include "cleanup.h"
#include "family.h"

NW_EXPORT const char *nw_version(void)
{
	return NW_VERSION;
}

NW_EXPORT const char *nw_family_name(enum nw_family family)
{
	const struct family *known = family_get(family);

	return known ? known->name : NULL;
}

NW_EXPORT int nw_family_of(const char *name)
{
	for (unsigned i = 0; i < NW_FAMILIES_; i++)
		if (strcmp(family_get(i)->name, name) == 0)
			return (int)i;
	return -ENOENT;
}

NW_EXPORT const char *nw_state_name(enum nw_state state)
{
	static const char *const names[] = {
		[NW_STATE_NONE] = "",
		[NW_STATE_ESTABLISHED] = "ESTABLISHED",
		[NW_STATE_SYN_SENT] = "SYN_SENT",
		[NW_STATE_SYN_RECV] = "SYN_RECV",
		[NW_STATE_FIN_WAIT1] = "FIN_WAIT1",
		[NW_STATE_FIN_WAIT2] = "FIN_WAIT2",
		[NW_STATE_TIME_WAIT] = "TIME_WAIT",
		[NW_STATE_CLOSE] = "CLOSE",
		[NW_STATE_CLOSE_WAIT] = "CLOSE_WAIT",
		[NW_STATE_LAST_ACK] = "LAST_ACK",
		[NW_STATE_LISTEN] = "LISTEN",
		[NW_STATE_CLOSING] = "CLOSING",
		[NW_STATE_NEW_SYN_RECV] = "SYN_RECV",
		[NW_STATE_BOUND_INACTIVE] = "BOUND",
	};

	return state < ARRAY_SIZE(names) ? names[state] : "UNKNOWN";
}

NW_EXPORT const char *nw_timer_name(enum nw_timer timer)
{
	static const char *const names[] = {
		[NW_TIMER_OFF] = "off",
		[NW_TIMER_RETRANSMIT] = "on",
		[NW_TIMER_KEEPALIVE] = "keepalive",
		[NW_TIMER_TIMEWAIT] = "timewait",
		[NW_TIMER_PROBE] = "probe",
		[NW_TIMER_DELACK] = "delack",
	};

	return timer < ARRAY_SIZE(names) ? names[timer] : NULL;
}

static const struct {
	const char *name, *help;
} reasons[] = {
	[NW_REASON_NONE] = { "", "" },
	[NW_REASON_NOT_ACCEPTED] = { "not-accepted",
				     "The connection waits in its listener's accept queue." },
	[NW_REASON_SYN_RECV] = { "syn-recv",
				 "The handshake is not finished; no socket exists yet." },
	[NW_REASON_TIME_WAIT] = { "time-wait",
				  "Both sides have closed; the kernel remembers the pair for a minute." },
	[NW_REASON_ORPHAN] = { "orphan",
			       "Its process has closed it; the kernel is still finishing the connection." },
	[NW_REASON_IN_FLIGHT] = { "in-flight",
				  "Its descriptor was sent over a UNIX socket and not yet received." },
	[NW_REASON_KERNEL] = { "kernel",
			       "No process holds it: the kernel itself does (NFS, tunnels ...)." },
	[NW_REASON_OTHER_PIDNS] = { "other-pidns",
				    "A process of a PID namespace that is not seen from here." },
	[NW_REASON_RACED] = { "raced", "It went, or changed hands, while it was looked at." },
	[NW_REASON_NO_PERMISSION] = { "no-permission",
				      "Descriptors of some processes may not be read by this user." },
	[NW_REASON_UNKNOWN] = { "unknown", "No descriptor that can be read holds it." },
};

NW_EXPORT const char *nw_reason_name(enum nw_reason reason)
{
	return reason < ARRAY_SIZE(reasons) ? reasons[reason].name : "";
}

NW_EXPORT const char *nw_reason_help(enum nw_reason reason)
{
	return reason < ARRAY_SIZE(reasons) ? reasons[reason].help : "";
}

NW_EXPORT const char *nw_event_name(enum nw_event event)
{
	static const char *const names[] = {
		[NW_EVENT_NONE] = "",       [NW_EVENT_OPEN] = "open",
		[NW_EVENT_ACCEPT] = "accept", [NW_EVENT_CONNECT] = "connect",
		[NW_EVENT_CLOSE] = "close",
	};

	return event < ARRAY_SIZE(names) ? names[event] : "";
}

NW_EXPORT const char *nw_note_kind_name(enum nw_note_kind kind)
{
	static const char *const names[] = {
		[NW_NOTE_FALLBACK] = "fallback",
		[NW_NOTE_ABSENT] = "absent",
		[NW_NOTE_INTERRUPTED] = "interrupted",
		[NW_NOTE_UNREADABLE] = "unreadable",
		[NW_NOTE_MALFORMED] = "malformed",
		[NW_NOTE_CUT] = "cut",
		[NW_NOTE_PROCESSES] = "processes",
		[NW_NOTE_HIDEPID] = "hidepid",
		[NW_NOTE_BPF] = "bpf",
		[NW_NOTE_CLOSED] = "closed",
		[NW_NOTE_UNHELD] = "unheld",
		[NW_NOTE_POLLED] = "polled",
		[NW_NOTE_LOST] = "lost",
		[NW_NOTE_UNDECIDED] = "undecided",
	};

	return kind < ARRAY_SIZE(names) ? names[kind] : "";
}
