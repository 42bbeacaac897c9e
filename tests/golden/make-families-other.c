/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The families with messages of their own: SMC, vsock, XDP, TIPC, packet, netlink. */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/rtnetlink.h>
#include <linux/smc_diag.h>
#include <linux/sock_diag.h>
#include <linux/tipc_netlink.h>
#include <linux/tipc_sockets_diag.h>
#include <linux/vm_sockets_diag.h>
#include <linux/xdp_diag.h>
#include <string.h>
#include <sys/socket.h>

/* Behind struct sockaddr, which it uses without including it. */
#include <linux/vm_sockets.h>

#include "make-families.h"

struct smc {
	int state, mode;
	const char *local, *remote;
	unsigned port, remote_port, uid, inode, cookie;
};

static void smc_row(const struct smc *row, unsigned reason)
{
	const struct smc_diag_fallback fallback = { reason, 0 };
	struct smc_diag_msg msg = {
		.diag_family = AF_SMC,
		.diag_state = (uint8_t)row->state,
		.diag_mode = (uint8_t)row->mode,
		.id = { .idiag_sport = htons((uint16_t)row->port),
			.idiag_dport = htons((uint16_t)row->remote_port),
			.idiag_cookie = { row->cookie } },
		.diag_uid = row->uid,
		.diag_inode = row->inode,
	};

	inet_pton(strchr(row->local, ':') ? AF_INET6 : AF_INET, row->local, msg.id.idiag_src);
	inet_pton(strchr(row->local, ':') ? AF_INET6 : AF_INET, row->remote,
		  msg.id.idiag_dst);
	begin(SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	put_u8(SMC_DIAG_SHUTDOWN, row->state == 22 ? 1 : 0);
	put(SMC_DIAG_FALLBACK, &fallback, sizeof(fallback));
}

void smc(void)
{
	const struct smc_diag_conninfo conn = { .token = 77, .sndbuf_size = 65536,
						.rmbe_size = 131072 };
	const struct smc_diag_lgrinfo group = { .lnk = { { .link_id = 1, .ibname = "mlx5_0" } } };
	const struct smcd_diag_dmbinfo dmb = { .linkid = 9, .token = 0x1122 };

	smc_row(&(struct smc){ 10, 0, "0.0.0.0", "0.0.0.0", 6001, 0, 0, 20401, 501 }, 0);
	end();
	smc_row(&(struct smc){ 1, 0, "10.0.0.1", "10.0.0.2", 6001, 44001, 0, 20402, 502 }, 0);
	put(SMC_DIAG_CONNINFO, &conn, sizeof(conn));
	put(SMC_DIAG_LGRINFO, &group, sizeof(group));
	end();
	smc_row(&(struct smc){ 1, 2, "2001:db8::1", "2001:db8::2", 6001, 44002, 0, 20403,
			       503 }, 0);
	put(SMC_DIAG_DMBINFO, &dmb, sizeof(dmb));
	end();
	smc_row(&(struct smc){ 22, 1, "10.0.0.1", "10.0.0.3", 44003, 6001, 1000, 20404, 504 },
		0x03010000);
	end();
}

static void vsock_row(struct vsock_diag_msg msg)
{
	msg.vdiag_family = AF_VSOCK;
	begin(SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	end();
}

void vsock(void)
{
	vsock_row((struct vsock_diag_msg){ 0, SOCK_STREAM, LISTEN, 0, VMADDR_CID_ANY, 1024, 0, 0,
					   20501, { 601 } });
	vsock_row((struct vsock_diag_msg){ 0, SOCK_STREAM, ESTABLISHED, 2, 3, 3000000000U, 2,
					   1024, 20502, { 602 } });
	vsock_row((struct vsock_diag_msg){ 0, SOCK_DGRAM, CLOSE, 0, 3, 99, VMADDR_CID_ANY,
					   VMADDR_PORT_ANY, 20503, { 603 } });
}

void xdp(void)
{
	const struct xdp_diag_msg msg = { AF_XDP, SOCK_RAW, 0, 20601, { 701 } };
	const struct xdp_diag_info info = { 2, 3 };
	const struct xdp_diag_ring ring = { 2048 };
	const struct xdp_diag_umem umem = { 8388608, 1, 2048, 4096, 0, 2, 3, 0, 1 };
	const struct xdp_diag_stats stats = { 1, 2, 3, 4, 5, 6 };

	begin(SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	put(XDP_DIAG_INFO, &info, sizeof(info));
	put_u32(XDP_DIAG_UID, 0);
	put(XDP_DIAG_RX_RING, &ring, sizeof(ring));
	put(XDP_DIAG_TX_RING, &ring, sizeof(ring));
	put(XDP_DIAG_UMEM, &umem, sizeof(umem));
	put(XDP_DIAG_UMEM_FILL_RING, &ring, sizeof(ring));
	put(XDP_DIAG_UMEM_COMPLETION_RING, &ring, sizeof(ring));
	memory(XDP_DIAG_MEMINFO);
	put(XDP_DIAG_STATS, &stats, sizeof(stats));
	end();
}

static void tipc_row(unsigned type, unsigned state, unsigned ref, unsigned inode,
		     unsigned peer)
{
	begin(SOCK_DIAG_BY_FAMILY, NULL, 0);
	nest(TIPC_NLA_SOCK);
	put_u32(TIPC_NLA_SOCK_REF, ref);
	put_u32(TIPC_NLA_SOCK_ADDR, 0x1001001);
	if (peer) {
		nest(TIPC_NLA_SOCK_CON);
		put_u32(TIPC_NLA_CON_NODE, 0x1001002);
		put_u32(TIPC_NLA_CON_SOCK, peer);
		unnest();
	}
	put_u32(TIPC_NLA_SOCK_TYPE, type);
	put_u32(TIPC_NLA_SOCK_TIPC_STATE, state);
	put_u32(TIPC_NLA_SOCK_INO, inode);
	put_u32(TIPC_NLA_SOCK_UID, 1000);
	put_u64(TIPC_NLA_SOCK_COOKIE, 800 + inode % 100);
	nest(TIPC_NLA_SOCK_STAT);
	put_u32(TIPC_NLA_SOCK_STAT_RCVQ, 2);
	put_u32(TIPC_NLA_SOCK_STAT_SENDQ, 3);
	put_u32(TIPC_NLA_SOCK_STAT_DROP, 4);
	unnest();
	unnest();
	end();
}

void tipc(void)
{
	tipc_row(SOCK_SEQPACKET, LISTEN, 4000000001U, 20701, 0);
	tipc_row(SOCK_SEQPACKET, ESTABLISHED, 1234, 20702, 5678);
	tipc_row(SOCK_RDM, CLOSE, 1235, 20703, 0);
}

void packet(void)
{
	const struct packet_diag_msg msg = { AF_PACKET, SOCK_RAW, ETH_P_ARP, 20801, { 901 } };
	const struct packet_diag_info info = { .pdi_index = 2, .pdi_version = 2,
					       .pdi_flags = 9 };
	const struct packet_diag_mclist list[] = { { 2, 1, 1, 6, { 1, 0, 0x5e, 0, 0, 1 } } };
	const struct packet_diag_ring ring = { 4096, 64, 2048, 128 };
	const struct sock_filter filter[] = { { 0x28, 0, 0, 12 }, { 0x15, 0, 1, 0x806 },
					      { 6, 0, 0, 0x40000 }, { 6, 0, 0, 0 } };

	begin(SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	put(PACKET_DIAG_INFO, &info, sizeof(info));
	put_u32(PACKET_DIAG_UID, 1000);
	put(PACKET_DIAG_MCLIST, list, sizeof(list));
	put(PACKET_DIAG_RX_RING, &ring, sizeof(ring));
	put_u32(PACKET_DIAG_FANOUT, 0x10007);
	memory(PACKET_DIAG_MEMINFO);
	put(PACKET_DIAG_FILTER, filter, sizeof(filter));
	end();
}

/* Groups are words of a long; a socket in a group comes twice. */
void netlink(void)
{
	const struct netlink_diag_msg msg = { AF_NETLINK, SOCK_RAW, NETLINK_GENERIC, 0, 4242, 0,
					      0, 20901, { 1001 } };
	const struct netlink_diag_msg to = { AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT, 1,
					     77, 0, 1, 20902, { 1002 } };
	const unsigned long groups[] = { 1UL << 1 | 1UL << 63, 1UL << 2 };

	for (int i = 0; i < 2; i++) {
		begin(SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
		memory(NETLINK_DIAG_MEMINFO);
		put(NETLINK_DIAG_GROUPS, groups, sizeof(groups));
		put_u32(NETLINK_DIAG_FLAGS, 10);
		end();
	}
	begin(SOCK_DIAG_BY_FAMILY, &to, sizeof(to));
	memory(NETLINK_DIAG_MEMINFO);
	end();
}

void links(void)
{
	static const char *const names[] = { "lo", "eth0" };

	for (int i = 0; i < 2; i++) {
		const struct ifinfomsg msg = { .ifi_index = i + 1 };

		begin(RTM_NEWLINK, &msg, sizeof(msg));
		put(IFLA_IFNAME, names[i], strlen(names[i]) + 1);
		end();
	}
}
