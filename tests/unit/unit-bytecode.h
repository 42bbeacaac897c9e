/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's side of INET_DIAG_REQ_BYTECODE, as net/ipv4/inet_diag.c has it in 6.x. */
#ifndef NW_UNIT_BYTECODE_H
#define NW_UNIT_BYTECODE_H

#include <linux/inet_diag.h>
#include <netinet/in.h>
#include <string.h>

#include "row.h"

/* What the kernel knows of a socket; some of it no dump tells. */
struct bytecode_entry {
	const struct nw_sock *sock;
	bool chosen; /* the port was bound to by the kernel, not the program */
	uint32_t mark;
};

static inline struct inet_diag_bc_op bytecode_op(const char *at)
{
	struct inet_diag_bc_op op;

	memcpy(&op, at, sizeof(op));
	return op;
}

/* ---- the check a program has to pass ------------------------------------------- */

/* Does the walk along "yes" meet the place that is `left` bytes before the end? */
static inline bool bytecode_meets(const char *at, int len, int left)
{
	while (len >= 0) {
		struct inet_diag_bc_op op;

		if (left > len)
			return false;
		if (left == len)
			return true;
		op = bytecode_op(at);
		if (op.yes < 4 || op.yes & 3)
			return false;
		len -= op.yes;
		at += op.yes;
	}
	return false;
}

/* The least length of an instruction with its arguments; 0: it is malformed. */
static inline int bytecode_least(const char *at, int len)
{
	struct inet_diag_hostcond cond;
	int address;

	switch (bytecode_op(at).code) {
	case INET_DIAG_BC_S_COND:
	case INET_DIAG_BC_D_COND:
		if (len < 12)
			return 0;
		memcpy(&cond, at + 4, sizeof(cond));
		address = cond.family == AF_INET ? 4 : cond.family == AF_INET6 ? 16 : 0;
		if (!address && cond.family != AF_UNSPEC)
			return 0;
		return cond.prefix_len > 8 * address ? 0 : 12 + address;
	case INET_DIAG_BC_DEV_COND:
	case INET_DIAG_BC_S_EQ:
	case INET_DIAG_BC_D_EQ:
	case INET_DIAG_BC_S_GE:
	case INET_DIAG_BC_S_LE:
	case INET_DIAG_BC_D_GE:
	case INET_DIAG_BC_D_LE:
		return 8;
	case INET_DIAG_BC_MARK_COND:
	case INET_DIAG_BC_CGROUP_COND:
		return 12;
	case INET_DIAG_BC_AUTO:
	case INET_DIAG_BC_JMP:
	case INET_DIAG_BC_NOP:
		return 4;
	default:
		return 0;
	}
}

static inline bool bytecode_audit(const char *program, int program_len)
{
	const char *at = program;
	int len = program_len;

	if (len < 4)
		return false;
	while (len > 0) {
		const struct inet_diag_bc_op op = bytecode_op(at);
		const int least = bytecode_least(at, len);

		if (!least || len < least)
			return false;
		if (op.code != INET_DIAG_BC_NOP) {
			if (op.no < least || op.no > len + 4 || op.no & 3)
				return false;
			if (op.no < len && !bytecode_meets(program, program_len, len - op.no))
				return false;
		}
		if (op.yes < least || op.yes > len + 4 || op.yes & 3)
			return false;
		at += op.yes;
		len -= op.yes;
	}
	return len == 0;
}

/* ---- running it ---------------------------------------------------------------- */

static inline bool bytecode_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if ((a[i / 8] ^ b[i / 8]) & 0x80 >> i % 8)
			return false;
	return true;
}

static inline bool bytecode_host(const char *args, const struct nw_sock *sock, bool remote)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint8_t *address = remote ? sock->remote : sock->local;
	struct inet_diag_hostcond cond;
	uint8_t bytes[16] = { 0 };

	memcpy(&cond, args, sizeof(cond));
	memcpy(bytes, args + sizeof(cond),
	       cond.family == AF_INET    ? 4
	       : cond.family == AF_INET6 ? 16
					 : 0);
	if (cond.port != -1 &&
	    (uint32_t)cond.port != (remote ? sock->remote_port : sock->local_port))
		return false;
	if (cond.family != AF_UNSPEC && cond.family != sock->af)
		return sock->af == AF_INET6 && cond.family == AF_INET &&
		       memcmp(address, mapped, sizeof(mapped)) == 0 &&
		       bytecode_bits(address + 12, bytes, cond.prefix_len);
	return bytecode_bits(address, bytes, cond.prefix_len);
}

static inline bool bytecode_yes(const char *at, const struct bytecode_entry *entry)
{
	const struct inet_diag_bc_op op = bytecode_op(at);
	const struct nw_sock *sock = entry->sock;
	struct inet_diag_bc_op port;
	struct inet_diag_markcond mark;
	uint32_t index;
	uint64_t cgroup;

	memcpy(&port, at + 4, op.yes >= 8 ? sizeof(port) : 0);
	switch (op.code) {
	case INET_DIAG_BC_JMP:
		return false;
	case INET_DIAG_BC_S_EQ:
		return sock->local_port == port.no;
	case INET_DIAG_BC_S_GE:
		return sock->local_port >= port.no;
	case INET_DIAG_BC_S_LE:
		return sock->local_port <= port.no;
	case INET_DIAG_BC_D_EQ:
		return sock->remote_port == port.no;
	case INET_DIAG_BC_D_GE:
		return sock->remote_port >= port.no;
	case INET_DIAG_BC_D_LE:
		return sock->remote_port <= port.no;
	case INET_DIAG_BC_AUTO:
		return entry->chosen;
	case INET_DIAG_BC_S_COND:
		return bytecode_host(at + 4, sock, false);
	case INET_DIAG_BC_D_COND:
		return bytecode_host(at + 4, sock, true);
	case INET_DIAG_BC_DEV_COND:
		memcpy(&index, at + 4, sizeof(index));
		return sock->ifindex == index;
	case INET_DIAG_BC_MARK_COND:
		memcpy(&mark, at + 4, sizeof(mark));
		return (entry->mark & mark.mask) == mark.mark;
	case INET_DIAG_BC_CGROUP_COND:
		memcpy(&cgroup, at + 4, sizeof(cgroup));
		return sock->cgroup == cgroup;
	default:
		return true;
	}
}

static inline bool bytecode_run(const char *program, int len, const struct bytecode_entry *entry)
{
	while (len > 0) {
		const struct inet_diag_bc_op op = bytecode_op(program);
		const int step = bytecode_yes(program, entry) ? op.yes : op.no;

		program += step;
		len -= step;
	}
	return len == 0;
}

#endif
