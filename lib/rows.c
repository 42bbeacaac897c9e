/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Getters: what a program sees of a sealed table. */
#include <string.h>
#include <sys/socket.h>

#include "labels.h"
#include "proc.h"
#include "table.h"

NW_EXPORT size_t nw_table_socks(const struct nw_table *table)
{
	return table->shown;
}

NW_EXPORT const struct nw_sock *nw_table_sock(const struct nw_table *table, size_t i)
{
	return i < table->shown ? &table->rows.socks.at[table->order[i]] : NULL;
}

NW_EXPORT size_t nw_table_notes(const struct nw_table *table)
{
	return table->notes.all.n;
}

NW_EXPORT const struct nw_note *nw_table_note(const struct nw_table *table, size_t i)
{
	return i < table->notes.all.n ? &table->notes.all.at[i] : NULL;
}

NW_EXPORT size_t nw_table_descriptors(const struct nw_table *table)
{
	return table->owners.files.n;
}

/* ---- socket --------------------------------------------------------------------------- */

NW_EXPORT enum nw_family nw_sock_family(const struct nw_sock *sock)
{
	return sock->family;
}

NW_EXPORT int nw_sock_ip(const struct nw_sock *sock)
{
	return sock->af == AF_INET ? 4 : sock->af == AF_INET6 ? 6 : 0;
}

NW_EXPORT int nw_sock_type(const struct nw_sock *sock)
{
	return sock->type;
}

NW_EXPORT bool nw_sock_protocol(const struct nw_sock *sock, uint32_t *ret)
{
	if (!(sock->has & HAS_PROTOCOL))
		return false;
	*ret = sock->protocol;
	return true;
}

NW_EXPORT enum nw_state nw_sock_state(const struct nw_sock *sock)
{
	return sock->state;
}

NW_EXPORT bool nw_sock_listens(const struct nw_sock *sock)
{
	return sock->state == NW_STATE_LISTEN;
}

NW_EXPORT uint64_t nw_sock_netns(const struct nw_sock *sock)
{
	return sock->netns->inum;
}

NW_EXPORT const char *nw_sock_netns_name(const struct nw_sock *sock)
{
	return sock->netns->name[0] ? sock->netns->name : NULL;
}

NW_EXPORT uint32_t nw_sock_netns_pid(const struct nw_sock *sock)
{
	return sock->netns->tid ? sock->netns->tid : sock->netns->pid;
}

NW_EXPORT bool nw_sock_netns_closed(const struct nw_sock *sock)
{
	return sock->netns->closed;
}

NW_EXPORT bool nw_sock_cookie(const struct nw_sock *sock, uint64_t *ret)
{
	if (!(sock->has & HAS_COOKIE))
		return false;
	*ret = sock->cookie;
	return true;
}

NW_EXPORT uint64_t nw_sock_inode(const struct nw_sock *sock)
{
	return sock->inode;
}

NW_EXPORT bool nw_sock_uid(const struct nw_sock *sock, uint32_t *ret)
{
	if (!(sock->has & HAS_UID))
		return false;
	*ret = sock->uid;
	return true;
}

NW_EXPORT bool nw_sock_timer(const struct nw_sock *sock, enum nw_timer *ret)
{
	if (!(sock->has & HAS_TIMER))
		return false;
	*ret = sock->timer;
	return true;
}

NW_EXPORT bool nw_sock_address(const struct nw_sock *sock, enum nw_end end,
			       struct nw_address *ret)
{
	if (!(sock->has & (end == NW_LOCAL ? HAS_LOCAL : HAS_REMOTE)))
		return false;
	ret->family = sock->af;
	ret->ifindex = sock->ifindex;
	ret->port = end == NW_LOCAL ? sock->local_port : sock->remote_port;
	memcpy(ret->bytes, end == NW_LOCAL ? sock->local : sock->remote, sizeof(ret->bytes));
	return true;
}

NW_EXPORT const char *nw_sock_device(const struct nw_sock *sock)
{
	return sock->device;
}

NW_EXPORT const void *nw_sock_attribute(const struct nw_sock *sock,
					enum nw_attribute attribute, size_t *len)
{
	if (attribute >= NW_ATTRS_)
		return NULL;
	return attr_find(sock->attrs, sock->attrs_len, attribute, len);
}

NW_EXPORT const char *nw_sock_hint(const struct nw_sock *sock, size_t *len)
{
	return attr_find(sock->attrs, sock->attrs_len, ATTR_HINT, len);
}

