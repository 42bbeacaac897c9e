/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keywords behind -n: which columns each has, and of which counters they are made. */
#include <string.h>

#include "nstat-keywords.h"
#include "nstat-tcpx.h"

static const struct nstat_column dev_columns[] = {
	{ "rxpck/s", "rxpck", NSTAT_RATE, { { "dev", "rx_packets" } } },
	{ "txpck/s", "txpck", NSTAT_RATE, { { "dev", "tx_packets" } } },
	{ "rxkB/s", "rxkB", NSTAT_KILO, { { "dev", "rx_bytes" } } },
	{ "txkB/s", "txkB", NSTAT_KILO, { { "dev", "tx_bytes" } } },
	{ "rxcmp/s", "rxcmp", NSTAT_RATE, { { "dev", "rx_compressed" } } },
	{ "txcmp/s", "txcmp", NSTAT_RATE, { { "dev", "tx_compressed" } } },
	{ "rxmcst/s", "rxmcst", NSTAT_RATE, { { "dev", "rx_multicast" } } },
	{ "%ifutil", "ifutil-percent", NSTAT_USE, { { "dev", "rx_bytes" }, { "dev", "tx_bytes" } } },
};

static const struct nstat_column edev_columns[] = {
	{ "rxerr/s", "rxerr", NSTAT_RATE, { { "dev", "rx_errs" } } },
	{ "txerr/s", "txerr", NSTAT_RATE, { { "dev", "tx_errs" } } },
	{ "coll/s", "coll", NSTAT_RATE, { { "dev", "tx_colls" } } },
	{ "rxdrop/s", "rxdrop", NSTAT_RATE, { { "dev", "rx_drop" } } },
	{ "txdrop/s", "txdrop", NSTAT_RATE, { { "dev", "tx_drop" } } },
	{ "txcarr/s", "txcarr", NSTAT_RATE, { { "dev", "tx_carrier" } } },
	{ "rxfram/s", "rxfram", NSTAT_RATE, { { "dev", "rx_frame" } } },
	{ "rxfifo/s", "rxfifo", NSTAT_RATE, { { "dev", "rx_fifo" } } },
	{ "txfifo/s", "txfifo", NSTAT_RATE, { { "dev", "tx_fifo" } } },
};

static const struct nstat_column nfs_columns[] = {
	{ "call/s", "call", NSTAT_RATE, { { "rpc", "calls" } } },
	{ "retrans/s", "retrans", NSTAT_RATE, { { "rpc", "retrans" } } },
	{ "read/s", "read", NSTAT_RATE, { { "proc3", "read" }, { "proc4", "read" } } },
	{ "write/s", "write", NSTAT_RATE, { { "proc3", "write" }, { "proc4", "write" } } },
	{ "access/s", "access", NSTAT_RATE, { { "proc3", "access" }, { "proc4", "access" } } },
	{ "getatt/s", "getatt", NSTAT_RATE, { { "proc3", "getattr" }, { "proc4", "getattr" } } },
};

static const struct nstat_column nfsd_columns[] = {
	{ "scall/s", "scall", NSTAT_RATE, { { "rpc", "calls" } } },
	{ "badcall/s", "badcall", NSTAT_RATE, { { "rpc", "badcalls" } } },
	{ "packet/s", "packet", NSTAT_RATE, { { "net", "packets" } } },
	{ "udp/s", "udp", NSTAT_RATE, { { "net", "udp" } } },
	{ "tcp/s", "tcp", NSTAT_RATE, { { "net", "tcp" } } },
	{ "hit/s", "hit", NSTAT_RATE, { { "rc", "hits" } } },
	{ "miss/s", "miss", NSTAT_RATE, { { "rc", "misses" } } },
	{ "sread/s", "sread", NSTAT_RATE, { { "proc3", "read" }, { "proc4ops", "read" } } },
	{ "swrite/s", "swrite", NSTAT_RATE, { { "proc3", "write" }, { "proc4ops", "write" } } },
	{ "saccess/s", "saccess", NSTAT_RATE, { { "proc3", "access" }, { "proc4ops", "access" } } },
	{ "sgetatt/s", "sgetatt", NSTAT_RATE, { { "proc3", "getattr" }, { "proc4ops", "getattr" } } },
};

