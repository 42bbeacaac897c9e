/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One process's uses: its places, what it has mapped, its descriptors. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labels.h"
#include "use.h"

/* ---- what may block --------------------------------------------------------------- */

static void use_mounts(struct use_reader *reader, const struct mount_list *list)
{
	reader->mounts = list->all.at;
	reader->n_mounts = list->all.n;
	reader->careful = list->blocks;
}

static int read_mounts(struct use_reader *reader)
{
	const struct use_mounts *own = &reader->taking->mounts;
	struct use_lane *lane = reader->lane;
	char space[64];
	int r = sys_link(reader->taking->sys, space, sizeof(space), "proc/%u/ns/mnt",
			 reader->pid);

	use_mounts(reader, &own->list);
	if (r == -ENOMEM || (r >= 0 && strcmp(space, own->space) == 0))
		return r;
	reader->careful = true;
	reader->n_mounts = 0;
	if (sys_read(reader->taking->sys, &lane->mount_data, "proc/%u/mountinfo",
		     reader->pid) < 0)
		return 0;
	r = mount_list_parse(text_of(lane->mount_data.at, lane->mount_data.n), &lane->mounts);
	use_mounts(reader, &lane->mounts);
	return r;
}

/* ---- directory, root, program ------------------------------------------------------ */

/* Does the server of what it is on answer, as far as its path tells? */
static bool place_may_block(const struct use_reader *reader, const struct mount **ret)
{
	const struct text link = text_of(reader->link, strlen(reader->link));

	*ret = NULL;
	if (!reader->careful || !mount_way_may_block(reader->mounts, reader->n_mounts, link))
		return false;
	*ret = mount_of(reader->mounts, reader->n_mounts, link);
	return true;
}

static int look_at_place(struct use_reader *reader, const char *file, struct use_draft *use)
{
	const struct mount *mount;
	struct sys_stat st;
	char path[sizeof(reader->home) + 16];
	uint32_t exempt;
	int r;

	exempt = use_exempt(reader->taking, reader->link);
	if (exempt)
		return use_leave(use, exempt);
	snprintf(path, sizeof(path), "%s/%s", reader->home, file);
	if (place_may_block(reader, &mount))
		r = use_look(reader->taking, mount, path, &st);
	else
		r = sys_stat(reader->taking->sys, true, &st, "%s", path);
	if (r < 0) {
		use_refuse(use, USE_CALL_STAT, -r);
		if (mount)
			use_look_known(reader->taking, mount, path, use);
		return r == -ESRCH || r == -ENOMEM ? r : 0;
	}
	use_stat_set(use, &st);
	if (use->kind == NW_USE_TEXT)
		reader->exe = (struct map_file){ st.dev, st.inode };
	return 0;
}

static int read_place(struct use_reader *reader, enum nw_use_kind kind, const char *file)
{
	struct use_lane *lane = reader->lane;
	struct use_draft *use = use_add(lane, kind);
	char name[64];
	int r;

	if (!use)
		return -ENOMEM;
	r = sys_link(reader->taking->sys, reader->link, sizeof(reader->link), "%s/%s",
		     reader->home, file);
	if (r >= 0) {
		r = use_keep_link(reader, use);
		return r < 0 ? r : look_at_place(reader, file, use);
	}
	use_refuse(use, USE_CALL_READLINK, -r);
	snprintf(name, sizeof(name), "/%s/%s", reader->home, file);
	return use_keep(lane, name, strlen(name), &use->name_at);
}

static const struct {
	enum nw_use_kind kind;
	const char *file;
} places[] = {
	{ NW_USE_CWD, "cwd" },
	{ NW_USE_ROOT, "root" },
	{ NW_USE_TEXT, "exe" },
};

static int read_places(struct use_reader *reader)
{
	const uint32_t kinds = reader->kinds;
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(places) / sizeof(places[0]); i++)
		if (kinds & NW_BIT(places[i].kind))
			r = read_place(reader, places[i].kind, places[i].file);
	return r;
}

/* ---- a process ---------------------------------------------------------------------- */

static int take_context(struct use_lane *lane, struct nw_proc *proc)
{
	/* It ends in a NUL, or, of some modules, in a new line. */
	proc->context_len = (uint32_t)strcspn(lane->data.at, "\n");
	if (!proc->context_len)
		return 0;
	return arena_add(&lane->arena, lane->data.at, proc->context_len, &proc->context);
}

static int take_program(struct use_lane *lane, struct nw_proc *proc)
{
	const struct bytes *data = &lane->data;

	proc->argv_len = (uint32_t)data->n;
	return arena_add(&lane->arena, data->at, data->n, &proc->argv);
}

static int take_labels(struct use_lane *lane, struct nw_proc *proc)
{
	struct cgroup_labels labels;

	if (!cgroup_parse(lane->data.at, lane->data.n, &labels))
		return 0;
	return labels_keep(&labels, &lane->arena, &proc->labels);
}

static const struct {
	uint32_t want;
	const char *file;
	int (*take)(struct use_lane *lane, struct nw_proc *proc);
} facts[] = {
	{ NW_USE_CONTEXT, "attr/current", take_context },
	{ NW_USE_PROGRAM, "cmdline", take_program },
	{ NW_USE_LABELS, "cgroup", take_labels },
};

