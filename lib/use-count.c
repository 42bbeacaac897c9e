/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many descriptors a process has, of which kinds, and how many it may have. */
#include <errno.h>

#include "use.h"

static bool take_limit(struct text *line, uint64_t *ret)
{
	struct text word;

	if (!text_word(line, &word))
		return false;
	if (text_is(&word, "unlimited")) {
		*ret = UINT64_MAX;
		return true;
	}
	return text_dec(&word, ret) && !text_len(&word);
}

bool use_limit_parse(struct text data, uint64_t *soft, uint64_t *hard)
{
	struct text line;

	while (text_line(&data, &line))
		if (text_literal(&line, "Max open files"))
			return take_limit(&line, soft) && take_limit(&line, hard);
	return false;
}

static int read_limit(struct use_taking *taking, struct use_lane *lane, uint32_t pid,
		      struct nw_proc *proc)
{
	int r = sys_read(taking->sys, &lane->data, "proc/%u/limits", pid);

	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (use_limit_parse(text_of(lane->data.at, lane->data.n), &proc->soft, &proc->hard))
		proc->has |= PROC_HAS_LIMIT;
	return 0;
}

static enum nw_count count_of(struct text link)
{
	uint64_t inode;

	if (text_len(&link) && *link.p == '/')
		return NW_COUNT_FILES;
	if (text_bracketed(link.p, "socket:", &inode))
		return NW_COUNT_SOCKETS;
	return text_bracketed(link.p, "pipe:", &inode) ? NW_COUNT_PIPES : NW_COUNT_OTHERS;
}

static int read_links(struct use_taking *taking, struct use_lane *lane, uint32_t pid,
		      struct nw_proc *proc)
{
	struct sys_links *links = &lane->links;
	char link[64]; /* its beginning tells the kind */
	uint32_t fd;
	int r = sys_links_open(taking->sys, links, pid, 0);

	if (r < 0)
		return r;
	while ((r = sys_links_next(links, &fd, link, sizeof(link))) > 0) {
		proc->counts[NW_COUNT_ALL]++;
		proc->counts[count_of(text_of(link, strlen(link)))]++;
	}
	sys_links_close(links);
	return r;
}

/* Since Linux 6.2 the size of the directory is how many descriptors are in it, and anybody may
 * ask for that. */
int use_count(struct use_taking *taking, struct use_lane *lane, uint32_t pid,
	      struct nw_proc *proc)
{
	struct sys_stat st;
	int r = read_limit(taking, lane, pid, proc);

	if (r == 0)
		r = read_links(taking, lane, pid, proc);
	if (r == 0)
		proc->has |= PROC_HAS_COUNT | PROC_HAS_COUNTS;
	if (r == 0 || r == -ENOMEM)
		return r;
	if (sys_stat(taking->sys, true, &st, "proc/%u/fd", pid) == 0 && st.size) {
		proc->counts[NW_COUNT_ALL] = (uint32_t)st.size;
		proc->has |= PROC_HAS_COUNT;
	}
	return 0;
}
