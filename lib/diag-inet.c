/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* sock_diag of the Internet families: TCP, MPTCP, SCTP, UDP, UDP-Lite, RAW. */
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "diag.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

static uint8_t extensions(uint32_t want)
{
	static const struct {
		uint32_t want;
		unsigned extension;
	} all[] = {
		{ NW_WANT_INFO | NW_WANT_TIMERS, INET_DIAG_INFO },
		{ NW_WANT_INFO, INET_DIAG_VEGASINFO },
		{ NW_WANT_INFO, INET_DIAG_CONG },
		{ NW_WANT_MEMORY, INET_DIAG_MEMINFO },
		{ NW_WANT_MEMORY, INET_DIAG_SKMEMINFO },
		{ NW_WANT_DETAILS, INET_DIAG_TOS },
		{ NW_WANT_DETAILS, INET_DIAG_TCLASS },
	};
	uint8_t bits = 1 << (INET_DIAG_SHUTDOWN - 1);

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (want & all[i].want)
			bits |= (uint8_t)(1 << (all[i].extension - 1));
	return bits;
}

/* The request's protocol has 8 bits; MPTCP's number does not fit and is an attribute. */
static size_t put_protocol(char *at, uint32_t protocol)
{
	struct nlattr attr = {
		.nla_len = sizeof(attr) + sizeof(protocol),
		.nla_type = INET_DIAG_REQ_PROTOCOL,
	};

	memcpy(at, &attr, sizeof(attr));
	memcpy(at + sizeof(attr), &protocol, sizeof(protocol));
	return sizeof(attr) + sizeof(protocol);
}

/* A program is whole words, so nothing has to be filled up behind it. */
static size_t put_program(char *at, const void *program, size_t len)
{
	struct nlattr attr = {
		.nla_len = (uint16_t)(sizeof(attr) + len),
		.nla_type = INET_DIAG_REQ_BYTECODE,
	};

	memcpy(at, &attr, sizeof(attr));
	memcpy(at + sizeof(attr), program, len);
	return sizeof(attr) + len;
}

/* TCPDIAG_GETSOCK, which knows of TCP only and takes no IP version for both. */
static size_t ask_both(const struct ask *ask, void *body)
{
	const struct inet_diag_req req = {
		.idiag_family = AF_UNSPEC,
		.idiag_ext = extensions(ask->want),
		.idiag_states = ask->states ? ask->states : STATES_SHOWN,
	};

	memcpy(body, &req, sizeof(req));
	if (!ask->program_len)
		return sizeof(req);
	return sizeof(req) + put_program((char *)body + sizeof(req), ask->program,
					 ask->program_len);
}

size_t inet_ask(const struct ask *ask, void *body)
{
	if (ask->family == NW_TCP && ask->af == AF_UNSPEC)
		return ask_both(ask, body);

	const struct inet_diag_req_v2 req = {
		.sdiag_family = ask->af,
		.sdiag_protocol = ask->protocol,
		.idiag_ext = extensions(ask->want),
		.idiag_states = ask->states ? ask->states : STATES_SHOWN,
	};

	size_t len = sizeof(req);

	memcpy(body, &req, sizeof(req));
	if (ask->family == NW_MPTCP)
		len += put_protocol((char *)body + len, IPPROTO_MPTCP);
	if (ask->program_len)
		len += put_program((char *)body + len, ask->program, ask->program_len);
	return len;
}

static struct inet_diag_req_v2 one_socket(const struct nw_sock *sock)
{
	struct inet_diag_req_v2 req = {
		.sdiag_family = sock->af,
		.sdiag_protocol = sock->family == NW_MPTCP ? 0 : (uint8_t)sock->protocol,
		.idiag_states = ~0U,
		.id = {
			.idiag_sport = htons((uint16_t)sock->local_port),
			.idiag_dport = htons((uint16_t)sock->remote_port),
			.idiag_if = sock->ifindex,
			.idiag_cookie = { (uint32_t)sock->cookie,
					  (uint32_t)(sock->cookie >> 32) },
		},
	};

	memcpy(req.id.idiag_src, sock->local, sizeof(sock->local));
	memcpy(req.id.idiag_dst, sock->remote, sizeof(sock->remote));
	return req;
}

size_t inet_destroy(const struct nw_sock *sock, void *body)
{
	const struct inet_diag_req_v2 req = one_socket(sock);

	memcpy(body, &req, sizeof(req));
	if (sock->family == NW_MPTCP)
		return sizeof(req) + put_protocol((char *)body + sizeof(req), IPPROTO_MPTCP);
	return sizeof(req);
}

