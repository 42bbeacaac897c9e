/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers by name: each stands where the kernel's own headers have it. */
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <linux/inet_diag.h>
#include <linux/mptcp.h>
#include <linux/netlink.h>
#include <linux/packet_diag.h>
#include <linux/sctp.h>
#include <linux/smc.h>
#include <linux/smc_diag.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <linux/unix_diag.h>
#include <linux/xdp_diag.h>
#include <stddef.h>

#include "unit-metric.h"

#define SIZE(type, field) sizeof(((type *)0)->field)

/* What later kernels have behind the last field that older headers have. */
struct tcp_info_new {
	char before[offsetof(struct tcp_info, tcpi_snd_wnd) + sizeof(uint32_t)];
	uint32_t rcv_wnd, rehash;                 /* 6.2 */
	uint16_t total_rto, total_rto_recoveries; /* 6.7 */
	uint32_t total_rto_time;
};
struct mptcp_info_new {
	char before[offsetof(struct mptcp_info, mptcpi_csum_enabled) + 1];
	uint32_t retransmits; /* 6.5 */
	uint64_t bytes_retrans, bytes_sent, bytes_received, bytes_acked;
	uint8_t subflows_total; /* 6.6 */
	uint8_t reserved[3];
	uint32_t last_data_sent, last_data_recv, last_ack_recv; /* 6.10 */
};

#define AT(name, tag, type, field)                                                       \
	{                                                                                \
		name, NW_ATTR_##tag, offsetof(type, field), SIZE(type, field)            \
	}
#define TCP(name) AT(#name, TCP_INFO, struct tcp_info, tcpi_##name)
#define TCP_AS(name, field) AT(name, TCP_INFO, struct tcp_info, tcpi_##field)
#define TCP_NEW(name) AT(#name, TCP_INFO, struct tcp_info_new, name)
#define MPTCP(name, field) AT(name, MPTCP_INFO, struct mptcp_info, mptcpi_##field)
#define MPTCP_NEW(name, field) AT(name, MPTCP_INFO, struct mptcp_info_new, field)
#define SCTP(name) AT("sctp_" #name, SCTP_INFO, struct sctp_info, sctpi_##name)
#define MEMORY(name, index)                                                              \
	{                                                                                \
		name, NW_ATTR_SKMEMINFO, SK_MEMINFO_##index * sizeof(uint32_t),          \
			sizeof(uint32_t)                                                 \
	}
#define RING(name, tag, field) AT(name, tag##_RING, struct packet_diag_ring, field)
#define ALONE(name, tag, type)                                                           \
	{                                                                                \
		name, NW_ATTR_##tag, 0, sizeof(type)                                     \
	}

