/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links of /proc/PID/fd, by tables of what the kernel writes. */
#include <string.h>

#include "cleanup.h"
#include "fd-link.h"
#include "fdinfo.h"

/* ---- what the kernel writes -------------------------------------------------------- */

struct word {
	const char *word;
	enum fd_kind kind;
};

/* "word:[number]"; pid_for_children and its like are links to "pid:[number]" too. */
static const struct word numbered[] = {
	{ "socket", FD_SOCKET },  { "pipe", FD_PIPE },      { "net", FD_NAMESPACE },
	{ "mnt", FD_NAMESPACE },  { "user", FD_NAMESPACE }, { "pid", FD_NAMESPACE },
	{ "uts", FD_NAMESPACE },  { "ipc", FD_NAMESPACE },  { "cgroup", FD_NAMESPACE },
	{ "time", FD_NAMESPACE }, { "pidfd", FD_PIDFD },
};

/* "anon_inode:class"; some classes stand in brackets, others never did. */
static const struct word classes[] = {
	{ "[eventfd]", FD_EVENTFD },
	{ "[eventpoll]", FD_EPOLL },
	{ "[signalfd]", FD_SIGNALFD },
	{ "[timerfd]", FD_TIMERFD },
	{ "inotify", FD_INOTIFY },
	{ "[fanotify]", FD_FANOTIFY },
	{ "[pidfd]", FD_PIDFD },
	{ "[userfaultfd]", FD_USERFAULTFD },
	{ "[io_uring]", FD_IO_URING },
	{ "[perf_event]", FD_PERF_EVENT },
	{ "bpf-map", FD_BPF_MAP },
	{ "bpf-prog", FD_BPF_PROG },
	{ "bpf_link", FD_BPF_LINK },
	{ "bpf-link", FD_BPF_LINK },
	{ "bpf_iter", FD_BPF_ITER },
	{ "btf", FD_BTF },
	{ "[landlock-ruleset]", FD_LANDLOCK },
	{ "seccomp notify", FD_SECCOMP },
	{ "[fscontext]", FD_FS_CONTEXT },
	{ "kvm-vm", FD_KVM },
};

/* Beginnings of what looks like a path. */
static const struct word paths[] = {
	{ "/memfd:", FD_MEMFD },
	{ "/secretmem (", FD_SECRETMEM },
	{ "/dmabuf:", FD_DMABUF },
	{ "/[aio]", FD_AIO },
};

/* Beginnings of classes that tell more behind them. */
static const struct word class_beginnings[] = {
	{ "kvm-vcpu:", FD_KVM },
	{ "kvm-vcpu-stats:", FD_KVM },
	{ "kvm-device", FD_KVM },
};

static enum fd_kind whole(const struct text *t, const struct word *all, size_t n,
			  enum fd_kind none)
{
	for (size_t i = 0; i < n; i++)
		if (text_is(t, all[i].word))
			return all[i].kind;
	return none;
}

static enum fd_kind begun(struct text t, const struct word *all, size_t n, enum fd_kind none)
{
	for (size_t i = 0; i < n; i++)
		if (text_literal(&t, all[i].word))
			return all[i].kind;
	return none;
}

/* ---- reading ----------------------------------------------------------------------- */

/* "/SYSV" and the key in eight digits: of shared memory that is attached. */
static bool is_sysv(struct text path)
{
	uint64_t key;

	return text_literal(&path, "/SYSV") && text_hex_n(&path, 8, &key) &&
	       text_len(&path) == 0;
}

static void read_path(struct text link, struct fd_link *ret)
{
	static const char suffix[] = " (deleted)";
	const size_t len = text_len(&link), suffix_len = strlen(suffix);

	ret->name = ret->path = link;
	ret->deleted = len > suffix_len &&
		       memcmp(link.end - suffix_len, suffix, suffix_len) == 0;
	if (ret->deleted)
		ret->path.end -= suffix_len;
	ret->kind = is_sysv(ret->path) ? FD_SYSV_SHM
				       : begun(link, paths, ARRAY_SIZE(paths), FD_PATH);
}

static void read_class(struct text class, struct fd_link *ret)
{
	ret->anonymous = true;
	ret->kind = whole(&class, classes, ARRAY_SIZE(classes), FD_ANON);
	if (ret->kind == FD_ANON)
		ret->kind = begun(class, class_beginnings, ARRAY_SIZE(class_beginnings),
				  FD_ANON);
	if (text_len(&class))
		ret->name = class;
}

