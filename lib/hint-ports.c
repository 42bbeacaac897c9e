/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports on which the kernel itself serves, or calls: what is likely behind each. */
#include "hint-ports.h"
#include "cleanup.h"

#define TCP NW_BIT(NW_TCP)
#define UDP NW_BIT(NW_UDP)
#define SCTP NW_BIT(NW_SCTP)

enum end { OWN = 1, PEER = 2, EITHER = OWN | PEER };

/*
 * The first one that fits counts: a client's own port is any below 1024, so peers' ports
 * come first. Only what kernel code makes sockets for; what a program makes and hands to
 * the kernel is not among them, as long as the program keeps it.
 */
static const struct {
	uint64_t families;
	enum end end;
	uint16_t first, last;
	const char *words;
} ports[] = {
	{ TCP | UDP, PEER, 2049, 2049, "nfs?" },
	{ TCP | UDP, PEER, 111, 111, "rpcbind?" },
	{ TCP, PEER, 445, 445, "cifs?" },
	{ TCP, PEER, 139, 139, "cifs?" },
	{ TCP, PEER, 564, 564, "9p?" },
	{ TCP, PEER, 3260, 3260, "iscsi?" },
	{ TCP, PEER, 4420, 4420, "nvme?" },
	{ TCP, PEER, 8009, 8009, "nvme discovery?" },
	{ TCP, PEER, 10809, 10809, "nbd?" },
	{ TCP, PEER, 3300, 3300, "ceph?" },
	{ TCP, PEER, 6789, 6789, "ceph?" },
	{ TCP, EITHER, 988, 988, "lustre?" },

	{ TCP | UDP, OWN, 2049, 2049, "nfsd?" },
	{ TCP, OWN, 445, 445, "ksmbd?" },
	{ TCP, OWN, 3260, 3260, "iscsi target?" },
	{ TCP, OWN, 4420, 4420, "nvme target?" },

	{ TCP, EITHER, 7777, 7777, "ocfs2?" },
	{ TCP, EITHER, 7788, 7799, "drbd?" },
	{ TCP, EITHER, 16385, 16385, "rds?" },
	{ TCP | SCTP, EITHER, 21064, 21064, "dlm?" },

	{ UDP, OWN, 4789, 4789, "vxlan?" },
	/* The module's own, from before there was a number for it. */
	{ UDP, OWN, 8472, 8472, "vxlan?" },
	{ UDP, OWN, 6081, 6081, "geneve?" },
	{ UDP, OWN, 51820, 51820, "wireguard?" },
	{ UDP, OWN, 2152, 2152, "gtp?" },
	{ UDP, OWN, 3386, 3386, "gtp?" },
	{ UDP, OWN, 8805, 8805, "pfcp?" },
	{ UDP, OWN, 2268, 2268, "amt?" },
	{ UDP, OWN, 5555, 5555, "fou?" },
	{ UDP, OWN, 6080, 6080, "gue?" },
	{ UDP, OWN, 6635, 6635, "bareudp?" },
	{ UDP, OWN, 4791, 4791, "rdma?" },
	{ UDP, OWN, 6118, 6118, "tipc?" },
	{ UDP, OWN, 7000, 7001, "afs?" },
	{ UDP, EITHER, 1701, 1701, "l2tp?" },
	{ UDP, EITHER, 8848, 8848, "ipvs?" },
};

static bool is_in(uint32_t port, size_t i)
{
	return port >= ports[i].first && port <= ports[i].last;
}

const char *hint_from_ports(const struct nw_sock *sock)
{
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++)
		if (ports[i].families & NW_BIT(sock->family) &&
		    ((ports[i].end & OWN && is_in(sock->local_port, i)) ||
		     (ports[i].end & PEER && is_in(sock->remote_port, i))))
			return ports[i].words;
	return NULL;
}
