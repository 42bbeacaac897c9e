/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/*
 * Every TCP socket that begins to listen, is connected, or ends, and whose it is.
 *
 * Handshakes end in whatever context a packet came in: who is running then has nothing to do
 * with the socket. But connect(), listen(), and what closes or first uses a connection are
 * system calls of its process; that one is remembered with the socket. A listener's passes
 * on to the connections that come in by it, until one of them is used.
 */
#include "caller.h"
#include "event-record.h"
#include "space.h"

/* Only the fields used here: the kernel finds its own offsets when it loads this. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct sock_common {
	unsigned short skc_family;
	uint16_t skc_dport;
	uint32_t skc_daddr, skc_rcv_saddr;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
	int skc_bound_dev_if;
	possible_net_t skc_net;
	unsigned long skc_flags;
};

struct kernfs_node {
	uint64_t id;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct sock_cgroup_data {
	struct cgroup *cgroup;
};

typedef struct {
	uint32_t val;
} kuid_t;

struct inode {
	unsigned long i_ino;
};

/* A socket is the beginning of this. */
struct socket_alloc {
	struct inode vfs_inode;
};

struct socket;

struct sock {
	struct sock_common __sk_common;
	struct socket *sk_socket;
	uint32_t sk_mark;
	uint16_t sk_protocol;
	kuid_t sk_uid;
	struct sock_cgroup_data sk_cgrp_data;
};

struct inet_sock {
	uint16_t inet_sport;
};

struct tcp_sock {
	uint64_t bytes_sent, bytes_retrans, bytes_received;
};

enum sock_flags { SOCK_DONE = 1 };

#pragma clang attribute pop

#define AF_INET 2
#define AF_INET6 10
#define IPPROTO_TCP 6
#define IPPROTO_MPTCP 262
#define BPF_F_NO_PREALLOC 1
#define BPF_F_CLONE (1 << 9)
#define BPF_SK_STORAGE_GET_F_CREATE 1

enum {
	TCP_ESTABLISHED = 1,
	TCP_SYN_SENT,
	TCP_SYN_RECV,
	TCP_FIN_WAIT1,
	TCP_FIN_WAIT2,
	TCP_TIME_WAIT,
	TCP_CLOSE,
	TCP_CLOSE_WAIT,
	TCP_LAST_ACK,
	TCP_LISTEN
};

/* Set before this is loaded: inode of the only network namespace that is asked for (0: all). */
const volatile uint32_t only_netns = 0;

/* Events that found no room: the reader is too slow. */
uint64_t lost;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
} ring SEC(".maps");

/* What is remembered of a socket, with the socket; the kernel forgets both at once. */
struct life {
	uint64_t born;
	struct event_owner_of owner;
	uint64_t active; /* it connects, it is not connected to */
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct life);
} lives SEC(".maps");

/* ---- what is told of it --------------------------------------------------------------- */

static void tell_addresses(struct event_record *record, struct sock *sk)
{
	const struct sock_common *common = &sk->__sk_common;

	record->family = common->skc_family;
	/* A port that is being given back is still there; skc_num is not. */
	record->local_port = __builtin_bswap16(BPF_CORE_READ((struct inet_sock *)sk, inet_sport));
	record->remote_port = __builtin_bswap16(common->skc_dport);
	if (record->family == AF_INET6) {
		bpf_probe_read_kernel(record->local, 16, &common->skc_v6_rcv_saddr);
		bpf_probe_read_kernel(record->remote, 16, &common->skc_v6_daddr);
		return;
	}
	__builtin_memset(record->local, 0, 16);
	__builtin_memset(record->remote, 0, 16);
	bpf_probe_read_kernel(record->local, 4, &common->skc_rcv_saddr);
	bpf_probe_read_kernel(record->remote, 4, &common->skc_daddr);
}

/* What is sent again is counted again; and the peer's FIN is counted as a byte. */
static void tell_bytes(struct event_record *record, struct sock *sk)
{
	const struct tcp_sock *tcp = (void *)sk;
	const uint64_t done = UINT64_C(1) << bpf_core_enum_value(enum sock_flags, SOCK_DONE);

	record->sent = record->received = 0;
	record->counted = sk->sk_protocol == IPPROTO_TCP && record->before != TCP_LISTEN;
	if (!record->counted)
		return;
	record->sent = BPF_CORE_READ(tcp, bytes_sent) - BPF_CORE_READ(tcp, bytes_retrans);
	record->received = BPF_CORE_READ(tcp, bytes_received);
	if (record->received && sk->__sk_common.skc_flags & done)
		record->received--;
}

