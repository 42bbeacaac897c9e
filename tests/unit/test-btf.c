/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of numbers in the kernel's description of its types, whole and damaged. */
#include <linux/btf.h>

#include "btf.h"
#include "unit.h"

static const char strings[] = "\0color\0RED\0GREEN\0box\0lid";
enum { COLOR = 1, RED = 7, GREEN = 11, BOX = 17, LID = 21 };

struct image {
	struct btf_header header;
	struct btf_type number;
	uint32_t number_more;
	struct btf_type pointer;
	struct btf_type color;
	struct btf_enum colors[2];
	struct btf_type box;
	struct btf_member lid;
	char strings[sizeof(strings)];
} __attribute__((packed));

#define TYPES (offsetof(struct image, strings) - sizeof(struct btf_header))

static struct image image_of(void)
{
	struct image image = {
		.header = { .magic = BTF_MAGIC,
			    .version = 1,
			    .hdr_len = sizeof(image.header),
			    .type_len = TYPES,
			    .str_off = TYPES,
			    .str_len = sizeof(strings) },
		.number = { .info = BTF_KIND_INT << 24, .size = 4 },
		.pointer = { .info = BTF_KIND_PTR << 24, .type = 1 },
		.color = { .name_off = COLOR, .info = BTF_KIND_ENUM << 24 | 2, .size = 4 },
		.colors = { { RED, 3 }, { GREEN, 65537 } },
		.box = { .name_off = BOX, .info = BTF_KIND_STRUCT << 24 | 1, .size = 8 },
		.lid = { .name_off = LID, .type = 2 },
	};

	memcpy(image.strings, strings, sizeof(strings));
	return image;
}

struct seen {
	size_t n;
	uint32_t red, green;
	int answer;
};

static int see(const char *name, uint32_t value, void *arg)
{
	struct seen *seen = arg;

	seen->n++;
	if (strcmp(name, "RED") == 0)
		seen->red = value;
	if (strcmp(name, "GREEN") == 0)
		seen->green = value;
	return seen->answer;
}

START_TEST(whole)
{
	const struct image image = image_of();
	struct seen seen = { 0 };
	struct btf btf;

	ck_assert_int_eq(btf_open(&image, sizeof(image), &btf), 0);
	ck_assert_int_eq(btf_enum(&btf, "color", see, &seen), 0);
	ck_assert_uint_eq(seen.n, 2);
	ck_assert_uint_eq(seen.red, 3);
	ck_assert_uint_eq(seen.green, 65537);
	ck_assert_int_eq(btf_enum(&btf, "box", see, &seen), -ENOENT);
	ck_assert_int_eq(btf_enum(&btf, "colors", see, &seen), -ENOENT);
	ck_assert(btf_has_member(&btf, "box", "lid"));
	ck_assert(!btf_has_member(&btf, "box", "key"));
	ck_assert(!btf_has_member(&btf, "color", "RED"));
	seen.answer = -ENOMEM;
	seen.n = 0;
	ck_assert_int_eq(btf_enum(&btf, "color", see, &seen), -ENOMEM);
	ck_assert_uint_eq(seen.n, 1);
}
END_TEST

/* Wherever it is cut: it is refused, as no byte is there for nothing. */
START_TEST(cut)
{
	const struct image image = image_of();
	struct btf btf;

	for (size_t len = 0; len < sizeof(image); len++) {
		char *copy = malloc(len + 1);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, &image, len);
		ck_assert_int_eq(btf_open(copy, len, &btf), -EBADMSG);
		free(copy);
	}
}
END_TEST

/* Types end in the middle of one: those before it are there. */
START_TEST(short_types)
{
	struct image image = image_of();
	struct seen seen = { 0 };
	struct btf btf;

	image.header.type_len -= 1;
	ck_assert_int_eq(btf_open(&image, sizeof(image), &btf), 0);
	ck_assert_int_eq(btf_enum(&btf, "color", see, &seen), 0);
	ck_assert(!btf_has_member(&btf, "box", "lid"));
}
END_TEST

START_TEST(hostile)
{
	struct image image = image_of();
	struct seen seen = { 0 };
	struct btf btf;

	image.header.magic ^= 1;
	ck_assert_int_eq(btf_open(&image, sizeof(image), &btf), -EBADMSG);
	image = image_of();
	image.header.type_off = UINT32_MAX;
	ck_assert_int_eq(btf_open(&image, sizeof(image), &btf), -EBADMSG);
	image = image_of();
	image.strings[sizeof(strings) - 1] = 'x';
	ck_assert_int_eq(btf_open(&image, sizeof(image), &btf), -EBADMSG);
	image = image_of();
	/* More values than there are bytes; a name beyond all names; a kind beyond all kinds. */
	image.color.info |= 0xffff;
	ck_assert_int_eq(btf_open(&image, sizeof(image), &btf), 0);
	ck_assert_int_eq(btf_enum(&btf, "color", see, &seen), -ENOENT);
	image = image_of();
	image.colors[0].name_off = UINT32_MAX;
	ck_assert_int_eq(btf_open(&image, sizeof(image), &btf), 0);
	ck_assert_int_eq(btf_enum(&btf, "color", see, &seen), 0);
	ck_assert_uint_eq(seen.red, 0);
	image.pointer.info = 31U << 24;
	ck_assert_int_eq(btf_enum(&btf, "color", see, &seen), -ENOENT);
}
END_TEST

UNIT_MAIN("btf", whole, cut, short_types, hostile)
