/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libnetwho: what a table is made of - sockets, the descriptors that hold them, the
 * processes behind those - and the words for it. Included by <netwho.h>, whose first
 * comment holds here too.
 */
#ifndef NETWHO_ROW_H
#define NETWHO_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nw_sock;
struct nw_file;
struct nw_proc;

/* ---- families, states, words ------------------------------------------------- */

enum nw_family {
	NW_TCP,
	NW_MPTCP,
	NW_SMC,
	NW_SCTP,
	NW_UDP,
	NW_UDPLITE,
	NW_RAW,
	NW_PING,
	NW_UNIX,
	NW_PACKET,
	NW_NETLINK,
	NW_VSOCK,
	NW_XDP,
	NW_TIPC,
	NW_FAMILIES_
};

#define NW_BIT(x) (UINT64_C(1) << (x))

/* "tcp", "unix", ...; NULL for a number that is no family. */
const char *nw_family_name(enum nw_family family);
/* The family of this name, or -ENOENT. */
int nw_family_of(const char *name);

/* The kernel's numbers (TCP_ESTABLISHED ...), which sock_diag uses for every family. */
enum nw_state {
	NW_STATE_NONE,
	NW_STATE_ESTABLISHED,
	NW_STATE_SYN_SENT,
	NW_STATE_SYN_RECV,
	NW_STATE_FIN_WAIT1,
	NW_STATE_FIN_WAIT2,
	NW_STATE_TIME_WAIT,
	NW_STATE_CLOSE,
	NW_STATE_CLOSE_WAIT,
	NW_STATE_LAST_ACK,
	NW_STATE_LISTEN,
	NW_STATE_CLOSING,
	NW_STATE_NEW_SYN_RECV,
	NW_STATE_BOUND_INACTIVE,
	NW_STATES_
};

/* "ESTABLISHED", "LISTEN", ...; "" for NW_STATE_NONE, "UNKNOWN" for what is no state. */
const char *nw_state_name(enum nw_state state);

/* The kernel's timer of a TCP socket (icsk_pending, sk_timer). */
enum nw_timer {
	NW_TIMER_OFF,
	NW_TIMER_RETRANSMIT,
	NW_TIMER_KEEPALIVE,
	NW_TIMER_TIMEWAIT,
	NW_TIMER_PROBE,
	NW_TIMER_DELACK,
	NW_TIMERS_
};

/* "off", "on", "keepalive", "timewait", "probe", "delack"; NULL beyond. */
const char *nw_timer_name(enum nw_timer timer);

/* Why nobody holds a socket. */
enum nw_reason {
	NW_REASON_NONE,          /* somebody holds it, or nobody asked */
	NW_REASON_NOT_ACCEPTED,  /* in a listener's accept queue */
	NW_REASON_SYN_RECV,      /* handshake not finished, no socket yet */
	NW_REASON_TIME_WAIT,     /* closed on both sides, waiting to be forgotten */
	NW_REASON_ORPHAN,        /* closed by its process, the kernel finishes it */
	NW_REASON_IN_FLIGHT,     /* its descriptor waits in a UNIX socket's queue: a guess */
	NW_REASON_KERNEL,        /* the kernel's own: no process that can be seen holds it */
	NW_REASON_OTHER_PIDNS,   /* a process of a PID namespace that is not seen from here */
	NW_REASON_RACED,         /* gone, or handed on, while it was looked at */
	NW_REASON_NO_PERMISSION, /* descriptors of other users' processes were not readable */
	NW_REASON_UNKNOWN,       /* every readable descriptor was read: none of them */
	NW_REASONS_
};

/* "not-accepted", "no-permission", ...; "" for NW_REASON_NONE. */
const char *nw_reason_name(enum nw_reason reason);
/* One sentence that says what the reason means. */
const char *nw_reason_help(enum nw_reason reason);

/* ---- a socket ---------------------------------------------------------------- */

enum nw_family nw_sock_family(const struct nw_sock *sock);
/* 4 or 6, or 0 where the family has no IP version. */
int nw_sock_ip(const struct nw_sock *sock);
/* SOCK_STREAM ...; 0 when unknown. */
int nw_sock_type(const struct nw_sock *sock);
/* IP protocol, netlink protocol or ethertype; false where there is none. */
bool nw_sock_protocol(const struct nw_sock *sock, uint32_t *ret);
enum nw_state nw_sock_state(const struct nw_sock *sock);
bool nw_sock_listens(const struct nw_sock *sock);
/* Inode number of the network namespace (/proc/PID/ns/net); 0: it may not be known. */
uint64_t nw_sock_netns(const struct nw_sock *sock);
/* Its name in /run/netns, or else of where it is mounted, or NULL; a process in it, or only a
 * thread of one, or 0; was it only read in /proc, because it may not be entered? */
