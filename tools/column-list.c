/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns that hold several things: holders, inodes, groups, addresses. */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/packet_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "column-get.h"
#include "memory.h"

#define ITEM(name)                                                                       \
	static void name(const struct cell *list, size_t i, struct cell *ret, const char **key)

static struct cell list_of(size_t n, const void *of, const struct view *view,
			   void (*get)(const struct cell *, size_t, struct cell *,
				       const char **))
{
	return (struct cell){
		.kind = CELL_LIST,
		.list = { .n = n, .get = get, .of = of, .view = view },
	};
}

static struct cell bytes_cell(const char *at, size_t len)
{
	return at ? cell_text(at, len) : (struct cell){ .kind = CELL_ABSENT };
}

/* ---- holders --------------------------------------------------------------------------- */

static void print_program(const struct nw_proc *proc, struct buffer *buffer)
{
	const char *program;
	size_t len;

	if (!proc)
		return;
	program = nw_proc_program(proc, &len);
	/* Kernel threads and zombies have no arguments. */
	if (!program || len == 0)
		program = nw_proc_comm(proc, &len);
	if (program)
		buffer_bytes(buffer, program, len);
}

/* Whose the listener is, the connection need not be: "1234/nginx?" */
static void print_file(const struct nw_file *file, struct buffer *buffer)
{
	buffer_u64(buffer, nw_file_pid(file));
	buffer_char(buffer, '/');
	print_program(nw_file_proc(file), buffer);
	if (nw_file_via(file) == NW_VIA_LISTENER)
		buffer_char(buffer, '?');
}

enum {
	FIELD_PID,
	FIELD_TID,
	FIELD_FD,
	FIELD_PROGRAM,
	FIELD_COMM,
	FIELD_UID,
	FIELD_START,
	FIELD_CONTEXT,
	FIELD_VIA,
	FIELDS
};

static void proc_field(const struct nw_proc *proc, size_t field, struct cell *ret)
{
	size_t len = 0;
	uint32_t uid;
	uint64_t start;
	const char *text;

	switch (field) {
	case FIELD_PROGRAM:
		text = nw_proc_program(proc, &len);
		*ret = bytes_cell(text, len);
		break;
	case FIELD_COMM:
		text = nw_proc_comm(proc, &len);
		*ret = bytes_cell(text, len);
		break;
	case FIELD_CONTEXT:
		text = nw_proc_context(proc, &len);
		*ret = bytes_cell(text, len);
		break;
	case FIELD_UID:
		if (nw_proc_uid(proc, &uid))
			*ret = cell_number(uid);
		break;
	case FIELD_START:
		if (nw_proc_start(proc, &start))
			*ret = cell_number(start);
		break;
	}
}

/* Where it is not simply a descriptor. */
static const char *const ways[] = {
	[NW_VIA_FD] = NULL,
	[NW_VIA_IO_URING] = "io_uring",
	[NW_VIA_CALL] = "call",
	[NW_VIA_LISTENER] = "listener",
};

static bool has_fd(const struct nw_file *file)
{
	return nw_file_via(file) == NW_VIA_FD || nw_file_via(file) == NW_VIA_IO_URING;
}

ITEM(holder_field)
{
	static const char *const keys[FIELDS] = { "pid",     "tid",     "fd",
						  "program", "comm",    "uid",
						  "start",   "context", "via" };
	const struct nw_file *file = list->list.of;

	*key = keys[i];
	*ret = (struct cell){ .kind = CELL_ABSENT };
	switch (i) {
	case FIELD_PID:
		*ret = cell_number(nw_file_pid(file));
		break;
	case FIELD_TID:
		/* Only where a thread has a table of its own. */
		if (nw_file_tid(file) != nw_file_pid(file))
			*ret = cell_number(nw_file_tid(file));
		break;
	case FIELD_FD:
		if (has_fd(file))
			*ret = cell_number(nw_file_fd(file));
		break;
	case FIELD_VIA:
		*ret = cell_word(ways[nw_file_via(file)]);
		break;
	default:
		if (nw_file_proc(file))
			proc_field(nw_file_proc(file), i, ret);
	}
}

