/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words a filter has for numbers: states, families, protocols. */
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "filter-inside.h"

/* ---- states -------------------------------------------------------------------- */

#define ONE(state) (1U << NW_STATE_##state)
#define SHOWN (STATES_ALL & ~STATES_BOUND)
#define CONNECTED (SHOWN & ~(ONE(CLOSE) | ONE(LISTEN)))
#define BUCKET (ONE(SYN_RECV) | ONE(TIME_WAIT))

bool words_state(struct text word, uint32_t *ret)
{
	static const struct {
		const char *name;
		uint32_t states;
	} states[] = {
		{ "all", STATES_ALL },
		{ "connected", CONNECTED },
		{ "synchronized", CONNECTED & ~ONE(SYN_SENT) },
		{ "bucket", BUCKET },
		{ "big", SHOWN & ~BUCKET },
		{ "established", ONE(ESTABLISHED) },
		{ "estab", ONE(ESTABLISHED) },
		{ "syn-sent", ONE(SYN_SENT) },
		{ "syn-recv", ONE(SYN_RECV) },
		{ "syn-rcv", ONE(SYN_RECV) },
		{ "fin-wait-1", ONE(FIN_WAIT1) },
		{ "fin-wait1", ONE(FIN_WAIT1) },
		{ "fin-wait-2", ONE(FIN_WAIT2) },
		{ "fin-wait2", ONE(FIN_WAIT2) },
		{ "time-wait", ONE(TIME_WAIT) },
		{ "closed", ONE(CLOSE) },
		{ "close", ONE(CLOSE) },
		{ "unconnected", ONE(CLOSE) },
		{ "unconn", ONE(CLOSE) },
		{ "close-wait", ONE(CLOSE_WAIT) },
		{ "last-ack", ONE(LAST_ACK) },
		{ "listening", ONE(LISTEN) },
		{ "listen", ONE(LISTEN) },
		{ "closing", ONE(CLOSING) },
		{ "bound-inactive", STATES_BOUND },
		{ "bound", STATES_BOUND },
		/* A word of ss for what is no state: no socket is in it. */
		{ "unknown", 0 },
	};
	char name[16];
	size_t len = text_len(&word);

	if (len >= sizeof(name) || memchr(word.p, '\0', len))
		return false;
	for (size_t i = 0; i <= len; i++)
		name[i] = i == len ? '\0' : word.p[i] == '_' ? '-' : word.p[i];
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		if (strcasecmp(name, states[i].name) != 0)
			continue;
		*ret = states[i].states;
		return true;
	}
	return false;
}

/* ---- families and protocols ---------------------------------------------------- */

bool words_kind(struct text word, struct kind *ret)
{
	static const struct {
		const char *name;
		struct kind kind;
	} kinds[] = {
		{ "inet", { FAMILIES_INET, AF_INET, 0 } },
		{ "ipv4", { FAMILIES_INET, AF_INET, 0 } },
		{ "inet6", { FAMILIES_INET, AF_INET6, 0 } },
		{ "ipv6", { FAMILIES_INET, AF_INET6, 0 } },
		{ "link", { NW_BIT(NW_PACKET), 0, 0 } },
		{ "udpl", { NW_BIT(NW_UDPLITE), 0, 0 } },
		{ "udpl6", { NW_BIT(NW_UDPLITE), AF_INET6, 0 } },
		{ "icmp", { 0, 0, IPPROTO_ICMP } },
		{ "icmp6", { 0, 0, IPPROTO_ICMPV6 } },
		{ "ipv6-icmp", { 0, 0, IPPROTO_ICMPV6 } },
		{ "igmp", { 0, 0, IPPROTO_IGMP } },
		{ "gre", { 0, 0, IPPROTO_GRE } },
		{ "esp", { 0, 0, IPPROTO_ESP } },
		{ "ah", { 0, 0, IPPROTO_AH } },
		{ "pim", { 0, 0, IPPROTO_PIM } },
		{ "ospf", { 0, 0, 89 } },
		{ "vrrp", { 0, 0, 112 } },
	};
	uint64_t number;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!text_is(&word, kinds[i].name))
			continue;
		*ret = kinds[i].kind;
		return true;
	}
	for (unsigned i = 0; i < NW_FAMILIES_; i++) {
		if (!text_is(&word, nw_family_name(i)))
			continue;
		*ret = (struct kind){ .families = NW_BIT(i) };
		return true;
	}
	/* As the column has them: tcp6, udp6. */
	if (text_len(&word) > 1 && word.end[-1] == '6') {
		struct text name = text_of(word.p, text_len(&word) - 1);

		for (unsigned i = 0; i < NW_FAMILIES_; i++) {
			if (!(FAMILIES_INET & NW_BIT(i)) || !text_is(&name, nw_family_name(i)))
				continue;
			*ret = (struct kind){ .families = NW_BIT(i), .af = AF_INET6 };
			return true;
		}
	}
	if (!number_of(word, &number) || number > UINT32_MAX)
		return false;
	*ret = (struct kind){ .protocol = (uint32_t)number };
	return true;
}