const char *nw_sock_netns_name(const struct nw_sock *sock);
uint32_t nw_sock_netns_pid(const struct nw_sock *sock);
bool nw_sock_netns_closed(const struct nw_sock *sock);
/* The kernel's name for the socket, unique per namespace, never used again. */
bool nw_sock_cookie(const struct nw_sock *sock, uint64_t *ret);
/* Joins sockets to descriptors; 0 when no descriptor can hold it. */
uint64_t nw_sock_inode(const struct nw_sock *sock);
bool nw_sock_uid(const struct nw_sock *sock, uint32_t *ret);
/* Is the timer known (TCP families), and which one runs? */
bool nw_sock_timer(const struct nw_sock *sock, enum nw_timer *ret);

struct nw_address {
	int family;              /* AF_INET, AF_INET6, AF_VSOCK, AF_NETLINK ...; */
	uint32_t port;           /* host order; raw: IP protocol; netlink: port id */
	uint32_t ifindex;        /* bound interface, 0 if none */
	unsigned char bytes[16]; /* network order; vsock: cid in the first four, host order */
};

enum nw_end { NW_LOCAL, NW_REMOTE };

/* false: this family has no such address (UNIX, unconnected netlink ...). */
bool nw_sock_address(const struct nw_sock *sock, enum nw_end end, struct nw_address *ret);
/* The name of the interface the socket is bound to; NULL when none or not asked for. */
const char *nw_sock_device(const struct nw_sock *sock);

/* Bytes that belong to a socket, as the kernel gave them (uapi structs by name). */
enum nw_attribute {
	NW_ATTR_NAME,         /* UNIX: sun_path without a path's last NUL */
	NW_ATTR_CONGESTION,   /* "bbr", "cubic" ... */
	NW_ATTR_ULP,          /* "tls", "mptcp" ... */
	NW_ATTR_MEMINFO,      /* struct inet_diag_meminfo */
	NW_ATTR_SKMEMINFO,    /* uint32_t[SK_MEMINFO_VARS] */
	NW_ATTR_TCP_INFO,     /* struct tcp_info */
	NW_ATTR_MPTCP_INFO,   /* struct mptcp_info */
	NW_ATTR_SCTP_INFO,    /* struct sctp_info */
	NW_ATTR_VEGAS,        /* struct tcpvegas_info */
	NW_ATTR_DCTCP,        /* struct tcp_dctcp_info */
	NW_ATTR_BBR,          /* struct tcp_bbr_info */
	NW_ATTR_ULP_INFO,     /* nested attributes of the ULP */
	NW_ATTR_TOS,          /* uint8_t */
	NW_ATTR_TCLASS,       /* uint8_t */
	NW_ATTR_CLASS_ID,     /* uint32_t */
	NW_ATTR_MARK,         /* uint32_t, privileged */
	NW_ATTR_PROTOCOL,     /* uint8_t, the IP protocol of a raw socket */
	NW_ATTR_LOCALS,       /* struct sockaddr_storage[], SCTP */
	NW_ATTR_PEERS,        /* struct sockaddr_storage[], SCTP */
	NW_ATTR_MD5SIG,       /* struct tcp_diag_md5sig[], privileged */
	NW_ATTR_VFS,          /* struct unix_diag_vfs */
	NW_ATTR_PEER,         /* uint32_t, inode of the UNIX peer */
	NW_ATTR_PENDING,      /* uint32_t[], inodes of UNIX clients not yet accepted */
	NW_ATTR_PACKET_INFO,  /* struct packet_diag_info */
	NW_ATTR_MCLIST,       /* struct packet_diag_mclist[] */
	NW_ATTR_RX_RING,      /* struct packet_diag_ring or xdp_diag_ring */
	NW_ATTR_TX_RING,      /* struct packet_diag_ring or xdp_diag_ring */
	NW_ATTR_FANOUT,       /* uint32_t */
	NW_ATTR_FILTER,       /* struct sock_filter[], privileged */
	NW_ATTR_GROUPS,       /* bit field of netlink groups, unsigned long[] */
	NW_ATTR_FLAGS,        /* uint32_t, NDIAG_FLAG_... */
	NW_ATTR_DST_GROUP,    /* uint32_t, netlink */
	NW_ATTR_XDP_INFO,     /* struct xdp_diag_info */
	NW_ATTR_UMEM,         /* struct xdp_diag_umem */
	NW_ATTR_UMEM_FILL,    /* struct xdp_diag_ring */
	NW_ATTR_UMEM_COMPLETION, /* struct xdp_diag_ring */
	NW_ATTR_XDP_STATS,    /* struct xdp_diag_stats */
	NW_ATTR_SMC_CONN,     /* struct smc_diag_conninfo */
	NW_ATTR_SMC_LGR,      /* struct smc_diag_lgrinfo */
	NW_ATTR_SMC_DMB,      /* struct smcd_diag_dmbinfo */
	NW_ATTR_SMC_FALLBACK, /* struct smc_diag_fallback */
	NW_ATTR_SMC_MODE,     /* uint8_t */
	NW_ATTR_TIPC_CON,     /* nested attributes of a TIPC connection */
	NW_ATTR_TIPC_STAT,    /* nested attributes of a TIPC socket's statistics */
	NW_ATTR_DROPS,        /* uint64_t, from /proc/net */
	NW_ATTR_EVENT,        /* uint64_t[2]: microseconds since 1970, enum nw_event */
	NW_ATTR_DURATION,     /* uint64_t, microseconds */
	NW_ATTR_MOVED,        /* uint64_t[2]: payload bytes sent, received */
	NW_ATTR_MPTCP_TOKEN,  /* uint32_t, of a connection and of each of its subflows */
	NW_ATTR_HARM,         /* uint64_t[1 + NW_HARMS_]: which are known, and of each how many */
	NW_ATTR_DROP_REASON,  /* a string */
	NW_ATTRS_
};

