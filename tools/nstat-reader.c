/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of a file, one after the other, whatever stands between them. */
#include <errno.h>
#include <unistd.h>

#include "nstat-record.h"

#define PIECE 65536

void nstat_reader_free(struct nstat_reader *reader)
{
	buffer_free(&reader->data);
	if (reader->fd >= 0)
		close(reader->fd);
	reader->fd = -1;
}

static bool is_stopped(const struct nstat_reader *reader)
{
	return reader->stops && reader->stops();
}

/* Read on, behind what is left. */
static int fill(struct nstat_reader *reader)
{
	struct buffer *data = &reader->data;
	ssize_t r;

	if (reader->fd < 0) {
		reader->ended = true;
		return 0;
	}
	if (reader->at) {
		memmove(data->at, data->at + reader->at, data->n - reader->at);
		data->n -= reader->at;
		reader->offset += reader->at;
		reader->at = 0;
	}
	data->fd = -1;
	if (!buffer_room(data, PIECE))
		return -ENOMEM;
	do {
		r = read(reader->fd, data->at + data->n, data->size - data->n);
	} while (r < 0 && errno == EINTR && !is_stopped(reader));
	if (r < 0 && errno != EINTR)
		return -errno;
	if (r < 0)
		r = 0;
	data->n += (size_t)r;
	reader->ended = r == 0;
	return 0;
}

/* Up to where a record may begin. */
static void pass_over(struct nstat_reader *reader)
{
	const char *from = reader->data.at + reader->at;
	const size_t left = reader->data.n - reader->at;
	size_t n = 1;

	while (n < left && !nstat_record_begins(from + n, left - n))
		n++;
	if (!reader->gap_len)
		reader->gap = reader->offset + reader->at;
	reader->gap_len += n;
	reader->at += n;
}

int nstat_reader_next(struct nstat_reader *reader, struct nstat_record *ret)
{
	reader->gap_len = 0;
	for (;;) {
		const size_t left = reader->data.n - reader->at;
		enum nstat_record_found found = NSTAT_RECORD_CUT;
		int r;

		if (left)
			found = nstat_record_find(reader->data.at + reader->at, left, ret);
		if (found == NSTAT_RECORD_WHOLE) {
			reader->at += ret->whole;
			reader->found++;
			return 1;
		}
		if (found == NSTAT_RECORD_CUT && !reader->ended) {
			r = fill(reader);
			if (r < 0)
				return r;
			continue;
		}
		if (!left)
			return 0;
		/* In front of all records: it is not such a file, and may have no end. */
		if (!reader->found && reader->gap_len > NSTAT_RECORD_MOST)
			return 0;
		if (is_stopped(reader))
			return 0;
		pass_over(reader);
	}
}
