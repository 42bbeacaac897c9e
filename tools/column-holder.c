/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns of those who hold a socket, or of why nobody does. */
#include "column-get.h"
#include "memory.h"

static struct cell bytes_cell(const char *at, size_t len)
{
	return at ? cell_text(at, len) : (struct cell){ .kind = CELL_ABSENT };
}

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

static struct cell file_record(const struct cell *list, const struct nw_file *file)
{
	return (struct cell){
		.kind = CELL_RECORD,
		.list = { .n = FIELDS,
			  .get = holder_field,
			  .of = file,
			  .view = list->list.view,
			  .text = holder_text },
	};
}

ITEM(holder_item)
{
	*key = NULL;
	*ret = file_record(list, nw_sock_holder(list->list.of, i));
}

ITEM(peer_item)
{
	*key = NULL;
	*ret = file_record(list, nw_sock_peer_holder(list->list.of, i));
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
