/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the BPF program tells beside descriptors, and how it treats its caller. */
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>

#include "owners-stage.h"

/* ---- what else is told -------------------------------------------------------------------- */

static const struct owner_record *record_of(const struct owner_records *records, int fd)
{
	for (size_t i = 0; i < records->all.n; i++) {
		const struct owner_record *record = &records->all.at[i];

		if (record->tgid == (unsigned)getpid() && record->fd == (unsigned)fd)
			return record;
	}
	ck_abort_msg("descriptor %d is not told", fd);
	return NULL;
}

static void assert_socket(const struct owner_records *records, int fd, int state)
{
	const struct owner_record *record = record_of(records, fd);
	int family = 0, protocol = 0;
	socklen_t len = sizeof(family);
	uint64_t cookie = 0;
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_uint_eq(record->inode, st.st_ino);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &len), 0);
	ck_assert_int_eq(record->family, family);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len), 0);
	ck_assert_int_eq(record->protocol, protocol);
	len = sizeof(cookie);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &len), 0);
	ck_assert_uint_eq(record->cookie, cookie);
	ck_assert_int_eq(stat("/proc/self/ns/net", &st), 0);
	ck_assert_uint_eq(record->netns, st.st_ino);
	ck_assert_int_eq(record->state, state);
}

START_TEST(facts)
{
	struct owner_records records = { 0 };
	const int tcp = tcp_listener(), udp = socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
	const int local = socket(AF_UNIX, SOCK_DGRAM, 0);
	const char *where;

	ck_assert_int_eq(owner_bpf_records(&records, &where), 0);
	assert_socket(&records, tcp, 10);
	assert_socket(&records, udp, 7);
	assert_socket(&records, local, 7);
	owner_records_free(&records);
}
END_TEST

/* Of all the kinds of namespaces only those of the network. */
START_TEST(spaces)
{
	static const char *const kinds[] = { "ipc", "mnt", "pid", "user", "uts", "net" };
	struct owners owners;
	struct stat st = { 0 };
	size_t n = 0;
	int fd = -1;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/self/ns/%s", kinds[i]);
		fd = open(path, O_RDONLY);
		ck_assert_int_ge(fd, 0);
		fstat(fd, &st);
	}
	owners = told();
	for (size_t i = 0; i < owners.spaces.n; i++) {
		const struct nw_file *file = &owners.spaces.at[i];

		if (file->pid != (unsigned)getpid())
			continue;
		n++;
		ck_assert_uint_eq(file->inode, st.st_ino);
		ck_assert_uint_eq(file->tid, (unsigned)getpid());
		ck_assert_uint_eq(file->fd, (unsigned)fd);
	}
	ck_assert_uint_eq(n, 1);
	owners_free(&owners);
}
END_TEST

static uint64_t inode_at(int fd)
{
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	return st.st_ino;
}

static size_t times(const struct owners *owners, uint64_t inode)
{
	size_t n = 0;

	for (size_t i = 0; i < owners->files.n; i++)
		n += owners->files.at[i].inode == inode;
	return n;
}

static void *open_later(void *gate)
{
	usleep(20000);
	gate_open(gate);
	return NULL;
}

/* Those asked for, with all their holders, once it is known which; none of the others. */
static void assert_some(const struct pids *pids)
{
	const int one = tcp_listener(), two = socket(AF_UNIX, SOCK_DGRAM, 0);
	const int other = socket(AF_UNIX, SOCK_DGRAM, 0), again = dup(two);
	const struct keyed keys[] = { { inode_at(one), 0 }, { inode_at(two), 1 } };
	struct gate gate = GATE_CLOSED;
	struct owner_wanted wanted = {
		.gate = &gate, .at = keys, .n = 2, .pids = pids, .threads = 3
	};
	struct owners owners = { 0 };
	const char *where;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, open_later, &gate), 0);
	ck_assert_int_eq(owner_bpf_some(&wanted, &owners, &where), 0);
	pthread_join(thread, NULL);
	ck_assert(gate.is_open);
	ck_assert_uint_eq(times(&owners, keys[0].key), 1);
	ck_assert_uint_eq(times(&owners, keys[1].key), 2);
	ck_assert_uint_eq(times(&owners, inode_at(other)), 0);
	for (size_t i = 1; i < owners.files.n; i++)
		ck_assert(is_before(&owners.files.at[i - 1], &owners.files.at[i]));
	owners_free(&owners);

	wanted.n = 0;
	ck_assert_int_eq(owner_bpf_some(&wanted, &owners, &where), 0);
	ck_assert_uint_eq(owners.files.n, 0);
	owners_free(&owners);
	close(one);
	close(two);
	close(other);
	close(again);
}

START_TEST(some)
{
	assert_some(NULL);
}
END_TEST

/* The same process by process, of which one has never been. */
START_TEST(some_of_each)
{
	struct pids pids = { 0 };
	struct sys *sys = NULL;
	uint32_t *slot;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	ck_assert_int_eq(sys_pids(sys, &pids), 0);
	sys_free(sys);
	slot = vec_push(&pids.all);
	ck_assert_ptr_nonnull(slot);
	*slot = 4194303;
	assert_some(&pids);
	vec_free(&pids.all);
}
END_TEST

/* ---- the caller ---------------------------------------------------------------------------- */

static size_t open_files(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Also where the first descriptors are free: 0 is one like any other. */
START_TEST(leaves_nothing)
{
	size_t before;

	close(0);
	before = open_files();
	for (int i = 0; i < 3; i++) {
		struct owners owners = told();

		owners_free(&owners);
	}
	ck_assert_uint_eq(open_files(), before);
}
END_TEST

/* Who may not is told so by the result, and by nothing else. */
START_TEST(refused)
{
	struct owners owners = { .denied = 5 };
	const char *where = NULL;
	size_t before;
	int pipes[2];
	char byte;

	/* Only root loses its capabilities when it becomes another user. */
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(pipe2(pipes, O_NONBLOCK), 0);
	ck_assert_int_eq(dup2(pipes[1], 1), 1);
	ck_assert_int_eq(dup2(pipes[1], 2), 2);
	before = open_files();
	ck_assert_int_eq(setresuid(65534, 65534, 65534), 0);
	ck_assert_int_eq(owner_bpf(&owners, &where), -EPERM);
	ck_assert_str_eq(where, "load");
	ck_assert_ptr_null(owners.files.at);
	ck_assert_uint_eq(owners.denied, 5);
	ck_assert_uint_eq(open_files(), before);
	ck_assert_int_lt(read(pipes[0], &byte, 1), 0);
}
END_TEST

/* Numbers that are not those of /proc would name the wrong processes. */
static void look_at_others(void)
{
	struct owners owners = { 0 };
	const char *where = NULL;

	ck_assert_int_eq(owner_bpf(&owners, &where), -EXDEV);
	ck_assert_str_eq(where, "proc");
}

START_TEST(foreign_proc)
{
	play_inside(look_at_others);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { facts, spaces, some, some_of_each, leaves_nothing,
					refused, foreign_proc };

	return stage_main("owner-records", tests, ARRAY_SIZE(tests));
}
