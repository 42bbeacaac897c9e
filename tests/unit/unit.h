/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the unit tests share: messages to build, rows to look into, a suite to run. */
#ifndef NW_UNIT_H
#define NW_UNIT_H

#include <check.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "parser.h"

#define WANT_ALL (NW_WANT_INFO | NW_WANT_MEMORY | NW_WANT_DETAILS | NW_WANT_TIMERS)

/* ---- building ------------------------------------------------------------------- */

struct message {
	union {
		struct nlmsghdr head;
		char bytes[8192];
	};
};

static inline void message_begin(struct message *m, const void *payload, size_t len)
{
	memset(m, 0, sizeof(*m));
	mnl_nlmsg_put_header(m->bytes);
	m->head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
	m->head.nlmsg_flags = NLM_F_MULTI;
	if (len)
		memcpy(mnl_nlmsg_put_extra_header(&m->head, len), payload, len);
}

/* The attribute stays where it is, so that a test can make it lie. */
static inline struct nlattr *message_attr(struct message *m, uint16_t type,
					  const void *data, size_t len)
{
	struct nlattr *attr = mnl_nlmsg_get_payload_tail(&m->head);

	ck_assert(mnl_attr_put_check(&m->head, sizeof(m->bytes), type, len, data));
	return attr;
}

static inline struct nlattr *message_u8(struct message *m, uint16_t type, uint8_t u)
{
	return message_attr(m, type, &u, sizeof(u));
}

static inline struct nlattr *message_u32(struct message *m, uint16_t type, uint32_t u)
{
	return message_attr(m, type, &u, sizeof(u));
}

/* An attribute of `len` bytes that differ: first, first + 1, first + 2 ... */
static inline struct nlattr *message_bytes(struct message *m, uint16_t type, size_t len,
					   uint8_t first)
{
	uint8_t data[512];

	ck_assert_uint_le(len, sizeof(data));
	for (size_t i = 0; i < len; i++)
		data[i] = (uint8_t)(first + i);
	return message_attr(m, type, data, len);
}

/* ---- reading -------------------------------------------------------------------- */

struct parser {
	read_fn *read;
	struct ask ask;
	size_t header; /* bytes a message must have */
};

/* Read the first `len` bytes of a message's payload, from memory that ends with them. */
static inline int parser_read_cut(const struct parser *parser, const struct message *m,
				  size_t len, struct rows *rows)
{
	struct nlmsghdr *copy = malloc(MNL_NLMSG_HDRLEN + len);
	int r;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, m, MNL_NLMSG_HDRLEN + len);
	copy->nlmsg_len = (uint32_t)(MNL_NLMSG_HDRLEN + len);
	r = parser->read(copy, &parser->ask, rows);
	free(copy);
	return r;
}

static inline int parser_read(const struct parser *parser, const struct message *m,
			      struct rows *rows)
{
	return parser_read_cut(parser, m, mnl_nlmsg_get_payload_len(&m->head), rows);
}

static inline const struct nw_sock *last_row(const struct rows *rows)
{
	ck_assert_uint_gt(rows->socks.n, 0);
	return &rows->socks.at[rows->socks.n - 1];
}

static inline const void *row_attr(const struct rows *rows, const struct nw_sock *sock,
				   enum nw_attribute tag, size_t *len)
{
	*len = 0;
	if (!sock->attrs_len)
		return NULL;
	return attr_find(rows->arena.at + sock->attrs_at, sock->attrs_len, tag, len);
}

static inline bool has_attr(const struct rows *rows, enum nw_attribute tag)
{
	size_t len;

	return row_attr(rows, last_row(rows), tag, &len);
}

/* The last row has this attribute, with these bytes. */
static inline void assert_attr(const struct rows *rows, enum nw_attribute tag,
			       const void *data, size_t len)
{
	size_t found;
	const void *at = row_attr(rows, last_row(rows), tag, &found);

	ck_assert_ptr_nonnull(at);
	ck_assert_uint_eq(found, len);
	ck_assert_mem_eq(at, data, len);
	ck_assert_uint_eq((uintptr_t)at % 8, 0);
}