/* Of whole numbers: those that are parts of a byte, or counts, are further down. */
static const struct {
	const char *name;
	enum nw_attribute tag;
	size_t at, width;
} places[] = {
	TCP(ca_state),
	TCP(backoff),
	TCP(rto),
	TCP(ato),
	TCP(snd_mss),
	TCP(rcv_mss),
	TCP(unacked),
	TCP(sacked),
	TCP(lost),
	TCP(retrans),
	TCP(last_data_sent),
	TCP(last_data_recv),
	TCP(last_ack_recv),
	TCP(pmtu),
	TCP(rcv_ssthresh),
	TCP(rtt),
	TCP(rttvar),
	TCP(snd_ssthresh),
	TCP(snd_cwnd),
	TCP(advmss),
	TCP(reordering),
	TCP(rcv_rtt),
	TCP(rcv_space),
	TCP(total_retrans),
	TCP(pacing_rate),
	TCP(max_pacing_rate),
	TCP(bytes_acked),
	TCP(bytes_received),
	TCP(segs_out),
	TCP(segs_in),
	TCP_AS("notsent", notsent_bytes),
	TCP(min_rtt),
	TCP(data_segs_in),
	TCP(data_segs_out),
	TCP(delivery_rate),
	TCP(busy_time),
	TCP(rwnd_limited),
	TCP(sndbuf_limited),
	TCP(delivered),
	TCP(delivered_ce),
	TCP(bytes_sent),
	TCP(bytes_retrans),
	TCP(dsack_dups),
	TCP(reord_seen),
	TCP(rcv_ooopack),
	TCP(snd_wnd),
	TCP_NEW(rcv_wnd),
	TCP_NEW(rehash),
	TCP_NEW(total_rto),
	TCP_NEW(total_rto_recoveries),
	TCP_NEW(total_rto_time),
	MEMORY("rmem_alloc", RMEM_ALLOC),
	MEMORY("rcvbuf", RCVBUF),
	MEMORY("wmem_alloc", WMEM_ALLOC),
	MEMORY("sndbuf", SNDBUF),
	MEMORY("fwd_alloc", FWD_ALLOC),
	MEMORY("wmem_queued", WMEM_QUEUED),
	MEMORY("optmem", OPTMEM),
	MEMORY("backlog", BACKLOG),
	MEMORY("drops", DROPS),
	AT("bbr_min_rtt", BBR, struct tcp_bbr_info, bbr_min_rtt),
	AT("bbr_pacing_gain", BBR, struct tcp_bbr_info, bbr_pacing_gain),
	AT("bbr_cwnd_gain", BBR, struct tcp_bbr_info, bbr_cwnd_gain),
	AT("vegas_rttcnt", VEGAS, struct tcpvegas_info, tcpv_rttcnt),
	AT("vegas_rtt", VEGAS, struct tcpvegas_info, tcpv_rtt),
	AT("vegas_minrtt", VEGAS, struct tcpvegas_info, tcpv_minrtt),
	AT("dctcp_alpha", DCTCP, struct tcp_dctcp_info, dctcp_alpha),
	AT("dctcp_ab_ecn", DCTCP, struct tcp_dctcp_info, dctcp_ab_ecn),
	AT("dctcp_ab_tot", DCTCP, struct tcp_dctcp_info, dctcp_ab_tot),
	MPTCP("subflows", subflows),
	MPTCP("add_addr_signal", add_addr_signal),
	MPTCP("add_addr_accepted", add_addr_accepted),
	MPTCP("subflows_max", subflows_max),
	MPTCP("add_addr_signal_max", add_addr_signal_max),
	MPTCP("add_addr_accepted_max", add_addr_accepted_max),
	MPTCP("local_addr_used", local_addr_used),
	MPTCP("local_addr_max", local_addr_max),
	MPTCP("csum_enabled", csum_enabled),
	MPTCP("mptcp_flags", flags),
	ALONE("mptcp_token", MPTCP_TOKEN, uint32_t),
	MPTCP("mptcp_write_seq", write_seq),
	MPTCP("mptcp_snd_una", snd_una),
	MPTCP("mptcp_rcv_nxt", rcv_nxt),
	MPTCP_NEW("mptcp_retransmits", retransmits),
	MPTCP_NEW("mptcp_bytes_retrans", bytes_retrans),
	MPTCP_NEW("mptcp_bytes_sent", bytes_sent),
	MPTCP_NEW("mptcp_bytes_received", bytes_received),
	MPTCP_NEW("mptcp_bytes_acked", bytes_acked),
	MPTCP_NEW("subflows_total", subflows_total),
	MPTCP_NEW("mptcp_last_data_sent", last_data_sent),
	MPTCP_NEW("mptcp_last_data_recv", last_data_recv),
	MPTCP_NEW("mptcp_last_ack_recv", last_ack_recv),
	SCTP(tag),
	SCTP(state),
	SCTP(rwnd),
	SCTP(unackdata),
	SCTP(penddata),
	SCTP(instrms),
	SCTP(outstrms),
	ALONE("tos", TOS, uint8_t),
	ALONE("tclass", TCLASS, uint8_t),
	ALONE("class_id", CLASS_ID, uint32_t),
	ALONE("mark", MARK, uint32_t),
	ALONE("peer_inode", PEER, uint32_t),
	AT("file_inode", VFS, struct unix_diag_vfs, udiag_vfs_ino),
	AT("file_dev", VFS, struct unix_diag_vfs, udiag_vfs_dev),
	AT("packet_version", PACKET_INFO, struct packet_diag_info, pdi_version),
	AT("packet_flags", PACKET_INFO, struct packet_diag_info, pdi_flags),
	AT("packet_reserve", PACKET_INFO, struct packet_diag_info, pdi_reserve),
	AT("packet_copy_thresh", PACKET_INFO, struct packet_diag_info, pdi_copy_thresh),
	AT("packet_tstamp", PACKET_INFO, struct packet_diag_info, pdi_tstamp),
	RING("rx_ring_block_size", RX, pdr_block_size),
	RING("rx_ring_blocks", RX, pdr_block_nr),
	RING("rx_ring_frame_size", RX, pdr_frame_size),
	RING("rx_ring_frames", RX, pdr_frame_nr),
	RING("rx_ring_timeout", RX, pdr_retire_tmo),
	RING("rx_ring_features", RX, pdr_features),
	RING("tx_ring_block_size", TX, pdr_block_size),
	RING("tx_ring_blocks", TX, pdr_block_nr),
	RING("tx_ring_frame_size", TX, pdr_frame_size),
	RING("tx_ring_frames", TX, pdr_frame_nr),
	RING("tx_ring_timeout", TX, pdr_retire_tmo),
	RING("tx_ring_features", TX, pdr_features),
	ALONE("netlink_flags", FLAGS, uint32_t),
	ALONE("netlink_group", DST_GROUP, uint32_t),
	ALONE("file_drops", DROPS, uint64_t),
	AT("xdp_queue", XDP_INFO, struct xdp_diag_info, queue_id),
	AT("umem_size", UMEM, struct xdp_diag_umem, size),
	AT("umem_id", UMEM, struct xdp_diag_umem, id),
	AT("xdp_rx_dropped", XDP_STATS, struct xdp_diag_stats, n_rx_dropped),
	AT("xdp_rx_invalid", XDP_STATS, struct xdp_diag_stats, n_rx_invalid),
	AT("xdp_rx_full", XDP_STATS, struct xdp_diag_stats, n_rx_full),
	AT("xdp_fill_empty", XDP_STATS, struct xdp_diag_stats, n_fill_ring_empty),
	AT("xdp_tx_invalid", XDP_STATS, struct xdp_diag_stats, n_tx_invalid),
	AT("xdp_tx_empty", XDP_STATS, struct xdp_diag_stats, n_tx_ring_empty),
	ALONE("smc_mode", SMC_MODE, uint8_t),
	AT("smc_fallback_reason", SMC_FALLBACK, struct smc_diag_fallback, reason),
	AT("smc_token", SMC_CONN, struct smc_diag_conninfo, token),
	AT("smc_sndbuf", SMC_CONN, struct smc_diag_conninfo, sndbuf_size),
	AT("smc_rmbe", SMC_CONN, struct smc_diag_conninfo, rmbe_size),
	{ "event_time", NW_ATTR_EVENT, 0, 8 },
	{ "duration", NW_ATTR_DURATION, 0, 8 },
	{ "sent", NW_ATTR_MOVED, 0, 8 },
	{ "received", NW_ATTR_MOVED, 8, 8 },
};

