/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names for numbers: users, services, protocols, hosts. Asked once, remembered. */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "hosts.h"
#include "known.h"
#include "names.h"
#include "vec.h"

#define ANSWER_MAX (1 << 20)

struct names {
	struct sys *sys;
	struct known known;
	struct hosts *hosts;
	bool replays;
	bool services_listed;
	bool unreadable; /* the recording's names: that is among the door's troubles */
	unsigned call;
};

/* What is known; while the system may be asked, also a place for what is not yet known. */
static struct name *place(struct names *names, enum name_kind kind, const char *key)
{
	return names->replays ? known_find(&names->known, kind, key)
			      : known_add(&names->known, kind, key);
}

/* ---- users and protocols: one number, one question ------------------------------- */

static int ask_user(uint32_t uid, char *buffer, size_t size, const char **ret)
{
	struct passwd entry, *found = NULL;
	int error = getpwuid_r(uid, &entry, buffer, size, &found);

	*ret = found ? found->pw_name : NULL;
	return error;
}

static int ask_protocol(uint32_t number, char *buffer, size_t size, const char **ret)
{
	struct protoent entry, *found = NULL;
	int error = 0;

	if (number <= INT32_MAX)
		error = getprotobynumber_r((int)number, &entry, buffer, size, &found);
	*ret = found ? found->p_name : NULL;
	return error;
}

static int ask(int (*question)(uint32_t, char *, size_t, const char **), uint32_t number,
	       char **ret)
{
	for (size_t size = 1024; size <= ANSWER_MAX; size *= 4) {
		_free_ char *buffer = malloc(size);
		const char *found;

		if (!buffer)
			return -ENOMEM;
		if (question(number, buffer, size, &found) == ERANGE)
			continue;
		*ret = found ? strdup(found) : NULL;
		return found && !*ret ? -ENOMEM : 0;
	}
	*ret = NULL;
	return 0;
}

static const char *name_of(struct names *names, enum name_kind kind, uint32_t number,
			   int (*question)(uint32_t, char *, size_t, const char **))
{
	struct name *name;
	char key[16];

	snprintf(key, sizeof(key), "%" PRIu32, number);
	name = place(names, kind, key);
	if (!name)
		return NULL;
	if (name->state == NAME_NEW && ask(question, number, &name->value) == 0)
		name->state = NAME_ANSWERED;
	return name->value;
}

const char *names_user(struct names *names, uint32_t uid)
{
	return name_of(names, NAME_USER, uid, ask_user);
}

const char *names_protocol(struct names *names, uint32_t number)
{
	return name_of(names, NAME_PROTOCOL, number, ask_protocol);
}

/* ---- services: the whole database at once ---------------------------------------- */

#define SERVICE_ROOM 64

static bool service_key(char *key, uint32_t port, const char *protocol)
{
	return snprintf(key, SERVICE_ROOM, "%" PRIu32 "/%s", port, protocol) < SERVICE_ROOM;
}

static void list_service(struct names *names, const struct servent *service)
{
	char key[SERVICE_ROOM];
	struct name *name;

	if (!service_key(key, ntohs((uint16_t)service->s_port), service->s_proto))
		return;
	name = place(names, NAME_SERVICE, key);
	/* The first entry for a port is the one getservbyport() finds. */
	if (!name || name->state != NAME_NEW)
		return;
	name->value = strdup(service->s_name);
	if (name->value)
		name->state = NAME_LISTED;
}

/* getservbyport() reads /etc/services from its beginning for every single port. */
static void list_services(struct names *names)
{
	VEC(char) buffer = { 0 };
	size_t size = 1024;

	names->services_listed = true;
	setservent(1);
	while (size <= ANSWER_MAX && vec_reserve(&buffer, size) == 0) {
		struct servent entry, *found = NULL;
		int error = getservent_r(&entry, buffer.at, buffer.size, &found);

		/* Too small a buffer does not move on: the same entry comes again. */
		if (error == ERANGE)
			size = buffer.size + 1;
		else if (error || !found)
			break;
		else
			list_service(names, found);
	}
	endservent();
	vec_free(&buffer);
}

const char *names_service(struct names *names, uint32_t port, const char *protocol)
{
	char key[SERVICE_ROOM];
	struct name *name;

	if (!names->replays && !names->services_listed)
		list_services(names);
	if (!service_key(key, port, protocol))
		return NULL;
	name = place(names, NAME_SERVICE, key);
	if (!name)
		return NULL;
	name->state = NAME_ANSWERED;
	return name->value;
}