/* ... with the bytes of message_bytes(). */
static inline void assert_bytes(const struct rows *rows, enum nw_attribute tag,
				size_t len, uint8_t first)
{
	size_t found;
	const uint8_t *at = row_attr(rows, last_row(rows), tag, &found);

	ck_assert_ptr_nonnull(at);
	ck_assert_uint_eq(found, len);
	for (size_t i = 0; i < len; i++)
		ck_assert_uint_eq(at[i], (uint8_t)(first + i));
}

static inline void assert_u32(const struct rows *rows, enum nw_attribute tag, uint32_t u)
{
	assert_attr(rows, tag, &u, sizeof(u));
}

/* ---- what must hold for every parser of messages -------------------------------- */

/* Nothing is taken from a message that ends within its header. */
static inline void check_short(const struct parser *parser, const struct message *m)
{
	struct rows rows = { 0 };

	for (size_t len = 0; len < parser->header; len++) {
		ck_assert_int_eq(parser_read_cut(parser, m, len, &rows), -EBADMSG);
		ck_assert_uint_eq(rows.socks.n, 0);
		ck_assert_uint_eq(rows.arena.n, 0);
	}
	rows_free(&rows);
}

/* Nor from one of another family: every header begins with that. */
static inline void check_family(const struct parser *parser, const struct message *m)
{
	struct message other = *m;
	uint8_t *family = mnl_nlmsg_get_payload(&other.head);
	struct rows rows = { 0 };

	for (unsigned more = 1; more <= UINT8_MAX; more++) {
		++*family;
		ck_assert_int_eq(parser_read_cut(parser, &other, parser->header, &rows),
				 -EBADMSG);
		ck_assert_int_eq(parser_read(parser, &other, &rows), -EBADMSG);
		ck_assert_uint_eq(rows.socks.n, 0);
		ck_assert_uint_eq(rows.arena.n, 0);
	}
	rows_free(&rows);
}

/* Cut anywhere behind its header it is a row, with the attributes that are whole. */
static inline void check_cut(const struct parser *parser, const struct message *m)
{
	struct rows rows = { 0 };
	uint32_t before = 0;

	for (size_t len = parser->header; len <= mnl_nlmsg_get_payload_len(&m->head); len++) {
		int r = parser_read_cut(parser, m, len, &rows);

		/* Between two attributes nothing shows that it was cut. */
		ck_assert(r == 0 || r == -EBADMSG);
		ck_assert_uint_eq(rows.socks.n, 1);
		ck_assert_uint_ge(last_row(&rows)->attrs_len, before);
		before = last_row(&rows)->attrs_len;
		rows_drop(&rows);
	}
	rows_free(&rows);
}

/* An attribute whose length is impossible ends the list and is told of; what was before
 * it counts. */
static inline void check_lies(const struct parser *parser, const struct message *m)
{
	static const uint16_t lies[] = { 0, 1, 3, 0x7fff, 0xffff };
	const struct nlattr *attr;

	mnl_attr_for_each(attr, &m->head, parser->header) {
		size_t at = (size_t)((const char *)attr - m->bytes);

		for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
			struct message liar = *m;
			struct rows lied = { 0 }, cut = { 0 };
			int r;

			((struct nlattr *)(liar.bytes + at))->nla_len = lies[i];
			r = parser_read(parser, &liar, &lied);
			/* Who knows no attributes does not look for them. */
			ck_assert(r == -EBADMSG || r == 0);
			ck_assert_int_eq(
				parser_read_cut(parser, m, at - MNL_NLMSG_HDRLEN, &cut), 0);
			ck_assert_uint_eq(lied.socks.n, 1);
			ck_assert_uint_eq(last_row(&lied)->has, last_row(&cut)->has);
			ck_assert_uint_eq(last_row(&lied)->attrs_len, last_row(&cut)->attrs_len);
			rows_free(&lied);
			rows_free(&cut);
		}
	}
}

