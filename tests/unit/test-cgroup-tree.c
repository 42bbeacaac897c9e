/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ids of control groups of the running system, made by this test, to their paths. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/inet_diag.h>
#include <linux/magic.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include "cgroup.h"
#include "sys-cgroup.h"
#include "unit-dir.h"

/* ---- groups ----------------------------------------------------------------------------- */

/* Names that somebody may give; the kernel refuses newlines only. */
static const char *const names[] = { "a.service",       "a.service/b",   "a b\tc",
				     "\xff\x01",        "x (deleted)",   "back\\slash",
				     "a.service/b/c",   "a.service/d",   "x",
				     "lxc.payload.web", "docker-x.scope" };

static const char *point; /* where the hierarchy is mounted */
static char base[512];    /* our own group in the file system ... */
static char top[256];     /* ... and in the hierarchy */

static bool find_mount(void)
{
	static const char *const points[] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" };
	struct statfs fs;

	for (size_t i = 0; i < ARRAY_SIZE(points); i++) {
		if (statfs(points[i], &fs) < 0 || fs.f_type != CGROUP2_SUPER_MAGIC)
			continue;
		point = points[i];
		return true;
	}
	return false;
}

/* The path of this process's group as the kernel has it, "" at the root. */
static bool own_group(char *ret, size_t size)
{
	struct cgroup_labels labels;
	char file[8192];
	_closefd_ int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, file, sizeof(file));

	if (n < 0 || !cgroup_parse(file, (size_t)n, &labels) || !labels.unified.p)
		return false;
	snprintf(ret, size, "%.*s", (int)text_len(&labels.unified), labels.unified.p);
	if (strcmp(ret, "/") == 0)
		*ret = '\0';
	return true;
}

static const char *group(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", base, name);
	return path;
}

static bool move_to(const char *directory)
{
	char path[PATH_MAX];
	_closefd_ int fd = -1;
	int len = snprintf(path, sizeof(path), "%s/cgroup.procs", directory);

	if (len < 0 || len >= (int)sizeof(path))
		return false;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	return fd >= 0 && write(fd, "0", 1) == 1;
}

static bool make_base(void)
{
	char own[200];

	if (geteuid() != 0 || !find_mount() || !own_group(own, sizeof(own)))
		return false;
	snprintf(top, sizeof(top), "%s/netwho-test-%d", own, getpid());
	snprintf(base, sizeof(base), "%s%s", point, top);
	return mkdir(base, 0700) == 0;
}

static void begin_all(void)
{
	dir_begin_all();
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		ck_assert_int_eq(mkdir(group(names[i]), 0755), 0);
}

/* The files in it cannot be removed; rmdir takes them along. */
static int remove_group(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	if (type == FTW_DP)
		rmdir(path);
	return 0;
}

static void end_all(void)
{
	nftw(base, remove_group, 16, FTW_DEPTH | FTW_PHYS);
	dir_end_all();
}

/* From here on handles are refused. */
static void drop_handles(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	ck_assert_int_eq(syscall(SYS_capget, &head, data), 0);
	data[0].effective &= ~(1U << CAP_DAC_READ_SEARCH);
	ck_assert_int_eq(syscall(SYS_capset, &head, data), 0);
}

static uint64_t id_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_ino;
}

static void assert_id(struct sys *sys, const char *path, uint64_t wanted)
{
	uint64_t id = 0;

	ck_assert_int_eq(sys_cgroup_id(sys, path, &id), 0);
	ck_assert_uint_eq(id, wanted);
}

static void assert_path(struct sys_cgroups *cgroups, const char *name, const char *path)
{
	char found[PATH_MAX];

	ck_assert_int_eq(sys_cgroups_path(cgroups, id_of(group(name)), found, sizeof(found)), 0);
	ck_assert_str_eq(found, path);
}

/* ---- sockets ------------------------------------------------------------------------------ */

struct wanted {
	in_port_t port;
	uint64_t id;
};

static int find_socket(const struct nlmsghdr *msg, void *arg)
{
	const struct inet_diag_msg *diag = mnl_nlmsg_get_payload(msg);
	struct wanted *wanted = arg;
	const struct nlattr *attr;

	if (msg->nlmsg_type != SOCK_DIAG_BY_FAMILY || diag->id.idiag_sport != wanted->port)
		return 0;
	mnl_attr_for_each(attr, msg, sizeof(*diag))
		if (mnl_attr_get_type(attr) == INET_DIAG_CGROUP_ID)
			wanted->id = mnl_attr_get_u64(attr);
	return 0;
}

static int listener(in_port_t *port)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t len = sizeof(here);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&here, sizeof(here)), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&here, &len), 0);
	*port = here.sin_port;
	return fd;
}