size_t inet_exact(const struct nw_sock *sock, void *body)
{
	struct inet_diag_req_v2 req = one_socket(sock);

	/* UDP's lookup takes them as a packet to the socket would have them. */
	if (sock->family == NW_UDP || sock->family == NW_UDPLITE) {
		const struct inet_diag_sockid own = req.id;

		memcpy(req.id.idiag_src, own.idiag_dst, sizeof(own.idiag_dst));
		memcpy(req.id.idiag_dst, own.idiag_src, sizeof(own.idiag_src));
		req.id.idiag_sport = own.idiag_dport;
		req.id.idiag_dport = own.idiag_sport;
	}
	if (sock->family == NW_TCP)
		req.idiag_ext = extensions(NW_WANT_INFO);
	memcpy(body, &req, sizeof(req));
	if (sock->family == NW_MPTCP)
		return sizeof(req) + put_protocol((char *)body + sizeof(req), IPPROTO_MPTCP);
	return sizeof(req);
}

static int read_u32(const struct nlattr *attr, uint32_t *ret)
{
	if (mnl_attr_get_payload_len(attr) < sizeof(*ret))
		return 0;
	memcpy(ret, mnl_attr_get_payload(attr), sizeof(*ret));
	return 1;
}

static int read_u8(const struct nlattr *attr, uint8_t *ret)
{
	if (mnl_attr_get_payload_len(attr) < sizeof(*ret))
		return 0;
	*ret = *(const uint8_t *)mnl_attr_get_payload(attr);
	return 1;
}

/* What every socket has lives in the row itself, not among its attributes. */
static int own(const struct nlattr *attr, struct nw_sock *sock)
{
	uint32_t protocol;
	uint8_t byte;

	switch (mnl_attr_get_type(attr)) {
	case INET_DIAG_SHUTDOWN:
		if (read_u8(attr, &sock->shutdown))
			sock->has |= HAS_SHUTDOWN;
		return 1;
	case INET_DIAG_SKV6ONLY:
		if (read_u8(attr, &sock->v6only))
			sock->has |= HAS_V6ONLY;
		return 1;
	case INET_DIAG_CGROUP_ID:
		if (mnl_attr_get_payload_len(attr) >= sizeof(sock->cgroup)) {
			memcpy(&sock->cgroup, mnl_attr_get_payload(attr), sizeof(sock->cgroup));
			sock->has |= HAS_CGROUP;
		}
		return 1;
	case INET_DIAG_SOCKOPT:
		if (mnl_attr_get_payload_len(attr) >= sizeof(sock->sockopt)) {
			memcpy(&sock->sockopt, mnl_attr_get_payload(attr),
			       sizeof(sock->sockopt));
			sock->has |= HAS_SOCKOPT;
		}
		return 1;
	case INET_DIAG_PROTOCOL:
		/* 8 bits at first, 32 since MPTCP needed them. */
		if (!read_u32(attr, &protocol)) {
			if (!read_u8(attr, &byte))
				return 1;
			protocol = byte;
		}
		sock->protocol = protocol;
		sock->has |= HAS_PROTOCOL;
		return 1;
	}
	return 0;
}

static int keep_attrs(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const struct attr_map map[] = {
		{ INET_DIAG_MEMINFO, 16, NW_ATTR_MEMINFO },
		{ INET_DIAG_INFO, 8,
		  ask->family == NW_MPTCP  ? NW_ATTR_MPTCP_INFO
		  : ask->family == NW_SCTP ? NW_ATTR_SCTP_INFO
					   : NW_ATTR_TCP_INFO },
		{ INET_DIAG_VEGASINFO, sizeof(struct tcpvegas_info), NW_ATTR_VEGAS },
		{ INET_DIAG_DCTCPINFO, sizeof(struct tcp_dctcp_info), NW_ATTR_DCTCP },
		{ INET_DIAG_BBRINFO, sizeof(struct tcp_bbr_info), NW_ATTR_BBR },
		{ INET_DIAG_CONG, 1, NW_ATTR_CONGESTION },
		{ INET_DIAG_TOS, 1, NW_ATTR_TOS },
		{ INET_DIAG_TCLASS, 1, NW_ATTR_TCLASS },
		{ INET_DIAG_SKMEMINFO, 4, NW_ATTR_SKMEMINFO },
		{ INET_DIAG_CLASS_ID, 4, NW_ATTR_CLASS_ID },
		{ INET_DIAG_MARK, 4, NW_ATTR_MARK },
		{ INET_DIAG_MD5SIG, 1, NW_ATTR_MD5SIG },
		{ INET_DIAG_ULP_INFO, 4, NW_ATTR_ULP_INFO },
		{ INET_DIAG_LOCALS, 16, NW_ATTR_LOCALS },
		{ INET_DIAG_PEERS, 16, NW_ATTR_PEERS },
	};
	/* Marks come unasked, for every socket, to those who may see them. */
	bool all = ask->want & (NW_WANT_INFO | NW_WANT_MEMORY | NW_WANT_DETAILS) ||
		   ask->family == NW_SCTP; /* addresses are among them */

	return diag_attrs(msg, sizeof(struct inet_diag_msg), rows, map,
			  all ? ARRAY_SIZE(map) : 0, own);
}

/*
 * icsk_pending tells which timer runs, and the one counter in the message belongs to
 * it; tcp_info has both counters.
 */
