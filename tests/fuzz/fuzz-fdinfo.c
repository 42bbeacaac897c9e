/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: /proc/PID/fdinfo/FD, and the name of the link beside it. */
#include "compose.h"
#include "fd-link.h"
#include "fdinfo.h"

static const char *const words[] = {
	"pos:\t", "flags:\t", "02100002", "mnt_id:\t", "ino:\t", "lock:\t", "\n", "\n",
	"1: POSIX  ADVISORY  WRITE 1 fe:00:1 0 EOF\n", "eventfd-id: ", "eventfd-count: ", "ff",
	"tfd:        4 events:       19 data:      4  pos:0 ino:1 sdev:f\n", "tfd: ", " events: ",
	" data: ", " pos:", " ino:", " sdev:", "fe00000", "Pid:\t", "NSpid:\t", "-1", "0", "20016",
	"sigmask:\t", "it_value: (", ", ", ")", "settime flags: ", "inotify wd:", " mask:",
	" ignored_mask:0 ", "fanotify flags:", " event-flags:", "fanotify sdev:1b", "fanotify ino:",
	"fanotify mnt_id:1e", "fanotify mnt_ns:", " mflags:0", "map_flags:\t0x", "link_type:\t",
	"prog_tag:\t", "iff:\t", "99999999999999999999", "SqThread:\t", "drm-pdev:\t", "key:\t",
};

static const char *const links[] = {
	"anon_inode:[eventpoll]", "anon_inode:[eventfd]", "anon_inode:[pidfd]",
	"anon_inode:[timerfd]", "pidfd:[7]", "/memfd:x (deleted)",
};

static void within(const struct text *t, const struct text *all)
{
	must(text_len(t) == 0 || (t->p >= all->p && t->p < t->end && t->end <= all->end));
}

/* Whatever an iterator finds was counted, and it ends at the end. */
static void iterate(struct text all, const struct fdinfo *info)
{
	struct fdinfo_target target;
	struct lock lock;
	struct text cursor;
	uint32_t n;

	for (n = 0, cursor = all; fdinfo_next_target(&cursor, &target); n++)
		must(cursor.p > all.p && cursor.p <= all.end);
	must(n <= info->targets && cursor.p == all.end);
	for (n = 0, cursor = all; fdinfo_next_lock(&cursor, &lock); n++)
		must(!!strchr("RWrw", lock_letter(&lock)));
	must(n <= info->locks && cursor.p == all.end);
}

static void name(struct text text, struct text fdinfo)
{
	char room[FD_NAME_ROOM];
	struct fd_link link;
	size_t n;

	fd_link_read(text, &link);
	must(link.kind < FD_KINDS_);
	within(&link.name, &text);
	within(&link.path, &text);
	n = fd_link_name(&link, fdinfo, room, sizeof(room));
	must(n < sizeof(room) && room[n] == '\0');
	for (size_t size = 0; size <= 16; size++) {
		char *exact = malloc(size ? size : 1);

		must(exact);
		n = fd_link_name(&link, fdinfo, exact, size);
		must(n < size || (n == 0 && size == 0));
		must(size == 0 || memcmp(exact, room, n) == 0);
		free(exact);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fdinfo info;
	struct text all;
	size_t len;
	char *copy;

	if (size < 1)
		return 0;
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	all = text_of(copy, len);
	fdinfo_read(all, &info);
	must(info.has >> FDINFO_NUMBERS_ == 0);
	for (size_t i = 0; i < FDINFO_TEXTS_; i++)
		within(&info.text[i], &all);
	iterate(all, &info);
	name(all, all);
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		name(text_of(links[i], strlen(links[i])), all);
	free(copy);
	return 0;
}