NW_EXPORT const char *nw_sock_unit(const struct nw_sock *sock, size_t *len)
{
	return attr_find(sock->attrs, sock->attrs_len, ATTR_SOCKET_UNIT, len);
}

NW_EXPORT size_t nw_sock_holders(const struct nw_sock *sock)
{
	return sock->n_holders;
}

NW_EXPORT const struct nw_file *nw_sock_holder(const struct nw_sock *sock, size_t i)
{
	return i < sock->n_holders ? &sock->holders[i] : NULL;
}

NW_EXPORT size_t nw_sock_peer_holders(const struct nw_sock *sock)
{
	return sock->n_peers;
}

NW_EXPORT const struct nw_file *nw_sock_peer_holder(const struct nw_sock *sock, size_t i)
{
	return i < sock->n_peers ? &sock->peers[i] : NULL;
}

NW_EXPORT const struct nw_sock *nw_sock_connection(const struct nw_sock *sock)
{
	return sock->family == NW_TCP ? sock->connection : NULL;
}

NW_EXPORT enum nw_reason nw_sock_reason(const struct nw_sock *sock)
{
	return sock->reason;
}

NW_EXPORT enum nw_event nw_sock_event(const struct nw_sock *sock)
{
	size_t len;
	const uint64_t *event = attr_find(sock->attrs, sock->attrs_len, NW_ATTR_EVENT, &len);

	return event && len == 2 * sizeof(*event) ? (enum nw_event)event[1] : NW_EVENT_NONE;
}

/* ---- descriptor, process ---------------------------------------------------------------- */

NW_EXPORT enum nw_via nw_file_via(const struct nw_file *file)
{
	return file->via;
}

NW_EXPORT uint32_t nw_file_fd(const struct nw_file *file)
{
	return file->fd;
}

NW_EXPORT uint32_t nw_file_pid(const struct nw_file *file)
{
	return file->pid;
}

NW_EXPORT uint32_t nw_file_tid(const struct nw_file *file)
{
	return file->tid;
}

NW_EXPORT const struct nw_proc *nw_file_proc(const struct nw_file *file)
{
	return file->proc;
}

NW_EXPORT uint32_t nw_proc_pid(const struct nw_proc *proc)
{
	return proc->pid;
}

static const char *bytes_of(const struct nw_proc *proc, uint32_t at, uint32_t at_len,
			    size_t *len)
{
	if (!at)
		return NULL;
	*len = at_len;
	return proc->base + at;
}

NW_EXPORT const char *nw_proc_comm(const struct nw_proc *proc, size_t *len)
{
	return bytes_of(proc, proc->comm, proc->comm_len, len);
}

NW_EXPORT const char *nw_proc_argv(const struct nw_proc *proc, size_t *len)
{
	return bytes_of(proc, proc->argv, proc->argv_len, len);
}

NW_EXPORT const char *nw_proc_program(const struct nw_proc *proc, size_t *len)
{
	struct text program;

	if (!proc->argv)
		return NULL;
	program = proc_program_of(proc->base + proc->argv, proc->argv_len);
	*len = text_len(&program);
	return program.p;
}

NW_EXPORT const char *nw_proc_label(const struct nw_proc *proc, enum nw_label label, size_t *len)
{
	return labels_get(&proc->labels, proc->base, label, len);
}

NW_EXPORT const char *nw_sock_label(const struct nw_sock *sock, enum nw_label label, size_t *len)
{
	if (!sock->group)
		return NULL;
	return labels_get(&sock->group->labels, sock->group->base, label, len);
}

NW_EXPORT const char *nw_proc_context(const struct nw_proc *proc, size_t *len)
{
	return bytes_of(proc, proc->context, proc->context_len, len);
}

NW_EXPORT bool nw_proc_uid(const struct nw_proc *proc, uint32_t *ret)
{
	if (!(proc->has & PROC_HAS_UID))
		return false;
	*ret = proc->uid;
	return true;
}

NW_EXPORT bool nw_proc_start(const struct nw_proc *proc, uint64_t *ret)
{
	if (!(proc->has & PROC_HAS_START))
		return false;
	*ret = proc->start;
	return true;
}

/* ---- note ----------------------------------------------------------------------------------- */

NW_EXPORT enum nw_note_kind nw_note_kind(const struct nw_note *note)
{
	return note->kind;
}

NW_EXPORT const char *nw_note_where(const struct nw_note *note)
{
	return note->where;
}

NW_EXPORT int nw_note_error(const struct nw_note *note)
{
	return note->error;
}

NW_EXPORT uint64_t nw_note_count(const struct nw_note *note)
{
	return note->count;
}
