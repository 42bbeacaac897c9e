/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: samples of counters from bytes. */
#include <errno.h>

#include <netwho-counters.h>

#include "compose.h"

/* Numbers, and names as they are packed: what is a sample now and then. */
static const char *const words[] = {
	"",
	"\x01",
	"\x02",
	"\x03",
	"\x7f",
	"\x80\x01",
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
	"\x20\x03Tcp",
	"\x0c\x01"
	"A",
	"\x0e\x01"
	"B",
	"\x2c\x01"
	"C",
	"\x08\x03"
	"dev\x02lo\x01",
	"\x06\x30\x03"
	"dev\x04"
	"eth0\x02\x08rx_bytes",
	"\x06\x3c\x08tx_bytes",
	"\x01\x01",
	"\x01\x02",
	"\x01\x03",
};

static void sound(const struct nw_counters *counters)
{
	const struct nw_counter *counter, *before = NULL;
	uint64_t growth;

	must(nw_counters_sources(counters) < NW_BIT(NW_COUNTERS_SOURCES_));
	must(nw_counters_notes(counters) == 0);
	for (size_t i = 0; (counter = nw_counters_at(counters, i)); i++) {
		must(nw_counter_source(counter) < NW_COUNTERS_SOURCES_);
		must(nw_counters_find(counters, nw_counter_source(counter),
				      nw_counter_group(counter), nw_counter_item(counter),
				      nw_counter_name(counter)) != NULL);
		if (before)
			nw_counter_growth(before, counter, &growth);
		before = counter;
	}
}

/* What was made of bytes is the same when it is made of its own. */
static void again(const struct nw_counters *counters)
{
	struct nw_counters *copy;
	void *names, *values;
	size_t n_names, n_values;

	must(nw_counters_pack_names(counters, &names, &n_names) == 0);
	must(nw_counters_pack_values(counters, &values, &n_values) == 0);
	must(nw_counters_unpack(names, n_names, values, n_values, &copy) == 0);
	must(nw_counters_count(copy) == nw_counters_count(counters));
	for (size_t i = 0; i < nw_counters_count(copy); i++) {
		const struct nw_counter *a = nw_counters_at(copy, i);
		const struct nw_counter *b = nw_counters_at(counters, i);

		must(nw_counter_value(a) == nw_counter_value(b));
		must(strcmp(nw_counter_name(a), nw_counter_name(b)) == 0);
		must(strcmp(nw_counter_item(a), nw_counter_item(b)) == 0);
	}
	nw_counters_free(copy);
	free(names);
	free(values);
}

/* Random bytes hardly make as many values as there are names: these do. */
static size_t fit(char *names, size_t n_names, char *values)
{
	size_t n;

	if (n_names < 2)
		return 0;
	names[0] = 1;
	names[1] &= 0x0f;
	n = (size_t)names[1];
	memcpy(values, "\x01\x01\x02\x03\x04\x05", 6);
	values[6] = (char)n;
	memset(values + 7, 9, n);
	return 7 + n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nw_counters *counters;
	char values[32], *copy;
	size_t len, half;
	int r;

	if (size < 2)
		return 0;
	copy = input_of(data + 1, size - 1, words, ARRAY_SIZE(words), &len);
	half = len * data[0] / 256;
	r = nw_counters_unpack(copy, half, copy + half, len - half, &counters);
	must(r == 0 || r == -EBADMSG);
	if (r == 0) {
		sound(counters);
		nw_counters_free(counters);
	}
	half = fit(copy, len, values);
	r = nw_counters_unpack(copy, len, values, half, &counters);
	must(r == 0 || r == -EBADMSG);
	if (r == 0) {
		sound(counters);
		again(counters);
		nw_counters_free(counters);
	}
	free(copy);
	return 0;
}
