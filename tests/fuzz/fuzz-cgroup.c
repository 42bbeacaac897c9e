/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: /proc/PID/cgroup, of any bytes or put together from what is found in it. */
#include "cgroup.h"
#include "compose.h"

static const char *const words[] = { "/",
				     "/",
				     "/",
				     "/",
				     "\n",
				     "0::/",
				     "1:name=systemd:/",
				     "2:cpu:/",
				     " (deleted)",
				     "..",
				     ".slice",
				     ".slice:",
				     ".scope",
				     ".service",
				     ".user",
				     ".session",
				     "_",
				     "-",
				     ":",
				     "\\x",
				     "docker",
				     "docker-",
				     "libpod-",
				     "libpod-payload-",
				     "cri-containerd-",
				     "crio-",
				     "pod",
				     "-pod",
				     "kubepods",
				     "lxc",
				     "lxc.payload.",
				     "machine-",
				     "machine-qemu\\x2d",
				     "systemd-nspawn@",
				     "supervisor",
				     "user-1000",
				     "user@1000.service",
				     "session-c1",
				     "default",
				     "4294967295",
				     "2d",
				     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
				     "0123456789abcdef0123456789abcdef",
				     "01234567-89ab-cdef-0123-456789abcdef",
				     "01234567_89ab_cdef_0123_456789abcdef",
				     "abcdefghijklmnopqrstuvwxy" };

static void within(const struct text *t, const struct text *all)
{
	must(!t->p || (t->p >= all->p && t->p <= t->end && t->end <= all->end));
}

static void sound(const struct cgroup_labels *labels, const struct text *all)
{
	within(&labels->path, all);
	within(&labels->unified, all);
	within(&labels->unit, all);
	within(&labels->user_unit, all);
	within(&labels->slice, all);
	within(&labels->user_slice, all);
	within(&labels->session, all);
	must(text_len(&labels->path) > 0 && *labels->path.p == '/');
	must(!memchr(labels->path.p, '\n', text_len(&labels->path)));
	for (unsigned i = 0; i < CGROUP_NESTED; i++) {
		within(&labels->containers[i].id, all);
		must(!labels->containers[i].runtime == (i >= labels->depth));
		must(!text_len(&labels->containers[i].id) == (i >= labels->depth));
	}
	must(labels->name_len < sizeof(labels->name));
	must(labels->name[labels->name_len] == '\0');
	must(!labels->name_len == !labels->depth);
	must(strnlen(labels->pod, sizeof(labels->pod)) < sizeof(labels->pod));
}

/* What is said of a line is said of its path by itself. */
static void compare(const struct cgroup_labels *labels)
{
	struct cgroup_labels again;

	must(cgroup_parse_path(labels->path.p, text_len(&labels->path), &again));
	must(again.depth == labels->depth && again.name_len == labels->name_len);
	must(memcmp(again.name, labels->name, labels->name_len) == 0);
	must(strcmp(again.pod, labels->pod) == 0);
	must(again.unit.p == labels->unit.p && again.unit.end == labels->unit.end);
	must(again.uid == labels->uid && again.outside == labels->outside);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cgroup_labels labels;
	struct text all;
	size_t len;
	char *copy;

	if (size < 1)
		return 0;
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	all = text_of(copy, len);
	if (cgroup_parse(copy, len, &labels)) {
		sound(&labels, &all);
		compare(&labels);
	}
	free(copy);
	return 0;
}
