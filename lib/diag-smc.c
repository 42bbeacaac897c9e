/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of SMC sockets: TCP in name, shared memory in fact. */
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "diag.h"

/* <linux/smc_diag.h> wants RDMA's headers, which not every system has. */
struct smc_request {
	uint8_t family;
	uint8_t pad[2];
	uint8_t ext;
	struct inet_diag_sockid id;
};

struct smc_message {
	uint8_t family, state, mode, shutdown;
	struct inet_diag_sockid id;
	uint32_t uid;
	uint64_t inode __attribute__((aligned(8)));
};

enum {
	SMC_DIAG_CONNINFO = 1,
	SMC_DIAG_LGRINFO,
	SMC_DIAG_SHUTDOWN,
	SMC_DIAG_DMBINFO,
	SMC_DIAG_FALLBACK,
};

/* Those of the first version: DMBINFO has grown since. */
#define CONNINFO_LEAST 76
#define LGRINFO_LEAST 147
#define DMBINFO_LEAST 40
#define FALLBACK_LEAST 8

/* enum smc_state, which is not in the kernel's public headers. */
enum smc_state {
	SMC_ACTIVE = 1,
	SMC_INIT = 2,
	SMC_CLOSED = 7,
	SMC_LISTEN = 10,
	SMC_PEERCLOSEWAIT1 = 20,
	SMC_PEERCLOSEWAIT2 = 21,
	SMC_APPCLOSEWAIT1 = 22,
	SMC_APPCLOSEWAIT2 = 23,
	SMC_APPFINCLOSEWAIT = 24,
	SMC_PEERFINCLOSEWAIT = 25,
	SMC_PEERABORTWAIT = 26,
	SMC_PROCESSABORT = 27,
};

static uint8_t extension(unsigned attribute)
{
	return (uint8_t)(1U << (attribute - 1));
}

size_t smc_ask(const struct ask *ask, void *body)
{
	struct smc_request req = { .family = AF_SMC };

	if (ask->want & (NW_WANT_INFO | NW_WANT_DETAILS))
		req.ext = extension(SMC_DIAG_CONNINFO) | extension(SMC_DIAG_LGRINFO) |
			  extension(SMC_DIAG_DMBINFO);
	memcpy(body, &req, sizeof(req));
	return sizeof(req);
}

/*
 * A socket is born in INIT and stays there until its handshake is over: with a peer it is
 * connecting, without one it does nothing.
 *
 * While closing, SMC says whom it waits for, which is what TCP's names are about too:
 *
 *   PEERCLOSEWAIT1     we closed first, the peer has not               FIN_WAIT1
 *   PEERCLOSEWAIT2     ... and the peer has sent all it had            FIN_WAIT2
 *   PEERFINCLOSEWAIT   the peer was first, then we; its close is left  LAST_ACK
 *   APP...             the peer is done, the program here must close   CLOSE_WAIT
 *   ...ABORT...        one side gave up, no data moves any more        CLOSE
 *
 * SMC acknowledges no close, so FIN_WAIT1 may be what TCP calls FIN_WAIT2.
 */
static uint8_t state_of(const struct smc_message *diag)
{
	switch (diag->state) {
	case SMC_INIT:
		return diag->id.idiag_dport ? NW_STATE_SYN_SENT : NW_STATE_CLOSE;
	case SMC_PEERCLOSEWAIT1:
		return NW_STATE_FIN_WAIT1;
	case SMC_PEERCLOSEWAIT2:
		return NW_STATE_FIN_WAIT2;
	case SMC_PEERFINCLOSEWAIT:
		return NW_STATE_LAST_ACK;
	case SMC_APPCLOSEWAIT1:
	case SMC_APPCLOSEWAIT2:
	case SMC_APPFINCLOSEWAIT:
		return NW_STATE_CLOSE_WAIT;
	case SMC_PEERABORTWAIT:
	case SMC_PROCESSABORT:
		return NW_STATE_CLOSE;
	case SMC_ACTIVE:
	case SMC_CLOSED:
	case SMC_LISTEN:
	default: /* TCP's numbers, and what is no state of either */
		return diag->state;
	}
}

/*
 * Nothing says which IP version it is. The kernel fills one word of an IPv4 address, so
 * whoever has more is IPv6; an IPv6 socket bound to :: cannot be told from 0.0.0.0.
 */
static int version_of(const struct inet_diag_sockid *id)
{
	for (size_t i = 1; i < 4; i++)
		if (id->idiag_src[i] || id->idiag_dst[i])
			return AF_INET6;
	return AF_INET;
}

static void set_identity(struct nw_sock *sock, const struct smc_message *diag)
{
	sock->type = SOCK_STREAM;
	sock->state = state_of(diag);
	memcpy(sock->local, diag->id.idiag_src, sizeof(sock->local));
	memcpy(sock->remote, diag->id.idiag_dst, sizeof(sock->remote));
	sock->local_port = ntohs(diag->id.idiag_sport);
	sock->remote_port = ntohs(diag->id.idiag_dport);
	sock->ifindex = diag->id.idiag_if;
	sock->inode = diag->inode;
	sock->uid = diag->uid;
	sock->has |= HAS_LOCAL | HAS_REMOTE | HAS_UID;
	sock->cookie = diag_cookie(diag->id.idiag_cookie);
	if (diag_cookie_known(sock->cookie))
		sock->has |= HAS_COOKIE;
}

static int own(const struct nlattr *attr, struct nw_sock *sock)
{
	/* The message's own field for it is never filled. */
	if (mnl_attr_get_type(attr) != SMC_DIAG_SHUTDOWN)
		return 0;
	if (mnl_attr_get_payload_len(attr) >= 1) {
		sock->shutdown = *(const uint8_t *)mnl_attr_get_payload(attr);
		sock->has |= HAS_SHUTDOWN;
	}
	return 1;
}

static const struct attr_map map[] = {
	{ SMC_DIAG_CONNINFO, CONNINFO_LEAST, NW_ATTR_SMC_CONN },
	{ SMC_DIAG_LGRINFO, LGRINFO_LEAST, NW_ATTR_SMC_LGR },
	{ SMC_DIAG_DMBINFO, DMBINFO_LEAST, NW_ATTR_SMC_DMB },
	{ SMC_DIAG_FALLBACK, FALLBACK_LEAST, NW_ATTR_SMC_FALLBACK },
};

int smc_read(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const void *payload = diag_payload(msg, sizeof(struct smc_message));
	struct smc_message diag;
	struct nw_sock *sock;
	int r;

	if (!payload)
		return -EBADMSG;
	/* Messages are aligned to 4 bytes, the inode wants 8. */
	memcpy(&diag, payload, sizeof(diag));
	if (diag.family != AF_SMC)
		return -EBADMSG;
	sock = rows_add(rows, ask->family, version_of(&diag.id));
	if (!sock)
		return -ENOMEM;
	set_identity(sock, &diag);

	r = rows_attr(rows, NW_ATTR_SMC_MODE, &diag.mode, sizeof(diag.mode));
	if (r == 0)
		r = diag_attrs(msg, sizeof(diag), rows, map, ARRAY_SIZE(map), own);
	/* A row of which some attribute could not be read still stands, and is counted. */
	if (r < 0 && r != -EBADMSG)
		rows_drop(rows);
	return r;
}
