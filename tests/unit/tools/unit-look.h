/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A system that always answers the same, for what the grammar of nfiles asks of one. */
#ifndef NW_UNIT_LOOK_H
#define NW_UNIT_LOOK_H

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "nfiles-inside.h"

int look_user(const char *name, uint64_t *ret)
{
	if (strcmp(name, "root") != 0 && strcmp(name, "abe") != 0)
		return -ENOENT;
	*ret = *name == 'r' ? 0 : 1000;
	return 0;
}

/* "both" is the same for TCP and UDP, "split" is not. */
int look_service(const char *name, const char *protocol, uint64_t *ret)
{
	static const struct {
		const char *name, *protocol;
		uint64_t port;
	} services[] = {
		{ "http", "tcp", 80 },      { "syslog", "udp", 514 }, { "both", "tcp", 53 },
		{ "both", "udp", 53 },      { "split", "tcp", 512 },  { "split", "udp", 513 },
		{ "with-dash", "tcp", 99 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(services); i++)
		if (strcmp(services[i].name, name) == 0 &&
		    strcmp(services[i].protocol, protocol) == 0) {
			*ret = services[i].port;
			return 0;
		}
	return -ENOENT;
}

/* One of each version, one of either, or two. */
int look_host(const char *name, int family, struct files_host **ret, size_t *n)
{
	static const struct {
		const char *name;
		int family;
		const char *address;
	} hosts[] = {
		{ "dual", AF_INET6, "fd00::1" },   { "dual", AF_INET, "10.0.0.1" },
		{ "four", AF_INET, "10.0.0.4" },   { "six", AF_INET6, "fd00::6" },
		{ "several", AF_INET, "10.0.1.1" }, { "several", AF_INET, "10.0.1.2" },
		{ "zero", AF_INET, "0.0.0.0" },
	};
	int r = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		struct files_host *host;

		if (strcmp(hosts[i].name, name) != 0 || hosts[i].family != family)
			continue;
		host = FILES_ADD(*ret, *n);
		if (!host)
			return -ENOMEM;
		host->family = family;
		inet_pton(family, hosts[i].address, host->address);
		r = 0;
	}
	return r;
}

int look_directory(const struct files_options *options, const char *path)
{
	if (strcmp(path, "/file") == 0)
		return -ENOTDIR;
	return strncmp(path, "/dir", 4) == 0 ? 0 : -ENOENT;
}

bool look_mounted(const char *path)
{
	return strcmp(path, "/mnt") == 0 || strcmp(path, "/") == 0;
}

static bool unit_selinux;

bool look_selinux(void)
{
	return unit_selinux;
}

#endif
