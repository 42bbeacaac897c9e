/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of /proc/PID/fdinfo/FD: a key, a colon, and what it says. */
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"
#include "fdinfo.h"

_Static_assert(FDINFO_NUMBERS_ <= 64, "a bit for each number");

static void set(struct fdinfo *info, unsigned which, uint64_t value)
{
	if (info->has >> which & 1)
		return;
	info->number[which] = value;
	info->has |= UINT64_C(1) << which;
}

/* ---- how values are written ------------------------------------------------------ */

typedef void read_value_fn(struct text value, unsigned which, struct fdinfo *ret);

static void read_dec(struct text value, unsigned which, struct fdinfo *ret)
{
	uint64_t number;

	if (text_dec(&value, &number))
		set(ret, which, number);
}

static void read_int(struct text value, unsigned which, struct fdinfo *ret)
{
	int64_t number;

	if (text_int(&value, &number))
		set(ret, which, (uint64_t)number);
}

/* With 0x before it or without. */
static void read_hex(struct text value, unsigned which, struct fdinfo *ret)
{
	uint64_t number;

	text_blank(&value);
	text_literal(&value, "0x");
	if (text_hex(&value, &number))
		set(ret, which, number);
}

static void read_octal(struct text value, unsigned which, struct fdinfo *ret)
{
	uint64_t number = 0;
	const char *start;

	text_blank(&value);
	start = value.p;
	for (; value.p < value.end && *value.p >= '0' && *value.p <= '7'; value.p++) {
		if (number >> 61)
			return;
		number = number << 3 | (uint64_t)(*value.p - '0');
	}
	if (value.p > start)
		set(ret, which, number);
}

/* "(seconds, nanoseconds)" are two numbers, one behind the other. */
static void read_time(struct text value, unsigned which, struct fdinfo *ret)
{
	uint64_t s, ns;

	text_blank(&value);
	if (!text_char(&value, '(') || !text_dec(&value, &s) || !text_char(&value, ',') ||
	    !text_dec(&value, &ns))
		return;
	set(ret, which, s);
	set(ret, which + 1, ns);
}

/* "0 event-flags:8000": its own value, then another key's. */
static void read_fanotify(struct text value, unsigned which, struct fdinfo *ret)
{
	uint64_t flags, event_flags;

	if (!text_hex(&value, &flags))
		return;
	set(ret, which, flags);
	text_blank(&value);
	if (text_literal(&value, "event-flags:") && text_hex(&value, &event_flags))
		set(ret, FDINFO_FANOTIFY_EVENT_FLAGS, event_flags);
}

static void read_text(struct text value, unsigned which, struct fdinfo *ret)
{
	text_blank(&value);
	if (!text_len(&ret->text[which]))
		ret->text[which] = value;
}

/* Lines of which there may be many are counted; who wants them has an iterator. */
static void count_lock(struct text value, unsigned which, struct fdinfo *ret)
{
	ret->locks++;
}

static void count_target(struct text value, unsigned which, struct fdinfo *ret)
{
	ret->targets++;
}

static void count_watch(struct text value, unsigned which, struct fdinfo *ret)
{
	ret->watches++;
}

static void count_mark(struct text value, unsigned which, struct fdinfo *ret)
{
	ret->marks++;
}

/* ---- the keys -------------------------------------------------------------------- */

