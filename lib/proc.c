/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of a process, read only for those that hold something shown. */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "labels.h"
#include "proc.h"
#include "spread.h"

bool proc_parse_stat(const char *data, size_t len, struct proc_stat *ret)
{
	struct text text = text_of(data, len), word;
	const char *open = memchr(data, '(', len);
	const char *close = memrchr(data, ')', len);
	struct proc_stat stat;
	uint64_t parent, group;

	/* A process may call itself ") R 1 (": its name ends at the last parenthesis. */
	if (!open || !close || close < open)
		return false;
	stat.comm = text_of(open + 1, (size_t)(close - open - 1));
	text.p = close + 1;
	if (!text_word(&text, &word) || text_len(&word) != 1 || !text_dec(&text, &parent) ||
	    !text_dec(&text, &group) || parent > UINT32_MAX || group > UINT32_MAX)
		return false;
	stat.state = *word.p;
	stat.parent = (uint32_t)parent;
	stat.group = (uint32_t)group;
	for (int field = 6; field < 20; field++)
		if (!text_word(&text, &word))
			return false;
	if (!text_dec(&text, &stat.threads) || !text_word(&text, &word) ||
	    !text_dec(&text, &stat.start))
		return false;
	*ret = stat;
	return true;
}

bool proc_parse_status(const char *data, size_t len, uint32_t *uid)
{
	struct text text = text_of(data, len), line;
	uint64_t value;

	while (text_line(&text, &line)) {
		if (!text_literal(&line, "Uid:"))
			continue;
		if (!text_dec(&line, &value) || value > UINT32_MAX)
			return false;
		*uid = (uint32_t)value;
		return true;
	}
	return false;
}

struct text proc_program_of(const char *argv, size_t len)
{
	size_t first = len ? strnlen(argv, len) : 0;
	const char *slash;

	if (!first || argv[0] != '/')
		return text_of(argv, first);
	slash = memrchr(argv, '/', first);
	return text_of(slash + 1, (size_t)(argv + first - slash - 1));
}

struct reader {
	struct sys *sys;
	struct procs *procs;
	struct arena *arena;
	struct bytes *buffers; /* one per thread */
	pthread_mutex_t lock;  /* of the arena */
	uint32_t want;
};

static int keep(struct reader *reader, const char *data, size_t len, uint32_t *at,
		uint32_t *at_len)
{
	int r;

	pthread_mutex_lock(&reader->lock);
	r = arena_add(reader->arena, data, len, at);
	pthread_mutex_unlock(&reader->lock);
	if (r == 0)
		*at_len = (uint32_t)len;
	return r;
}

static int take_argv(struct reader *reader, const struct bytes *data, struct nw_proc *proc)
{
	const struct text program = proc_program_of(data->at, data->n);

	proc->named = text_len(&program) > 0;
	return keep(reader, data->at, data->n, &proc->argv, &proc->argv_len);
}

static int take_stat(struct reader *reader, const struct bytes *data, struct nw_proc *proc)
{
	struct proc_stat stat;

	if (!proc_parse_stat(data->at, data->n, &stat))
		return 0;
	proc->start = stat.start;
	proc->has |= PROC_HAS_START;
	return keep(reader, stat.comm.p, text_len(&stat.comm), &proc->comm, &proc->comm_len);
}

static int take_status(struct reader *reader, const struct bytes *data, struct nw_proc *proc)
{
	(void)reader;
	if (proc_parse_status(data->at, data->n, &proc->uid))
		proc->has |= PROC_HAS_UID;
	return 0;
}

/* Security modules end their label with a newline or a NUL, or not at all. */
static int take_context(struct reader *reader, const struct bytes *data, struct nw_proc *proc)
{
	size_t len = strcspn(data->at, "\n");

	return len ? keep(reader, data->at, len, &proc->context, &proc->context_len) : 0;
}

static int take_cgroup(struct reader *reader, const struct bytes *data, struct nw_proc *proc)
{
	struct cgroup_labels labels;
	int r;

	if (!cgroup_parse(data->at, data->n, &labels))
		return 0;
	pthread_mutex_lock(&reader->lock);
	r = labels_keep(&labels, reader->arena, &proc->labels);
	pthread_mutex_unlock(&reader->lock);
	return r;
}

static const struct {
	uint32_t want;
	const char *file;
	int (*take)(struct reader *reader, const struct bytes *data, struct nw_proc *proc);
} facts[] = {
	{ NW_WANT_PROGRAM, "cmdline", take_argv },
	{ NW_WANT_STAT, "stat", take_stat },
	{ NW_WANT_STATUS, "status", take_status },
	{ NW_WANT_CONTEXT, "attr/current", take_context },
	{ NW_WANT_LABELS, "cgroup", take_cgroup },
};

/* Kernel threads, zombies and a few others have no arguments: comm names them. */
static uint32_t wanted(uint32_t want, const struct nw_proc *proc)
{
	return want & NW_WANT_PROGRAM && !proc->named ? want | NW_WANT_STAT : want;
}

static int read_proc(size_t i, unsigned thread, void *arg)
{
	struct reader *reader = arg;
	struct bytes *data = &reader->buffers[thread];
	struct nw_proc *proc = &reader->procs->all.at[i];

	for (size_t f = 0; f < ARRAY_SIZE(facts); f++) {
		int r;

		if (!(wanted(reader->want, proc) & facts[f].want))
			continue;
		r = sys_read(reader->sys, data, "proc/%u/%s", proc->pid, facts[f].file);
		if (r >= 0)
			r = facts[f].take(reader, data, proc);
		if (r == -ENOMEM || r == -EOVERFLOW)
			return r;
	}
	return 0;
}

int procs_read(struct sys *sys, struct procs *procs, uint32_t want, unsigned threads,
	       struct arena *arena)
{
	_free_ struct bytes *buffers = NULL;
	struct reader reader = {
		.sys = sys,
		.procs = procs,
		.arena = arena,
		.want = want,
		.lock = PTHREAD_MUTEX_INITIALIZER,
	};
	int r;

	threads = spread_threads(threads);
	reader.buffers = buffers = calloc(threads, sizeof(*buffers));
	if (!buffers)
		return -ENOMEM;
	r = spread(threads, procs->all.n, read_proc, &reader);
	for (unsigned i = 0; i < threads; i++)
		free(buffers[i].at);
	return r;
}

int proc_copy(const struct nw_proc *from, const char *base, struct arena *arena,
	      struct nw_proc *ret)
{
	struct nw_proc to = *from;
	int r = 0;

	to.base = NULL;
	if (from->comm)
		r = arena_add(arena, base + from->comm, from->comm_len, &to.comm);
	if (r == 0 && from->argv)
		r = arena_add(arena, base + from->argv, from->argv_len, &to.argv);
	if (r == 0 && from->context)
		r = arena_add(arena, base + from->context, from->context_len, &to.context);
	for (size_t i = 0; r == 0 && i < NW_LABELS_; i++)
		if (from->labels.at[i])
			r = arena_add(arena, base + from->labels.at[i], from->labels.len[i],
				      &to.labels.at[i]);
	if (r == 0)
		*ret = to;
	return r;
}
