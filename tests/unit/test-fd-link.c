/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links of /proc/PID/fd as Linux 6.18 and others have them, and their names beside lsof. */
#include "fd-link.h"
#include "unit.h"

static const struct {
	const char *link, *name;
	enum fd_kind kind;
	uint64_t number;
} all[] = {
	{ "/tmp/a b\nc", "/tmp/a b\nc", FD_PATH, 0 },
	{ "/", "/", FD_PATH, 0 },
	{ "/dev/null", "/dev/null", FD_PATH, 0 },
	{ "/a:[5]", "/a:[5]", FD_PATH, 0 },
	{ "/tmp/gone (deleted)", "/tmp/gone (deleted)", FD_PATH, 0 },
	{ "/tmp/#10953610 (deleted)", "/tmp/#10953610 (deleted)", FD_PATH, 0 },
	{ "/memfd:my mem (deleted)", "/memfd:my mem (deleted)", FD_MEMFD, 0 },
	{ "/memfd: (deleted)", "/memfd: (deleted)", FD_MEMFD, 0 },
	{ "/secretmem (deleted)", "/secretmem (deleted)", FD_SECRETMEM, 0 },
	{ "/secretmem", "/secretmem", FD_PATH, 0 },
	{ "/SYSV00001234 (deleted)", "/SYSV00001234 (deleted)", FD_SYSV_SHM, 0 },
	{ "/SYSV0000123", "/SYSV0000123", FD_PATH, 0 },
	{ "/dmabuf:", "/dmabuf:", FD_DMABUF, 0 },
	{ "/[aio] (deleted)", "/[aio] (deleted)", FD_AIO, 0 },
	{ "pipe:[60336529]", "pipe", FD_PIPE, 60336529 },
	{ "socket:[60336545]", "socket", FD_SOCKET, 60336545 },
	{ "net:[4026531833]", "net", FD_NAMESPACE, 4026531833 },
	{ "user:[4026531837]", "user", FD_NAMESPACE, 4026531837 },
	{ "mnt:[4026531832]", "mnt", FD_NAMESPACE, 4026531832 },
	{ "pid:[4026531836]", "pid", FD_NAMESPACE, 4026531836 },
	{ "uts:[4026531838]", "uts", FD_NAMESPACE, 4026531838 },
	{ "ipc:[4026531839]", "ipc", FD_NAMESPACE, 4026531839 },
	{ "cgroup:[4026531835]", "cgroup", FD_NAMESPACE, 4026531835 },
	{ "time:[4026531834]", "time", FD_NAMESPACE, 4026531834 },
	{ "pidfd:[3102353]", "pidfd", FD_PIDFD, 3102353 },
	{ "newer:[5]", "newer", FD_OTHER, 5 },
	{ "anon_inode:[eventfd]", "[eventfd]", FD_EVENTFD, 0 },
	{ "anon_inode:[eventpoll]", "[eventpoll]", FD_EPOLL, 0 },
	{ "anon_inode:[signalfd]", "[signalfd]", FD_SIGNALFD, 0 },
	{ "anon_inode:[timerfd]", "[timerfd]", FD_TIMERFD, 0 },
	{ "anon_inode:inotify", "inotify", FD_INOTIFY, 0 },
	{ "anon_inode:[fanotify]", "[fanotify]", FD_FANOTIFY, 0 },
	{ "anon_inode:[pidfd]", "[pidfd]", FD_PIDFD, 0 },
	{ "anon_inode:bpf-map", "bpf-map", FD_BPF_MAP, 0 },
	{ "anon_inode:bpf-prog", "bpf-prog", FD_BPF_PROG, 0 },
	{ "anon_inode:bpf_link", "bpf_link", FD_BPF_LINK, 0 },
	{ "anon_inode:btf", "btf", FD_BTF, 0 },
	{ "anon_inode:[userfaultfd]", "[userfaultfd]", FD_USERFAULTFD, 0 },
	{ "anon_inode:[io_uring]", "[io_uring]", FD_IO_URING, 0 },
	{ "anon_inode:[perf_event]", "[perf_event]", FD_PERF_EVENT, 0 },
	{ "anon_inode:[landlock-ruleset]", "[landlock-ruleset]", FD_LANDLOCK, 0 },
	{ "anon_inode:seccomp notify", "seccomp notify", FD_SECCOMP, 0 },
	{ "anon_inode:[fscontext]", "[fscontext]", FD_FS_CONTEXT, 0 },
	{ "anon_inode:kvm-vm", "kvm-vm", FD_KVM, 0 },
	{ "anon_inode:kvm-vcpu:0", "kvm-vcpu:0", FD_KVM, 0 },
	{ "anon_inode:sync_file", "sync_file", FD_ANON, 0 },
	{ "anon_inode:", "anon_inode", FD_ANON, 0 },
	/* What is nothing of that stays as it is. */
	{ "", "", FD_OTHER, 0 },
	{ "(unreachable)/a:b", "(unreachable)/a:b", FD_OTHER, 0 },
	{ "pipe:[]", "pipe:[]", FD_OTHER, 0 },
	{ "pipe:[5", "pipe:[5", FD_OTHER, 0 },
	{ "pipe:[ 5]", "pipe:[ 5]", FD_OTHER, 0 },
	{ "pipe:[5]x", "pipe:[5]x", FD_OTHER, 0 },
	{ "pipe:[18446744073709551616]", "pipe:[18446744073709551616]", FD_OTHER, 0 },
	{ "pipe", "pipe", FD_OTHER, 0 },
};