static void holder_text(const struct cell *cell, struct buffer *buffer)
{
	print_file(cell->list.of, buffer);
	if (has_fd(cell->list.of))
		buffer_format(buffer, "/%u", nw_file_fd(cell->list.of));
}

ITEM(holder_item)
{
	*key = NULL;
	*ret = (struct cell){
		.kind = CELL_RECORD,
		.list = { .n = FIELDS,
			  .get = holder_field,
			  .of = nw_sock_holder(list->list.of, i),
			  .view = list->list.view,
			  .text = holder_text },
	};
}

ITEM(peer_item)
{
	*key = NULL;
	*ret = (struct cell){
		.kind = CELL_RECORD,
		.list = { .n = FIELDS,
			  .get = holder_field,
			  .of = nw_sock_peer_holder(list->list.of, i),
			  .view = list->list.view,
			  .text = holder_text },
	};
}

GETTER(get_peer_holders)
{
	if (nw_sock_peer_holders(sock))
		*ret = list_of(nw_sock_peer_holders(sock), sock, view, peer_item);
}

GETTER(get_holders)
{
	if (nw_sock_holders(sock))
		*ret = list_of(nw_sock_holders(sock), sock, view, holder_item);
}

/* A process with several descriptors of the socket, or several threads, is named once. */
static bool named_before(const struct nw_sock *sock, size_t i)
{
	return i > 0 && nw_file_pid(nw_sock_holder(sock, i)) ==
				nw_file_pid(nw_sock_holder(sock, i - 1));
}

void column_print_process(const struct nw_sock *sock, struct buffer *buffer)
{
	for (size_t i = 0; i < nw_sock_holders(sock); i++) {
		if (named_before(sock, i))
			continue;
		if (i)
			buffer_char(buffer, ',');
		print_file(nw_sock_holder(sock, i), buffer);
	}
}

/* Of a connection that is only being finished: "1234/nginx (time-wait)", if that is known. */
GETTER(get_process)
{
	const char *reason = nw_reason_name(nw_sock_reason(sock)), *last;
	size_t len;

	if (nw_sock_holders(sock)) {
		column_print_process(sock, &view->scratch);
		column_print_purpose(sock, &view->scratch);
	} else {
		last = memory_holder(view->memory, sock, &len);
		if (last) {
			buffer_bytes(&view->scratch, last, len);
			buffer_format(&view->scratch, " (%s)", reason);
		} else {
			buffer_string(&view->scratch, reason);
			column_print_purpose(sock, &view->scratch);
		}
	}
	*ret = cell_text(view->scratch.at, view->scratch.n);
}

GETTER(get_last_process)
{
	size_t len;
	const char *last = memory_holder(view->memory, sock, &len);

	if (!last)
		return;
	buffer_bytes(&view->scratch, last, len);
	*ret = cell_text(view->scratch.at, view->scratch.n);
}

ITEM(pid_item)
{
	const struct nw_sock *sock = list->list.of;
	size_t at = 0;

	*key = NULL;
	/* The i-th distinct one. */
	for (size_t seen = 0; at < nw_sock_holders(sock); at++)
		if (!named_before(sock, at) && seen++ == i)
			break;
	*ret = cell_number(nw_file_pid(nw_sock_holder(sock, at)));
}

GETTER(get_pids)
{
	size_t n = 0;

	for (size_t i = 0; i < nw_sock_holders(sock); i++)
		n += !named_before(sock, i);
	if (n)
		*ret = list_of(n, sock, view, pid_item);
}

GETTER(get_context)
{
	const struct nw_proc *proc;
	const char *context;
	size_t len;

	if (!nw_sock_holders(sock))
		return;
	proc = nw_file_proc(nw_sock_holder(sock, 0));
	context = proc ? nw_proc_context(proc, &len) : NULL;
	if (context)
		*ret = cell_text(context, len);
}