/* NULL when absent. The bytes are aligned to 8. */
const void *nw_sock_attribute(const struct nw_sock *sock, enum nw_attribute attribute,
			      size_t *len);

/*
 * Measurements and other numbers, one per name. Which ones exist is data: loop from 0
 * to nw_metrics(), or look one up by name. A kernel that does not know a number, and a
 * socket that has none, answer false.
 */
unsigned nw_metrics(void);
const char *nw_metric_name(unsigned metric);
const char *nw_metric_help(unsigned metric);  /* what it counts, and its unit */
uint32_t nw_metric_want(unsigned metric);     /* what the query must ask for */
uint64_t nw_metric_families(unsigned metric); /* which families can have it */
/* A metric by its name, or -ENOENT. */
int nw_metric_of(const char *name);
bool nw_sock_metric(const struct nw_sock *sock, unsigned metric, uint64_t *ret);

/* The metrics that programs ask for most, by number. */
enum nw_metric {
	NW_RECV_QUEUE,    /* bytes; of a listener: connections waiting to be accepted */
	NW_SEND_QUEUE,    /* bytes; of a listener: the limit of that queue */
	NW_TIMER_EXPIRES, /* milliseconds */
	NW_RETRANSMITS,   /* in a row, unanswered */
	NW_PROBES,        /* keepalive and zero window probes unanswered */
	NW_REFCOUNT,
	NW_CGROUP,        /* id of the cgroup (v2) the socket was made in */
	NW_SHUTDOWN,      /* bit 0: receiving shut down, bit 1: sending */
	NW_IFINDEX,
};

/* Who holds it: descriptors, by process id, thread id and number. */
size_t nw_sock_holders(const struct nw_sock *sock);
const struct nw_file *nw_sock_holder(const struct nw_sock *sock, size_t i);
/* Who holds the socket a UNIX socket is connected to. */
size_t nw_sock_peer_holders(const struct nw_sock *sock);
const struct nw_file *nw_sock_peer_holder(const struct nw_sock *sock, size_t i);
/* Of a TCP socket that is a subflow of MPTCP: its connection, a row of the same table. NULL:
 * it is none, or that row is not shown. */
