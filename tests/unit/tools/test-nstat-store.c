/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file of samples: its records, wherever it is cut or damaged, and what they say. */
#include <errno.h>
#include <time.h>

#include "unit.h"

#include "nstat-store.h"

#define RECORDS 5
#define SECOND UINT64_C(1000000000)

/* Names of two counters of Tcp, and their values at a time. */
static const char names_bytes[] = "\x01\x02\0\x20\x03"
				  "Tcp\0\0\x01"
				  "A\0\x2c\x01"
				  "B";
#define NAMES_LEN (sizeof(names_bytes) - 1)

struct file {
	struct buffer all;
	size_t begins[RECORDS + 1];
};

static void put_sample(struct buffer *out, uint8_t value)
{
	const char values[] = { 1, 1, 9, 5, 6, 7, 2, (char)value, 4 };
	struct buffer payload = { .fd = -1 };

	nstat_record_put_number(&payload, 1);
	nstat_record_put_number(&payload, nstat_record_sum(names_bytes, NAMES_LEN));
	nstat_record_put_number(&payload, 4);
	buffer_string(&payload, "blue");
	nstat_record_put_number(&payload, sizeof(values));
	buffer_bytes(&payload, values, sizeof(values));
	nstat_record_put(out, NSTAT_RECORD_SAMPLE, &payload);
	buffer_free(&payload);
}

static struct file make(void)
{
	const struct nstat_machine machine = {
		.host = { "Linux", "box", "6.1", "x86_64", 3, "0b-1" },
		.timezone = "CET",
	};
	struct file file = { .all = { .fd = -1 } };
	struct buffer payload = { .fd = -1 };

	nstat_machine_put(&machine, &payload);
	nstat_record_put(&file.all, NSTAT_RECORD_HEAD, &payload);
	file.begins[1] = file.all.n;
	payload.n = 0;
	buffer_bytes(&payload, names_bytes, NAMES_LEN);
	nstat_record_put(&file.all, NSTAT_RECORD_NAMES, &payload);
	for (uint8_t i = 0; i < 3; i++) {
		file.begins[2 + i] = file.all.n;
		put_sample(&file.all, (uint8_t)(10 + i));
	}
	file.begins[RECORDS] = file.all.n;
	buffer_free(&payload);
	ck_assert_int_eq(file.all.error, 0);
	return file;
}

/* A reader of a copy of these bytes that ends where they end. */
static struct nstat_reader reader_of(const char *bytes, size_t len)
{
	struct nstat_reader reader = { .fd = -1, .data.fd = -1 };

	reader.data.at = malloc(len ? len : 1);
	ck_assert_ptr_nonnull(reader.data.at);
	memcpy(reader.data.at, bytes, len);
	reader.data.n = reader.data.size = len;
	return reader;
}

/* As the catalogues of CRCs have it. */
START_TEST(checksum)
{
	ck_assert_uint_eq(nstat_record_sum("123456789", 9), 0xcbf43926);
	ck_assert_uint_eq(nstat_record_sum("", 0), 0);
}
END_TEST

START_TEST(whole)
{
	static const int kinds[RECORDS] = { 'H', 'N', 'S', 'S', 'S' };
	struct file file = make();
	struct nstat_reader reader = reader_of(file.all.at, file.all.n);
	struct nstat_names names = { 0 };
	struct nstat_machine machine;
	struct nstat_moment moment;
	struct nstat_record record;

	for (size_t i = 0; i < RECORDS; i++) {
		ck_assert_int_eq(nstat_reader_next(&reader, &record), 1);
		ck_assert_int_eq(record.kind, kinds[i]);
		ck_assert_uint_eq(record.whole, file.begins[i + 1] - file.begins[i]);
		ck_assert_uint_eq(reader.gap_len, 0);
		if (i == 0) {
			nstat_machine_read(record.payload, record.len, &machine);
			ck_assert_str_eq(machine.host.nodename, "box");
			ck_assert_str_eq(machine.host.boot, "0b-1");
			ck_assert_str_eq(machine.timezone, "CET");
			ck_assert_uint_eq(machine.host.cpus, 3);
		} else if (i == 1) {
			ck_assert_int_eq(nstat_names_add(&names, record.payload, record.len), 0);
			ck_assert_int_eq(nstat_names_add(&names, record.payload, record.len), 0);
			ck_assert_uint_eq(names.n, 1);
		} else {
			ck_assert_int_eq(nstat_moment_read(&names, record.payload,
							   record.len, &moment),
					 0);
			ck_assert_uint_eq(moment.n, 1);
			ck_assert_str_eq(moment.at[0].name, "blue");
			ck_assert_uint_eq(moment.boottime, 5);
			ck_assert_uint_eq(moment.realtime, 7);
			ck_assert_uint_eq(
				nw_counter_value(nw_counters_at(moment.at[0].counters, 0)),
				10 + i - 2);
			nstat_moment_free(&moment);
		}
	}
	ck_assert_int_eq(nstat_reader_next(&reader, &record), 0);
	ck_assert_uint_eq(reader.gap_len, 0);
	nstat_reader_free(&reader);
	nstat_names_free(&names);
	buffer_free(&file.all);
}
END_TEST