/* ---- attributes ------------------------------------------------------------------------- */

static const void *attribute(const struct nw_sock *sock, enum nw_attribute which,
			     size_t each, size_t *n)
{
	size_t len = 0;
	const void *data = nw_sock_attribute(sock, which, &len);

	*n = data ? len / each : 0;
	return data;
}

ITEM(number_item)
{
	const uint32_t *numbers = list->list.of;

	*key = NULL;
	*ret = cell_number(numbers[i]);
}

GETTER(get_pending)
{
	size_t n;
	const void *data = attribute(sock, NW_ATTR_PENDING, sizeof(uint32_t), &n);

	if (n)
		*ret = list_of(n, data, view, number_item);
}

static size_t groups_in(const unsigned char *bits, size_t len, size_t stop_at)
{
	size_t n = 0;

	for (size_t bit = 0; bit < len * 8; bit++)
		if (bits[bit / 8] >> (bit % 8) & 1 && n++ == stop_at)
			return bit + 1; /* groups count from 1 */
	return n;
}

ITEM(group_item)
{
	size_t len = 0;
	const unsigned char *bits = nw_sock_attribute(list->list.of, NW_ATTR_GROUPS, &len);

	*key = NULL;
	*ret = cell_number(groups_in(bits, len, i));
}

GETTER(get_groups)
{
	size_t len = 0, n;
	const unsigned char *bits = nw_sock_attribute(sock, NW_ATTR_GROUPS, &len);

	n = bits ? groups_in(bits, len, SIZE_MAX) : 0;
	if (n)
		*ret = list_of(n, sock, view, group_item);
}

GETTER(get_filter)
{
	size_t n;
	const struct sock_filter *code = attribute(sock, NW_ATTR_FILTER, sizeof(*code), &n);

	for (size_t i = 0; i < n; i++)
		buffer_format(&view->scratch, "%s%u %u %u %u", i ? "," : "", code[i].code,
			      code[i].jt, code[i].jf, code[i].k);
	if (n)
		*ret = cell_text(view->scratch.at, view->scratch.n);
}

GETTER(get_multicast)
{
	size_t n;
	const struct packet_diag_mclist *all =
		attribute(sock, NW_ATTR_MCLIST, sizeof(*all), &n);

	for (size_t i = 0; i < n; i++) {
		if (i)
			buffer_char(&view->scratch, ',');
		buffer_hex(&view->scratch, (const char *)all[i].pdmc_addr,
			   all[i].pdmc_alen < sizeof(all[i].pdmc_addr)
				   ? all[i].pdmc_alen
				   : sizeof(all[i].pdmc_addr));
	}
	if (n)
		*ret = cell_text(view->scratch.at, view->scratch.n);
}

static void addresses(struct view *view, const struct nw_sock *sock,
		      enum nw_attribute which, struct cell *ret)
{
	const struct view numeric = { .numeric_hosts = true };
	size_t n;
	const struct sockaddr_storage *all = attribute(sock, which, sizeof(*all), &n);

	for (size_t i = 0; i < n; i++) {
		struct nw_address address = { .family = all[i].ss_family };

		if (address.family == AF_INET)
			memcpy(address.bytes,
			       &((const struct sockaddr_in *)&all[i])->sin_addr, 4);
		else
			memcpy(address.bytes,
			       &((const struct sockaddr_in6 *)&all[i])->sin6_addr, 16);
		if (i)
			buffer_char(&view->scratch, ',');
		endpoint_host(&numeric, &address, &view->scratch);
	}
	if (n)
		*ret = cell_text(view->scratch.at, view->scratch.n);
}

GETTER(get_locals)
{
	addresses(view, sock, NW_ATTR_LOCALS, ret);
}

GETTER(get_peers)
{
	addresses(view, sock, NW_ATTR_PEERS, ret);
}
