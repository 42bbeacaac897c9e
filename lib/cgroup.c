/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The paths of control groups, read from the root inwards: the innermost name counts. */
#include <string.h>

#include "cgroup-shape.h"
#include "cgroup.h"
#include "cleanup.h"

/* ---- containers and pods ------------------------------------------------------------ */

struct scan {
	struct cgroup_labels *labels;
	struct text above; /* the directory above, SHAPE_POD for one of a pod */
	unsigned level;    /* directories above */
	bool manager;      /* below a user's systemd */
};

/* systemd writes what is not allowed in a unit's name as \x2d. */
static void decode(struct cgroup_labels *labels, struct text id, bool escapes)
{
	size_t n = 0;

	while (id.p < id.end && n < sizeof(labels->name) - 1) {
		uint64_t c = (unsigned char)*id.p;
		struct text rest = id;

		if (escapes && text_literal(&rest, "\\x") && text_hex_n(&rest, 2, &c) &&
		    c != 0) {
			id = rest;
		} else {
			c = (unsigned char)*id.p;
			id.p++;
		}
		labels->name[n++] = (char)c;
	}
	labels->name[n] = '\0';
	labels->name_len = (uint16_t)n;
}

/* Is it the directory of that machine's monitor, which stays outside of the machine? */
static bool is_supervisor(const struct text *rest)
{
	struct text t = *rest;

	return text_literal(&t, "supervisor") && (text_len(&t) == 0 || *t.p == '/');
}

static bool take_container(struct scan *scan, struct text name, const struct text *rest)
{
	struct cgroup_labels *labels = scan->labels;
	struct shape shape;

	if (!shape_of(name, scan->above, scan->level, &shape) ||
	    (shape.machine && is_supervisor(rest)))
		return false;
	memmove(labels->containers + 1, labels->containers,
		sizeof(labels->containers) - sizeof(labels->containers[0]));
	labels->containers[0] = (struct cgroup_container){ shape.runtime, shape.id };
	labels->depth++;
	decode(labels, shape.id, shape.machine);
	/* What follows is of the container's own systemd. */
	scan->manager = false;
	return true;
}

static bool take_pod(struct scan *scan, struct text name)
{
	char *pod = scan->labels->pod;
	struct text uid;

	if (!shape_pod(name, &uid))
		return false;
	for (; uid.p < uid.end; uid.p++)
		*pod++ = *uid.p == '_' ? '-' : *uid.p;
	*pod = '\0';
	return true;
}

/* ---- systemd and logind --------------------------------------------------------------- */

static void take_uid(struct scan *scan, struct text value)
{
	uint64_t uid;

	/* The last one means "nobody at all". */
	if (*value.p < '0' || *value.p > '9' || !text_dec(&value, &uid) ||
	    text_len(&value) || uid >= UINT32_MAX)
		return;
	scan->labels->uid = (uint32_t)uid;
	scan->labels->has_uid = true;
}

static void take_manager(struct scan *scan, struct text value)
{
	take_uid(scan, value);
	scan->manager = true;
}

static void take_session(struct scan *scan, struct text value)
{
	scan->labels->session = value;
}

static void take_old_session(struct scan *scan, struct text value)
{
	struct text user = scan->above;

	if (shape_cut(&user, ".user"))
		take_session(scan, value);
}

static const struct {
	const char *before, *after;
	void (*take)(struct scan *scan, struct text value);
} logins[] = {
	{ "user-", ".slice", take_uid },
	{ "user@", ".service", take_manager },
	{ "session-", ".scope", take_session },
	/* Before systemd 205, and where logind ran without systemd: /user/1000.user/1.session */
	{ "", ".user", take_uid },
	{ "", ".session", take_old_session },
};

static bool is_unit(struct text name)
{
	static const char *const suffixes[] = {
		".service", ".scope", ".socket", ".mount", ".swap",
	};

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (shape_cut(&name, suffixes[i]))
			return true;
	return false;
}

static void take_unit(struct scan *scan, struct text name)
{
	struct cgroup_labels *labels = scan->labels;

	if (scan->manager) {
		labels->user_unit = name;
	} else {
		labels->unit = name;
		labels->user_unit = labels->user_slice = (struct text){ 0 };
	}
}

static void take_slice(struct scan *scan, struct text name)
{
	if (scan->manager)
		scan->labels->user_slice = name;
	else
		scan->labels->slice = name;
}

