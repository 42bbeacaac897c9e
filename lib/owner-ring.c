/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sockets that an io_uring holds without a descriptor. */
#include <errno.h>
#include <string.h>

#include "owner.h"
#include "text.h"

/*
 * "UserFiles:\t3", then for every slot in use "    1: socket:[6350422]". The list may be
 * missing while the ring is busy: the kernel does not wait for its lock.
 */
int owner_parse_ring(const char *data, size_t len, const struct nw_file *ring,
		     struct owners *ret)
{
	struct text text = text_of(data, len), line, path;
	bool listed = false;
	uint64_t slot, inode;

	while (text_line(&text, &line)) {
		struct nw_file *file;
		char link[64];

		if (text_literal(&line, "UserFiles:")) {
			listed = true;
			continue;
		}
		if (!listed || line.p >= line.end || *line.p != ' ')
			listed = false;
		if (!listed || !text_dec(&line, &slot) || !text_char(&line, ':') ||
		    !text_word(&line, &path) || text_len(&path) >= sizeof(link))
			continue;
		memcpy(link, path.p, text_len(&path));
		link[text_len(&path)] = '\0';
		if (!text_bracketed(link, "socket:", &inode))
			continue;
		file = vec_push(&ret->files);
		if (!file)
			return -ENOMEM;
		*file = *ring;
		file->inode = inode;
		file->via = NW_VIA_IO_URING;
	}
	return 0;
}

int owner_rings(struct sys *sys, struct owners *owners)
{
	struct bytes data = { 0 };
	const size_t before = owners->files.n;
	int r = 0;

	for (size_t i = 0; r == 0 && i < owners->rings.n; i++) {
		const struct nw_file *ring = &owners->rings.at[i];

		if (ring->tid == ring->pid)
			r = sys_read(sys, &data, "proc/%u/fdinfo/%u", ring->pid, ring->fd);
		else
			r = sys_read(sys, &data, "proc/%u/task/%u/fdinfo/%u", ring->pid,
				     ring->tid, ring->fd);
		/* Gone, or refused: then it holds nothing that we could know of. */
		if (r >= 0)
			r = owner_parse_ring(data.at, data.n, ring, owners);
		else if (r != -ENOMEM)
			r = 0;
	}
	free(data.at);
	if (r == 0 && owners->files.n > before)
		owners_sort(owners);
	return r;
}
