/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/*
 * Every descriptor of one process, and a record of each that holds a socket of TCP, UDP or
 * UDP-Lite which a table of the kernel's has: what sock_diag would say of it in brief.
 */
#include "ground.h"

#include "brief-record.h"

/* Only the fields used here: the kernel finds its own offsets when it loads this. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

struct task_struct;

struct super_block {
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
	unsigned long i_ino;
};

struct file {
	unsigned int f_mode;
	struct inode *f_inode;
	void *private_data;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct in6_addr {
	uint8_t bytes[16];
};

struct sock_common {
	unsigned short skc_family;
	volatile unsigned char skc_state;
	int skc_bound_dev_if;
	uint16_t skc_dport, skc_num;
	uint32_t skc_daddr, skc_rcv_saddr;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
	possible_net_t skc_net;
};

struct sock {
	struct sock_common __sk_common;
	uint16_t sk_type, sk_protocol;
	unsigned long sk_ino;
};

struct socket {
	struct sock *sk;
};

/* A socket is the beginning of this. */
struct socket_alloc {
	struct inode vfs_inode;
};

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	uint32_t fd;
	struct file *file;
};

#pragma clang attribute pop

#define SOCKFS_MAGIC 0x534f434b
#define FMODE_PATH 0x4000
#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_UDPLITE 136
#define IPPROTO_MPTCP 262
#define TCP_CLOSE 7

/* Set before this is loaded: the network namespace that is asked for. */
const volatile uint32_t only_netns = 0;

static bool is_other_netns(const struct sock *sk)
{
	return bpf_core_field_exists(sk->__sk_common.skc_net.net) &&
	       sk->__sk_common.skc_net.net->ns.inum != only_netns;
}

/* Is the descriptor's inode its socket's own? SMC's can have come to hold one of TCP's. */
static bool has_own_inode(const struct file *file)
{
	return address_in(&file->f_inode) ==
	       address_in(&file->private_data) +
		       bpf_core_field_offset(struct socket_alloc, vfs_inode);
}

/* What is neither bound nor connected is in no table; nor is what TCP calls closed. */
static bool is_listed(const struct sock *sk)
{
	const uint16_t protocol = sk->sk_protocol;

	if (protocol == IPPROTO_TCP)
		return sk->sk_type == SOCK_STREAM && sk->__sk_common.skc_state != TCP_CLOSE;
	return (protocol == IPPROTO_UDP || protocol == IPPROTO_UDPLITE) &&
	       sk->sk_type == SOCK_DGRAM && sk->__sk_common.skc_num;
}

static void put_addresses(struct brief_record *record, const struct sock *sk)
{
	const struct sock_common *common = &sk->__sk_common;
	const uint32_t local = common->skc_rcv_saddr, remote = common->skc_daddr;

	if (record->family == AF_INET) {
		__builtin_memcpy(record->local, &local, sizeof(local));
		__builtin_memcpy(record->remote, &remote, sizeof(remote));
	} else if (bpf_core_field_exists(common->skc_v6_daddr)) {
		bpf_probe_read_kernel(record->local, 16, &common->skc_v6_rcv_saddr);
		bpf_probe_read_kernel(record->remote, 16, &common->skc_v6_daddr);
	}
}

/*
 * On a big host none of this is in a cache, and each line of it that is looked at takes as
 * long as all the rest: newer kernels have the inode's number beside the protocol.
 */
static unsigned long inode_of(const struct sock *sk, const struct file *file)
{
	if (bpf_core_field_exists(sk->sk_ino))
		return sk->sk_ino;
	return file->f_inode->i_ino;
}

/* Is there anything to be told? */
static bool describe(struct brief_record *record, const struct sock *sk, const struct file *file)
{
	record->family = (uint8_t)sk->__sk_common.skc_family;
	if ((record->family != AF_INET && record->family != AF_INET6) || is_other_netns(sk))
		return false;
	/* The first subflow of a connection of MPTCP is TCP's, and has its inode. */
	if (sk->sk_protocol == IPPROTO_MPTCP || !has_own_inode(file))
		return true;
	if (!is_listed(sk))
		return false;
	record->protocol = (uint8_t)sk->sk_protocol;
	record->inode = inode_of(sk, file);
	record->state = sk->__sk_common.skc_state;
	record->ifindex = (uint32_t)sk->__sk_common.skc_bound_dev_if;
	record->local_port = sk->__sk_common.skc_num;
	record->remote_port = sk->__sk_common.skc_dport;
	put_addresses(record, sk);
	return true;
}

/* An O_PATH descriptor of a socket is none, although /proc shows it as one. */
static bool is_path(const struct file *file)
{
	return file->f_mode & FMODE_PATH && file->f_inode->i_sb->s_magic == SOCKFS_MAGIC;
}

SEC("iter/task_file")
int brief_list(struct bpf_iter__task_file *ctx)
{
	struct file *file = ctx->file;
	struct brief_record record = { .fd = ctx->fd };
	struct socket *socket;

	/* Both are NULL behind the last one. */
	if (!ctx->task || !file)
		return 0;
	socket = bpf_sock_from_file(file);
	if (socket && socket->sk ? describe(&record, socket->sk, file) : is_path(file))
		bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
