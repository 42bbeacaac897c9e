/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers by name: the list of them, those every row has, and what brings each. */
#include <linux/inet_diag.h>
#include <linux/mptcp.h>
#include <linux/tcp.h>

#include "metric.h"
#include "unit-inet.h"
#include "unit-metric.h"
#include "unit-ulp.h"

/* ---- the list ---------------------------------------------------------------- */

START_TEST(well_formed)
{
	ck_assert_uint_gt(nw_metrics(), 0);
	for (unsigned i = 0; i < nw_metrics(); i++) {
		const char *name = nw_metric_name(i);

		ck_assert_ptr_nonnull(name);
		/* So that it may be a key in JSON, a column, a variable. */
		ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_"),
				  strlen(name));
		ck_assert(name[0] >= 'a' && name[0] <= 'z');
		ck_assert_ptr_nonnull(nw_metric_help(i));
		ck_assert_uint_gt(strlen(nw_metric_help(i)), 0);
		ck_assert_uint_ne(nw_metric_families(i), 0);
		ck_assert_uint_eq(nw_metric_families(i) >> NW_FAMILIES_, 0);
		/* The first of this name is this one: no other has it. */
		ck_assert_int_eq(nw_metric_of(name), (int)i);
	}
}
END_TEST

/* Every place is inside what it is a place in. */
START_TEST(inside)
{
	for (unsigned i = 0; i < metrics_n; i++) {
		const struct metric *m = &metrics[i];

		ck_assert(m->place == COUNTED || m->place == IN_NEST || m->width == 1 ||
			  m->width == 2 || m->width == 4 || m->width == 8);
		ck_assert(m->place == IN_NEST || m->width > 0);
		ck_assert_uint_le(m->shift + m->bits, 8U * m->width);
		if (m->place == IN_ROW)
			ck_assert_uint_le(m->at + m->width, sizeof(struct nw_sock));
		else
			ck_assert_uint_lt(m->tag, NW_ATTRS_);
		/* A value of which a part is taken is compared whole with nothing. */
		ck_assert(!m->none || !m->bits);
	}
}
END_TEST

START_TEST(beyond)
{
	static const unsigned numbers[] = { 0, 1, 1000, UINT32_MAX };
	const struct nw_sock sock = { .family = NW_TCP, .has = ~0U };

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const unsigned number = i < 2 ? nw_metrics() + numbers[i] : numbers[i];
		uint64_t value = 77;

		ck_assert_ptr_null(nw_metric_name(number));
		ck_assert_ptr_null(nw_metric_help(number));
		ck_assert_uint_eq(nw_metric_want(number), 0);
		ck_assert_uint_eq(nw_metric_families(number), 0);
		ck_assert(!nw_sock_metric(&sock, number, &value));
		ck_assert_uint_eq(value, 77);
	}
	ck_assert_int_eq(nw_metric_of(""), -ENOENT);
	ck_assert_int_eq(nw_metric_of("rt"), -ENOENT);
	ck_assert_int_eq(nw_metric_of("rtt "), -ENOENT);
	ck_assert_int_eq(nw_metric_of("RTT"), -ENOENT);
}
END_TEST

