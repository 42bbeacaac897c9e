/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink messages one behind the other, and who writes which. */
#ifndef MAKE_FAMILIES_H
#define MAKE_FAMILIES_H

#include <stddef.h>
#include <stdint.h>

#ifndef AF_SMC
#define AF_SMC 43
#endif

/* The kernel's states, which are TCP's for most families. */
enum { ESTABLISHED = 1, SYN_SENT = 2, CLOSE = 7, LISTEN = 10 };

/* A message with this payload; attributes follow it; nests may be in nests. */
void begin(uint16_t type, const void *payload, size_t len);
void put(uint16_t type, const void *data, size_t len);
void put_u8(uint16_t type, uint8_t value);
void put_u32(uint16_t type, uint32_t value);
void put_u64(uint16_t type, uint64_t value);
void nest(uint16_t type);
void unnest(void);
void end(void);

/* SK_MEMINFO_...: 1, 212992, 3, 425984, 5, 6, 7, 8, 9 */
void memory(uint16_t type);

/* make-families-inet.c */
void sctp_inet(void);
void sctp_inet6(void);
void raw_inet(void);
void raw_inet6(void);
void mptcp_inet(void);
void tcp_inet(void);

/* make-families-other.c */
void smc(void);
void vsock(void);
void xdp(void);
void tipc(void);
void packet(void);
void netlink(void);
void links(void);

#endif
