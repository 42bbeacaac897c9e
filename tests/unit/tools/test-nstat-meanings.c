/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What counters mean: each is there once, in a sentence, and where keyword TCPX has it as well. */
#include <ctype.h>

#include "nstat-meanings.h"
#include "nstat-tcpx.h"
#include "unit.h"

static const struct nstat_meanings *const tables[] = {
	&nstat_meanings_connect,      &nstat_meanings_breaks,
	&nstat_meanings_slow,         &nstat_meanings_memory,
	&nstat_meanings_mptcp_breaks, &nstat_meanings_mptcp_slow,
	&nstat_meanings_mptcp_other,  &nstat_meanings_other,
	&nstat_meanings_none,
};

#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

static size_t count_of(const struct nstat_meaning *like)
{
	size_t count = 0;

	for (size_t t = 0; t < N_TABLES; t++)
		for (size_t i = 0; i < tables[t]->n; i++)
			count += strcmp(tables[t]->rows[i].name, like->name) == 0 &&
				 strcmp(tables[t]->rows[i].group, like->group) == 0;
	return count;
}

START_TEST(each_once)
{
	for (size_t t = 0; t < N_TABLES; t++) {
		for (size_t i = 0; i < tables[t]->n; i++) {
			const struct nstat_meaning *row = &tables[t]->rows[i];
			enum nstat_harm harm = NSTAT_HARMS_;

			ck_assert_msg(count_of(row) == 1, "%s %s", row->group, row->name);
			ck_assert_ptr_eq(nstat_meaning_find(row->group, row->name, &harm), row);
			ck_assert_int_eq(harm, tables[t]->harm);
		}
	}
}
END_TEST

static void assert_sentence(const char *text)
{
	const size_t len = strlen(text);

	ck_assert_msg(isupper((unsigned char)*text) && text[len - 1] == '.', "%s", text);
	ck_assert_msg(len <= 200, "%zu: %s", len, text);
	ck_assert_msg(!strstr(text, ". ") && !strstr(text, "  "), "%s", text);
	for (size_t i = 0; i < len; i++)
		ck_assert_msg(text[i] >= ' ' && text[i] < 0x7f, "%s", text);
}

START_TEST(sentences)
{
	for (size_t t = 0; t < N_TABLES; t++) {
		for (size_t i = 0; i < tables[t]->n; i++) {
			const struct nstat_meaning *row = &tables[t]->rows[i];

			if (tables[t]->harm == NSTAT_NO_HARM) {
				ck_assert_ptr_null(row->text);
				continue;
			}
			ck_assert_ptr_nonnull(row->text);
			assert_sentence(row->text);
			ck_assert_msg(row->look != LOOK_NOWHERE && row->look < LOOKS_,
				      "%s", row->name);
		}
	}
}
END_TEST

static bool is_used(enum nstat_look look)
{
	for (size_t t = 0; t < N_TABLES; t++)
		for (size_t i = 0; i < tables[t]->n; i++)
			if (tables[t]->rows[i].look == look)
				return true;
	return false;
}

START_TEST(commands)
{
	ck_assert_ptr_null(nstat_look_command(LOOK_NOWHERE));
	for (int look = LOOK_NOWHERE + 1; look < LOOKS_; look++) {
		const char *command = nstat_look_command((enum nstat_look)look);

		ck_assert_ptr_nonnull(command);
		/* Below its sentence, in a terminal of 80 columns. */
		ck_assert_msg(strlen(command) <= 76, "%s", command);
		ck_assert_msg(is_used((enum nstat_look)look), "%s", command);
	}
}
END_TEST

START_TEST(tcpx_agrees)
{
	for (size_t c = 0; c < NSTAT_TCPX_COLUMNS; c++) {
		const struct nstat_column *column = &nstat_tcpx_columns[c];
		enum nstat_harm harm = NSTAT_NO_HARM;

		ck_assert_msg(nstat_meaning_find(column->parts[0].group,
						 column->parts[0].name, &harm) != NULL,
			      "%s", column->key);
		ck_assert_msg(harm == column->section, "%s", column->key);
		/* What is alike stands together. */
		ck_assert(c == 0 || column[-1].section <= column->section);
		for (size_t other = 0; other < c; other++)
			ck_assert_str_ne(nstat_tcpx_columns[other].key, column->key);
	}
	ck_assert_uint_le(NSTAT_TCPX_COLUMNS, NSTAT_COLUMNS);
	for (int harm = 0; harm < NSTAT_HARMS_; harm++)
		ck_assert_ptr_nonnull(nstat_harm_names[harm]);
}
END_TEST

