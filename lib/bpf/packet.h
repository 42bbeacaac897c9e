/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* Packets that the kernel gives up: why, whose they are, and in which network namespace. */
#ifndef NW_BPF_PACKET_H
#define NW_BPF_PACKET_H

#include "space.h"

/* Only the fields used here: the kernel finds its own offsets when it loads this. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int64_t counter;
} atomic64_t;

struct sock;

struct sock_common {
	unsigned short skc_family;
	volatile unsigned char skc_state;
	int skc_bound_dev_if;
	uint16_t skc_dport, skc_num;
	uint32_t skc_daddr, skc_rcv_saddr;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
	possible_net_t skc_net;
	atomic64_t skc_cookie;
	struct sock *skc_listener; /* of a handshake */
};

struct socket {
	struct sock *sk;
};

typedef struct {
	uint32_t val;
} kuid_t;

struct sock {
	struct sock_common __sk_common;
	struct socket *sk_socket;
	uint16_t sk_protocol;
	kuid_t sk_uid;
};

struct net_device {
	possible_net_t nd_net;
};

struct sk_buff {
	struct net_device *dev;
	struct sock *sk;
	char cb[48];
};

enum skb_drop_reason {
	SKB_NOT_DROPPED_YET,
	SKB_CONSUMED,
	SKB_DROP_REASON_NOT_SPECIFIED,
	SKB_DROP_REASON_TCP_LISTEN_OVERFLOW,
	SKB_DROP_REASON_TCP_RESET,
	SKB_DROP_REASON_QUEUE_PURGE,
};

/* What the tracepoint tells, by the kernel's own description: `reason` since 5.17, `rx_sk`
 * since 6.11. */
struct trace_event_raw_kfree_skb {
	enum skb_drop_reason reason;
	void *rx_sk;
};

#pragma clang attribute pop

#define IS_REASON(reason, name)                                                          \
	(bpf_core_enum_value_exists(enum skb_drop_reason, name) &&                       \
	 (reason) == bpf_core_enum_value(enum skb_drop_reason, name))

/* Set before this is loaded: inode of the only network namespace that is asked for (0: all). */
const volatile uint32_t only_netns = 0;

/* 0: the kernel does not tell. Whether it does is known when this is loaded: the other branch
 * is not even looked at, and there may be no such argument. */
static inline uint32_t reason_of(const uint64_t *ctx)
{
	if (bpf_core_field_exists(struct trace_event_raw_kfree_skb, reason))
		return (uint32_t)ctx[2];
	return 0;
}

/* Freed for no particular reason, which is often no drop at all. */
static inline bool is_told(uint32_t reason)
{
	return reason && !IS_REASON(reason, SKB_CONSUMED) &&
	       !IS_REASON(reason, SKB_DROP_REASON_NOT_SPECIFIED);
}

/* All namespaces have numbers beyond this. */
#define FIRST_NAMESPACE 0xeffffff0

/*
 * Where a packet waits in a queue of TCP's the place of its device has something else: what
 * that leads to is no number of a namespace.
 */
static inline uint32_t netns_of_device(const struct sk_buff *skb)
{
	const struct net_device *device = (void *)address_in(&skb->dev);
	const struct net *net = BPF_CORE_READ(device, nd_net.net);
	const uint32_t netns = BPF_CORE_READ(net, ns.inum);

	return netns >= FIRST_NAMESPACE ? netns : 0;
}

static inline uint32_t netns_of_sock(const struct sock *sk)
{
	const struct net *net = BPF_CORE_READ(sk, __sk_common.skc_net.net);

	return BPF_CORE_READ(net, ns.inum);
}

#endif
