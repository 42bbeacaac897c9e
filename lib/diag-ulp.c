/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What runs on top of TCP, as sock_diag tells it: its name, and of MPTCP the token. */
#include <linux/inet_diag.h>
#include <linux/mptcp.h>

#include "diag.h"

/* Of the attributes between `from` and `end` the one of this type, or NULL. */
static const struct nlattr *find(const void *from, const void *end, uint16_t type)
{
	const struct nlattr *attr;

	for (attr = from; mnl_attr_ok(attr, (int)((const char *)end - (const char *)attr));
	     attr = mnl_attr_next(attr))
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static const struct nlattr *nested(const struct nlattr *attr, uint16_t type)
{
	if (!attr)
		return NULL;
	return find(mnl_attr_get_payload(attr), (const char *)attr + attr->nla_len, type);
}

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
			 (const char *)mnl_attr_get_payload(info) + TOKEN_AT, sizeof(uint32_t));
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
		return keep_own_token(rows, find(from, end, INET_DIAG_INFO));
	ulp = find(from, end, INET_DIAG_ULP_INFO);
	r = keep(rows, NW_ATTR_ULP, nested(ulp, INET_ULP_INFO_NAME));
	/* Ours, which the connection has as well; the other one is the peer's. */
	token = nested(nested(ulp, INET_ULP_INFO_MPTCP), MPTCP_SUBFLOW_ATTR_TOKEN_LOC);
	if (r == 0 && token && mnl_attr_get_payload_len(token) == sizeof(uint32_t))
		r = keep(rows, NW_ATTR_MPTCP_TOKEN, token);
	return r;
}