static void set_timer(struct nw_sock *sock, const struct inet_diag_msg *diag,
		      const uint8_t *info, size_t info_len)
{
	sock->timer = diag->idiag_timer;
	sock->expires = diag->idiag_expires;
	sock->has |= HAS_TIMER;
	if (info_len >= 4) {
		sock->retransmits = info[2];
		sock->probes = info[3];
		sock->has |= HAS_RETRANSMITS | HAS_PROBES;
		return;
	}
	switch (diag->idiag_timer) {
	case NW_TIMER_KEEPALIVE:
	case NW_TIMER_PROBE:
		sock->probes = diag->idiag_retrans;
		sock->has |= HAS_PROBES;
		break;
	default:
		sock->retransmits = diag->idiag_retrans;
		sock->has |= HAS_RETRANSMITS;
	}
}

static const uint8_t *tcp_info_of(const struct nlmsghdr *msg, size_t *len)
{
	const struct nlattr *attr;

	*len = 0;
	diag_for_each_attr(attr, msg, sizeof(struct inet_diag_msg)) {
		if (mnl_attr_get_type(attr) != INET_DIAG_INFO)
			continue;
		*len = mnl_attr_get_payload_len(attr);
		return mnl_attr_get_payload(attr);
	}
	return NULL;
}

static int type_of(enum nw_family family)
{
	switch (family) {
	case NW_TCP:
	case NW_MPTCP:
		return SOCK_STREAM;
	case NW_UDP:
	case NW_UDPLITE:
		return SOCK_DGRAM;
	case NW_RAW:
		return SOCK_RAW;
	default:
		return 0;
	}
}

static bool has_attr(const struct nlmsghdr *msg, uint16_t type)
{
	const struct nlattr *attr;

	diag_for_each_attr(attr, msg, sizeof(struct inet_diag_msg))
		if (mnl_attr_get_type(attr) == type)
			return true;
	return false;
}

static void set_identity(struct nw_sock *sock, const struct inet_diag_msg *diag, bool association)
{
	sock->state = association ? sctp_state(diag->idiag_state) : diag->idiag_state;
	/* Since 6.8 a dump can have sockets that are bound and no more, which TCP calls
	 * closed; a closed one that is not bound is in no table. */
	if (sock->family == NW_TCP && sock->state == NW_STATE_CLOSE)
		sock->state = NW_STATE_BOUND_INACTIVE;
	memcpy(sock->local, diag->id.idiag_src, sizeof(sock->local));
	memcpy(sock->remote, diag->id.idiag_dst, sizeof(sock->remote));
	sock->local_port = ntohs(diag->id.idiag_sport);
	sock->remote_port = ntohs(diag->id.idiag_dport);
	sock->ifindex = diag->id.idiag_if;
	sock->has |= HAS_LOCAL | HAS_REMOTE | HAS_QUEUES;
	sock->cookie = diag_cookie(diag->id.idiag_cookie);
	if (diag_cookie_known(sock->cookie))
		sock->has |= HAS_COOKIE;
	sock->recvq = diag->idiag_rqueue;
	sock->sendq = diag->idiag_wqueue;
	sock->inode = diag->idiag_inode;
	/* The short-lived stand-ins have no user; the kernel writes 0, which is root's. */
	if (sock->state != NW_STATE_TIME_WAIT && sock->state != NW_STATE_SYN_RECV &&
	    sock->state != NW_STATE_NEW_SYN_RECV) {
		sock->uid = diag->idiag_uid;
		sock->has |= HAS_UID;
	}
}

/* A closed pair waits as a stand-in that knows no user and holds no queues either. */
static bool stand_in(const struct nw_sock *sock)
{
	return sock->state == NW_STATE_FIN_WAIT2 && sock->inode == 0 &&
	       sock->timer == NW_TIMER_TIMEWAIT;
}

int inet_read(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const struct inet_diag_msg *diag = diag_payload(msg, sizeof(*diag));
	struct nw_sock *sock;
	const uint8_t *info;
	size_t info_len;
	int r;

	if (!diag)
		return -EBADMSG;
	if (diag->idiag_family != AF_INET && diag->idiag_family != AF_INET6)
		return -EBADMSG;

	sock = rows_add(rows, ask->family, diag->idiag_family);
	if (!sock)
		return -ENOMEM;
	sock->type = (uint8_t)type_of(ask->family);
	if (ask->protocol != IPPROTO_RAW && ask->protocol) {
		sock->protocol = ask->protocol;
		sock->has |= HAS_PROTOCOL;
	}
	set_identity(sock, diag, ask->family == NW_SCTP && has_attr(msg, INET_DIAG_PEERS));
	if (ask->family == NW_TCP || ask->family == NW_MPTCP) {
		info = tcp_info_of(msg, &info_len);
		set_timer(sock, diag, info, ask->family == NW_TCP ? info_len : 0);
		if (stand_in(sock))
			sock->has &= ~(uint32_t)HAS_UID;
	}

	r = keep_attrs(msg, ask, rows);
	if (r == 0)
		r = ulp_keep(msg, ask, rows);
	/* A row of which some attribute could not be read still stands, and is counted. */
	if (r < 0 && r != -EBADMSG)
		rows_drop(rows);
	return r;
}
