/* SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-or-later) */
/*
 * Every descriptor of every task, and a record of each that holds a socket or a network
 * namespace. The kernel visits the tasks of the reader's pid namespace and of those below
 * it, ascending by their numbers there; a thread only if its descriptors are not those
 * of its process.
 */
#include "ground.h"
#include "owner-record.h"

/* Only the fields used here: the kernel finds its own offsets when it loads this. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct upid {
	int nr;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct proc_ns_operations;

struct ns_common {
	const struct proc_ns_operations *ops;
	unsigned int inum;
};

struct net {
	struct ns_common ns;
};

struct nsproxy {
	struct net *net_ns;
};

struct files_struct;

struct task_struct {
	int pid;
	uint64_t start_time;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct files_struct *files;
	struct nsproxy *nsproxy;
};

struct super_block {
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
	unsigned long i_ino;
	void *i_private;
};

struct file {
	struct inode *f_inode;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	unsigned short skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
};

struct sock {
	struct sock_common __sk_common;
	uint16_t sk_protocol;
};

struct socket {
	struct sock *sk;
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
#define NSFS_MAGIC 0x6e736673

/*
 * Set before this is loaded. Looking into every socket takes a third of the time: on a big
 * host none of them is in a cache.
 */
const volatile bool wants_facts = false;

/* And this, where only some are asked for: which, is written before the first is visited. */
const volatile bool wants_some = false;

/* A task has a number in its pid namespace and in each above it. 0: it has just ended. */
static uint32_t number_of(const struct task_struct *task, uint64_t level)
{
	const struct pid *pid = (void *)address_in(&task->thread_pid);
	const char *numbers = (const char *)&pid->numbers[0];
	int nr = 0;

	bpf_probe_read_kernel(&nr, sizeof(nr),
			      numbers + level * bpf_core_type_size(struct upid));
	return nr;
}

/* Its table's address counted in cache lines, none of which two tables share. */
static uint32_t table_of(const struct task_struct *task)
{
	return address_in(&task->files) >> 6;
}

/* /proc numbers tasks for those who mounted it; the reader has made sure that it is one. */
static void name_task(struct owner_task *ret, const struct task_struct *task,
		      const struct task_struct *reader)
{
	const uint64_t level = reader->thread_pid->level;

	ret->pid = task->pid;
	ret->start_time = task->start_time;
	ret->tgid = number_of(task->group_leader, level);
	ret->tid = number_of(task, level);
	ret->table = ret->tid != ret->tgid ? table_of(task) : 0;
}

/*
 * The task of the last record: in a walk along all of them its descriptors come one behind
 * the other. Of walks side by side each has few records, and none may see another's task.
 */
struct owner_task last;

static bool name_owner(struct owner_record *record, const struct task_struct *task,
		       const struct task_struct *reader)
{
	struct owner_task now;

	if (wants_some) {
		name_task(&now, task, reader);
	} else {
		if (last.pid != task->pid || last.start_time != task->start_time)
			name_task(&last, task, reader);
		now = last;
	}
	record->tgid = now.tgid;
	record->tid = now.tid;
	record->table = now.table;
	return now.tgid && now.tid;
}

/* Is this one of all the kinds of namespace of the reader's network namespace's kind? */
static bool is_netns(const struct inode *inode, const struct task_struct *reader)
{
	const struct ns_common *ns = inode->i_private;
	const uint64_t kind = address_in(&ns->ops);

	return kind && kind == address_in(&reader->nsproxy->net_ns->ns.ops);
}

/* An O_PATH descriptor of a socket is none itself, although /proc shows it as one. */
static void describe(struct owner_record *record, struct file *file)
{
	struct socket *socket = bpf_sock_from_file(file);
	struct sock *sk = socket ? socket->sk : NULL;

	if (!sk)
		return;
	record->cookie = bpf_get_socket_cookie(sk);
	if (bpf_core_field_exists(sk->__sk_common.skc_net.net))
		record->netns = sk->__sk_common.skc_net.net->ns.inum;
	record->protocol = sk->sk_protocol;
	record->family = sk->__sk_common.skc_family;
	record->state = sk->__sk_common.skc_state;
}

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, uint32_t);
	__type(value, struct owner_bits);
} wanted SEC(".maps");

static bool is_wanted(uint64_t inode)
{
	const uint32_t first = 0;
	const struct owner_bits *bits = bpf_map_lookup_elem(&wanted, &first);

	return bits && bits->at[owner_wanted_byte(inode)] & owner_wanted_bit(inode);
}

SEC("iter/task_file")
int owner_list(struct bpf_iter__task_file *ctx)
{
	const struct task_struct *reader = (void *)bpf_get_current_task_btf();
	const struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct owner_record record = { .fd = ctx->fd };
	unsigned long magic, inode;

	/* Both are NULL behind the last one. */
	if (!task || !file)
		return 0;
	inode = file->f_inode->i_ino;
	if (wants_some && !is_wanted(inode))
		return 0;
	magic = file->f_inode->i_sb->s_magic;
	if (magic == NSFS_MAGIC && is_netns(file->f_inode, reader))
		record.family = OWNER_NETNS;
	else if (magic != SOCKFS_MAGIC)
		return 0;
	else if (wants_facts)
		describe(&record, file);

	record.inode = inode;
	if (name_owner(&record, task, reader))
		bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
