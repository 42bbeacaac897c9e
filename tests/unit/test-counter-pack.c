/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of counters as bytes, and from bytes of any kind. */
#include <errno.h>

#include "counters.h"
#include "unit.h"

static const char snmp[] = "Tcp: MaxConn ActiveOpens CurrEstab\nTcp: -1 18446744073709551615 3\n"
			   "Udp: InDatagrams\nUdp: 300\n";
static const char dev[] = "Inter-|   Receive  |  Transmit\n"
			  " face |bytes    packets|bytes    packets\n"
			  "  eth0: 1 2 3 4\n    lo: 5 6 7 8\n";

static void read_source(struct nw_counters *counters, enum nw_counter_source source,
			enum counter_width width, const char *text,
			int (*parse)(struct counter_reading *reading, struct text text))
{
	struct counter_reading reading = {
		.rows = &counters->rows,
		.source = source,
		.width = (uint8_t)width,
	};

	ck_assert_int_eq(parse(&reading, text_of(text, strlen(text))), 0);
	ck_assert_uint_eq(reading.malformed, 0);
	counters->sources |= NW_BIT(source);
}

static struct nw_counters *sample(void)
{
	struct nw_counters *counters = calloc(1, sizeof(*counters));

	ck_assert_ptr_nonnull(counters);
	read_source(counters, NW_COUNTERS_SNMP, COUNTER_WORD, snmp, counter_pairs);
	read_source(counters, NW_COUNTERS_DEV, COUNTER_EITHER, dev, counter_devices);
	for (size_t i = 0; i < counters->rows.all.n; i++)
		if (counters->rows.all.at[i].source == NW_COUNTERS_DEV)
			counters->rows.all.at[i].index = 7;
	counters->netns = 4026531840;
	counters->time = (struct sys_time){
		.boottime = 1,
		.monotonic = UINT64_MAX,
		.realtime = 1795400000123456789,
	};
	counters_seal(counters);
	return counters;
}

struct packed {
	void *names, *values;
	size_t n_names, n_values;
};

static struct packed pack(const struct nw_counters *counters)
{
	struct packed packed;

	ck_assert_int_eq(nw_counters_pack_names(counters, &packed.names, &packed.n_names), 0);
	ck_assert_int_eq(nw_counters_pack_values(counters, &packed.values, &packed.n_values), 0);
	return packed;
}

static void packed_free(struct packed *packed)
{
	free(packed->names);
	free(packed->values);
}

static int unpack(const struct packed *packed, struct nw_counters **ret)
{
	return nw_counters_unpack(packed->names, packed->n_names, packed->values,
				  packed->n_values, ret);
}

static void same_counter(const struct nw_counter *a, const struct nw_counter *b)
{
	ck_assert_str_eq(nw_counter_group(a), nw_counter_group(b));
	ck_assert_str_eq(nw_counter_item(a), nw_counter_item(b));
	ck_assert_str_eq(nw_counter_name(a), nw_counter_name(b));
	ck_assert_int_eq(nw_counter_source(a), nw_counter_source(b));
	ck_assert_uint_eq(nw_counter_index(a), nw_counter_index(b));
	ck_assert_uint_eq(nw_counter_value(a), nw_counter_value(b));
	ck_assert_int_eq(nw_counter_negative(a), nw_counter_negative(b));
	ck_assert_int_eq(nw_counter_gauge(a), nw_counter_gauge(b));
	ck_assert_uint_eq(a->width, b->width);
}

START_TEST(there_and_back)
{
	struct nw_counters *before = sample(), *after;
	struct packed packed = pack(before), again;

	ck_assert_int_eq(unpack(&packed, &after), 0);
	ck_assert_uint_eq(nw_counters_count(after), 12);
	ck_assert_uint_eq(nw_counters_count(after), nw_counters_count(before));
	for (size_t i = 0; i < nw_counters_count(before); i++)
		same_counter(nw_counters_at(before, i), nw_counters_at(after, i));
	ck_assert_uint_eq(nw_counters_sources(after), nw_counters_sources(before));
	ck_assert_uint_eq(nw_counters_netns(after), 4026531840);
	ck_assert_uint_eq(nw_counters_boottime(after), 1);
	ck_assert_uint_eq(nw_counters_monotonic(after), UINT64_MAX);
	ck_assert_uint_eq(nw_counters_realtime(after), 1795400000123456789);
	ck_assert_uint_eq(nw_counters_notes(after), 0);
	again = pack(after);
	ck_assert_mem_eq(again.names, packed.names, packed.n_names);
	ck_assert_mem_eq(again.values, packed.values, packed.n_values);
	packed_free(&again);
	packed_free(&packed);
	nw_counters_free(before);
	nw_counters_free(after);
}
END_TEST