/* Those of the others that have places of their own kind, see test-metric-parts.c. */
static const char *const parts[] = {
	"snd_wscale",    "rcv_wscale", "app_limited", "bbr_bw",    "pending",
	"filter_length", "multicast",  "md5_keys",    "fanout_id", "fanout_type",
};

static uint64_t number_at(const unsigned char *data, size_t width)
{
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	switch (width) {
	case 1:
		return *data;
	case 2:
		memcpy(&u16, data, sizeof(u16));
		return u16;
	case 4:
		memcpy(&u32, data, sizeof(u32));
		return u32;
	}
	ck_assert_uint_eq(width, 8);
	memcpy(&u64, data, sizeof(u64));
	return u64;
}

/* ---- places ------------------------------------------------------------------ */

START_TEST(in_their_places)
{
	unsigned char data[512];

	/* Every byte differs from its neighbours. */
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(1 + i * 7);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const enum nw_family family = family_of(metric(places[i].name));
		const size_t end = places[i].at + places[i].width;
		struct one one;

		/* Zero is a number; what the kernel sent too short for is absent. */
		assert_metric(one_attr(&one, family, places[i].tag, data, sizeof(data)),
			      places[i].name,
			      number_at(data + places[i].at, places[i].width));
		assert_metric(one_attr(&one, family, places[i].tag, data, end), places[i].name,
			      number_at(data + places[i].at, places[i].width));
		assert_absent(one_attr(&one, family, places[i].tag, data, end - 1),
			      places[i].name);
		assert_absent(one_attr(&one, family, NW_ATTRS_, data, sizeof(data)),
			      places[i].name);
	}
}
END_TEST

START_TEST(zero_is_a_number)
{
	static const unsigned char none[512];

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct one one;

		assert_metric(one_attr(&one, family_of(metric(places[i].name)),
				       places[i].tag, none, sizeof(none)),
			      places[i].name, 0);
	}
}
END_TEST

/* A metric of attributes that is not in the list above has not been looked at. */
START_TEST(all_of_them)
{
	unsigned char data[512];

	memset(data, 0x11, sizeof(data));
	for (unsigned i = 0; i < nw_metrics(); i++) {
		bool listed = false, in_attributes = false;

		for (unsigned tag = 0; tag < NW_ATTRS_; tag++) {
			struct one one;
			uint64_t value;

			in_attributes |= nw_sock_metric(one_attr(&one, family_of(i), tag,
								 data, sizeof(data)),
							i, &value);
		}
		for (size_t p = 0; p < ARRAY_SIZE(places); p++)
			listed |= strcmp(places[p].name, nw_metric_name(i)) == 0;
		for (size_t p = 0; p < ARRAY_SIZE(parts); p++)
			listed |= strcmp(parts[p], nw_metric_name(i)) == 0;
		ck_assert_msg(in_attributes == listed, "%s", nw_metric_name(i));
	}
}
END_TEST

UNIT_MAIN("metric", in_their_places, zero_is_a_number, all_of_them)
