/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/* Every packet that the kernel drops, counted by reason and place. */
#include "packet.h"

#include "drop-record.h"

#define BPF_MAP_TYPE_HASH 1
#define BPF_NOEXIST 1

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DROP_PLACES);
	__type(key, struct drop_key);
	__type(value, struct drop_record);
} drops SEC(".maps");

/* Freed without a reason; of no namespace that can be told; that found no room. */
uint64_t unspecified, nowhere, lost;

static void count(const struct drop_key *key)
{
	struct drop_record *record = bpf_map_lookup_elem(&drops, key);
	const struct drop_record first = { 0 };

	if (!record) {
		bpf_map_update_elem(&drops, key, &first, BPF_NOEXIST);
		record = bpf_map_lookup_elem(&drops, key);
	}
	if (record)
		__sync_fetch_and_add(&record->count, 1);
	else
		__sync_fetch_and_add(&lost, 1);
}

/* The device knows best: behind it a packet may still belong to a socket elsewhere. */
static uint32_t netns_of(const uint64_t *ctx)
{
	const struct sk_buff *skb = (void *)ctx[0];
	const uint32_t netns = netns_of_device(skb);
	const struct sock *sk = NULL;

	if (netns)
		return netns;
	if (bpf_core_field_exists(struct trace_event_raw_kfree_skb, rx_sk))
		sk = (void *)ctx[3];
	if (!sk)
		sk = (void *)address_in(&skb->sk);
	return sk ? netns_of_sock(sk) : 0;
}

SEC("tp_btf/kfree_skb")
int drop_skb(uint64_t *ctx)
{
	struct drop_key key = { .location = ctx[1], .reason = reason_of(ctx) };
	const uint32_t netns = only_netns ? netns_of(ctx) : 0;

	if (only_netns && netns && netns != only_netns)
		return 0;
	if (only_netns && !netns)
		__sync_fetch_and_add(&nowhere, 1);
	else if (!is_told(key.reason))
		__sync_fetch_and_add(&unspecified, 1);
	else
		count(&key);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
