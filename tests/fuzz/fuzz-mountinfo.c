/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: /proc/PID/mountinfo, the way to a path, and which mount a socket serves. */
#include <arpa/inet.h>

#include "compose.h"
#include "hint.h"
#include "mounts.h"

static const char *const words[] = {
	"22 1 8:1 / ", "30 22 0:40 / /mnt/a ", "\n", "\n", " ", " - ", "- ", "\\040", "\\134",
	"\\0", "rw,relatime ", "shared:1 ", "master:3 ", "/", "nfs4 ", "nfs ", "cifs ", "smb3 ",
	"ceph ", "9p ", "lustre ", "cgroup2 ", "addr=", ",addr=192.0.2.1", ",addr=2001:db8::1",
	"1 0 8:1 / / rw - ext4 d rw\n", "2 1 0:2 / /mnt rw - nfs s rw\n",
	"3 2 0:3 / /mnt/a rw - fuse.x f rw\n", "3 2 0:3 / /mnt rw - 9p f rw\n",
	"port=", ",port=2049", ",port=0", ",mountport=20048", "mountaddr=192.0.2.1", "mon_addr=",
	"192.0.2.1:6789,", "192.0.2.1:6789:/", "[2001:db8::1]:3300", "192.0.2.1@tcp:/", "[", "]:",
	":", ",", "%eth0", "::ffff:192.0.2.1", "2049", "564", "99999999999999999999", "rw",
};

static void within(const struct text *t, const struct text *all)
{
	must(t->p >= all->p && t->p <= t->end && t->end <= all->end);
}

static void look(const struct text *all)
{
	struct text text = *all, line, value;

	while (text_line(&text, &line)) {
		struct mount mount;
		char room[64];
		size_t n;

		if (!mountinfo_read(line, &mount))
			continue;
		within(&mount.root, &line);
		within(&mount.point, &line);
		within(&mount.type, &line);
		within(&mount.source, &line);
		within(&mount.options, &line);
		must(text_len(&mount.point) && text_len(&mount.type));
		if (mountinfo_option(mount.options, "addr=", &value))
			within(&value, &mount.options);
		n = mountinfo_unescape(mount.point, room, sizeof(room));
		must(n < sizeof(room) && n <= text_len(&mount.point) && !room[n]);
	}
}

static void ask(const struct hint_mounts *mounts, enum nw_family family, int af,
		const char *peer, uint32_t port)
{
	struct nw_sock sock = {
		.family = (uint8_t)family,
		.af = (uint8_t)af,
		.local_port = 800,
		.remote_port = port,
	};
	char hint[HINT_ROOM];
	size_t n;

	must(inet_pton(af, peer, sock.remote) == 1);
	n = hint_of(&sock, mounts, hint);
	must(n < sizeof(hint));
	must(n == 0 || hint[n] == '\0');
	/* What no mount says is a guess. */
	if (n && !memchr(hint, ' ', n))
		must(hint[n - 1] == '?');
}

/* From the root to a path: wherever that ends, it is a mount whose point begins the path. */
static void go(struct text all)
{
	static const char *const paths[] = { "/", "/mnt", "/mnt/a", "/mnt/a/b/c", "/mntx", "", "a" };
	struct mount mounts[64];
	struct text line;
	size_t n = 0;

	while (n < ARRAY_SIZE(mounts) && text_line(&all, &line))
		n += mountinfo_read(line, &mounts[n]);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		const struct text path = text_of(paths[i], strlen(paths[i]));
		const struct mount *mount = mount_of(mounts, n, path);
		char point[64];

		must(!mount || mount_by_id(mounts, n, mount->id));
		must(mount_way_may_block(mounts, n, path) ||
		     (mount && !mount_may_block(mount->type)));
		if (!mount)
			continue;
		must(mount >= mounts && mount < mounts + n);
		mountinfo_unescape(mount->point, point, sizeof(point));
		must(strncmp(point, paths[i], strlen(point)) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hint_mounts mounts = { 0 };
	struct text all;
	size_t len;
	char *copy;

	if (size < 1)
		return 0;
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	all = text_of(copy, len);
	look(&all);
	go(all);
	must(hint_read_mounts(all, &mounts) == 0);
	ask(&mounts, NW_TCP, AF_INET, "192.0.2.1", 2049);
	ask(&mounts, NW_TCP, AF_INET, "192.0.2.1", 6789);
	ask(&mounts, NW_UDP, AF_INET, "192.0.2.1", 40000);
	ask(&mounts, NW_TCP, AF_INET6, "::ffff:192.0.2.1", 564);
	ask(&mounts, NW_TCP, AF_INET6, "2001:db8::1", 3300);
	hint_mounts_free(&mounts);
	free(copy);
	return 0;
}