START_TEST(by_number)
{
	static const struct {
		enum nw_metric number;
		const char *name;
	} all[] = {
		{ NW_RECV_QUEUE, "recv_q" },
		{ NW_SEND_QUEUE, "send_q" },
		{ NW_TIMER_EXPIRES, "timer_expires" },
		{ NW_RETRANSMITS, "retransmits" },
		{ NW_PROBES, "probes" },
		{ NW_REFCOUNT, "refcount" },
		{ NW_CGROUP, "cgroup" },
		{ NW_SHUTDOWN, "shutdown" },
		{ NW_IFINDEX, "ifindex" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		ck_assert_str_eq(nw_metric_name(all[i].number), all[i].name);
}
END_TEST

/* ---- what every row has ------------------------------------------------------ */

static const struct nw_sock busy = {
	.family = NW_TCP,
	.recvq = 1,
	.sendq = UINT32_MAX,
	.expires = 3,
	.retransmits = 4,
	.probes = 255,
	.refcount = 6,
	.cgroup = UINT64_MAX - 7,
	.shutdown = 2,
	.v6only = 1,
};

static const struct {
	const char *name;
	uint32_t has;
	uint64_t value;
} fields[] = {
	{ "recv_q", HAS_RECVQ, 1 },
	{ "send_q", HAS_SENDQ, UINT32_MAX },
	{ "timer_expires", HAS_TIMER, 3 },
	{ "retransmits", HAS_RETRANSMITS, 4 },
	{ "probes", HAS_PROBES, 255 },
	{ "refcount", HAS_REFCOUNT, 6 },
	{ "cgroup", HAS_CGROUP, UINT64_MAX - 7 },
	{ "shutdown", HAS_SHUTDOWN, 2 },
	{ "v6only", HAS_V6ONLY, 1 },
};

/* Each has a bit of its own; with it zero is a number, without it nothing is. */
START_TEST(present_or_absent)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		struct nw_sock sock = busy, idle = { .family = NW_TCP };
		uint64_t value = 77;

		sock.has = ~fields[i].has;
		ck_assert(!nw_sock_metric(&sock, metric(fields[i].name), &value));
		ck_assert_uint_eq(value, 77);
		sock.has = idle.has = fields[i].has;
		ck_assert(nw_sock_metric(&sock, metric(fields[i].name), &value));
		ck_assert_uint_eq(value, fields[i].value);
		ck_assert(nw_sock_metric(&idle, metric(fields[i].name), &value));
		ck_assert_uint_eq(value, 0);
	}
}
END_TEST

/* Interfaces count from 1: 0 is not one. */
START_TEST(ifindex)
{
	struct nw_sock sock = { .family = NW_TCP, .has = ~0U };
	uint64_t value = 77;

	ck_assert(!nw_sock_metric(&sock, NW_IFINDEX, &value));
	sock.ifindex = 3000000000U;
	ck_assert(nw_sock_metric(&sock, NW_IFINDEX, &value));
	ck_assert_uint_eq(value, 3000000000U);
}
END_TEST

/* The kernel packs them into two bytes. */
START_TEST(options)
{
	static const char *const names[] = { "recverr",         "freebind",
					     "hdrincl",         "mc_loop",
					     "transparent",     "mc_all",
					     "nodefrag",        "bind_address_no_port",
					     "recverr_rfc4884", "defer_connect" };

	for (size_t set = 0; set < ARRAY_SIZE(names); set++) {
		const struct inet_diag_sockopt option = {
			.recverr = set == 0,
			.freebind = set == 1,
			.hdrincl = set == 2,
			.mc_loop = set == 3,
			.transparent = set == 4,
			.mc_all = set == 5,
			.nodefrag = set == 6,
			.bind_address_no_port = set == 7,
			.recverr_rfc4884 = set == 8,
			.defer_connect = set == 9,
			.is_icsk = 1,
		};
		struct nw_sock sock = { .family = NW_TCP };

		memcpy(&sock.sockopt, &option, sizeof(sock.sockopt));
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			uint64_t value = 77;

			sock.has = 0;
			ck_assert(!nw_sock_metric(&sock, metric(names[i]), &value));
			sock.has = HAS_SOCKOPT;
			ck_assert(nw_sock_metric(&sock, metric(names[i]), &value));
			ck_assert_msg(value == (i == set), "%s, but %s is set", names[i],
				      names[set]);
		}
	}
}
END_TEST

/* A family that cannot have a number does not have it, whatever stands in the row. */
START_TEST(families)
{
	struct nw_sock sock = busy;

	sock.has = ~0U;
	sock.ifindex = 1;
	for (unsigned i = 0; i < nw_metrics(); i++) {
		if (metrics[i].place != IN_ROW)
			continue;
		for (unsigned family = 0; family < NW_FAMILIES_; family++) {
			uint64_t value;

			sock.family = (uint8_t)family;
			ck_assert(nw_sock_metric(&sock, i, &value) ==
				  !!(nw_metric_families(i) & NW_BIT(family)));
		}
	}
}
END_TEST

/* ---- what brings them -------------------------------------------------------- */

/* With the other facts comes what runs on top: here all of it at once. */
static void put_ulp(struct message *m)
{
	struct nlattr *ulp = mnl_attr_nest_start(&m->head, INET_DIAG_ULP_INFO);
	struct nlattr *nest = mnl_attr_nest_start(&m->head, INET_ULP_INFO_MPTCP);

	put_subflow(&m->head);
	mnl_attr_nest_end(&m->head, nest);
	nest = mnl_attr_nest_start(&m->head, INET_ULP_INFO_TLS);
	put_tls(&m->head);
	mnl_attr_nest_end(&m->head, nest);
	mnl_attr_nest_end(&m->head, ulp);
}

