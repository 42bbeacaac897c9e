/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters of MPTCP that grow when a path fails, or MPTCP itself. */
#include "nstat-meanings.h"

static const struct nstat_meaning breaks[] = {
	{ "MPTcpExt", "MPJoinNoTokenFound",
	  "A subflow was asked for of a connection that is not known here: it has "
	  "ended, or a load balancer sent it to the wrong host.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinSynAckHMacFailure",
	  "A SYN-ACK for a subflow was signed wrongly: a load balancer sent it to "
	  "another host, or it is forged; that subflow was refused.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinAckHMacFailure",
	  "A client's ACK for a subflow was signed wrongly: a mix-up, or it is forged; "
	  "that subflow was refused.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinSynAckNoMPJoin",
	  "A SYN-ACK for a subflow came without MPTCP's option: a middlebox removes it, "
	  "or another host answers; that subflow was reset.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinAckNoMPJoin",
	  "A client's ACK for a subflow came without MPTCP's option: a middlebox "
	  "removes it; that subflow was reset.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinAckNoCtx",
	  "A subflow could not be completed because memory for it was short; it was "
	  "reset.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinNotEstablished",
	  "A subflow was asked for before its connection had been made, and refused.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinRejected",
	  "A subflow that a peer asked for was refused: there are as many as the limits "
	  "allow (ip mptcp limits), or the connection is closing.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinSynTxCreatSkErr",
	  "A subflow could not be made because its socket could not: memory was short.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinSynTxBindErr",
	  "A subflow could not be made because its own address cannot be used: see ip "
	  "mptcp endpoint.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPJoinSynTxConnectErr",
	  "A subflow could not be made because its connect failed: there is no route "
	  "from its address.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "DSSNotMatching",
	  "A mapping of data did not fit the one before it: a broken peer or middlebox; "
	  "the subflow is reset or falls back.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "DSSCorruptionReset",
	  "The mapping of data was damaged, and a subflow was reset: a middlebox "
	  "changes the data or the options.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "DSSNoMatchTCP",
	  "A mapping of data does not fit the bytes of its subflow: a middlebox splits "
	  "or joins segments.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "DataCsumErr",
	  "MPTCP's checksum was wrong: a middlebox changes the data; the subflow is "
	  "reset or falls back.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MismatchPortSynRx",
	  "A subflow was asked for at a port that was not announced, and refused.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MismatchPortAckRx",
	  "A subflow was completed at a port that was not announced, and refused.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPFailTx",
	  "We told the peer that a checksum was wrong: a middlebox changes the data.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPFailRx",
	  "The peer told us that a checksum was wrong: a middlebox changes the data.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPFastcloseTx",
	  "We aborted a whole connection with all its subflows: a program closed it "
	  "with data unread or with SO_LINGER 0, or it timed out.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPFastcloseRx",
	  "The peer aborted a whole connection with all its subflows.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPRstTx",
	  "We reset a single subflow: it was refused, lost its connection, or was "
	  "damaged.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPRstRx",
	  "The peer reset a single subflow: it was refused, lost its connection, or was "
	  "damaged.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "FallbackFailed",
	  "A connection could not go on as plain TCP, because it has several subflows "
	  "or data is missing: the subflow was reset.",
	  LOOK_MPTCP },
};

static const struct nstat_meaning slow[] = {
	{ "MPTcpExt", "MPTCPRetrans",
	  "Data was sent again by MPTCP, over another subflow or the same: a path loses "
	  "packets or is dead.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "NoDSSInWindow",
	  "Data was dropped because it lies beyond MPTCP's receive window: subflows are "
	  "out of step, or the peer ignores the window.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "DuplicateData",
	  "Data came that had come over another subflow already: the peer sent it again "
	  "because a path was slow or dead.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "RcvPruned",
	  "Data was dropped because the receive buffer of an MPTCP connection was full: "
	  "a program here reads too slowly.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "SubflowStale",
	  "A subflow is used no more because nothing comes back over it: its path is "
	  "dead or very lossy.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "RcvWndConflict",
	  "Two subflows disagreed about MPTCP's receive window: much is received over "
	  "several at once; no harm by itself.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "RcvWndConflictUpdate",
	  "A subflow's window had to be corrected after another had moved MPTCP's: no "
	  "harm by itself.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "WinProbe",
	  "A probe asked an MPTCP peer whether its closed window has opened: the "
	  "program at the other end does not read.",
	  LOOK_MPTCP },
};

