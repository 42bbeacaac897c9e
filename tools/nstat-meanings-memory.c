/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters that grow when there is no room for data. */
#include "nstat-meanings.h"

static const struct nstat_meaning rows[] = {
	{ "TcpExt", "TCPZeroWindowDrop",
	  "Data was dropped because it came while the window was closed: a program here "
	  "does not read, and the peer sends all the same.",
	  LOOK_UNREAD },
	{ "TcpExt", "TCPRcvQDrop",
	  "Data was dropped because the receive buffer was full: a program here reads "
	  "too slowly, or net.ipv4.tcp_rmem or tcp_mem is too small.",
	  LOOK_UNREAD },
	{ "TcpExt", "TCPBacklogDrop",
	  "A segment was dropped because too many waited while a process had the socket "
	  "in use: the processor is overloaded, or the buffers are too small.",
	  LOOK_TCP_DROPS },
	{ "TcpExt", "TCPOFODrop",
	  "A segment beyond a gap was dropped because there was no memory for it: loss "
	  "on a fast path, with a receive buffer too small for it (net.ipv4.tcp_rmem).",
	  LOOK_TCP_DROPS },
	{ "TcpExt", "PruneCalled",
	  "A receive buffer was beyond its limit, and the kernel tried to make room in "
	  "it: a program reads too slowly, or many small packets fill it.",
	  LOOK_MEMORY },
	{ "TcpExt", "RcvPruned",
	  "A receive buffer was beyond its limit and no room could be made, so data was "
	  "dropped: a program reads too slowly, or the buffer is too small.",
	  LOOK_MEMORY },
	{ "TcpExt", "OfoPruned",
	  "Data beyond a gap was thrown away to make room in a receive buffer, and has "
	  "to be sent again: a buffer too small for a lossy path.",
	  LOOK_MEMORY },
	{ "TcpExt", "TCPRcvCollapsed",
	  "Buffers were copied together to save memory in a receive queue: many small "
	  "packets wait unread; it takes processor time.",
	  LOOK_MEMORY },
	{ "TcpExt", "TCPMemoryPressures",
	  "TCP as a whole came to use more memory than the middle value of "
	  "net.ipv4.tcp_mem, and began to make buffers smaller.",
	  LOOK_SOCKETS },
	{ "TcpExt", "TCPMemoryPressuresChrono",
	  "So many milliseconds TCP as a whole used too much memory (net.ipv4.tcp_mem), "
	  "and buffers were kept small.",
	  LOOK_SOCKETS },
	{ "TcpExt", "TCPAbortOnMemory",
	  "A connection was reset because closed ones that wait for their end were too "
	  "many (net.ipv4.tcp_max_orphans), or TCP was out of memory "
	  "(net.ipv4.tcp_mem).",
	  LOOK_ORPHANS },
	{ "TcpExt", "PFMemallocDrop",
	  "A packet was dropped because only the emergency reserve had memory for it: "
	  "this machine is out of free memory; see vm.min_free_kbytes.",
	  LOOK_SOCKETS },
	{ "TcpExt", "TCPWqueueTooBig",
	  "A segment could not be split because the send queue is far beyond its limit: "
	  "a very small send buffer, or a peer that abuses SACK.",
	  LOOK_UNSENT },
	{ "TcpExt", "TCPTimeWaitOverflow",
	  "A closed connection was not kept in TIME_WAIT because there are "
	  "net.ipv4.tcp_max_tw_buckets already: late segments of it get a reset.",
	  LOOK_STATES },
	{ "TcpExt", "TCPPrequeueDropped",
	  "Segments were taken from a program's own queue by the kernel, because it had "
	  "not come to read them: the receive buffer was full.",
	  LOOK_UNREAD },
	{ "Udp", "RcvbufErrors",
	  "A datagram was dropped because the receive buffer of its socket was full: "
	  "the program reads too slowly, or SO_RCVBUF (net.core.rmem_max) is too small.",
	  LOOK_UDP_DROPS },
	{ "Udp", "SndbufErrors",
	  "A datagram could not be sent for lack of memory: the send buffer is full "
	  "(SO_SNDBUF, net.core.wmem_max), or the interface's queue.",
	  LOOK_UDP_UNSENT },
	{ "Udp", "MemErrors",
	  "A datagram was dropped because UDP as a whole may not use more memory "
	  "(net.ipv4.udp_mem): a program does not read what it gets.",
	  LOOK_UDP_DROPS },
	{ "Ip", "InDiscards",
	  "A packet with nothing wrong in it was dropped on arrival: memory was short, "
	  "or a policy (IPsec) refused it.",
	  LOOK_PROCESSORS },
	{ "Ip", "OutDiscards",
	  "A packet of ours was dropped before it reached its interface: the queue was "
	  "full, memory short, or the neighbour's address not to be had.",
	  LOOK_LINK_ERRORS },
	{ "dev", "rx_drop",
	  "A packet that the interface had received was dropped: its queue or the "
	  "kernel's was full, or nobody here takes that protocol or VLAN.",
	  LOOK_LINK_ERRORS },
	{ "dev", "tx_drop",
	  "A packet to be sent was dropped by the interface: its queue was full, or the "
	  "link down.",
	  LOOK_LINK_ERRORS },
	{ "dev", "rx_fifo",
	  "The card's receive ring was full and packets were lost: the processor takes "
	  "them too slowly, or the ring is too small (ethtool -g).",
	  LOOK_LINK_ERRORS },
	{ "dev", "tx_fifo",
	  "The card ran out of data while it was sending a packet: the bus or memory is "
	  "too slow for it.",
	  LOOK_LINK_ERRORS },
	{ "softnet", "dropped",
	  "A packet was dropped because the queue of the processor that receives was "
	  "full (net.core.netdev_max_backlog).",
	  LOOK_PROCESSORS },
	{ "softnet", "flow_limit_count",
	  "A packet of a very busy flow was dropped to leave others a place in a full "
	  "queue (net.core.flow_limit_cpu_bitmap).",
	  LOOK_PROCESSORS },
};

const struct nstat_meanings nstat_meanings_memory = {
	.harm = NSTAT_MEMORY,
	.rows = rows,
	.n = sizeof(rows) / sizeof(rows[0]),
};