struct numbered {
	const char *name;
	uint32_t number;
};

static bool find(const struct numbered *all, size_t n, struct text word, uint32_t *ret)
{
	uint64_t number;

	for (size_t i = 0; i < n; i++) {
		if (text_len(&word) != strlen(all[i].name) ||
		    strncasecmp(word.p, all[i].name, text_len(&word)) != 0)
			continue;
		*ret = all[i].number;
		return true;
	}
	if (!number_of(word, &number) || number > UINT32_MAX)
		return false;
	*ret = (uint32_t)number;
	return true;
}

/* The names of /etc/iproute2/nl_protos, as it is shipped. */
bool words_netlink(struct text word, uint32_t *ret)
{
	static const struct numbered protocols[] = {
		{ "rtnl", NETLINK_ROUTE },
		{ "unused", NETLINK_UNUSED },
		{ "usersock", NETLINK_USERSOCK },
		{ "fw", NETLINK_FIREWALL },
		{ "tcpdiag", NETLINK_SOCK_DIAG },
		{ "nflog", NETLINK_NFLOG },
		{ "xfrm", NETLINK_XFRM },
		{ "selinux", NETLINK_SELINUX },
		{ "iscsi", NETLINK_ISCSI },
		{ "audit", NETLINK_AUDIT },
		{ "fiblookup", NETLINK_FIB_LOOKUP },
		{ "connector", NETLINK_CONNECTOR },
		{ "nft", NETLINK_NETFILTER },
		{ "ip6fw", NETLINK_IP6_FW },
		{ "dec-rt", NETLINK_DNRTMSG },
		{ "uevent", NETLINK_KOBJECT_UEVENT },
		{ "genl", NETLINK_GENERIC },
		{ "scsi-trans", NETLINK_SCSITRANSPORT },
		{ "ecryptfs", NETLINK_ECRYPTFS },
		{ "rdma", NETLINK_RDMA },
		{ "crypto", NETLINK_CRYPTO },
		/* What the kernel's headers and others call them. */
		{ "route", NETLINK_ROUTE },
		{ "sock_diag", NETLINK_SOCK_DIAG },
		{ "netfilter", NETLINK_NETFILTER },
		{ "generic", NETLINK_GENERIC },
	};

	return find(protocols, ARRAY_SIZE(protocols), word, ret);
}

bool words_ethertype(struct text word, uint32_t *ret)
{
	static const struct numbered types[] = {
		{ "all", ETH_P_ALL },           { "ip", ETH_P_IP },
		{ "ipv4", ETH_P_IP },           { "ipv6", ETH_P_IPV6 },
		{ "arp", ETH_P_ARP },           { "rarp", ETH_P_RARP },
		{ "802.1q", ETH_P_8021Q },      { "802.1ad", ETH_P_8021AD },
		{ "802_2", ETH_P_802_2 },       { "802_3", ETH_P_802_3 },
		{ "snap", ETH_P_SNAP },         { "loop", ETH_P_LOOP },
		{ "lldp", ETH_P_LLDP },         { "mpls_uc", ETH_P_MPLS_UC },
		{ "mpls_mc", ETH_P_MPLS_MC },   { "ppp_disc", ETH_P_PPP_DISC },
		{ "ppp_ses", ETH_P_PPP_SES },   { "ppp_mp", ETH_P_PPP_MP },
		{ "wan_ppp", ETH_P_WAN_PPP },   { "ppptalk", ETH_P_PPPTALK },
		{ "pup", ETH_P_PUP },           { "pupat", ETH_P_PUPAT },
		{ "ieeepup", ETH_P_IEEEPUP },   { "ieeepupat", ETH_P_IEEEPUPAT },
		{ "x25", ETH_P_X25 },           { "ax25", ETH_P_AX25 },
		{ "bpq", ETH_P_BPQ },           { "dec", ETH_P_DEC },
		{ "dna_dl", ETH_P_DNA_DL },     { "dna_rc", ETH_P_DNA_RC },
		{ "dna_rt", ETH_P_DNA_RT },     { "lat", ETH_P_LAT },
		{ "diag", ETH_P_DIAG },         { "cust", ETH_P_CUST },
		{ "sca", ETH_P_SCA },           { "atalk", ETH_P_ATALK },
		{ "aarp", ETH_P_AARP },         { "ipx", ETH_P_IPX },
		{ "atmmpoa", ETH_P_ATMMPOA },   { "atmfate", ETH_P_ATMFATE },
		{ "ddcmp", ETH_P_DDCMP },       { "localtalk", ETH_P_LOCALTALK },
		{ "tr_802_2", ETH_P_TR_802_2 }, { "mobitex", ETH_P_MOBITEX },
		{ "control", ETH_P_CONTROL },   { "irda", ETH_P_IRDA },
		{ "econet", ETH_P_ECONET },     { "tipc", ETH_P_TIPC },
		{ "aoe", ETH_P_AOE },           { "can", ETH_P_CAN },
	};

	return find(types, ARRAY_SIZE(types), word, ret);
}