static bool read_number(struct text t, uint64_t *ret)
{
	return text_char(&t, '[') && t.p < t.end && *t.p != ' ' && *t.p != '\t' &&
	       text_dec(&t, ret) && text_is(&t, "]");
}

/* "word:[number]" is named by its word; whatever else there is by all of it. */
static void read_numbered(struct text link, struct fd_link *ret)
{
	const char *colon = memchr(link.p, ':', text_len(&link));
	struct text word = { link.p, colon };

	if (!colon || !read_number((struct text){ colon + 1, link.end }, &ret->number))
		return;
	ret->numbered = true;
	ret->name = word;
	ret->kind = whole(&word, numbered, ARRAY_SIZE(numbered), FD_OTHER);
}

void fd_link_read(struct text link, struct fd_link *ret)
{
	struct text class = link;

	*ret = (struct fd_link){ .name = link, .path = { link.p, link.p } };
	if (text_len(&link) && *link.p == '/') {
		read_path(link, ret);
		return;
	}
	if (text_literal(&class, "anon_inode:")) {
		ret->name = (struct text){ link.p, class.p - 1 };
		read_class(class, ret);
		return;
	}
	read_numbered(link, ret);
}

/* ---- naming ------------------------------------------------------------------------ */

struct room {
	char *at;
	size_t n, size;
};

static void put(struct room *room, const char *data, size_t len)
{
	const size_t left = room->size - 1 - room->n;

	if (len > left)
		len = left;
	memcpy(room->at + room->n, data, len);
	room->n += len;
}

static void put_string(struct room *room, const char *s)
{
	put(room, s, strlen(s));
}

static void put_dec(struct room *room, uint64_t u)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	put(room, digits + at, sizeof(digits) - at);
}

/* So many descriptors lsof keeps of an epoll: the first that the kernel tells, sorted. */
#define TARGETS 32

static void insert(uint64_t *all, size_t n, uint64_t value)
{
	for (; n && all[n - 1] > value; n--)
		all[n] = all[n - 1];
	all[n] = value;
}

static bool name_epoll(struct text fdinfo, struct room *room)
{
	uint64_t fds[TARGETS];
	struct fdinfo_target target;
	size_t n = 0;

	while (n < TARGETS && fdinfo_next_target(&fdinfo, &target))
		insert(fds, n++, target.fd);
	if (!n)
		return false;
	put_string(room, "[eventpoll:");
	for (size_t i = 0; i < n; i++) {
		if (i)
			put(room, ",", 1);
		put_dec(room, fds[i]);
	}
	/* lsof does not look whether there are more than it keeps. */
	put_string(room, n == TARGETS ? "...]" : "]");
	return true;
}

static bool name_number(struct text fdinfo, enum fdinfo_number number,
			const char *beginning, struct room *room)
{
	struct fdinfo info;

	fdinfo_read(fdinfo, &info);
	if (!fdinfo_has(&info, number) || fdinfo_int(&info, number) < 0)
		return false;
	put_string(room, beginning);
	put_dec(room, info.number[number]);
	put(room, "]", 1);
	return true;
}

static bool name_eventfd(struct text fdinfo, struct room *room)
{
	return name_number(fdinfo, FDINFO_EVENTFD_ID, "[eventfd:", room);
}

/* One whose process is gone stays as it is. */
static bool name_pidfd(struct text fdinfo, struct room *room)
{
	return name_number(fdinfo, FDINFO_PID, "[pidfd:", room);
}

/* Those that fdinfo knows better: false if it does not say. */
static bool (*const namers[FD_KINDS_])(struct text fdinfo, struct room *room) = {
	[FD_EPOLL] = name_epoll,
	[FD_EVENTFD] = name_eventfd,
	[FD_PIDFD] = name_pidfd,
};

size_t fd_link_name(const struct fd_link *link, struct text fdinfo, char *ret, size_t size)
{
	struct room room = { ret, 0, size };

	if (!size)
		return 0;
	if (!namers[link->kind] || !namers[link->kind](fdinfo, &room))
		put(&room, link->name.p, text_len(&link->name));
	ret[room.n] = '\0';
	return room.n;
}