/* Cut anywhere, all that is whole in front of it is there, and the rest is told. */
START_TEST(cut)
{
	struct file file = make();

	for (size_t len = 0; len <= file.all.n; len++) {
		struct nstat_reader reader = reader_of(file.all.at, len);
		struct nstat_record record;
		size_t n = 0;

		while (n < RECORDS && file.begins[n + 1] <= len) {
			ck_assert_int_eq(nstat_reader_next(&reader, &record), 1);
			ck_assert_uint_eq(reader.gap_len, 0);
			n++;
		}
		ck_assert_int_eq(nstat_reader_next(&reader, &record), 0);
		ck_assert_uint_eq(reader.gap_len, len - file.begins[n]);
		ck_assert_uint_eq(reader.found, n);
		if (reader.gap_len)
			ck_assert_uint_eq(reader.gap, file.begins[n]);
		nstat_reader_free(&reader);
	}
	buffer_free(&file.all);
}
END_TEST

/* And what is appended behind the cut is there as well. */
START_TEST(appended)
{
	struct file file = make();

	for (size_t len = 0; len < file.all.n; len++) {
		struct buffer both = { .fd = -1 };
		struct nstat_reader reader;
		struct nstat_record record;
		size_t n = 0;

		buffer_bytes(&both, file.all.at, len);
		buffer_bytes(&both, file.all.at, file.all.n);
		while (n < RECORDS && file.begins[n + 1] <= len)
			n++;
		reader = reader_of(both.at, both.n);
		for (size_t i = 0; i < n + RECORDS; i++) {
			ck_assert_int_eq(nstat_reader_next(&reader, &record), 1);
			ck_assert_uint_eq(reader.gap_len, i == n ? len - file.begins[n] : 0);
		}
		ck_assert_int_eq(nstat_reader_next(&reader, &record), 0);
		nstat_reader_free(&reader);
		buffer_free(&both);
	}
	buffer_free(&file.all);
}
END_TEST

/* Any bit that is not as it was costs its own record, and no other. */
START_TEST(damaged)
{
	struct file file = make();

	for (size_t bit = 0; bit < 8 * file.all.n; bit++) {
		struct nstat_reader reader = reader_of(file.all.at, file.all.n);
		struct nstat_record record;
		size_t of = 0, n = 0;
		bool told = false;

		reader.data.at[bit / 8] = (char)(reader.data.at[bit / 8] ^ 1 << bit % 8);
		while (file.begins[of + 1] <= bit / 8)
			of++;
		while (nstat_reader_next(&reader, &record) == 1) {
			told |= reader.gap_len && reader.gap == file.begins[of];
			n++;
		}
		told |= reader.gap_len && reader.gap == file.begins[of];
		ck_assert_msg(n == RECORDS - 1 && told, "bit %zu: %zu records", bit, n);
		nstat_reader_free(&reader);
	}
	buffer_free(&file.all);
}
END_TEST

/* No payload of a sample is more than it is, cut or damaged in any way. */
START_TEST(payloads)
{
	struct file file = make();
	const char *payload = file.all.at + file.begins[2] + NSTAT_RECORD_HEADER;
	const size_t len = file.begins[3] - file.begins[2] - NSTAT_RECORD_HEADER;
	struct nstat_names names = { 0 };
	struct nstat_moment moment;

	ck_assert_int_eq(nstat_names_add(&names, names_bytes, NAMES_LEN), 0);
	for (size_t n = 0; n < len; n++) {
		struct nstat_reader copy = reader_of(payload, n);

		ck_assert_int_eq(nstat_moment_read(&names, copy.data.at, n, &moment), -EBADMSG);
		nstat_reader_free(&copy);
	}
	for (size_t bit = 0; bit < 8 * len; bit++) {
		struct nstat_reader copy = reader_of(payload, len);
		int r;

		copy.data.at[bit / 8] = (char)(copy.data.at[bit / 8] ^ 1 << bit % 8);
		r = nstat_moment_read(&names, copy.data.at, len, &moment);
		ck_assert_msg(r == 0 || r == -EBADMSG, "bit %zu: %d", bit, r);
		if (r == 0)
			nstat_moment_free(&moment);
		nstat_reader_free(&copy);
	}
	nstat_names_free(&names);
	/* Its names are in no record. */
	ck_assert_int_eq(nstat_moment_read(&names, payload, len, &moment), 0);
	ck_assert_uint_eq(moment.n, 0);
	ck_assert_uint_eq(moment.unnamed, 1);
	nstat_moment_free(&moment);
	buffer_free(&file.all);
}
END_TEST

START_TEST(hostile_machine)
{
	static const char payload[] = "nodename \x1b]0;x\x07\nrelease\ncpus 99999999999\nboot "
				      "0123456789012345678901234567890123456789\n\n\nnone";
	struct nstat_machine machine;

	nstat_machine_read(payload, sizeof(payload) - 1, &machine);
	ck_assert_str_eq(machine.host.nodename, "?]0;x?");
	ck_assert_str_eq(machine.host.release, "");
	ck_assert_uint_eq(strlen(machine.host.boot), 36);
	nstat_machine_read("", 0, &machine);
	ck_assert_str_eq(machine.host.nodename, "");
}
END_TEST

