/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What runs on top of TCP, as sock_diag tells it: its name, and of MPTCP the token. */
#include <linux/inet_diag.h>
#include <linux/mptcp.h>

#include "diag.h"
#include "nest.h"

static int keep(struct rows *rows, enum nw_attribute tag, const struct nlattr *attr)
{
	if (!attr)
		return 0;
	return rows_attr(rows, tag, mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr));
}

/* Where a connection's token stands in struct mptcp_info. */
#define TOKEN_AT 12

static int keep_own_token(struct rows *rows, const struct nlattr *info)
{
	if (!info || mnl_attr_get_payload_len(info) < TOKEN_AT + sizeof(uint32_t))
		return 0;
	return rows_attr(rows, NW_ATTR_MPTCP_TOKEN,
			 (const char *)mnl_attr_get_payload(info) + TOKEN_AT,
			 sizeof(uint32_t));
}

int ulp_keep(const struct nlmsghdr *msg, const struct ask *ask, struct rows *rows)
{
	const char *end = (const char *)msg + msg->nlmsg_len;
	const void *from = mnl_nlmsg_get_payload_offset(msg, sizeof(struct inet_diag_msg));
	const struct nlattr *ulp, *token;
	int r;

	if (!(ask->want & NW_WANT_INFO))
		return 0;
	if (ask->family == NW_MPTCP)
		return keep_own_token(rows, nest_find(from, end, INET_DIAG_INFO));
	ulp = nest_find(from, end, INET_DIAG_ULP_INFO);
	r = keep(rows, NW_ATTR_ULP, nest_inside(ulp, INET_ULP_INFO_NAME));
	/* Ours, which the connection has as well; the other one is the peer's. */
	token = nest_inside(nest_inside(ulp, INET_ULP_INFO_MPTCP), MPTCP_SUBFLOW_ATTR_TOKEN_LOC);
	if (r == 0 && token && mnl_attr_get_payload_len(token) == sizeof(uint32_t))
		r = keep(rows, NW_ATTR_MPTCP_TOKEN, token);
	return r;
}
