/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keyword TCPX: the counters of TCP that hurt, which sar has not. */
#include "nstat-tcpx.h"

const char *const nstat_harm_names[NSTAT_HARMS_] = {
	[NSTAT_NO_HARM] = "no trouble",
	[NSTAT_CANNOT_CONNECT] = "cannot connect",
	[NSTAT_BREAKS] = "connection breaks",
	[NSTAT_SLOW] = "slow",
	[NSTAT_MEMORY] = "memory",
	[NSTAT_OTHER] = "other",
};

#define TCP(name, section) \
	{ name "/s", name, NSTAT_RATE, { { "Tcp", name } }, section }
#define EXT(name, section) \
	{ name "/s", name, NSTAT_RATE, { { "TcpExt", name } }, section }

const struct nstat_column nstat_tcpx_columns[] = {
	TCP("AttemptFails", NSTAT_CANNOT_CONNECT),
	EXT("ListenOverflows", NSTAT_CANNOT_CONNECT),
	EXT("ListenDrops", NSTAT_CANNOT_CONNECT),
	EXT("TCPReqQFullDrop", NSTAT_CANNOT_CONNECT),
	EXT("TCPReqQFullDoCookies", NSTAT_CANNOT_CONNECT),
	EXT("SyncookiesFailed", NSTAT_CANNOT_CONNECT),
	EXT("TCPSynRetrans", NSTAT_CANNOT_CONNECT),
	EXT("EmbryonicRsts", NSTAT_CANNOT_CONNECT),
	EXT("TCPDeferAcceptDrop", NSTAT_CANNOT_CONNECT),
	EXT("PAWSActive", NSTAT_CANNOT_CONNECT),

	TCP("EstabResets", NSTAT_BREAKS),
	TCP("OutRsts", NSTAT_BREAKS),
	TCP("InErrs", NSTAT_BREAKS),
	TCP("InCsumErrors", NSTAT_BREAKS),
	EXT("TCPAbortOnData", NSTAT_BREAKS),
	EXT("TCPAbortOnClose", NSTAT_BREAKS),
	EXT("TCPAbortOnTimeout", NSTAT_BREAKS),
	EXT("TCPAbortOnLinger", NSTAT_BREAKS),
	EXT("TCPAbortFailed", NSTAT_BREAKS),
	EXT("TCPChallengeACK", NSTAT_BREAKS),
	EXT("TCPSYNChallenge", NSTAT_BREAKS),
	EXT("PAWSEstab", NSTAT_BREAKS),

	TCP("RetransSegs", NSTAT_SLOW),
	EXT("TCPTimeouts", NSTAT_SLOW),
	EXT("TCPFastRetrans", NSTAT_SLOW),
	EXT("TCPSlowStartRetrans", NSTAT_SLOW),
	EXT("TCPLostRetransmit", NSTAT_SLOW),
	EXT("TCPLossProbes", NSTAT_SLOW),
	EXT("TCPRetransFail", NSTAT_SLOW),
	EXT("TCPSpuriousRTOs", NSTAT_SLOW),
	EXT("TCPSpuriousRtxHostQueues", NSTAT_SLOW),
	EXT("TCPDSACKRecv", NSTAT_SLOW),
	EXT("TCPDSACKOfoRecv", NSTAT_SLOW),
	EXT("TCPDSACKUndo", NSTAT_SLOW),
	EXT("TCPSACKReneging", NSTAT_SLOW),
	EXT("TCPOFOQueue", NSTAT_SLOW),
	EXT("TCPToZeroWindowAdv", NSTAT_SLOW),
	EXT("TCPWinProbe", NSTAT_SLOW),

	EXT("TCPZeroWindowDrop", NSTAT_MEMORY),
	EXT("TCPRcvQDrop", NSTAT_MEMORY),
	EXT("TCPBacklogDrop", NSTAT_MEMORY),
	EXT("TCPOFODrop", NSTAT_MEMORY),
	EXT("PruneCalled", NSTAT_MEMORY),
	EXT("RcvPruned", NSTAT_MEMORY),
	EXT("OfoPruned", NSTAT_MEMORY),
	EXT("TCPRcvCollapsed", NSTAT_MEMORY),
	EXT("TCPMemoryPressures", NSTAT_MEMORY),
	EXT("TCPAbortOnMemory", NSTAT_MEMORY),
	EXT("PFMemallocDrop", NSTAT_MEMORY),
	EXT("TCPWqueueTooBig", NSTAT_MEMORY),
	EXT("TCPTimeWaitOverflow", NSTAT_MEMORY),
};
