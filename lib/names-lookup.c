/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names to numbers: what names.c answers the other way round. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <search.h>
#include <string.h>

#include "filter.h"
#include "known.h"
#include "names.h"
#include "text.h"

struct owner_wanted {
	enum name_kind kind;
	const char *value, *suffix; /* of the key: "/tcp", "" */
	struct name *found;
};

static void visit(const void *node, VISIT which, void *arg)
{
	struct name *name = *(struct name *const *)node;
	struct owner_wanted *wanted = arg;
	const size_t n = strlen(wanted->suffix), len = strlen(name->key);

	if ((which == postorder || which == leaf) && !wanted->found &&
	    name->kind == wanted->kind && name->value &&
	    strcmp(name->value, wanted->value) == 0 && len >= n &&
	    strcmp(name->key + len - n, wanted->suffix) == 0)
		wanted->found = name;
}

/* The number that the key of an answer begins with; what was found is worth recording. */
static bool number_of(const struct names *names, struct owner_wanted *wanted, uint32_t *ret)
{
	struct text key;
	uint64_t number;

	twalk_r(names_known(names)->tree, visit, wanted);
	if (!wanted->found)
		return false;
	key = text_of(wanted->found->key, strlen(wanted->found->key));
	if (!text_dec(&key, &number) || number > UINT32_MAX)
		return false;
	wanted->found->state = NAME_ANSWERED;
	*ret = (uint32_t)number;
	return true;
}

bool names_port(struct names *names, const char *service, const char *protocol, uint32_t *ret)
{
	struct owner_wanted wanted = { .kind = NAME_SERVICE, .value = service };
	char suffix[32];

	/* Whichever is asked for: the whole list is read then. */
	names_service(names, 0, protocol);
	snprintf(suffix, sizeof(suffix), "/%s", protocol);
	wanted.suffix = suffix;
	return number_of(names, &wanted, ret);
}

bool names_uid(struct names *names, const char *user, uint32_t *ret)
{
	struct owner_wanted wanted = { .kind = NAME_USER, .value = user, .suffix = "" };
	struct passwd entry, *found = NULL;
	char buffer[4096];

	if (number_of(names, &wanted, ret))
		return true;
	if (names_replay(names) ||
	    getpwnam_r(user, &entry, buffer, sizeof(buffer), &found) != 0 || !found)
		return false;
	*ret = found->pw_uid;
	names_user(names, *ret);
	return true;
}

static bool put_address(const struct addrinfo *info, struct nw_address *ret)
{
	*ret = (struct nw_address){ .family = (uint8_t)info->ai_family };
	if (info->ai_family == AF_INET)
		memcpy(ret->bytes, &((const struct sockaddr_in *)info->ai_addr)->sin_addr, 4);
	else if (info->ai_family == AF_INET6)
		memcpy(ret->bytes, &((const struct sockaddr_in6 *)info->ai_addr)->sin6_addr, 16);
	else
		return false;
	return true;
}

int names_addresses(struct names *names, const char *host, int af, struct nw_address *ret,
		    size_t room)
{
	const struct addrinfo hints = { .ai_family = af, .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	size_t n = 0;
	int error;

	if (names_replay(names))
		return -EROFS;
	error = getaddrinfo(host, NULL, &hints, &all);
	if (error)
		return error == EAI_MEMORY ? -ENOMEM : -ENOENT;
	for (const struct addrinfo *info = all; info && n < room; info = info->ai_next)
		n += put_address(info, &ret[n]);
	freeaddrinfo(all);
	return n ? (int)n : -ENOENT;
}
