/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was asked of a path, kept in a recording and answered from one. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "recording-facts.h"
#include "sys-inside.h"

bool sys_has_facts(const struct sys *sys)
{
	return !sys_reads_copy(sys) || sys->rec.has_facts;
}

static enum fact_kind kind_of(bool follow)
{
	return follow ? FACT_STAT : FACT_LINK;
}

void sys_keep_stat(struct sys *sys, bool follow, const char *path, int result,
		   const struct sys_stat *st)
{
	char answer[200];

	if (!sys_copies(sys))
		return;
	if (result < 0) {
		recording_fact_error(&sys->rec, kind_of(follow), path, -result);
		return;
	}
	snprintf(answer, sizeof(answer),
		 "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu32 " %" PRIu32
		 " %" PRIu32 " %" PRIu64,
		 st->dev, st->rdev, st->inode, st->size, st->mode, st->nlink, st->uid,
		 st->blocks);
	recording_fact(&sys->rec, kind_of(follow), path, answer);
}

static bool read_u32(struct text *text, uint32_t *ret)
{
	uint64_t number;

	if (!text_dec(text, &number) || number > UINT32_MAX)
		return false;
	*ret = (uint32_t)number;
	return true;
}

int sys_kept_stat(const struct sys *sys, bool follow, const char *path, struct sys_stat *ret)
{
	struct sys_stat st = { 0 };
	struct text text;
	int r = recording_fact_find(&sys->rec, kind_of(follow), path, &text);

	if (r < 0)
		return r;
	if (!text_dec(&text, &st.dev) || !text_dec(&text, &st.rdev) ||
	    !text_dec(&text, &st.inode) || !text_dec(&text, &st.size) ||
	    !read_u32(&text, &st.mode) || !read_u32(&text, &st.nlink) ||
	    !read_u32(&text, &st.uid) || !text_dec(&text, &st.blocks))
		return -EIO;
	*ret = st;
	return 0;
}

void sys_keep_protocol(struct sys *sys, const char *path, int result, const char *protocol)
{
	if (!sys_copies(sys))
		return;
	if (result < 0)
		recording_fact_error(&sys->rec, FACT_PROTOCOL, path, -result);
	else
		recording_fact(&sys->rec, FACT_PROTOCOL, path, protocol);
}

int sys_kept_protocol(const struct sys *sys, const char *path, char *ret, size_t size)
{
	struct text text;
	int r = recording_fact_find(&sys->rec, FACT_PROTOCOL, path, &text);

	if (r < 0)
		return r;
	if (text_len(&text) >= size)
		return -EIO;
	memcpy(ret, text.p, text_len(&text));
	ret[text_len(&text)] = '\0';
	return 0;
}
