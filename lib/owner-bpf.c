/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's own walk along all descriptors, with a BPF program that says what it sees.
 *
 * The program is a "light skeleton": the kernel fits it to its own types when it is loaded
 * (5.17 and later), in 5 ms. libbpf, which would first read all the types of the kernel,
 * takes 25 ms and 12 MB; it would also print what goes wrong, with one setting for the
 * whole process. So nothing of it is here but the header behind the generated one.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>

#include "owner-bpf.h"
#include "owner.lskel.h"
#include "radix.h"
#include "text.h"

/* ---- reading -------------------------------------------------------------------------- */

/*
 * Whose numbers does /proc show? A process has one in each pid namespace from that of the
 * mount down to its own: with more than one, or without any, they are not ours.
 */
static int check_numbers(void)
{
	_closefile_ FILE *file = fopen("/proc/self/status", "re");
	_free_ char *line = NULL;
	size_t size = 0, numbers = 0;
	ssize_t len;

	if (!file)
		return errno == ENOENT ? -EXDEV : -errno;
	while ((len = getline(&line, &size, file)) > 0) {
		struct text t = text_of(line, (size_t)len);
		uint64_t number;

		if (!text_literal(&t, "NSpid:"))
			continue;
		while (text_dec(&t, &number))
			numbers++;
		return numbers == 1 ? 0 : -EXDEV;
	}
	return 0; /* a kernel that has no such namespaces */
}

static void destroyp(struct owner_iter **iter)
{
	owner_iter__destroy(*iter);
}

/* What it returns is a descriptor, or 0. */
static int bpf(enum bpf_cmd command, const union bpf_attr *attr)
{
	long fd = syscall(SYS_bpf, command, attr, sizeof(*attr));

	return fd < 0 ? -errno : (int)fd;
}

/* When nearly all bits would be set, all of them may as well. */
static int write_wanted(int map, const struct owner_wanted *wanted)
{
	_free_ struct owner_bits *bits = calloc(1, sizeof(*bits));
	const uint32_t first = 0;
	union bpf_attr attr;

	if (!bits)
		return -ENOMEM;
	gate_wait(wanted->gate);
	if (wanted->n > OWNER_WANTED)
		memset(bits, 0xff, sizeof(*bits));
	for (size_t i = 0; i < wanted->n; i++) {
		const uint64_t inode = wanted->at[i].key;

		bits->at[owner_wanted_byte(inode)] |= owner_wanted_bit(inode);
	}
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)map;
	attr.key = (uint64_t)(uintptr_t)&first;
	attr.value = (uint64_t)(uintptr_t)bits;
	return bpf(BPF_MAP_UPDATE_ELEM, &attr);
}

static int load(bool facts, const struct owner_wanted *wanted)
{
	_cleanup_(destroyp) struct owner_iter *iter = owner_iter__open();
	int r;

	if (!iter)
		return -ENOMEM;
	iter->rodata->wants_facts = facts;
	iter->rodata->wants_some = wanted != NULL;
	r = owner_iter__load(iter);
	if (r < 0)
		return r;
	if (wanted)
		r = write_wanted(iter->maps.wanted.map_fd, wanted);
	if (r < 0)
		return r;

	/* For generated code 0 is none; and none can be 0, as the loader itself holds two. */
	r = iter->progs.owner_list.prog_fd;
	iter->progs.owner_list.prog_fd = 0;
	return r;
}

static int attach(int program)
{
	union bpf_attr attr;

	/* An initialiser need not clear what is behind the member that it names. */
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)program;
	attr.link_create.attach_type = BPF_TRACE_ITER;
	return bpf(BPF_LINK_CREATE, &attr);
}

static int start(int link)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.iter_create.link_fd = (uint32_t)link;
	return bpf(BPF_ITER_CREATE, &attr);
}

/* One read gives 32 KiB at most. */
#define AT_ONCE (32768 / sizeof(struct owner_record) + 1)

static int read_all(int fd, struct owner_records *ret)
{
	const size_t each = sizeof(struct owner_record);
	size_t bytes = 0;
	ssize_t n;

	do {
		if (vec_reserve(&ret->all, bytes / each + AT_ONCE) < 0)
			return -ENOMEM;
		n = read(fd, (char *)ret->all.at + bytes, ret->all.size * each - bytes);
		/* After a million descriptors none of which was a socket; it goes on there. */
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		bytes += n > 0 ? (size_t)n : 0;
	} while (n);

	ret->all.n = bytes / each;
	return bytes % each ? -EBADMSG : 0;
}

static int iterate(bool facts, const struct owner_wanted *wanted, struct owner_records *ret,
		   const char **where)
{
	_closefd_ int program = load(facts, wanted), link = -1, iter = -1;

	*where = "load";
	if (program < 0)
		return program;
	*where = "attach";
	link = attach(program);
	if (link < 0)
		return link;
	*where = "iterate";
	iter = start(link);
	return iter < 0 ? iter : read_all(iter, ret);
}

/* ---- each table once ------------------------------------------------------------------- */

static int by_table(const void *left, const void *right)
{
	const struct owner_record *a = left, *b = right;

	if (a->tgid != b->tgid)
		return a->tgid < b->tgid ? -1 : 1;
	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	return (a->tid > b->tid) - (a->tid < b->tid);
}

static bool same_table(const struct owner_record *a, const struct owner_record *b)
{
	return a->tgid == b->tgid && a->table == b->table;
}

