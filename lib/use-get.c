/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Getters of uses and of their processes. */
#include <string.h>
#include <sys/stat.h>

#include "table.h"

NW_EXPORT size_t nw_table_procs(const struct nw_table *table)
{
	return table->uses.procs.n;
}

NW_EXPORT const struct nw_proc *nw_table_proc(const struct nw_table *table, size_t i)
{
	return i < table->uses.procs.n ? &table->uses.procs.at[i] : NULL;
}

NW_EXPORT size_t nw_table_uses(const struct nw_table *table)
{
	return table->uses.all.n;
}

NW_EXPORT const struct nw_use *nw_table_use(const struct nw_table *table, size_t i)
{
	return i < table->uses.all.n ? &table->uses.all.at[i] : NULL;
}

NW_EXPORT enum nw_use_kind nw_use_kind(const struct nw_use *use)
{
	return use->kind;
}

NW_EXPORT const struct nw_proc *nw_use_proc(const struct nw_use *use)
{
	return use->proc;
}

NW_EXPORT uint32_t nw_use_fd(const struct nw_use *use)
{
	return use->fd;
}

static const char *text_at(const char *text, size_t text_len, size_t *len)
{
	*len = text ? text_len : 0;
	return text ? text : "";
}

NW_EXPORT const char *nw_use_link(const struct nw_use *use, size_t *len)
{
	const struct use_draft *more = use->more;

	return text_at(more ? more->link : NULL, more ? more->link_len : 0, len);
}

NW_EXPORT const char *nw_use_name(const struct nw_use *use, size_t *len)
{
	const struct use_draft *more = use->more;

	if (!more || more->protocol)
		return nw_use_link(use, len);
	return text_at(more->name, more->name ? strlen(more->name) : 0, len);
}

NW_EXPORT const char *nw_use_protocol(const struct nw_use *use, size_t *len)
{
	if (use->sock || !use->more || !use->more->protocol)
		return NULL;
	*len = strlen(use->more->name);
	return use->more->name;
}

NW_EXPORT char nw_use_access(const struct nw_use *use)
{
	return use->access;
}

NW_EXPORT char nw_use_lock(const struct nw_use *use)
{
	return use->lock;
}

static bool has(const struct nw_use *use, enum use_has what)
{
	return use->more && use->more->has & what;
}

NW_EXPORT bool nw_use_mode(const struct nw_use *use, uint32_t *ret)
{
	/* Of what is mapped its kind is known even where no look at it was possible. */
	if (!has(use, USE_HAS_STAT) && !(use->more && use->more->mode))
		return false;
	*ret = use->more->mode;
	return true;
}

NW_EXPORT bool nw_use_device(const struct nw_use *use, uint64_t *ret)
{
	if (!has(use, USE_HAS_FILE))
		return false;
	*ret = use->more->dev;
	return true;
}

static bool is_device(const struct use_draft *use)
{
	return S_ISCHR(use->mode) || S_ISBLK(use->mode);
}

NW_EXPORT bool nw_use_rdev(const struct nw_use *use, uint64_t *ret)
{
	if (!has(use, USE_HAS_STAT) || !is_device(use->more))
		return false;
	*ret = use->more->rdev;
	return true;
}

NW_EXPORT bool nw_use_size(const struct nw_use *use, uint64_t *ret)
{
	if (!has(use, USE_HAS_STAT))
		return false;
	*ret = use->more->size;
	return true;
}

NW_EXPORT bool nw_use_inode(const struct nw_use *use, uint64_t *ret)
{
	if (!use->more) {
		*ret = use->sock->inode;
		return true;
	}
	if (!has(use, USE_HAS_INODE))
		return false;
	*ret = use->more->inode;
	return true;
}

NW_EXPORT bool nw_use_nlink(const struct nw_use *use, uint64_t *ret)
{
	if (!has(use, USE_HAS_STAT))
		return false;
	*ret = use->more->nlink;
	return true;
}

NW_EXPORT bool nw_use_offset(const struct nw_use *use, uint64_t *ret)
{
	if (use->more && !has(use, USE_HAS_OFFSET))
		return false;
	/* Sockets have none that would ever move. */
	*ret = use->more ? use->more->offset : 0;
	return true;
}

NW_EXPORT bool nw_use_flags(const struct nw_use *use, uint32_t *ret)
{
	if (!has(use, USE_HAS_FLAGS))
		return false;
	*ret = use->more->flags;
	return true;
}

NW_EXPORT bool nw_use_index(const struct nw_use *use, uint32_t *ret)
{
	if (!has(use, USE_HAS_INDEX))
		return false;
	*ret = use->more->index;
	return true;
}

