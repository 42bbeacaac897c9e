/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that grow when connections do not come about. */
#include "nstat-meanings.h"

static const struct nstat_meaning rows[] = {
	{ "Tcp", "AttemptFails",
	  "A connection failed before it stood: the peer refused it with a reset, "
	  "nobody answered in time, or an ICMP error came back.",
	  LOOK_ENDS },
	{ "TcpExt", "ListenOverflows",
	  "A connection was dropped because the accept queue of its listener was full: "
	  "the program accepts too slowly, or its backlog, at most net.core.somaxconn, "
	  "is too small.",
	  LOOK_OVERFLOWS },
	{ "TcpExt", "ListenDrops",
	  "A listener dropped a SYN, or the ACK that ends a handshake: its accept queue "
	  "was full (ListenOverflows), half-open connections were too many, or memory "
	  "was short.",
	  LOOK_OVERFLOWS },
	{ "TcpExt", "TCPReqQFullDrop",
	  "A SYN was dropped because too many connections were half open and SYN "
	  "cookies are off: a SYN flood, or a backlog that is too small; see "
	  "net.ipv4.tcp_syncookies.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "TCPReqQFullDoCookies",
	  "A SYN was answered with a SYN cookie because too many connections were half "
	  "open: a SYN flood, or a backlog that is too small for the load.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "SyncookiesSent",
	  "A SYN cookie was sent because too many connections were half open: a SYN "
	  "flood, or a backlog that is too small; such connections may lack window "
	  "scaling and SACK.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "SyncookiesRecv",
	  "A client came back with a valid SYN cookie and was let in, at a time when "
	  "too many connections were half open.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "SyncookiesFailed",
	  "An ACK came to a listener without a valid SYN cookie: it came too late, is "
	  "left over from a connection that is gone, or is forged.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "TCPSynRetrans",
	  "A SYN or SYN-ACK was sent again because no answer came: the peer is down, a "
	  "firewall swallows it, or the peer's listener is overloaded.",
	  LOOK_CALLS },
	{ "TcpExt", "EmbryonicRsts",
	  "A half-open connection ended by a reset: the client gave up or scans ports, "
	  "or the accept queue was full and net.ipv4.tcp_abort_on_overflow is set.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "TCPDeferAcceptDrop",
	  "The ACK that ends a handshake brought no data and was passed over, as the "
	  "listener has TCP_DEFER_ACCEPT: normal there, unless clients wait to be "
	  "greeted first.",
	  LOOK_LISTENERS },
	{ "TcpExt", "TCPMigrateReqFailure",
	  "A listener was closed and a connection waiting at it could not be moved to "
	  "another listener of the port (net.ipv4.tcp_migrate_req): the client is "
	  "reset.",
	  LOOK_LISTENERS },
	{ "TcpExt", "PAWSActive",
	  "A SYN-ACK was rejected because it echoes a timestamp that we did not send: "
	  "it is late, or something on the way rewrites timestamps.",
	  LOOK_CALLS },
	{ "TcpExt", "PAWSPassive",
	  "A SYN was dropped because its timestamp was older than the last of that "
	  "address: clients behind one NAT and net.ipv4.tcp_tw_recycle, which has to be "
	  "off.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "PAWSTimewait",
	  "A segment for a connection in TIME_WAIT was rejected because its timestamp "
	  "is old: a late duplicate, or clients behind one NAT address that use a port "
	  "again.",
	  LOOK_STATES },
	{ "TcpExt", "TSEcrRejected",
	  "The ACK that ends a handshake was rejected because it echoes a timestamp "
	  "that we did not send: something on the way rewrites timestamps, or it is "
	  "forged.",
	  LOOK_HALF_OPEN },
	{ "TcpExt", "TCPFastOpenActiveFail",
	  "A call with TCP Fast Open failed or did without it: the peer did not take "
	  "the data in the SYN, or no answer came; some firewalls drop such a SYN.",
	  LOOK_CALLS },
	{ "TcpExt", "TCPFastOpenPassiveFail",
	  "A client's Fast Open was not accepted: its cookie was wrong, or its socket "
	  "could not be made; the usual handshake followed.",
	  LOOK_LISTENERS },
	{ "TcpExt", "TCPFastOpenListenOverflow",
	  "A client's Fast Open was not accepted because as many are pending as the "
	  "listener allows with TCP_FASTOPEN.",
	  LOOK_LISTENERS },
	{ "TcpExt", "TCPFastOpenBlackhole",
	  "Fast Open of our own calls was suspended because connections with it got "
	  "stuck: a middlebox swallows them; see "
	  "net.ipv4.tcp_fastopen_blackhole_timeout_sec.",
	  LOOK_CALLS },
	{ "TcpExt", "TCPMD5NotFound",
	  "A segment without an MD5 signature was dropped although there is a key for "
	  "its peer: the peer has none, or it is forged.",
	  LOOK_MD5 },
	{ "TcpExt", "TCPMD5Unexpected",
	  "A segment with an MD5 signature was dropped because there is no key for its "
	  "peer: only one side has been given the key.",
	  LOOK_MD5 },
	{ "TcpExt", "TCPMD5Failure",
	  "A segment with a wrong MD5 signature was dropped: the keys differ, a NAT "
	  "changed its addresses, or it is forged.",
	  LOOK_MD5 },
	{ "TcpExt", "TCPAORequired",
	  "A segment without TCP-AO was dropped where the socket demands it: the peer "
	  "has no key, or it is forged.",
	  LOOK_LISTENERS },
	{ "TcpExt", "TCPAOBad",
	  "A segment with a wrong TCP-AO signature was dropped: the keys differ, a NAT "
	  "changed its addresses, or it is forged.",
	  LOOK_LISTENERS },
	{ "TcpExt", "TCPAOKeyNotFound",
	  "A segment was dropped because it names a TCP-AO key that is not known here: "
	  "the keys of both sides differ.",
	  LOOK_LISTENERS },
	{ "TcpExt", "IPReversePathFilter",
	  "A packet was dropped because the way back to its source is through another "
	  "interface (rp_filter): routing is asymmetric, or the source is forged.",
	  LOOK_IP },
	{ "Udp", "NoPorts",
	  "A datagram came for a port that nobody has bound: the service is down or "
	  "listens on another address, or it is a scan; the sender gets an ICMP error.",
	  LOOK_UDP },
	{ "Ip", "OutNoRoutes",
	  "A packet of ours was dropped because no route leads to its destination: see "
	  "the routing table (ip route get ADDRESS).",
	  LOOK_IP },
	{ "IpExt", "InNoRoutes",
	  "A packet was dropped on arrival because no route leads to its destination: a "
	  "route is missing, or it should not have come here.",
	  LOOK_IP },
	{ "Ip6", "OutNoRoutes",
	  "A packet of ours was dropped because no route leads to its destination: see "
	  "the routing table (ip -6 route get ADDRESS).",
	  LOOK_IP6 },
	{ "Ip6", "InNoRoutes",
	  "A packet was dropped on arrival because no route leads to its destination: a "
	  "route is missing, or it should not have come here.",
	  LOOK_IP6 },
	{ "Icmp", "InDestUnreachs",
	  "Something that we sent could not be delivered: nobody has the port, there is "
	  "no route, a firewall rejects it, or it is too big for the path.",
	  LOOK_ICMP },
	{ "Icmp", "OutDestUnreachs",
	  "We told a sender that we cannot deliver: mostly a UDP port that nobody has "
	  "bound, else no route, or a firewall rule that rejects.",
	  LOOK_ICMP },
	{ "Icmp", "InTimeExcds",
	  "A packet of ours was dropped on the way because its TTL ran out or its "
	  "fragments were incomplete: a routing loop, or traceroute at work.",
	  LOOK_ICMP },
	{ "Icmp6", "InDestUnreachs",
	  "Something that we sent could not be delivered: nobody has the port, there is "
	  "no route, the address does not answer, or a firewall rejects it.",
	  LOOK_ICMP6 },
	{ "Icmp6", "OutDestUnreachs",
	  "We told a sender that we cannot deliver: mostly a UDP port that nobody has "
	  "bound, else no route, or a firewall rule that rejects.",
	  LOOK_ICMP6 },
	{ "Icmp6", "InTimeExcds",
	  "A packet of ours was dropped on the way because its hop limit ran out or its "
	  "fragments were incomplete: a routing loop, or traceroute at work.",
	  LOOK_ICMP6 },
};

const struct nstat_meanings nstat_meanings_connect = {
	.harm = NSTAT_CANNOT_CONNECT,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
};