static void take_systemd(struct scan *scan, struct text name)
{
	struct text unit = name, value = name;

	/* What could be taken for a file of the kernel's, systemd writes with a '_' in front. */
	text_char(&unit, '_');
	if (shape_cut(&value, ".slice"))
		take_slice(scan, unit);
	else if (is_unit(name))
		take_unit(scan, unit);

	for (size_t i = 0; i < ARRAY_SIZE(logins); i++)
		if (shape_between(name, logins[i].before, logins[i].after, &value))
			logins[i].take(scan, value);
}

/* ---- a path ------------------------------------------------------------------------------ */

static void take_name(struct scan *scan, struct text name, const struct text *rest)
{
	struct text value = name;
	bool container = take_container(scan, name, rest);

	/* A runtime's scope is the container, nothing of its own; a service is a unit. */
	if (!container || shape_cut(&value, ".service"))
		take_systemd(scan, name);
	scan->above = take_pod(scan, name) ? text_of(SHAPE_POD, strlen(SHAPE_POD)) : name;
	scan->level++;
}

/* SLICE:RUNTIME:ID is a path meant for systemd, given to a runtime that went without it. */
static void take_part(struct scan *scan, struct text name, const struct text *rest)
{
	const char *colon = memchr(name.p, ':', text_len(&name));
	struct text slice = name, value;

	slice.end = colon ? colon : name.p;
	value = slice;
	if (shape_cut(&value, ".slice")) {
		take_name(scan, slice, rest);
		name.p = colon + 1;
	}
	take_name(scan, name, rest);
}

static bool scan_path(struct text path, struct cgroup_labels *ret)
{
	struct scan scan = { .labels = ret };
	struct text rest = path;

	if (!text_char(&rest, '/'))
		return false;
	ret->path = path;
	while (text_len(&rest)) {
		const char *slash = memchr(rest.p, '/', text_len(&rest));
		struct text name = { rest.p, slash ? slash : rest.end };

		rest.p = slash ? slash + 1 : rest.end;
		/* From inside of a cgroup namespace, what is above its root looks like this. */
		if (text_is(&name, ".."))
			ret->outside = true;
		else if (text_len(&name))
			take_part(&scan, name, &rest);
	}
	return true;
}

bool cgroup_parse_path(const char *path, size_t len, struct cgroup_labels *ret)
{
	struct cgroup_labels labels = { 0 };

	if (!scan_path(text_of(path, len), &labels))
		return false;
	labels.unified = labels.path;
	*ret = labels;
	return true;
}

/* ---- the file of a process --------------------------------------------------------------- */

enum hierarchy {
	CONTROLLER,
	SYSTEMD,
	UNIFIED,
};

/* Which of two lines says more? */
static bool better(const struct cgroup_labels *a, enum hierarchy a_kind,
		   const struct cgroup_labels *b, enum hierarchy b_kind)
{
	const bool a_root = text_is(&a->path, "/"), b_root = text_is(&b->path, "/");

	if (!a->depth != !b->depth)
		return a->depth > 0;
	if (a_root != b_root)
		return b_root;
	if (a_kind != b_kind)
		return a_kind > b_kind;
	return text_len(&a->path) > text_len(&b->path);
}

/* NUMBER:CONTROLLERS:/PATH; neither of the first two has a colon in it. */
static bool read_line(struct text line, enum hierarchy *kind, struct text *path)
{
	struct text controllers;
	uint64_t number;

	if (!text_dec(&line, &number) || !text_char(&line, ':'))
		return false;
	controllers.p = line.p;
	controllers.end = memchr(line.p, ':', text_len(&line));
	if (!controllers.end)
		return false;

	if (number == 0 && text_len(&controllers) == 0)
		*kind = UNIFIED;
	else
		*kind = text_is(&controllers, "name=systemd") ? SYSTEMD : CONTROLLER;
	*path = text_of(controllers.end + 1, (size_t)(line.end - controllers.end - 1));
	return true;
}

bool cgroup_parse(const char *data, size_t len, struct cgroup_labels *ret)
{
	struct cgroup_labels best = { 0 };
	struct text text = text_of(data, len), line, path, unified = { 0 };
	enum hierarchy kind, best_kind = CONTROLLER;

	while (text_line(&text, &line)) {
		struct cgroup_labels labels = { 0 };

		if (!read_line(line, &kind, &path))
			continue;
		/* The kernel says so in the unified hierarchy only. */
		if (kind == UNIFIED)
			labels.deleted = shape_cut(&path, " (deleted)");
		if (!scan_path(path, &labels))
			continue;
		if (kind == UNIFIED)
			unified = path;
		if (best.path.p && !better(&labels, kind, &best, best_kind))
			continue;
		best = labels;
		best_kind = kind;
	}
	if (!best.path.p)
		return false;

	best.unified = unified;
	*ret = best;
	return true;
}