static const struct nstat_column sock_columns[] = {
	{ "totsck", "totsck", NSTAT_GAUGE, { { "sockets", "used" } } },
	{ "tcpsck", "tcpsck", NSTAT_GAUGE, { { "TCP", "inuse" } } },
	{ "udpsck", "udpsck", NSTAT_GAUGE, { { "UDP", "inuse" } } },
	{ "rawsck", "rawsck", NSTAT_GAUGE, { { "RAW", "inuse" } } },
	{ "ip-frag", "ip-frag", NSTAT_GAUGE, { { "FRAG", "inuse" } } },
	{ "tcp-tw", "tcp-tw", NSTAT_GAUGE, { { "TCP", "tw" } } },
};

static const struct nstat_column ip_columns[] = {
	{ "irec/s", "irec", NSTAT_RATE, { { "Ip", "InReceives" } } },
	{ "fwddgm/s", "fwddgm", NSTAT_RATE, { { "Ip", "ForwDatagrams" } } },
	{ "idel/s", "idel", NSTAT_RATE, { { "Ip", "InDelivers" } } },
	{ "orq/s", "orq", NSTAT_RATE, { { "Ip", "OutRequests" } } },
	{ "asmrq/s", "asmrq", NSTAT_RATE, { { "Ip", "ReasmReqds" } } },
	{ "asmok/s", "asmok", NSTAT_RATE, { { "Ip", "ReasmOKs" } } },
	{ "fragok/s", "fragok", NSTAT_RATE, { { "Ip", "FragOKs" } } },
	{ "fragcrt/s", "fragcrt", NSTAT_RATE, { { "Ip", "FragCreates" } } },
};

static const struct nstat_column eip_columns[] = {
	{ "ihdrerr/s", "ihdrerr", NSTAT_RATE, { { "Ip", "InHdrErrors" } } },
	{ "iadrerr/s", "iadrerr", NSTAT_RATE, { { "Ip", "InAddrErrors" } } },
	{ "iukwnpr/s", "iukwnpr", NSTAT_RATE, { { "Ip", "InUnknownProtos" } } },
	{ "idisc/s", "idisc", NSTAT_RATE, { { "Ip", "InDiscards" } } },
	{ "odisc/s", "odisc", NSTAT_RATE, { { "Ip", "OutDiscards" } } },
	{ "onort/s", "onort", NSTAT_RATE, { { "Ip", "OutNoRoutes" } } },
	{ "asmf/s", "asmf", NSTAT_RATE, { { "Ip", "ReasmFails" } } },
	{ "fragf/s", "fragf", NSTAT_RATE, { { "Ip", "FragFails" } } },
};

static const struct nstat_column icmp_columns[] = {
	{ "imsg/s", "imsg", NSTAT_RATE, { { "Icmp", "InMsgs" } } },
	{ "omsg/s", "omsg", NSTAT_RATE, { { "Icmp", "OutMsgs" } } },
	{ "iech/s", "iech", NSTAT_RATE, { { "Icmp", "InEchos" } } },
	{ "iechr/s", "iechr", NSTAT_RATE, { { "Icmp", "InEchoReps" } } },
	{ "oech/s", "oech", NSTAT_RATE, { { "Icmp", "OutEchos" } } },
	{ "oechr/s", "oechr", NSTAT_RATE, { { "Icmp", "OutEchoReps" } } },
	{ "itm/s", "itm", NSTAT_RATE, { { "Icmp", "InTimestamps" } } },
	{ "itmr/s", "itmr", NSTAT_RATE, { { "Icmp", "InTimestampReps" } } },
	{ "otm/s", "otm", NSTAT_RATE, { { "Icmp", "OutTimestamps" } } },
	{ "otmr/s", "otmr", NSTAT_RATE, { { "Icmp", "OutTimestampReps" } } },
	{ "iadrmk/s", "iadrmk", NSTAT_RATE, { { "Icmp", "InAddrMasks" } } },
	{ "iadrmkr/s", "iadrmkr", NSTAT_RATE, { { "Icmp", "InAddrMaskReps" } } },
	{ "oadrmk/s", "oadrmk", NSTAT_RATE, { { "Icmp", "OutAddrMasks" } } },
	{ "oadrmkr/s", "oadrmkr", NSTAT_RATE, { { "Icmp", "OutAddrMaskReps" } } },
};

