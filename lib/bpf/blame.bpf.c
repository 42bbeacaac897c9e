/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/*
 * Segments sent again, resets and dropped packets, counted by socket.
 *
 * Most of them happen in whatever context a packet came in, or a timer: who is running then
 * has nothing to do with the socket. As in event.bpf.c whoever connects, listens or hangs up
 * is remembered with it: it may be gone before anybody can look it up.
 */
#include "caller.h"
#include "packet.h"

#include "blame-record.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct inode {
	unsigned long i_ino;
};

/* A socket is the beginning of this. */
struct socket_alloc {
	struct inode vfs_inode;
};

struct inet_sock {
	uint16_t inet_sport;
};

struct tcp_skb_cb {
	uint16_t tcp_gso_segs;
};

#pragma clang attribute pop

#define AF_INET 2
#define AF_INET6 10
#define BPF_MAP_TYPE_HASH 1
#define BPF_NOEXIST 1
#define BPF_F_NO_PREALLOC 1
#define BPF_F_CLONE (1 << 9)
#define BPF_SK_STORAGE_GET_F_CREATE 1
#define IPPROTO_TCP 6

enum {
	TCP_ESTABLISHED = 1,
	TCP_SYN_SENT,
	TCP_SYN_RECV,
	TCP_FIN_WAIT1 = 4,
	TCP_TIME_WAIT = 6,
	TCP_LAST_ACK = 9,
	TCP_LISTEN = 10,
	TCP_NEW_SYN_RECV = 12
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, BLAME_SOCKETS);
	__type(key, struct blame_key);
	__type(value, struct blame_record);
} blames SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct event_owner_of);
} owners SEC(".maps");

/* What found no room. */
uint64_t lost;

/* ---- whose it is ---------------------------------------------------------------------- */

/* A listener's passes on to what comes in by it: who takes that is not known yet. */
static void connected(struct sock *sk)
{
	struct event_owner_of *owner = bpf_sk_storage_get(&owners, sk, NULL, 0);

	if (owner && owner->how == EVENT_OWNER_CALLER)
		owner->how = EVENT_OWNER_LISTENER;
}

static void called(struct sock *sk, bool begins)
{
	struct event_owner_of *owner;

	if (by_kernel())
		return;
	owner = bpf_sk_storage_get(&owners, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
	if (owner && (begins || owner->how != EVENT_OWNER_CALLER))
		name_caller(owner);
}

SEC("tp_btf/inet_sock_set_state")
int blame_state(uint64_t *ctx)
{
	struct sock *sk = (void *)ctx[0];
	const int before = (int)ctx[1], after = (int)ctx[2];

	if (sk->sk_protocol != IPPROTO_TCP || (only_netns && netns_of_sock(sk) != only_netns))
		return 0;
	if (after == TCP_ESTABLISHED && before == TCP_SYN_RECV)
		connected(sk);
	else if (after == TCP_SYN_SENT || after == TCP_LISTEN)
		called(sk, true);
	else if (after == TCP_FIN_WAIT1 || after == TCP_LAST_ACK)
		called(sk, false);
	return 0;
}

/* ---- one more ------------------------------------------------------------------------- */

/* Of a handshake and of what is left of a connection there is the beginning only. */
static bool is_whole(const struct sock *sk)
{
	const unsigned char state = sk->__sk_common.skc_state;

	return state != TCP_TIME_WAIT && state != TCP_NEW_SYN_RECV;
}

static void tell_addresses(struct blame_record *record, const struct sock *sk)
{
	const struct sock_common *common = &sk->__sk_common;

	record->local_port = common->skc_num;
	/* A port that is being given back is still there; skc_num is not. */
	if (!record->local_port && is_whole(sk))
		record->local_port =
			__builtin_bswap16(BPF_CORE_READ((struct inet_sock *)sk, inet_sport));
	record->remote_port = __builtin_bswap16(common->skc_dport);
	if (record->family == AF_INET6) {
		bpf_probe_read_kernel(record->local, 16, &common->skc_v6_rcv_saddr);
		bpf_probe_read_kernel(record->remote, 16, &common->skc_v6_daddr);
		return;
	}
	bpf_probe_read_kernel(record->local, 4, &common->skc_rcv_saddr);
	bpf_probe_read_kernel(record->remote, 4, &common->skc_daddr);
}

static void describe(struct blame_record *record, const struct sock *sk)
{
	const struct socket_alloc *alloc;

	record->family = sk->__sk_common.skc_family;
	record->state = sk->__sk_common.skc_state;
	record->ifindex = (uint32_t)sk->__sk_common.skc_bound_dev_if;
	record->protocol = IPPROTO_TCP;
	tell_addresses(record, sk);
	if (!is_whole(sk))
		return;
	record->protocol = sk->sk_protocol;
	record->uid = sk->sk_uid.val;
	alloc = (void *)address_in(&sk->sk_socket);
	record->inode = alloc ? BPF_CORE_READ(alloc, vfs_inode.i_ino) : 0;
}

static int count(const struct blame_key *key, const struct sock *sk,
		 const struct event_owner_of *owner, uint64_t n)
{
	struct blame_record *record = bpf_map_lookup_elem(&blames, key);

	if (!record) {
		struct blame_record first = { 0 };

		describe(&first, sk);
		if (owner)
			first.owner = *owner;
		bpf_map_update_elem(&blames, key, &first, BPF_NOEXIST);
		record = bpf_map_lookup_elem(&blames, key);
	}
	if (record)
		__sync_fetch_and_add(&record->count, n);
	else
		__sync_fetch_and_add(&lost, n);
	return 0;
}

static bool is_ours(const struct sock *sk)
{
	const uint16_t family = sk->__sk_common.skc_family;

	return (family == AF_INET || family == AF_INET6) &&
	       (!only_netns || netns_of_sock(sk) == only_netns);
}

/* As far as anybody has asked for it yet. A handshake is its listener's. */
static uint64_t cookie_of(const struct sock *sk)
{
	uint64_t cookie;

	if (sk->__sk_common.skc_state == TCP_NEW_SYN_RECV)
		cookie = BPF_CORE_READ(sk, __sk_common.skc_listener,
				       __sk_common.skc_cookie.counter);
	else
		cookie = BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);
	return cookie ? cookie : BLAME_NAMELESS | address_in(&sk);
}