/* From memory that ends where the text ends. */
static char *copy_of(const char *s)
{
	const size_t len = strlen(s);
	char *copy = malloc(len ? len : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, s, len);
	return copy;
}

START_TEST(kinds)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char *copy = copy_of(all[i].link), name[FD_NAME_ROOM];
		struct fd_link link;

		fd_link_read(text_of(copy, strlen(all[i].link)), &link);
		ck_assert_msg(link.kind == all[i].kind, "%s", all[i].link);
		ck_assert_msg(link.anonymous == !strncmp(all[i].link, "anon_inode:", 11),
			      "%s", all[i].link);
		ck_assert_msg(link.numbered == (all[i].number != 0), "%s", all[i].link);
		if (link.numbered)
			ck_assert_uint_eq(link.number, all[i].number);
		ck_assert_uint_eq(fd_link_name(&link, text_of("", 0), name, sizeof(name)),
				  strlen(all[i].name));
		ck_assert_str_eq(name, all[i].name);
		free(copy);
	}
}
END_TEST

START_TEST(deleted)
{
	static const struct {
		const char *link, *path;
		bool deleted;
	} links[] = {
		{ "/tmp/gone (deleted)", "/tmp/gone", true },
		{ "/tmp/x (deleted) (deleted)", "/tmp/x (deleted)", true },
		{ "/memfd: (deleted)", "/memfd:", true },
		{ "/tmp/there", "/tmp/there", false },
		{ "/tmp/there (deleted) ", "/tmp/there (deleted) ", false },
		{ "/tmp/there(deleted)", "/tmp/there(deleted)", false },
		{ "/ (deleted)", "/", true },
		{ "pipe:[5]", "", false },
		{ "anon_inode:x (deleted)", "", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		struct fd_link link;

		fd_link_read(text_of(links[i].link, strlen(links[i].link)), &link);
		ck_assert_msg(link.deleted == links[i].deleted, "%s", links[i].link);
		ck_assert_msg(text_is(&link.path, links[i].path), "%s", links[i].link);
	}
}
END_TEST

/* The name of a link with what fdinfo says. */
static const char *name_of(const char *text, const char *fdinfo, size_t room)
{
	static char name[FD_NAME_ROOM];
	struct fd_link link;
	size_t n;

	fd_link_read(text_of(text, strlen(text)), &link);
	n = fd_link_name(&link, text_of(fdinfo, strlen(fdinfo)), name, room);
	ck_assert_uint_eq(n, strlen(name));
	return name;
}

#define BASE "pos:\t0\nflags:\t02\nmnt_id:\t17\nino:\t1038\n"

START_TEST(names)
{
	static const struct {
		const char *link, *fdinfo, *name;
	} cases[] = {
		{ "anon_inode:[eventfd]",
		  BASE "eventfd-count:                5\neventfd-id: 1\neventfd-semaphore: 0\n",
		  "[eventfd:1]" },
		{ "anon_inode:[eventfd]", BASE "eventfd-count: 5\neventfd-id: -12\n",
		  "[eventfd]" },
		{ "anon_inode:[eventfd]", BASE, "[eventfd]" },
		{ "anon_inode:[pidfd]", BASE "Pid:\t20016\nNSpid:\t20016\n", "[pidfd:20016]" },
		{ "anon_inode:[pidfd]", BASE "Pid:\t0\nNSpid:\t0\n", "[pidfd:0]" },
		{ "anon_inode:[pidfd]", BASE "Pid:\t-1\nNSpid:\t-1\n", "[pidfd]" },
		{ "pidfd:[3102353]", BASE "Pid:\t20016\nNSpid:\t20016\n", "[pidfd:20016]" },
		{ "pidfd:[3102353]", BASE, "pidfd" },
		{ "anon_inode:[eventpoll]", BASE, "[eventpoll]" },
		{ "anon_inode:[eventpoll]",
		  BASE "tfd:        4 events: 80000019 data:             1234  pos:0 ino:40e "
		       "sdev:10\n"
		       "tfd:       30 events: 80000019 data: ffffffffffffffff  pos:0 ino:40e "
		       "sdev:10\n"
		       "tfd:      100 events: 80000019 data: ffffffffffffffff  pos:0 ino:40e "
		       "sdev:10\n"
		       "tfd:        8 events: 80000019 data:                8  pos:0 "
		       "ino:398a991 sdev:f\n",
		  "[eventpoll:4,8,30,100]" },
		/* Of other kinds nothing is added, whatever stands there. */
		{ "anon_inode:[timerfd]", BASE "Pid:\t5\neventfd-id: 5\n", "[timerfd]" },
		{ "/tmp/eventfd", BASE "eventfd-id: 5\n", "/tmp/eventfd" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_str_eq(name_of(cases[i].link, cases[i].fdinfo, FD_NAME_ROOM),
				 cases[i].name);
}
END_TEST

/* Targets from `first` downwards, as many as asked for. */
static const char *epoll_of(unsigned count, uint64_t first)
{
	static char data[8192];
	size_t n = 0;

	for (unsigned i = 0; i < count; i++)
		n += (size_t)snprintf(data + n, sizeof(data) - n,
				      "tfd: %8llu events:       19 data: %16x  pos:0 ino:1 sdev:f\n",
				      (unsigned long long)(first - i), i);
	data[n] = '\0';
	return name_of("anon_inode:[eventpoll]", data, FD_NAME_ROOM);
}

START_TEST(many_targets)
{
	ck_assert_str_eq(epoll_of(31, 40),
			 "[eventpoll:10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,"
			 "30,31,32,33,34,35,36,37,38,39,40]");
	ck_assert_str_eq(epoll_of(32, 40),
			 "[eventpoll:9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,"
			 "30,31,32,33,34,35,36,37,38,39,40...]");
	/* The first 32 count, not the lowest. */
	ck_assert_str_eq(epoll_of(60, 100),
			 "[eventpoll:69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,86,87,88,"
			 "89,90,91,92,93,94,95,96,97,98,99,100...]");
	/* The longest that a descriptor can be. */
	ck_assert_uint_lt(strlen(epoll_of(32, INT32_MAX)), FD_NAME_ROOM - 1);
	ck_assert_str_eq(name_of("anon_inode:[eventpoll]",
				 "tfd: 5 events: 1 data: 1\ntfd: 5 events: 1 data: 2\n",
				 FD_NAME_ROOM),
			 "[eventpoll:5,5]");
}
END_TEST

START_TEST(rooms)
{
	static const char pidfd[] = "Pid:\t20016\n";
	char none = 'x';
	struct fd_link link;

	ck_assert_str_eq(name_of("anon_inode:[pidfd]", pidfd, 14), "[pidfd:20016]");
	ck_assert_str_eq(name_of("anon_inode:[pidfd]", pidfd, 13), "[pidfd:20016");
	ck_assert_str_eq(name_of("anon_inode:[pidfd]", pidfd, 10), "[pidfd:20");
	ck_assert_str_eq(name_of("/tmp/a", "", 4), "/tm");
	ck_assert_str_eq(name_of("/tmp/a", "", 1), "");
	fd_link_read(text_of("/tmp/a", 6), &link);
	ck_assert_uint_eq(fd_link_name(&link, text_of("", 0), &none, 0), 0);
	ck_assert_int_eq(none, 'x');
}
END_TEST

UNIT_MAIN("fd-link", kinds, deleted, names, many_targets, rooms)
