/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line of --tree: "pipe 24201  3w -> 1240 logger 0r". */
#include <inttypes.h>
#include <string.h>
#include <sys/ioctl.h>

#include "nfiles-tree.h"

/* As many descriptors are named; of those that are more their number is told. */
#define NAMED 8
/* There is always room for a word or two, however deep the tree is. */
#define NARROW 30

/* ---- text ------------------------------------------------------------------------------- */

static void put_name(struct buffer *line, const struct shares *shares, const struct share *share,
		     size_t n)
{
	const struct nw_use *use = nw_side_use(share->side, share->own.first);
	uint64_t inode = 0;
	uint32_t index = 0;

	buffer_string(line, share->kind);
	if (share->name_len) {
		buffer_char(line, ' ');
		escape_text(line, shares->names.at + share->name, share->name_len,
			    ESCAPE_UNIQUE);
	} else if (n == 1 && nw_use_index(use, &index)) {
		buffer_format(line, " %" PRIu32, index);
	} else if (n == 1 && nw_use_inode(use, &inode)) {
		buffer_format(line, " %" PRIu64, inode);
	}
}

static void put_fd(struct buffer *line, const struct nw_use *use)
{
	const char *word = files_word(use);

	buffer_char(line, ' ');
	if (word)
		buffer_string(line, word);
	else
		buffer_u64(line, nw_use_fd(use));
	if (nw_use_access(use))
		buffer_char(line, nw_use_access(use));
}

static bool is_again(const struct nw_use *use, const struct nw_use *last)
{
	return last && nw_use_kind(use) == nw_use_kind(last) &&
	       (nw_use_kind(use) != NW_USE_FD || nw_use_fd(use) == nw_use_fd(last));
}

static void put_fds(struct buffer *line, const struct share *all, size_t n, bool own)
{
	const struct nw_use *last = NULL;
	size_t more = 0, named = 0;

	for (size_t i = 0; i < n; i++) {
		const struct share_run *run = own ? &all[i].own : &all[i].other;

		for (size_t k = 0; k < run->n; k++) {
			const struct nw_use *use = nw_side_use(run->side, run->first + k);

			if (!share_counts(&all[i], use, own) || is_again(use, last))
				continue;
			last = use;
			if (named == NAMED) {
				more++;
				continue;
			}
			put_fd(line, use);
			named++;
		}
	}
	if (more)
		buffer_format(line, " and %zu more", more);
}

static void put_partner(struct buffer *line, const struct share *all, size_t n)
{
	size_t len = 0;
	const char *comm;

	if (all->nobody) {
		buffer_format(line, " %s", all->nobody);
	} else if (all->processes) {
		comm = nw_proc_comm(all->listed, &len);
		buffer_format(line, " %zu processes, listed at %" PRIu32 " ", all->processes,
			      nw_proc_pid(all->listed));
		escape_text(line, comm ? comm : "", comm ? len : 0, ESCAPE_UNIQUE);
	} else {
		comm = nw_proc_comm(all->partner, &len);
		buffer_format(line, " %" PRIu32 " ", nw_proc_pid(all->partner));
		escape_text(line, comm ? comm : "", comm ? len : 0, ESCAPE_UNIQUE);
		put_fds(line, all, n, false);
	}
	if (n > 1)
		buffer_format(line, " (%zu %s)", n, all->many);
}

/* ---- lines ------------------------------------------------------------------------------- */

/* Columns of the terminal that it goes to; 0: to none. */
static size_t columns_of(const struct buffer *out)
{
	struct winsize size;

	if (out->fd < 0 || ioctl(out->fd, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col ? size.ws_col : 80;
}

/* How many bytes fit, up to a blank; a word that is too long stays whole. */
static size_t fitting(const char *text, size_t len, size_t room)
{
	size_t columns = 0, blank = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == ' ')
			blank = i;
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (columns > room && blank)
			return blank;
	}
	return len;
}

static void put_line(struct buffer *out, const struct buffer *line, const struct buffer *prefix)
{
	static const char hanging[] = "    ";
	const size_t columns = columns_of(out);
	size_t room = columns > prefix->n ? columns - prefix->n : 0, done = 0, n;

	if (columns && room < NARROW)
		room = NARROW;
	do {
		n = line->n - done;
		if (columns)
			n = fitting(line->at + done, n, room);
		buffer_bytes(out, prefix->at, prefix->n);
		if (done)
			buffer_string(out, hanging);
		else
			room -= columns ? sizeof(hanging) - 1 : 0;
		buffer_bytes(out, line->at + done, n);
		buffer_char(out, '\n');
		/* Without the blank. */
		done += n + 1;
	} while (done < line->n);
}

void share_put(struct shares *shares, const struct share *all, size_t n,
	       const struct buffer *prefix)
{
	struct buffer line = { .fd = -1 };

	put_name(&line, shares, all, n);
	buffer_char(&line, ' ');
	put_fds(&line, all, n, true);
	buffer_format(&line, " %s", all->arrow);
	put_partner(&line, all, n);
	shares->error |= line.error != 0;
	put_line(&shares->run->out, &line, prefix);
	buffer_free(&line);
}