NW_EXPORT bool nw_use_pointer(const struct nw_use *use, uint64_t *ret)
{
	if (!has(use, USE_HAS_POINTER))
		return false;
	*ret = use->more->pointer;
	return true;
}

NW_EXPORT bool nw_use_other(const struct nw_use *use, uint64_t *device, uint64_t *inode)
{
	if (!has(use, USE_HAS_OTHER))
		return false;
	*device = use->more->other_dev;
	*inode = use->more->other_inode;
	return true;
}

NW_EXPORT int nw_use_error(const struct nw_use *use, const char **call)
{
	static const char *const calls[] = {
		[USE_CALL_NONE] = "",
		[USE_CALL_STAT] = "stat",
		[USE_CALL_READLINK] = "readlink",
		[USE_CALL_OPENDIR] = "opendir",
	};

	if (!use->more || !use->more->error)
		return 0;
	*call = calls[use->more->call];
	return use->more->error;
}

NW_EXPORT bool nw_use_allocated(const struct nw_use *use, uint64_t *ret)
{
	if (!has(use, USE_HAS_STAT))
		return false;
	*ret = is_device(use->more) ? 0 : use->more->blocks * 512;
	return true;
}

static bool link_is_deleted(const struct use_draft *use)
{
	static const char mark[] = " (deleted)";
	const size_t len = sizeof(mark) - 1;

	return use->link && use->link_len > len && *use->link == '/' &&
	       memcmp(use->link + use->link_len - len, mark, len) == 0;
}

NW_EXPORT bool nw_use_deleted(const struct nw_use *use)
{
	const struct use_draft *more = use->more;

	if (use->kind == NW_USE_DELETED || !more)
		return more;
	/* Inodes without a file system begin with one link, or with none. */
	if (more->has & USE_HAS_STAT)
		return !more->nlink && more->link && *more->link == '/';
	return link_is_deleted(more);
}

NW_EXPORT const char *nw_use_mount(const struct nw_use *use, size_t *len)
{
	const struct use_draft *more = use->more;

	*len = more && more->mount ? strlen(more->mount) : 0;
	return more ? more->mount : NULL;
}

NW_EXPORT const char *nw_use_fstype(const struct nw_use *use, size_t *len)
{
	const struct use_draft *more = use->more;

	const char *type = more && more->mount ? more->mount + strlen(more->mount) + 1 : NULL;

	*len = type ? strlen(type) : 0;
	return type;
}

NW_EXPORT bool nw_use_memory(const struct nw_use *use)
{
	return has(use, USE_HAS_MEMORY);
}

NW_EXPORT bool nw_use_exempt(const struct nw_use *use, size_t *ret)
{
	if (!use->more || !use->more->exempted)
		return false;
	*ret = use->more->exempt;
	return true;
}

NW_EXPORT bool nw_fs_may_block(const char *type)
{
	return mount_may_block(text_of(type, strlen(type)));
}

NW_EXPORT const struct nw_sock *nw_use_sock(const struct nw_use *use)
{
	return use->sock;
}

NW_EXPORT uint32_t nw_proc_tid(const struct nw_proc *proc)
{
	return proc->tid;
}

NW_EXPORT const char *nw_proc_task(const struct nw_proc *proc, size_t *len)
{
	if (!proc->task)
		return NULL;
	*len = proc->task_len;
	return proc->base + proc->task;
}

NW_EXPORT uint32_t nw_proc_threads(const struct nw_proc *proc)
{
	return proc->threads;
}

NW_EXPORT bool nw_proc_owner(const struct nw_proc *proc, uint32_t *ret)
{
	if (!(proc->has & PROC_HAS_OWNER))
		return false;
	*ret = proc->owner;
	return true;
}

NW_EXPORT bool nw_proc_group(const struct nw_proc *proc, uint32_t *ret)
{
	if (!(proc->has & PROC_HAS_RELATIVES))
		return false;
	*ret = proc->group;
	return true;
}

NW_EXPORT bool nw_proc_parent(const struct nw_proc *proc, uint32_t *ret)
{
	if (!(proc->has & PROC_HAS_RELATIVES))
		return false;
	*ret = proc->parent;
	return true;
}

NW_EXPORT bool nw_proc_count(const struct nw_proc *proc, enum nw_count which, uint64_t *ret)
{
	if (which >= NW_COUNTS_ ||
	    !(proc->has & (which == NW_COUNT_ALL ? PROC_HAS_COUNT : PROC_HAS_COUNTS)))
		return false;
	*ret = proc->counts[which];
	return true;
}

NW_EXPORT bool nw_proc_limit(const struct nw_proc *proc, uint64_t *soft, uint64_t *hard)
{
	if (!(proc->has & PROC_HAS_LIMIT))
		return false;
	*soft = proc->soft;
	*hard = proc->hard;
	return true;
}
