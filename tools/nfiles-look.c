/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the grammar asks the system: names of users, services and hosts, and paths. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nfiles-ground.h"
#include "nfiles-inside.h"

int look_user(const char *name, uint64_t *ret)
{
	const struct passwd *user = getpwnam(name);

	if (!user)
		return -ENOENT;
	*ret = user->pw_uid;
	return 0;
}

int look_service(const char *name, const char *protocol, uint64_t *ret)
{
	const struct servent *service = getservbyname(name, protocol);

	if (!service)
		return -ENOENT;
	*ret = ntohs((uint16_t)service->s_port);
	return 0;
}

static void address_of(const struct addrinfo *info, struct files_host *ret)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(void *)info->ai_addr;
	const struct sockaddr_in *in = (const struct sockaddr_in *)(void *)info->ai_addr;

	*ret = (struct files_host){ .family = info->ai_family };
	if (info->ai_family == AF_INET6)
		memcpy(ret->address, &in6->sin6_addr, sizeof(in6->sin6_addr));
	else
		memcpy(ret->address, &in->sin_addr, sizeof(in->sin_addr));
}

int look_host(const char *name, int family, struct files_host **ret, size_t *n)
{
	/* Of one type, so that each address comes once. */
	const struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_STREAM };
	struct addrinfo *list;
	int r = -ENOENT;

	if (getaddrinfo(name, NULL, &hints, &list) != 0)
		return r;
	for (const struct addrinfo *info = list; info && r != -ENOMEM; info = info->ai_next) {
		struct files_host *host;

		if (info->ai_family != family)
			continue;
		host = FILES_ADD(*ret, *n);
		r = host ? 0 : -ENOMEM;
		if (host)
			address_of(info, host);
	}
	freeaddrinfo(list);
	return r;
}

int look_directory(const struct files_options *options, const char *path)
{
	struct files_ground ground = { 0 };
	struct files_look look;
	char *resolved = NULL;
	int r = ground_open(&ground, options);

	if (r == 0)
		r = ground_resolve(&ground, path, &resolved);
	if (r == 0)
		r = ground_look(&ground, resolved, true, &look);
	free(resolved);
	ground_free(&ground);
	if (r < 0)
		return r;
	return S_ISDIR(look.mode) ? 0 : -ENOTDIR;
}

bool look_mounted(const char *path)
{
	struct files_mounts mounts;
	bool found;

	if (files_mounts_read(&mounts) < 0)
		return false;
	found = files_mounted_at(&mounts, path);
	files_mounts_free(&mounts);
	return found;
}

bool look_selinux(void)
{
	return access("/sys/fs/selinux/enforce", F_OK) == 0;
}

bool look_open_files(uint64_t *open, uint64_t *limit)
{
	FILE *file = fopen("/proc/sys/fs/file-nr", "re");
	uint64_t numbers[3];
	char line[96];
	const char *at;
	size_t n = 0;

	if (!file)
		return false;
	at = fgets(line, sizeof(line), file);
	fclose(file);
	for (; at && n < ARRAY_SIZE(numbers); n++) {
		const size_t digits = files_digits(at + strspn(at, " \t"), &numbers[n]);

		if (!digits)
			return false;
		at += strspn(at, " \t") + digits;
	}
	if (!at)
		return false;
	*open = numbers[0] - (numbers[1] < numbers[0] ? numbers[1] : 0);
	*limit = numbers[2];
	return true;
}
