/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers of a socket by name. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "metric.h"
#include "nest.h"

NW_EXPORT unsigned nw_metrics(void)
{
	return metrics_n;
}

NW_EXPORT const char *nw_metric_name(unsigned metric)
{
	return metric < metrics_n ? metrics[metric].name : NULL;
}

NW_EXPORT const char *nw_metric_help(unsigned metric)
{
	return metric < metrics_n ? metrics[metric].help : NULL;
}

NW_EXPORT uint32_t nw_metric_want(unsigned metric)
{
	return metric < metrics_n ? metrics[metric].want : 0;
}

NW_EXPORT uint64_t nw_metric_families(unsigned metric)
{
	return metric < metrics_n ? metrics[metric].families : 0;
}

NW_EXPORT int nw_metric_of(const char *name)
{
	for (unsigned i = 0; i < metrics_n; i++)
		if (strcmp(metrics[i].name, name) == 0)
			return (int)i;
	return -ENOENT;
}

/* A number of the host's byte order and of this many bytes. */
static uint64_t load(const char *at, size_t width)
{
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	switch (width) {
	case 1:
		return *(const uint8_t *)at;
	case 2:
		memcpy(&u16, at, sizeof(u16));
		return u16;
	case 4:
		memcpy(&u32, at, sizeof(u32));
		return u32;
	default:
		memcpy(&u64, at, sizeof(u64));
		return u64;
	}
}

static bool from_row(const struct nw_sock *sock, const struct metric *metric, uint64_t *ret)
{
	uint64_t value = load((const char *)sock + metric->at, metric->width);

	if (metric->has ? !(sock->has & metric->has) : value == 0)
		return false;
	*ret = value;
	return true;
}

/* Of another width than the kernel's own it is something else. */
static bool from_nest(const char *data, size_t len, const struct metric *metric, uint64_t *ret)
{
	const struct nlattr *attr =
		nest_inside(nest_find(data, data + len, metric->nest), metric->at);

	if (!attr)
		return false;
	if (metric->width && mnl_attr_get_payload_len(attr) != metric->width)
		return false;
	*ret = metric->width ? load(mnl_attr_get_payload(attr), metric->width) : 1;
	return true;
}

static bool from_attr(const struct nw_sock *sock, const struct metric *metric, uint64_t *ret)
{
	size_t len;
	const char *data = attr_find(sock->attrs, sock->attrs_len, metric->tag, &len);

	if (!data)
		return false;
	if (metric->place == IN_NEST)
		return from_nest(data, len, metric, ret);
	if (metric->place == COUNTED)
		*ret = len / metric->width;
	else if (len >= (size_t)metric->at + metric->width)
		*ret = load(data + metric->at, metric->width);
	else
		return false;
	return true;
}

NW_EXPORT bool nw_sock_metric(const struct nw_sock *sock, unsigned number, uint64_t *ret)
{
	const struct metric *metric;
	uint64_t value;

	if (number >= metrics_n)
		return false;
	metric = &metrics[number];
	if (!(metric->families & NW_BIT(sock->family)))
		return false;
	if (metric->place == IN_ROW ? !from_row(sock, metric, &value)
				    : !from_attr(sock, metric, &value))
		return false;
	if (metric->bits)
		value = value >> metric->shift & ((1U << metric->bits) - 1);
	if (metric->none && value == metric->none)
		return false;
	*ret = value;
	return true;
}
