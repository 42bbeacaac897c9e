/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fuzz target: files of counters, and growth from one to the next. The first byte picks. */
#include "compose.h"
#include "counters.h"
#include "sys-host.h"

static const char *const words[] = {
	"Ip: ",
	"Tcp: ",
	"TcpExt: ",
	"sockets: ",
	"TCP: ",
	"rpc ",
	"net ",
	"rc ",
	"proc3 ",
	"proc4 ",
	"proc4ops ",
	"22 ",
	"Ip6InReceives ",
	"UdpLite6InErrors ",
	"SctpCurrEstab ",
	"InReceives ",
	"CurrEstab ",
	"MaxConn ",
	"inuse ",
	"used ",
	"eth0: ",
	"lo:",
	"a:1: ",
	"Inter-|  Receive | Transmit\n",
	" face |bytes packets|bytes drop\n",
	"|",
	"0 ",
	"1 ",
	"-1 ",
	"4294967295 ",
	"4294967296 ",
	"18446744073709551615 ",
	"18446744073709551616 ",
	"0000000a ",
	"ffffffff ",
	"\n",
	"\n",
	" ",
	"\t",
	"-",
	":",
	"realtime ",
	"cpus ",
	"Tcp: CurrEstab ActiveOpens\nTcp: 5 6\n",
	"Tcp: ActiveOpens CurrEstab\nTcp: 7 8\n",
};

static const struct {
	int (*read)(struct counter_reading *reading, struct text text);
	enum nw_counter_source source;
	enum counter_width width;
} files[] = {
	{ counter_pairs, NW_COUNTERS_SNMP, COUNTER_WORD },
	{ counter_names, NW_COUNTERS_SNMP6, COUNTER_WORD },
	{ counter_names, NW_COUNTERS_SCTP, COUNTER_WORD },
	{ counter_keyed, NW_COUNTERS_SOCKSTAT, COUNTER_64 },
	{ counter_devices, NW_COUNTERS_DEV, COUNTER_EITHER },
	{ counter_softnet, NW_COUNTERS_SOFTNET, COUNTER_32 },
	{ counter_rpc, NW_COUNTERS_NFS, COUNTER_32 },
	{ counter_rpc, NW_COUNTERS_NFSD, COUNTER_32 },
};

static void read_part(size_t file, struct text text, struct nw_counters *ret)
{
	struct counter_reading reading = {
		.rows = &ret->rows,
		.source = files[file].source,
		.width = (uint8_t)files[file].width,
	};
	const size_t len = text_len(&text);

	must(files[file].read(&reading, text) == 0);
	/* No byte makes more than one of them. */
	must(ret->rows.all.n <= len && reading.malformed <= len + 2);
	counters_seal(ret);
}

static void must_be_whole(const struct nw_counters *counters, size_t file)
{
	for (size_t i = 0; i < nw_counters_count(counters); i++) {
		const struct nw_counter *counter = nw_counters_at(counters, i);

		must(nw_counter_source(counter) == files[file].source);
		must(strlen(nw_counter_group(counter)) < counters->rows.text.n);
		must(strlen(nw_counter_item(counter)) < counters->rows.text.n);
		must(strlen(nw_counter_name(counter)) < counters->rows.text.n);
		must(nw_counters_find(counters, files[file].source, nw_counter_group(counter),
				      nw_counter_item(counter), nw_counter_name(counter)));
	}
}

static void must_grow(const struct nw_counters *before, const struct nw_counters *now)
{
	for (size_t i = 0; nw_counters_at(before, i) && nw_counters_at(now, i); i++) {
		const struct nw_counter *was = nw_counters_at(before, i);
		const struct nw_counter *is = nw_counters_at(now, i);
		uint64_t growth;

		if (!nw_counter_growth(was, is, &growth))
			continue;
		must(!nw_counter_gauge(is));
		/* Anew only from the upper half of 32 bits into the lower one. */
		must(nw_counter_value(is) >= nw_counter_value(was) || growth < 1U << 31);
	}
}

static void read_host(struct text text)
{
	struct sys_host host;

	sys_host_read(text, &host);
	must(strnlen(host.host.nodename, sizeof(host.host.nodename)) <
	     sizeof(host.host.nodename));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nw_counters before = { .netns = 0 }, now = { .netns = 0 };
	size_t len, file;
	char *copy;

	if (size < 2)
		return 0;
	file = data[0] / 2 % ARRAY_SIZE(files);
	copy = input_of(data, size, words, ARRAY_SIZE(words), &len);
	read_part(file, text_of(copy, len / 2), &before);
	read_part(file, text_of(copy + len / 2, len - len / 2), &now);
	must_be_whole(&before, file);
	must_be_whole(&now, file);
	must_grow(&before, &now);
	read_host(text_of(copy, len));
	vec_free(&before.rows.all);
	vec_free(&before.rows.text);
	vec_free(&now.rows.all);
	vec_free(&now.rows.text);
	free(copy);
	return 0;
}
