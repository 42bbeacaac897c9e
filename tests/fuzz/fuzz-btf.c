/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: the kernel's description of its types, and /proc/kallsyms. */
#include <linux/btf.h>

#include "btf.h"
#include "compose.h"
#include "symbols.h"

static const char names[] = "\0e\0s\0A\0B";

static int take(const char *name, uint32_t value, void *arg)
{
	size_t *n = arg;

	(void)value;
	must(strlen(name) < sizeof(names));
	return ++*n > 65535 ? -E2BIG : 0;
}

/* Under a header that is right, as one alone is soon found out. */
static char *framed(const uint8_t *data, size_t size, size_t *len)
{
	const struct btf_header header = {
		.magic = BTF_MAGIC,
		.version = 1,
		.hdr_len = sizeof(header),
		.type_len = (uint32_t)size,
		.str_off = (uint32_t)size,
		.str_len = sizeof(names),
	};
	char *all = malloc(sizeof(header) + size + sizeof(names));

	must(all);
	memcpy(all, &header, sizeof(header));
	memcpy(all + sizeof(header), data, size);
	memcpy(all + sizeof(header) + size, names, sizeof(names));
	*len = sizeof(header) + size + sizeof(names);
	return all;
}

/* Small numbers: kinds, counts and names that there are. */
static void tame(char *types, size_t size)
{
	for (size_t i = 0; i + 12 <= size; i += 12) {
		types[i] %= 9;
		types[i + 1] = types[i + 2] = types[i + 3] = 0;
		types[i + 4] %= 4;
		types[i + 5] = types[i + 6] = 0;
		types[i + 7] %= 21;
	}
}

static void describe(const uint8_t *data, size_t size)
{
	size_t len, n = 0;
	char *all = data[0] % 4 ? framed(data + 1, size - 1, &len)
				: copy_of(data + 1, len = size - 1);
	struct btf btf;

	if (data[0] % 4 == 2)
		tame(all + sizeof(struct btf_header), size - 1);
	if (btf_open(all, len, &btf) == 0) {
		btf_enum(&btf, "e", take, &n);
		btf_has_member(&btf, "s", "A");
	}
	free(all);
}

static const char *const words[] = {
	"ffffffff81000000",
	"ffffffff81000100",
	"0000000000000000",
	"ffffffffc0000000",
	" ",
	"T",
	"t",
	"D",
	"_text",
	"name",
	"\t[module]",
	"\n",
	"\n",
	" t ",
	"10000000000000000",
};

static void find(const uint8_t *data, size_t size)
{
	struct symbol symbols[] = { { .address = 0xff },
				    { .address = 0xffffffff81000080 },
				    { .address = 0xffffffff81000180 } };
	struct arena arena = { 0 };
	size_t len;
	char *copy = input_of(data, size, words, ARRAY_SIZE(words), &len);

	must(symbols_find(text_of(copy, len), symbols, ARRAY_SIZE(symbols), &arena) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++) {
		must(symbols[i].start <= symbols[i].address);
		must(!i || symbols[i].start >= symbols[i - 1].start);
		must(!symbols[i].start || strlen(arena.at + symbols[i].name) <= len);
	}
	vec_free(&arena);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	describe(data, size);
	find(data, size);
	return 0;
}
