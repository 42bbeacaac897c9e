/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of keywords: sar's order and columns, of counters that there are. */
#include "unit-samples.h"

static const char *const sar[] = {
	"DEV",  "EDEV",  "NFS",    "NFSD", "SOCK", "IP",    "EIP",
	"ICMP", "EICMP", "TCP",    "ETCP", "UDP",  "SOCK6", "IP6",
	"EIP6", "ICMP6", "EICMP6", "UDP6", "FC",   "SOFT",
};

START_TEST(order)
{
	size_t n = 0;

	for (size_t i = 0; i < nstat_keywords_n; i++) {
		if (nstat_keywords[i].own)
			continue;
		ck_assert_uint_lt(n, ARRAY_SIZE(sar));
		ck_assert_str_eq(nstat_keywords[i].name, sar[n++]);
	}
	ck_assert_uint_eq(n, ARRAY_SIZE(sar));
}
END_TEST

START_TEST(finding)
{
	for (size_t i = 0; i < nstat_keywords_n; i++)
		ck_assert_int_eq(nstat_keyword_find(nstat_keywords[i].name,
						    strlen(nstat_keywords[i].name)),
				 (int)i);
	ck_assert_int_lt(nstat_keyword_find("tcp", 3), 0);
	ck_assert_int_lt(nstat_keyword_find("TC", 2), 0);
	ck_assert_int_lt(nstat_keyword_find("TCP6", 4), 0);
	ck_assert_int_lt(nstat_keyword_find("", 0), 0);
	/* Of a list only the first word. */
	ck_assert_int_eq(nstat_keyword_find("TCP,ETCP", 3), nstat_keyword_find("TCP", 3));
	for (size_t i = 0; i < nstat_keywords_n; i++)
		ck_assert_int_eq(!(nstat_keyword_all() & NW_BIT(i)), nstat_keywords[i].own);
}
END_TEST

START_TEST(files)
{
	ck_assert_uint_eq(nstat_keyword_sources(0), 0);
	ck_assert_uint_eq(nstat_keyword_sources(NW_BIT(keyword_of("TCP")) |
						NW_BIT(keyword_of("ETCP"))),
			  NW_BIT(NW_COUNTERS_SNMP));
	ck_assert_uint_eq(nstat_keyword_sources(NW_BIT(keyword_of("SOFT")) |
						NW_BIT(keyword_of("UDP6"))),
			  NW_BIT(NW_COUNTERS_SOFTNET) | NW_BIT(NW_COUNTERS_SNMP6));
}
END_TEST

/* For machines a column is called as sadf calls it: without what its unit adds. */
static void check_names(const struct nstat_keyword *keyword)
{
	ck_assert_uint_gt(keyword->n, 0);
	ck_assert_uint_le(keyword->n, NSTAT_COLUMNS);
	for (size_t c = 0; c < keyword->n; c++) {
		const struct nstat_column *column = &keyword->columns[c];
		const size_t title = strlen(column->title), key = strlen(column->key);
		const bool rate = title > 2 && strcmp(column->title + title - 2, "/s") == 0;

		ck_assert_msg(rate == (column->form == NSTAT_RATE || column->form == NSTAT_KILO),
			      "%s", column->title);
		ck_assert_ptr_nonnull(column->parts[0].name);
		if (rate && !keyword->own)
			ck_assert_msg(key == title - 2 &&
					      memcmp(column->key, column->title, key) == 0,
				      "%s", column->title);
		for (size_t d = 0; d < c; d++) {
			ck_assert_str_ne(keyword->columns[d].title, column->title);
			ck_assert_str_ne(keyword->columns[d].key, column->key);
		}
	}
}

START_TEST(names)
{
	for (size_t i = 0; i < nstat_keywords_n; i++) {
		check_names(&nstat_keywords[i]);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(nstat_keywords[i].json, nstat_keywords[j].json);
	}
}
END_TEST

static bool has_counter(const struct nw_counters *counters, const struct nstat_part *part)
{
	const struct nw_counter *counter;

	for (size_t i = 0; (counter = nw_counters_at(counters, i)); i++)
		if (strcmp(nw_counter_group(counter), part->group) == 0 &&
		    strcmp(nw_counter_name(counter), part->name) == 0)
			return true;
	return false;
}

static size_t check_counters(const struct nw_counters *counters)
{
	size_t n = 0;

	for (size_t i = 0; i < nstat_keywords_n; i++) {
		const struct nstat_keyword *keyword = &nstat_keywords[i];

		/* What sar has not is of counters that came with time. */
		if (keyword->own || !(nw_counters_sources(counters) & NW_BIT(keyword->source)))
			continue;
		for (size_t c = 0; c < keyword->n; c++)
			for (size_t p = 0; p < NSTAT_PARTS; p++) {
				const struct nstat_part *part = &keyword->columns[c].parts[p];

				/* NFSv3 or v4 alone may have been used so far. */
				if (!part->name || p > 0)
					continue;
				ck_assert_msg(has_counter(counters, part), "%s: %s %s",
					      keyword->name, part->group, part->name);
				n++;
			}
	}
	return n;
}

/* A counter that is called otherwise would be a column that never moves. */
START_TEST(counters_of_this_kernel)
{
	struct nw_counters *counters = NULL;
	uint64_t needed = NW_BIT(NW_COUNTERS_SNMP) | NW_BIT(NW_COUNTERS_DEV) |
			  NW_BIT(NW_COUNTERS_SOCKSTAT) | NW_BIT(NW_COUNTERS_SOFTNET);

	ck_assert_int_eq(nw_open(NULL, &samples_nw), 0);
	ck_assert_int_eq(nw_counters_take(samples_nw, NULL,
					  nstat_keyword_sources(nstat_keyword_all()), &counters),
			 0);
	ck_assert_uint_eq(nw_counters_sources(counters) & needed, needed);
	ck_assert_uint_gt(check_counters(counters), 70);
	nw_counters_free(counters);
	samples_end();
}
END_TEST

/* Those that seldom are there, as the kernel writes them. */
START_TEST(counters_of_modules)
{
	struct nw_counters *counters = NULL;
	char server[512] = "rc 0 1 2\nnet 1 2 3 4\nrpc 1 2 3 4 5\n"
			   "proc3 22 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21\n"
			   "proc4ops 40";

	for (unsigned i = 0; i < 40; i++)
		snprintf(server + strlen(server), sizeof(server) - strlen(server), " %u", i);
	samples_begin();
	dir_text("proc/net/rpc/nfs",
		 "net 1 2 3 4\nrpc 1 2 3\n"
		 "proc3 22 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21\n");
	dir_text("proc/net/rpc/nfsd", server);
	for (size_t i = 0; i < 4; i++) {
		static const char *const parts[] = {
			"rx_frames",
			"tx_frames",
			"rx_words",
			"tx_words",
		};
		char path[96];

		snprintf(path, sizeof(path), "sys/class/fc_host/host0/statistics/%s",
			 parts[i]);
		dir_text(path, "0x1\n");
	}
	ck_assert_int_eq(nw_counters_take(samples_nw, NULL,
					  NW_BIT(NW_COUNTERS_NFS) | NW_BIT(NW_COUNTERS_NFSD) |
						  NW_BIT(NW_COUNTERS_FC),
					  &counters),
			 0);
	ck_assert_uint_eq(check_counters(counters), 6 + 11 + 4);
	nw_counters_free(counters);
	samples_end();
}
END_TEST

UNIT_DIR_MAIN("nstat-keywords", order, finding, files, names, counters_of_this_kernel,
	      counters_of_modules)