static uint64_t cgroup_of(struct sock *sk)
{
	if (!bpf_core_field_exists(sk->sk_cgrp_data.cgroup))
		return 0;
	return BPF_CORE_READ(sk, sk_cgrp_data.cgroup, kn, id);
}

static uint64_t inode_of(struct sock *sk)
{
	const struct socket_alloc *alloc = (void *)address_in(&sk->sk_socket);

	return alloc ? BPF_CORE_READ(alloc, vfs_inode.i_ino) : 0;
}

static void tell(struct sock *sk, int before, int after, const struct life *life)
{
	struct event_record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record) {
		__sync_fetch_and_add(&lost, 1);
		return;
	}
	record->time = bpf_ktime_get_ns();
	record->cookie = bpf_get_socket_cookie(sk);
	record->cgroup = cgroup_of(sk);
	record->netns = sk->__sk_common.skc_net.net->ns.inum;
	record->uid = sk->sk_uid.val;
	record->mark = sk->sk_mark;
	record->ifindex = sk->__sk_common.skc_bound_dev_if;
	record->inode = inode_of(sk);
	record->protocol = sk->sk_protocol;
	record->before = before;
	record->after = after;
	tell_addresses(record, sk);
	tell_bytes(record, sk);
	record->born = life ? life->born : 0;
	record->active = life ? life->active : 0;
	if (life)
		record->owner = life->owner;
	else
		__builtin_memset(&record->owner, 0, sizeof(record->owner));
	bpf_ringbuf_submit(record, 0);
}

/* ---- when ----------------------------------------------------------------------------- */

static struct life *life_of(struct sock *sk, uint64_t flags)
{
	return bpf_sk_storage_get(&lives, sk, NULL, flags);
}

static void begin(struct sock *sk, bool active)
{
	struct life *life = life_of(sk, BPF_SK_STORAGE_GET_F_CREATE);

	if (!life)
		return;
	__builtin_memset(&life->owner, 0, sizeof(life->owner));
	if (by_kernel())
		life->owner.how = EVENT_OWNER_KERNEL;
	else
		name_caller(&life->owner);
	life->active = active;
	life->born = bpf_ktime_get_ns();
}

static void connected(struct sock *sk, int before)
{
	struct life *life = life_of(sk, BPF_SK_STORAGE_GET_F_CREATE);

	if (life) {
		if (!life->active && life->owner.how == EVENT_OWNER_CALLER)
			life->owner.how = EVENT_OWNER_LISTENER;
		life->born = bpf_ktime_get_ns();
	}
	tell(sk, before, TCP_ESTABLISHED, life);
}

/* close() and shutdown(). A kernel thread only does it for somebody. */
static void hang_up(struct sock *sk)
{
	struct life *life = by_kernel() ? NULL : life_of(sk, BPF_SK_STORAGE_GET_F_CREATE);

	if (life && life->owner.how < EVENT_OWNER_CALLER)
		name_caller(&life->owner);
}

SEC("tp_btf/inet_sock_set_state")
int event_state(uint64_t *ctx)
{
	struct sock *sk = (void *)ctx[0];
	const int before = (int)ctx[1], after = (int)ctx[2];
	const uint16_t protocol = sk->sk_protocol;

	if (protocol != IPPROTO_TCP && protocol != IPPROTO_MPTCP)
		return 0;
	if (before == after || (only_netns && sk->__sk_common.skc_net.net->ns.inum != only_netns))
		return 0;
	switch (after) {
	case TCP_SYN_SENT:
		begin(sk, true);
		break;
	case TCP_LISTEN:
		begin(sk, false);
		tell(sk, before, after, life_of(sk, 0));
		break;
	case TCP_ESTABLISHED:
		connected(sk, before);
		break;
	case TCP_FIN_WAIT1:
	case TCP_LAST_ACK:
		hang_up(sk);
		break;
	case TCP_CLOSE:
		tell(sk, before, after, life_of(sk, 0));
		break;
	}
	return 0;
}

#ifdef NW_BPF_CALLS
/*
 * The first to use a connection is the one who has accepted it, or whom that one gave it to.
 * No state changes: this is told for the one that was told before it.
 */
static int used(struct sock *sk)
{
	struct life *life = life_of(sk, 0);

	if (life && life->owner.how < EVENT_OWNER_CALLER && !by_kernel()) {
		name_caller(&life->owner);
		tell(sk, TCP_ESTABLISHED, TCP_ESTABLISHED, life);
	}
	return 0;
}

SEC("tp_btf/sock_send_length")
int event_send(uint64_t *ctx)
{
	return used((void *)ctx[0]);
}

SEC("tp_btf/sock_recv_length")
int event_receive(uint64_t *ctx)
{
	return used((void *)ctx[0]);
}
#endif

char LICENSE[] SEC("license") = "Dual BSD/GPL";
