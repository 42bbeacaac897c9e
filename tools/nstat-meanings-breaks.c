/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that grow when connections break, or are about to. */
#include "nstat-meanings.h"

static const struct nstat_meaning rows[] = {
	{ "Tcp", "EstabResets",
	  "An established connection ended abruptly: the peer reset it, it timed out, "
	  "or a program here aborted it.",
	  LOOK_ENDS },
	{ "Tcp", "OutRsts",
	  "A reset was sent: nobody listens on the port, the connection is no longer "
	  "known, or a program closed it with data unread or with SO_LINGER 0.",
	  LOOK_ENDS },
	{ "Tcp", "InErrs",
	  "A segment was in error: a wrong checksum (InCsumErrors), a header that makes "
	  "no sense, or a SYN for an open connection.",
	  LOOK_LINK_ERRORS },
	{ "Tcp", "InCsumErrors",
	  "A segment was dropped because its checksum is wrong: it was damaged by a "
	  "card, a driver, memory, or a middlebox on the way.",
	  LOOK_LINK_ERRORS },
	{ "TcpExt", "TCPAbortOnData",
	  "A connection was reset because the program closed it with SO_LINGER 0, or "
	  "because data came after it had been closed: what was not delivered yet is "
	  "lost.",
	  LOOK_ENDS },
	{ "TcpExt", "TCPAbortOnClose",
	  "A program closed a connection before it had read all that had arrived, so "
	  "the peer got a reset; what is waiting in Recv-Q now may end the same way.",
	  LOOK_UNREAD },
	{ "TcpExt", "TCPAbortOnTimeout",
	  "A connection or a call was given up because the peer no longer answered "
	  "retransmissions or probes; see net.ipv4.tcp_retries2, tcp_syn_retries, "
	  "TCP_USER_TIMEOUT.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPAbortOnLinger",
	  "A closed connection in FIN_WAIT2 was dropped with a reset instead of waiting "
	  "for the peer's FIN, as its program had set TCP_LINGER2 below 0.",
	  LOOK_CLOSING },
	{ "TcpExt", "TCPAbortFailed",
	  "A connection was aborted but its reset could not be sent, for lack of memory "
	  "or because the layer below refused it: the peer does not know of the end.",
	  LOOK_LINK_ERRORS },
	{ "TcpExt", "TCPChallengeACK",
	  "A challenge ACK (RFC 5961) answered a RST, SYN or ACK that does not fit: a "
	  "peer that restarted, a middlebox out of step, or somebody who guesses "
	  "numbers.",
	  LOOK_ENDS },
	{ "TcpExt", "TCPSYNChallenge",
	  "A SYN came for a connection that is open here: the peer has restarted and "
	  "uses the port again, a NAT gave it to another host, or it is forged.",
	  LOOK_ENDS },
	{ "TcpExt", "TCPACKSkippedChallenge",
	  "A challenge ACK was not sent because the last one was too recent: the same "
	  "segments that do not fit keep coming; see net.ipv4.tcp_invalid_ratelimit.",
	  LOOK_ENDS },
	{ "TcpExt", "TCPACKSkippedSynRecv",
	  "A half-open connection got the same or unfit segments so often that not each "
	  "was answered: SYN-ACKs get lost, or it is a flood; see "
	  "net.ipv4.tcp_invalid_ratelimit.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "TCPACKSkippedPAWS",
	  "Segments with old timestamps came so fast that not each was answered by an "
	  "ACK: an ACK loop, or clients behind one NAT; see "
	  "net.ipv4.tcp_invalid_ratelimit.",
	  LOOK_ENDS },
	{ "TcpExt", "TCPACKSkippedSeq",
	  "Segments outside the window came so fast that not each was answered by an "
	  "ACK: the two ends disagree, often because of a middlebox, or it is an ACK "
	  "loop.",
	  LOOK_ENDS },
	{ "TcpExt", "TCPACKSkippedFinWait2",
	  "Segments that do not fit came so fast to a connection in FIN_WAIT2 that not "
	  "each was answered: the peer and we disagree about where it stands.",
	  LOOK_CLOSING },
	{ "TcpExt", "TCPACKSkippedTimeWait",
	  "Segments that do not fit came so fast to a connection in TIME_WAIT that not "
	  "each was answered: the peer and we disagree about where it stands.",
	  LOOK_STATES },
	{ "TcpExt", "PAWSEstab",
	  "A segment was dropped because its timestamp is older than the last one: a "
	  "late duplicate, or clients behind one NAT address.",
	  LOOK_STATES },
	{ "TcpExt", "BeyondWindow",
	  "A segment was dropped because it reaches beyond the window that we offered: "
	  "the peer ignores windows, a middlebox rewrites them, or the buffer was made "
	  "smaller meanwhile.",
	  LOOK_UNREAD },
	{ "TcpExt", "TCPAbortOnSyn",
	  "A SYN came within an open connection, which was reset: the peer has "
	  "restarted and uses the port again, or it is forged.",
	  LOOK_ENDS },
	{ "TcpExt", "OutOfWindowIcmps",
	  "An ICMP error was passed over because the sequence number that it quotes is "
	  "not in flight: it is late, or forged to break connections.",
	  LOOK_ICMP },
	{ "TcpExt", "TCPMinTTLDrop",
	  "A packet was dropped because its TTL is below the socket's IP_MINTTL: it "
	  "comes from farther away than a neighbour would, so a route changed or it is "
	  "forged.",
	  LOOK_STATES },
	{ "TcpExt", "TCPAODroppedIcmps",
	  "An ICMP error was passed over because the connection is protected by TCP-AO: "
	  "expected, unless connections hang on a path that changed its MTU.",
	  LOOK_ICMP },
	{ "Icmp", "OutTimeExcds",
	  "A packet that we forward, or put together, was given up: its TTL ran out in "
	  "a routing loop or a traceroute, or fragments were missing.",
	  LOOK_IP },
	{ "Icmp6", "OutTimeExcds",
	  "A packet that we forward, or put together, was given up: its hop limit ran "
	  "out in a routing loop or a traceroute, or fragments were missing.",
	  LOOK_IP6 },
};

const struct nstat_meanings nstat_meanings_breaks = {
	.harm = NSTAT_BREAKS,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
};
