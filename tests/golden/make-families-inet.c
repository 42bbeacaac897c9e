/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The families of inet_diag: SCTP, raw, MPTCP, and a TCP socket with all that can be. */
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/mptcp.h>
#include <linux/netlink.h>
#include <linux/sctp.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <linux/tls.h>
#include <string.h>
#include <sys/socket.h>

#include "make-families.h"

/* enum sctp_state: of an association, not TCP's numbers. */
enum { COOKIE_WAIT = 1, ASSOC_ESTABLISHED = 3, SHUTDOWN_RECEIVED = 6 };

struct inet {
	int family, state;
	const char *local, *remote;
	unsigned port, remote_port, uid, inode, cookie, recvq, sendq, ifindex;
};

static void inet(const struct inet *in)
{
	struct inet_diag_msg msg = {
		.idiag_family = (uint8_t)in->family,
		.idiag_state = (uint8_t)in->state,
		.id = { .idiag_sport = htons((uint16_t)in->port),
			.idiag_dport = htons((uint16_t)in->remote_port),
			.idiag_if = in->ifindex,
			.idiag_cookie = { in->cookie } },
		.idiag_rqueue = in->recvq,
		.idiag_wqueue = in->sendq,
		.idiag_uid = in->uid,
		.idiag_inode = in->inode,
	};

	inet_pton(in->family, in->local, msg.id.idiag_src);
	inet_pton(in->family, in->remote, msg.id.idiag_dst);
	begin(SOCK_DIAG_BY_FAMILY, &msg, sizeof(msg));
	put_u8(INET_DIAG_SHUTDOWN, 0);
	put_u8(INET_DIAG_TOS, 0x10);
	if (in->family == AF_INET6)
		put_u8(INET_DIAG_TCLASS, 0x20);
	put_u32(INET_DIAG_MARK, 0x1234);
	put_u32(INET_DIAG_CLASS_ID, 7);
	put_u64(INET_DIAG_CGROUP_ID, 4711);
	put(INET_DIAG_SOCKOPT, "\x51\x00", 2);
}

static void addresses(uint16_t type, int family, const char *const *all)
{
	struct sockaddr_storage list[4] = { 0 };
	size_t n = 0;

	for (; all[n]; n++) {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&list[n];
		struct sockaddr_in *in = (struct sockaddr_in *)&list[n];

		list[n].ss_family = (sa_family_t)family;
		inet_pton(family, all[n],
			  family == AF_INET ? (void *)&in->sin_addr : &in6->sin6_addr);
	}
	put(type, list, n * sizeof(*list));
}

/* An endpoint, of which there is nothing more to say, or one of its associations. */
static void sctp(struct inet row, const char *const *locals, const char *const *peers)
{
	const struct sctp_info none = { 0 };
	const struct sctp_info info = {
		.sctpi_tag = 0xabcd1234, .sctpi_state = (uint32_t)row.state,
		.sctpi_rwnd = 106496,	 .sctpi_unackdata = 3,
		.sctpi_penddata = 4,	 .sctpi_instrms = 10,
		.sctpi_outstrms = 11,
	};

	inet(&row);
	memory(INET_DIAG_SKMEMINFO);
	put(INET_DIAG_INFO, peers ? &info : &none, sizeof(info));
	addresses(INET_DIAG_LOCALS, row.family, locals);
	if (peers) {
		put(INET_DIAG_CONG, "reno", 5);
		addresses(INET_DIAG_PEERS, row.family, peers);
	}
	end();
}

#define LIST(...) (const char *const[]) { __VA_ARGS__, NULL }

/* All endpoints; then the associations, each endpoint's again behind its own again. */
void sctp_inet(void)
{
	static const struct inet plain = { AF_INET, LISTEN, "0.0.0.0", "0.0.0.0", 5001, 0,
					   0, 20001, 101, 0, 5, 0 };
	static const struct inet many = { AF_INET, LISTEN, "10.0.0.1", "0.0.0.0", 5002, 0,
					  1000, 20002, 102, 0, 128, 0 };
	static const struct inet client = { AF_INET, ESTABLISHED, "10.0.0.1", "10.0.0.2",
					    41000, 5002, 1000, 20004, 104, 0, 0, 0 };
	static const struct inet caller = { AF_INET, SYN_SENT, "10.0.0.1", "10.0.0.3",
					    41003, 5002, 1000, 20006, 106, 0, 0, 0 };
	struct inet assoc;

	sctp(plain, LIST("0.0.0.0"), NULL);
	sctp(many, LIST("10.0.0.1", "192.0.2.1"), NULL);
	sctp(client, LIST("10.0.0.1"), NULL);
	sctp(caller, LIST("10.0.0.1"), NULL);

	sctp(many, LIST("10.0.0.1", "192.0.2.1"), NULL);
	assoc = many;
	assoc.state = ASSOC_ESTABLISHED;
	assoc.remote = "192.0.2.9";
	assoc.remote_port = 41001;
	assoc.recvq = 17;
	assoc.sendq = 0;
	sctp(assoc, LIST("10.0.0.1", "192.0.2.1"), LIST("192.0.2.9", "10.0.0.9"));
	assoc.state = SHUTDOWN_RECEIVED;
	assoc.remote = "192.0.2.10";
	assoc.remote_port = 41005;
	assoc.recvq = 0;
	sctp(assoc, LIST("10.0.0.1", "192.0.2.1"), LIST("192.0.2.10"));

	sctp(client, LIST("10.0.0.1"), NULL);
	assoc = client;
	assoc.state = ASSOC_ESTABLISHED;
	assoc.recvq = 340;
	assoc.sendq = 120;
	sctp(assoc, LIST("10.0.0.1"), LIST("10.0.0.2", "192.0.2.2"));

	sctp(caller, LIST("10.0.0.1"), NULL);
	assoc = caller;
	assoc.state = COOKIE_WAIT;
	sctp(assoc, LIST("10.0.0.1"), LIST("10.0.0.3"));
}