const struct nw_sock *nw_sock_connection(const struct nw_sock *sock);
enum nw_reason nw_sock_reason(const struct nw_sock *sock);
/*
 * With NW_WANT_PURPOSE, of a socket of the kernel's own (NW_REASON_KERNEL): what it is for.
 * "nfs /mnt/data": a mount goes to this very peer (mountinfo of a process in its namespace).
 * "vxlan?": a guess, by nothing but the port; every guess ends with a '?'. The path is as it
 * was mounted, of any bytes. NULL: nothing is known.
 */
const char *nw_sock_hint(const struct nw_sock *sock, size_t *len);
/*
 * With NW_WANT_PURPOSE, of a listener that process 1 holds and that is systemd: its socket
 * unit, as "sshd.socket". That is the unit in whose control group it was made, which is the
 * truth; else the only one whose files name its address. NULL: none is known.
 */
const char *nw_sock_unit(const struct nw_sock *sock, size_t *len);

/* Rows of nw_events_take(): what has happened to the socket. */
enum nw_event {
	NW_EVENT_NONE,    /* a row of any other table */
	NW_EVENT_OPEN,    /* it listens; of other families than TCP: it is there */
	NW_EVENT_ACCEPT,  /* connected by its peer */
	NW_EVENT_CONNECT, /* connected to its peer */
	NW_EVENT_CLOSE,   /* over, in which state says nw_sock_state() */
	NW_EVENTS_
};

enum nw_event nw_sock_event(const struct nw_sock *sock);
/* "open", "accept", "connect", "close"; "" for NW_EVENT_NONE. */
const char *nw_event_name(enum nw_event event);

/* ---- a descriptor and its process ---------------------------------------------- */

/* How the process holds the socket. */
enum nw_via {
	NW_VIA_FD,       /* by a descriptor */
	NW_VIA_IO_URING, /* registered with the io_uring of this descriptor */
	/* Of events, which know no descriptor: */
	NW_VIA_CALL,     /* seen in a system call on it */
	NW_VIA_LISTENER, /* holds the listener that it came in by; no call was seen yet */
};

enum nw_via nw_file_via(const struct nw_file *file);
uint32_t nw_file_fd(const struct nw_file *file);
uint32_t nw_file_pid(const struct nw_file *file);
/* The thread whose table holds it; the process id where threads share one table. */
uint32_t nw_file_tid(const struct nw_file *file);
const struct nw_proc *nw_file_proc(const struct nw_file *file);

uint32_t nw_proc_pid(const struct nw_proc *proc);
/* comm: at most 15 bytes, chosen by the process. NULL when not asked for or gone. */
const char *nw_proc_comm(const struct nw_proc *proc, size_t *len);
/* The whole of /proc/PID/cmdline, arguments separated by NUL. NULL as above. */
const char *nw_proc_argv(const struct nw_proc *proc, size_t *len);
/* netstat's rule: argv[0], without its path if it begins with a slash. */
const char *nw_proc_program(const struct nw_proc *proc, size_t *len);
/* What control groups say (/proc/PID/cgroup). Their paths are made by container managers
 * and by systemd, but also by anybody who may make groups: hints, not proof. */
enum nw_label {
	NW_LABEL_CGROUP,    /* the path itself */
	NW_LABEL_CONTAINER, /* innermost container: its id, or name */
	NW_LABEL_RUNTIME,   /* "docker", "podman", "lxc" ... */
	NW_LABEL_POD,       /* Kubernetes' uid of the pod */
	NW_LABEL_UNIT,      /* systemd unit */
	NW_LABEL_USER_UNIT, /* unit of a user's systemd */
	NW_LABEL_SLICE,
	NW_LABEL_SESSION, /* logind's */
	NW_LABEL_UNIFIED, /* the path in cgroup v2, where another hierarchy may say more */
	NW_LABELS_
};

const char *nw_proc_label(const struct nw_proc *proc, enum nw_label label, size_t *len);
/* The same of the control group (v2) in which a socket was made; it stays when the process
 * that made it moves on. */
const char *nw_sock_label(const struct nw_sock *sock, enum nw_label label, size_t *len);
const char *nw_proc_context(const struct nw_proc *proc, size_t *len);
/* Real user id. */
bool nw_proc_uid(const struct nw_proc *proc, uint32_t *ret);
/* Clock ticks (USER_HZ) after boot at which the process began. */
bool nw_proc_start(const struct nw_proc *proc, uint64_t *ret);

#ifdef __cplusplus
}
#endif

#endif