/* Those that every descriptor has stand first: most files have no others. */
static const struct key {
	const char *name;
	read_value_fn *read;
	unsigned which;
} keys[] = {
	{ "pos", read_int, FDINFO_POS },
	{ "flags", read_octal, FDINFO_FLAGS },
	{ "mnt_id", read_dec, FDINFO_MNT_ID },
	{ "ino", read_dec, FDINFO_INO },
	{ "lock", count_lock, 0 },
	{ "scm_fds", read_dec, FDINFO_SCM_FDS },
	{ "eventfd-count", read_hex, FDINFO_EVENTFD_COUNT },
	{ "eventfd-id", read_int, FDINFO_EVENTFD_ID },
	{ "eventfd-semaphore", read_dec, FDINFO_EVENTFD_SEMAPHORE },
	{ "tfd", count_target, 0 },
	{ "Pid", read_int, FDINFO_PID },
	{ "NSpid", read_text, FDINFO_NSPID },
	{ "sigmask", read_hex, FDINFO_SIGMASK },
	{ "clockid", read_dec, FDINFO_CLOCK },
	{ "ticks", read_dec, FDINFO_TICKS },
	{ "settime flags", read_octal, FDINFO_SETTIME_FLAGS },
	{ "it_value", read_time, FDINFO_VALUE_S },
	{ "it_interval", read_time, FDINFO_INTERVAL_S },
	{ "inotify wd", count_watch, 0 },
	{ "fanotify flags", read_fanotify, FDINFO_FANOTIFY_FLAGS },
	{ "fanotify ino", count_mark, 0 },
	{ "fanotify mnt_id", count_mark, 0 },
	{ "fanotify sdev", count_mark, 0 },
	{ "fanotify mnt_ns", count_mark, 0 },
	{ "tty-index", read_int, FDINFO_TTY_INDEX },
	{ "iff", read_text, FDINFO_IFF },
	{ "map_type", read_dec, FDINFO_MAP_TYPE },
	{ "key_size", read_dec, FDINFO_MAP_KEY_SIZE },
	{ "value_size", read_dec, FDINFO_MAP_VALUE_SIZE },
	{ "max_entries", read_dec, FDINFO_MAP_MAX_ENTRIES },
	{ "map_flags", read_hex, FDINFO_MAP_FLAGS },
	{ "map_id", read_dec, FDINFO_MAP_ID },
	{ "frozen", read_dec, FDINFO_MAP_FROZEN },
	{ "owner_prog_type", read_dec, FDINFO_MAP_OWNER_PROG_TYPE },
	{ "memlock", read_dec, FDINFO_MEMLOCK },
	{ "prog_type", read_dec, FDINFO_PROG_TYPE },
	{ "prog_jited", read_dec, FDINFO_PROG_JITED },
	{ "prog_tag", read_text, FDINFO_PROG_TAG },
	{ "prog_id", read_dec, FDINFO_PROG_ID },
	{ "run_time_ns", read_dec, FDINFO_PROG_RUN_TIME_NS },
	{ "run_cnt", read_dec, FDINFO_PROG_RUN_COUNT },
	{ "link_type", read_text, FDINFO_LINK_TYPE },
	{ "link_id", read_dec, FDINFO_LINK_ID },
	{ "attach_type", read_dec, FDINFO_LINK_ATTACH_TYPE },
	{ "cgroup_id", read_dec, FDINFO_LINK_CGROUP_ID },
	{ "ifindex", read_dec, FDINFO_LINK_IFINDEX },
	{ "btf_id", read_dec, FDINFO_BTF_ID },
	{ "pending", read_dec, FDINFO_UFFD_PENDING },
	{ "total", read_dec, FDINFO_UFFD_TOTAL },
	{ "API", read_text, FDINFO_UFFD_API },
	{ "SqThread", read_int, FDINFO_RING_SQ_THREAD },
	{ "UserFiles", read_dec, FDINFO_RING_USER_FILES },
	{ "UserBufs", read_dec, FDINFO_RING_USER_BUFS },
	{ "size", read_dec, FDINFO_DMABUF_SIZE },
	{ "count", read_int, FDINFO_DMABUF_COUNT },
	{ "exp_name", read_text, FDINFO_DMABUF_EXPORTER },
	{ "name", read_text, FDINFO_DMABUF_NAME },
	{ "drm-driver", read_text, FDINFO_DRM_DRIVER },
	{ "drm-client-id", read_dec, FDINFO_DRM_CLIENT_ID },
	{ "drm-pdev", read_text, FDINFO_DRM_DEVICE },
};

static const struct key *key_of(const struct text *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (text_is(name, keys[i].name))
			return &keys[i];
	return NULL;
}

void fdinfo_read(struct text data, struct fdinfo *ret)
{
	struct text line;

	ret->has = 0;
	memset(ret->text, 0, sizeof(ret->text));
	ret->locks = ret->targets = ret->watches = ret->marks = 0;
	while (text_line(&data, &line)) {
		const char *colon = memchr(line.p, ':', text_len(&line));
		struct text name = { line.p, colon };
		const struct key *key = colon ? key_of(&name) : NULL;

		if (key)
			key->read((struct text){ colon + 1, line.end }, key->which, ret);
	}
}