static int blame(struct sock *sk, uint32_t kind, uint32_t reason, uint64_t n)
{
	struct blame_key key = { .kind = kind, .reason = reason };

	if (!is_ours(sk))
		return 0;
	key.netns = netns_of_sock(sk);
	if (sk->__sk_common.skc_state == TCP_NEW_SYN_RECV)
		key.cookie = cookie_of(sk);
	else
		key.cookie = bpf_get_socket_cookie(sk);
	return count(&key, sk,
		     is_whole(sk) ? bpf_sk_storage_get(&owners, sk, NULL, 0) : NULL, n);
}

/* ---- when ----------------------------------------------------------------------------- */

/* The kernel counts segments, of which a packet may have several. */
SEC("tp_btf/tcp_retransmit_skb")
int blame_retransmit(uint64_t *ctx)
{
	const struct sk_buff *skb = (void *)ctx[1];
	const struct tcp_skb_cb *cb = (void *)&skb->cb;
	const uint16_t segments = BPF_CORE_READ(cb, tcp_gso_segs);

	return blame((void *)ctx[0], BLAME_RETRANS, 0, segments ? segments : 1);
}

SEC("tp_btf/tcp_retransmit_synack")
int blame_synack(uint64_t *ctx)
{
	return blame((void *)ctx[0], BLAME_RETRANS, 0, 1);
}

SEC("tp_btf/tcp_send_reset")
int blame_send_reset(uint64_t *ctx)
{
	struct sock *sk = (void *)ctx[0];

	return sk ? blame(sk, BLAME_RST_OUT, 0, 1) : 0;
}

SEC("tp_btf/tcp_receive_reset")
int blame_receive_reset(uint64_t *ctx)
{
	return blame((void *)ctx[0], BLAME_RST_IN, 0, 1);
}

/*
 * A reset that comes is freed with a reason as well, and an overflow of a listener is counted
 * with the listener: neither is one more drop. Nor is what nobody has read of a socket that is
 * closed.
 */
static bool is_drop(uint32_t reason)
{
	return is_told(reason) && !IS_REASON(reason, SKB_DROP_REASON_TCP_RESET) &&
	       !IS_REASON(reason, SKB_DROP_REASON_TCP_LISTEN_OVERFLOW) &&
	       !IS_REASON(reason, SKB_DROP_REASON_QUEUE_PURGE);
}

/*
 * The verifier lets nobody ask for the cookie of a packet's own socket, as that may be
 * something less than a socket; but for that of the same socket found elsewhere.
 */
static int blame_sender(struct sock *sk, uint32_t reason)
{
	struct blame_key key = { .kind = BLAME_DROP, .reason = reason };
	struct socket *socket;

	if (!is_ours(sk))
		return 0;
	if (is_whole(sk)) {
		socket = sk->sk_socket;
		/* As numbers: of equal pointers the compiler would take either. */
		if (socket && address_in(&socket->sk) == (uint64_t)sk)
			return blame(socket->sk, BLAME_DROP, reason, 1);
	}
	key.netns = netns_of_sock(sk);
	key.cookie = cookie_of(sk);
	return count(&key, sk, NULL, 1);
}

/* Whom it was for, or else who sent it. */
SEC("tp_btf/kfree_skb")
int blame_drop(uint64_t *ctx)
{
	const struct sk_buff *skb = (void *)ctx[0];
	const uint32_t reason = reason_of(ctx);
	struct sock *sk;

	if (!is_drop(reason))
		return 0;
	if (bpf_core_field_exists(struct trace_event_raw_kfree_skb, rx_sk)) {
		sk = (void *)ctx[3];
		if (sk)
			return blame(sk, BLAME_DROP, reason, 1);
	}
	sk = skb->sk;
	return sk ? blame_sender(sk, reason) : 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
