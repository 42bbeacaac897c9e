/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Getters of uses and of their processes. */
#include <string.h>

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

NW_EXPORT const char *nw_use_link(const struct nw_use *use, size_t *len)
{
	*len = use->link ? use->link_len : 0;
	return use->link ? use->link : "";
}

NW_EXPORT const char *nw_use_name(const struct nw_use *use, size_t *len)
{
	if (use->protocol)
		return nw_use_link(use, len);
	*len = use->name ? use->name_len : 0;
	return use->name ? use->name : "";
}

NW_EXPORT const char *nw_use_protocol(const struct nw_use *use, size_t *len)
{
	if (!use->protocol)
		return NULL;
	*len = use->name_len;
	return use->name;
}

NW_EXPORT char nw_use_access(const struct nw_use *use)
{
	return use->access;
}

NW_EXPORT char nw_use_lock(const struct nw_use *use)
{
	return use->lock;
}

NW_EXPORT bool nw_use_mode(const struct nw_use *use, uint32_t *ret)
{
	/* Of what is mapped its kind is known even where no look at it was possible. */
	if (!(use->has & USE_HAS_STAT) && !use->mode)
		return false;
	*ret = use->mode;
	return true;
}

NW_EXPORT bool nw_use_device(const struct nw_use *use, uint64_t *ret)
{
	if (!(use->has & USE_HAS_FILE))
		return false;
	*ret = use->dev;
	return true;
}

NW_EXPORT bool nw_use_rdev(const struct nw_use *use, uint64_t *ret)
{
	if (!(use->has & USE_HAS_STAT))
		return false;
	*ret = use->rdev;
	return true;
}

NW_EXPORT bool nw_use_size(const struct nw_use *use, uint64_t *ret)
{
	if (!(use->has & USE_HAS_STAT))
		return false;
	*ret = use->size;
	return true;
}

NW_EXPORT bool nw_use_inode(const struct nw_use *use, uint64_t *ret)
{
	if (!(use->has & USE_HAS_INODE))
		return false;
	*ret = use->inode;
	return true;
}

NW_EXPORT bool nw_use_nlink(const struct nw_use *use, uint64_t *ret)
{
	if (!(use->has & USE_HAS_STAT))
		return false;
	*ret = use->nlink;
	return true;
}

NW_EXPORT bool nw_use_offset(const struct nw_use *use, uint64_t *ret)
{
	if (!(use->has & USE_HAS_OFFSET))
		return false;
	*ret = use->offset;
	return true;
}

NW_EXPORT bool nw_use_flags(const struct nw_use *use, uint32_t *ret)
{
	if (!(use->has & USE_HAS_FLAGS))
		return false;
	*ret = use->flags;
	return true;
}

NW_EXPORT bool nw_use_pointer(const struct nw_use *use, uint64_t *ret)
{
	if (!(use->has & USE_HAS_POINTER))
		return false;
	*ret = use->pointer;
	return true;
}

NW_EXPORT bool nw_use_other(const struct nw_use *use, uint64_t *device, uint64_t *inode)
{
	if (!(use->has & USE_HAS_OTHER))
		return false;
	*device = use->pointer;
	*inode = use->other_inode;
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

	if (use->error)
		*call = calls[use->call];
	return use->error;
}

NW_EXPORT bool nw_use_exempt(const struct nw_use *use, size_t *ret)
{
	if (!use->exempt)
		return false;
	*ret = use->exempt - 1;
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
