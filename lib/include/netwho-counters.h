/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counters of a network namespace, by the names that the kernel gives them. Part of <netwho.h>;
 * include that.
 */
#ifndef NETWHO_COUNTERS_H
#define NETWHO_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nw;
struct nw_note;

/* ---- which namespace ------------------------------------------------------------------ */

struct nw_netns;
struct nw_netns_list;

/*
 * The network namespaces that `which` names, as nw_query.netns does: NULL: ours; "all"; a name
 * in /run/netns or of a mount; a process id; an inode number. Ours first, the others by inode.
 * -ENOENT, -ESRCH: there is none; -EACCES.
 */
int nw_netns_find(struct nw *nw, const char *which, struct nw_netns_list **ret);
void nw_netns_list_free(struct nw_netns_list *list);
size_t nw_netns_count(const struct nw_netns_list *list);
const struct nw_netns *nw_netns_at(const struct nw_netns_list *list, size_t i);
/* As of /proc/PID/ns/net; 0: it may not be known. */
uint64_t nw_netns_inode(const struct nw_netns *netns);
/* Tells it from the others as long as it is there, also where its inode may not be known. */
uint64_t nw_netns_key(const struct nw_netns *netns);
/* A process that lives in it; 0: none is known. */
uint32_t nw_netns_pid(const struct nw_netns *netns);
/* In /run/netns, or of its mount; "": it has none. */
const char *nw_netns_name(const struct nw_netns *netns);

/* ---- the machine ---------------------------------------------------------------------- */

/* As of uname(2); of the machine that was recorded, in a replay. */
struct nw_host {
	char sysname[65], nodename[65], release[65], machine[65];
	uint32_t cpus; /* processors online; 0: not known */
	char boot[37]; /* another one each time that it starts, as of random(4); "": not known */
};

/* -ENOENT: a recording that does not tell. */
int nw_host(struct nw *nw, struct nw_host *ret);

/* ---- one sample ----------------------------------------------------------------------- */

/* Kept samples have these numbers: more are only appended. */
enum nw_counter_source {
	NW_COUNTERS_SNMP,      /* /proc/net/snmp: Ip, Icmp, IcmpMsg, Tcp, Udp, UdpLite */
	NW_COUNTERS_NETSTAT,   /* /proc/net/netstat: TcpExt, IpExt, MPTcpExt */
	NW_COUNTERS_SNMP6,     /* /proc/net/snmp6: Ip6, Icmp6, Udp6, UdpLite6 */
	NW_COUNTERS_SCTP,      /* /proc/net/sctp/snmp: Sctp */
	NW_COUNTERS_SOCKSTAT,  /* /proc/net/sockstat: sockets, TCP, UDP, RAW, FRAG ... */
	NW_COUNTERS_SOCKSTAT6, /* /proc/net/sockstat6: TCP6, UDP6, RAW6, FRAG6 ... */
	NW_COUNTERS_DEV,       /* /proc/net/dev: dev, an item for each interface; "speed" (Mbit/s)
				  and "duplex" (1: half, 2: full) of sysfs, of our namespace */
	NW_COUNTERS_SOFTNET,   /* /proc/net/softnet_stat: softnet, an item for each processor */
	NW_COUNTERS_NFS,       /* /proc/net/rpc/nfs: nfs.net, nfs.rpc, nfs.proc3, nfs.proc4 */
	NW_COUNTERS_NFSD,      /* /proc/net/rpc/nfsd: nfsd.rc, nfsd.net, nfsd.proc4ops ... */
	NW_COUNTERS_FC,        /* /sys/class/fc_host: fc_host, an item for each adapter */
	NW_COUNTERS_SOURCES_
};

struct nw_counters;
struct nw_counter;

/*
 * Read these sources, NW_BIT(enum nw_counter_source) ..., of a namespace of this door (NULL:
 * ours). A source that is not there, or cannot be read, or is malformed in part is a note of
 * the sample. -ENOENT, -ESTALE: the namespace is gone; -EPERM: it may not be entered; -ENOMEM.
 */
