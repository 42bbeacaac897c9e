/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which conditions the kernel's own filter can tell, and how each is written there. */
#include <string.h>

#include "filter-inside.h"

static void put_op(struct test *test, uint8_t code, const void *args, size_t len)
{
	const struct inet_diag_bc_op op = {
		.code = code,
		.yes = (uint8_t)(sizeof(op) + len),
	};

	memcpy(test->bytes, &op, sizeof(op));
	memcpy(test->bytes + sizeof(op), args, len);
	test->size = op.yes;
}

/* The port stands in a second instruction, which is never run. */
static void put_port(struct test *test, uint8_t code, uint32_t port)
{
	const struct inet_diag_bc_op arg = { .no = (uint16_t)port };

	put_op(test, code, &arg, sizeof(arg));
}

bool test_port(const struct term *term, bool privileged, struct test *ret)
{
	const bool remote = term->predicate->remote;
	const uint8_t equal = remote ? INET_DIAG_BC_D_EQ : INET_DIAG_BC_S_EQ;
	const uint8_t least = remote ? INET_DIAG_BC_D_GE : INET_DIAG_BC_S_GE;
	const uint8_t most = remote ? INET_DIAG_BC_D_LE : INET_DIAG_BC_S_LE;
	const uint32_t port = term->host.port;

	if (!term->host.has_port || port > UINT16_MAX)
		return false;
	ret->over = ret->under = true;
	switch (term->op) {
	case OP_EQ:
		put_port(ret, equal, port);
		break;
	case OP_GE:
	case OP_LT:
		put_port(ret, least, port);
		ret->negated = term->op == OP_LT;
		break;
	default:
		put_port(ret, most, port);
		ret->negated = term->op == OP_GT;
		break;
	}
	return true;
}

bool test_host(const struct term *term, bool privileged, struct test *ret)
{
	const struct host *host = &term->host;
	const bool remote = term->predicate->remote;
	const size_t len = host->af == AF_INET ? 4 : host->af == AF_INET6 ? 16 : 0;
	char args[sizeof(struct inet_diag_hostcond) + sizeof(host->bytes)];
	const struct inet_diag_hostcond cond = {
		.family = (uint8_t)host->af,
		.prefix_len = host->prefix,
		.port = host->has_port ? (int)host->port : -1,
	};

	if (host->has_port && host->port > UINT16_MAX)
		return false;
	if (host->af != AF_UNSPEC && host->af != AF_INET && host->af != AF_INET6)
		return false;
	memcpy(args, &cond, sizeof(cond));
	memcpy(args + sizeof(cond), host->bytes, len);
	put_op(ret, remote ? INET_DIAG_BC_D_COND : INET_DIAG_BC_S_COND, args,
	       sizeof(cond) + len);
	ret->over = ret->under = true;
	return true;
}

/* It knows interfaces by index only: whatever has the name is bound to one of them. */
bool test_device(const struct term *term, bool privileged, struct test *ret)
{
	uint32_t index = (uint32_t)term->number.value;

	ret->over = ret->under = true;
	if (term->number.name.at) {
		index = 0;
		ret->negated = true;
		ret->under = false;
	} else if (term->number.value > UINT32_MAX) {
		return false;
	}
	put_op(ret, INET_DIAG_BC_DEV_COND, &index, sizeof(index));
	return true;
}

/* It knows the marks of half-open and of waiting connections, but does not tell them. */
bool test_mark(const struct term *term, bool privileged, struct test *ret)
{
	const struct inet_diag_markcond cond = {
		.mark = (uint32_t)term->number.value,
		.mask = term->number.mask,
	};

	if (!privileged)
		return false;
	put_op(ret, INET_DIAG_BC_MARK_COND, &cond, sizeof(cond));
	ret->over = true;
	return true;
}

bool test_cgroup(const struct term *term, bool privileged, struct test *ret)
{
	/* Those without a group, of which we are told nothing, have 0 here. */
	if (term->by_path || !term->number.value)
		return false;
	put_op(ret, INET_DIAG_BC_CGROUP_COND, &term->number.value, sizeof(uint64_t));
	ret->over = ret->under = true;
	return true;
}

/* The truth, which rows do not tell: those that pass are still looked at. */
bool test_auto(const struct term *term, bool privileged, struct test *ret)
{
	put_op(ret, INET_DIAG_BC_AUTO, "", 0);
	ret->over = true;
	return true;
}