/* INET_DIAG_CGROUP_ID of the socket that listens on this port. */
static uint64_t id_of_socket(struct sys *sys, in_port_t port)
{
	struct inet_diag_req_v2 req = {
		.sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = 1 << 10, /* LISTEN */
	};
	const struct sys_dump dump = { NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, "tcp-inet",
				       &req, sizeof(req) };
	struct wanted wanted = { .port = port };
	struct sys_dump_end end;

	ck_assert_int_eq(sys_dump(sys, &dump, find_socket, &wanted, &end), 0);
	ck_assert_uint_ne(wanted.id, 0);
	return wanted.id;
}

/* ---- tests ---------------------------------------------------------------------------------- */

static struct sys *sys_live(void)
{
	struct sys *sys = NULL;

	ck_assert_int_eq(sys_open(NULL, &sys), 0);
	return sys;
}

/* A socket keeps the group that it was made in, even one that is removed. */
START_TEST(of_sockets)
{
	_cleanup_(sys_freep) struct sys *sys = sys_live();
	char inside[256], found[PATH_MAX];
	struct cgroup_labels labels;
	in_port_t port;
	uint64_t id;
	int fd;

	ck_assert_int_eq(mkdir(group("socket.service"), 0755), 0);
	ck_assert(move_to(group("socket.service")));
	fd = listener(&port);
	ck_assert(own_group(inside, sizeof(inside)));
	ck_assert(move_to(base));

	id = id_of_socket(sys, port);
	ck_assert_uint_eq(id, id_of(group("socket.service")));
	ck_assert_int_eq(sys_cgroup_path(sys, id, found, sizeof(found)), 0);
	ck_assert_str_eq(found, inside);
	ck_assert(cgroup_parse_path(found, strlen(found), &labels));
	ck_assert(text_is(&labels.unit, "socket.service"));
	ck_assert_int_eq(sys_cgroup_path(sys, id, found, strlen(found)), -ENAMETOOLONG);

	ck_assert_int_eq(rmdir(group("socket.service")), 0);
	ck_assert_uint_eq(id_of_socket(sys, port), id);
	ck_assert_int_eq(sys_cgroup_path(sys, id, found, sizeof(found)), -ENOENT);
	drop_handles();
	ck_assert_int_eq(sys_cgroup_path(sys, id, found, sizeof(found)), -ENOENT);
	close(fd);
}
END_TEST

/* Every group has the same path, found in either way. */
static void check_all(bool handles)
{
	_cleanup_(sys_freep) struct sys *sys = sys_live();
	struct sys_cgroups cgroups;
	char found[PATH_MAX], path[PATH_MAX];

	if (!handles)
		drop_handles();
	ck_assert_int_eq(sys_cgroups_open(sys, &cgroups), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", top, names[i]);
		assert_path(&cgroups, names[i], path);
		assert_id(sys, path, id_of(group(names[i])));
		assert_id(sys, group(names[i]), id_of(group(names[i])));
	}
	/* Neither nothing nor files have a path. */
	ck_assert_int_eq(sys_cgroups_path(&cgroups, 0, found, sizeof(found)), -ENOENT);
	ck_assert_int_eq(sys_cgroups_path(&cgroups, UINT64_MAX, found, sizeof(found)), -ENOENT);
	ck_assert_int_eq(sys_cgroups_path(&cgroups, id_of(group("x/cgroup.procs")), found,
					  sizeof(found)),
			 -ENOENT);
	ck_assert_int_eq(cgroups.tree.walks, !handles);
	sys_cgroups_close(&cgroups);
}

/* Each of these with handles (0) and without (1). */
START_TEST(names_of_any_kind)
{
	static const char *const others[] = { "none", "x/cgroup.procs", "../../../.." };
	_cleanup_(sys_freep) struct sys *sys = sys_live();
	char found[8];
	uint64_t id = 0;

	check_all(_i == 0);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		ck_assert_int_lt(sys_cgroup_id(sys, group(others[i]), &id), 0);
	assert_id(sys, "/", id_of(point));
	ck_assert_int_eq(sys_cgroup_path(sys, id_of(point), found, sizeof(found)), 0);
	ck_assert_str_eq(found, "/");
}
END_TEST

