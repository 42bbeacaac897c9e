/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fdinfo says of descriptors: text of a Linux 6.18, of each kind. */
#include "fdinfo.h"
#include "unit.h"

/* From memory that ends where the text ends: it has to live as long as what was read. */
static char *read_string(const char *data, struct fdinfo *ret)
{
	const size_t len = strlen(data);
	char *copy = malloc(len ? len : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	memset(ret, 0xa5, sizeof(*ret));
	fdinfo_read(text_of(copy, len), ret);
	return copy;
}

static void assert_text(const struct text *t, const char *expected)
{
	ck_assert_uint_eq(text_len(t), strlen(expected));
	ck_assert_mem_eq(t->p, expected, strlen(expected));
}

#define BASE "pos:\t0\nflags:\t02000002\nmnt_id:\t17\nino:\t1038\n"

START_TEST(plain)
{
	struct fdinfo info;
	char *copy = read_string("pos:\t972\nflags:\t0100001\nmnt_id:\t27\nino:\t10953202\n",
				 &info);

	ck_assert_uint_eq(info.has, 0xf);
	ck_assert_int_eq(fdinfo_int(&info, FDINFO_POS), 972);
	ck_assert_uint_eq(info.number[FDINFO_FLAGS], 0100001);
	ck_assert_uint_eq(info.number[FDINFO_MNT_ID], 27);
	ck_assert_uint_eq(info.number[FDINFO_INO], 10953202);
	ck_assert_uint_eq(info.locks + info.targets + info.watches + info.marks, 0);
	for (size_t i = 0; i < FDINFO_TEXTS_; i++)
		ck_assert_uint_eq(text_len(&info.text[i]), 0);
	free(copy);
}
END_TEST

struct expected {
	const char *data;
	struct {
		enum fdinfo_number number;
		uint64_t value;
	} numbers[6];
	enum fdinfo_text text;
	const char *words;
};

static const struct expected kinds[] = {
	{ BASE "eventfd-count:               ff\neventfd-id: 2\neventfd-semaphore: 1\n",
	  { { FDINFO_EVENTFD_COUNT, 0xff },
	    { FDINFO_EVENTFD_ID, 2 },
	    { FDINFO_EVENTFD_SEMAPHORE, 1 } } },
	{ BASE "sigmask:\t8000000000000200\n", { { FDINFO_SIGMASK, 0x8000000000000200 } } },
	{ BASE "clockid: 1\nticks: 0\nsettime flags: 03\nit_value: (984, 64971188)\n"
	       "it_interval: (10, 5)\n",
	  { { FDINFO_CLOCK, 1 },
	    { FDINFO_SETTIME_FLAGS, 3 },
	    { FDINFO_VALUE_S, 984 },
	    { FDINFO_VALUE_NS, 64971188 },
	    { FDINFO_INTERVAL_S, 10 },
	    { FDINFO_INTERVAL_NS, 5 } } },
	{ BASE "Pid:\t25290\nNSpid:\t25290\t1\n", { { FDINFO_PID, 25290 } }, FDINFO_NSPID, "25290\t1" },
	{ BASE "Pid:\t-1\nNSpid:\t-1\n", { { FDINFO_PID, UINT64_MAX } }, FDINFO_NSPID, "-1" },
	{ BASE "Pid:\t0\nNSpid:\t0\n", { { FDINFO_PID, 0 } }, FDINFO_NSPID, "0" },
	{ BASE "map_type:\t1\nkey_size:\t4\nvalue_size:\t8\nmax_entries:\t16\n"
	       "map_flags:\t0x401\nmap_extra:\t0x0\nmemlock:\t2320\nmap_id:\t55938\n"
	       "frozen:\t0\n",
	  { { FDINFO_MAP_TYPE, 1 },
	    { FDINFO_MAP_VALUE_SIZE, 8 },
	    { FDINFO_MAP_FLAGS, 0x401 },
	    { FDINFO_MEMLOCK, 2320 },
	    { FDINFO_MAP_ID, 55938 },
	    { FDINFO_MAP_FROZEN, 0 } } },
	{ BASE "prog_type:\t8\nprog_jited:\t1\nprog_tag:\t59f4a931744dcdc6\nmemlock:\t4096\n"
	       "prog_id:\t33757\nrun_time_ns:\t0\nrun_cnt:\t0\nrecursion_misses:\t0\n"
	       "verified_insns:\t2\n",
	  { { FDINFO_PROG_TYPE, 8 }, { FDINFO_PROG_JITED, 1 }, { FDINFO_PROG_ID, 33757 } },
	  FDINFO_PROG_TAG,
	  "59f4a931744dcdc6" },
	{ BASE "link_type:\tcgroup\nlink_id:\t74557\nprog_tag:\t59f4a931744dcdc6\n"
	       "prog_id:\t33757\ncgroup_id:\t1\nattach_type:\t0\n",
	  { { FDINFO_LINK_ID, 74557 }, { FDINFO_PROG_ID, 33757 }, { FDINFO_LINK_CGROUP_ID, 1 } },
	  FDINFO_LINK_TYPE,
	  "cgroup" },
	{ BASE "btf_id:\t1\n", { { FDINFO_BTF_ID, 1 } } },
	{ BASE "iff:\tetun0\n", { { FDINFO_POS, 0 } }, FDINFO_IFF, "etun0" },
	{ BASE "iff:\t\n", { { FDINFO_POS, 0 } }, FDINFO_IFF, "" },
	{ BASE "scm_fds: 1\n", { { FDINFO_SCM_FDS, 1 } } },
	{ BASE "tty-index:\t0\n", { { FDINFO_TTY_INDEX, 0 } } },
	{ BASE "pending:\t0\ntotal:\t3\nAPI:\taa:80000000:80000000000001ff\n",
	  { { FDINFO_UFFD_TOTAL, 3 } },
	  FDINFO_UFFD_API,
	  "aa:80000000:80000000000001ff" },
	{ BASE "SqMask:\t0x7\nSqThread:\t-1\nSqThreadCpu:\t-1\nUserFiles:\t3\n"
	       "    1: socket:[6350422]\nUserBufs:\t0\nPollList:\nNAPI:\tdisabled\n",
	  { { FDINFO_RING_SQ_THREAD, UINT64_MAX }, { FDINFO_RING_USER_FILES, 3 } } },
	{ BASE "fanotify flags:4 event-flags:8000\n",
	  { { FDINFO_FANOTIFY_FLAGS, 4 }, { FDINFO_FANOTIFY_EVENT_FLAGS, 0x8000 } } },
	{ BASE "size:\t4096\ncount:\t2\nexp_name:\tudmabuf\nname:\ta b\n",
	  { { FDINFO_DMABUF_SIZE, 4096 }, { FDINFO_DMABUF_COUNT, 2 } },
	  FDINFO_DMABUF_NAME,
	  "a b" },
	{ BASE "drm-driver:\ti915\ndrm-client-id:\t7\ndrm-pdev:\t0000:00:02.0\n"
	       "drm-engine-render:\t9288864723 ns\n",
	  { { FDINFO_DRM_CLIENT_ID, 7 } },
	  FDINFO_DRM_DEVICE,
	  "0000:00:02.0" },
};

static void check_kind(const struct expected *expected)
{
	struct fdinfo info;
	char *copy = read_string(expected->data, &info);

	for (size_t i = 0; i < ARRAY_SIZE(expected->numbers); i++) {
		const enum fdinfo_number number = expected->numbers[i].number;

		ck_assert_msg(fdinfo_has(&info, number), "%s", expected->data);
		ck_assert_uint_eq(info.number[number], expected->numbers[i].value);
	}
	if (expected->words)
		assert_text(&info.text[expected->text], expected->words);
	ck_assert_uint_eq(info.number[FDINFO_FLAGS], 02000002);
	free(copy);
}

START_TEST(each_kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		check_kind(&kinds[i]);
}
END_TEST

START_TEST(counts)
{
	struct fdinfo info;
	char *copy = read_string(BASE
				 "lock:\t1: FLOCK  ADVISORY  WRITE 5 fe:00:1 0 EOF\n"
				 "lock:\t2: POSIX  ADVISORY  READ 5 fe:00:1 50 54\n"
				 "tfd:        4 events:       19 data:      4  pos:0 ino:1 sdev:f\n"
				 "inotify wd:2 ino:2 sdev:f mask:100 ignored_mask:0\n"
				 "fanotify flags:0 event-flags:8000\n"
				 "fanotify sdev:1b mflags:0 mask:18 ignored_mask:0\n"
				 "fanotify mnt_id:1e mflags:0 mask:18 ignored_mask:0\n"
				 "fanotify ino:1 sdev:f mflags:0 mask:20 ignored_mask:0\n",
				 &info);

	ck_assert_uint_eq(info.locks, 2);
	ck_assert_uint_eq(info.targets, 1);
	ck_assert_uint_eq(info.watches, 1);
	ck_assert_uint_eq(info.marks, 3);
	free(copy);
}
END_TEST

/* A buffer's name is its owner's to choose, newlines and all: what the kernel wrote stands. */
START_TEST(first_counts)
{
	struct fdinfo info;
	char *copy = read_string("pos:\t1\nflags:\t02\nsize:\t1\nname:\tx\npos:\t7\nflags:\t0\nsize:\t9\n"
				 "name:\ty\n",
				 &info);

	ck_assert_uint_eq(info.number[FDINFO_POS], 1);
	ck_assert_uint_eq(info.number[FDINFO_FLAGS], 02);
	ck_assert_uint_eq(info.number[FDINFO_DMABUF_SIZE], 1);
	assert_text(&info.text[FDINFO_DMABUF_NAME], "x");
	free(copy);
}
END_TEST

START_TEST(nothing_of_it)
{
	static const char *const all[] = {
		"",
		"\n",
		":",
		":\n:\n",
		"pos",
		"pos:",
		"pos:\tx\n",
		"pos:\t18446744073709551616\n",
		" pos:\t1\n",
		"Pos:\t1\n",
		"flags:\t9\n",
		"flags:\t\n",
		"flags:\t7777777777777777777777777\n",
		"it_value: 984, 1\n",
		"it_value: (984)\n",
		"it_value: (984,\n",
		"eventfd-id:\n1\n",
		"fanotify flags:\n",
		"something-new:\t5\n",
		"\tpos:\t1\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct fdinfo info;
		char *copy = read_string(all[i], &info);

		ck_assert_msg(info.has == 0, "%s", all[i]);
		free(copy);
	}
}
END_TEST

START_TEST(positions)
{
	struct fdinfo info;
	char *copy = read_string("pos:\t-5\n", &info);

	/* /proc/PID/mem can be read at addresses beyond the signed ones. */
	ck_assert_int_eq(fdinfo_int(&info, FDINFO_POS), -5);
	free(copy);
}
END_TEST

UNIT_MAIN("fdinfo", plain, each_kind, counts, first_counts, nothing_of_it, positions)
