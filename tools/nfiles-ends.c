/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other ends of pipes, sockets, terminals: behind names, and as rows of their own. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nfiles-run.h"

int files_find_ends(struct files_run *run)
{
	int r;

	if (!run->options.endpoints && run->options.mode != FILES_TREE)
		return 0;
	r = nw_sides_make(run->table, run->mqueue, &run->ends);
	if (r < 0)
		files_say("out of memory");
	return r < 0 ? -1 : 0;
}

static const struct nw_side *end_of(const struct files_run *run, const struct nw_use *use)
{
	return run->ends ? nw_sides_of(run->ends, use) : NULL;
}

static bool is_same(const struct nw_use *a, const struct nw_use *b)
{
	return nw_use_fd(a) == nw_use_fd(b) &&
	       nw_proc_pid(nw_use_proc(a)) == nw_proc_pid(nw_use_proc(b));
}

/* lsof has connections that stand, and of one IP version on both sides. */
static bool is_connected(const struct files_run *run, const struct nw_sock *sock,
			 const struct nw_sock *other)
{
	if (nw_sock_state(sock) != NW_STATE_ESTABLISHED ||
	    nw_sock_state(other) != NW_STATE_ESTABLISHED)
		return false;
	return !run->options.lsof || nw_sock_ip(sock) == nw_sock_ip(other);
}

/* The i-th of the other ends, as far as they are shown: else NULL. */
static const struct nw_side *other_end(const struct files_run *run, const struct nw_side *end,
				      size_t i)
{
	const struct nw_side *other = nw_side_other(end, i);

	switch (nw_side_channel(end)) {
	case NW_CHANNEL_INET:
		return is_connected(run, nw_side_sock(end), nw_side_sock(other)) ? other : NULL;
	case NW_CHANNEL_UNIX:
		/* Of those that wait, or send, lsof has one; of other namespaces none. */
		return run->options.lsof && (i > 0 || !nw_side_sock(other)) ? NULL : other;
	case NW_CHANNEL_MEMORY:
		return NULL;
	default:
		return other;
	}
}

/* ---- behind names ----------------------------------------------------------------------- */

/* " 24201,python3,4w" */
static void put_use(struct files_run *run, const struct nw_use *use)
{
	const struct nw_proc *proc = nw_use_proc(use);
	const uint64_t limit = run->options.command_width;
	struct buffer *out = &run->out;
	size_t len = 0;
	const char *comm = nw_proc_comm(proc, &len);
	char fd[FILES_FD_ROOM];

	if (limit && len > limit)
		len = limit;
	buffer_format(out, " %" PRIu32 ",", nw_proc_pid(proc));
	if (comm)
		files_put_text(run, comm, len);
	files_format_fd(use, fd);
	buffer_format(out, ",%s%c", fd + strspn(fd, " "), nw_use_access(use) ?: ' ');
}

/* Sockets' last ones first, as in lsof. */
static void put_uses(struct files_run *run, const struct nw_use *own, const struct nw_side *end)
{
	const size_t n = nw_side_uses(end);
	const enum nw_channel channel = nw_side_channel(end);
	const bool is_socket = channel == NW_CHANNEL_UNIX || channel == NW_CHANNEL_INET;

	for (size_t i = 0; i < n; i++) {
		const struct nw_use *use = nw_side_use(end, is_socket ? n - 1 - i : i);

		if (is_socket || !is_same(use, own))
			put_use(run, use);
	}
}

void files_put_ends(struct files_run *run, const struct nw_use *use)
{
	const struct nw_side *end = end_of(run, use), *other;
	uint32_t index;

	for (size_t i = 0; end && i < nw_side_others(end); i++) {
		other = other_end(run, end, i);
		if (!other)
			continue;
		if (nw_side_channel(end) == NW_CHANNEL_UNIX)
			buffer_format(&run->out, " ->INO=%" PRIu64, nw_side_inode(other));
		if (nw_side_channel(end) == NW_CHANNEL_MASTER && i == 0 &&
		    nw_use_index(use, &index))
			buffer_format(&run->out, " ->/dev/pts/%" PRIu32, index);
		put_uses(run, use, other);
	}
}

/* ---- rows of their own -------------------------------------------------------------------- */

struct marks {
	const struct nw_side **at;
	size_t n;
};

static int by_address(const void *left, const void *right)
{
	const struct nw_side *a = *(const struct nw_side *const *)left;
	const struct nw_side *b = *(const struct nw_side *const *)right;

	return (a > b) - (a < b);
}

static int mark(const struct files_run *run, struct marks *marks)
{
	for (size_t i = 0; i < run->n_lines; i++) {
		const struct nw_side *end = end_of(run, run->lines[i].use), *other;
		const struct nw_side **slot;

		for (size_t k = 0; end && k < nw_side_others(end); k++) {
			other = other_end(run, end, k);
			if (!other)
				continue;
			slot = FILES_ADD(marks->at, marks->n);
			if (!slot)
				return -ENOMEM;
			*slot = other;
		}
	}
	if (marks->n)
		qsort(marks->at, marks->n, sizeof(*marks->at), by_address);
	return 0;
}

static bool is_marked(const struct files_run *run, const struct marks *marks,
		      const struct nw_use *use)
{
	const struct nw_side *end = end_of(run, use);

	/* Threads share what their process has, which stands for them. */
	return end && !nw_proc_tid(nw_use_proc(use)) &&
	       bsearch(&end, marks->at, marks->n, sizeof(*marks->at), by_address);
}

/* All lines anew, in the table's order. */
static int merge(struct files_run *run, const struct marks *marks)
{
	struct files_line *lines = NULL;
	const struct nw_use *use;
	size_t n = 0, next = 0;

	nw_foreach(use, use, run->table) {
		const bool is_line = next < run->n_lines && run->lines[next].use == use;
		struct files_line *line;

		if (!is_line && !is_marked(run, marks, use))
			continue;
		line = FILES_ADD(lines, n);
		if (!line) {
			free(lines);
			return -ENOMEM;
		}
		line->use = use;
		next += is_line;
	}
	free(run->lines);
	run->lines = lines;
	run->n_lines = n;
	return 0;
}

int files_add_ends(struct files_run *run)
{
	struct marks marks = { NULL, 0 };
	int r;

	if (run->options.endpoints != FILES_ENDPOINT_FILES || !run->ends)
		return 0;
	r = mark(run, &marks);
	if (r == 0 && marks.n)
		r = merge(run, &marks);
	free(marks.at);
	return r;
}
