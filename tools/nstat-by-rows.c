/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that something befell, put together by process, by socket or by listener. */
#include <errno.h>
#include <string.h>

#include "nstat-by.h"
#include "view.h"

enum { GAUGE_LOST, GAUGE_QUEUE, GAUGE_LIMIT };

#define RATE(title, key, harm, width)                                                    \
	{                                                                                \
		title, key, LEDGER_RATE, harm, width                                     \
	}

/* ---- words --------------------------------------------------------------------------------- */

/* How many processes hold it besides the first. */
static size_t others_of(const struct nw_sock *sock)
{
	uint32_t last = nw_file_pid(nw_sock_holder(sock, 0));
	size_t n = 0;

	for (size_t i = 1; i < nw_sock_holders(sock); i++) {
		const uint32_t pid = nw_file_pid(nw_sock_holder(sock, i));

		n += pid != last;
		last = pid;
	}
	return n;
}

/* "nginx", "nginx+3" of four processes; a '?' behind what is only probable. */
static void put_command(struct buffer *out, const struct nw_sock *sock)
{
	const struct nw_file *file = nw_sock_holder(sock, 0);
	const struct nw_proc *proc = nw_file_proc(file);
	size_t len = 0, others = others_of(sock);
	const char *comm = proc ? nw_proc_comm(proc, &len) : NULL;

	buffer_bytes(out, comm ? comm : "", comm ? len : 0);
	if (others)
		buffer_format(out, "+%zu", others);
	if (nw_file_via(file) == NW_VIA_LISTENER)
		buffer_char(out, '?');
}

static void put_process(struct buffer *out, const struct nw_sock *sock)
{
	if (nw_sock_holders(sock)) {
		buffer_format(out, "%u/", nw_file_pid(nw_sock_holder(sock, 0)));
		put_command(out, sock);
	} else {
		buffer_format(out, "- (%s)", nw_reason_name(nw_sock_reason(sock)));
	}
}

static int give(struct ledger_entry *entry, size_t i, const struct buffer *text)
{
	return text->error ? -ENOMEM
			   : ledger_text(entry, i, text->n ? text->at : "", text->n);
}

static void put_end(struct buffer *out, const struct nw_sock *sock, enum nw_end end)
{
	const struct view view = { .numeric_hosts = true, .numeric_ports = true };

	endpoint_print(&view, sock, end, out);
}

/* ---- by process ---------------------------------------------------------------------------- */

enum { PROCESS_PID, PROCESS_COMMAND };

static const struct ledger_column process_columns[] = {
	RATE("retrans/s", "retrans", NW_HARM_RETRANS, 9),
	RATE("rst-out/s", "rst_out", NW_HARM_RST_OUT, 9),
	RATE("rst-in/s", "rst_in", NW_HARM_RST_IN, 8),
	RATE("ovflow/s", "overflow", NW_HARM_OVERFLOW, 8),
	RATE("drop/s", "drop", NW_HARM_DROP, 8),
	{ "lost", "lost", LEDGER_GAUGE, GAUGE_LOST, 5 },
	{ "PID", "pid", LEDGER_DIGITS, PROCESS_PID, 7 },
	{ "COMMAND", "command", LEDGER_TEXT, PROCESS_COMMAND, 0 },
};

static bool any_socket(const struct nw_sock *sock)
{
	(void)sock;
	return true;
}

static struct ledger_entry *process_entry(struct ledger *ledger, const struct nw_sock *sock)
{
	const bool held = nw_sock_holders(sock);
	const struct nw_file *file = held ? nw_sock_holder(sock, 0) : NULL;
	struct buffer name = { .fd = -1 }, command = { .fd = -1 };
	struct ledger_entry *entry;
	char pid[16] = "-";
	uint64_t start = 0;

	if (held && nw_file_proc(file))
		nw_proc_start(nw_file_proc(file), &start);
	if (held) {
		snprintf(pid, sizeof(pid), "%u", nw_file_pid(file));
		put_command(&command, sock);
	} else {
		buffer_format(&command, "(%s)", nw_reason_name(nw_sock_reason(sock)));
	}
	buffer_format(&name, "%s %llu %s", pid, (unsigned long long)start,
		      held ? "" : nw_reason_name(nw_sock_reason(sock)));
	buffer_char(&name, '\0');
	entry = name.error
		      ? NULL
		      : ledger_entry(ledger, name.at, held ? LEDGER_SOMEBODY : LEDGER_NOBODY);
	if (entry && (ledger_text(entry, PROCESS_PID, pid, strlen(pid)) < 0 ||
		      give(entry, PROCESS_COMMAND, &command) < 0))
		entry = NULL;
	buffer_free(&name);
	buffer_free(&command);
	return entry;
}

/* ---- by socket, by listener ---------------------------------------------------------------- */

enum {
	SOCKET_LOCAL,
	SOCKET_REMOTE,
	SOCKET_PROCESS,
	SOCKET_REASON,
	SOCKET_STATE,
	SOCKET_FAMILY
};