/* The first record of every thread that does not share its process's table. */
static int find_threads(const struct owner_records *records, struct owner_records *ret)
{
	for (size_t i = 0; i < records->all.n; i++) {
		const struct owner_record *record = &records->all.at[i];
		struct owner_record *thread;

		if (!record->table || (i > 0 && record[-1].tid == record->tid))
			continue;
		thread = vec_push(&ret->all);
		if (!thread)
			return -ENOMEM;
		*thread = *record;
	}
	if (ret->all.n)
		qsort(ret->all.at, ret->all.n, sizeof(*ret->all.at), by_table);
	return 0;
}

static bool is_double(const struct owner_record *record, const struct owner_records *threads)
{
	const struct owner_record *thread;

	if (!record->table)
		return false;
	thread = bsearch(record, threads->all.at, threads->all.n, sizeof(*record), by_table);
	return thread && thread > threads->all.at && same_table(thread - 1, thread);
}

/*
 * The kernel leaves out threads that use their process's table, that is its first thread's.
 * Where that one has left the others, or ended, each of those is visited: the first counts.
 */
static int drop_doubles(struct owner_records *records)
{
	_cleanup_(owner_records_free) struct owner_records threads = { 0 };
	size_t kept = 0;
	int r = find_threads(records, &threads);

	if (r < 0 || threads.all.n < 2)
		return r;
	for (size_t i = 0; i < records->all.n; i++)
		if (!is_double(&records->all.at[i], &threads))
			records->all.at[kept++] = records->all.at[i];
	records->all.n = kept;
	return 0;
}

/* ---- order ----------------------------------------------------------------------------- */

static uint64_t task_of(const struct owner_record *record)
{
	return (uint64_t)record->tgid << 32 | record->tid;
}

static uint64_t inode_of(const struct owner_record *record)
{
	return record->inode;
}

/* Sorting is stable: what was in order stays so among those of one key. */
static int sort_by(uint64_t (*key_of)(const struct owner_record *record),
		   struct keyed *keys, const struct owner_records *records)
{
	for (size_t i = 0; i < records->all.n; i++)
		keys[i].key = key_of(&records->all.at[keys[i].row]);
	return radix_sort(keys, records->all.n);
}

/* Records come by tid; that is by tgid as well but for threads with tables of their own. */
static bool by_task(const struct owner_records *records)
{
	for (size_t i = 1; i < records->all.n; i++)
		if (task_of(&records->all.at[i - 1]) > task_of(&records->all.at[i]))
			return false;
	return true;
}

/* Put every record where its key is, in place: each ring of moves begins at a hole. */
static void move_all(struct owner_records *records, struct keyed *keys)
{
	struct owner_record *all = records->all.at;

	for (size_t i = 0; i < records->all.n; i++) {
		const struct owner_record first = all[i];
		uint32_t hole = (uint32_t)i, from;

		while ((from = keys[hole].row) != i) {
			all[hole] = all[from];
			keys[hole].row = hole;
			hole = from;
		}
		all[hole] = first;
		keys[hole].row = hole;
	}
}

static int sort(struct owner_records *records)
{
	_free_ struct keyed *keys = malloc((records->all.n + 1) * sizeof(*keys));
	int r = 0;

	if (!keys)
		return -ENOMEM;
	for (size_t i = 0; i < records->all.n; i++)
		keys[i] = (struct keyed){ .row = (uint32_t)i };
	if (!by_task(records))
		r = sort_by(task_of, keys, records);
	if (r == 0)
		r = sort_by(inode_of, keys, records);
	if (r == 0)
		move_all(records, keys);
	return r;
}

/* ---- what is asked for ------------------------------------------------------------------ */

void owner_records_free(struct owner_records *records)
{
	vec_free(&records->all);
}

static int take(bool facts, const struct owner_wanted *wanted, struct owner_records *ret,
		const char **where)
{
	_cleanup_(owner_records_free) struct owner_records records = { 0 };
	int r = check_numbers();

	*where = "proc";
	if (r == 0)
		r = iterate(facts, wanted, &records, where);
	if (r == 0)
		r = drop_doubles(&records);
	if (r == 0)
		r = sort(&records);
	if (r < 0)
		return r;

	*ret = records;
	records = (struct owner_records){ 0 };
	return 0;
}

int owner_bpf_records(struct owner_records *ret, const char **where)
{
	return take(true, NULL, ret, where);
}

/* Descriptors are shorter than their records: they replace them where they stand. */
static int split(struct owner_records *records, struct owners *owners)
{
	struct nw_file *files = (struct nw_file *)records->all.at;
	size_t n = 0;

	_Static_assert(sizeof(*files) <= sizeof(*records->all.at), "in place");
	for (size_t i = 0; i < records->all.n; i++) {
		const struct owner_record record = records->all.at[i];
		struct nw_file *file = record.family == OWNER_NETNS
					     ? vec_push(&owners->spaces)
					     : &files[n++];

		if (!file)
			return -ENOMEM;
		*file = (struct nw_file){ .inode = record.inode,
					  .pid = record.tgid,
					  .tid = record.tid,
					  .fd = record.fd };
	}
	records->all.at = NULL;
	owners->files.at = files;
	owners->files.n = n;
	return 0;
}

int owner_bpf(struct owners *ret, const char **where)
{
	return owner_bpf_some(NULL, ret, where);
}

int owner_bpf_some(const struct owner_wanted *wanted, struct owners *ret, const char **where)
{
	_cleanup_(owner_records_free) struct owner_records records = { 0 };
	_cleanup_(owners_free) struct owners owners = { 0 };
	int r = take(false, wanted, &records, where);
	struct nw_file *less;

	if (r == 0)
		r = split(&records, &owners);
	if (r < 0)
		return r;

	less = realloc(owners.files.at, (owners.files.n + 1) * sizeof(*less));
	if (less)
		owners.files.at = less;
	owners.files.size = owners.files.n;
	*ret = owners;
	owners = (struct owners){ 0 };
	return 0;
}