static int read_facts(struct use_taking *taking, struct use_lane *lane, struct nw_proc *proc)
{
	const uint32_t want = taking->query->want;
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		if (!(want & facts[i].want))
			continue;
		r = sys_read(taking->sys, &lane->data, "proc/%u/%s", proc->pid, facts[i].file);
		if (r >= 0)
			r = facts[i].take(lane, proc);
		if (r == -ENOMEM || r == -EOVERFLOW)
			return r;
	}
	return want & NW_USE_COUNTS ? use_count(taking, lane, proc->pid, proc) : 0;
}

int use_read_identity(struct use_taking *taking, struct use_lane *lane, uint32_t pid)
{
	struct nw_proc proc = { .pid = pid };
	struct nw_proc *kept;
	struct proc_stat stat;
	struct sys_stat st;
	int r = sys_stat(taking->sys, true, &st, "proc/%u", pid);

	if (r == 0)
		r = sys_read(taking->sys, &lane->data, "proc/%u/stat", pid);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (!proc_parse_stat(lane->data.at, lane->data.n, &stat) || stat.state == 'Z')
		return 0;
	proc.start = stat.start;
	proc.parent = stat.parent;
	proc.group = stat.group;
	proc.owner = st.uid;
	proc.has = PROC_HAS_OWNER | PROC_HAS_RELATIVES | PROC_HAS_START;
	r = arena_add(&lane->arena, stat.comm.p, text_len(&stat.comm), &proc.comm);
	proc.comm_len = (uint32_t)text_len(&stat.comm);
	if (r == 0)
		r = read_facts(taking, lane, &proc);
	kept = r < 0 ? NULL : vec_push(&lane->procs);
	if (!kept)
		return r < 0 ? r : -ENOMEM;
	*kept = proc;
	return 1;
}

static int read_uses(struct use_reader *reader)
{
	const size_t first = reader->lane->uses.n;
	int r = 0;

	if (!(reader->want & NW_USE_SOCKETS)) {
		r = read_mounts(reader);
		if (r >= 0)
			r = read_places(reader);
		if (r >= 0 && reader->kinds & (NW_BIT(NW_USE_MEMORY) | NW_BIT(NW_USE_DELETED)))
			r = use_read_maps(reader->taking, reader->lane, reader->home,
					  reader->exe.inode ? &reader->exe : NULL);
	}
	if (r >= 0 && reader->kinds & NW_BIT(NW_USE_FD))
		r = use_read_fds(reader);
	if (r >= 0 && reader->want & NW_USE_MOUNTS)
		r = use_name_mounts(reader, first);
	return r == -ENOMEM || r == -EOVERFLOW ? r : 0;
}

/* A thread is as its process, but for its name. */
static int read_thread(struct use_reader *reader, const struct nw_proc *process)
{
	struct use_lane *lane = reader->lane;
	struct nw_proc proc = *process, *kept;
	struct proc_stat stat;
	int r;

	snprintf(reader->home, sizeof(reader->home), "proc/%u/task/%u", reader->pid,
		 reader->tid);
	r = sys_read(reader->taking->sys, &lane->data, "%s/stat", reader->home);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (!proc_parse_stat(lane->data.at, lane->data.n, &stat))
		return 0;
	proc.tid = reader->tid;
	r = arena_add(&lane->arena, stat.comm.p, text_len(&stat.comm), &proc.task);
	proc.task_len = (uint32_t)text_len(&stat.comm);
	kept = r < 0 ? NULL : vec_push(&lane->procs);
	if (!kept)
		return r < 0 ? r : -ENOMEM;
	*kept = proc;
	return reader->kinds ? read_uses(reader) : 0;
}

static int read_threads(struct use_reader *reader)
{
	struct use_lane *lane = reader->lane;
	const struct nw_proc process = lane->procs.at[lane->procs.n - 1];
	int r = 0;

	for (size_t i = 0; r == 0 && i < lane->threads.all.n; i++) {
		reader->tid = lane->threads.all.at[i];
		if (reader->tid != reader->pid)
			r = read_thread(reader, &process);
	}
	return r;
}

static int by_number(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

static bool is_asked_for(const struct nw_use_query *query, uint32_t pid)
{
	return !query->pids ||
	       bsearch(&pid, query->pids, query->n_pids, sizeof(pid), by_number);
}

static void settle(struct use_reader *reader, const struct nw_use_query *query)
{
	reader->kinds = query->kinds;
	reader->want = query->want;
	if (reader->pid == reader->taking->own)
		reader->want &= ~(uint32_t)NW_USE_THREADS;
	if (is_asked_for(query, reader->pid))
		return;
	reader->kinds &= NW_BIT(NW_USE_FD);
	reader->want &= ~(uint32_t)NW_USE_THREADS;
}

int use_read_process(struct use_taking *taking, struct use_lane *lane, uint32_t pid)
{
	struct use_reader reader = { .taking = taking, .lane = lane, .pid = pid };
	int r = use_read_identity(taking, lane, pid);

	if (r <= 0)
		return r;
	snprintf(reader.home, sizeof(reader.home), "proc/%u", pid);
	settle(&reader, taking->query);
	r = 0;
	if (reader.want & NW_USE_THREADS) {
		r = sys_threads(taking->sys, pid, &lane->threads);
		if (r < 0)
			lane->threads.all.n = 0;
		lane->procs.at[lane->procs.n - 1].threads = (uint32_t)lane->threads.all.n;
		r = r == -ENOMEM ? r : 0;
	}
	if (r == 0 && reader.kinds)
		r = read_uses(&reader);
	if (r == 0 && reader.want & NW_USE_THREADS && lane->threads.all.n > 1)
		r = read_threads(&reader);
	return r;
}
