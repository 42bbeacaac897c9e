/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/net/packet and /proc/net/netlink. */
#include <errno.h>
#include <sys/socket.h>

#include "parser.h"

/* A word that is a number and nothing else, no larger than `most`. */
static bool field(struct text *line, bool (*number)(struct text *, uint64_t *),
		  uint64_t most, uint64_t *ret)
{
	struct text word;
	uint64_t u;

	if (!text_word(line, &word) || !number(&word, &u) || text_len(&word) || u > most)
		return false;
	*ret = u;
	return true;
}

static bool dec(struct text *line, uint64_t *ret)
{
	return field(line, text_dec, UINT32_MAX, ret);
}

static bool hex(struct text *line, uint64_t most, uint64_t *ret)
{
	return field(line, text_hex, most, ret);
}

static bool skip(struct text *line)
{
	struct text word;

	return text_word(line, &word);
}

struct packet {
	uint64_t refcount, type, protocol, ifindex, running, recvq, uid, inode;
};

/* "sk RefCnt Type Proto Iface R Rmem User Inode" */
static bool read_packet(struct text *line, struct packet *ret)
{
	return skip(line) && dec(line, &ret->refcount) &&
	       field(line, text_dec, UINT8_MAX, &ret->type) &&
	       hex(line, UINT16_MAX, &ret->protocol) && dec(line, &ret->ifindex) &&
	       dec(line, &ret->running) && dec(line, &ret->recvq) &&
	       dec(line, &ret->uid) && field(line, text_dec, UINT64_MAX, &ret->inode);
}

int packet_line(struct text line, const struct ask *ask, struct rows *rows)
{
	struct packet packet;
	struct nw_sock *sock;

	if (!read_packet(&line, &packet))
		return -EBADMSG;
	sock = rows_add(rows, ask->family, AF_PACKET);
	if (!sock)
		return -ENOMEM;
	sock->refcount = (uint32_t)packet.refcount;
	sock->type = (uint8_t)packet.type;
	sock->protocol = sock->local_port = (uint32_t)packet.protocol;
	sock->ifindex = (uint32_t)packet.ifindex;
	sock->recvq = (uint32_t)packet.recvq;
	sock->uid = (uint32_t)packet.uid;
	sock->inode = packet.inode;
	sock->has |= HAS_REFCOUNT | HAS_PROTOCOL | HAS_LOCAL | HAS_RECVQ | HAS_UID;
	return 0;
}

struct netlink {
	uint64_t protocol, groups, recvq, sendq, refcount, drops, inode;
	int64_t portid;
};

/* Old kernels wrote the port id signed; those the kernel chooses are above 2^31. */
static bool portid(struct text *line, int64_t *ret)
{
	struct text word;
	int64_t i;

	if (!text_word(line, &word) || !text_int(&word, &i) || text_len(&word) ||
	    i < INT32_MIN || i > UINT32_MAX)
		return false;
	*ret = i;
	return true;
}

/* "sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode"; Locks is the reference count. */
static bool read_netlink(struct text *line, struct netlink *ret)
{
	return skip(line) && dec(line, &ret->protocol) && portid(line, &ret->portid) &&
	       hex(line, UINT32_MAX, &ret->groups) && dec(line, &ret->recvq) &&
	       dec(line, &ret->sendq) && skip(line) && dec(line, &ret->refcount) &&
	       dec(line, &ret->drops) && field(line, text_dec, UINT64_MAX, &ret->inode);
}

/* The file has the first 32 groups only; 0 is also written for a socket without any. */
static int keep_attrs(const struct netlink *netlink, struct rows *rows)
{
	const unsigned long groups = (unsigned long)netlink->groups;
	int r = 0;

	if (groups)
		r = rows_attr(rows, NW_ATTR_GROUPS, &groups, sizeof(groups));
	if (r < 0)
		return r;
	return rows_attr(rows, NW_ATTR_DROPS, &netlink->drops, sizeof(netlink->drops));
}

int netlink_line(struct text line, const struct ask *ask, struct rows *rows)
{
	struct netlink netlink;
	struct nw_sock *sock;
	int r;

	if (!read_netlink(&line, &netlink))
		return -EBADMSG;
	sock = rows_add(rows, ask->family, AF_NETLINK);
	if (!sock)
		return -ENOMEM;
	sock->protocol = (uint32_t)netlink.protocol;
	sock->local_port = (uint32_t)netlink.portid;
	sock->recvq = (uint32_t)netlink.recvq;
	sock->sendq = (uint32_t)netlink.sendq;
	sock->refcount = (uint32_t)netlink.refcount;
	sock->inode = netlink.inode;
	sock->has |= HAS_PROTOCOL | HAS_LOCAL | HAS_QUEUES | HAS_REFCOUNT;

	r = keep_attrs(&netlink, rows);
	if (r < 0)
		rows_drop(rows);
	return r;
}