static const char *text_of_counter(const char *group, const char *name)
{
	enum nstat_harm harm;
	const struct nstat_meaning *meaning = nstat_meaning_find(group, name, &harm);

	ck_assert_msg(meaning != NULL, "%s %s", group, name);
	return meaning->text;
}

START_TEST(kin)
{
	enum nstat_harm harm = NSTAT_HARMS_;

	/* The same of both versions of IP, but for what is not the same. */
	ck_assert_str_eq(text_of_counter("Udp6", "NoPorts"), text_of_counter("Udp", "NoPorts"));
	ck_assert_str_eq(text_of_counter("UdpLite6", "InErrors"),
			 text_of_counter("Udp", "InErrors"));
	ck_assert_str_ne(text_of_counter("Ip6", "OutNoRoutes"),
			 text_of_counter("Ip", "OutNoRoutes"));
	ck_assert_ptr_null(text_of_counter("IcmpMsg", "InType3"));
	ck_assert_ptr_null(text_of_counter("Icmp6", "OutType143"));
	ck_assert_ptr_null(nstat_meaning_find("TcpExt", "ListenDrop", &harm));
	ck_assert_ptr_null(nstat_meaning_find("TcpExt", "ListenDropsX", &harm));
	ck_assert_ptr_null(nstat_meaning_find("Tcp", "ListenDrops", &harm));
	ck_assert_ptr_null(nstat_meaning_find("", "", &harm));
	ck_assert_int_eq(harm, NSTAT_HARMS_);
}
END_TEST

/* What other kernels have: 2.6.32, 3.10, 4.4, and what came and went in between. */
START_TEST(other_kernels)
{
	static const char *const names[] = {
		"PAWSPassive",
		"TCPPrequeued",
		"TCPDirectCopyFromBacklog",
		"TCPDirectCopyFromPrequeue",
		"TCPPrequeueDropped",
		"TCPHPHitsToUser",
		"TCPFACKReorder",
		"TCPLoss",
		"TCPForwardRetrans",
		"TCPSchedulerFailed",
		"TCPRenoFailures",
		"TCPSackFailures",
		"TCPMemoryPressuresChrono",
		"TCPFastOpenBlackhole",
		"TCPDSACKIgnoredDubious",
		"TCPZeroWindowDrop",
		"TcpTimeoutRehash",
		"TCPMigrateReqFailure",
		"TCPPLBRehash",
		"TCPAOBad",
		"TCPAbortOnSyn",
		"PAWSTimewait",
		"TSEcrRejected",
		"BeyondWindow",
		"PAWSOldAck",
	};
	enum nstat_harm harm;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_msg(nstat_meaning_find("TcpExt", names[i], &harm) != NULL, "%s",
			      names[i]);
}
END_TEST

/* Whatever this kernel counts. */
START_TEST(this_kernel)
{
	struct nw *nw;
	struct nw_counters *counters;
	const struct nw_counter *counter;
	enum nstat_harm harm;

	ck_assert_int_eq(nw_open(NULL, &nw), 0);
	ck_assert_int_eq(
		nw_counters_take(nw, NULL,
				 NW_BIT(NW_COUNTERS_SNMP) | NW_BIT(NW_COUNTERS_NETSTAT) |
					 NW_BIT(NW_COUNTERS_SNMP6) | NW_BIT(NW_COUNTERS_DEV) |
					 NW_BIT(NW_COUNTERS_SOFTNET),
				 &counters),
		0);
	ck_assert_uint_gt(nw_counters_count(counters), 100);
	for (size_t i = 0; (counter = nw_counters_at(counters, i)); i++) {
		if (nw_counter_gauge(counter))
			continue;
		ck_assert_msg(nstat_meaning_find(nw_counter_group(counter),
						 nw_counter_name(counter), &harm) != NULL,
			      "%s %s", nw_counter_group(counter), nw_counter_name(counter));
	}
	nw_counters_free(counters);
	nw_free(nw);
}
END_TEST

UNIT_MAIN("nstat-meanings", each_once, sentences, commands, tcpx_agrees, kin,
	  other_kernels, this_kernel)
