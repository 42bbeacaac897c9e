/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The columns of lsof's rows, as --columns, JSON and CSV have them. */
#include <errno.h>
#include <stdlib.h>

#include "nfiles-own-facts.h"

static const void *sock_of(const void *row)
{
	const struct files_line *line = row;

	return nw_use_sock(line->use);
}

static const void *proc_of(const void *row)
{
	const struct files_line *line = row;

	return nw_use_proc(line->use);
}

/* Processes, files, sockets. */
#define OF_PROC(key, title, help, right, get, wants)                                     \
	{ key, title, help, 0, 0, right, get, .of = proc_of, .use_want = wants }
#define LABEL(key, title, help, label)                                                   \
	{ key, title, help, 0, 0, 0, fact_label, label, .of = proc_of,                   \
	  .use_want = NW_USE_LABELS }
#define OF_FILE(key, title, help, right, get, wants)                                     \
	{ key, title, help, 0, 0, right, get, .use_want = wants }
#define OF_SOCK(key, title, help, wants, right, get)                                     \
	{ key, title, help, wants, 0, right, get, .of = sock_of }

static const struct column columns[] = {
	OF_PROC("comm", "COMMAND", "name of the process", 0, fact_comm, 0),
	OF_PROC("pid", "PID", "number of the process", 1, fact_pid, 0),
	OF_PROC("tid", "TID", "of a thread its number", 1, fact_tid, 0),
	OF_PROC("task", "TASKCMD", "of a thread its name", 0, fact_task, 0),
	OF_PROC("program", "PROGRAM", "what the process was called by", 0, fact_program,
		NW_USE_PROGRAM),
	OF_PROC("ppid", "PPID", "its parent", 1, fact_ppid, 0),
	OF_PROC("pgid", "PGID", "its group", 1, fact_pgid, 0),
	OF_PROC("user", "USER", "its owner by name, or by number with -l", 0, fact_user, 0),
	OF_PROC("uid", "UID", "its owner, a number", 1, fact_uid, 0),
	OF_FILE("fd", "FD", "number of the descriptor, or cwd, rtd, txt, mem, DEL", 1,
		fact_fd, 0),
	OF_FILE("access", "A", "r, w, u: both", 0, fact_access, 0),
	OF_FILE("lock", "L", "R, W: of all of it, r, w: of a part", 0, fact_lock,
		NW_USE_LOCKS),
	OF_FILE("type", "TYPE", "REG, DIR, CHR, FIFO, IPv4, unix ... as in lsof", 0,
		fact_type, 0),
	OF_FILE("device", "DEVICE", "device that it is on: major,minor", 1, fact_device, 0),
	OF_FILE("rdev", "RDEV", "device that it is", 1, fact_rdev, 0),
	OF_FILE("inode", "INODE", "inode", 1, fact_inode, 0),
	OF_FILE("size", "SIZE", "bytes; of files that have a size", 1, fact_size, 0),
	OF_FILE("allocated", "ALLOCATED", "bytes that it takes on disk", 1, fact_allocated, 0),
	OF_FILE("offset", "OFFSET", "where it is read and written next", 1, fact_offset,
		NW_USE_OFFSETS),
	OF_FILE("nlink", "NLINK", "how many names lead to it", 1, fact_nlink, 0),
	OF_FILE("flags", "FLAGS", "as it was opened: rdwr,append ...", 0, fact_flags,
		NW_USE_OFFSETS),
	OF_FILE("deleted", "DELETED", "1: no name leads to it any more", 0, fact_deleted, 0),
	OF_FILE("mount", "MOUNT", "where its file system is mounted", 0, fact_mount,
		NW_USE_MOUNTS),
	OF_FILE("fstype", "FSTYPE", "type of its file system", 0, fact_fstype, NW_USE_MOUNTS),
	OF_FILE("link", "LINK", "what its link in /proc says", 0, fact_link, 0),
	OF_FILE("name", "NAME", "path, or what it is called; ends of a socket", 0, fact_name,
		0),
	OF_FILE("error", "ERROR", "why more is not known", 0, fact_error, 0),
	OF_FILE("proto", "PROTO", "of a socket: tcp, udp6, unix ...", 0, fact_proto, 0),
	OF_SOCK("family", "FAMILY", "of a socket: tcp, udp, unix, packet ...", 0, 0,
		get_family),
	OF_SOCK("ip", "IP", "of a socket: 4 or 6", 0, 1, get_ip),
	OF_SOCK("state", "STATE", "of a socket: its state", 0, 0, get_state),
	OF_SOCK("local", "LOCAL", "own address and port", WANT_HOSTS, 0, get_local),
	OF_SOCK("remote", "REMOTE", "the peer's address and port", WANT_HOSTS, 0, get_remote),
	OF_SOCK("local_address", "LOCAL", "own address, never a name", 0, 0,
		get_local_address),
	OF_SOCK("local_port", "LPORT", "own port, a number", 0, 1, get_local_port),
	OF_SOCK("remote_address", "REMOTE", "the peer's address, never a name", 0, 0,
		get_remote_address),
	OF_SOCK("remote_port", "RPORT", "the peer's port, a number", 0, 1, get_remote_port),
	OF_SOCK("interface", "INTERFACE", "interface that a socket is bound to",
		NW_WANT_DEVICES, 0, get_device),
	OF_SOCK("socket_type", "SOCKET", "STREAM, DGRAM, SEQPACKET, RAW", 0, 0, get_type),
	OF_SOCK("netns", "NETNS", "network namespace of a socket, its inode", 0, 1, get_netns),
	OF_SOCK("cookie", "COOKIE", "the kernel's name for a socket, never reused", 0, 1,
		get_cookie),
	LABEL("container", "CONTAINER", "container: id or name", NW_LABEL_CONTAINER),
	LABEL("runtime", "RUNTIME", "what runs it: docker, podman, lxc ...",
	      NW_LABEL_RUNTIME),
	LABEL("pod", "POD", "Kubernetes' uid of the pod", NW_LABEL_POD),
	LABEL("unit", "UNIT", "systemd unit of the process", NW_LABEL_UNIT),
	LABEL("user_unit", "USER UNIT", "unit of a user's systemd", NW_LABEL_USER_UNIT),
	LABEL("slice", "SLICE", "systemd slice", NW_LABEL_SLICE),
	LABEL("session", "SESSION", "login session", NW_LABEL_SESSION),
	LABEL("cgroup", "CGROUP", "control group of the process", NW_LABEL_CGROUP),
};

/* And whatever the kernel counts of a socket. */
static const struct column_set set = {
	.at = columns,
	.n = ARRAY_SIZE(columns),
	.metrics = true,
	.metrics_of = sock_of,
};

static int rows(struct files_run *run, struct report *report)
{
	report->rows = calloc(run->n_lines + 1, sizeof(*report->rows));
	if (!report->rows)
		return -ENOMEM;
	for (report->n = 0; report->n < run->n_lines; report->n++)
		report->rows[report->n] = &run->lines[report->n];
	return 0;
}

const struct files_face files_list = {
	.what = "files",
	.set = &set,
	.people = "comm,pid,user,fd,access,type,size,name",
	.machines = "comm,pid,tid,task,ppid,pgid,user,uid,fd,access,lock,type,device,rdev,"
		    "inode,size,allocated,nlink,deleted,link,name,error,proto,family,state,"
		    "local_address,local_port,remote_address,remote_port,netns",
	.rows = rows,
};