/* The kernel's answer to such a request: it sends some attributes to those who ask only. */
static void answer(struct message *m, const struct ask *ask, uint8_t timer)
{
	static const struct {
		uint16_t type;
		size_t len;
	} all[] = {
		{ INET_DIAG_MEMINFO, 16 },
		{ INET_DIAG_INFO, 280 },
		{ INET_DIAG_TOS, 1 },
		{ INET_DIAG_TCLASS, 1 },
		{ INET_DIAG_SKMEMINFO, 36 },
		{ INET_DIAG_CLASS_ID, 4 },
		{ INET_DIAG_MARK, 4 },
		{ INET_DIAG_CGROUP_ID, 8 },
		{ INET_DIAG_SOCKOPT, 2 },
		{ INET_DIAG_SKV6ONLY, 1 },
		{ INET_DIAG_SHUTDOWN, 1 },
		{ INET_DIAG_VEGASINFO, 16 },
		{ INET_DIAG_DCTCPINFO, 16 },
		{ INET_DIAG_BBRINFO, 20 },
		{ INET_DIAG_MD5SIG, sizeof(struct tcp_diag_md5sig) },
	};
	char body[ASK_ROOM] __attribute__((aligned(8)));
	const struct inet_diag_req_v2 *req = (const struct inet_diag_req_v2 *)body;
	struct inet_diag_msg head = established();

	inet_ask(ask, body);
	head.idiag_timer = timer;
	message_begin(m, &head, sizeof(head));
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		uint16_t asked = all[i].type;

		/* One bit for whichever congestion control there is. */
		if (asked == INET_DIAG_DCTCPINFO || asked == INET_DIAG_BBRINFO)
			asked = INET_DIAG_VEGASINFO;
		/* The bits of a byte; what does not fit comes unasked. */
		if (asked <= 8 && !(req->idiag_ext & 1 << (asked - 1)))
			continue;
		message_bytes(m, all[i].type, all[i].len, 1);
	}
	if (req->idiag_ext & 1 << (INET_DIAG_INFO - 1))
		put_ulp(m);
}

/* Of other sources than a message of sock_diag. */
static bool is_from_elsewhere(unsigned number)
{
	static const char *const names[] = { "refcount",   "file_drops", "socket_state",
					     "event_time", "duration",   "sent",
					     "received" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], nw_metric_name(number)) == 0)
			return true;
	return false;
}

/* Whoever asks for what a number wants gets the number, whichever timer runs. */
START_TEST(wants)
{
	static const enum nw_family families_here[] = { NW_TCP, NW_MPTCP, NW_SCTP, NW_UDP };

	for (size_t f = 0; f < ARRAY_SIZE(families_here); f++) {
		for (unsigned i = 0; i < nw_metrics(); i++) {
			struct parser parser =
				parser_of(families_here[f], 0, nw_metric_want(i));

			if (!(nw_metric_families(i) & NW_BIT(families_here[f])) ||
			    is_from_elsewhere(i))
				continue;
			for (uint8_t timer = 0; timer < NW_TIMERS_; timer++) {
				struct rows rows = { 0 };
				struct nw_sock sock;
				struct message m;
				uint64_t value;

				answer(&m, &parser.ask, timer);
				ck_assert_int_eq(parser_read(&parser, &m, &rows), 0);
				sock = *last_row(&rows);
				sock.attrs = rows.arena.at + sock.attrs_at;
				/* Of MPTCP only the timer that runs has a counter. */
				ck_assert_msg(nw_sock_metric(&sock, i, &value) ||
						      (families_here[f] == NW_MPTCP &&
						       (i == NW_RETRANSMITS || i == NW_PROBES)),
					      "%s of %s, timer %u", nw_metric_name(i),
					      nw_family_name(families_here[f]), timer);
				rows_free(&rows);
			}
		}
	}
}
END_TEST

UNIT_MAIN("metric-row", well_formed, inside, beyond, by_number, present_or_absent,
	  ifindex, options, families, wants)