int nw_counters_take(struct nw *nw, const struct nw_netns *netns, uint64_t sources,
		     struct nw_counters **ret);
/*
 * The same from text at hand, of a file as `source` has it, wherever it was kept. It is of no
 * namespace and of no time, and sysfs is not asked. Lines that are malformed are a note.
 * -EINVAL: the source is no file of /proc/net (FC); -ENOMEM, -EOVERFLOW.
 */
int nw_counters_parse(enum nw_counter_source source, const char *text, size_t len,
		      struct nw_counters **ret);
/*
 * The same, of the files that have many groups (snmp and netstat) only these, "Tcp" ..., NULL
 * behind the last: the others cost no time.
 */
int nw_counters_take_groups(struct nw *nw, const struct nw_netns *netns, uint64_t sources,
			    const char *const *groups, struct nw_counters **ret);
void nw_counters_free(struct nw_counters *counters);

/* Which of the sources could be read. */
uint64_t nw_counters_sources(const struct nw_counters *counters);
uint64_t nw_counters_netns(const struct nw_counters *counters);
/* When, in nanoseconds: since the machine started, time asleep among it (CLOCK_BOOTTIME) or
 * not (CLOCK_MONOTONIC); since 1970 (CLOCK_REALTIME). 0: a recording does not tell. */
uint64_t nw_counters_boottime(const struct nw_counters *counters);
uint64_t nw_counters_monotonic(const struct nw_counters *counters);
uint64_t nw_counters_realtime(const struct nw_counters *counters);

size_t nw_counters_notes(const struct nw_counters *counters);
const struct nw_note *nw_counters_note(const struct nw_counters *counters, size_t i);

/* In the kernel's order, source by source. */
size_t nw_counters_count(const struct nw_counters *counters);
const struct nw_counter *nw_counters_at(const struct nw_counters *counters, size_t i);
/*
 * "Tcp" and "ActiveOpens", "TCP" and "inuse"; of interfaces, processors, adapters by `item`,
 * which is "" elsewhere. NULL: there is none.
 */
const struct nw_counter *nw_counters_find(const struct nw_counters *counters,
					  enum nw_counter_source source, const char *group,
					  const char *item, const char *name);

enum nw_counter_source nw_counter_source(const struct nw_counter *counter);
const char *nw_counter_group(const struct nw_counter *counter);
const char *nw_counter_item(const struct nw_counter *counter);
const char *nw_counter_name(const struct nw_counter *counter);
/* Of an interface its index (rtnetlink), of a processor its number; 0: not known, or none. */
uint32_t nw_counter_index(const struct nw_counter *counter);
uint64_t nw_counter_value(const struct nw_counter *counter);
/* The value is that of an int64_t: TcpMaxConn is -1. */
bool nw_counter_negative(const struct nw_counter *counter);
/* It tells how many there are now, or is a setting, and does not only grow. */
bool nw_counter_gauge(const struct nw_counter *counter);

/*
 * How much it grew from `before` to `now`, of the same counter. A counter of 32 bits may have
 * begun anew once. false: it shrank (it is another interface's, another namespace's by now) or
 * is a gauge, and nothing is known.
 */
bool nw_counter_growth(const struct nw_counter *before, const struct nw_counter *now,
		       uint64_t *ret);

/* ---- samples that are kept -------------------------------------------------------------- */

/*
 * A sample as bytes of no alignment, to be freed by free(): the names of its counters, which
 * stay the same while the kernel counts the same things of the same interfaces, and their
 * values. Notes are not among them. The bytes mean the same on every machine, and to every
 * later version. -ENOMEM.
 */
int nw_counters_pack_names(const struct nw_counters *counters, void **ret, size_t *ret_size);
int nw_counters_pack_values(const struct nw_counters *counters, void **ret, size_t *ret_size);
/*
 * The sample again; counters of sources that are not known here are left out. -EBADMSG: other
 * bytes, or values that are not of these names; -ENOMEM, -EOVERFLOW.
 */
int nw_counters_unpack(const void *names, size_t names_size, const void *values,
		       size_t values_size, struct nw_counters **ret);

#ifdef __cplusplus
}
#endif

#endif
