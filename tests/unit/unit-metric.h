/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of numbers by name share: rows of one attribute, and what they tell. */
#ifndef NW_UNIT_METRIC_H
#define NW_UNIT_METRIC_H

#include "unit.h"

static inline unsigned metric(const char *name)
{
	int found = nw_metric_of(name);

	ck_assert_msg(found >= 0, "no metric is called %s", name);
	return (unsigned)found;
}

static inline enum nw_family family_of(unsigned number)
{
	unsigned family = 0;

	ck_assert_uint_ne(nw_metric_families(number), 0);
	while (!(nw_metric_families(number) & NW_BIT(family)))
		family++;
	return family;
}

/* A sealed row of one attribute. */
struct one {
	struct attr head;
	char data[512];
	struct nw_sock sock;
};

static inline const struct nw_sock *one_attr(struct one *one, enum nw_family family,
					     enum nw_attribute tag, const void *data,
					     size_t len)
{
	*one = (struct one){ .head = { .tag = (uint16_t)tag, .len = (uint32_t)len } };
	memcpy(one->data, data, len);
	one->sock.family = (uint8_t)family;
	one->sock.attrs = (const char *)&one->head;
	one->sock.attrs_len = (uint32_t)(sizeof(one->head) + (len + 7) / 8 * 8);
	return &one->sock;
}

static inline void assert_metric(const struct nw_sock *sock, const char *name, uint64_t expected)
{
	uint64_t value = ~expected;

	ck_assert_msg(nw_sock_metric(sock, metric(name), &value), "%s is absent", name);
	ck_assert_msg(value == expected, "%s: %llx instead of %llx", name,
		      (unsigned long long)value, (unsigned long long)expected);
}

static inline void assert_absent(const struct nw_sock *sock, const char *name)
{
	uint64_t value = 77;

	ck_assert_msg(!nw_sock_metric(sock, metric(name), &value), "%s is there", name);
	ck_assert_uint_eq(value, 77);
}

#endif
