/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that grow when data has to wait: loss, reordering, closed windows. */
#include "nstat-meanings.h"

static const struct nstat_meaning rows[] = {
	{ "Tcp", "RetransSegs",
	  "A segment was sent again because no acknowledgement came: packets get lost "
	  "on the way there or back; if they are SYNs, TCPSynRetrans grows as well.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPTimeouts",
	  "A retransmission timer ran out: nothing at all came back for an RTO, 200 ms "
	  "or more, and the connection, or call, stood still meanwhile.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPFastRetrans",
	  "A segment was sent again after later ones had been acknowledged: single "
	  "packets are lost on the way, which TCP repairs soon but with less speed.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPSlowStartRetrans",
	  "A segment was sent again after a timeout, when all that was in flight is "
	  "held for lost: loss is heavy, or the path broke for a while.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPForwardRetrans",
	  "A segment was sent again ahead of need while a loss was being repaired: "
	  "packets are lost on the way.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPLostRetransmit",
	  "A retransmission was lost as well: the path is overloaded, a policer drops, "
	  "or packets of that size do not get through.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPLossProbes",
	  "The last segments of a burst were not acknowledged in time, and a tail loss "
	  "probe was sent: the end was lost, or the peer answers late.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPLossProbeRecovery",
	  "A tail loss probe found a loss and repaired it, which else would have taken "
	  "a timeout.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPRetransFail",
	  "A retransmission could not be sent: the layer below refused it, as its queue "
	  "was full, the link down, the route gone, or a firewall rule dropped it.",
	  LOOK_LINK_ERRORS },
	{ "TcpExt", "TCPSpuriousRTOs",
	  "A timeout proved to be needless (F-RTO): nothing was lost, acknowledgements "
	  "were late, as on paths whose delay jumps (radio, full queues, a sleeping "
	  "peer).",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPSpuriousRtxHostQueues",
	  "A segment that was to be sent again had not left this host yet: the queue of "
	  "its interface or driver is overloaded (tc -s qdisc).",
	  LOOK_LINK },
	{ "TcpExt", "TCPSackRecovery",
	  "Selective acknowledgements showed a loss, and fast recovery began, with less "
	  "speed: packets are lost on the way.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPRenoRecovery",
	  "Duplicate acknowledgements showed a loss on a connection without SACK, where "
	  "repairs are slow: packets are lost, and the peer or a middlebox refuses "
	  "SACK.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPSackRecoveryFail",
	  "Fast recovery (SACK) did not succeed and ended in a timeout: several packets "
	  "were lost at once, or the repairs as well.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPRenoRecoveryFail",
	  "Fast recovery without SACK did not succeed and ended in a timeout: several "
	  "packets were lost at once.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPSackFailures",
	  "A timeout came while packets seemed out of order (SACK), before fast "
	  "recovery could begin: loss with little in flight.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPRenoFailures",
	  "A timeout came while packets seemed out of order, on a connection without "
	  "SACK: loss with little in flight.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPLossFailures",
	  "A timeout came while the losses of an earlier timeout were still being "
	  "repaired: the path is very lossy, or broken for longer.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPLoss",
	  "Loss was noticed during recovery on a connection: packets are lost on the "
	  "way.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPFullUndo",
	  "A slowdown was taken back because nothing had been lost: packets overtook "
	  "each other, or acknowledgements were late.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPPartialUndo",
	  "A slowdown was taken back in part because some of what seemed lost had "
	  "arrived: packets overtake each other.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPDSACKUndo",
	  "A slowdown was taken back because all that was sent again had arrived before "
	  "(DSACK): nothing was lost, packets overtook each other or were late.",
	  LOOK_DUPLICATES },
	{ "TcpExt", "TCPLossUndo",
	  "The slowdown after a timeout was taken back because the first copies had "
	  "arrived: delay on the path jumps.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TCPDSACKRecv",
	  "The peer got a segment twice (DSACK): it was sent again for nothing, because "
	  "acknowledgements were late or lost, or the network doubles packets.",
	  LOOK_DUPLICATES },
	{ "TcpExt", "TCPDSACKOfoRecv",
	  "The peer got a segment twice, beyond a gap (DSACK): it was sent again for "
	  "nothing, as packets overtake each other or the network doubles them.",
	  LOOK_DUPLICATES },
	{ "TcpExt", "TCPDSACKRecvSegs",
	  "So many segments the peer reports to have got twice (DSACK): they were sent "
	  "again for nothing.",
	  LOOK_DUPLICATES },
	{ "TcpExt", "TCPDSACKOldSent",
	  "Data came that we had already, and the peer was told (DSACK): it sent again "
	  "for nothing, as our acknowledgements are late or lost.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPDSACKOfoSent",
	  "Data beyond a gap came twice, and the peer was told (DSACK): it sent again "
	  "for nothing, or the network doubles packets.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPDSACKIgnoredOld",
	  "A DSACK was passed over because it tells of something too old: late or "
	  "doubled packets.",
	  LOOK_DUPLICATES },
	{ "TcpExt", "TCPDSACKIgnoredNoUndo",
	  "A DSACK was passed over because it does not fit anything that was sent "
	  "again: the network doubles packets.",
	  LOOK_DUPLICATES },
	{ "TcpExt", "TCPDSACKIgnoredDubious",
	  "A DSACK was passed over because it reports more duplicates than segments "
	  "were sent again: a broken middlebox, or a peer that lies.",
	  LOOK_DUPLICATES },
	{ "TcpExt", "TCPSACKDiscard",
	  "A SACK block was passed over because its numbers make no sense: a middlebox "
	  "that rewrites sequence numbers, or a broken peer.",
	  LOOK_DUPLICATES },
	{ "TcpExt", "TCPSACKReneging",
	  "The peer threw away what it had acknowledged selectively, and it has to be "
	  "sent again: its memory is short, or a middlebox interferes.",
	  LOOK_RETRANSMITS },
	{ "TcpExt", "TCPSACKReorder",
	  "Packets overtook each other on the way (seen by SACK): several links share "
	  "the load, or a queue is reordered; much of it looks like loss.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPRenoReorder",
	  "Packets overtook each other on the way (seen by duplicate acknowledgements): "
	  "several links share the load.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPTSReorder",
	  "Packets overtook each other on the way (seen by timestamps): several links "
	  "share the load.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPFACKReorder",
	  "Packets overtook each other on the way (seen by forward acknowledgement): "
	  "several links share the load.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPOFOQueue",
	  "A segment arrived before one that it follows, and waits for it: packets on "
	  "the way to us are lost or overtake each other.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPOFOMerge",
	  "A segment beyond a gap held data that we had already: the peer sends again "
	  "what was not lost.",
	  LOOK_REORDERING },
	{ "TcpExt", "DelayedACKLost",
	  "Data came again that had been acknowledged: our acknowledgement was lost or "
	  "late, or the network doubles packets.",
	  LOOK_REORDERING },
	{ "TcpExt", "PAWSOldAck",
	  "An acknowledgement was passed over because a later one had overtaken it: no "
	  "harm by itself, but packets overtake each other.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPToZeroWindowAdv",
	  "A receive window was closed and the peer has to wait: a program here does "
	  "not read as fast as data comes.",
	  LOOK_UNREAD },
	{ "TcpExt", "TCPFromZeroWindowAdv",
	  "A closed receive window was opened again: a program here had stopped reading "
	  "for a while.",
	  LOOK_UNREAD },
	{ "TcpExt", "TCPWantZeroWindowAdv",
	  "A receive buffer was full, and its window would have been closed had more "
	  "not been promised already: a program here reads too slowly.",
	  LOOK_UNREAD },
	{ "TcpExt", "TCPWinProbe",
	  "A probe asked a peer whether its closed window has opened: the program at "
	  "the other end does not read, and what we send waits.",
	  LOOK_UNSENT },
	{ "TcpExt", "TCPMTUPFail",
	  "A probe for a larger path MTU was lost: the path carries no packets of that "
	  "size, or loses many.",
	  LOOK_PATH_MTU },
	{ "TcpExt", "TcpTimeoutRehash",
	  "After a timeout a connection was given a new flow hash, so that it may take "
	  "another path: the old one may be broken.",
	  LOOK_TIMEOUTS },
	{ "TcpExt", "TcpDuplicateDataRehash",
	  "After duplicates from the peer a connection was given a new flow hash: our "
	  "acknowledgements may not get through on the old path.",
	  LOOK_REORDERING },
	{ "TcpExt", "TCPPLBRehash",
	  "A connection was given a new flow hash because its path was congested for "
	  "several rounds (PLB).",
	  LOOK_CONGESTION },
	{ "TcpExt", "TCPDeliveredCE",
	  "The peer got a segment that a router had marked (ECN): the path there is "
	  "congested.",
	  LOOK_CONGESTION },
	{ "TcpExt", "TCPSchedulerFailed",
	  "Data waited for its program so long that the delayed ACK timer had to "
	  "process it: the program got no processor.",
	  LOOK_UNREAD },
	{ "IpExt", "InCEPkts",
	  "A packet came that a router had marked (ECN CE): the path to us is "
	  "congested.",
	  LOOK_CONGESTION },
	{ "Ip", "ReasmTimeout",
	  "Fragments were given up because the rest did not come in time: one was lost, "
	  "or a firewall drops fragments.",
	  LOOK_IP },
	{ "Ip", "ReasmFails",
	  "A packet could not be put together from its fragments: some were lost or "
	  "wrong, or memory for them (net.ipv4.ipfrag_high_thresh) was short.",
	  LOOK_IP },
	{ "Ip", "FragFails",
	  "A packet was too big for its link and must not be split: the sender is told "
	  "to send smaller ones; connections hang if that ICMP message is lost.",
	  LOOK_PATH_MTU },
	{ "Ip6", "ReasmTimeout",
	  "Fragments were given up because the rest did not come in time: one was lost, "
	  "or a firewall drops fragments.",
	  LOOK_IP6 },
	{ "Ip6", "ReasmFails",
	  "A packet could not be put together from its fragments: some were lost or "
	  "wrong, or memory for them (net.ipv6.ip6frag_high_thresh) was short.",
	  LOOK_IP6 },
	{ "Ip6", "InTooBigErrors",
	  "A packet that we forward was too big for the next link, and its sender was "
	  "told to send smaller ones.",
	  LOOK_IP6 },
	{ "Ip6", "InCEPkts",
	  "A packet came that a router had marked (ECN CE): the path to us is "
	  "congested.",
	  LOOK_CONGESTION },
	{ "Icmp6", "InPktTooBigs",
	  "A router told us that packets are too big for the path, and they are made "
	  "smaller: usual, unless it goes on.",
	  LOOK_PATH_MTU },
	{ "Icmp6", "OutPktTooBigs",
	  "We told a sender that its packets are too big for the next link: usual at "
	  "tunnels and where the MTU differs.",
	  LOOK_IP6 },
	{ "softnet", "time_squeeze",
	  "A processor stopped receiving although packets were waiting, because its "
	  "turn was over (net.core.netdev_budget): it is at its limit.",
	  LOOK_PROCESSORS },
	{ "rpc", "retrans",
	  "An NFS call was sent again because no answer came: the server is slow or "
	  "down, or packets are lost.",
	  LOOK_RETRANSMITS },
};

const struct nstat_meanings nstat_meanings_slow = {
	.harm = NSTAT_SLOW,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
};
