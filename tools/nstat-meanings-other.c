/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that grow when packets are wrong, or not for us. */
#include "nstat-meanings.h"

static const struct nstat_meaning rows[] = {
	{ "TcpExt", "LockDroppedIcmps",
	  "An ICMP error was passed over because a process had the socket in use at "
	  "that moment: no harm, as another one follows.",
	  LOOK_ICMP },
	{ "TcpExt", "ArpFilter",
	  "An ARP request was not answered because the answer's route is through "
	  "another interface (arp_filter): usual with that setting.",
	  LOOK_IP },
	{ "Udp", "InErrors",
	  "A datagram for a bound port was dropped: the buffer was full (RcvbufErrors), "
	  "memory short (MemErrors), its checksum wrong (InCsumErrors), or a filter or "
	  "IPsec refused it.",
	  LOOK_UDP_DROPS },
	{ "Udp", "InCsumErrors",
	  "A datagram was dropped because its checksum is wrong: it was damaged by a "
	  "card, a driver, memory, or a middlebox on the way.",
	  LOOK_LINK_ERRORS },
	{ "Ip", "InHdrErrors",
	  "A packet was dropped because of its header: a wrong length, version, "
	  "checksum or option, or its TTL ran out here while we forward.",
	  LOOK_IP },
	{ "Ip", "InAddrErrors",
	  "A packet was dropped because of its destination: it is not ours and we do "
	  "not forward (net.ipv4.ip_forward), or the address is invalid.",
	  LOOK_IP },
	{ "Ip", "InUnknownProtos",
	  "A packet was dropped because nobody here takes its protocol: a kernel module "
	  "is missing (a tunnel, SCTP), or it is not meant for us.",
	  LOOK_RAW },
	{ "Ip6", "InHdrErrors",
	  "A packet was dropped because of its header: a wrong length, version or "
	  "option, or its hop limit ran out here while we forward.",
	  LOOK_IP6 },
	{ "Ip6", "InAddrErrors",
	  "A packet was dropped because of its destination: it is not ours and we do "
	  "not forward (net.ipv6.conf.all.forwarding), or the address is invalid.",
	  LOOK_IP6 },
	{ "Ip6", "InTruncatedPkts",
	  "A packet was dropped because it is shorter than its header says: damaged on "
	  "the way, or a broken sender.",
	  LOOK_LINK_ERRORS },
	{ "IpExt", "InTruncatedPkts",
	  "A packet was dropped because it is shorter than its header says: damaged on "
	  "the way, or a broken sender.",
	  LOOK_LINK_ERRORS },
	{ "IpExt", "InCsumErrors",
	  "A packet was dropped because the checksum of its IP header is wrong: damaged "
	  "on the way, or a broken sender.",
	  LOOK_LINK_ERRORS },
	{ "IpExt", "ReasmOverlaps",
	  "A packet in fragments was dropped because some of them overlap: a broken "
	  "sender, or an attack.",
	  LOOK_IP },
	{ "Icmp", "InErrors",
	  "An ICMP message was wrong: its checksum (InCsumErrors), its length, or what "
	  "it quotes belongs to nothing that we know.",
	  LOOK_ICMP },
	{ "Icmp", "InCsumErrors",
	  "An ICMP message was dropped because its checksum is wrong: damaged on the "
	  "way, or a broken sender.",
	  LOOK_LINK_ERRORS },
	{ "Icmp", "OutErrors",
	  "An ICMP message could not be sent: memory was short, or there was no route "
	  "back.",
	  LOOK_ICMP },
	{ "Icmp", "OutRateLimitGlobal",
	  "An ICMP message was not sent because too many were sent already "
	  "(net.ipv4.icmp_msgs_per_sec): a flood or a scan asks for them.",
	  LOOK_ICMP },
	{ "Icmp", "OutRateLimitHost",
	  "An ICMP message was not sent because that host got one just before "
	  "(net.ipv4.icmp_ratelimit): it keeps sending what we cannot deliver.",
	  LOOK_ICMP },
	{ "Icmp", "InParmProbs",
	  "A host said that the header of a packet of ours is wrong: an IP option it "
	  "does not accept, or damage.",
	  LOOK_ICMP },
	{ "Icmp", "OutParmProbs",
	  "We told a sender that the header of its packet is wrong: an IP option that "
	  "we do not accept, or damage.",
	  LOOK_ICMP },
	{ "Icmp", "InSrcQuenchs",
	  "A router asked to send more slowly: nobody should do so any more (RFC 6633), "
	  "and it is passed over.",
	  LOOK_ICMP },
	{ "Icmp", "OutSrcQuenchs",
	  "We asked a sender to send more slowly: nobody should do so any more (RFC "
	  "6633).",
	  LOOK_ICMP },
	{ "Icmp", "InRedirects",
	  "A router told us of a shorter way: the routing table is not the best, or "
	  "somebody wants our packets.",
	  LOOK_ICMP },
	{ "Icmp", "OutRedirects",
	  "We told a host of a shorter way than through us: its routing table is not "
	  "the best.",
	  LOOK_ICMP },
	{ "Icmp6", "InErrors",
	  "An ICMPv6 message was wrong: its checksum (InCsumErrors), its length, its "
	  "type, or what it quotes belongs to nothing that we know.",
	  LOOK_ICMP6 },
	{ "Icmp6", "OutErrors",
	  "An ICMPv6 message could not be sent: memory was short, or there was no route "
	  "back.",
	  LOOK_ICMP6 },
	{ "Icmp6", "OutRateLimitHost",
	  "An ICMPv6 message was not sent because that host got one just before "
	  "(net.ipv6.icmp.ratelimit): it keeps sending what we cannot deliver.",
	  LOOK_ICMP6 },
	{ "Icmp6", "InParmProblems",
	  "A host said that the header of a packet of ours is wrong: an extension it "
	  "does not know, or damage.",
	  LOOK_ICMP6 },
	{ "Icmp6", "OutParmProblems",
	  "We told a sender that the header of its packet is wrong: an extension that "
	  "we do not know, or damage.",
	  LOOK_ICMP6 },
	{ "Icmp6", "InRedirects",
	  "A router told us of a shorter way: the routing table is not the best, or "
	  "somebody wants our packets.",
	  LOOK_ICMP6 },
	{ "Icmp6", "OutRedirects",
	  "We told a host of a shorter way than through us: its routing table is not "
	  "the best.",
	  LOOK_ICMP6 },
	{ "dev", "rx_errs",
	  "The interface received something damaged: a bad cable, plug, optic or port, "
	  "or a duplex mismatch (ethtool -S has the details).",
	  LOOK_LINK_ERRORS },
	{ "dev", "tx_errs",
	  "The interface could not send a packet: the carrier was lost, or the card or "
	  "its driver failed (ethtool -S has the details).",
	  LOOK_LINK_ERRORS },
	{ "dev", "rx_frame",
	  "A frame arrived misaligned: a bad cable or plug, or a duplex mismatch.",
	  LOOK_LINK_ERRORS },
	{ "dev", "tx_colls",
	  "A frame collided with another: a half duplex link, which nowadays is a "
	  "duplex mismatch.",
	  LOOK_LINK_ERRORS },
	{ "dev", "tx_carrier",
	  "The carrier was lost while sending: a bad cable or plug, or the other side "
	  "went down.",
	  LOOK_LINK_ERRORS },
	{ "rpc", "badcalls",
	  "The NFS server refused a call: a wrong format, version, or credentials.",
	  LOOK_NFS },
	{ "rpc", "badfmt",
	  "The NFS server got a call that it could not decode.",
	  LOOK_NFS },
	{ "rpc", "badauth",
	  "The NFS server got a call with credentials that it does not accept.",
	  LOOK_NFS },
	{ "rpc", "badclnt",
	  "The NFS server got a call from a client that it does not serve.",
	  LOOK_NFS },
};

const struct nstat_meanings nstat_meanings_other = {
	.harm = NSTAT_OTHER,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
};