static const struct nstat_column eicmp_columns[] = {
	{ "ierr/s", "ierr", NSTAT_RATE, { { "Icmp", "InErrors" } } },
	{ "oerr/s", "oerr", NSTAT_RATE, { { "Icmp", "OutErrors" } } },
	{ "idstunr/s", "idstunr", NSTAT_RATE, { { "Icmp", "InDestUnreachs" } } },
	{ "odstunr/s", "odstunr", NSTAT_RATE, { { "Icmp", "OutDestUnreachs" } } },
	{ "itmex/s", "itmex", NSTAT_RATE, { { "Icmp", "InTimeExcds" } } },
	{ "otmex/s", "otmex", NSTAT_RATE, { { "Icmp", "OutTimeExcds" } } },
	{ "iparmpb/s", "iparmpb", NSTAT_RATE, { { "Icmp", "InParmProbs" } } },
	{ "oparmpb/s", "oparmpb", NSTAT_RATE, { { "Icmp", "OutParmProbs" } } },
	{ "isrcq/s", "isrcq", NSTAT_RATE, { { "Icmp", "InSrcQuenchs" } } },
	{ "osrcq/s", "osrcq", NSTAT_RATE, { { "Icmp", "OutSrcQuenchs" } } },
	{ "iredir/s", "iredir", NSTAT_RATE, { { "Icmp", "InRedirects" } } },
	{ "oredir/s", "oredir", NSTAT_RATE, { { "Icmp", "OutRedirects" } } },
};

static const struct nstat_column tcp_columns[] = {
	{ "active/s", "active", NSTAT_RATE, { { "Tcp", "ActiveOpens" } } },
	{ "passive/s", "passive", NSTAT_RATE, { { "Tcp", "PassiveOpens" } } },
	{ "iseg/s", "iseg", NSTAT_RATE, { { "Tcp", "InSegs" } } },
	{ "oseg/s", "oseg", NSTAT_RATE, { { "Tcp", "OutSegs" } } },
};

static const struct nstat_column etcp_columns[] = {
	{ "atmptf/s", "atmptf", NSTAT_RATE, { { "Tcp", "AttemptFails" } } },
	{ "estres/s", "estres", NSTAT_RATE, { { "Tcp", "EstabResets" } } },
	{ "retrans/s", "retrans", NSTAT_RATE, { { "Tcp", "RetransSegs" } } },
	{ "isegerr/s", "isegerr", NSTAT_RATE, { { "Tcp", "InErrs" } } },
	{ "orsts/s", "orsts", NSTAT_RATE, { { "Tcp", "OutRsts" } } },
};

static const struct nstat_column udp_columns[] = {
	{ "idgm/s", "idgm", NSTAT_RATE, { { "Udp", "InDatagrams" } } },
	{ "odgm/s", "odgm", NSTAT_RATE, { { "Udp", "OutDatagrams" } } },
	{ "noport/s", "noport", NSTAT_RATE, { { "Udp", "NoPorts" } } },
	{ "idgmerr/s", "idgmerr", NSTAT_RATE, { { "Udp", "InErrors" } } },
};

static const struct nstat_column sock6_columns[] = {
	{ "tcp6sck", "tcp6sck", NSTAT_GAUGE, { { "TCP6", "inuse" } } },
	{ "udp6sck", "udp6sck", NSTAT_GAUGE, { { "UDP6", "inuse" } } },
	{ "raw6sck", "raw6sck", NSTAT_GAUGE, { { "RAW6", "inuse" } } },
	{ "ip6-frag", "ip6-frag", NSTAT_GAUGE, { { "FRAG6", "inuse" } } },
};

static const struct nstat_column ip6_columns[] = {
	{ "irec6/s", "irec6", NSTAT_RATE, { { "Ip6", "InReceives" } } },
	{ "fwddgm6/s", "fwddgm6", NSTAT_RATE, { { "Ip6", "OutForwDatagrams" } } },
	{ "idel6/s", "idel6", NSTAT_RATE, { { "Ip6", "InDelivers" } } },
	{ "orq6/s", "orq6", NSTAT_RATE, { { "Ip6", "OutRequests" } } },
	{ "asmrq6/s", "asmrq6", NSTAT_RATE, { { "Ip6", "ReasmReqds" } } },
	{ "asmok6/s", "asmok6", NSTAT_RATE, { { "Ip6", "ReasmOKs" } } },
	{ "imcpck6/s", "imcpck6", NSTAT_RATE, { { "Ip6", "InMcastPkts" } } },
	{ "omcpck6/s", "omcpck6", NSTAT_RATE, { { "Ip6", "OutMcastPkts" } } },
	{ "fragok6/s", "fragok6", NSTAT_RATE, { { "Ip6", "FragOKs" } } },
	{ "fragcr6/s", "fragcr6", NSTAT_RATE, { { "Ip6", "FragCreates" } } },
};