/* From here on nobody outside sees what is mounted. */
static void unshare_mounts(int more)
{
	ck_assert_int_eq(unshare(CLONE_NEWNS | more), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
}

/* No other mount than that of our group, under a name that has to be escaped. */
START_TEST(mount_of_a_part)
{
	_cleanup_(sys_freep) struct sys *sys = NULL;
	const uint64_t id = id_of(point);
	const char *part = dir_path("a b\\c\td");
	char found[PATH_MAX];

	dir_folder("a b\\c\td");
	unshare_mounts(0);
	ck_assert_int_eq(mount(base, part, NULL, MS_BIND, NULL), 0);
	ck_assert_int_eq(umount2(point, MNT_DETACH), 0);
	strcpy(base, part);
	check_all(_i == 0);

	/* What is outside of it has a handle, but is nowhere to be seen. */
	sys = sys_live();
	ck_assert_int_eq(sys_cgroup_path(sys, id, found, sizeof(found)), _i ? -ENOENT : 0);
	if (_i == 0)
		ck_assert_str_eq(found, "/");
	ck_assert_int_eq(umount2(base, MNT_DETACH), 0);
	ck_assert_int_eq(sys_cgroup_path(sys, id, found, sizeof(found)), -ENODEV);
}
END_TEST

/* As in a container: paths begin at the root of the namespace. */
START_TEST(namespace_of_its_own)
{
	const char *mine = dir_path("mount");

	dir_folder("mount");
	ck_assert(move_to(base));
	unshare_mounts(CLONE_NEWCGROUP);
	ck_assert_int_eq(umount2(point, MNT_DETACH), 0);
	ck_assert_int_eq(mount("cgroup2", mine, "cgroup2", 0, NULL), 0);
	strcpy(base, mine);
	*top = '\0';
	check_all(_i == 0);
	ck_assert_int_eq(umount2(base, MNT_DETACH), 0);
}
END_TEST

/* What is not found in a part is not gone. */
START_TEST(unreadable_parts)
{
	_cleanup_(sys_freep) struct sys *sys = sys_live();
	const uint64_t root = id_of(point), id = id_of(group("x"));
	struct sys_cgroups cgroups;
	char found[PATH_MAX];

	ck_assert_int_eq(chmod(base, 0700), 0);
	ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_int_eq(sys_cgroups_open(sys, &cgroups), 0);
	ck_assert_int_eq(sys_cgroups_path(&cgroups, id, found, sizeof(found)), -EACCES);
	ck_assert_int_eq(sys_cgroups_path(&cgroups, root, found, sizeof(found)), 0);
	ck_assert_str_eq(found, "/");
	sys_cgroups_close(&cgroups);
	ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

START_TEST(recorded_and_replayed)
{
	_cleanup_(sys_freep) struct sys *sys = sys_live(), *replay = NULL;
	char path[PATH_MAX], again[PATH_MAX], dir[320];
	const uint64_t id = id_of(group("a.service/b"));
	struct sys_cgroups cgroups;

	strcpy(dir, dir_path("recording"));
	ck_assert_int_eq(sys_record(sys, dir), 0);
	ck_assert_int_eq(sys_cgroups_open(sys, &cgroups), 0);
	ck_assert_int_eq(sys_cgroups_path(&cgroups, id, path, sizeof(path)), 0);
	ck_assert_int_eq(sys_cgroups_path(&cgroups, id, again, 2), -ENAMETOOLONG);
	ck_assert_int_eq(sys_cgroups_path(&cgroups, UINT64_MAX, again, sizeof(again)), -ENOENT);
	sys_cgroups_close(&cgroups);
	ck_assert_int_eq(sys_record_freeze(sys), 0);
	ck_assert_int_eq(sys_cgroup_path(sys, id, again, sizeof(again)), 0);
	ck_assert_str_eq(again, path);
	ck_assert_int_eq(sys_record_end(sys), 0);

	ck_assert_int_eq(sys_open(dir, &replay), 0);
	ck_assert(sys_complete(replay));
	ck_assert_int_eq(sys_cgroup_path(replay, id, again, sizeof(again)), 0);
	ck_assert_str_eq(again, path);
	ck_assert_int_eq(sys_cgroup_path(replay, UINT64_MAX, again, sizeof(again)), -ENOENT);
}
END_TEST

int main(void)
{
	TCase *tc;

	if (!make_base()) {
		puts("1..0 # SKIP no control groups can be made here");
		return 0;
	}

	tc = tcase_create("live");
	tcase_add_unchecked_fixture(tc, begin_all, end_all);
	tcase_add_checked_fixture(tc, dir_begin, dir_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, of_sockets);
	tcase_add_loop_test(tc, names_of_any_kind, 0, 2);
	tcase_add_loop_test(tc, mount_of_a_part, 0, 2);
	tcase_add_loop_test(tc, namespace_of_its_own, 0, 2);
	tcase_add_test(tc, unreadable_parts);
	tcase_add_test(tc, recorded_and_replayed);
	return unit_run_case("cgroup-tree", tc, NULL, 0);
}