void sctp_inet6(void)
{
	static const struct inet row = { AF_INET6, LISTEN, "::", "::", 5003, 0, 0, 20003,
					 103, 0, 5, 0 };
	static const struct inet accepted = { AF_INET6, ESTABLISHED, "2001:db8::1",
					      "2001:db8::2", 5003, 41002, 0, 20005, 105, 0, 5,
					      0 };
	struct inet assoc = accepted;

	sctp(row, LIST("::"), NULL);
	sctp(accepted, LIST("2001:db8::1"), NULL);
	sctp(accepted, LIST("2001:db8::1"), NULL);
	assoc.state = ASSOC_ESTABLISHED;
	assoc.sendq = 7;
	sctp(assoc, LIST("2001:db8::1"), LIST("2001:db8::2"));
}

/* The "port" is the protocol. */
static void raw(const struct inet *row)
{
	inet(row);
	if (row->family == AF_INET6)
		put_u8(INET_DIAG_SKV6ONLY, 1);
	memory(INET_DIAG_SKMEMINFO);
	put_u8(INET_DIAG_PROTOCOL, (uint8_t)row->port);
	end();
}

void raw_inet(void)
{
	raw(&(struct inet){ AF_INET, CLOSE, "10.0.0.1", "0.0.0.0", 89, 0, 0, 20101, 201, 832,
			    0, 2 });
	raw(&(struct inet){ AF_INET, ESTABLISHED, "10.0.0.1", "10.0.0.2", 1, 0, 1000, 20102,
			    202, 0, 64, 0 });
}

void raw_inet6(void)
{
	raw(&(struct inet){ AF_INET6, CLOSE, "::", "::", 58, 0, 0, 20103, 203, 0, 0, 0 });
}

/* The structure of this header has grown since: to 96 bytes. */
void mptcp_inet(void)
{
	struct {
		struct mptcp_info old;
		unsigned char more[96 - sizeof(struct mptcp_info)];
	} info = { .old = { .mptcpi_subflows = 2,
			    .mptcpi_add_addr_signal = 1,
			    .mptcpi_add_addr_accepted = 3,
			    .mptcpi_flags = 2,
			    .mptcpi_token = 0xcafe,
			    .mptcpi_write_seq = 10000000001,
			    .mptcpi_snd_una = 10000000002,
			    .mptcpi_rcv_nxt = 10000000003 } };
	const uint32_t retransmits = 5;
	const uint64_t bytes[] = { 111, 222, 333, 444 };

	memcpy((char *)&info + 44, &retransmits, sizeof(retransmits));
	memcpy((char *)&info + 48, bytes, sizeof(bytes));
	((char *)&info)[80] = 3;
	inet(&(struct inet){ AF_INET, LISTEN, "10.0.0.1", "0.0.0.0", 8080, 0, 1000, 20201, 301,
			     2, 64, 0 });
	end();
	inet(&(struct inet){ AF_INET, ESTABLISHED, "10.0.0.1", "10.0.0.2", 8080, 42000, 1000,
			     20202, 302, 50, 60, 0 });
	memory(INET_DIAG_SKMEMINFO);
	put(INET_DIAG_INFO, &info, sizeof(info));
	end();
}

/* As the kernel nests it: a name, and what TLS in it does. */
static void tls(void)
{
	static const uint16_t facts[] = { 0, TLS_1_3_VERSION, TLS_CIPHER_AES_GCM_256,
					  TLS_CONF_SW, TLS_CONF_HW };

	nest(INET_DIAG_ULP_INFO);
	put(INET_ULP_INFO_NAME, "tls", 4);
	nest(INET_ULP_INFO_TLS);
	for (uint16_t i = TLS_INFO_VERSION; i <= TLS_INFO_RXCONF; i++)
		put(i, &facts[i], sizeof(facts[i]));
	put(TLS_INFO_ZC_RO_TX, NULL, 0);
	unnest();
	unnest();
}

/* A congestion control with facts of its own, keys, options, and a layer on top. */
void tcp_inet(void)
{
	const struct tcp_bbr_info bbr = { 1000, 0, 250, 739, 512 };
	static const struct tcp_diag_md5sig keys[2];
	const struct tcp_info info = { .tcpi_options = 0x3f,
				       .tcpi_pacing_rate = 5000,
				       .tcpi_max_pacing_rate = UINT64_MAX,
				       .tcpi_snd_ssthresh = 7 };

	inet(&(struct inet){ AF_INET, ESTABLISHED, "10.0.0.1", "10.0.0.2", 443, 43000,
			     1000, 20301, 401, 0, 0, 2 });
	put(INET_DIAG_INFO, &info, sizeof(info));
	put(INET_DIAG_BBRINFO, &bbr, sizeof(bbr));
	put(INET_DIAG_CONG, "bbr", 4);
	put(INET_DIAG_MD5SIG, keys, sizeof(keys));
	tls();
	end();
}