/* Attributes nobody knows, between and behind the others, change nothing. */
static inline void check_unknown(const struct parser *parser, const struct message *m)
{
	static const uint16_t types[] = { 60, 1000, 0x3fff };
	struct rows with = { 0 }, without = { 0 };
	struct message more;
	const struct nlattr *attr;

	message_begin(&more, mnl_nlmsg_get_payload(&m->head), parser->header);
	mnl_attr_for_each(attr, &m->head, parser->header) {
		for (size_t i = 0; i < ARRAY_SIZE(types); i++)
			message_bytes(&more, types[i], 5, 200);
		message_attr(&more, attr->nla_type, mnl_attr_get_payload(attr),
			     mnl_attr_get_payload_len(attr));
	}
	message_attr(&more, 61, NULL, 0);

	ck_assert_int_eq(parser_read(parser, m, &without), 0);
	ck_assert_int_eq(parser_read(parser, &more, &with), 0);
	ck_assert_uint_eq(with.socks.n, 1);
	ck_assert_mem_eq(last_row(&with), last_row(&without), sizeof(struct nw_sock));
	ck_assert_uint_eq(with.arena.n, without.arena.n);
	rows_free(&with);
	rows_free(&without);
}

/* Three in a row, as the kernel packs them, are three equal rows. */
static inline void check_sequence(const struct parser *parser, const struct message *m)
{
	size_t each = NLMSG_ALIGN(m->head.nlmsg_len);
	char *stream = calloc(3, each);
	const struct nlmsghdr *msg = (const struct nlmsghdr *)stream;
	int left = (int)(3 * each);
	struct rows rows = { 0 };

	ck_assert_ptr_nonnull(stream);
	for (size_t i = 0; i < 3; i++)
		memcpy(stream + i * each, m, m->head.nlmsg_len);
	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left))
		ck_assert_int_eq(parser->read(msg, &parser->ask, &rows), 0);

	ck_assert_int_eq(left, 0);
	ck_assert_uint_eq(rows.socks.n, 3);
	for (size_t i = 1; i < 3; i++) {
		const struct nw_sock *first = &rows.socks.at[0], *sock = &rows.socks.at[i];

		ck_assert_uint_eq(sock->cookie, first->cookie);
		ck_assert_uint_eq(sock->has, first->has);
		ck_assert_uint_eq(sock->attrs_len, first->attrs_len);
		if (!sock->attrs_len)
			continue;
		ck_assert_uint_gt(sock->attrs_at, sock[-1].attrs_at);
	}
	rows_free(&rows);
	free(stream);
}

static inline void check_robust(const struct parser *parser, const struct message *m)
{
	check_short(parser, m);
	check_cut(parser, m);
	check_lies(parser, m);
	check_unknown(parser, m);
	check_sequence(parser, m);
}

/* ---- running -------------------------------------------------------------------- */

/* A suite of this case, with these tests behind those it has; 0 if all of them passed. */
static inline int unit_run_case(const char *name, TCase *tcase,
				const TTest *const tests[], size_t n)
{
	Suite *suite = suite_create(name);
	SRunner *runner;
	int failed;

	for (size_t i = 0; i < n; i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static inline int unit_run(const char *name, const TTest *const tests[], size_t n)
{
	TCase *tcase = tcase_create(name);

	/* A machine may be busy, and sanitizers slow. */
	tcase_set_timeout(tcase, 60);
	return unit_run_case(name, tcase, tests, n);
}

#define UNIT_MAIN(name, ...)                                                             \
	int main(void)                                                                   \
	{                                                                                \
		const TTest *const tests[] = { __VA_ARGS__ };                            \
                                                                                         \
		return unit_run(name, tests, ARRAY_SIZE(tests));                         \
	}

#endif
