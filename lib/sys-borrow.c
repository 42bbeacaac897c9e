/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A socket of another process, asked by a descriptor of our own. Of the running system only. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys-inside.h"

#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62
#endif

static int option(int fd, int name, void *ret, size_t size)
{
	socklen_t len = (socklen_t)size;

	return getsockopt(fd, SOL_SOCKET, name, ret, &len) < 0 ? -errno : 0;
}

static int take(uint32_t pid, uint32_t fd)
{
	_closefd_ int process = -1;
	long own;

	process = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0U);
	if (process < 0)
		return -errno;
	own = syscall(SYS_pidfd_getfd, process, (int)fd, 0U);
	return own < 0 ? -errno : (int)own;
}

/* Where the kernel does not tell, what it is asked for next finds nothing, if it is not ours. */
static int check_namespace(struct sys *sys, int fd)
{
	_closefd_ int space = ioctl(fd, SIOCGSKNS);
	struct stat st;

	if (space < 0 || fstat(space, &st) < 0)
		return 0;
	return st.st_ino == sys_netns(sys) ? 0 : -EXDEV;
}

static int read_kind(int fd, struct nw_sock *ret)
{
	static const struct {
		int type, protocol;
		enum nw_family family;
	} kinds[] = {
		{ SOCK_STREAM, IPPROTO_TCP, NW_TCP },
		{ SOCK_DGRAM, IPPROTO_UDP, NW_UDP },
		{ SOCK_DGRAM, IPPROTO_UDPLITE, NW_UDPLITE },
	};
	int domain = 0, type = 0, protocol = 0, device = 0;
	int r = option(fd, SO_DOMAIN, &domain, sizeof(domain));

	if (r == 0)
		r = option(fd, SO_TYPE, &type, sizeof(type));
	if (r == 0)
		r = option(fd, SO_PROTOCOL, &protocol, sizeof(protocol));
	if (r == 0)
		r = option(fd, SO_COOKIE, &ret->cookie, sizeof(ret->cookie));
	if (r < 0)
		return r;
	/* Older than that option: an unbound one is found all the same. */
	if (option(fd, SO_BINDTOIFINDEX, &device, sizeof(device)) == 0)
		ret->ifindex = (uint32_t)device;
	ret->af = (uint8_t)domain;
	ret->protocol = (uint32_t)protocol;
	ret->has |= HAS_COOKIE | HAS_PROTOCOL;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].type == type && kinds[i].protocol == protocol &&
		    (domain == AF_INET || domain == AF_INET6)) {
			ret->family = kinds[i].family;
			return 0;
		}
	return -EPROTONOSUPPORT;
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static void keep_address(const union address *address, uint8_t bytes[16], uint32_t *port)
{
	if (address->any.sa_family == AF_INET) {
		memcpy(bytes, &address->v4.sin_addr, sizeof(address->v4.sin_addr));
		*port = ntohs(address->v4.sin_port);
	} else if (address->any.sa_family == AF_INET6) {
		memcpy(bytes, &address->v6.sin6_addr, sizeof(address->v6.sin6_addr));
		*port = ntohs(address->v6.sin6_port);
	}
}

static int read_addresses(int fd, struct nw_sock *ret)
{
	union address address = { 0 };
	socklen_t len = sizeof(address);

	if (getsockname(fd, &address.any, &len) < 0)
		return -errno;
	keep_address(&address, ret->local, &ret->local_port);
	address = (union address){ 0 };
	len = sizeof(address);
	if (getpeername(fd, &address.any, &len) < 0)
		return errno == ENOTCONN ? 0 : -errno;
	keep_address(&address, ret->remote, &ret->remote_port);
	return 0;
}

int sys_borrow(struct sys *sys, uint32_t pid, uint32_t fd, uint64_t inode, struct nw_sock *ret)
{
	_closefd_ int own = -1;
	struct nw_sock sock = { 0 };
	struct stat st;
	int r;

	if (sys_reads_copy(sys) || sys_copies(sys))
		return -EOPNOTSUPP;
	own = take(pid, fd);
	if (own < 0)
		return own;
	if (fstat(own, &st) < 0 || !S_ISSOCK(st.st_mode) || st.st_ino != inode)
		return -ESTALE;
	r = check_namespace(sys, own);
	if (r == 0)
		r = read_kind(own, &sock);
	if (r == 0)
		r = read_addresses(own, &sock);
	if (r == 0)
		*ret = sock;
	return r;
}
