/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers by name that are parts of others, counts, or absent at one value. */
#include <linux/filter.h>
#include <linux/inet_diag.h>
#include <linux/packet_diag.h>
#include <linux/tcp.h>
#include <stddef.h>

#include "unit-metric.h"

START_TEST(parts_of_bytes)
{
	static const struct tcp_info info = { .tcpi_snd_wscale = 5,
					      .tcpi_rcv_wscale = 14,
					      .tcpi_delivery_rate_app_limited = 1 };
	static const struct tcp_info others = { .tcpi_snd_wscale = 15 };
	struct one one;
	const struct nw_sock *sock =
		one_attr(&one, NW_TCP, NW_ATTR_TCP_INFO, &info, sizeof(info));

	assert_metric(sock, "snd_wscale", 5);
	assert_metric(sock, "rcv_wscale", 14);
	assert_metric(sock, "app_limited", 1);
	sock = one_attr(&one, NW_TCP, NW_ATTR_TCP_INFO, &others, sizeof(others));
	assert_metric(sock, "snd_wscale", 15);
	assert_metric(sock, "rcv_wscale", 0);
	assert_metric(sock, "app_limited", 0);
	/* They are bytes 6 and 7. */
	sock = one_attr(&one, NW_TCP, NW_ATTR_TCP_INFO, &info, 7);
	assert_metric(sock, "rcv_wscale", 14);
	assert_absent(sock, "app_limited");
	assert_absent(one_attr(&one, NW_TCP, NW_ATTR_TCP_INFO, &info, 6), "snd_wscale");
}
END_TEST

/* Where the kernel writes something to say that there is nothing, nothing is there. */
START_TEST(no_limit)
{
	static const struct {
		const char *name;
		enum nw_attribute tag;
		size_t at, width;
		uint64_t none;
	} all[] = {
		{ "pacing_rate", NW_ATTR_TCP_INFO,
		  offsetof(struct tcp_info, tcpi_pacing_rate), 8, UINT64_MAX },
		{ "max_pacing_rate", NW_ATTR_TCP_INFO,
		  offsetof(struct tcp_info, tcpi_max_pacing_rate), 8, UINT64_MAX },
		{ "snd_ssthresh", NW_ATTR_TCP_INFO,
		  offsetof(struct tcp_info, tcpi_snd_ssthresh), 4, 0x7fffffff },
		{ "min_rtt", NW_ATTR_TCP_INFO, offsetof(struct tcp_info, tcpi_min_rtt), 4,
		  UINT32_MAX },
		{ "bbr_min_rtt", NW_ATTR_BBR, offsetof(struct tcp_bbr_info, bbr_min_rtt),
		  4, UINT32_MAX },
		{ "vegas_rtt", NW_ATTR_VEGAS, offsetof(struct tcpvegas_info, tcpv_rtt), 4,
		  0x7fffffff },
		{ "vegas_minrtt", NW_ATTR_VEGAS,
		  offsetof(struct tcpvegas_info, tcpv_minrtt), 4, 0x7fffffff },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const uint64_t near = all[i].none - 1;
		unsigned char data[512] = { 0 };
		struct one one;

		memcpy(data + all[i].at, &all[i].none, all[i].width);
		assert_absent(one_attr(&one, NW_TCP, all[i].tag, data, sizeof(data)),
			      all[i].name);
		memcpy(data + all[i].at, &near, all[i].width);
		assert_metric(one_attr(&one, NW_TCP, all[i].tag, data, sizeof(data)),
			      all[i].name, near);
	}
}
END_TEST

/* The kernel has both numbers of a fanout group in one. */
START_TEST(fanout)
{
	static const uint32_t both = 0x9002abcd;
	struct one one;
	const struct nw_sock *sock =
		one_attr(&one, NW_PACKET, NW_ATTR_FANOUT, &both, sizeof(both));

	assert_metric(sock, "fanout_id", 0xabcd);
	assert_metric(sock, "fanout_type", 0x9002);
}
END_TEST

/* BBR's bandwidth is sent in two halves. */
START_TEST(halves)
{
	static const struct tcp_bbr_info bbr = { .bbr_bw_lo = 0x89abcdef,
						 .bbr_bw_hi = 0x01234567 };
	struct one one;

	assert_metric(one_attr(&one, NW_TCP, NW_ATTR_BBR, &bbr, sizeof(bbr)), "bbr_bw",
		      UINT64_C(0x0123456789abcdef));
}
END_TEST

START_TEST(counts)
{
	static const struct {
		const char *name;
		enum nw_family family;
		enum nw_attribute tag;
		size_t each;
	} all[] = {
		{ "pending", NW_UNIX, NW_ATTR_PENDING, sizeof(uint32_t) },
		{ "filter_length", NW_PACKET, NW_ATTR_FILTER, sizeof(struct sock_filter) },
		{ "multicast", NW_PACKET, NW_ATTR_MCLIST, sizeof(struct packet_diag_mclist) },
		{ "md5_keys", NW_TCP, NW_ATTR_MD5SIG, sizeof(struct tcp_diag_md5sig) },
	};
	static const char data[512];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct one one;

		for (size_t n = 0; n < 5; n++)
			assert_metric(one_attr(&one, all[i].family, all[i].tag, data,
					       n * all[i].each),
				      all[i].name, n);
		/* What is cut in the middle is not one more. */
		assert_metric(one_attr(&one, all[i].family, all[i].tag, data,
				       3 * all[i].each - 1),
			      all[i].name, 2);
		assert_absent(one_attr(&one, all[i].family, NW_ATTRS_, data, 4), all[i].name);
	}
}
END_TEST

UNIT_MAIN("metric-parts", parts_of_bytes, no_limit, fanout, halves, counts)