/* ---- hosts ----------------------------------------------------------------------- */

struct host {
	int family; /* 0: nothing to ask for */
	unsigned char bytes[16];
	char key[INET6_ADDRSTRLEN];
};

static struct host host_of(const struct nw_address *address)
{
	struct host host = { .family = address->family };
	struct in6_addr in6;

	memcpy(host.bytes, address->bytes, sizeof(host.bytes));
	memcpy(&in6, address->bytes, sizeof(in6));
	/* An IPv4 peer of an IPv6 socket: its name is under in-addr.arpa. */
	if (host.family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&in6)) {
		host.family = AF_INET;
		memcpy(host.bytes, address->bytes + 12, sizeof(struct in_addr));
	}
	/* The unspecified address is no host, whatever /etc/hosts calls it. */
	if (!inet_ntop(host.family, host.bytes, host.key, sizeof(host.key)) ||
	    strcmp(host.key, "0.0.0.0") == 0 || strcmp(host.key, "::") == 0)
		host.family = 0;
	return host;
}

static int ask_host(struct names *names, const struct host *host, struct name *name)
{
	int r = 0;

	if (names->replays) {
		name->state = NAME_FAILED;
		return 0;
	}
	if (!names->hosts)
		r = hosts_new(&names->hosts);
	if (r == 0)
		r = hosts_ask(names->hosts, host->family, host->bytes, name);
	if (r == 0)
		name->state = NAME_PENDING;
	return r;
}

static void take_answers(struct names *names)
{
	static const enum name_state states[] = {
		[HOST_ANSWERED] = NAME_ANSWERED,
		[HOST_FAILED] = NAME_FAILED,
		[HOST_UNASKED] = NAME_NEW,
	};
	struct host_answer answer;

	while (hosts_next(names->hosts, &answer)) {
		struct name *name = answer.tag;

		name->state = states[answer.result];
		name->value = answer.name;
	}
}

int names_resolve(struct names *names, const struct nw_address *addresses, size_t n,
		  unsigned timeout_ms, size_t *ret_unanswered)
{
	_free_ struct name **wanted = malloc((n ? n : 1) * sizeof(*wanted));
	size_t n_wanted = 0, unanswered = 0;

	if (!wanted)
		return -ENOMEM;
	names->call++;
	for (size_t i = 0; i < n; i++) {
		const struct host host = host_of(&addresses[i]);
		struct name *name;

		if (!host.family)
			continue;
		name = known_add(&names->known, NAME_HOST, host.key);
		if (!name || (name->state == NAME_NEW && ask_host(names, &host, name) < 0))
			return -ENOMEM;
		if (name->call != names->call)
			wanted[n_wanted++] = name;
		name->call = names->call;
	}

	if (names->hosts) {
		hosts_wait(names->hosts, timeout_ms);
		take_answers(names);
	}
	for (size_t i = 0; i < n_wanted && !names->unreadable; i++)
		unanswered += wanted[i]->state != NAME_ANSWERED;
	*ret_unanswered = unanswered;
	return 0;
}

const char *names_host(struct names *names, const struct nw_address *address)
{
	const struct host host = host_of(address);
	const struct name *name = NULL;

	if (host.family)
		name = known_find(&names->known, NAME_HOST, host.key);
	return name ? name->value : NULL;
}

/* ---- life and recording ---------------------------------------------------------- */

int names_open(struct sys *sys, struct names **ret)
{
	_cleanup_(names_freep) struct names *names = calloc(1, sizeof(*names));
	int r = 0;

	if (!names)
		return -ENOMEM;
	names->sys = sys;
	names->replays = sys_replays(sys);
	if (names->replays)
		r = known_load(&names->known, sys);
	if (r == -ENOMEM)
		return r;
	/* A file that cannot be read is among the door's troubles. */
	names->unreadable = r != 0;
	if (r < 0)
		r = 0;

	*ret = TAKE(names);
	return r;
}

int names_save(struct names *names)
{
	return sys_records(names->sys) ? known_save(&names->known, names->sys) : 0;
}

void names_free(struct names *names)
{
	if (!names)
		return;
	hosts_free(names->hosts);
	known_free(&names->known);
	free(names);
}

const struct known *names_known(const struct names *names)
{
	return &names->known;
}

bool names_replay(const struct names *names)
{
	return names->replays;
}
