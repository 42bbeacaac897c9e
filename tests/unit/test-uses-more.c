/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What no table of lsof's has: deleted files, memory, limits, programs and labels. */
#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "unit-uses.h"

/* One that has no name any more, with a hole in it. */
START_TEST(deleted)
{
	char path[] = "/tmp/netwho-XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);
	struct nw_table *table;
	const struct nw_use *use;
	uint64_t size, allocated;
	struct stat st;
	size_t len;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, "x", 1, 1 << 20), 1);
	table = take_own(NW_BIT(NW_USE_FD), NW_USE_MOUNTS);
	use = use_of(table, fd);
	ck_assert(!nw_use_deleted(use) && !nw_use_memory(use));
	ck_assert_ptr_nonnull(nw_use_mount(use, &len));
	ck_assert_ptr_nonnull(nw_use_fstype(use, &len));
	nw_table_free(table);
	unlink(path);
	ck_assert_int_eq(fstat(fd, &st), 0);
	table = take_own(NW_BIT(NW_USE_FD), 0);
	use = use_of(table, fd);
	ck_assert(nw_use_deleted(use));
	ck_assert(nw_use_size(use, &size) && size == (1 << 20) + 1);
	ck_assert(nw_use_allocated(use, &allocated));
	ck_assert_uint_eq(allocated, (uint64_t)st.st_blocks * 512);
	ck_assert_ptr_null(nw_use_mount(use, &len));
	nw_table_free(table);
	close(fd);
}
END_TEST

static bool is_mapped(const struct nw_use *use, uint64_t inode)
{
	uint64_t own;

	return nw_use_kind(use) == NW_USE_DELETED && nw_use_inode(use, &own) && own == inode;
}

/* Nothing but a mapping of it is left. */
START_TEST(mapped_and_gone)
{
	const uint32_t kinds = NW_BIT(NW_USE_MEMORY) | NW_BIT(NW_USE_DELETED);
	char path[] = "/tmp/netwho-XXXXXX", link[64];
	int fd = mkostemp(path, O_CLOEXEC);
	struct stat st, there;
	char *at;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, 12288), 0);
	at = mmap(NULL, 12288, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne(at, MAP_FAILED);
	*at = 'x';
	unlink(path);
	ck_assert_int_eq(fstat(fd, &st), 0);
	close(fd);
	snprintf(link, sizeof(link), "/proc/self/map_files/%lx-%lx", (unsigned long)at,
		 (unsigned long)at + 12288);
	for (int asked = 0; asked < 2; asked++) {
		const bool may = asked && stat(link, &there) == 0;
		struct nw_table *table =
			take_own(kinds, NW_USE_MOUNTS | (asked ? NW_USE_MAPPED : 0));
		const struct nw_use *use;
		uint64_t size = 0;
		bool found = false;

		nw_foreach(use, use, table) {
			if (!is_mapped(use, st.st_ino))
				continue;
			found = true;
			ck_assert(nw_use_deleted(use));
			ck_assert(nw_use_size(use, &size) == may);
			ck_assert(!may || size == 12288);
		}
		ck_assert(found);
		nw_table_free(table);
	}
	munmap(at, 12288);
}
END_TEST

START_TEST(memory)
{
	int fd = memfd_create("unit", MFD_CLOEXEC);
	struct nw_table *table;

	ck_assert_int_ge(fd, 0);
	table = take_own(NW_BIT(NW_USE_FD), NW_USE_MOUNTS);
	ck_assert(nw_use_memory(use_of(table, fd)));
	ck_assert(nw_use_deleted(use_of(table, fd)));
	nw_table_free(table);
	close(fd);
}
END_TEST

/* Of one process; no descriptor is opened between two counts. */
START_TEST(counts)
{
	uint64_t before[NW_COUNTS_], after[NW_COUNTS_], soft, hard;
	uint64_t *all[] = { before, after };
	struct rlimit limit;
	int pipes[2], event = -1;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct nw_table *table = take_own(0, NW_USE_COUNTS);
		const struct nw_proc *proc = nw_table_proc(table, 0);

		for (unsigned which = 0; which < NW_COUNTS_; which++)
			ck_assert(nw_proc_count(proc, which, &all[i][which]));
		ck_assert(nw_proc_limit(proc, &soft, &hard));
		nw_table_free(table);
		if (i)
			break;
		ck_assert_int_eq(pipe2(pipes, O_CLOEXEC), 0);
		event = eventfd(0, EFD_CLOEXEC);
	}
	ck_assert_uint_eq(after[NW_COUNT_ALL], before[NW_COUNT_ALL] + 3);
	ck_assert_uint_eq(after[NW_COUNT_PIPES], before[NW_COUNT_PIPES] + 2);
	ck_assert_uint_eq(after[NW_COUNT_OTHERS], before[NW_COUNT_OTHERS] + 1);
	ck_assert_uint_eq(after[NW_COUNT_SOCKETS], before[NW_COUNT_SOCKETS]);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert(soft == limit.rlim_cur && hard == limit.rlim_max);
	close(pipes[0]);
	close(pipes[1]);
	close(event);
}
END_TEST

START_TEST(facts_of_processes)
{
	struct nw_table *table = take_own(0, NW_USE_PROGRAM | NW_USE_LABELS);
	const struct nw_proc *proc = nw_table_proc(table, 0);
	size_t len = 0;
	const char *program = nw_proc_program(proc, &len);
	const char *own = *program_invocation_name == '/' ? program_invocation_short_name
							  : program_invocation_name;

	ck_assert(program && len == strlen(own) && memcmp(program, own, len) == 0);
	ck_assert(nw_proc_label(proc, NW_LABEL_CGROUP, &len) && len);
	nw_table_free(table);
}
END_TEST

UNIT_MAIN("uses-more", deleted, mapped_and_gone, memory, counts, facts_of_processes)