static const struct nstat_column eip6_columns[] = {
	{ "ihdrer6/s", "ihdrer6", NSTAT_RATE, { { "Ip6", "InHdrErrors" } } },
	{ "iadrer6/s", "iadrer6", NSTAT_RATE, { { "Ip6", "InAddrErrors" } } },
	{ "iukwnp6/s", "iukwnp6", NSTAT_RATE, { { "Ip6", "InUnknownProtos" } } },
	{ "i2big6/s", "i2big6", NSTAT_RATE, { { "Ip6", "InTooBigErrors" } } },
	{ "idisc6/s", "idisc6", NSTAT_RATE, { { "Ip6", "InDiscards" } } },
	{ "odisc6/s", "odisc6", NSTAT_RATE, { { "Ip6", "OutDiscards" } } },
	{ "inort6/s", "inort6", NSTAT_RATE, { { "Ip6", "InNoRoutes" } } },
	{ "onort6/s", "onort6", NSTAT_RATE, { { "Ip6", "OutNoRoutes" } } },
	{ "asmf6/s", "asmf6", NSTAT_RATE, { { "Ip6", "ReasmFails" } } },
	{ "fragf6/s", "fragf6", NSTAT_RATE, { { "Ip6", "FragFails" } } },
	{ "itrpck6/s", "itrpck6", NSTAT_RATE, { { "Ip6", "InTruncatedPkts" } } },
};

static const struct nstat_column icmp6_columns[] = {
	{ "imsg6/s", "imsg6", NSTAT_RATE, { { "Icmp6", "InMsgs" } } },
	{ "omsg6/s", "omsg6", NSTAT_RATE, { { "Icmp6", "OutMsgs" } } },
	{ "iech6/s", "iech6", NSTAT_RATE, { { "Icmp6", "InEchos" } } },
	{ "iechr6/s", "iechr6", NSTAT_RATE, { { "Icmp6", "InEchoReplies" } } },
	{ "oechr6/s", "oechr6", NSTAT_RATE, { { "Icmp6", "OutEchoReplies" } } },
	{ "igmbq6/s", "igmbq6", NSTAT_RATE, { { "Icmp6", "InGroupMembQueries" } } },
	{ "igmbr6/s", "igmbr6", NSTAT_RATE, { { "Icmp6", "InGroupMembResponses" } } },
	{ "ogmbr6/s", "ogmbr6", NSTAT_RATE, { { "Icmp6", "OutGroupMembResponses" } } },
	{ "igmbrd6/s", "igmbrd6", NSTAT_RATE, { { "Icmp6", "InGroupMembReductions" } } },
	{ "ogmbrd6/s", "ogmbrd6", NSTAT_RATE, { { "Icmp6", "OutGroupMembReductions" } } },
	{ "irtsol6/s", "irtsol6", NSTAT_RATE, { { "Icmp6", "InRouterSolicits" } } },
	{ "ortsol6/s", "ortsol6", NSTAT_RATE, { { "Icmp6", "OutRouterSolicits" } } },
	{ "irtad6/s", "irtad6", NSTAT_RATE, { { "Icmp6", "InRouterAdvertisements" } } },
	{ "inbsol6/s", "inbsol6", NSTAT_RATE, { { "Icmp6", "InNeighborSolicits" } } },
	{ "onbsol6/s", "onbsol6", NSTAT_RATE, { { "Icmp6", "OutNeighborSolicits" } } },
	{ "inbad6/s", "inbad6", NSTAT_RATE, { { "Icmp6", "InNeighborAdvertisements" } } },
	{ "onbad6/s", "onbad6", NSTAT_RATE, { { "Icmp6", "OutNeighborAdvertisements" } } },
};