/* ---- times ---------------------------------------------------------------------------------- */

/* 2026-11-22 12:00:00 UTC */
#define NOON UINT64_C(1795348800)

static const struct {
	const char *start, *end;
	int64_t from, to; /* seconds from NOON; NONE: any */
} periods[] = {
#define NONE INT64_MIN
	{ NULL, NULL, NONE, NONE },
	{ "12:30", NULL, 1800, NONE },
	{ "12:30:01", "13:00", 1801, 3600 },
	/* Over midnight. */
	{ "23:00", "01:00", 39600, 46800 },
	{ "13:00", "13:00", 3600, 90000 },
	/* Both of them in front of the first sample: those of the day after. */
	{ "01:00", "02:00", 46800, 50400 },
	{ NULL, "02:00", NONE, 50400 },
	{ "01:00", NULL, -39600, NONE },
	{ "01:00", "13:00", -39600, 3600 },
	{ "2026-11-22T12:00:05", "2026-11-22 12:01", 5, 60 },
	{ "2026-11-21T12:00Z", "12:00:07", -86400, -86393 },
	{ "2026-11-25T00:00", "01:00", 216000, 219600 },
	{ "2026-11-23T00:00", "01:00", 43200, 46800 },
};

START_TEST(times)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	for (size_t i = 0; i < ARRAY_SIZE(periods); i++) {
		struct nstat_period period = { 0 };

		ck_assert_int_eq(nstat_period_of(periods[i].start, periods[i].end,
						 NOON * SECOND + 5, &period),
				 0);
		ck_assert_uint_eq(period.start,
				  periods[i].from == NONE
					  ? 0
					  : (NOON + (uint64_t)periods[i].from) * SECOND);
		ck_assert_msg(period.end == (periods[i].to == NONE
						     ? 0
						     : (NOON + (uint64_t)periods[i].to) * SECOND),
			      "%s - %s: %lld", periods[i].start, periods[i].end,
			      (long long)(period.end / SECOND - NOON));
	}
}
END_TEST

START_TEST(local_times)
{
	struct nstat_period period = { 0 };

	/* The clock is put back by an hour at 03:00 of the 25th of October. */
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	ck_assert_int_eq(
		nstat_period_of("23:00", "04:00", UINT64_C(1792875600) * SECOND, &period), 0);
	ck_assert_uint_eq((period.end - period.start) / SECOND, 6 * 3600);
	ck_assert_int_eq(nstat_period_of("2026-07-01T12:00Z", NULL, SECOND, &period), 0);
	ck_assert_uint_eq(period.start, UINT64_C(1782907200) * SECOND);
}
END_TEST

START_TEST(no_times)
{
	static const char *const texts[] = {
		"",           "12",         "25:00",
		"12:60",      "12:00:61x",  "noon",
		"12:00Z",     "2026-11-22", "2026-13-01T00:00",
		"12:00:00.5", " ",          "-1:00",
		"12:00 ",
	};
	FILE *nowhere = fopen("/dev/null", "w");

	ck_assert_ptr_nonnull(nowhere);
	tool_errors = nowhere;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		ck_assert_msg(nstat_period_check(texts[i]) < 0, "'%s'", texts[i]);
	tool_errors = NULL;
	fclose(nowhere);
}
END_TEST

/* Of samples that are `apart` ms, and up to 2 ms late, those at an interval. */
static size_t shown(uint64_t apart, uint64_t interval, size_t n, uint64_t *last)
{
	const uint64_t ms = SECOND / 1000;
	struct nstat_period period = {
		.interval = interval * ms,
		.first = SECOND,
		.last = SECOND,
	};
	size_t count = 0;

	for (size_t i = 1; i <= n; i++) {
		if (!nstat_period_shows(&period, SECOND + i * apart * ms + i % 3 * ms))
			continue;
		*last = i;
		count++;
	}
	return count;
}

START_TEST(thinned)
{
	uint64_t last;

	ck_assert_uint_eq(shown(1000, 0, 10, &last), 10);
	ck_assert_uint_eq(shown(1000, 1000, 10, &last), 10);
	ck_assert_uint_eq(shown(1000, 2000, 10, &last), 5);
	ck_assert_uint_eq(last, 10);
	ck_assert_uint_eq(shown(1000, 3000, 10, &last), 3);
	ck_assert_uint_eq(last, 9);
	ck_assert_uint_eq(shown(2000, 3000, 6, &last), 4);
	ck_assert_uint_eq(shown(600000, 3600000, 144, &last), 24);
	ck_assert_uint_eq(last, 144);
	ck_assert_uint_eq(shown(100, 1000, 100, &last), 10);
	ck_assert_uint_eq(shown(2000, 1000, 10, &last), 10);
}
END_TEST

UNIT_MAIN("nstat-store", checksum, whole, cut, appended, damaged, payloads, hostile_machine, times,
	  local_times, no_times, thinned)