static const struct nstat_meaning other[] = {
	{ "MPTcpExt", "MPCapableFallbackACK",
	  "A client began with MPTCP and went on without it: a middlebox removes the "
	  "option from its ACK or data; the connection is plain TCP.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPCapableFallbackSYNACK",
	  "A server did not agree to MPTCP: it does not have it, or a middlebox removes "
	  "the option; the connection is plain TCP.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPCapableSYNTXDrop",
	  "A SYN with MPTCP got no answer and was sent without: a firewall drops the "
	  "option; the connection is plain TCP.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPCapableSYNTXDisabled",
	  "A connection was made without MPTCP because such SYNs were dropped before; "
	  "see net.mptcp.blackhole_timeout.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPCapableEndpAttempt",
	  "A client tried to begin a connection at a port that is for further subflows "
	  "only: it was refused.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPCapableDataFallback",
	  "The first data came without MPTCP's signal, and the connection went on as "
	  "plain TCP: a middlebox removes the option.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MPFallbackTokenInit",
	  "A connection was made without MPTCP because no token could be had for it: "
	  "memory was short.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "DSSCorruptionFallback",
	  "The mapping of data was damaged, and the connection went on as plain TCP: a "
	  "middlebox changes the data or the options.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "InfiniteMapTx",
	  "We told the peer to go on as plain TCP, because MPTCP could not be kept up.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "InfiniteMapRx",
	  "The peer told us to go on as plain TCP, because MPTCP could not be kept up.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "AddAddrTxDrop",
	  "An address could not be announced because the segment had no room for it, or "
	  "another waited.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "EchoAddTxDrop",
	  "The echo of an announced address could not be sent because the segment had "
	  "no room for it, or another waited.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "AddAddrDrop",
	  "An address that the peer announced was passed over: too many came at once, "
	  "or the limits allow none (ip mptcp limits).",
	  LOOK_MPTCP },
	{ "MPTcpExt", "RmAddrDrop",
	  "A message that an address is gone was passed over: too many came at once.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "RmAddrTxDrop",
	  "The message that an address is gone could not be sent because the segment "
	  "had no room for it.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "Blackhole",
	  "MPTCP was switched off for a while because SYNs with it get no answer: a "
	  "firewall drops them; see net.mptcp.blackhole_timeout.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "MD5SigFallback",
	  "A connection was made without MPTCP because it has an MD5 signature, which "
	  "does not go with it.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "DssFallback",
	  "A connection went on as plain TCP because its signals were missing or wrong: "
	  "a middlebox removes options.",
	  LOOK_MPTCP },
	{ "MPTcpExt", "SimultConnectFallback",
	  "A connection went on as plain TCP because both ends called at the same time.",
	  LOOK_MPTCP },
};

const struct nstat_meanings nstat_meanings_mptcp_breaks = {
	.harm = NSTAT_BREAKS,
	.rows = breaks,
	.n = sizeof(breaks) / sizeof(breaks[0]),
};

const struct nstat_meanings nstat_meanings_mptcp_slow = {
	.harm = NSTAT_SLOW,
	.rows = slow,
	.n = sizeof(slow) / sizeof(slow[0]),
};

const struct nstat_meanings nstat_meanings_mptcp_other = {
	.harm = NSTAT_OTHER,
	.rows = other,
	.n = sizeof(other) / sizeof(other[0]),
};