static const struct nstat_column eicmp6_columns[] = {
	{ "ierr6/s", "ierr6", NSTAT_RATE, { { "Icmp6", "InErrors" } } },
	{ "idtunr6/s", "idtunr6", NSTAT_RATE, { { "Icmp6", "InDestUnreachs" } } },
	{ "odtunr6/s", "odtunr6", NSTAT_RATE, { { "Icmp6", "OutDestUnreachs" } } },
	{ "itmex6/s", "itmex6", NSTAT_RATE, { { "Icmp6", "InTimeExcds" } } },
	{ "otmex6/s", "otmex6", NSTAT_RATE, { { "Icmp6", "OutTimeExcds" } } },
	{ "iprmpb6/s", "iprmpb6", NSTAT_RATE, { { "Icmp6", "InParmProblems" } } },
	{ "oprmpb6/s", "oprmpb6", NSTAT_RATE, { { "Icmp6", "OutParmProblems" } } },
	{ "iredir6/s", "iredir6", NSTAT_RATE, { { "Icmp6", "InRedirects" } } },
	{ "oredir6/s", "oredir6", NSTAT_RATE, { { "Icmp6", "OutRedirects" } } },
	{ "ipck2b6/s", "ipck2b6", NSTAT_RATE, { { "Icmp6", "InPktTooBigs" } } },
	{ "opck2b6/s", "opck2b6", NSTAT_RATE, { { "Icmp6", "OutPktTooBigs" } } },
};

static const struct nstat_column udp6_columns[] = {
	{ "idgm6/s", "idgm6", NSTAT_RATE, { { "Udp6", "InDatagrams" } } },
	{ "odgm6/s", "odgm6", NSTAT_RATE, { { "Udp6", "OutDatagrams" } } },
	{ "noport6/s", "noport6", NSTAT_RATE, { { "Udp6", "NoPorts" } } },
	{ "idgmer6/s", "idgmer6", NSTAT_RATE, { { "Udp6", "InErrors" } } },
};

static const struct nstat_column fc_columns[] = {
	{ "fch_rxf/s", "fch_rxf", NSTAT_RATE, { { "fc_host", "rx_frames" } } },
	{ "fch_txf/s", "fch_txf", NSTAT_RATE, { { "fc_host", "tx_frames" } } },
	{ "fch_rxw/s", "fch_rxw", NSTAT_RATE, { { "fc_host", "rx_words" } } },
	{ "fch_txw/s", "fch_txw", NSTAT_RATE, { { "fc_host", "tx_words" } } },
};

static const struct nstat_column soft_columns[] = {
	{ "total/s", "total", NSTAT_RATE, { { "softnet", "processed" } } },
	{ "dropd/s", "dropd", NSTAT_RATE, { { "softnet", "dropped" } } },
	{ "squeezd/s", "squeezd", NSTAT_RATE, { { "softnet", "time_squeeze" } } },
	{ "rx_rps/s", "rx_rps", NSTAT_RATE, { { "softnet", "received_rps" } } },
	{ "flw_lim/s", "flw_lim", NSTAT_RATE, { { "softnet", "flow_limit_count" } } },
	{ "blg_len", "blg_len", NSTAT_GAUGE, { { "softnet", "backlog_len" } } },
};

#define ARRAY(a) (sizeof(a) / sizeof((a)[0]))

