/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* systemd's socket units: which files there are, and which of them count. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "sys-list.h"
#include "units.h"

/* systemd.unit(5): what stands first wins. */
static const char *const places[] = {
	"etc/systemd/system.control", "run/systemd/system.control",
	"run/systemd/transient",      "run/systemd/generator.early",
	"etc/systemd/system",         "etc/systemd/system.attached",
	"run/systemd/system",         "run/systemd/system.attached",
	"run/systemd/generator",      "usr/local/lib/systemd/system",
	"usr/lib/systemd/system",     "lib/systemd/system",
	"run/systemd/generator.late",
};

/* Longer ones systemd does not take, and paths of them have no room. */
#define NAME_ROOM 160

/* ---- names ------------------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *suffix)
{
	const size_t len = strlen(name), n = strlen(suffix);

	return len > n && len < NAME_ROOM && strcmp(name + len - n, suffix) == 0;
}

static bool is_part(const char *name)
{
	return ends_with(name, ".conf");
}

/* Units, and directories with additions to them. Templates are no units. */
static bool is_unit(const char *name)
{
	if (ends_with(name, ".socket.d"))
		return true;
	return ends_with(name, ".socket") && !ends_with(name, "@.socket") &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789:-_.\\@") == strlen(name);
}

struct found {
	const char *name;
	bool link;
	size_t place;
};

/* What of many places was found, each name's first place first. */
struct finds {
	struct sys_names names;
	VEC(struct found) all;
};

static void finds_free(struct finds *finds)
{
	sys_names_free(&finds->names);
	vec_free(&finds->all);
}

static int by_name(const void *left, const void *right)
{
	const struct found *a = left, *b = right;
	int r = strcmp(a->name, b->name);

	return r ? r : (a->place > b->place) - (a->place < b->place);
}

/* `below`: a directory in each of the places, or "". */
static int find(struct sys *sys, const char *below, bool (*takes)(const char *name),
		struct finds *ret)
{
	size_t before = 0;
	int r = 0;

	for (size_t place = 0; place < ARRAY_SIZE(places); place++) {
		char path[256];

		snprintf(path, sizeof(path), "%s%s%s", places[place], *below ? "/" : "", below);
		r = sys_list(sys, path, takes, &ret->names);
		if (r == -ENOMEM || r == -EOVERFLOW)
			return r;
		for (; before < ret->names.all.n; before++) {
			struct found *one = vec_push(&ret->all);

			if (!one)
				return -ENOMEM;
			one->place = place;
		}
	}
	/* Pointers only now: the arena has moved while it grew. */
	for (size_t i = 0; i < ret->all.n; i++) {
		ret->all.at[i].name = ret->names.text.at + ret->names.all.at[i].name;
		ret->all.at[i].link = ret->names.all.at[i].link;
	}
	if (ret->all.n)
		qsort(ret->all.at, ret->all.n, sizeof(*ret->all.at), by_name);
	return 0;
}

/* ---- files --------------------------------------------------------------------------------- */

static int read_part(struct sys *sys, const struct found *found, const char *below,
		     struct unit_listens *listens)
{
	struct bytes file = { 0 };
	int r = sys_read(sys, &file, "%s%s%s/%s", places[found->place], *below ? "/" : "",
			 below, found->name);

	if (r >= 0)
		r = unit_listens_read(text_of(file.at, file.n), listens);
	else if (r != -ENOMEM)
		r = 0;
	free(file.at);
	return r;
}

/* Of additions of the same name the first one counts, and is none if it is a link away. */
static int read_additions(struct sys *sys, const char *below, struct unit_listens *listens)
{
	struct finds parts = { 0 };
	int r = find(sys, below, is_part, &parts);

	for (size_t i = 0; r == 0 && i < parts.all.n; i++) {
		const struct found *one = &parts.all.at[i];

		if (i && strcmp(one->name, one[-1].name) == 0)
			continue;
		if (!one->link)
			r = read_part(sys, one, below, listens);
	}
	finds_free(&parts);
	return r;
}

static int add_unit(struct sys *sys, const struct found *found, bool additions,
		    struct units *units)
{
	struct unit unit = { .name_len = (uint32_t)strlen(found->name) }, *slot;
	char below[NAME_ROOM + 2];
	int r = read_part(sys, found, "", &unit.listens);

	if (r == 0 && additions) {
		snprintf(below, sizeof(below), "%s.d", found->name);
		r = read_additions(sys, below, &unit.listens);
	}
	if (r == 0 && unit.listens.all.n) {
		r = arena_add(&units->names, found->name, unit.name_len, &unit.name);
		slot = r == 0 ? vec_push(&units->all) : NULL;
		if (slot) {
			*slot = unit;
			return 0;
		}
		r = r < 0 ? r : -ENOMEM;
	}
	unit_listens_free(&unit.listens);
	return r;
}

static bool has_additions(const struct finds *finds, const struct found *unit)
{
	char name[NAME_ROOM + 2];
	const struct found *end = finds->all.at + finds->all.n;

	snprintf(name, sizeof(name), "%s.d", unit->name);
	for (const struct found *one = unit; one < end; one++)
		if (strcmp(one->name, name) == 0)
			return true;
	return false;
}

int units_load(struct sys *sys, struct units *ret)
{
	struct finds finds = { 0 };
	int r = find(sys, "", is_unit, &finds);

	for (size_t i = 0; r == 0 && i < finds.all.n; i++) {
		const struct found *one = &finds.all.at[i];

		if ((i && strcmp(one->name, one[-1].name) == 0) ||
		    !ends_with(one->name, ".socket"))
			continue;
		/* A link elsewhere is /dev/null, or another name of a unit. */
		if (!one->link)
			r = add_unit(sys, one, has_additions(&finds, one), ret);
	}
	finds_free(&finds);
	return r;
}

const struct unit *units_find(const struct units *units, const struct nw_sock *sock,
			      const char *attrs)
{
	const struct unit *found = NULL;
	enum unit_match best = UNIT_NO;
	bool two = false;

	for (size_t i = 0; i < units->all.n; i++) {
		enum unit_match match =
			unit_listens_match(&units->all.at[i].listens, sock, attrs);

		if (match == UNIT_NO || match < best)
			continue;
		two = match == best;
		best = match;
		found = &units->all.at[i];
	}
	return two ? NULL : found;
}

void units_free(struct units *units)
{
	for (size_t i = 0; i < units->all.n; i++)
		unit_listens_free(&units->all.at[i].listens);
	vec_free(&units->all);
	vec_free(&units->names);
}