/* What is on disks stays as it is: these bytes are written by hand. */
START_TEST(format)
{
	static const uint8_t names[] = {
		1, 3,   0, 0x20, 3, 'T', 'c', 'p', 0, 0,   1,   'A', 0, 0x2e,
		1, 'B', 6, 0x30, 3, 'd', 'e', 'v', 2, 'l', 'o', 1,   1, 'C',
	};
	static const uint8_t values[] = {
		1,    0x41, 0x80, 1,    1,    2,    3,    3,    0xac, 2, 1,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1,
	};
	const struct packed packed = { (void *)names, (void *)values, sizeof(names),
				       sizeof(values) };
	const struct nw_counter *counter;
	struct nw_counters *counters;

	ck_assert_int_eq(unpack(&packed, &counters), 0);
	ck_assert_uint_eq(nw_counters_count(counters), 3);
	ck_assert_uint_eq(nw_counters_sources(counters),
			  NW_BIT(NW_COUNTERS_SNMP) | NW_BIT(NW_COUNTERS_DEV));
	ck_assert_uint_eq(nw_counters_netns(counters), 128);
	counter = nw_counters_find(counters, NW_COUNTERS_SNMP, "Tcp", "", "A");
	ck_assert_uint_eq(nw_counter_value(counter), 300);
	counter = nw_counters_find(counters, NW_COUNTERS_SNMP, "Tcp", "", "B");
	ck_assert_int_eq((int64_t)nw_counter_value(counter), -1);
	ck_assert(nw_counter_negative(counter));
	counter = nw_counters_find(counters, NW_COUNTERS_DEV, "dev", "lo", "C");
	ck_assert_uint_eq(nw_counter_value(counter), UINT64_MAX);
	ck_assert_uint_eq(nw_counter_index(counter), 1);
	nw_counters_free(counters);
}
END_TEST

/* A source that somebody later has. */
START_TEST(unknown_source)
{
	static const uint8_t names[] = { 1, 2, 99,  0, 1,    'x', 0,
					 0, 1, 'y', 0, 0x0c, 1,   'z' };
	static const uint8_t values[] = { 1, 1, 0, 0, 0, 0, 2, 5, 6 };
	const struct packed packed = { (void *)names, (void *)values, sizeof(names),
				       sizeof(values) };
	struct nw_counters *counters;

	ck_assert_int_eq(unpack(&packed, &counters), 0);
	ck_assert_uint_eq(nw_counters_count(counters), 1);
	ck_assert_str_eq(nw_counter_name(nw_counters_at(counters, 0)), "z");
	ck_assert_str_eq(nw_counter_group(nw_counters_at(counters, 0)), "x");
	ck_assert_uint_eq(nw_counter_value(nw_counters_at(counters, 0)), 6);
	nw_counters_free(counters);
}
END_TEST

/* A copy that ends where the bytes end, so that reading on is seen. */
static void *cut_copy(const void *bytes, size_t len)
{
	void *copy = malloc(len ? len : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, len);
	return copy;
}

START_TEST(cut)
{
	struct nw_counters *before = sample(), *after = NULL;
	struct packed packed = pack(before);

	for (size_t len = 0; len < packed.n_names; len++) {
		struct packed less = packed;

		less.names = cut_copy(packed.names, len);
		less.n_names = len;
		ck_assert_int_eq(unpack(&less, &after), -EBADMSG);
		free(less.names);
	}
	for (size_t len = 0; len < packed.n_values; len++) {
		struct packed less = packed;

		less.values = cut_copy(packed.values, len);
		less.n_values = len;
		ck_assert_int_eq(unpack(&less, &after), -EBADMSG);
		free(less.values);
	}
	ck_assert_ptr_null(after);
	packed_free(&packed);
	nw_counters_free(before);
}
END_TEST

/* It may still be a sample, but never anything else. */
static void flipped(const struct packed *packed, uint8_t *bytes, size_t n)
{
	for (size_t bit = 0; bit < 8 * n; bit++) {
		struct nw_counters *counters = NULL;
		int r;

		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		r = unpack(packed, &counters);
		ck_assert_msg(r == 0 || r == -EBADMSG, "bit %zu: %d", bit, r);
		ck_assert_int_eq(r == 0, counters != NULL);
		for (size_t i = 0; counters && i < nw_counters_count(counters); i++) {
			const struct nw_counter *counter = nw_counters_at(counters, i);

			ck_assert_int_lt(nw_counter_source(counter), NW_COUNTERS_SOURCES_);
			ck_assert_uint_lt(strlen(nw_counter_name(counter)), n);
		}
		nw_counters_free(counters);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

START_TEST(damaged)
{
	struct nw_counters *before = sample();
	struct packed packed = pack(before);

	flipped(&packed, packed.names, packed.n_names);
	flipped(&packed, packed.values, packed.n_values);
	packed_free(&packed);
	nw_counters_free(before);
}
END_TEST

START_TEST(nothing)
{
	struct nw_counters *empty = calloc(1, sizeof(*empty)), *after;
	struct packed packed;

	ck_assert_ptr_nonnull(empty);
	packed = pack(empty);
	ck_assert_int_eq(unpack(&packed, &after), 0);
	ck_assert_uint_eq(nw_counters_count(after), 0);
	packed_free(&packed);
	nw_counters_free(empty);
	nw_counters_free(after);
}
END_TEST

UNIT_MAIN("counter-pack", there_and_back, format, unknown_source, cut, damaged, nothing)