const struct nstat_keyword nstat_keywords[] = {
	{ "DEV", NW_COUNTERS_DEV, "net-dev", .item = "IFACE", .group = "dev",
	  .columns = dev_columns, .n = ARRAY(dev_columns) },
	{ "EDEV", NW_COUNTERS_DEV, "net-edev", .item = "IFACE", .group = "dev",
	  .columns = edev_columns, .n = ARRAY(edev_columns) },
	{ "NFS", NW_COUNTERS_NFS, "net-nfs",
	  .columns = nfs_columns, .n = ARRAY(nfs_columns) },
	{ "NFSD", NW_COUNTERS_NFSD, "net-nfsd",
	  .columns = nfsd_columns, .n = ARRAY(nfsd_columns) },
	{ "SOCK", NW_COUNTERS_SOCKSTAT, "net-sock",
	  .columns = sock_columns, .n = ARRAY(sock_columns) },
	{ "IP", NW_COUNTERS_SNMP, "net-ip",
	  .columns = ip_columns, .n = ARRAY(ip_columns) },
	{ "EIP", NW_COUNTERS_SNMP, "net-eip",
	  .columns = eip_columns, .n = ARRAY(eip_columns) },
	{ "ICMP", NW_COUNTERS_SNMP, "net-icmp",
	  .columns = icmp_columns, .n = ARRAY(icmp_columns) },
	{ "EICMP", NW_COUNTERS_SNMP, "net-eicmp",
	  .columns = eicmp_columns, .n = ARRAY(eicmp_columns) },
	{ "TCP", NW_COUNTERS_SNMP, "net-tcp",
	  .columns = tcp_columns, .n = ARRAY(tcp_columns) },
	{ "ETCP", NW_COUNTERS_SNMP, "net-etcp",
	  .columns = etcp_columns, .n = ARRAY(etcp_columns) },
	{ "UDP", NW_COUNTERS_SNMP, "net-udp",
	  .columns = udp_columns, .n = ARRAY(udp_columns) },
	{ "SOCK6", NW_COUNTERS_SOCKSTAT6, "net-sock6",
	  .columns = sock6_columns, .n = ARRAY(sock6_columns) },
	{ "IP6", NW_COUNTERS_SNMP6, "net-ip6",
	  .columns = ip6_columns, .n = ARRAY(ip6_columns) },
	{ "EIP6", NW_COUNTERS_SNMP6, "net-eip6",
	  .columns = eip6_columns, .n = ARRAY(eip6_columns) },
	{ "ICMP6", NW_COUNTERS_SNMP6, "net-icmp6",
	  .columns = icmp6_columns, .n = ARRAY(icmp6_columns) },
	{ "EICMP6", NW_COUNTERS_SNMP6, "net-eicmp6",
	  .columns = eicmp6_columns, .n = ARRAY(eicmp6_columns) },
	{ "UDP6", NW_COUNTERS_SNMP6, "net-udp6",
	  .columns = udp6_columns, .n = ARRAY(udp6_columns) },
	{ "FC", NW_COUNTERS_FC, "fchosts", .item = "FCHOST", .group = "fc_host", .item_last = true,
	  .columns = fc_columns, .n = ARRAY(fc_columns) },
	{ "SOFT", NW_COUNTERS_SOFTNET, "softnet", .item = "CPU", .group = "softnet", .item_width = 7,
	  .columns = soft_columns, .n = ARRAY(soft_columns) },
	{ "TCPX", NW_COUNTERS_SNMP, "net-tcpx", .own = true, .also = NW_BIT(NW_COUNTERS_NETSTAT),
	  .columns = nstat_tcpx_columns, .n = ARRAY(nstat_tcpx_columns) },
};

const size_t nstat_keywords_n = ARRAY(nstat_keywords);

int nstat_keyword_find(const char *name, size_t len)
{
	for (size_t i = 0; i < nstat_keywords_n; i++)
		if (strlen(nstat_keywords[i].name) == len &&
		    memcmp(nstat_keywords[i].name, name, len) == 0)
			return (int)i;
	return -1;
}

bool nstat_keyword_reads(const struct nstat_keyword *keyword, enum nw_counter_source source)
{
	return keyword->source == source || keyword->also & NW_BIT(source);
}

uint64_t nstat_keyword_sources(uint64_t keywords)
{
	uint64_t sources = 0;

	for (size_t i = 0; i < nstat_keywords_n; i++)
		if (keywords & NW_BIT(i))
			sources |= NW_BIT(nstat_keywords[i].source) | nstat_keywords[i].also;
	return sources;
}

static void add_group(const char *group, const char *ret[NSTAT_GROUPS])
{
	size_t i = 0;

	while (ret[i] && strcmp(ret[i], group) != 0)
		i++;
	if (i + 1 < NSTAT_GROUPS)
		ret[i] = group;
}

void nstat_keyword_groups(uint64_t keywords, const char *ret[NSTAT_GROUPS])
{
	memset(ret, 0, NSTAT_GROUPS * sizeof(*ret));
	for (size_t i = 0; i < nstat_keywords_n; i++)
		for (size_t c = 0; keywords & NW_BIT(i) && c < nstat_keywords[i].n; c++)
			for (size_t p = 0; p < NSTAT_PARTS; p++)
				if (nstat_keywords[i].columns[c].parts[p].group)
					add_group(nstat_keywords[i].columns[c].parts[p].group,
						  ret);
}

uint64_t nstat_keyword_all(void)
{
	uint64_t all = 0;

	for (size_t i = 0; i < nstat_keywords_n; i++)
		if (!nstat_keywords[i].own)
			all |= NW_BIT(i);
	return all;
}

uint64_t nstat_keyword_default(void)
{
	return NW_BIT(nstat_keyword_find("TCP", 3)) | NW_BIT(nstat_keyword_find("ETCP", 4));
}
