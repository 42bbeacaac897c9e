/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Columns that hold several things: inodes, groups, addresses. */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/packet_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "column-get.h"

static const void *attribute(const struct nw_sock *sock, enum nw_attribute which,
			     size_t each, size_t *n)
{
	size_t len = 0;
	const void *data = nw_sock_attribute(sock, which, &len);

	*n = data ? len / each : 0;
	return data;
}

ITEM(number_item)
{
	const uint32_t *numbers = list->list.of;

	*key = NULL;
	*ret = cell_number(numbers[i]);
}

GETTER(get_pending)
{
	size_t n;
	const void *data = attribute(sock, NW_ATTR_PENDING, sizeof(uint32_t), &n);

	if (n)
		*ret = list_of(n, data, view, number_item);
}

static size_t groups_in(const unsigned char *bits, size_t len, size_t stop_at)
{
	size_t n = 0;

	for (size_t bit = 0; bit < len * 8; bit++)
		if (bits[bit / 8] >> (bit % 8) & 1 && n++ == stop_at)
			return bit + 1; /* groups count from 1 */
	return n;
}

ITEM(group_item)
{
	size_t len = 0;
	const unsigned char *bits = nw_sock_attribute(list->list.of, NW_ATTR_GROUPS, &len);

	*key = NULL;
	*ret = cell_number(groups_in(bits, len, i));
}

GETTER(get_groups)
{
	size_t len = 0, n;
	const unsigned char *bits = nw_sock_attribute(sock, NW_ATTR_GROUPS, &len);

	n = bits ? groups_in(bits, len, SIZE_MAX) : 0;
	if (n)
		*ret = list_of(n, sock, view, group_item);
}

GETTER(get_filter)
{
	size_t n;
	const struct sock_filter *code = attribute(sock, NW_ATTR_FILTER, sizeof(*code), &n);

	for (size_t i = 0; i < n; i++)
		buffer_format(&view->scratch, "%s%u %u %u %u", i ? "," : "", code[i].code,
			      code[i].jt, code[i].jf, code[i].k);
	if (n)
		*ret = cell_text(view->scratch.at, view->scratch.n);
}

GETTER(get_multicast)
{
	size_t n;
	const struct packet_diag_mclist *all =
		attribute(sock, NW_ATTR_MCLIST, sizeof(*all), &n);

	for (size_t i = 0; i < n; i++) {
		if (i)
			buffer_char(&view->scratch, ',');
		buffer_hex(&view->scratch, (const char *)all[i].pdmc_addr,
			   all[i].pdmc_alen < sizeof(all[i].pdmc_addr)
				   ? all[i].pdmc_alen
				   : sizeof(all[i].pdmc_addr));
	}
	if (n)
		*ret = cell_text(view->scratch.at, view->scratch.n);
}

static void addresses(struct view *view, const struct nw_sock *sock,
		      enum nw_attribute which, struct cell *ret)
{
	const struct view numeric = { .numeric_hosts = true };
	size_t n;
	const struct sockaddr_storage *all = attribute(sock, which, sizeof(*all), &n);

	for (size_t i = 0; i < n; i++) {
		struct nw_address address = { .family = all[i].ss_family };

		if (address.family == AF_INET)
			memcpy(address.bytes,
			       &((const struct sockaddr_in *)&all[i])->sin_addr, 4);
		else
			memcpy(address.bytes,
			       &((const struct sockaddr_in6 *)&all[i])->sin6_addr, 16);
		if (i)
			buffer_char(&view->scratch, ',');
		endpoint_host(&numeric, &address, &view->scratch);
	}
	if (n)
		*ret = cell_text(view->scratch.at, view->scratch.n);
}

GETTER(get_locals)
{
	addresses(view, sock, NW_ATTR_LOCALS, ret);
}

GETTER(get_peers)
{
	addresses(view, sock, NW_ATTR_PEERS, ret);
}
