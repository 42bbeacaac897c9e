/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which machine this is, and what time it is there: or was, when it was recorded. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "sys-inside.h"
#include "sys-host.h"
#include "text.h"

#define RECORDED "host"

static uint64_t nanoseconds(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) < 0)
		return 0;
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static void put(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%.*s", (int)size - 1, from);
}

/* random(4) */
static void ask_boot(struct sys *sys, struct nw_host *host)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	struct text text, line;
	int r = sys_read(sys, &data, "proc/sys/kernel/random/boot_id");

	held = data.at;
	if (r < 0)
		return;
	text = text_of(data.at, data.n);
	if (text_line(&text, &line) && text_len(&line) < sizeof(host->boot))
		snprintf(host->boot, sizeof(host->boot), "%.*s", (int)text_len(&line), line.p);
}

static int ask(struct sys *sys, struct sys_host *ret)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct utsname name;

	if (uname(&name) < 0)
		return -errno;
	put(ret->host.sysname, sizeof(ret->host.sysname), name.sysname);
	put(ret->host.nodename, sizeof(ret->host.nodename), name.nodename);
	put(ret->host.release, sizeof(ret->host.release), name.release);
	put(ret->host.machine, sizeof(ret->host.machine), name.machine);
	ret->host.cpus = cpus > 0 ? (uint32_t)cpus : 0;
	ask_boot(sys, &ret->host);
	return 0;
}

/* ---- in a recording: "key value", a line each --------------------------------------------- */

struct field {
	const char *key;
	size_t at, size; /* size 0: a number of 64 bits; 4: of 32 */
};

#define TEXT(key) { #key, offsetof(struct sys_host, host.key), sizeof(((struct sys_host *)0)->host.key) }
#define NUMBER(key) { #key, offsetof(struct sys_host, now.key), 0 }

static const struct field fields[] = {
	TEXT(sysname),	TEXT(nodename),	  TEXT(release),    TEXT(machine),
	TEXT(boot),
	NUMBER(realtime), NUMBER(boottime), NUMBER(monotonic),
	{ "cpus", offsetof(struct sys_host, host.cpus), sizeof(uint32_t) },
};

static void set(struct sys_host *host, const struct field *field, struct text value)
{
	char *at = (char *)host + field->at;
	uint64_t number;

	if (field->size > sizeof(uint32_t)) {
		snprintf(at, field->size, "%.*s", (int)text_len(&value), value.p);
		return;
	}
	if (!text_dec(&value, &number) || value.p != value.end)
		return;
	if (field->size)
		*(uint32_t *)at = (uint32_t)number;
	else
		*(uint64_t *)at = number;
}

void sys_host_read(struct text text, struct sys_host *ret)
{
	struct text line, key;

	*ret = (struct sys_host){ 0 };
	while (text_line(&text, &line)) {
		if (!text_word(&line, &key))
			continue;
		text_blank(&line);
		for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
			if (text_is(&key, fields[i].key))
				set(ret, &fields[i], line);
	}
}

static int save(struct sys *sys, const struct sys_host *host)
{
	char text[1024];
	const struct nw_host *h = &host->host;
	const int len = snprintf(
		text, sizeof(text),
		"sysname %s\nnodename %s\nrelease %s\nmachine %s\nboot %s\ncpus %u\n"
		"realtime %llu\nboottime %llu\nmonotonic %llu\n",
		h->sysname, h->nodename, h->release, h->machine, h->boot, h->cpus,
		(unsigned long long)host->now.realtime, (unsigned long long)host->now.boottime,
		(unsigned long long)host->now.monotonic);

	return sys_save(sys, RECORDED, text, (size_t)len);
}

static int load(struct sys *sys, struct sys_host *ret)
{
	_free_ char *held = NULL;
	struct bytes data = { 0 };
	int r = sys_read(sys, &data, RECORDED);

	held = data.at;
	if (r < 0)
		return r;
	sys_host_read(text_of(data.at, data.n), ret);
	return 0;
}

/* ---- the door ------------------------------------------------------------------------------- */

int sys_host(struct sys *sys, struct sys_host *ret)
{
	int r;

	if (sys_reads_copy(sys))
		return load(sys, ret);
	*ret = (struct sys_host){ 0 };
	sys_now(sys, &ret->now);
	r = ask(sys, ret);
	if (r == 0 && sys_copies(sys))
		save(sys, ret);
	return r;
}

void sys_now(struct sys *sys, struct sys_time *ret)
{
	struct sys_host host = { 0 };

	if (sys_reads_copy(sys)) {
		load(sys, &host);
		*ret = host.now;
		return;
	}
	ret->boottime = nanoseconds(CLOCK_BOOTTIME);
	ret->monotonic = nanoseconds(CLOCK_MONOTONIC);
	ret->realtime = nanoseconds(CLOCK_REALTIME);
}

bool sys_has_wide_words(struct sys *sys)
{
	static const char *const wide[] = { "64", "s390x", "alpha" };
	struct sys_host host;

	if (!sys_reads_copy(sys))
		return sizeof(long) == sizeof(uint64_t);
	if (sys_host(sys, &host) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(wide); i++)
		if (strstr(host.host.machine, wide[i]))
			return true;
	return false;
}
