/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters in a BPF hash: what is told of them is what they grew, each time. */
#include <linux/bpf.h>

#include "bpf-iter.h"
#include "tally.h"
#include "unit.h"

struct key {
	uint64_t number;
};

struct value {
	uint64_t count, other;
};

static int make_map(void)
{
	union bpf_attr attr = { 0 };

	attr.map_type = BPF_MAP_TYPE_HASH;
	attr.key_size = sizeof(struct key);
	attr.value_size = sizeof(struct value);
	attr.max_entries = 4096;
	return bpf_call(BPF_MAP_CREATE, &attr);
}

static void set(int map, uint64_t number, uint64_t count)
{
	const struct key key = { number };
	const struct value value = { count, number };
	union bpf_attr attr = { 0 };

	attr.map_fd = (uint32_t)map;
	attr.key = (uint64_t)(uintptr_t)&key;
	attr.value = (uint64_t)(uintptr_t)&value;
	ck_assert_int_eq(bpf_call(BPF_MAP_UPDATE_ELEM, &attr), 0);
}

static bool has(int map, uint64_t number)
{
	const struct key key = { number };
	struct value value;
	union bpf_attr attr = { 0 };

	attr.map_fd = (uint32_t)map;
	attr.key = (uint64_t)(uintptr_t)&key;
	attr.value = (uint64_t)(uintptr_t)&value;
	return bpf_call(BPF_MAP_LOOKUP_ELEM, &attr) == 0;
}

struct seen {
	uint64_t n, growth, of_seven;
	int answer;
};

static int take(const void *key, const void *value, uint64_t growth, void *arg)
{
	const struct key *own = key;
	const struct value *held = value;
	struct seen *seen = arg;

	ck_assert_uint_eq(held->other, own->number);
	seen->n++;
	seen->growth += growth;
	if (own->number == 7)
		seen->of_seven = growth;
	return seen->answer;
}

static struct seen look(struct tally *tally)
{
	struct seen seen = { 0 };

	ck_assert_int_eq(tally_read(tally, take, &seen), 0);
	return seen;
}

START_TEST(growth)
{
	struct tally tally = { .fd = make_map(),
			       .key = sizeof(struct key),
			       .value = sizeof(struct value) };
	struct seen seen = { .answer = -ENOMEM };

	ck_assert_int_ge(tally.fd, 0);
	ck_assert_uint_eq(look(&tally).n, 0);
	for (uint64_t i = 0; i < 1000; i++)
		set(tally.fd, i, i + 1);
	seen = look(&tally);
	ck_assert_uint_eq(seen.n, 1000);
	ck_assert_uint_eq(seen.growth, 1000 * 1001 / 2);
	set(tally.fd, 7, 108);
	seen = look(&tally);
	ck_assert_uint_eq(seen.n, 1);
	ck_assert_uint_eq(seen.of_seven, 100);
	/* The others stood still, and make room; it did not. */
	ck_assert(has(tally.fd, 7) && !has(tally.fd, 8));
	/* One of them begins anew. */
	set(tally.fd, 8, 3);
	set(tally.fd, 7, 109);
	seen = look(&tally);
	ck_assert_uint_eq(seen.n, 2);
	ck_assert_uint_eq(seen.growth, 4);
	ck_assert_uint_eq(look(&tally).n, 0);
	ck_assert(!has(tally.fd, 7) && !has(tally.fd, 8));
	set(tally.fd, 7, 2);
	seen.answer = -ENOMEM;
	ck_assert_int_eq(tally_read(&tally, take, &seen), -ENOMEM);
	ck_assert_uint_eq(look(&tally).of_seven, 2);
	tally_free(&tally);
	close(tally.fd);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { growth };
	int map = make_map();

	if (map < 0) {
		printf("1..0 # SKIP no BPF here: %s\n", strerror(-map));
		return 0;
	}
	close(map);
	return unit_run("tally", tests, ARRAY_SIZE(tests));
}