static const struct ledger_column socket_columns[] = {
	RATE("retrans/s", "retrans", NW_HARM_RETRANS, 9),
	RATE("rst-out/s", "rst_out", NW_HARM_RST_OUT, 9),
	RATE("rst-in/s", "rst_in", NW_HARM_RST_IN, 8),
	RATE("ovflow/s", "overflow", NW_HARM_OVERFLOW, 8),
	RATE("drop/s", "drop", NW_HARM_DROP, 8),
	{ "lost", "lost", LEDGER_GAUGE, GAUGE_LOST, 5 },
	{ NULL, "family", LEDGER_TEXT, SOCKET_FAMILY, 0 },
	{ NULL, "state", LEDGER_TEXT, SOCKET_STATE, 0 },
	{ "local", "local", LEDGER_TEXT, SOCKET_LOCAL, 15 },
	{ "peer", "remote", LEDGER_TEXT, SOCKET_REMOTE, 15 },
	{ "process", "process", LEDGER_TEXT, SOCKET_PROCESS, 15 },
	{ "reason", "drop_reason", LEDGER_TEXT, SOCKET_REASON, 0 },
};

static const struct ledger_column listener_columns[] = {
	RATE("ovflow/s", "overflow", NW_HARM_OVERFLOW, 9),
	RATE("retrans/s", "retrans", NW_HARM_RETRANS, 9),
	RATE("rst-out/s", "rst_out", NW_HARM_RST_OUT, 9),
	RATE("drop/s", "drop", NW_HARM_DROP, 8),
	{ "queue", "queue", LEDGER_GAUGE, GAUGE_QUEUE, 6 },
	{ "limit", "limit", LEDGER_GAUGE, GAUGE_LIMIT, 6 },
	{ "listener", "local", LEDGER_TEXT, SOCKET_LOCAL, 15 },
	{ "process", "process", LEDGER_TEXT, SOCKET_PROCESS, 0 },
};

static int describe(struct ledger_entry *entry, const struct nw_sock *sock)
{
	const char *const words[][2] = {
		{ nw_sock_drop_reason(sock) },
		{ nw_state_name(nw_sock_state(sock)) },
		{ nw_family_name(nw_sock_family(sock)) },
	};
	struct buffer local = { .fd = -1 }, remote = { .fd = -1 }, process = { .fd = -1 };
	int r;

	put_end(&local, sock, NW_LOCAL);
	put_end(&remote, sock, NW_REMOTE);
	put_process(&process, sock);
	r = give(entry, SOCKET_LOCAL, &local);
	if (r == 0)
		r = give(entry, SOCKET_REMOTE, &remote);
	if (r == 0)
		r = give(entry, SOCKET_PROCESS, &process);
	for (size_t i = 0; r == 0 && i < 3; i++)
		if (words[i][0])
			r = ledger_text(entry, SOCKET_REASON + i, words[i][0],
					strlen(words[i][0]));
	buffer_free(&local);
	buffer_free(&remote);
	buffer_free(&process);
	return r;
}

static struct ledger_entry *socket_entry(struct ledger *ledger, const struct nw_sock *sock)
{
	struct buffer name = { .fd = -1 };
	struct ledger_entry *entry;
	uint64_t cookie;

	buffer_format(&name, "%llu ", (unsigned long long)nw_sock_netns(sock));
	if (nw_sock_cookie(sock, &cookie)) {
		buffer_u64(&name, cookie);
	} else {
		put_end(&name, sock, NW_LOCAL);
		buffer_char(&name, ' ');
		put_end(&name, sock, NW_REMOTE);
	}
	buffer_char(&name, '\0');
	entry = name.error ? NULL : ledger_entry(ledger, name.at, LEDGER_SOMEBODY);
	buffer_free(&name);
	return entry && describe(entry, sock) < 0 ? NULL : entry;
}

/* ---- all of them --------------------------------------------------------------------------- */

#define COLUMNS(of) of, sizeof(of) / sizeof((of)[0])

static const struct by_view views[] = {
	{ "process", COLUMNS(process_columns),
	  NW_BIT(NW_HARM_RETRANS) | NW_BIT(NW_HARM_RST_OUT) | NW_BIT(NW_HARM_OVERFLOW),
	  any_socket, process_entry },
	{ "socket", COLUMNS(socket_columns),
	  NW_BIT(NW_HARM_RETRANS) | NW_BIT(NW_HARM_RST_OUT) | NW_BIT(NW_HARM_OVERFLOW),
	  any_socket, socket_entry },
	{ "listener", COLUMNS(listener_columns), NW_BIT(NW_HARM_OVERFLOW),
	  nw_sock_listens, socket_entry },
};

const struct by_view *by_view_of(const char *name)
{
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (strcmp(views[i].name, name) == 0)
			return &views[i];
	return NULL;
}

static void add_gauge(struct ledger_entry *entry, size_t i, const struct nw_sock *sock, int metric)
{
	uint64_t value;

	if (metric < 0 || !nw_sock_metric(sock, (unsigned)metric, &value))
		return;
	entry->gauges[i] += value;
	entry->gauged |= 1U << i;
}

int by_add(const struct by_view *view, struct ledger *ledger, const struct nw_sock *sock)
{
	struct ledger_entry *entry;

	if (!view->takes(sock))
		return 0;
	entry = view->entry(ledger, sock);
	if (!entry)
		return -ENOMEM;
	for (unsigned harm = 0; harm < NW_HARMS_; harm++) {
		uint64_t n;

		if (!nw_sock_harm(sock, (enum nw_harm)harm, &n))
			continue;
		entry->counts[harm] += n;
		entry->known |= 1U << harm;
	}
	if (nw_sock_listens(sock)) {
		add_gauge(entry, GAUGE_QUEUE, sock, NW_RECV_QUEUE);
		add_gauge(entry, GAUGE_LIMIT, sock, NW_SEND_QUEUE);
	} else {
		add_gauge(entry, GAUGE_LOST, sock, nw_metric_of("lost"));
	}
	return 0;
}
