/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of things on top of TCP share: attributes as the kernel nests them. */
#ifndef NW_UNIT_ULP_H
#define NW_UNIT_ULP_H

#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/mptcp.h>
#include <linux/tls.h>

/* Of a subflow: the inside of INET_ULP_INFO_MPTCP. */
static inline void put_subflow(struct nlmsghdr *head)
{
	mnl_attr_put_u32(head, MPTCP_SUBFLOW_ATTR_TOKEN_REM, 0x0badcafe);
	mnl_attr_put_u32(head, MPTCP_SUBFLOW_ATTR_TOKEN_LOC, 7);
	mnl_attr_put_u32(head, MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ, 11);
	mnl_attr_put_u64(head, MPTCP_SUBFLOW_ATTR_MAP_SEQ, 0x123456789abcdef0);
	mnl_attr_put_u32(head, MPTCP_SUBFLOW_ATTR_MAP_SFSEQ, 0x21);
	mnl_attr_put_u32(head, MPTCP_SUBFLOW_ATTR_SSN_OFFSET, 0xfedcba98);
	mnl_attr_put_u16(head, MPTCP_SUBFLOW_ATTR_MAP_DATALEN, 0x1f0);
	mnl_attr_put_u32(head, MPTCP_SUBFLOW_ATTR_FLAGS,
			 MPTCP_SUBFLOW_FLAG_MCAP_REM | MPTCP_SUBFLOW_FLAG_MCAP_LOC |
				 MPTCP_SUBFLOW_FLAG_FULLY_ESTABLISHED |
				 MPTCP_SUBFLOW_FLAG_CONNECTED);
	mnl_attr_put_u8(head, MPTCP_SUBFLOW_ATTR_ID_REM, 0);
	mnl_attr_put_u8(head, MPTCP_SUBFLOW_ATTR_ID_LOC, 3);
}

/* Of TLS in the kernel: the inside of INET_ULP_INFO_TLS. */
static inline void put_tls(struct nlmsghdr *head)
{
	mnl_attr_put_u16(head, TLS_INFO_VERSION, TLS_1_2_VERSION);
	mnl_attr_put_u16(head, TLS_INFO_CIPHER, TLS_CIPHER_AES_GCM_128);
	mnl_attr_put_u16(head, TLS_INFO_TXCONF, TLS_CONF_HW_RECORD);
	mnl_attr_put_u16(head, TLS_INFO_RXCONF, TLS_CONF_SW);
	/* Flags: 5 is TLS_INFO_ZC_RO_TX, 6 TLS_INFO_RX_NO_PAD (Linux 6.0). */
	mnl_attr_put(head, 5, 0, NULL);
	mnl_attr_put(head, 6, 0, NULL);
}

#endif
