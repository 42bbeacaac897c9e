/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a counter tells, by its name; and where to look next. */
#include <string.h>

#include "nstat-meanings.h"

/* Each is one line of a terminal; a test runs them. */
static const char *const commands[LOOKS_] = {
	[LOOK_LISTENERS] = "nsockets -ltnp",
	[LOOK_OVERFLOWS] = "nsockets -ltn --columns local,recv_q,send_q,drops,process --sort -drops",
	[LOOK_HALF_OPEN] = "nsockets -tn state syn-recv",
	[LOOK_CALLS] = "nsockets -tnpo state syn-sent",
	[LOOK_CLOSING] = "nsockets -tnpo state last-ack or state closing or state fin-wait-1",
	[LOOK_STATES] = "nsockets --summary -t",
	[LOOK_ENDS] = "nsockets -tn --events --timeout 10",
	[LOOK_ORPHANS] = "nsockets -tano reason = orphan",
	[LOOK_RETRANSMITS] = "nsockets -tn --columns remote,rtt,total_retrans,pid "
			     "--sort -total_retrans",
	[LOOK_TIMEOUTS] = "nsockets -tnpo --tcp-info 'retransmits > 0 or total_rto > 0'",
	[LOOK_DUPLICATES] = "nsockets -tnp --tcp-info 'dsack_dups > 0'",
	[LOOK_REORDERING] = "nsockets -tnp --tcp-info 'reord_seen > 0 or rcv_ooopack > 0'",
	[LOOK_PATH_MTU] = "nsockets -tn --columns remote,pmtu,snd_mss,process --sort pmtu",
	[LOOK_CONGESTION] = "nsockets -tn --columns remote,congestion,snd_cwnd,delivered_ce,process",
	[LOOK_UNREAD] = "nsockets -tn --columns local,remote,recv_q,process --sort -recv_q",
	[LOOK_UNSENT] = "nsockets -tn --columns remote,send_q,snd_wnd,process --sort -send_q",
	[LOOK_MEMORY] = "nsockets -tanp --memory --sort -recv_q",
	[LOOK_TCP_DROPS] = "nsockets -tn --columns local,remote,recv_q,rcvbuf,drops --sort -drops",
	[LOOK_SOCKETS] = "nstat -n SOCK 1",
	[LOOK_MD5] = "nsockets -tan --columns local,remote,md5_keys,process",
	[LOOK_UDP] = "nsockets -uanp",
	[LOOK_UDP_DROPS] = "nsockets -uan --columns local,recv_q,rcvbuf,drops,process --sort -drops",
	[LOOK_UDP_UNSENT] = "nsockets -uan --columns local,send_q,sndbuf,process --sort -send_q",
	[LOOK_RAW] = "nsockets -wanp",
	[LOOK_MPTCP] = "nsockets -npA mptcp,tcp --tcp-info",
	[LOOK_LINK_ERRORS] = "nstat -n EDEV 1",
	[LOOK_LINK] = "nstat -n DEV 1",
	[LOOK_PROCESSORS] = "nstat -n SOFT -P ALL 1",
	[LOOK_IP] = "nstat -n IP,EIP 1",
	[LOOK_IP6] = "nstat -n IP6,EIP6 1",
	[LOOK_ICMP] = "nstat -n ICMP,EICMP 1",
	[LOOK_ICMP6] = "nstat -n ICMP6,EICMP6 1",
	[LOOK_NFS] = "nstat -n NFS,NFSD 1",
};

static const struct nstat_meanings *const all[] = {
	&nstat_meanings_connect,
	&nstat_meanings_breaks,
	&nstat_meanings_slow,
	&nstat_meanings_memory,
	&nstat_meanings_mptcp_breaks,
	&nstat_meanings_mptcp_slow,
	&nstat_meanings_mptcp_other,
	&nstat_meanings_other,
	&nstat_meanings_none,
};

/* The same counters of a protocol's kin; what differs has a row of its own. */
static const struct {
	const char *group, *as;
} kin[] = {
	{ "UdpLite", "Udp" }, { "Udp6", "Udp" },   { "UdpLite6", "Udp" },
	{ "Ip6", "Ip" },      { "Icmp6", "Icmp" },
};

const char *nstat_look_command(enum nstat_look look)
{
	return commands[look];
}

static bool fits(const char *pattern, const char *name)
{
	const size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '*')
		return strncmp(pattern, name, len - 1) == 0;
	return strcmp(pattern, name) == 0;
}

static const struct nstat_meaning *find(const char *group, const char *name,
					enum nstat_harm *harm)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		for (size_t k = 0; k < all[i]->n; k++) {
			const struct nstat_meaning *row = &all[i]->rows[k];

			if (strcmp(row->group, group) != 0 || !fits(row->name, name))
				continue;
			*harm = all[i]->harm;
			return row;
		}
	}
	return NULL;
}

const struct nstat_meaning *nstat_meaning_find(const char *group, const char *name,
					       enum nstat_harm *harm)
{
	const struct nstat_meaning *meaning = find(group, name, harm);

	for (size_t i = 0; !meaning && i < sizeof(kin) / sizeof(kin[0]); i++)
		if (strcmp(kin[i].group, group) == 0)
			meaning = find(kin[i].as, name, harm);
	return meaning;
}
