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
#include <string.h>

#include "bpf-iter.h"
#include "owner-bpf.h"
#include "owner.lskel.h"
#include "pidns.h"
#include "spread.h"

/* ---- reading -------------------------------------------------------------------------- */

static void destroyp(struct owner_iter **iter)
{
	owner_iter__destroy(*iter);
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
	return bpf_call(BPF_MAP_UPDATE_ELEM, &attr);
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

#define AT_ONCE (BPF_ITER_ROOM / sizeof(struct owner_record) + 1)

static int read_all(int fd, struct owner_records *ret)
{
	const size_t each = sizeof(struct owner_record);
	size_t bytes = ret->all.n * each;
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

static int walk(int program, uint32_t pid, struct owner_records *ret, const char **where)
{
	const struct bpf_iter_task task = { .pid = pid };
	_closefd_ int link = bpf_iter_attach(program, &task), iter = -1;

	*where = "attach";
	if (link < 0)
		return link;
	*where = "iterate";
	iter = bpf_iter_start(link);
	return iter < 0 ? iter : read_all(iter, ret);
}

/* ---- many at once ------------------------------------------------------------------------ */

struct part {
	struct owner_records records;
	const char *where;
};

struct parts {
	int program;
	const struct pids *pids;
	struct part *all; /* one for each thread */
};

static int walk_one(size_t i, unsigned thread, void *arg)
{
	const struct parts *parts = arg;
	struct part *part = &parts->all[thread];
	int r = walk(parts->program, parts->pids->all.at[i], &part->records, &part->where);

	/* It has ended meanwhile. */
	return r == -ESRCH || r == -ENOENT ? 0 : r;
}

static int join_parts(const struct parts *parts, unsigned threads, struct owner_records *ret)
{
	size_t n = 0;

	for (unsigned i = 0; i < threads; i++)
		n += parts->all[i].records.all.n;
	if (vec_reserve(&ret->all, n + 1) < 0)
		return -ENOMEM;
	for (unsigned i = 0; i < threads; i++) {
		const struct owner_records *from = &parts->all[i].records;

		if (from->all.n)
			memcpy(ret->all.at + ret->all.n, from->all.at,
			       from->all.n * sizeof(*from->all.at));
		ret->all.n += from->all.n;
	}
	return 0;
}

/*
 * One walk keeps one processor busy. While nothing else is done, as many as there are look
 * at one process after the other; that costs 3 microseconds more for each.
 */
static int walk_parts(int program, const struct owner_wanted *wanted,
		      struct owner_records *ret, const char **where)
{
	const unsigned threads = spread_threads(wanted->threads);
	_free_ struct part *all = calloc(threads, sizeof(*all));
	struct parts parts = { program, wanted->pids, all };
	int r;

	if (!all)
		return -ENOMEM;
	r = spread(threads, wanted->pids->all.n, walk_one, &parts);
	if (r == 0)
		r = join_parts(&parts, threads, ret);
	for (unsigned i = 0; i < threads; i++) {
		if (all[i].where)
			*where = all[i].where;
		owner_records_free(&all[i].records);
	}
	return r;
}

static int iterate(bool facts, const struct owner_wanted *wanted, struct owner_records *ret,
		   const char **where)
{
	_closefd_ int program = load(facts, wanted);
	int r = -E2BIG;

	*where = "load";
	if (program < 0)
		return program;
	if (wanted && wanted->pids)
		r = walk_parts(program, wanted, ret, where);
	return r == -E2BIG ? walk(program, 0, ret, where) : r;
}

/* ---- what is asked for ------------------------------------------------------------------ */

static int take(bool facts, const struct owner_wanted *wanted, struct owner_records *ret,
		const char **where)
{
	_cleanup_(owner_records_free) struct owner_records records = { 0 };
	int r = pidns_check();

	*where = "proc";
	if (r == 0)
		r = iterate(facts, wanted, &records, where);
	if (r == 0)
		r = owner_records_settle(&records);
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
