/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Labels of control groups as one line of text, and ids and paths to read them from. */
#ifndef NW_UNIT_CGROUP_H
#define NW_UNIT_CGROUP_H

#include "cgroup.h"
#include "unit.h"

/* Ids of containers, of pods, of steps of a build. */
#define A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define B "fedcba98765432100123456789abcdeffedcba98765432100123456789abcdef"
#define U "11223344-5566-7788-99aa-bbccddeeff00"
#define V "11223344_5566_7788_99aa_bbccddeeff00"
#define H "2732ca68f6358eba7703fb6f82a25c94"
#define S "jvifp9a6b1lxa1kuw8bwfcovf"

#define USER "/user.slice/user-1000.slice"
#define MANAGER USER "/user@1000.service"
#define OF_USER "uid=1000 slice=user-1000.slice"
#define OF_MANAGER "unit=user@1000.service " OF_USER
#define BURSTABLE                                                                        \
	"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" V ".slice"
#define OF_BURSTABLE "pod=" U " slice=kubepods-burstable-pod" V ".slice"

/* ---- saying ----------------------------------------------------------------------------- */

struct said {
	char at[16384];
	size_t n;
};

static inline void say(struct said *said, const char *key, const char *value, size_t len)
{
	if (!len)
		return;
	ck_assert_uint_lt(said->n + strlen(key) + len + 2, sizeof(said->at));
	said->n += (size_t)sprintf(said->at + said->n, "%s%s%.*s", said->n ? " " : "",
				   key, (int)len, value);
}

static inline void say_text(struct said *said, const char *key, const struct text *value)
{
	say(said, key, value->p, text_len(value));
}

/* All that is known, as "docker=NAME in=RUNTIME/ID pod= unit= ..." without what is not. */
static inline const char *tell(const struct cgroup_labels *labels)
{
	static struct said said;
	char key[80];

	said.n = 0;
	said.at[0] = '\0';
	for (unsigned i = 0; i < labels->depth && i < CGROUP_NESTED; i++) {
		const struct cgroup_container *container = &labels->containers[i];

		snprintf(key, sizeof(key), i ? "in=%s/" : "%s=", container->runtime);
		if (i)
			say_text(&said, key, &container->id);
		else
			say(&said, key, labels->name, labels->name_len);
	}
	say(&said, "pod=", labels->pod, strlen(labels->pod));
	say_text(&said, "unit=", &labels->unit);
	say_text(&said, "user-unit=", &labels->user_unit);
	say_text(&said, "session=", &labels->session);
	snprintf(key, sizeof(key), "%u", labels->uid);
	say(&said, "uid=", key, labels->has_uid ? strlen(key) : 0);
	say_text(&said, "slice=", &labels->slice);
	say_text(&said, "user-slice=", &labels->user_slice);
	say(&said, "outside", "!", labels->outside);
	say(&said, "deleted", "!", labels->deleted);
	return said.at;
}

/* Whatever is told lies within what was read. */
static inline void assert_within(const struct text *t, const char *data, size_t len)
{
	if (t->p)
		ck_assert(t->p >= data && t->p <= t->end && t->end <= data + len);
}

static inline void assert_sound(const struct cgroup_labels *labels, const char *data, size_t len)
{
	const struct text *const all[] = { &labels->path,   &labels->unified,
					   &labels->unit,   &labels->user_unit,
					   &labels->slice,  &labels->user_slice,
					   &labels->session };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		assert_within(all[i], data, len);
	for (unsigned i = 0; i < CGROUP_NESTED; i++) {
		ck_assert(!labels->containers[i].runtime == (i >= labels->depth));
		assert_within(&labels->containers[i].id, data, len);
	}
	ck_assert_uint_lt(labels->name_len, sizeof(labels->name));
	ck_assert_int_eq(labels->name[labels->name_len], '\0');
	ck_assert(!labels->name_len == !labels->depth);
	ck_assert_uint_lt(strlen(labels->pod), sizeof(labels->pod));
}

static inline void assert_text(const struct text *t, const char *s)
{
	ck_assert_uint_eq(text_len(t), strlen(s));
	ck_assert(strncmp(t->p ? t->p : "", s, text_len(t)) == 0);
}

/* From memory that ends where the text ends. */
static inline bool parse(const char *data, size_t len, struct cgroup_labels *labels, char **copy)
{
	bool ok;

	*copy = malloc(len ? len : 1);
	ck_assert_ptr_nonnull(*copy);
	memcpy(*copy, data, len);
	ok = cgroup_parse(*copy, len, labels);
	if (ok)
		assert_sound(labels, *copy, len);
	return ok;
}

#endif
