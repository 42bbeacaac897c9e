/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's own description of its types (BTF), as far as names of numbers go. */
#include <errno.h>
#include <linux/btf.h>
#include <string.h>

#include "btf.h"

/* The kinds that this machine's headers may not have yet. */
enum { DECL_TAG = 17, TYPE_TAG = 18, ENUM64 = 19 };

/* What follows the head of a type, once, and for each of its parts. */
static const struct size {
	uint8_t once, each;
} sizes[] = {
	[BTF_KIND_INT] = { 4, 0 },
	[BTF_KIND_ARRAY] = { sizeof(struct btf_array), 0 },
	[BTF_KIND_STRUCT] = { 0, sizeof(struct btf_member) },
	[BTF_KIND_UNION] = { 0, sizeof(struct btf_member) },
	[BTF_KIND_ENUM] = { 0, sizeof(struct btf_enum) },
	[BTF_KIND_FUNC_PROTO] = { 0, sizeof(struct btf_param) },
	[BTF_KIND_VAR] = { sizeof(struct btf_var), 0 },
	[BTF_KIND_DATASEC] = { 0, sizeof(struct btf_var_secinfo) },
	[DECL_TAG] = { 4, 0 },
	[TYPE_TAG] = { 0, 0 },
	[ENUM64] = { 0, 12 },
};

#define KINDS (sizeof(sizes) / sizeof(sizes[0]))

static bool is_inside(uint64_t at, uint64_t len, uint64_t all)
{
	return at <= all && len <= all - at;
}

int btf_open(const void *data, size_t len, struct btf *ret)
{
	struct btf_header header;
	size_t rest;

	if (len < sizeof(header))
		return -EBADMSG;
	memcpy(&header, data, sizeof(header));
	if (header.magic != BTF_MAGIC || header.hdr_len < sizeof(header) || header.hdr_len > len)
		return -EBADMSG;
	rest = len - header.hdr_len;
	if (!is_inside(header.type_off, header.type_len, rest) ||
	    !is_inside(header.str_off, header.str_len, rest) || !header.str_len)
		return -EBADMSG;
	ret->types = (const char *)data + header.hdr_len + header.type_off;
	ret->types_len = header.type_len;
	ret->strings = (const char *)data + header.hdr_len + header.str_off;
	ret->strings_len = header.str_len;
	return ret->strings[ret->strings_len - 1] ? -EBADMSG : 0;
}

static const char *string_at(const struct btf *btf, uint32_t at)
{
	return at < btf->strings_len ? btf->strings + at : "";
}

/* A type, and where its parts are. */
struct type {
	struct btf_type head;
	uint32_t kind;
	const char *parts;
	size_t n;
};

/* false: the end, or what is of no known size. */
static bool next_type(const struct btf *btf, size_t *at, struct type *ret)
{
	size_t len;

	if (!is_inside(*at, sizeof(ret->head), btf->types_len))
		return false;
	memcpy(&ret->head, btf->types + *at, sizeof(ret->head));
	ret->kind = BTF_INFO_KIND(ret->head.info);
	ret->n = BTF_INFO_VLEN(ret->head.info);
	if (ret->kind >= KINDS)
		return false;
	ret->parts = btf->types + *at + sizeof(ret->head);
	len = sizeof(ret->head) + sizes[ret->kind].once + ret->n * sizes[ret->kind].each;
	if (!is_inside(*at, len, btf->types_len))
		return false;
	*at += len;
	return true;
}

static bool find_type(const struct btf *btf, uint32_t kind, const char *name, struct type *ret)
{
	size_t at = 0;

	while (next_type(btf, &at, ret))
		if (ret->kind == kind && strcmp(string_at(btf, ret->head.name_off), name) == 0)
			return true;
	return false;
}

int btf_enum(const struct btf *btf, const char *name,
	     int (*take)(const char *name, uint32_t value, void *arg), void *arg)
{
	struct type type;
	int r = 0;

	if (!find_type(btf, BTF_KIND_ENUM, name, &type))
		return -ENOENT;
	for (size_t i = 0; r >= 0 && i < type.n; i++) {
		struct btf_enum one;

		memcpy(&one, type.parts + i * sizeof(one), sizeof(one));
		r = take(string_at(btf, one.name_off), (uint32_t)one.val, arg);
	}
	return r < 0 ? r : 0;
}

bool btf_has_member(const struct btf *btf, const char *name, const char *member)
{
	struct type type;

	if (!find_type(btf, BTF_KIND_STRUCT, name, &type))
		return false;
	for (size_t i = 0; i < type.n; i++) {
		struct btf_member one;

		memcpy(&one, type.parts + i * sizeof(one), sizeof(one));
		if (strcmp(string_at(btf, one.name_off), member) == 0)
			return true;
	}
	return false;
}
