/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine that kept samples are of: lines of a key and a value. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nstat-store.h"

static const struct field {
	const char *key;
	size_t at, size;
} fields[] = {
#define TEXT(key, field)                                                                 \
	{                                                                                \
		key, offsetof(struct nstat_machine, field),                              \
			sizeof(((struct nstat_machine *)0)->field)                       \
	}
	TEXT("sysname", host.sysname), TEXT("nodename", host.nodename),
	TEXT("release", host.release), TEXT("machine", host.machine),
	TEXT("boot", host.boot),       TEXT("timezone", timezone),
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

void nstat_machine_timezone(char *ret, size_t size)
{
	const time_t now = time(NULL);
	struct tm tm;

	if (!localtime_r(&now, &tm) || !strftime(ret, size, "%Z", &tm))
		ret[0] = '\0';
}

void nstat_machine_put(const struct nstat_machine *machine, struct buffer *out)
{
	for (size_t i = 0; i < FIELDS; i++)
		buffer_format(out, "%s %s\n", fields[i].key,
			      (const char *)machine + fields[i].at);
	buffer_format(out, "cpus %u\nnetwho %s\n", machine->host.cpus, nw_version());
}

/* They come from elsewhere, and go to a terminal. */
static void copy_plain(char *to, size_t size, const char *from, size_t len)
{
	size_t n = 0;

	for (; n < len && n + 1 < size; n++)
		to[n] = from[n] > ' ' && from[n] < 0x7f ? from[n] : '?';
	to[n] = '\0';
}

void nstat_machine_host(struct nstat_run *run)
{
	struct nstat_machine machine = { .timezone = "" };

	nw_host(run->nw, &machine.host);
	for (size_t i = 0; i < FIELDS; i++) {
		char *text = (char *)&machine + fields[i].at;

		copy_plain(text, fields[i].size, text, strlen(text));
	}
	run->host = machine.host;
}

static void take_line(const char *line, size_t len, struct nstat_machine *ret)
{
	const char *blank = memchr(line, ' ', len);
	const size_t key = blank ? (size_t)(blank - line) : len;
	const char *value = line + key + 1;
	const size_t value_len = blank ? len - key - 1 : 0;
	char number[16];

	if (!blank)
		return;
	for (size_t i = 0; i < FIELDS; i++)
		if (strlen(fields[i].key) == key && memcmp(fields[i].key, line, key) == 0)
			copy_plain((char *)ret + fields[i].at, fields[i].size, value, value_len);
	if (key != 4 || memcmp(line, "cpus", 4) != 0)
		return;
	copy_plain(number, sizeof(number), value, value_len);
	ret->host.cpus = (uint32_t)strtoul(number, NULL, 10);
}

void nstat_machine_read(const char *payload, size_t len, struct nstat_machine *ret)
{
	*ret = (struct nstat_machine){ .timezone = "" };
	while (len) {
		const char *end = memchr(payload, '\n', len);
		const size_t line = end ? (size_t)(end - payload) : len;

		take_line(payload, line, ret);
		payload += end ? line + 1 : line;
		len -= end ? line + 1 : line;
	}
}
