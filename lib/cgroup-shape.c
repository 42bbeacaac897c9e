/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The directories that container runtimes make for their containers, as one table. */
#include <string.h>

#include "cgroup-shape.h"
#include "cleanup.h"

/* ---- texts ------------------------------------------------------------------------- */

bool shape_cut(struct text *t, const char *suffix)
{
	size_t len = strlen(suffix);

	if (text_len(t) <= len || memcmp(t->end - len, suffix, len) != 0)
		return false;
	t->end -= len;
	return true;
}

bool shape_between(struct text name, const char *before, const char *after, struct text *ret)
{
	if (!text_literal(&name, before) || !shape_cut(&name, after))
		return false;
	*ret = name;
	return true;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- ids ------------------------------------------------------------------------------ */

/* A form: 'x' a hexadecimal digit, '-' itself or '_', as systemd has it in slices. */
static bool has_form(const struct text *t, const char *form)
{
	if (text_len(t) != strlen(form))
		return false;
	for (const char *p = t->p; p < t->end; p++, form++)
		if (*form == 'x' ? !is_hex(*p) : *p != '-' && *p != '_')
			return false;
	return true;
}

#define UUID "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
#define HEX32 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static bool anything(const struct text *t)
{
	return text_len(t) > 0;
}

static bool hex64(const struct text *t)
{
	return has_form(t, HEX32 HEX32);
}

/* BuildKit's steps: 25 letters and digits. */
static bool step(const struct text *t)
{
	for (const char *p = t->p; p < t->end; p++)
		if (!is_digit(*p) && !(*p >= 'a' && *p <= 'z'))
			return false;
	return text_len(t) == 25;
}

static bool garden(const struct text *t)
{
	return has_form(t, "xxxxxxxx-xxxx-xxxx-xxxx-xxxx");
}

/* Fargate: the task's id, a dash, the container's number. */
static bool fargate(const struct text *t)
{
	struct text task = *t;

	if (text_len(t) < 34)
		return false;
	task.end = task.p + 32;
	for (const char *p = task.end + 1; p < t->end; p++)
		if (!is_digit(*p))
			return false;
	return has_form(&task, HEX32) && *task.end == '-';
}

/* Nomad: the allocation's uuid, a dot, the task's name. */
static bool allocation(const struct text *t)
{
	struct text uuid = *t;

	if (text_len(t) < 38)
		return false;
	uuid.end = uuid.p + 36;
	return has_form(&uuid, UUID) && *uuid.end == '.';
}

static bool libvirt_lxc(const struct text *t)
{
	struct text rest = *t;

	return text_literal(&rest, "lxc\\x2d") && text_len(&rest) > 0;
}

static bool libvirt_qemu(const struct text *t)
{
	struct text rest = *t;

	return text_literal(&rest, "qemu\\x2d") && text_len(&rest) > 0;
}

/* ---- what runtimes call a container's directory ----------------------------------------- */

struct row {
	const char *runtime;
	const char *above; /* the directory above; with a slash, at the top; NULL: any */
	const char *before, *after;
	bool (*is_id)(const struct text *id);
};

/* What systemd's machined gave its name to. */
static const struct row machines[] = {
	{ "libvirt-lxc", NULL, "machine-", ".scope", libvirt_lxc },
	{ "libvirt-qemu", NULL, "machine-", ".scope", libvirt_qemu },
	{ "systemd-nspawn", NULL, "machine-", ".scope", anything },
	{ "systemd-nspawn", NULL, "systemd-nspawn@", ".service", anything },
	{ "systemd-vmspawn", NULL, "systemd-vmspawn@", ".service", anything },
};

/*
 * The first that fits counts. Of the helpers beside a container none may fit: conmon is
 * in libpod-conmon-ID.scope, crio-conmon-ID.scope or runtime, LXC's monitor in
 * lxc.monitor.NAME. A colon is in a path meant for systemd that was given to a driver
 * without it, SLICE:RUNTIME:ID; the slice has been cut off here.
 */
static const struct row containers[] = {
	{ "docker", NULL, "docker-", ".scope", hex64 },
	{ "docker", NULL, "docker:", "", hex64 },
	{ "docker", "docker", "", "", hex64 },
	{ "buildkit", NULL, "docker:", "", step },
	{ "buildkit", "docker", "", "", step },
	{ "buildkit", "buildkit", "", "", step },
	{ "podman", NULL, "libpod-", ".scope", hex64 },
	{ "podman", NULL, "libpod-", "", hex64 },
	{ "podman", NULL, "libpod-payload-", "", hex64 },
	{ "podman", NULL, "libpod:", "", hex64 },
	{ "podman", "libpod", "", "", hex64 },
	{ "podman", "libpod_parent", "", "", hex64 },
	{ "containerd", NULL, "cri-containerd-", ".scope", hex64 },
	{ "containerd", NULL, "cri-containerd:", "", hex64 },
	{ "containerd", NULL, "nerdctl-", ".scope", hex64 },
	{ "containerd", NULL, "nerdctl:", "", hex64 },
	/* NAMESPACE/ID; of the namespaces, these have names that say so. */
	{ "containerd", "/default", "", "", anything },
	{ "containerd", "/k8s.io", "", "", anything },
	{ "containerd", "/moby", "", "", anything },
	{ "cri-o", NULL, "crio-", ".scope", hex64 },
	{ "cri-o", NULL, "crio-", "", hex64 },
	{ "cri-o", NULL, "crio:", "", hex64 },
	{ "kata", NULL, "kata_", "", hex64 },
	{ "kata", "kata_overhead", "", "", hex64 },
	/* Whichever runtime it is, its path does not tell. */
	{ "kubernetes", SHAPE_POD, "", "", hex64 },
	{ "lxc", NULL, "lxc.payload.", "", anything },
	{ "lxc", "lxc.payload", "", "", anything },
	{ "lxc", "lxc", "", "", anything },
	{ "libvirt-lxc", NULL, "", ".libvirt-lxc", anything },
	{ "libvirt-qemu", NULL, "", ".libvirt-qemu", anything },
	{ "firecracker", "firecracker", "", "", anything },
	{ "nomad", NULL, "", ".scope", allocation },
	{ "nomad", NULL, "", "", allocation },
	{ "ecs", NULL, "", "", fargate },
	{ "garden", NULL, "", "", garden },
	{ "runc", NULL, "runc-", ".scope", anything },
	{ "crun", NULL, "crun-", ".scope", anything },
	{ "youki", NULL, "youki-", ".scope", anything },
	{ "apptainer", NULL, "apptainer-", ".scope", anything },
	{ "singularity", NULL, "singularity-", ".scope", anything },
	/* docker run --cgroup-parent, CI systems, runtimes nobody heard of. */
	{ "container", NULL, "", "", hex64 },
	{ "container", NULL, "", ".scope", hex64 },
};

static bool is_above(struct text above, unsigned level, const char *wanted)
{
	if (*wanted == '/')
		return level == 1 && text_is(&above, wanted + 1);
	return text_is(&above, wanted);
}

static const struct row *find(const struct row *rows, size_t n, struct text name,
			      struct text above, unsigned level, struct text *id)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];

		if ((!row->above || is_above(above, level, row->above)) &&
		    shape_between(name, row->before, row->after, id) && row->is_id(id))
			return row;
	}
	return NULL;
}

bool shape_of(struct text name, struct text above, unsigned level, struct shape *ret)
{
	const struct row *row;
	struct text id;
	bool machine;

	row = find(machines, ARRAY_SIZE(machines), name, above, level, &id);
	machine = row != NULL;
	if (!row)
		row = find(containers, ARRAY_SIZE(containers), name, above, level, &id);
	if (!row)
		return false;

	*ret = (struct shape){ row->runtime, id, machine };
	return true;
}

bool shape_pod(struct text name, struct text *uid)
{
	if (shape_cut(&name, ".slice")) {
		const char *pod = NULL;

		for (const char *p = name.p; name.end - p > 4; p++)
			if (memcmp(p, "-pod", 4) == 0)
				pod = p + 4;
		if (!pod)
			return false;
		name.p = pod;
	} else if (!text_literal(&name, "pod")) {
		return false;
	}
	*uid = name;
	/* Pods that the kubelet reads from a file have a hash instead of a uuid. */
	return has_form(&name, UUID) || has_form(&name, HEX32);
}
